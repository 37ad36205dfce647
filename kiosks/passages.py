"""How much of a pavement a kiosk leaves free: its footprint beside the pavements of the ground, in metres.

A pavement is the line of the ground with the width that its source tells. Where a pavement beside the kiosk has no
width, or the kiosk no footprint, or its position is rougher than what is measured, or nobody knows how exact it is, the
answer is not known.
"""

from collections.abc import Iterator, Sequence

import shapely
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from shapely.geometry.base import BaseGeometry

from kiosks.models import Kiosk
from kiosks.rules import CLEAR_WIDTH, MEASURABLE, clear_width

#: metres round a footprint in which pavements are looked for: as far as the rule looks, and half a pavement more
_AROUND = 18
_AT_ONCE = 500


#: sent in the transaction in which free widths were written: what narrows a pavement may be another thing's affair, too
measured = Signal()


@transaction.atomic
def measure(ids: Sequence[int] | None = None) -> int:
    """Write the free width beside each kiosk, of all or of some. Only what changes is written; returns how many."""
    known = dict(_rows(ids).values_list("pk", "clear_width"))
    found = {number: clear_width(footprint, pavement) for number, footprint, pavement in _beside(ids)}
    changed = [
        Kiosk(pk=number, clear_width=found.get(number))
        for number in known
        if known[number] != found.get(number)
    ]
    Kiosk.objects.bulk_update(changed, ["clear_width"], batch_size=_AT_ONCE)
    measured.send(Kiosk)
    return len(changed)


def narrowing() -> "QuerySet[Kiosk]":
    """The kiosks that leave less of their pavement free than the norm asks for."""
    return Kiosk.objects.filter(clear_width__lt=CLEAR_WIDTH.value, gone_at=None).exclude(geom=None)


def _rows(ids: Sequence[int] | None) -> "QuerySet[Kiosk]":
    return Kiosk.objects.order_by() if ids is None else Kiosk.objects.order_by().filter(pk__in=ids)


def _beside(ids: Sequence[int] | None) -> Iterator[tuple[int, BaseGeometry, BaseGeometry]]:
    """Kiosk, its footprint and the pavements round it, as far as all of them are known (metric system of the city)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.id, ST_AsBinary(k.outline),
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
            HAVING bool_and(r.width > 0)
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
        for number, footprint, pavement in cursor:
            yield number, shapely.from_wkb(bytes(footprint)), shapely.from_wkb(bytes(pavement))
