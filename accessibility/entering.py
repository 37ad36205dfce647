"""Which entrance of a place a way leads to: the best one that is known to let a person in."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point

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


def of_place_at(at: tuple[float, float], profile: Profile) -> Entrance | None:
    """The entrance of the place that lies here, as everybody may see it; None where none is known to let this person
    in, or the best one has no location."""
    public = catalogue["places"].features(PUBLIC).filter(gone_at=None, parts__location__isnull=False)
    near = public.filter(public_geom__dwithin=(Point(*at, srid=4326), _HERE))
    for number, name in near.order_by("pk").distinct().values_list("pk", "name"):
        best = whole.of_places([number])[number].best_first(profile.value)[0]
        finding = best.finding(profile.value)
        if finding in _LETS_IN and best.part and best.at:
            where = best.at
            return Entrance(best.part.name, name, (where.x, where.y), is_hard=finding == rules.PARTLY)
    return None
