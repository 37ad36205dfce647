"""The city's ways on foot as a network, kept in memory until the ground changes, with the barriers of this minute.

One network serves all persons; what its ways cost a person is kept for the last few kinds of questions.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt

import numpy as np
import orjson
import shapely
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pyproj import Transformer
from shapely import LineString, Point, STRtree

from accessibility import norms
from accessibility.routing.needs import Judgement, Needs, Obstacle, Span, Unknown, judge, of_profiles
from accessibility.routing.network import Network, join
from accessibility.routing.route import Question
from accessibility.routing.spots import UNTOLD_CROSSING, Spot, met
from accessibility.routing.tags import Way, is_walked, read
from accessibility.rules import severities
from accessibility.vocabulary import AT_A_PLACE, BarrierStatus, Profile, Severity
from layers import stamps
from layers.registry import catalogue

#: a way with its line, in metres of the plane
Course = tuple[Way, Sequence[tuple[float, float]]]
#: metres from a way within which a barrier lies on it, those within which the nearest way alone is meant, and those
#: within which it may be meant: a telephone is no better in a street
_ON, _BESIDE, _PERHAPS = 3.0, 10.0, 25.0
#: what everybody may see of barriers that stand on ways, how hard each is for a person, and where
_BARRIERS = """
    SELECT id, kind, {severity}, status,
           (is_doubted AND status <> 'planned') OR coalesce(expires_on < %s, false),
           ST_AsBinary(ST_Transform(public_geom, %s)), publication = 'generalised', coalesce(location_accuracy, 0),
           clear_width
      FROM accessibility_barrier
     WHERE published AND gone_at IS NULL AND public_geom IS NOT NULL AND kind <> ALL(%s)
       AND status IN ('reported', 'measured', 'confirmed', 'planned')"""
_SURE = (BarrierStatus.MEASURED, BarrierStatus.CONFIRMED, BarrierStatus.PLANNED)


def question(profile: Profile, unknown: Unknown, own: Mapping[str, float | str]) -> Question:
    """What a person asks of the city's ways, as they are and with the barriers that everybody may see now.

    `own`: limits of one's own (needs.Needs.with_own). Raises ValueError for a limit that nobody can mean.
    """
    roads, barriers = (stamps.version([catalogue[slug]]) for slug in ("roads", "barriers"))
    day = timezone.localdate().toordinal()
    return _asked(roads, barriers, day, profile, unknown, tuple(sorted(own.items())))


def network() -> Network:
    """The city's ways on foot as everybody may see them now."""
    return _network(stamps.version([catalogue["roads"]]))


@lru_cache(maxsize=16)
def _asked(
    roads: int,
    _barriers: int,
    _day: int,
    profile: Profile,
    unknown: Unknown,
    own: tuple[tuple[str, float | str], ...],
) -> Question:
    needs, ways = of_profiles()[profile.value].with_own(dict(own)), _network(roads)
    barriers, judged = barriers_on(ways, profile, needs), _judged(roads, profile, own)
    return Question(ways, needs, unknown, barriers, _spots(roads), judged)


@lru_cache(maxsize=16)
def _judged(roads: int, profile: Profile, own: tuple[tuple[str, float | str], ...]) -> Sequence[Judgement]:
    """Each way without the barriers of this minute: a new one leaves these as they are."""
    needs = of_profiles()[profile.value].with_own(dict(own))
    return [judge(way, needs) for way in _network(roads).ways]


@lru_cache(maxsize=1)
def _network(_version: int) -> Network:
    return join(_beside_streets(list(_ways())))


#: metres from a street to the pavement that is its own
_ALONG = 20.0


def _beside_streets(ways: Sequence[Course]) -> Iterator[Course]:
    """The same ways; those on foot that have no name know the street that they lead along."""
    named = [
        (way.name, LineString(line))
        for way, line in ways
        if way.name and not way.is_for_feet and len(line) > 1
    ]
    tree = STRtree([line for _name, line in named])
    for way, line in ways:
        if way.is_for_feet and not way.name and len(line) > 1:
            middle = LineString(line).interpolate(0.5, normalized=True)
            near = tree.query_nearest(middle, max_distance=_ALONG) if named else ()
            yield replace(way, along=next((named[int(one)][0] for one in near), "")), line
        else:
            yield way, line


def _ways() -> Iterator[Course]:
    """All ways that people may walk, as far as everybody may see them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, kind, name, surface, width, tags::text, ST_AsBinary(ST_Transform(public_geom, %s))
                 FROM reference_road WHERE published AND gone_at IS NULL AND public_geom IS NOT NULL ORDER BY id""",
            [settings.CITY.metric_srid],
        )
        for number, kind, name, surface, width, tags, wkb in cursor:
            known = _words(tags)
            if is_walked(kind, known):
                path = f"/roads/{number}/"
                way = read(kind, known, name=name, surface=surface, width=width, path=path)
                for part in shapely.get_parts(shapely.from_wkb(bytes(wkb))):
                    yield way, shapely.get_coordinates(part)


#: what importers write of a way beside its tags (maps/osm/ground.py)
_MET = "map:met"
#: metres between a thing on a way and the way
_THERE = 0.5


@dataclass(frozen=True, slots=True)
class _Met:
    """What is met on the edges that one has to walk to pass it."""

    spot: Spot
    path: str
    #: … each with the metre of it where that is
    edges: Mapping[int, float]


@lru_cache(maxsize=1)
def _met(version: int) -> Sequence[_Met]:
    """What stands on ways, and the streets that footways cross where nobody has told anything of it."""
    ways, found = _network(version), []
    turn = Transformer.from_crs(4326, settings.CITY.metric_srid, always_xy=True).transform
    for path, words in _told():
        for spot, longitude, latitude in met(words):
            place = Point(turn(longitude, latitude))
            edges = _on_the_way(ways, path, place, spot)
            found.append(_Met(spot, path, {edge: ways.edges[edge].line.project(place) for edge in edges}))
    told = {edge for one in found if one.spot.way.is_crossing for edge in one.edges}
    crossed = ((edge, at) for edge, at in _crossing_streets(ways) if edge not in told)
    return [*found, *(_Met(UNTOLD_CROSSING, "", {edge: at}) for edge, at in crossed)]


def _told() -> Iterator[tuple[str, str]]:
    """The address of each way on which something stands, and what importers write of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, tags->>%s FROM reference_road
                WHERE published AND gone_at IS NULL AND jsonb_typeof(tags) = 'object' AND tags ? %s ORDER BY id""",
            [_MET, _MET],
        )
        for number, told in cursor.fetchall():
            yield f"/roads/{number}/", told


def _on_the_way(network: Network, path: str, place: Point, spot: Spot) -> list[int]:
    """The edges that one has to walk to pass a thing: of a kerb those of the crossing, not of the pavement that ends
    there; of a crossing those of the footway, not of the street."""
    near = _within(network, place, _THERE)
    if spot.way.is_crossing:
        ways = {edge: network.way_of(edge) for edge in near}
        crossings = [edge for edge, way in ways.items() if way.is_crossing]
        if crossings or "crossing" in (spot.way.asked or ()):
            return crossings or [edge for edge, way in ways.items() if way.is_for_feet]
    return [edge for edge in near if network.way_of(edge).path == path]


def _crossing_streets(network: Network) -> Iterator[tuple[int, float]]:
    """The edges of footways that go on beyond a street which they share a point with, and the metre where that is."""
    for node, leaving in enumerate(network.leaving):
        edges = [edge for edge, _node in leaving]
        on_foot = [edge for edge in edges if network.way_of(edge).is_for_feet]
        if len(on_foot) > 1 and any(network.way_of(edge).has_traffic for edge in edges):
            for edge in on_foot:
                yield edge, 0.0 if network.edges[edge].one == node else network.edges[edge].length


def _words(tags: str) -> dict[str, str]:
    return {name: value for name, value in orjson.loads(tags).items() if isinstance(value, str)}


def barriers_on(network: Network, profile: Profile, needs: Needs) -> dict[int, dict[Obstacle, str]]:
    """For each edge that a barrier lies on, that barrier with its severity for a person of these needs.

    What nobody has confirmed is not known, nor what is said to be gone or should be gone by now: it neither bars nor
    opens a way.
    """
    found: dict[int, dict[Obstacle, str]] = defaultdict(dict)
    if not network.edges:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _BARRIERS.format(severity=profile.field),
            [timezone.localdate(), settings.CITY.metric_srid, [kind.value for kind in AT_A_PLACE]],
        )
        rows = cursor.fetchall()
    # The circle round the square that is shown of what lies somewhere in it.
    around = catalogue["barriers"].policy.grid / sqrt(2)
    for number, kind, told, status, is_doubted, wkb, is_rough, accuracy, width in rows:
        path, place = f"/barriers/{number}/", shapely.from_wkb(bytes(wkb))
        severity = _by_width(told, width, needs)
        is_sure = status in _SURE and not is_doubted
        if is_rough:
            edges, is_there = _within(network, place, around), False
        else:
            edges, is_there = _edges_at(network, place, max(_PERHAPS, accuracy))
        known = severity == Severity.NONE or (is_sure and is_there)
        for edge in edges:
            span = None if is_rough else _span(network, edge, place, max(_ON, accuracy))
            found[edge][Obstacle(path, kind, span)] = severity if known else Severity.UNKNOWN.value
    for one in _met(stamps.version([catalogue["roads"]])):
        if one.spot.barrier is not None:
            kind, severity = one.spot.barrier
            weight = severities(kind, severity, norms.barriers())[profile.value]
            for edge, at in one.edges.items():
                found[edge][Obstacle(one.path, kind, (at, at))] = weight
    return found


@lru_cache(maxsize=1)
def _spots(version: int) -> Mapping[int, Sequence[tuple[float, Way]]]:
    """The measures of what is met on each edge, and at which metre of it."""
    found: dict[int, list[tuple[float, Way]]] = defaultdict(list)
    for one in _met(version):
        for edge, at in one.edges.items():
            found[edge].append((at, one.spot.way))
    return found


def _span(network: Network, edge: int, place: shapely.Geometry, within: float) -> Span:
    """Between which metres of an edge something lies, give or take so many."""
    line = network.edges[edge].line
    at = [line.project(Point(corner)) for corner in shapely.get_coordinates(place)]
    return min(at) - within, max(at) + within


def _by_width(severity: str, width: float | None, needs: Needs) -> str:
    """How hard a barrier is by the room that was measured beside it, in metres, and by what was said of it: the worse
    of both. Where nothing was said, the measure alone tells."""
    limit = needs.limits.get("width")
    if width is None or limit is None or severity == Severity.IMPASSABLE:
        return severity
    if not limit.allows(width):
        return Severity.IMPASSABLE.value
    if not limit.is_easy(width) and severity != Severity.HARD:
        return Severity.HARD.value
    return Severity.NONE.value if severity == Severity.UNKNOWN else severity


def _edges_at(network: Network, place: shapely.Geometry, reach: float) -> tuple[list[int], bool]:
    """The edges that a barrier lies on, and whether it surely does: what lies farther from all ways than a step aside
    may lie on the nearest one."""
    near = _within(network, place, reach)
    if not near:
        return [], False
    apart = shapely.distance(network.tree.geometries[near], place)
    on = [edge for edge, metres in zip(near, apart, strict=True) if metres <= _ON]
    return (on, True) if on else ([near[int(np.argmin(apart))]], bool(apart.min() <= _BESIDE))


def _within(network: Network, place: shapely.Geometry, metres: float) -> list[int]:
    return [int(edge) for edge in network.tree.query(place, predicate="dwithin", distance=metres)]
