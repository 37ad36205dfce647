"""What is measured of structures by their footprints, and written down: the register tells it, whoever drew them."""

from collections import defaultdict
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.db import connection, transaction
from django.db.models import QuerySet

from kiosks.models import Advertising, Kiosk
from kiosks.rules import advertising_place
from kiosks.vocabulary import ON_THE_GROUND, AdvertisingKind

#: no kind of its own, so that nobody knows whether it stands or hangs
_UNSAID = frozenset({AdvertisingKind.OTHER, AdvertisingKind.UNKNOWN})


@transaction.atomic
def measure() -> int:
    """Write the areas of footprints and of advertising places. Only what changes is written; returns how many rows."""
    return _write_footprints() + _write_places()


def _write_footprints() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {Kiosk._meta.db_table} AS k SET footprint_area = m.area
                  FROM (SELECT id, round(ST_Area(footprint::geography)::numeric, 1)::float8 AS area
                          FROM {Kiosk._meta.db_table}) AS m
                 WHERE k.id = m.id AND k.footprint_area IS DISTINCT FROM m.area"""
        )
        return int(cursor.rowcount)


def _write_places() -> int:
    # Boards are of few sizes: the rule is asked for each size, not for each board.
    numbers: defaultdict[float | None, list[int]] = defaultdict(list)
    found: dict[tuple[Any, ...], float | None] = {}
    rows: QuerySet[Any] = Advertising.objects.order_by().annotate(
        plane=AsWKB(Transform("footprint", settings.CITY.metric_srid))
    )
    named = ("pk", "place_area", "kind", "width", "height", "plane")
    for number, known, kind, width, height, plane in rows.values_list(*named).iterator():
        key = (str(kind), width, height, bytes(plane) if plane else None)
        if key not in found:
            found[key] = _place(*key)
        if known != found[key]:
            numbers[found[key]].append(number)
    for area, changed in numbers.items():
        Advertising.objects.filter(pk__in=changed).update(place_area=area)
    return sum(map(len, numbers.values()))


def _place(kind: str, width: float | None, height: float | None, plane: bytes | None) -> float | None:
    stands = None if kind in _UNSAID else kind in ON_THE_GROUND
    return advertising_place(shapely.from_wkb(plane) if plane else None, width, height, stands=stands)
