"""Where people walk: pavements along the town's streets, zebras at the junctions, paths in parks; and the stops."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, MultiLineString, Point, Polygon, STRtree

from maps.demo.plane import lines
from maps.demo.streets import Area, Street

#: metres of a street that runs in; more is a square or a bridge
_WIDEST_GAP = 40
_PAVED = ("centre", "flats", "main")
#: over a street, and in a park
_LEVEL = {"surface": "asphalt", "width": "3", "incline": "1%"}
_PATH = {"width": "2", "incline": "2%"}


@dataclass(frozen=True)
class Footway:
    line: LineString | MultiLineString
    kind: str
    tags: dict[str, str]


@dataclass(frozen=True)
class Stop:
    name: str
    code: str
    place: Point
    boarding: str


def footways(
    streets: list[Street], districts: list[Area], town: Polygon, random: np.random.Generator
) -> list[Footway]:
    """Everything for walkers inside the town."""
    paved = [street for street in streets if has_pavements(street)]
    found = list(_pavements(paved, streets, town, random))
    found += _crossings(paved, town, random)
    for area in districts:
        if area.seed.kind == "park":
            found += _park_paths(area.polygon, random)
    return found


def has_pavements(street: Street) -> bool:
    """Whether pavements are built along a street: in the middle of the town and along its main streets, not between
    gardens."""
    is_built = street.style in _PAVED and street.role in ("main", "long", "cross")
    return is_built and street.kind != "trunk"


def _pavements(
    paved: list[Street], streets: list[Street], town: Polygon, random: np.random.Generator
) -> Iterator[Footway]:
    """Both sides of each street, interrupted where another street runs in."""
    tree = STRtree([s.line for s in streets])
    shapely.prepare(town)
    for street in paved:
        for side in (1, -1):
            line = street.line.simplify(0.6).offset_curve(side * (street.width / 2 + 2.2))
            if line.is_empty or not isinstance(line, LineString) or not town.intersects(line):
                continue
            crossed = [streets[i] for i in sorted(tree.query(line, predicate="intersects"))]
            parts = [part for part in _interrupted(line, crossed) if part.length > 9]
            if parts:
                width = "1.2" if random.random() < 0.18 else ("2.5" if street.role == "main" else "1.8")
                surface = str(
                    random.choice(["asphalt", "asphalt", "paving_stones", "paving_stones", "compacted"])
                )
                tags = {"footway": "sidewalk", "width": width, "surface": surface}
                if random.random() < 0.7:
                    tags["incline"] = f"{random.choice([1, 2, 2, 3, 4, 6, 9])}%"
                yield Footway(MultiLineString(parts), "footway", tags)
                yield from _gaps(parts, random)


def _gaps(parts: list[LineString], random: np.random.Generator) -> Iterator[Footway]:
    """The way over each street that runs in: nobody has marked it, and of some nobody knows the kerb."""
    for before, after in pairwise(parts):
        way = LineString([before.coords[-1], after.coords[0]])
        if way.length < _WIDEST_GAP:
            tags = {"footway": "crossing", "crossing": "unmarked", **_LEVEL, "incline": "2%"}
            kerb = str(random.choice(["lowered", "lowered", "lowered", "flush", "raised", "unknown"]))
            yield Footway(way, "footway", tags | ({} if kerb == "unknown" else {"kerb": kerb}))


def _interrupted(line: LineString, crossed: list[Street]) -> Iterator[LineString]:
    """What is left of a pavement where other streets cross it."""
    gaps = sorted(
        (
            line.project(Point(place)) - street.width / 2 - 0.8,
            line.project(Point(place)) + street.width / 2 + 0.8,
        )
        for street in crossed
        for place in shapely.get_coordinates(line.intersection(street.line))
    )
    start = 0.0
    for low, high in [*gaps, (line.length, line.length)]:
        if low - start > 1:
            yield shapely.ops.substring(line, start, low)
        start = max(start, high)


def _crossings(paved: list[Street], town: Polygon, random: np.random.Generator) -> list[Footway]:
    """Zebras over the main streets, some metres before the junctions."""
    mains = [s for s in paved if s.role == "main"]
    tree = STRtree([s.line for s in paved])
    found: list[Footway] = []
    taken: list[Point] = []
    for street in mains:
        for index in sorted(tree.query(street.line, predicate="dwithin", distance=0.5)):
            if paved[index] is street:
                continue
            for node in shapely.get_parts(shapely.shortest_line(street.line, paved[index].line)):
                place = Point(node.coords[0])
                if town.contains(place) and all(place.distance(other) > 90 for other in taken):
                    taken.append(place)
                    found.append(_zebra(street, place, paved[index].width / 2 + 5, random))
    return found


def _zebra(street: Street, node: Point, ahead: float, random: np.random.Generator) -> Footway:
    at = street.line.project(node)
    at = at + ahead if at + ahead < street.line.length - 2 else at - ahead
    # A little beyond the middle of either pavement, so that it meets both.
    left, right = across(street.line, at, street.width / 2 + 3)
    kerb = str(random.choice(["lowered", "lowered", "lowered", "flush", "raised", "unknown"]))
    tags = {
        "footway": "crossing",
        "crossing": "marked",
        **_LEVEL,
        "tactile_paving": "yes" if kerb in ("lowered", "flush") else "no",
    }
    if kerb != "unknown":
        tags["kerb"] = kerb
    return Footway(LineString([left, right]), "footway", tags)


def across(line: LineString, at: float, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """The points `reach` metres to the left and to the right of a line, `at` metres along it."""
    before, after = (np.asarray(line.interpolate(at + d).coords[0]) for d in (-2.0, 2.0))
    direction = (after - before) / (np.hypot(*(after - before)) or 1)
    normal = np.array([-direction[1], direction[0]])
    middle = np.asarray(line.interpolate(at).coords[0])
    return middle + normal * reach, middle - normal * reach


def _park_paths(park: Any, random: np.random.Generator) -> list[Footway]:
    """A round and alleys from the middle to the edge."""
    found: list[Footway] = []
    for part in shapely.get_parts(park):
        if isinstance(part, Polygon) and part.area >= 2500:
            tags = {"surface": str(random.choice(["paving_stones", "fine_gravel", "asphalt"])), **_PATH}
            ways = [way.simplify(1) for way in lines(part.buffer(-18).boundary) if way.length > 80]
            found += [Footway(way, "footway", tags) for way in [*ways, *_alleys(part, random)]]
    return found


def _alleys(park: Polygon, random: np.random.Generator) -> Iterator[LineString]:
    """Slightly bent ways from the middle of a park to its edge."""
    middle = np.asarray(park.representative_point().coords[0])
    count = 4 if park.area < 40_000 else 7
    t = np.linspace(0, 1, 9)[:, None]
    for k in range(count):
        target = np.asarray(park.exterior.interpolate((k + 0.3) / count, normalized=True).coords[0])
        across = np.array([target[1] - middle[1], middle[0] - target[0]])
        bow = across * float(random.uniform(-0.12, 0.12))
        way = LineString((1 - t) * middle + t * target + 4 * t * (1 - t) * bow)
        yield from (line for line in lines(way.intersection(park)) if line.length > 15)


def stops(streets: list[Street], town: Polygon, random: np.random.Generator) -> list[Stop]:
    """Stops on both sides of the main streets, named after the nearest cross street."""
    named = [s for s in streets if s.name]
    tree = STRtree([s.line for s in named])
    widths = [s.width / 2 + 1 for s in streets]
    roadways = STRtree(shapely.buffer([s.line for s in streets], widths, quad_segs=3))
    shapely.prepare(town)
    found: list[Stop] = []
    for street, at, side in _halts(streets, random):
        point = _clear(street, at, side, roadways)
        if point is None or not town.contains(point):
            continue
        if any(point.distance(stop.place) < 55 for stop in found[-40:]):
            continue
        boarding = str(random.choice(["unknown", "possible", "impossible"], p=[0.35, 0.4, 0.25]))
        code = f"{len(found) + 1:03d}{'AB'[side]}"
        found.append(Stop(_beside(street, point, named, tree), code, point, boarding))
    return found


def _halts(streets: list[Street], random: np.random.Generator) -> Iterator[tuple[Street, float, int]]:
    """Where a stop may be wanted: street, metres along it, side."""
    for street in streets:
        if street.role == "main" and street.kind in {"primary", "secondary", "tertiary"} and street.name:
            for at in np.arange(150, street.line.length - 60, 430) + random.uniform(-40, 40):
                yield from ((street, float(at), side) for side in (0, 1))


def _clear(street: Street, at: float, side: int, roadways: STRtree) -> Point | None:
    """A place beside the street, moved on where another street runs in."""
    for shift in (0, 14, -14, 28, -28):
        point = Point(across(street.line, at + shift, street.width / 2 + 2.6)[side])
        if not len(roadways.query(point, predicate="intersects")):
            return point
    return None


def _beside(street: Street, place: Point, named: list[Street], tree: STRtree) -> str:
    """The name of the nearest other street: that is how stops are called."""
    near = sorted(
        tree.query(place, predicate="dwithin", distance=320), key=lambda i: named[i].line.distance(place)
    )
    for index in near:
        if named[index].name != street.name:
            return named[index].full_name
    return street.full_name
