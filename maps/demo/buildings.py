"""Footprints of buildings, each district in its manner: slabs with yards, closed fronts, houses with sheds, halls.

Candidates are drawn in order of importance; one that stands in a street, in water, on rails or in an earlier one is
given up. So nothing overlaps, and what is missing looks like a vacant plot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.affinity import translate

from maps.demo.plane import boxes, places_along, polygons
from maps.demo.streets import Area, Street
from maps.demo.terrain import Terrain

#: how many plots of a kind of district bear a house, and how wide a plot is, metres
_PLOTS = {"private": (0.85, 32.0), "village": (0.78, 38.0), "garden": (0.30, 27.0), "resort": (0.30, 46.0)}
_SHEDS = {"private": 0.09, "village": 0.16}


@dataclass
class Building:
    """`street` is the index of the street it was placed along, -1 for none."""

    kind: str
    levels: int
    polygon: Polygon
    street: int = -1
    name: str = ""

    @property
    def min_zoom(self) -> int:
        if self.kind in ("shed", "hut", "garages"):
            return 15
        return 14 if self.kind == "house" else 13


class Site:
    """The ground while it is being built on: what stands, and what may not be built on."""

    def __init__(self, terrain: Terrain, streets: list[Street]) -> None:
        self.standing: list[Building] = []
        self.streets = streets
        roadways = shapely.buffer(
            [s.line for s in streets], [s.width / 2 + 1.5 for s in streets], quad_segs=4
        )
        rails = [track.line.buffer(9, quad_segs=4) for track in terrain.tracks]
        shores = [water.area.simplify(1).buffer(3, quad_segs=2) for water in terrain.waters]
        self._forbidden = [*roadways, *rails, *shores]

    def settle(self, building: Building) -> None:
        """Let a building of known location stand there, or on the nearest free ground."""
        tree = STRtree([*self._forbidden, *[b.polygon for b in self.standing]])
        steps = [(0.0, 0.0)] + [
            (radius * np.cos(angle), radius * np.sin(angle))
            for radius in range(8, 150, 8)
            for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False)
        ]
        for east, north in steps:
            moved = translate(building.polygon, east, north)
            if not len(tree.query(moved, predicate="intersects")):
                building.polygon = moved
                break
        self.standing.append(building)

    def build(self, candidates: Iterable[Building], gap: float) -> None:
        """Let those stand that stand free, with `gap` metres between them; earlier ones come first."""
        fresh = list(candidates)
        if not fresh:
            return
        shapes = np.array([b.polygon for b in fresh])
        wide = shapely.buffer(shapes, gap, cap_style="square", join_style="mitre", quad_segs=1)
        blocked = np.zeros(len(fresh), dtype=bool)
        blocked[STRtree(shapes).query(self._forbidden, predicate="intersects")[1]] = True
        if self.standing:
            standing = STRtree([b.polygon for b in self.standing])
            blocked[np.unique(standing.query(wide, predicate="intersects")[0])] = True
        one, other = STRtree(shapes).query(wide, predicate="intersects")
        earlier = other < one
        for a, b in sorted(zip(one[earlier].tolist(), other[earlier].tolist(), strict=True)):
            if not blocked[b]:
                blocked[a] = True
        self.standing += [b for b, bad in zip(fresh, blocked.tolist(), strict=True) if not bad]


def build(
    site: Site,
    districts: list[Area],
    blocks: list[Polygon],
    public: list[Building],
    random: np.random.Generator,
) -> list[Building]:
    """All buildings of the community."""
    for building in public:
        site.settle(building)
    by_style = _blocks_by_style(blocks, districts)
    site.build(_flats(by_style["flats"], random), 9)
    site.build(_centre(by_style["centre"], random), 0.4)
    site.build(_halls(_grounds(districts, site.streets), random), 9)
    plots = list(_plots(site.streets, districts, random))
    site.build((b for b in plots if b.kind != "shed"), 2.2)
    site.build((b for b in plots if b.kind == "shed"), 1.0)
    return site.standing


def _blocks_by_style(blocks: list[Polygon], districts: list[Area]) -> dict[str, list[tuple[Polygon, float]]]:
    """Blocks with the bearing of their district, by its style."""
    found: dict[str, list[tuple[Polygon, float]]] = {"flats": [], "centre": []}
    built = [area for area in districts if area.seed.kind in found]
    tree = STRtree([area.polygon for area in built])
    inside = [block.representative_point() for block in blocks]
    for block, area in zip(*tree.query(inside, predicate="within"), strict=True):
        seed = built[area].seed
        clipped = blocks[block].intersection(built[area].polygon.buffer(12))
        for part in shapely.get_parts(clipped):
            if isinstance(part, Polygon) and part.area > 1500:
                found[seed.kind].append((part, seed.bearing))
    return found


def _grounds(districts: list[Area], streets: list[Street]) -> list[tuple[Polygon, float]]:
    """The grounds of works: what roads leave of an industrial district."""
    tree = STRtree([street.line for street in streets])
    found = []
    for area in districts:
        if area.seed.kind == "industry":
            near = [streets[i] for i in sorted(tree.query(area.polygon))]
            roads = shapely.union_all([street.line.buffer(street.width) for street in near])
            found += [
                (part, area.seed.bearing)
                for part in polygons(area.polygon.difference(roads))
                if part.area > 4000
            ]
    return found


# -- Blocks of flats ---------------------------------------------------------------------------------------------


def _flats(blocks: list[tuple[Polygon, float]], random: np.random.Generator) -> Iterator[Building]:
    for number, (block, bearing) in enumerate(blocks):
        inner = block.buffer(-17)
        if inner.is_empty or inner.area < 2500:
            continue
        if inner.area > 22_000:
            yield _school(inner, bearing, random, school=number % 2 == 0)
        yield from _slabs_along(inner, random)
        yield from _slabs_within(inner.buffer(-30), bearing, random)


def _school(inner: Any, bearing: float, random: np.random.Generator, *, school: bool) -> Building:
    """A school is an H, a kindergarten a U, in the middle of the block."""
    along = _unit(bearing + float(random.choice([0.0, 90.0])))
    middle = np.asarray(inner.representative_point().coords)
    if school:
        shape = _winged(middle, along, 62, 15, 34, both=True)
        return Building("school", 3, shape)
    return Building("kindergarten", 2, _winged(middle, along, 40, 12, 24, both=False))


def _slabs_along(inner: Any, random: np.random.Generator) -> Iterator[Building]:
    """Long houses along the edges of the block, some with a wing into the yard."""
    for start, along, inward, length in _sides(inner, 44):
        place = float(random.uniform(2, 14))
        while place < length - 28:
            sections = int(random.integers(2, 6))
            size = min(sections * 19.0 + 4, length - place)
            if size < 26:
                break
            levels = int(random.choice([5, 5, 5, 5, 9, 9, 4]))
            deep = 12.5 if levels < 9 else 13.5
            if random.random() < 0.95:
                shape = _front(start, along, inward, place, size, deep)
                if size > 60 and random.random() < 0.4:
                    wing = _front(start, along, inward, place, deep, 38)
                    shape = shapely.union(shape, wing)
                yield Building("apartments", levels, shape)
            place += size + float(random.uniform(13, 30))


def _slabs_within(inner: Any, bearing: float, random: np.random.Generator) -> Iterator[Building]:
    """Rows of parallel houses inside the block."""
    if inner.is_empty:
        return
    along = _unit(bearing + (90 if random.random() < 0.4 else 0))
    across = np.array([-along[1], along[0]])
    middle, roomy = np.asarray(inner.centroid.coords[0]), inner.buffer(18)
    shapely.prepare(roomy)
    for row in np.arange(-3, 4) * 46.0:
        place = -190.0 + float(random.uniform(0, 40))
        while place < 190:
            size = float(random.choice([42, 61, 61, 80, 22]))
            tower = size == 22
            centre = middle + across * row + along * (place + size / 2)
            shape = boxes(centre[None, :], along[None, :], size / 2, 8.5 if tower else 6.3)[0]
            if random.random() < 0.72 and shapely.contains(roomy, shape):
                yield Building("apartments", 9 if tower else int(random.choice([5, 5, 4, 9])), shape)
            place += size + float(random.uniform(16, 34))


# -- The old centre ----------------------------------------------------------------------------------------------


def _centre(blocks: list[tuple[Polygon, float]], random: np.random.Generator) -> Iterator[Building]:
    """Houses shoulder to shoulder along the streets, with lower ones in the yards."""
    yards = []
    for block, _bearing in blocks:
        inner = block.buffer(-8.5, join_style="mitre")
        for start, along, inward, length in _sides(inner, 16):
            place = 0.0
            while place < length - 9:
                size = min(float(random.uniform(13, 38)), length - place)
                deep = float(random.uniform(10.5, 15))
                if size >= 9 and random.random() < 0.88:
                    levels = int(random.choice([1, 2, 2, 2, 3, 3, 4, 5]))
                    kind = "commercial" if random.random() < 0.3 else "residential"
                    yield Building(kind, levels, _front(start, along, inward, place, size, deep))
                if random.random() < 0.34:
                    far = start + inward * float(random.uniform(26, 40))
                    small = float(random.uniform(7, 16))
                    yards.append(Building("residential", 1, _front(far, along, inward, place, small, 8)))
                place += size + (0.6 if random.random() < 0.35 else float(random.uniform(3, 14)))
    yield from yards


# -- Industry ----------------------------------------------------------------------------------------------------


def _halls(blocks: list[tuple[Polygon, float]], random: np.random.Generator) -> Iterator[Building]:
    """Halls of all sizes, the largest first; every fifth block is rows of garages."""
    for number, (block, bearing) in enumerate(blocks):
        inner = block.buffer(-12)
        if inner.is_empty:
            continue
        if number % 5 == 4:
            yield from _garages(inner, bearing, random)
            continue
        count = min(60, int(inner.area / 1700))
        for size in np.sort(random.uniform(0, 1, count) ** 2)[::-1]:
            shape = _hall(inner.bounds, bearing, size, random)
            if shapely.contains(inner, shape):
                yield Building("industrial", 1 if size > 0.2 else 2, shape)


def _hall(bounds: tuple[float, ...], bearing: float, size: float, random: np.random.Generator) -> Any:
    """A hall somewhere in a block, large ones often with an annex across."""
    west, south, east, north = bounds
    centre = np.array([random.uniform(west, east), random.uniform(south, north)])
    along = _unit(bearing + float(random.choice([0, 0, 90])))
    length, width = 9 + 55 * size * random.uniform(0.7, 1.2), 6 + 16 * size * random.uniform(0.7, 1.2)
    shape = boxes(centre[None, :], along[None, :], length, width)[0]
    if size > 0.5 and random.random() < 0.4:
        across = np.array([[-along[1], along[0]]])
        annex = boxes((centre + along * length * 0.6)[None, :], across, width * 1.6, 8)[0]
        shape = shapely.union(shape, annex)
    return shape


def _garages(inner: Any, bearing: float, random: np.random.Generator) -> Iterator[Building]:
    along = _unit(bearing)
    across = np.array([-along[1], along[0]])
    middle = np.asarray(inner.centroid.coords[0])
    for row in range(-9, 10):
        for place in (-90, 0, 90):
            centre = middle + across * (row * 16.5) + along * (place + float(random.uniform(-5, 5)))
            shape = boxes(centre[None, :], along[None, :], float(random.uniform(25, 41)), 3)[0]
            if shapely.contains(inner, shape):
                yield Building("garages", 1, shape)


# -- Houses with plots -------------------------------------------------------------------------------------------


def _plots(streets: list[Street], districts: list[Area], random: np.random.Generator) -> Iterator[Building]:
    """Houses and sheds of plots on both sides of every street that runs through ground for them."""
    grounds = [area for area in districts if area.seed.kind in _PLOTS]
    tree = STRtree([area.polygon for area in grounds])
    fronts = _Fronts.beside(streets, random)
    plot, ground = tree.query(shapely.points(fronts.place + fronts.inward * 14), predicate="within")
    kinds = np.array([area.seed.kind for area in grounds])[ground]
    taken = random.random(len(plot)) < np.array([_PLOTS[kind][0] for kind in kinds])
    for kind, draw in (
        ("resort", _sanatoria),
        ("private", _homesteads),
        ("village", _homesteads),
        ("garden", _huts),
    ):
        chosen = fronts.only(plot[taken & (kinds == kind)])
        if len(chosen.street):
            yield from draw(chosen, kind, random)


@dataclass(frozen=True)
class _Fronts:
    """The middles of plots' fronts, as arrays."""

    street: np.ndarray
    place: np.ndarray
    along: np.ndarray
    inward: np.ndarray
    reserve: np.ndarray  # half of the street's width

    def only(self, indices: np.ndarray) -> "_Fronts":
        return _Fronts(*(getattr(self, name)[indices] for name in self.__dataclass_fields__))

    @classmethod
    def beside(cls, streets: list[Street], random: np.random.Generator) -> "_Fronts":
        indices, sides, distances = [], [], []
        for index, street in enumerate(streets):
            width = _PLOTS.get(street.style, _PLOTS["private"])[1]
            for side in (1, -1):
                count = int(street.line.length / width) + 1
                steps = np.cumsum(width * random.uniform(0.82, 1.2, count)) - width * random.uniform(0.2, 0.7)
                steps = steps[(steps > 6) & (steps < street.line.length - 6)]
                indices.append(np.full(len(steps), index))
                sides.append(np.full(len(steps), side))
                distances.append(steps)
        street_of, side_of, at = (np.concatenate(parts) for parts in (indices, sides, distances))
        courses = np.array([street.line for street in streets])
        before, after = places_along(courses, street_of, at - 5), places_along(courses, street_of, at + 5)
        direction = after - before
        direction /= np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-6)[:, None]
        inward = np.column_stack([-direction[:, 1], direction[:, 0]]) * side_of[:, None]
        place = (before + after) / 2
        reserve = np.array([street.width / 2 for street in streets])[street_of]
        return cls(street_of, place, direction, inward, reserve)


def _homesteads(fronts: _Fronts, kind: str, random: np.random.Generator) -> Iterator[Building]:
    """Houses, three in ten of two parts, and a shed behind some of them."""
    count = len(fronts.street)
    wide, deep, setback, drift, extra, behind, aside, turn = random.random((8, count))
    frame = _Frame.of(fronts, (turn - 0.5) * 5)
    size, depth, back = 7.5 + wide * 5, 7.5 + deep * 5, 3.5 + setback * 5
    side = drift * 7 - 3.5 - size / 2
    shapes = np.where(
        extra < 0.3, frame.angled(side, back, size, depth), frame.rectangles(side, back, size, depth)
    )
    for street, shape, more in zip(fronts.street.tolist(), shapes, extra.tolist(), strict=True):
        yield Building("house", 2 if more > 0.86 else 1, shape, street)
    corner, start = side + aside * 8 - 4, back + depth + 5 + deep * 9
    sheds = frame.rectangles(corner, start, 3.5 + wide * 4, 4)
    for index in np.flatnonzero(behind < _SHEDS[kind]).tolist():
        yield Building("shed", 1, sheds[index], int(fronts.street[index]))


def _huts(fronts: _Fronts, _kind: str, random: np.random.Generator) -> Iterator[Building]:
    wide, deep, setback, drift, turn = random.random((5, len(fronts.street)))
    side, size, depth, back = drift * 6 - 5, 4 + wide * 2.5, 4 + deep * 2, 5 + setback * 7
    shapes = _Frame.of(fronts, (turn - 0.5) * 8).rectangles(side, back, size, depth)
    for street, shape in zip(fronts.street.tolist(), shapes, strict=True):
        yield Building("hut", 1, shape, street)


def _sanatoria(fronts: _Fronts, _kind: str, random: np.random.Generator) -> Iterator[Building]:
    """Long houses among trees, half of them with a wing."""
    for index in range(len(fronts.street)):
        along, inward = fronts.along[index], fronts.inward[index]
        start = fronts.place[index] + inward * float(fronts.reserve[index])
        wide, deep, setback, extra = random.random(4)
        size = 26 + wide * 40
        shape: Any = _front(start, along, inward, -size / 2, size, 13, 14 + setback * 18)
        if extra < 0.5:
            shape = shapely.union(shape, _front(start, along, inward, -7, 14, 22, 24 + setback * 18))
        yield Building("hotel", 2 + int(deep * 4), shape, int(fronts.street[index]))


@dataclass(frozen=True)
class _Frame:
    """Local axes of many plots at once: along the street, and away from it."""

    start: np.ndarray
    along: np.ndarray
    inward: np.ndarray

    @classmethod
    def of(cls, fronts: _Fronts, degrees: np.ndarray) -> "_Frame":
        angle = np.radians(degrees)[:, None]
        along = fronts.along * np.cos(angle) + fronts.inward * np.sin(angle)
        inward = fronts.inward * np.cos(angle) - fronts.along * np.sin(angle)
        return cls(fronts.place + fronts.inward * fronts.reserve[:, None], along, inward)

    def rectangles(self, side: Any, back: Any, size: Any, depth: Any) -> np.ndarray:
        """Rectangles that begin `side` metres along and `back` metres away, `size` wide and `depth` deep."""
        right, rear = side + size, back + depth
        return self._polygons([(side, back), (right, back), (right, rear), (side, rear)])

    def angled(self, side: Any, back: Any, size: Any, depth: Any) -> np.ndarray:
        """The same with a narrower part behind."""
        right, rear, bend = side + size, back + depth, side + size * 0.55
        far = rear + 5
        return self._polygons(
            [(side, back), (right, back), (right, rear), (bend, rear), (bend, far), (side, far)]
        )

    def _polygons(self, corners: list[tuple[Any, Any]]) -> np.ndarray:
        """Polygons from corners as (along, away), each an array with a number for every plot."""
        ring = [self.start + self.along * a[:, None] + self.inward * b[:, None] for a, b in corners]
        return shapely.polygons(np.stack([*ring, ring[0]], axis=1))


# -- Shapes ------------------------------------------------------------------------------------------------------


def _unit(degrees: float) -> np.ndarray:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def _front(
    start: np.ndarray,
    along: np.ndarray,
    inward: np.ndarray,
    place: float,
    size: float,
    deep: float,
    back: float = 0.0,
) -> Polygon:
    """A rectangle whose front lies on a line: `place` metres along it, `size` wide, `back` metres behind it."""
    corner = start + along * place + inward * back
    return Polygon(
        [corner, corner + along * size, corner + along * size + inward * deep, corner + inward * deep]
    )


def _winged(
    centre: np.ndarray, along: np.ndarray, length: float, deep: float, wing: float, *, both: bool
) -> Any:
    """A long house with wings at its ends: to one side a U, to both an H."""
    across = np.array([-along[1], along[0]])
    shift = np.zeros(2) if both else across * (wing - deep) / 2
    pieces = [boxes(centre, along[None, :], length / 2, deep / 2)[0]]
    for end in (-1, 1):
        middle = centre[0] + along * end * (length - deep) / 2 + shift
        pieces.append(boxes(middle[None, :], across[None, :], wing / 2, deep / 2)[0])
    return shapely.union_all(pieces)


def _sides(inner: Any, shortest: float) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, float]]:
    """The longer sides of an area: start, direction, direction to the inside, length."""
    for part in shapely.get_parts(inner):
        ring = shapely.orient_polygons(part).exterior.simplify(3.5)
        points = np.asarray(ring.coords)
        for start, end in zip(points[:-1], points[1:], strict=True):
            length = float(np.hypot(*(end - start)))
            if length >= shortest:
                along = (end - start) / length
                yield start, along, np.array([-along[1], along[0]]), length
