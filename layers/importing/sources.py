"""Files as rows: GeoJSON, GeoPackage and Shapefile by GDAL; CSV, XLSX and plain JSON by themselves.

Memory does not grow with the file, but for plain JSON, whose size is bounded.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import DataSource, GDALException, SpatialReference
from django.contrib.gis.gdal.error import SRSException
from openpyxl import load_workbook

from layers.importing.refusals import FileRefused

#: a workbook or archive that unpacks to more than this is a bomb, or not for a city
MOST_UNPACKED = 2 << 30
_MOST_RATIO = 200
#: a feature's identifier that is not one of its properties (GeoJSON) goes by this name
_ID = "id"
_MOST_JSON = 64 << 20
_ENCODINGS = ("utf-8-sig", "cp1251")
#: what begins a formula; our exports put an apostrophe before it, which is taken off again
FORMULA = "=+@\t\r-"
#: +380…, -5 and «- » are no formulae
_RUNS = re.compile(r"[=@]|\+(?![\d\s(]|$)|-(?![\d\s.,]|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. `number` counts from 1, the header not counted; `wkb` is its geometry in the file's CRS."""

    number: int
    values: dict[str, Any]
    wkb: bytes | None = None


@dataclass(frozen=True)
class Table:
    """An open file: its columns, its CRS (None for tables without geometry), how many rows if that is known."""

    columns: list[str]
    rows: Iterator[Row]
    crs: str | None = None
    count: int | None = None


def read(path: Path) -> Table:
    """Open a file by its ending. Raises FileRefused with a sentence for anything that cannot be read whole."""
    if not path.is_file():
        raise FileRefused(f"there is no file {path.name}")
    if path.stat().st_size == 0:
        raise FileRefused(f"{path.name} is empty")
    readers = {".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".zip": _zip, ".json": _json}
    return readers.get(path.suffix.lower(), _gdal)(path)


def _csv(path: Path) -> Table:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(64 * 1024)
    try:
        dialect: Any = csv.Sniffer().sniff(head.splitlines()[0], delimiters=",;\t|")
    except (csv.Error, IndexError):
        dialect = csv.excel
    csv.field_size_limit(1 << 20)
    columns = next(csv.reader(io.StringIO(head), dialect), [])
    if len(set(columns)) < len(columns):
        raise FileRefused(f"{path.name}: two columns have the same name")
    return Table(columns, _csv_rows(path, encoding, dialect, columns))


def _csv_rows(path: Path, encoding: str, dialect: Any, columns: list[str]) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        lines = csv.reader(file, dialect)
        next(lines)
        try:
            for number, values in enumerate(lines, start=1):
                if len(values) > len(columns):
                    raise FileRefused(
                        f"{path.name}: row {number} has {len(values)} values for {len(columns)} columns"
                    )
                if any(values):
                    yield Row(number, dict(zip(columns, map(_unguarded, values), strict=False)))
        except (csv.Error, UnicodeDecodeError) as flaw:
            raise FileRefused(f"{path.name} cannot be read as CSV: {flaw}") from flaw


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        if encoding == "cp1251" and b"\x00" in path.read_bytes()[:4096]:
            break
        return encoding
    raise FileRefused(f"{path.name} is neither UTF-8 nor Windows-1251 text")


def _xlsx(path: Path) -> Table:
    _refuse_bomb(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        columns = ["" if cell is None else str(cell).strip() for cell in next(lines, ())]
    except (KeyError, ValueError, OSError, IndexError, SyntaxError, zipfile.BadZipFile) as flaw:
        raise FileRefused(f"{path.name} is not a whole XLSX workbook: {flaw}") from flaw
    if not any(columns):
        raise FileRefused(f"{path.name}: the first sheet has no header")
    rows = (
        Row(number, {name: _unguarded(value) for name, value in zip(columns, line, strict=False) if name})
        for number, line in enumerate(lines, start=1)
        if any(value is not None for value in line)
    )
    return Table([name for name in columns if name], rows)


class Formula(str):
    """A cell that a spreadsheet would run: nobody's name or street."""

    __slots__ = ()


def _unguarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value[:1] == "'" and value[1:2] and value[1] in FORMULA:
        return value[1:]
    return Formula(value) if _RUNS.match(value.strip()) else value


def _zip(path: Path) -> Table:
    """A zipped Shapefile, read through GDAL's virtual file system without unpacking."""
    _refuse_bomb(path)
    return _open(f"/vsizip/{path.resolve()}", path.name)


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as flaw:
        raise FileRefused(f"{path.name} is damaged: {flaw}") from flaw
    if unpacked > MOST_UNPACKED or unpacked > max(path.stat().st_size, 1 << 20) * _MOST_RATIO:
        raise FileRefused(f"{path.name} would unpack to {unpacked >> 20} MiB: it is not opened")


def _json(path: Path) -> Table:
    """A plain array of objects; any other JSON is GDAL's to read."""
    with path.open("rb") as file:
        if not file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            return _gdal(path)
    if path.stat().st_size > _MOST_JSON:
        raise FileRefused(
            f"{path.name}: a JSON array of more than {_MOST_JSON >> 20} MiB; use CSV or GeoJSON"
        )
    try:
        objects = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as flaw:
        raise FileRefused(f"{path.name} is not whole JSON: {flaw}") from flaw
    if not all(isinstance(one, dict) for one in objects):
        raise FileRefused(f"{path.name}: an array of objects is wanted")
    columns = list(dict.fromkeys(name for one in objects for name in one))
    return Table(
        columns, (Row(number, one) for number, one in enumerate(objects, start=1)), count=len(objects)
    )


def _gdal(path: Path) -> Table:
    if path.suffix.lower() in {".geojson", ".json"}:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            if not file.read().rstrip().endswith(b"}"):
                raise FileRefused(f"{path.name} is truncated: its end is missing")
    return _open(str(path), path.name)


def _open(address: str, name: str) -> Table:
    try:
        source = DataSource(address)
        layer = source[0]
        columns = list(layer.fields)
        if _ID not in columns:
            columns.append(_ID)
        crs = _crs_of(layer.srs)
    except (GDALException, SRSException, IndexError, UnicodeDecodeError) as flaw:
        raise FileRefused(f"{name} cannot be read by GDAL: {flaw}") from flaw
    return Table(columns, _gdal_rows(source, name), crs or "EPSG:4326", len(layer))


def _crs_of(srs: SpatialReference | None) -> str | None:
    if srs is None:
        return None
    return f"EPSG:{srs.srid}" if srs.srid else srs.wkt


def _gdal_rows(source: DataSource, name: str) -> Iterator[Row]:
    # The source is kept by this frame: GDAL frees its layers with it.
    number = 0
    try:
        for number, feature in enumerate(source[0], start=1):
            values = {_ID: feature.fid} | {name: feature[name].value for name in feature.fields}
            geometry = feature.geom if _has_geometry(feature) else None
            yield Row(number, values, bytes(geometry.wkb) if geometry else None)
    except (GDALException, UnicodeDecodeError) as flaw:
        raise FileRefused(f"{name} breaks off after row {number}: {flaw}") from flaw
    # GDAL ends a damaged file as it ends a whole one: only the count tells.
    if number < len(source[0]):
        raise FileRefused(f"{name} breaks off after row {number} of {len(source[0])}")


def _has_geometry(feature: Any) -> bool:
    try:
        return feature.geom is not None
    except GDALException:
        return False
