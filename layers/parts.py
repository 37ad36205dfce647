"""The rows of which a feature has many, as its page tells them: the answers of the audit of a place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from layers import related
from layers.columns import Column
from layers.fields import Part
from layers.layer import Layer
from layers.publication import Publication
from layers.record import Fact
from layers.viewer import Viewer

_MOST = 500
#: rows beyond which a table is folded on a page
_FOLDED = 10


@dataclass(frozen=True)
class Table:
    """A part of one feature in words: the labels of its columns, and its rows."""

    title: str
    labels: list[str]
    rows: list[list[Fact]]

    @property
    def is_long(self) -> bool:
        """Whether the page folds it: on a telephone it would be several screens."""
        return len(self.rows) > _FOLDED


def tables(layer: Layer, viewer: Viewer, number: int) -> list[Table]:
    """The parts that a feature has rows of, as the viewer may read them. The feature is one that the viewer may see."""
    found = [_table(layer, part, viewer, number) for part in layer.parts]
    return [table for table in found if table.rows]


def _table(layer: Layer, part: Part, viewer: Viewer, number: int) -> Table:
    belonging = related.of_part(layer, part)
    feature = layer.features(viewer).filter(pk=number)
    columns = [
        column
        for column in related.part_columns(layer, part)
        if column.audience <= viewer.audience and column.field.on_card
    ]
    if any(column.field.locating for column in columns) and _is_rough(feature, viewer):
        columns = [column for column in columns if not column.field.locating]
    holder = feature.values(part.holder or "pk")
    rows = belonging.model._default_manager.filter(**{f"{belonging.owner.name}__in": holder}).order_by("pk")
    values = list(rows.values_list(*(column.path for column in columns))[:_MOST])
    # A column of which nothing is known would be a column of dashes.
    shown = [
        index for index, column in enumerate(columns) if any(column.display(row[index]) for row in values)
    ]
    return Table(
        str(part.title),
        [columns[index].label for index in shown],
        [[_fact(columns[index], row[index]) for index in shown] for row in values],
    )


def _is_rough(feature: QuerySet[Any], viewer: Viewer) -> bool:
    """Whether this viewer is told only roughly where a feature is."""
    return not viewer.is_staff and feature.filter(publication=Publication.GENERALISED).exists()


def _fact(column: Column, value: object) -> Fact:
    return Fact.of(column, column.display(value))
