"""How much of a pavement a kiosk leaves free: its footprint beside the pavements of the ground, in metres.

A pavement is the line of the ground with the width that its source tells. Where a pavement beside the kiosk has no
width, or the kiosk no footprint, or its position is rougher than what is measured, or nobody knows how exact it is, the
answer is not known: the register says so, and why.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal

from kiosks.models import Kiosk
from kiosks.rules import CLEAR_WIDTH, MEASURABLE, clear_width, passage

#: metres round a footprint in which pavements are looked for: as far as the rule looks, and half a pavement more
_AROUND = 18
_AT_ONCE = 500


#: sent in the transaction in which free widths were written: what narrows a pavement may be another thing's affair, too
measured = Signal()


@transaction.atomic
def measure(ids: Sequence[int] | None = None) -> int:
    """Write the free width beside each kiosk, of all or of some. Only what changes is written; returns how many."""
    beside = {one.number: one for one in _beside(ids)}
    changed: defaultdict[tuple[float | None, str], list[int]] = defaultdict(list)
    known = _rows(ids).annotate(has_footprint=Q(footprint__isnull=False))
    for number, has_footprint, accuracy, *before in known.values_list(
        "pk", "has_footprint", "location_accuracy", "clear_width", "passage"
    ).iterator():
        found = beside.get(number)
        width = found.width if found else None
        has_width = found.has_width if found else None
        state = passage(width, has_footprint=has_footprint, accuracy=accuracy, has_width=has_width)
        if before != [width, state]:
            changed[width, state].append(number)
    for (width, state), numbers in changed.items():
        for first in range(0, len(numbers), _AT_ONCE):
            some = Kiosk.objects.filter(pk__in=numbers[first : first + _AT_ONCE])
            some.update(clear_width=width, passage=state)
    measured.send(Kiosk)
    return sum(map(len, changed.values()))


def narrowing() -> "QuerySet[Kiosk]":
    """The kiosks that leave less of their pavement free than the norm asks for."""
    return Kiosk.objects.filter(clear_width__lt=CLEAR_WIDTH.value, gone_at=None).exclude(geom=None)


def _rows(ids: Sequence[int] | None) -> "QuerySet[Kiosk]":
    return Kiosk.objects.order_by() if ids is None else Kiosk.objects.order_by().filter(pk__in=ids)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A kiosk beside which there are pavements: what is left of them, in metres, and whether their width is known."""

    number: int
    width: float | None
    has_width: bool


def _beside(ids: Sequence[int] | None) -> Iterator[_Beside]:
    """The kiosks that can be measured and have pavements beside them (metric system of the city)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.id, coalesce(bool_and(r.width > 0), false), ST_AsBinary(k.outline),
                   ST_AsBinary(ST_Union(ST_Buffer(ST_Transform(r.geom, %(metric)s), r.width / 2, 'endcap=flat')))
              FROM (SELECT id, footprint, ST_Transform(footprint, %(metric)s) AS outline FROM kiosks_kiosk
                     WHERE footprint IS NOT NULL AND gone_at IS NULL
                       AND location_accuracy <= %(measurable)s
                       AND (%(ids)s IS NULL OR id = ANY(%(ids)s))) AS k
              JOIN reference_road AS r
                ON r.gone_at IS NULL AND r.tags ->> 'footway' = 'sidewalk'
               AND r.geom && ST_Expand(k.footprint, %(degrees)s, %(degrees)s)
               AND ST_DWithin(ST_Transform(r.geom, %(metric)s), k.outline, %(around)s)
             GROUP BY k.id, k.outline
            """,
            {
                "metric": settings.CITY.metric_srid,
                "measurable": MEASURABLE.value,
                "ids": list(ids) if ids is not None else None,
                "around": _AROUND,
                # Longitude is narrower than latitude: in this country a degree of it has 65 km and more.
                "degrees": _AROUND / 65_000,
            },
        )
        for number, has_width, footprint, pavement in cursor:
            yield _Beside(number, _left(footprint, pavement) if has_width else None, has_width)


def _left(footprint: memoryview, pavement: memoryview) -> float | None:
    return clear_width(shapely.from_wkb(bytes(footprint)), shapely.from_wkb(bytes(pavement)))
