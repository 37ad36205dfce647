"""The ordered result that the map, its list and the page of a place are views of: one list over several layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from layers.query import Selection
from layers.record import Record, alphabetical, nearest, newest
from layers.words import alphabetically
from maps.page import place

#: metres from which on what is not published exactly has a direction
_FAR = 1000


class Order(TextChoices):
    """The orders that a list can have."""

    NEAR = "near", _("nearest first")
    FIT = "fit", _("what suits me first")
    NEW = "new", _("last changed first")
    NAME = "name", _("by name")


@dataclass(frozen=True, slots=True)
class Result:
    """A record of the list, and how one gets there from where the viewer asked."""

    record: Record
    #: longitude and latitude that it is told from
    here: tuple[float, float]
    #: whether how long one walks is told: not from the middle of what is seen, which nobody asked about
    walks: bool = True

    @property
    def way(self) -> str:
        """«to the north-east, 5 minutes on foot»; nothing where the place is not as exact as that."""
        record = self.record
        if record.distance is None or record.centre is None or record.distance < 1:
            return ""
        if record.is_generalised and record.distance < _FAR:
            return ""
        bearing = place.bearing(self.here, record.centre)
        return f"{bearing}, {place.walk(record.distance)}" if self.walks else bearing


def results(
    selections: Sequence[Selection], order: Order, here: tuple[float, float], *, limit: int, asked: bool
) -> list[Result]:
    """The first records of several selections in one order; `asked` says whether `here` is the viewer's own question,
    so that the walk from there is told."""
    found = [record for selection in selections for record in _first(selection, order, here, limit)]
    found.sort(key=_keys[order], reverse=order is Order.NEW)
    return [Result(record, here, asked) for record in found[:limit]]


def _first(selection: Selection, order: Order, here: tuple[float, float], limit: int) -> list[Record]:
    match order:
        case Order.NEW:
            return newest(selection, limit=limit)
        case Order.NAME:
            return alphabetical(selection, limit=limit)
        case Order.FIT if selection.layer.is_seen_by:
            return _fitting(selection, here, limit)
    return nearest(selection, *here, limit=limit)


def _fitting(selection: Selection, here: tuple[float, float], limit: int) -> list[Record]:
    """The nearest of each class, class after class, as the person wants to know of them."""
    field = selection.layer.style.field or ""
    chosen = selection.filters.get(field, "")
    found: list[Record] = []
    for value, _symbol in selection.layer.style.symbols():
        if len(found) < limit and (not chosen or value in chosen.split(",")):
            one = replace(selection, filters={**selection.filters, field: value})
            found += nearest(one, *here, limit=limit - len(found))
    return found


def _metres(record: Record) -> float:
    """What is near to nothing comes last."""
    return inf if record.distance is None else record.distance


_keys: dict[Order, Callable[[Record], Any]] = {
    Order.NEAR: _metres,
    Order.FIT: lambda record: (record.fit, _metres(record)),
    Order.NEW: lambda record: record.changed_at,
    Order.NAME: lambda record: alphabetically(record.title),
}
