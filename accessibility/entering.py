"""Where a way leads to: the best entrance that is known to let a person in, and places that do not, or of which nobody
knows whether they do."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import Exists, OuterRef

from accessibility import rules, whole
from accessibility.models import PlacePart
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


@dataclass(frozen=True, slots=True)
class End:
    """What a way leads to: the entrance to take, and the places that are not known to let this person in."""

    entrance: Entrance | None
    closed: list[Destination]


def at_end(at: tuple[float, float], profile: Profile) -> End:
    """What lies here, as everybody may see it; no entrance where none is known to let this person in, or the best one
    has no location."""
    public = catalogue["places"].features(PUBLIC).filter(gone_at=None)
    here = public.filter(public_geom__dwithin=(Point(*at, srid=4326), _HERE))
    located = PlacePart.objects.filter(place=OuterRef("pk"), location__isnull=False)
    rows = list(
        here.annotate(is_listed=Exists(located))
        .order_by("pk")
        .values_list("pk", "name", profile.field, "is_listed")
    )
    entrances = (_entrance(number, name, profile) for number, name, _verdict, is_listed in rows if is_listed)
    return End(
        next(filter(None, entrances), None),
        [
            Destination(name, f"/places/{number}/", verdict)
            for number, name, verdict, _is_listed in rows
            if verdict not in _LETS_IN
        ],
    )


def _entrance(number: int, place: str, profile: Profile) -> Entrance | None:
    best = whole.of_places([number])[number].best_first(profile.value)[0]
    finding = best.finding(profile.value)
    if finding not in _LETS_IN or not best.part or not best.at:
        return None
    return Entrance(best.part.name, place, (best.at.x, best.at.y), is_hard=finding == rules.PARTLY)
