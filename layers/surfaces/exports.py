"""Downloads. A new format is one class and one line of EXPORTERS; menus, API links and the dataset passport read it.

Every export streams: its memory does not grow with the layer. Every row says its source and its licence, because rows
of one layer may be under two; a demonstration says so in the file's name, and wherever a format has room for words.
"""

import csv
import io
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy
import orjson
import pyogrio
from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from layers.disclosure import columns_of, disclosed
from layers.downloads import download
from layers.geojson import feature_sql
from layers.importing.sources import FORMULA
from layers.imprint import imprint, sentence, zone
from layers.layer import Geometry, Layer
from layers.origins import sources_of
from layers.problems import BadParameter
from layers.provenance import Source
from layers.publication import Publication
from layers.query import Selection, select
from layers.structures import Sheet, Structure, structures
from layers.viewer import ViewerRequest

_COORDINATES = ("longitude", "latitude")
_CHUNK = 2000
_BLOCK = 1 << 16


class Exporter(ABC):
    """A format: its media type, its name for people, and the bytes of a selection."""

    media_type: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    @abstractmethod
    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""

    @property
    def names(self) -> list[str]:
        """Columns of tables: the number first, then what the layer declares, then what a row says of itself."""
        declared = [column.name for column in self.selection.columns]
        return list(dict.fromkeys(["id", *declared, *disclosed(self.selection), "changed_at"]))


class GeoJson(Exporter):
    """RFC 7946, a feature a line."""

    media_type, title = "application/geo+json", "GeoJSON"

    def chunks(self) -> Iterator[bytes]:
        sql, params = feature_sql(self.selection)
        head = {
            "name": self.selection.layer.slug,
            "title": str(self.selection.layer.title),
            "description": sentence(self.selection.layer),
            "demonstration": settings.DEMONSTRATION,
            "timeStamp": timezone.now().isoformat(timespec="seconds"),
            "licences": [_licence(source) for source in sources_of(self.selection.layer)],
        }
        yield b'{"type":"FeatureCollection",' + orjson.dumps(head)[1:-1] + b',"features":[\n'
        comma = b""
        for chunk in _rows(f"SELECT feature FROM ({sql}) AS x ORDER BY id", params):
            yield comma + ",\n".join(feature for (feature,) in chunk).encode()
            comma = b",\n"
        yield b"]}"


class Table(Exporter):
    """A format of rows and columns: the layer's own, with the location as longitude and latitude, or those of an
    official structure."""

    def __init__(self, selection: Selection, structure: Structure | None = None) -> None:
        super().__init__(selection)
        self.sheet = Sheet(structure, selection) if structure else None

    def header(self, labels: Mapping[str, str]) -> list[str]:
        """The names of the columns, the layer's own by their labels if they have one."""
        if self.sheet:
            return list(self.sheet.structure.columns)
        return [labels.get(name, name) for name in (*self.names, *_COORDINATES)]

    def lines(self) -> Iterator[list[Any]]:
        """The rows in chunks."""
        if self.sheet is None:
            yield from _rows(*_table(self.selection, self.names))
            return
        for chunk in _rows(*self.sheet.sql()):
            yield [[_guarded(value) for value in self.sheet.row(row)] for row in chunk]


class Csv(Table):
    """RFC 4180."""

    media_type, title = "text/csv; charset=utf-8", "CSV"

    def chunks(self) -> Iterator[bytes]:
        # Spreadsheets take a file without the byte order mark for Windows-1251.
        yield "\ufeff".encode() + _csv([self.header({})])
        for chunk in self.lines():
            yield _csv(chunk)


class Xlsx(Table):
    """A worksheet in the reader's words, and one about the file. An official structure keeps its own words."""

    media_type, title = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)"

    def chunks(self) -> Iterator[bytes]:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(self.selection.layer.slug[:31])
        sheet.freeze_panes = "B2"
        sheet.append(self.header(self._labels()))
        words = [] if self.sheet else self._words()
        for chunk in self.lines():
            for row in chunk:
                sheet.append([_cell(value) for value in _worded(row, words)])
        about = book.create_sheet(_("About the file"))
        for line in imprint(self.selection.layer):
            about.append(line)
        with tempfile.TemporaryFile() as file:
            book.save(file)
            file.seek(0)
            yield from iter(lambda: file.read(_BLOCK), b"")

    def _labels(self) -> dict[str, str]:
        changed = f"{_('changed')} ({zone()})"
        labels = {"id": _("number"), "source": _("source"), "licence": _("licence"), "changed_at": changed}
        labels |= {"location_accuracy": _("location to within, m"), "publication": _("publication")}
        labels |= {"longitude": _("longitude"), "latitude": _("latitude")}
        for column in self.selection.columns:
            is_moment = column.kind.table == "datetime"
            labels[column.name] = f"{column.label} ({zone()})" if is_moment else column.label
        return labels

    def _words(self) -> list[dict[str, str]]:
        """For each column the words for its values, where they are codes."""
        choices = {"publication": {str(value): str(label) for value, label in Publication.choices}}
        choices |= {column.name: dict(column.choices) for column in self.selection.columns}
        return [choices.get(name, {}) for name in (*self.names, *_COORDINATES)]


class GeoPackage(Exporter):
    """OGC GeoPackage: attributes and the whole geometry, for QGIS and its like."""

    media_type, title = "application/geopackage+sqlite3", "GeoPackage"

    _TYPES: ClassVar[dict[Geometry, str]] = {
        Geometry.POINT: "Point",
        Geometry.LINE: "MultiLineString",
        Geometry.AREA: "MultiPolygon",
        Geometry.ANY: "Unknown",
    }

    def chunks(self) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.selection.layer.slug}.gpkg"
            self._write(path)
            with path.open("rb") as file:
                yield from iter(lambda: file.read(_BLOCK), b"")

    def _write(self, path: Path) -> None:
        names = self.names
        kinds = {column.name: column.kind.table for column in self.selection.columns} | {"id": "integer"}
        arrays = [_ARRAYS.get(kinds.get(name, ""), _texts) for name in names]
        sql, params = _disclosing(self.selection, names)
        quoted = ", ".join(f'"{name}"' for name in names)
        append = False
        for chunk in _at_least_one(
            _rows(f"SELECT ST_AsBinary(geom), {quoted} FROM ({sql}) AS r ORDER BY id", params)
        ):
            shapes, *fields = zip(*chunk, strict=True) if chunk else [()] * (len(names) + 1)
            pyogrio.raw.write(
                path,
                numpy.array([None if shape is None else bytes(shape) for shape in shapes], dtype=object),
                [array(values) for array, values in zip(arrays, fields, strict=True)],
                names,
                field_mask=[
                    numpy.array([value is None for value in values], dtype=bool) for values in fields
                ],
                layer=self.selection.layer.slug,
                driver="GPKG",
                geometry_type=self._TYPES[self.selection.layer.geometry],
                crs="EPSG:4326",
                append=append,
                **({} if append else self._about()),
            )
            append = True

    def _about(self) -> dict[str, dict[str, str]]:
        """What is written once: for GDAL as metadata, for QGIS as the layer's title and description."""
        layer = self.selection.layer
        told = sentence(layer)
        return {
            "dataset_metadata": {"DESCRIPTION": told},
            "layer_metadata": {"DESCRIPTION": told},
            "layer_options": {"IDENTIFIER": str(layer.title), "DESCRIPTION": told},
        }


EXPORTERS: dict[str, type[Exporter]] = {"geojson": GeoJson, "csv": Csv, "xlsx": Xlsx, "gpkg": GeoPackage}
#: the formats that an official structure can be had in
TABLES = [extension for extension, exporter in EXPORTERS.items() if issubclass(exporter, Table)]
STRUCTURE = "structure"


def export(request: ViewerRequest, layer: Layer, extension: str) -> HttpResponseBase:
    """`/data/<layer>.<format>`, filtered by the same words as every surface; `structure` names an official one."""
    selection = select(layer, request.viewer, request.GET, own=(STRUCTURE,))
    name = request.GET.get(STRUCTURE, "")
    exporter = _structured(selection, extension, name) if name else EXPORTERS[extension](selection)
    chunks = iter(()) if request.method == "HEAD" else exporter.chunks()
    response = download(chunks, exporter.media_type)
    file_name = _file_name(selection, name, extension)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Cookie"
    # An official structure has no column for it.
    licences = dict.fromkeys(source.licence_url for source in sources_of(layer))
    response.headers["Link"] = ", ".join(f'<{url}>; rel="license"' for url in licences)
    return response


def _structured(selection: Selection, extension: str, name: str) -> Exporter:
    exporter = EXPORTERS[extension]
    known = structures(selection.layer)
    if name not in known:
        raise BadParameter(
            _("Unknown structure %(name)s. Known ones for this layer: %(known)s.")
            % {"name": name[:60], "known": ", ".join(known) or "—"},
            parameter=STRUCTURE,
        )
    if not issubclass(exporter, Table):
        raise BadParameter(
            _("An official structure is a table: it can be had as %s.") % ", ".join(TABLES),
            parameter=STRUCTURE,
        )
    return exporter(selection, known[name])


def _file_name(selection: Selection, structure: str, extension: str) -> str:
    """What a file is called, with what has to be known before it is passed on."""
    words = [settings.CITY.slug, selection.layer.slug, structure]
    words += ["DEMO"] if settings.DEMONSTRATION else []
    # Staff see what is not published.
    words += ["INTERNAL"] if selection.viewer.is_staff else []
    return f"{'-'.join(filter(None, words))}-{timezone.localdate():%Y-%m-%d}.{extension}"


def _rows(sql: str, params: Any) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in chunks through a cursor on the server, so that memory stays constant."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(_CHUNK):
            yield chunk


def _at_least_one(chunks: Iterator[list[tuple[Any, ...]]]) -> Iterator[list[tuple[Any, ...]]]:
    # A file without rows still has its columns.
    empty = True
    for chunk in chunks:
        empty = False
        yield chunk
    if empty:
        yield []


def _table(selection: Selection, names: list[str]) -> tuple[str, Any]:
    """A query of columns and of a point on each feature: tables have no room for whole shapes."""
    sql, params = _disclosing(selection, names)
    texts = {column.name for column in selection.columns if column.kind.table == "string"}
    columns = ", ".join(_harmless(name) if name in texts else f'"{name}"' for name in names)
    point = "ST_PointOnSurface(geom)"
    return (
        f"""SELECT {columns}, round(ST_X({point})::numeric, 7), round(ST_Y({point})::numeric, 7)
              FROM ({sql}) AS r ORDER BY id""",
        params,
    )


def _disclosing(selection: Selection, names: list[str]) -> tuple[str, Any]:
    """A query of the location and of columns, those among them that a row says of itself."""
    sql, params = selection.sql("id", "geom", "changed_at", *columns_of(selection))
    said = disclosed(selection)
    columns = ", ".join(f'{said.get(name, f"""f."{name}" """)} AS "{name}"' for name in names)
    return f"SELECT f.geom, {columns} FROM ({sql}) AS f", params


def _licence(source: Source) -> dict[str, str]:
    return {"name": source.licence, "url": source.licence_url, "attribution": source.credit}


def _harmless(name: str) -> str:
    """SQL of a text for a spreadsheet: what would run as a formula is preceded by an apostrophe."""
    return rf"""regexp_replace("{name}", '^([=+@\t\r-])', '''\1')"""


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] and value[0] in FORMULA else value


def _csv(lines: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _worded(row: Sequence[Any], words: Sequence[Mapping[str, str]]) -> Iterable[Any]:
    """A row with words for codes; as it is, where there are no `words`."""
    return [known.get(value, value) for value, known in zip(row, words, strict=True)] if words else row


def _cell(value: Any) -> Any:
    # A worksheet has no time zones; a control character makes the whole file unreadable.
    match value:
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None)
        case str():
            return ILLEGAL_CHARACTERS_RE.sub(" ", value)[:32_767]
        case dict():
            return orjson.dumps(value).decode()
    return value


def _texts(values: Iterable[Any]) -> "numpy.ndarray[Any, Any]":
    return numpy.array([None if value is None else str(value) for value in values], dtype=object)


_ARRAYS: dict[str, Callable[[Iterable[Any]], "numpy.ndarray[Any, Any]"]] = {
    "integer": lambda values: numpy.array([value or 0 for value in values], dtype="int64"),
    "number": lambda values: numpy.array([float(value or 0) for value in values], dtype="float64"),
    "boolean": lambda values: numpy.array([bool(value) for value in values], dtype=bool),
    "date": lambda values: numpy.array(list(values), dtype="datetime64[D]"),
}
