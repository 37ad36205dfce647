"""System checks of every layer description: a mistake is reported at start, with the layer's name, not at a visitor."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise

from layers import related
from layers.feature import Feature
from layers.fields import Audience, Figure, Telling
from layers.importing.refusals import FileRefused
from layers.layer import Geometry, Layer
from layers.provenance import LICENCES
from layers.publication import Publication
from layers.registry import catalogue
from layers.structures import structures
from layers.styles import ByValue


@register("layers")
def check_layers(**kwargs: Any) -> list[CheckMessage]:
    return [*(message for layer in catalogue for message in check(layer)), *_check_structures()]


def check(layer: Layer) -> Iterator[CheckMessage]:
    """All that is wrong with one description."""
    if not issubclass(layer.model, Feature):
        yield _error(layer, "E001", "the model does not derive from layers.feature.Feature")
        return
    try:
        columns = {column.path: column for column in layer.columns}
    except (FieldDoesNotExist, TypeError) as flaw:
        yield _error(layer, "E002", f"a field cannot be served: {flaw}")
        return
    yield from _check_style(layer, columns)
    yield from _check_words(layer)
    yield from _check_parts(layer)
    yield from _check_figures(layer, {column.name: column for column in columns.values()})
    for name in layer.headline_fields:
        if name not in columns or columns[name].audience > Audience.PUBLIC or columns[name].field.locating:
            yield _error(
                layer, "E006", f"the headline's {name!r} is not a field that everybody may always read"
            )
    if layer.source.licence not in LICENCES:
        yield _error(
            layer, "E007", f"the licence {layer.source.licence!r} is not known (provenance.LICENCES)"
        )
    if layer.policy.mode is not Publication.PUBLIC and not layer.policy.reason:
        yield _error(layer, "E008", "the publication policy restricts without a legal reason")
    if layer.policy.mode is Publication.GENERALISED and layer.geometry in (Geometry.LINE, Geometry.AREA):
        yield _error(layer, "E009", "lines and areas cannot be generalised to a grid: hide them")
    for name, values in layer.policy.withheld.items():
        column = columns.get(name)
        known = {value for value, _label in column.choices} if column else set()
        if column is None or column.nullable or not set(values) <= known:
            yield _error(
                layer, "E016", f"the policy withholds by {name!r}, which has no such choices or may be null"
            )
    if not layer.clustered and not layer.has_min_zoom:
        yield _error(
            layer, "E010", "a layer that is not clustered needs a min_zoom column, or far tiles have no bound"
        )


def _check_style(layer: Layer, columns: dict[str, Any]) -> Iterator[CheckMessage]:
    name = layer.style.field
    if name is None:
        return
    column = columns.get(name)
    if column is None or not column.is_local:
        yield _error(layer, "E003", f"the style's field {name!r} is not a field of the layer's own table")
        return
    if not column.field.in_tile:
        yield _error(layer, "E004", f"the style's field {name!r} is not in the tile")
    if isinstance(layer.style, ByValue):
        missing = {value for value, _label in column.choices} - {
            value for value, _symbol in layer.style.symbols()
        }
        if missing:
            yield _error(layer, "E005", f"the legend misses {', '.join(sorted(missing))}")


def _check_figures(layer: Layer, columns: dict[str, Any]) -> Iterator[CheckMessage]:
    for figure in layer.figures:
        if not _may_be_told(figure, columns) or _names_no_class(layer, figure):
            yield _error(
                layer,
                "E015",
                f"the figure {figure.name!r} is no field that {figure.telling.value} can be told of",
            )


def _names_no_class(layer: Layer, figure: Figure) -> bool:
    """Whether a sum is told apart by what the legend does not know, or by the same class twice."""
    told = [str(value) for apart in figure.apart for value in apart.classes]
    return len(told) != len(set(told)) or not set(told) <= {value for value, _symbol in layer.style.symbols()}


def _may_be_told(figure: Figure, columns: dict[str, Any]) -> bool:
    column = columns.get(figure.name)
    if column is None:
        return False
    match figure.telling:
        case Telling.CHOICES:
            # A text is told by its words, as the source writes them: a category.
            return bool(column.choices) or column.kind.json in ("boolean", "string")
        case Telling.MONTHS:
            return column.kind.table in ("date", "datetime")
        case Telling.SUM:
            return bool(column.kind.json == "number")
    other = columns.get(figure.against)
    return figure.by in columns and all(
        one is not None and one.kind.json == "number" and not one.field.unit_in for one in (column, other)
    )


def _check_words(layer: Layer) -> Iterator[CheckMessage]:
    if not isinstance(layer.title, Promise):
        yield _error(layer, "E011", "the title is not translatable")
    for value, symbol in layer.style.symbols():
        if not isinstance(symbol.title, Promise):
            yield _error(layer, "E012", f"the legend's entry {value!r} is not translatable")


def _check_structures() -> Iterator[CheckMessage]:
    try:
        for layer in catalogue:
            structures(layer)
    except (FileRefused, KeyError, TypeError) as flaw:
        yield Error(f"an official structure cannot be read: {flaw}", id="layers.E014")


def _check_parts(layer: Layer) -> Iterator[CheckMessage]:
    for part in layer.parts:
        try:
            related.part_columns(layer, part)
        except (FieldDoesNotExist, TypeError) as flaw:
            yield _error(layer, "E013", f"the part {part.path!r} cannot be served: {flaw}")


def _error(layer: Layer, number: str, message: str) -> Error:
    return Error(f"{layer.slug}: {message}", id=f"layers.{number}")
