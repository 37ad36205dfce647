"""The street network: each district is drawn in its own manner between the main roads, rivers and railways.

A district's streets are a bent, uneven lattice: long streets two plots apart and cross streets that rarely line up.
They stop short of water and rails, join the main roads at right angles, and what stays open becomes a dead end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, STRtree

from maps.demo.noise import Warp
from maps.demo.plane import lines, polygons, rotated
from maps.demo.seeds import District
from maps.demo.terrain import MainRoad, Terrain
from maps.demo.unions import Unions

#: how close a local street may run beside a main road before it is no street of its own, metres
_APART = 40.0
#: how far an open end looks for a street to join, metres
_REACH = 85.0
_SHORTEST = 55.0
#: nearer than this, a street has met another already, metres
_TOUCHING = 0.05

#: carriageway in metres by kind of road
WIDTHS = {
    "trunk": 15.0,
    "primary": 13.0,
    "secondary": 10.5,
    "tertiary": 8.5,
    "residential": 6.0,
    "pedestrian": 9.0,
    "service": 4.5,
    "track": 3.0,
    "footway": 2.0,
    "path": 1.5,
}

_HIGHWAY = {
    "centre": ("residential", "residential"),
    "flats": ("residential", "residential"),
    "private": ("residential", "residential"),
    "village": ("residential", "residential"),
    "resort": ("residential", "service"),
    "industry": ("service", "service"),
    "garden": ("track", "track"),
}


@dataclass
class Street:
    """One continuous street. `role`: main, long, cross or access; `name` is (type, name) once it has one."""

    line: LineString
    kind: str
    role: str
    district: str
    style: str
    name: tuple[str, str] | None = None
    label: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def width(self) -> float:
        return WIDTHS[self.kind]

    @property
    def full_name(self) -> str:
        return " ".join(self.name) if self.name else self.label


@dataclass(frozen=True)
class Area:
    """A district with the ground that is left to it."""

    seed: District
    polygon: Any


def areas(districts: Iterable[District], terrain: Terrain) -> list[Area]:
    """Districts without what earlier ones have taken; the order of the seeds decides."""
    taken: Any = Polygon()
    found = []
    for district in districts:
        polygon = shapely.make_valid(Polygon(district.outline)).buffer(0).difference(taken)
        taken = taken.union(polygon)
        found.append(Area(district, polygon.difference(terrain.water)))
    return found


def network(terrain: Terrain, districts: list[Area], random: np.random.Generator) -> list[Street]:
    """All streets of the community."""
    streets = [_main(road) for road in terrain.roads]
    _join(streets, [], terrain.barriers)
    warp = Warp(random, (1900, 120), (640, 34), (190, 5))
    kept_free = [a.polygon.buffer(12) for a in districts if a.seed.kind in ("park", "cemetery")]
    walls = shapely.union_all([terrain.barriers, *kept_free])
    taken = [walls, *_reserves(streets)]
    for area in districts:
        if area.seed.kind not in _HIGHWAY:
            continue
        near = np.array(taken)[STRtree(taken).query(area.polygon, predicate="intersects")]
        fresh = _lattice(area.seed, area.polygon.difference(shapely.union_all(near)), warp, random)
        _join(fresh, streets, walls)
        if area.seed.kind != "industry":
            fresh += _rims(fresh, streets, area.seed, walls)
        streets += fresh
        taken += _reserves(fresh)
    return _reachable(streets)


def _reserves(streets: list[Street]) -> list[Any]:
    """The strips along streets where no second street belongs."""
    return list(shapely.buffer(shapely.simplify([street.line for street in streets], 2), _APART, quad_segs=3))


def _main(road: MainRoad) -> Street:
    name = tuple(road.street.split(" ", 1)) if road.street else None
    return Street(road.line, road.kind, "main", "", "main", name, road.name)  # type: ignore[arg-type]


def _lattice(seed: District, ground: Any, warp: Warp, random: np.random.Generator) -> list[Street]:
    """The bent lattice of a district, clipped to the ground that is free for it."""
    if ground.is_empty:
        return []
    middle, kinds = seed.outline.mean(axis=0), _HIGHWAY[seed.kind]
    found: list[Street] = []
    for role, points in _ruled(seed, middle, random):
        line = LineString(warp(rotated(points, seed.bearing, middle), seed.wobble / 12))
        kind = kinds[0] if role == "long" else kinds[1]
        parts = [part for part in lines(line.intersection(ground)) if part.length >= _SHORTEST]
        found += [Street(part, kind, role, seed.name, seed.kind) for part in parts]
    return _thinned(found, seed, random)


def _ruled(seed: District, middle: np.ndarray, random: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """The straight lines of a lattice before it is turned and bent, each with its role."""
    flat = rotated(seed.outline, -seed.bearing, middle)
    (west, south), (east, north) = flat.min(axis=0) - 60, flat.max(axis=0) + 60
    rows = _steps(south, north, seed.depth, 0.14, random)
    ruled = [("long", _straight((west, row), (east, row))) for row in rows]
    return ruled + [
        ("cross", _straight((column, low), (column, high)))
        for column, low, high in _crossings(rows, west, east, seed.length, random)
    ]


def _thinned(streets: list[Street], seed: District, random: np.random.Generator) -> list[Street]:
    # A lattice with all of its members looks drawn; a town has lost some of them.
    lost = {"private": 0.05, "village": 0.10, "centre": 0.03, "resort": 0.25, "garden": 0.04}.get(
        seed.kind, 0.0
    )
    return [s for s in streets if s.role == "long" or random.random() >= lost * 2.2]


def _steps(start: float, end: float, step: float, jitter: float, random: np.random.Generator) -> np.ndarray:
    count = int((end - start) / step) + 2
    sizes = step * random.uniform(1 - jitter, 1 + jitter, count)
    places = start + random.uniform(0, step) * 0.5 + np.cumsum(sizes) - sizes[0]
    return places[places < end]


def _crossings(
    rows: np.ndarray, west: float, east: float, length: float, random: np.random.Generator
) -> list[tuple[float, float, float]]:
    """Cross streets as (column, from row, to row); about half of them go on over the next row."""
    done: list[tuple[float, float, float]] = []
    going: list[tuple[float, float]] = []  # column, first row
    last = float(rows[0]) if len(rows) else 0.0
    for low, high in zip(rows[:-1], rows[1:], strict=True):
        fresh = list(_steps(west - length * random.random(), east, length, 0.3, random))
        kept = [(column, first) for column, first in going if random.random() < 0.55]
        done += [(column, first, low) for column, first in going if (column, first) not in kept]
        free = [c for c in fresh if all(abs(c - column) > length * 0.55 for column, _first in kept)]
        going = kept + [(column, low) for column in free]
        last = float(high)
    done += [(column, first, last) for column, first in going]
    return done


def _straight(start: tuple[float, float], end: tuple[float, float], step: float = 22.0) -> np.ndarray:
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    return np.linspace(start, end, max(2, round(length / step) + 1))


def _join(fresh: list[Street], existing: list[Street], walls: Any) -> None:
    """Lead the open ends of fresh streets to the nearest street that they may reach; in place."""
    targets = [street.line for street in [*existing, *fresh]]
    first_fresh = len(existing)
    tree = STRtree(targets)
    shapely.prepare(walls)
    for number, street in enumerate(fresh):
        points = np.asarray(street.line.coords)
        head = _extension(points[::-1], number + first_fresh, targets, tree, walls)
        tail = _extension(points, number + first_fresh, targets, tree, walls)
        points = np.vstack([part for part in (head, points, tail) if part is not None])
        street.line = LineString(points)


def _rims(fresh: list[Street], existing: list[Street], seed: District, walls: Any) -> list[Street]:
    """Streets along the edge of a district: neighbouring open ends are joined, so that it does not fray."""
    tree = STRtree([street.line for street in [*existing, *fresh]])
    ends = _open_ends(fresh, tree)
    used = [0] * len(ends)
    rims: list[Street] = []
    for distance, a, b in _close_pairs(ends, seed.depth * 1.55):
        segment = LineString([ends[a], ends[b]])
        if distance < 30 or max(used[a], used[b]) > 1 or walls.intersects(segment):
            continue
        if _is_crossed(segment, tree, rims):
            continue
        used[a] += 1
        used[b] += 1
        rims.append(Street(segment, _HIGHWAY[seed.kind][1], "cross", seed.name, seed.kind))
    return _chained(rims)


def _open_ends(streets: list[Street], tree: STRtree) -> list[tuple[float, ...]]:
    """The ends that touch nothing but their own street."""
    ends = [end for street in streets for end in (street.line.coords[0], street.line.coords[-1])]
    return [end for end in ends if len(tree.query(Point(end), predicate="dwithin", distance=1.0)) == 1]


def _close_pairs(ends: list[tuple[float, ...]], reach: float) -> list[tuple[float, int, int]]:
    """Distance and numbers of ends within reach of one another, nearest first."""
    points = shapely.points(np.array(ends).reshape(-1, 2))
    one, other = STRtree(points).query(points, predicate="dwithin", distance=reach)
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    return sorted((points[a].distance(points[b]), a, b) for a, b in pairs if a < b)


def _is_crossed(segment: LineString, tree: STRtree, rims: list[Street]) -> bool:
    """Whether anything lies across a segment but at its ends."""
    inner = LineString([segment.interpolate(share, normalized=True) for share in (0.04, 0.96)])
    if len(tree.query(inner, predicate="intersects")):
        return True
    return any(rim.line.crosses(inner) for rim in rims)


def _chained(streets: list[Street]) -> list[Street]:
    """Short pieces that follow one another, as one street."""
    if not streets:
        return []
    merged = lines(shapely.line_merge(shapely.union_all([street.line for street in streets])))
    first = streets[0]
    return [Street(line, first.kind, "cross", first.district, first.style) for line in merged]


def _extension(
    points: np.ndarray, own: int, targets: list[LineString], tree: STRtree, walls: Any
) -> np.ndarray | None:
    """The point to which a line is led on from its last point, if any."""
    end = _End.of(points)
    cost, foot = np.inf, None
    for index in sorted(tree.query(end.point, predicate="dwithin", distance=_REACH)):
        if index == own:
            continue
        found = end.straight_on(targets[index])
        if found is None or found[0] >= cost:
            found = end.aside(targets[index])
        if found is None:
            return None
        if found[0] < cost:
            cost, foot = found
    if foot is None or walls.intersects(LineString([points[-1], foot])):
        return None
    return foot[None, :]


@dataclass(frozen=True)
class _End:
    """The open end of a line, and the direction in which it points."""

    place: np.ndarray
    ahead: np.ndarray
    point: Point
    ray: LineString

    @classmethod
    def of(cls, points: np.ndarray) -> "_End":
        ahead = points[-1] - points[max(0, len(points) - 3)]
        ahead = ahead / (np.hypot(*ahead) or 1)
        return cls(
            points[-1], ahead, Point(points[-1]), LineString([points[-1], points[-1] + ahead * _REACH])
        )

    def straight_on(self, line: LineString) -> tuple[float, np.ndarray] | None:
        """Cost and place where the way straight on meets a line, unless it is much nearer elsewhere."""
        met = line.intersection(self.ray)
        if met.is_empty or self.point.distance(met) >= 1.6 * self.point.distance(line) + 1:
            return None
        foot = np.asarray(shapely.shortest_line(self.point, met).coords[-1])
        distance = float(np.hypot(*(foot - self.place)))
        return (distance * 0.5, foot) if distance > _TOUCHING else None

    def aside(self, line: LineString) -> tuple[float, np.ndarray] | None:
        """Cost and place of the nearest point of a line; endless for a sharp turn, None where it is touched already."""
        foot = np.asarray(line.interpolate(line.project(self.point)).coords[0])
        gap = foot - self.place
        distance = float(np.hypot(*gap))
        if distance < _TOUCHING:
            return None
        turned = float(gap @ self.ahead) / distance
        sharp = turned < 0.25 and distance > 6
        return (np.inf if sharp else distance * (1.7 - turned)), foot


def _reachable(streets: list[Street]) -> list[Street]:
    """Without scraps that nobody can drive to; bigger islands get a track to the nearest street."""
    islands = [[streets[i] for i in group] for group in _components(streets)]
    mainland, *others = sorted(islands, key=lambda island: -sum(street.line.length for street in island))
    for island in others:
        if sum(street.line.length for street in island) >= 420:
            ends = [shapely.multilinestrings([street.line for street in side]) for side in (island, mainland)]
            track = Street(shapely.shortest_line(*ends), "track", "access", "", "main")
            mainland = [*mainland, *island, track]
    return mainland


def _components(streets: list[Street]) -> list[list[int]]:
    """Numbers of streets that touch, group by group."""
    geometries = [street.line for street in streets]
    together = Unions(range(len(streets)))
    for pair in STRtree(geometries).query(geometries, predicate="dwithin", distance=0.5).T.tolist():
        together.join(*pair)
    return together.groups()


def yards(districts: list[Area], streets: list[Street], terrain: Terrain) -> list[Street]:
    """Driveways round the yards of the blocks of flats, with a way in from the street."""
    flats = shapely.union_all([area.polygon for area in districts if area.seed.kind == "flats"])
    shapely.prepare(flats)
    drives = []
    for block in blocks(streets, terrain):
        yard = block.buffer(-37, join_style="mitre").buffer(-6).buffer(6)
        if (
            not isinstance(yard, Polygon)
            or yard.area < 3500
            or not flats.contains(block.representative_point())
        ):
            continue
        ring = LineString(yard.exterior.simplify(1.5).coords)
        drives.append(Street(ring, "service", "yard", "", "flats"))
        drives.append(Street(shapely.shortest_line(ring, block.exterior), "service", "yard", "", "flats"))
        far = ring.interpolate(0.5, normalized=True)
        drives.append(Street(shapely.shortest_line(far, block.exterior), "service", "yard", "", "flats"))
    return drives


def blocks(streets: list[Street], terrain: Terrain) -> list[Polygon]:
    """The faces between streets, rivers and rails."""
    kept = [s.line for s in streets if s.kind != "track" and s.role != "yard"]
    kept += [track.line for track in terrain.tracks if track.kind == "main"]
    kept += [*terrain.rivers, *terrain.streams]
    noded = shapely.union_all(kept, grid_size=0.05)
    return polygons(shapely.polygonize(list(shapely.get_parts(noded))))
