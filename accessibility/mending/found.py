"""What bars whom: on the ways from public transport to the city's places, among the barriers that are known, and in the
places themselves. Only what everybody may see is looked up: the list is public."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from pyproj import Transformer
from shapely import STRtree

from accessibility import breaches, reachable, rules, telling
from accessibility.criteria import OFFICIAL
from accessibility.mending.rules import Weighed, efforts
from accessibility.models import Barrier, Place, PlacePart
from accessibility.routing.needs import Breach, Unknown
from accessibility.routing.network import Network
from accessibility.routing.route import in_the_way
from accessibility.sheets import PERSONS
from accessibility.vocabulary import BarrierKind, BarrierStatus, Profile, Reached, Severity, Subject
from accessibility.ways import question
from accessibility.whole import Whole, every
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: metres within which a place of interest lies near something
NEAR = 300.0
#: audits that are held in memory together
_AT_ONCE = 1000
_HARD = (Severity.IMPASSABLE, Severity.HARD)
#: those that somebody has confirmed, and those that were measured
_STANDING = (BarrierStatus.CONFIRMED, BarrierStatus.MEASURED, BarrierStatus.PLANNED)


@dataclass
class Thing:
    """One thing to mend, and what is known of it so far. `at` is in metres of the city's plane; `title` and `todo` say
    it in the language that is spoken when they are called."""

    subject: Subject
    path: str
    title: Callable[[], str]
    todo: Callable[[], str]
    at: tuple[float, float]
    efforts: tuple[str, ...]
    street: str = ""
    persons: set[Profile] = field(default_factory=set)
    uses: int = 0
    near: int = 0

    def weighed(self, key: str) -> Weighed:
        return Weighed(key, len(self.persons), self.near, self.uses, self.efforts)

    @property
    def place(self) -> Point:
        """Where it is (EPSG:4326)."""
        x, y = _degrees().transform(*self.at)
        return Point(round(x, 6), round(y, 6), srid=4326)


def things() -> Mapping[str, Thing]:
    """All that shuts somebody out, by a key that stays the same from day to day."""
    found: dict[str, Thing] = dict(_barriers())
    _add_ways(found)
    _count_near(found)
    # What is behind the door of a place is that place alone.
    found.update(_places())
    return found


def _add_ways(found: dict[str, Thing]) -> None:
    """What bars the ways to places that are not reached: barriers count the ways that they bar, and limits that are
    broken are things of their own."""
    there = reachable.points("places")
    stops = list(reachable.points(reachable.STOPS).values())
    for profile in Profile:
        asked = question(profile, Unknown.ACCEPT, {})
        states = reachable.places(profile)
        barred = {number: at for number, at in there.items() if states.get(number) is Reached.BARRED}
        uses: defaultdict[str, int] = defaultdict(int)
        for edges in in_the_way(asked, stops, barred, reachable.walk(asked)).values():
            met = {
                key: (edge, breach)
                for edge in edges
                for breach in asked.judgement(edge).breaches
                for key in [_key(asked.network, edge, breach)]
            }
            for key, (edge, breach) in met.items():
                uses[key] += 1
                if key not in found:
                    found[key] = _of_way(asked.network, edge, breach)
        for key, count in uses.items():
            found[key].persons.add(profile)
            found[key].uses += count


def _key(network: Network, edge: int, breach: Breach) -> str:
    return breach.path or f"{network.way_of(edge).path}{breach.measure}"


def _of_way(network: Network, edge: int, breach: Breach) -> Thing:
    way = network.way_of(edge)
    middle = network.edges[edge].line.interpolate(0.5, normalized=True)

    def said() -> str:
        return capfirst(breaches.said(breach))

    return Thing(
        subject=Subject.WAY,
        path=way.path,
        title=lambda: f"{said()}: {way.name}" if way.name else said(),
        todo=lambda: f"{said()} · {breach.limit.clause}" if breach.limit.clause else said(),
        at=(middle.x, middle.y),
        efforts=(_effort(breach),),
        street=way.name,
    )


def _effort(breach: Breach) -> str:
    """What stands on a way is estimated by its kind, a measure of the way by its name."""
    of_barriers, of_ways = efforts()["barriers"], efforts()["ways"]
    return str(of_barriers[str(breach.value)] if breach.measure == "barrier" else of_ways[breach.measure])


def _barriers() -> Iterator[tuple[str, Thing]]:
    """Barriers that stand."""
    rows = catalogue["barriers"].features(PUBLIC).filter(gone_at=None, public_geom__isnull=False)
    for barrier in rows.filter(status__in=_STANDING).order_by("pk").iterator():
        persons = {profile for profile in Profile if getattr(barrier, profile.field) in _HARD}
        if persons:
            yield _path("barriers", barrier.pk), _of_barrier(barrier, barrier.public_geom, persons)


def _of_barrier(barrier: Barrier, shown: GEOSGeometry, persons: set[Profile]) -> Thing:
    middle = shown.point_on_surface

    address = barrier.shown("address")

    def kind() -> str:
        return capfirst(str(BarrierKind(barrier.kind).label))

    return Thing(
        subject=Subject.BARRIER,
        path=_path("barriers", barrier.pk),
        title=lambda: f"{kind()}: {address}" if address else kind(),
        todo=lambda: barrier.description or kind(),
        at=_metres().transform(middle.x, middle.y),
        efforts=(efforts()["barriers"][barrier.kind],),
        street=address,
        persons=persons,
    )


def _places() -> Iterator[tuple[str, Thing]]:
    """Places that shut somebody out by what an audit measured there."""
    rows = catalogue["places"].features(PUBLIC).filter(gone_at=None, public_geom__isnull=False)
    judged_by = Q(audit__isnull=False) | Exists(PlacePart.objects.filter(place=OuterRef("pk")))
    numbers = list(rows.filter(judged_by).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(numbers), _AT_ONCE):
        places = {place.pk: place for place in rows.filter(pk__in=numbers[first : first + _AT_ONCE])}
        for number, whole in sorted(every(places.keys()).items()):
            place = places[number]
            thing = _of_place(place, place.public_geom, whole)
            if thing:
                yield thing.path, thing


def _of_place(place: Place, at: Point, whole: Whole) -> Thing | None:
    reasons = [rules.why(whole.counted(person), person) for person in PERSONS.values() if person != OFFICIAL]
    barring = [reason for reason in reasons if reason.verdict == rules.BARRIER]
    mend = {one.criterion.code: one for reason in barring for one in reason.mend}
    if not mend:
        return None
    return Thing(
        subject=Subject.PLACE,
        path=_path("places", place.pk),
        title=lambda: place.name,
        todo=lambda: "; ".join(
            f"{telling.said(one.criterion.text)} ({telling.said(one.criterion.clause_in_words)})"
            for one in mend.values()
        ),
        at=_metres().transform(at.x, at.y),
        efforts=tuple(one.criterion.cost for one in mend.values()),
        street=", ".join(filter(None, (place.shown("street"), place.shown("house")))),
        persons={Profile(reason.person) for reason in barring},
        uses=1,
    )


def _count_near(found: Mapping[str, Thing]) -> None:
    places = shapely.points(list(reachable.points("places").values()) or [(0.0, 0.0)])
    tree = STRtree(places)
    for thing in found.values():
        thing.near = len(tree.query(shapely.Point(thing.at), predicate="dwithin", distance=NEAR))


def _path(layer: str, number: int) -> str:
    return f"/{layer}/{number}/"


def _metres() -> Transformer:
    return Transformer.from_crs(4326, settings.CITY.metric_srid, always_xy=True)


def _degrees() -> Transformer:
    return Transformer.from_crs(settings.CITY.metric_srid, 4326, always_xy=True)
