"""From the rows of a file to rows that can be staged: what cannot be understood is refused, and the rest goes on."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import translation

from layers.importing import returning
from layers.importing.geometries import Placer, outline, point, words
from layers.importing.mapping import Mapping
from layers.importing.refusals import RowRefused
from layers.importing.report import Report
from layers.importing.rows import Row
from layers.importing.sources import Table
from layers.importing.staging import FLAW
from layers.importing.values import convert

#: rows that are placed and staged at once
BATCH = 2000
#: number, key, values by field, shapely geometry or None
Taken = tuple[int, str, dict[str, Any], Any]
#: the same before its geometry is placed: WKB or None
_Converted = tuple[int, str, dict[str, Any], bytes | None]


def batches(table: Table, mapping: Mapping, placer: Placer, report: Report) -> Iterator[list[Taken]]:
    """The rows that are for the layer and can be taken; the report counts the others."""
    fields = {name: mapping.target(name) for name in mapping.rules}
    rows = report.meant(mapping, table.rows)
    while batch := list(islice(rows, BATCH)):
        converted = _converted(batch, mapping, fields, report)
        if mapping.export:
            yield _staged(converted, placer, report)
        else:
            yield _placed(converted, placer, report, fields.get(mapping.outline))


def _converted(rows: list[Row], mapping: Mapping, fields: dict[str, Any], report: Report) -> list[_Converted]:
    converted = []
    for row in rows:
        try:
            converted.append(_convert(row, mapping, fields))
        except RowRefused as refusal:
            report.refuse(row.number, refusal)
    return converted


def _placed(rows: list[_Converted], placer: Placer, report: Report, outlined: Any) -> list[Taken]:
    """Rows with their places; `outlined` is the field that keeps the areas of which the places are points."""
    taken = []
    shapes = placer.shapes([wkb for _number, _key, _values, wkb in rows])
    for (number, key, values, _wkb), shape in zip(rows, shapes, strict=True):
        try:
            area = outline(shape, outlined) if outlined else None
            fitted = placer.fitted(shape)
        except RowRefused as refusal:
            report.refuse(number, refusal)
        else:
            taken.append((number, key, values | ({outlined.name: area} if area else {}), fitted))
    return taken


def _staged(rows: list[_Converted], placer: Placer, report: Report) -> list[Taken]:
    """What `_placed` does, for rows of our own exports: a shape that the layer does not take may be the object's."""
    taken = []
    shapes = placer.shapes([wkb for _number, _key, _values, wkb in rows])
    for (number, key, values, _wkb), shape in zip(rows, shapes, strict=True):
        if isinstance(shape, RowRefused):
            report.refuse(number, shape)
        else:
            fitted = None if shape is None else returning.stage_shape(shape, values, placer.fit)
            taken.append((number, key, values, fitted))
    return taken


def _convert(row: Row, mapping: Mapping, fields: dict[str, Any]) -> _Converted:
    wkb = row.wkb
    if mapping.wkt:
        wkb = words(row.values.get(mapping.wkt))
    elif mapping.longitude:
        wkb = point(row.values.get(mapping.longitude), row.values.get(mapping.latitude))
    if mapping.export:
        key, values = returning.take(row, mapping, fields)
        if empty := _wanted(values, fields):
            raise RowRefused(empty)
        return row.number, key, values, wkb
    key = mapping.key_of(row.values, wkb)
    if not key and not mapping.is_official:
        raise RowRefused(f"the key is missing ({', '.join(mapping.key)})")
    if len(key) > 200:
        raise RowRefused("the key is longer than 200 characters", key)
    values = {}
    for name, rule in mapping.rules.items():
        try:
            value = convert(fields[name], rule.read(row.values))
        except KeyError as unknown:
            raise RowRefused(f"{name}: the mapping does not know this value", unknown.args[0]) from None
        if value is not None:
            values[name] = value
    with translation.override("en"):
        contradiction = "" if mapping.part else mapping.layer.contradiction(values)
    if contradiction:
        raise RowRefused(contradiction)
    empty = _wanted(values, fields)
    if empty and not mapping.is_official:
        raise RowRefused(empty)
    return row.number, key, values | ({FLAW: empty} if empty else {}), wkb


def _wanted(values: dict[str, Any], fields: dict[str, Any]) -> str:
    """What the row has to say and does not, in words."""
    for name, field in fields.items():
        if "__" not in name and is_wanted(field) and values.get(name) in (None, ""):
            return f"{name} is empty"
    return ""


def is_wanted(field: Any) -> bool:
    """Whether every row has to say something there."""
    return not field.null and not field.blank and not field.has_default()
