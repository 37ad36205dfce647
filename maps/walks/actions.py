"""From a walked line to the streets that it covers; anew whenever what became of the line changes."""

from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString, Polygon
from django.db import transaction
from django.db.models.signals import post_save

from layers.reference.models import Street
from layers.surveys.models import Deed, Fate, Observation
from maps.walks.matching import REACH, walked
from maps.walks.models import Stretch

#: degrees that are more than `REACH` anywhere in the country
_MARGIN = REACH / 60_000


def listen() -> None:
    """Called at start."""
    post_save.connect(_observed, sender=Observation, dispatch_uid="walks")


@transaction.atomic
def match(observation: Observation) -> list[Stretch]:
    """Keep what an observation says of streets: nothing, unless it is a walk that was accepted."""
    Stretch.objects.filter(observation=observation).delete()
    is_walk = observation.deed == Deed.WALKED and observation.fate == Fate.ACCEPTED
    if not is_walk or observation.geom is None:
        return []
    line = _parts(observation.geom)
    west, south, east, north = observation.geom.extent
    box = Polygon.from_bbox((west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN))
    near = Street.objects.filter(gone_at=None, geom__bboverlaps=box).only("pk", "geom").order_by("pk")
    found = ((street, walked(_parts(street.geom), line)) for street in near)
    return Stretch.objects.bulk_create(
        Stretch(street=street, observation=observation, geom=_joined(parts))
        for street, parts in found
        if parts
    )


def match_all() -> int:
    """All walks against the streets as they are now; returns how many stretches that makes."""
    return sum(len(match(one)) for one in Observation.objects.filter(deed=Deed.WALKED).iterator())


def _observed(instance: Observation, **_words: Any) -> None:
    if instance.deed == Deed.WALKED:
        match(instance)


def _parts(line: Any) -> list[list[tuple[float, float]]]:
    """Its parts as longitudes and latitudes."""
    lines = line if line.geom_type == "MultiLineString" else [line]
    return [[place[:2] for place in one.coords] for one in lines]


def _joined(parts: list[list[tuple[float, float]]]) -> MultiLineString:
    return MultiLineString([LineString(part) for part in parts], srid=4326)
