"""Where a way leads to: the best entrance that is known to let a person in, and places that do not, or of which nobody
knows whether they do."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from accessibility import rules, whole
from accessibility.vocabulary import Profile
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: degrees within which a place is meant by where it lies: about a metre
_HERE = 1 / 111_320
_LETS_IN = frozenset({rules.ACCESSIBLE, rules.PARTLY})


@dataclass(frozen=True, slots=True)
class Entrance:
    """Its name, that of its place, and where it is (longitude and latitude)."""

    name: str
    place: str
    at: tuple[float, float]
    is_hard: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that is not known to let a person in: its name, its address on this map, and a Verdict."""

    name: str
    path: str
    verdict: str


def closed_at(at: tuple[float, float], profile: Profile) -> list[Destination]:
    """The places that lie here, as everybody may see them, and are not known to let this person in."""
    here = _places_at(at).exclude(**{f"{profile.field}__in": _LETS_IN})
    rows = here.order_by("pk").values_list("pk", "name", profile.field)
    return [Destination(name, f"/places/{number}/", verdict) for number, name, verdict in rows]


def _places_at(at: tuple[float, float]) -> QuerySet[Any, Any]:
    public = catalogue["places"].features(PUBLIC).filter(gone_at=None)
    return public.filter(public_geom__dwithin=(Point(*at, srid=4326), _HERE))


def of_place_at(at: tuple[float, float], profile: Profile) -> Entrance | None:
    """The entrance of the place that lies here, as everybody may see it; None where none is known to let this person
    in, or the best one has no location."""
    near = _places_at(at).filter(parts__location__isnull=False)
    for number, name in near.order_by("pk").distinct().values_list("pk", "name"):
        best = whole.of_places([number])[number].best_first(profile.value)[0]
        finding = best.finding(profile.value)
        if finding in _LETS_IN and best.part and best.at:
            where = best.at
            return Entrance(best.part.name, name, (where.x, where.y), is_hard=finding == rules.PARTLY)
    return None
