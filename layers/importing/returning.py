"""Exports of this map on their way back: which of their columns a file may change, and what is staged of their rows.

What becomes of the rows then stands in recognising.py.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.db import models

from layers import related
from layers.importing.mapping import Export, Mapping, Rule
from layers.importing.refusals import FileRefused, RowRefused
from layers.importing.rows import Row
from layers.importing.sources import Table
from layers.importing.staging import FLAW
from layers.importing.values import convert
from layers.layer import Layer

#: how the runs of such files name their source: the rows have each their own
SOURCE = "export"
#: what a staged row says besides the values of its fields: its source, when its object was changed, that it may stay
#: where it is, and why values could not be taken
ITS_SOURCE, CHANGED, STAYS, FLAWS = "@source", "@changed", "@stays", "@flaws"
#: more digits are no number of an object
_LONGEST = 18


def mapping_of(layer: Layer, table: Table) -> Mapping:
    """The mapping of an export of the layer, whose columns have their names already.

    Raises FileRefused for one in which nothing stands that a file may change.
    """
    rules = {
        column.path: Rule((column.name,), is_literal=True)
        for column in layer.columns
        if column.name in table.columns
    }
    taken = Mapping(layer, SOURCE, ("id",), rules)
    rules = {path: rule for path, rule in rules.items() if _may_change(taken, path)}
    if not rules:
        raise FileRefused("the file has no column that may be changed by a file")
    has_place = {"longitude", "latitude"} <= set(table.columns)
    return Mapping(
        layer,
        SOURCE,
        ("id",),
        rules,
        longitude="longitude" if has_place else "",
        latitude="latitude" if has_place else "",
        export=Export("publication" in table.columns, table.made_at),
    )


def _may_change(mapping: Mapping, path: str) -> bool:
    """Whether a file may change what a person may in the back office: not what follows from other data, nor rows that
    the object only refers to, nor of rows that belong to it those that are not named in the file."""
    relation, _dots, name = path.rpartition("__")
    try:
        mapping.target(path)
    except FileRefused:
        return False
    if relation:
        belonging = related.pointed_at(mapping.layer, relation)
        named = belonging and all(f"{relation}__{key}" in mapping.rules for key in belonging.key)
        return bool(named)
    return name not in _computed(mapping.layer)


def _computed(layer: Layer) -> set[str]:
    """What the back office shows and nobody types: it is reckoned from other data."""
    try:
        return set(admin.site.get_model_admin(layer.model).readonly_fields)
    except NotRegistered:
        return set()


def take(row: Row, mapping: Mapping, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The number and the values of a row. What cannot be taken as a new value is kept with the reason: it may be the
    old one. Raises RowRefused for a row without a number."""
    values: dict[str, Any] = {ITS_SOURCE: str(row.values.get("source") or "")}
    flaws = {}
    for name, rule in mapping.rules.items():
        raw = rule.read(row.values)
        try:
            value = convert(fields[name], raw, is_literal=True)
        except RowRefused as refusal:
            if "__" in name or not isinstance(fields[name], models.CharField | models.TextField):
                raise
            value = str(raw)
            flaws[name] = refusal.reason
        if value is not None:
            values[name] = value
    if flaws:
        values[FLAWS] = flaws
    changed = _moment(row.values.get("changed_at"))
    if changed:
        values[CHANGED] = changed
    return _number(row), values


def _number(row: Row) -> str:
    raw = row.values.get("id")
    text = str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST:
        raise RowRefused(
            "this is no number of an object: what is new is entered in the back office, or comes in a file of its own",
            text,
        )
    return str(int(text))


def _moment(raw: Any) -> Any:
    try:
        return convert(models.DateTimeField(), raw)
    except RowRefused:
        return None


def stage_shape(shape: Any, values: dict[str, Any], fit: Any) -> Any:
    """The shape as the layer stores it; as it is where the layer cannot hold it, with the reason: it may be the one
    that the object has."""
    try:
        return fit(shape)
    except RowRefused as refusal:
        values[FLAW] = refusal.reason
        return shape
