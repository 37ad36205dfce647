"""Files as rows: GeoJSON, GeoPackage and Shapefile by GDAL; CSV, XLSX and plain JSON by themselves.

Memory does not grow with the file, but for plain JSON, whose size is bounded.
"""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import DataSource, GDALException, SpatialReference
from django.contrib.gis.gdal.error import SRSException
from django.contrib.gis.gdal.field import OFTDateTime
from openpyxl import load_workbook

from layers.importing.drawings import labelled
from layers.importing.refusals import FileRefused
from layers.importing.rows import Row

#: a workbook or archive that unpacks to more than this is a bomb, or not for a city
MOST_UNPACKED = 2 << 30
_MOST_RATIO = 200
#: a feature's identifier that is not one of its properties (GeoJSON) goes by this name
_ID = "id"
_MOST_JSON = 64 << 20
#: what is no UTF-8 is taken for this one, and nothing in the file says so
_GUESSED = "cp1251"
_ENCODINGS = ("utf-8-sig", _GUESSED)
_EXCHANGED = re.compile("[а-яіїєґ].*[А-ЯІЇЄҐ]")
_WORD = re.compile(r"\w+")
_DELIMITERS = ",;\t|"
_LONGEST_VALUE = 1 << 20
#: a value between quotation marks; one inside of it is doubled
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
#: how our own GeoJSON says when it was made, at its head
_TIME_STAMP = re.compile(rb'"timeStamp" ?: ?"([^"]{10,40})"')
_GEOMETRY = re.compile(rb'"geometry"\s*:')
#: what says at its head that it is for GDAL
_GEO = re.compile(
    rb'"type"\s*:\s*"(Feature|Topology|[A-Za-z]*(Point|LineString|Polygon|GeometryCollection))|"features"'
)
_NO_GEOMETRY = re.compile(rb'"geometry"\s*:\s*null')
#: what begins a formula; our exports put an apostrophe before it, which is taken off again
FORMULA = "=+@\t\r-"
#: +380…, -5 and «- » are no formulae
_RUNS = re.compile(r"[=@]|\+(?![\d\s(]|$)|-(?![\d\s.,]|$)")


@dataclass(frozen=True)
class Table:
    """An open file: its columns, its CRS (None for tables without geometry), how many rows if that is known."""

    columns: list[str]
    rows: Iterator[Row]
    crs: str | None = None
    count: int | None = None
    #: when the file was made, as far as it says so as a whole
    made_at: datetime | None = None
    #: what is to be said of how the file was read
    notes: tuple[str, ...] = ()

    def called(self, names: Mapping[str, str]) -> "Table":
        """The same table with the columns under other names; without those that are given none."""
        rows = (
            replace(row, values={names[name]: value for name, value in row.values.items() if name in names})
            for row in self.rows
        )
        return replace(self, columns=[names[name] for name in self.columns if name in names], rows=rows)


def read(path: Path) -> Table:
    """Open a file by its ending. Raises FileRefused with a sentence for anything that cannot be read whole."""
    if not path.is_file():
        raise FileRefused(f"there is no file {path.name}")
    if path.stat().st_size == 0:
        raise FileRefused(f"{path.name} is empty")
    readers = {".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".zip": _zip, ".json": _json}
    return readers.get(path.suffix.lower(), _gdal)(path)


def _csv(path: Path) -> Table:
    encoding, note = _encoding(path)
    records = _records(path, encoding)
    columns = next(records, [])
    if len(set(columns)) < len(columns):
        raise FileRefused(f"{path.name}: two columns have the same name")
    return Table(columns, _csv_rows(path.name, records, columns), notes=note)


def _csv_rows(name: str, records: Iterator[list[str]], columns: list[str]) -> Iterator[Row]:
    for number, values in enumerate(records, start=1):
        if len(values) > len(columns):
            raise FileRefused(f"{name}: row {number} has {len(values)} values for {len(columns)} columns")
        if any(values):
            yield Row(number, dict(zip(columns, map(_unguarded, values), strict=False)))


def _records(path: Path, encoding: str) -> Iterator[list[str]]:
    """The records of a CSV, its header first. Raises FileRefused for a quotation mark that is not closed: all that
    follows it would be one value, and nobody would see."""
    csv.field_size_limit(_LONGEST_VALUE)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.readline())
        file.seek(0)
        lines = _Lines(file)
        try:
            for record in csv.reader(lines, delimiter=delimiter):
                lines.refuse_unclosed(path.name, delimiter)
                yield record
        except (csv.Error, UnicodeDecodeError) as flaw:
            lines.refuse_unclosed(path.name, delimiter)
            raise FileRefused(f"{path.name} cannot be read as CSV: {flaw}") from flaw


def _delimiter(header: str) -> str:
    """What stands most often between the names of the columns."""
    names = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=names.count)


class _Lines:
    """The lines of a file, of which those of the present record are kept to look at."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        #: how many lines came before the present record
        self._before = 0
        self._record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._record.append(line)
            yield line

    def refuse_unclosed(self, name: str, delimiter: str) -> None:
        """Refuse the record that was read last if a mark in it is not closed; begin the next one."""
        if len(self._record) > 1 or self._record[0].count('"') % 2:
            open_at = _unclosed("".join(self._record), delimiter)
            if open_at is not None:
                number = self._before + open_at + 1
                raise FileRefused(f"{name}: the quotation mark that opens in line {number} is not closed")
        self._before += len(self._record)
        self._record.clear()


def _unclosed(record: str, delimiter: str) -> int | None:
    """The line (from 0) of the mark that opens a value and is not closed, or only where another value begins."""
    place = 0
    while place < len(record):
        if record[place] == '"':
            quoted = _QUOTED.match(record, place)
            line = record.count("\n", 0, place)
            if not quoted:
                return line
            runs_on = record[quoted.end() : quoted.end() + 1] not in {"", delimiter, "\r", "\n"}
            if runs_on and "\n" in quoted[0]:
                return line
            place = quoted.end()
        end = record.find(delimiter, place)
        place = len(record) if end < 0 else end + 1
    return None


def _encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """The encoding of a text, and what is to be said of it where it was guessed. Raises FileRefused."""
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        if encoding != _GUESSED:
            return encoding, ()
        if b"\x00" not in path.read_bytes()[:4096]:
            return encoding, (_guess(path),)
    raise FileRefused(f"{path.name} is neither UTF-8 nor Windows-1251 text")


def _guess(path: Path) -> str:
    with path.open(encoding=_GUESSED) as file:
        words = list(
            islice((word for line in file for word in _WORD.findall(line) if not word.isascii()), 200)
        )
    some = ", ".join(words[:3])
    # KOI8-U read as Windows-1251 is letters, too, with small and capital ones exchanged.
    if sum(bool(_EXCHANGED.match(word)) for word in words) > len(words) / 10:
        raise FileRefused(
            f"{path.name} is neither UTF-8 nor Windows-1251 text: read as the latter it says “{some}”. Save it as UTF-8"
        )
    return f"the encoding was guessed: it is not UTF-8, and read as Windows-1251 it says “{some}”"


def _xlsx(path: Path) -> Table:
    _refuse_bomb(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet, *others = book.worksheets
        lines = sheet.iter_rows(values_only=True)
        columns = _told_apart(["" if cell is None else str(cell).strip() for cell in next(lines, ())])
    except (KeyError, ValueError, OSError, IndexError, SyntaxError, zipfile.BadZipFile) as flaw:
        raise FileRefused(f"{path.name} is not a whole XLSX workbook: {flaw}") from flaw
    if not any(columns):
        raise FileRefused(f"{path.name}: the first sheet has no header")
    rows = (
        Row(number, {name: _unguarded(value) for name, value in zip(columns, line, strict=False) if name})
        for number, line in enumerate(lines, start=1)
        if any(value is not None for value in line)
    )
    return Table(
        [name for name in columns if name],
        rows,
        notes=_unread("sheet", sheet.title, [o.title for o in others]),
    )


def _unread(kind: str, read: str, others: Sequence[str]) -> tuple[str, ...]:
    """What is to be said of a file that has more than the one table that is read."""
    if not others:
        return ()
    return (f"only the {kind} “{read}” was read, not: {', '.join(f'“{name}”' for name in others)}",)


def once(name: str, nth: int) -> str:
    """How the nth column of a name is called where a workbook has several."""
    return name if nth == 1 else f"{name} ({nth})"


def _told_apart(columns: Sequence[str]) -> list[str]:
    return [name and once(name, columns[:place].count(name) + 1) for place, name in enumerate(columns)]


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
    """An array of objects, alone or as the one list of an object around it; any other JSON is GDAL's to read."""
    with path.open("rb") as file:
        head = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if _GEO.search(head) or not head.startswith((b"[", b"{")):
        return _gdal(path)
    if path.stat().st_size > _MOST_JSON:
        raise FileRefused(
            f"{path.name}: a JSON array of more than {_MOST_JSON >> 20} MiB; use CSV or GeoJSON"
        )
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as flaw:
        raise FileRefused(f"{path.name} is not whole JSON: {flaw}") from flaw
    objects = raw if isinstance(raw, list) else _only_list(path, raw)
    if not all(isinstance(one, dict) for one in objects):
        raise FileRefused(f"{path.name}: an array of objects is wanted")
    columns = list(dict.fromkeys(name for one in objects for name in one))
    return Table(
        columns, (Row(number, one) for number, one in enumerate(objects, start=1)), count=len(objects)
    )


def _only_list(path: Path, raw: dict[str, Any]) -> list[Any]:
    """The list of objects that an answer of a program has around it what it says of itself («data», «total»)."""
    lists = [value for value in raw.values() if isinstance(value, list)]
    if len(lists) != 1:
        raise FileRefused(f"{path.name}: an array of objects is wanted, or an object with one such array")
    return lists[0]


def _gdal(path: Path) -> Table:
    is_json = path.suffix.lower() in {".geojson", ".json"}
    if is_json and not _end(path).rstrip().endswith(b"}"):
        raise FileRefused(f"{path.name} is truncated: its end is missing")
    table = _open(str(path), path.name)
    if path.suffix.lower() == ".dxf":
        return replace(table, rows=labelled(table.rows))
    if not is_json:
        return table
    return replace(table, made_at=_stamped(path), rows=_located(table.rows, path))


def _located(rows: Iterator[Row], path: Path) -> Iterator[Row]:
    """The rows of a GeoJSON. Raises FileRefused at its end where a row has a geometry that GDAL cannot read: it gives
    none then, as it does for a row that is not located.
    """
    bare: list[int] = []
    features = 0
    for row in rows:
        features += 1
        if row.wkb is None:
            bare.append(row.number)
        yield row
    if bare and len(bare) > _unlocated(path, features):
        some = ", ".join(map(str, bare[:5]))
        raise FileRefused(f"{path.name}: the geometry of a row cannot be read; it is one of these: {some}")


def _unlocated(path: Path, features: int) -> int:
    """How many features of a GeoJSON say that they have no location, or have no word for it."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        nulls = sum(1 for _found in _NO_GEOMETRY.finditer(text))
        named = sum(1 for _found in _GEOMETRY.finditer(text))
    return nulls + max(0, features - named)


def _end(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        return file.read()


def _stamped(path: Path) -> datetime | None:
    """When a GeoJSON was made by its own account; None for one that does not say so, or not in time and zone."""
    with path.open("rb") as file:
        stamp = _TIME_STAMP.search(file.read(1 << 14))
    with suppress(ValueError):
        found = datetime.fromisoformat(stamp[1].decode()) if stamp else None
        return found if found and found.tzinfo else None
    return None


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
    others = [source[place].name for place in range(1, len(source))]
    return Table(
        columns,
        _gdal_rows(source, name),
        crs or "EPSG:4326",
        len(layer),
        notes=_unread("layer", layer.name, others),
    )


def _crs_of(srs: SpatialReference | None) -> str | None:
    if srs is None:
        return None
    return f"EPSG:{srs.srid}" if srs.srid else srs.wkt


def _gdal_rows(source: DataSource, name: str) -> Iterator[Row]:
    # The source is kept by this frame: GDAL frees its layers with it.
    number = 0
    try:
        for number, feature in enumerate(source[0], start=1):
            values = {_ID: feature.fid} | {name: _value(feature[name]) for name in feature.fields}
            geometry = feature.geom if _has_geometry(feature) else None
            yield Row(number, values, bytes(geometry.wkb) if geometry else None)
    except (GDALException, UnicodeDecodeError) as flaw:
        raise FileRefused(f"{name} breaks off after row {number}: {flaw}") from flaw
    # GDAL ends a damaged file as it ends a whole one: only the count tells.
    if number < len(source[0]):
        raise FileRefused(f"{name} breaks off after row {number} of {len(source[0])}")


def _value(field: Any) -> Any:
    # GDAL knows the zone of a time, and GeoDjango leaves it away.
    if isinstance(field, OFTDateTime):
        text = field.as_string()
        return text.replace("/", "-") if text else None
    return field.value


def _has_geometry(feature: Any) -> bool:
    try:
        return feature.geom is not None
    except GDALException:
        return False
