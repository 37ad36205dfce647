"""Parks, yards, meadows along the rivers, woods, gardens and the shelter belts between the fields."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Polygon

from maps.demo.noise import Noise, Warp
from maps.demo.plane import lines, polygons, rotated, smooth
from maps.demo.streets import Area, Street
from maps.demo.terrain import Terrain

_KINDS = {"park": "park", "cemetery": "cemetery", "garden": "allotments", "forest": "forest"}
_FIRST_ZOOM = {
    "meadow": 9,
    "forest": 9,
    "park": 10,
    "allotments": 11,
    "cemetery": 11,
    "wood": 11,
    "grass": 12,
}


@dataclass(frozen=True)
class Green:
    kind: str
    name: str
    area: Polygon

    @property
    def min_zoom(self) -> int:
        return _FIRST_ZOOM[self.kind]


def greenery(
    terrain: Terrain,
    districts: list[Area],
    streets: list[Street],
    community: Polygon,
    random: np.random.Generator,
) -> list[Green]:
    """All green of the community, without the water in it."""
    found = list(_planted(districts, random))
    found += [Green("grass", "", yard) for yard in _yards(streets)]
    planned = shapely.union_all([area.polygon.buffer(20, quad_segs=2) for area in districts])
    closed = planned.buffer(190, quad_segs=3).buffer(-185, quad_segs=3)
    town = shapely.union_all([Polygon(part.exterior) for part in polygons(closed)])
    found += [Green("grass", "", area) for area in _commons(town, planned, terrain, streets)]
    found += [Green("meadow", "", area) for area in _meadows(terrain, town, random)]
    open_land = community.buffer(1500).difference(shapely.union_all([town, terrain.water.buffer(40)]))
    found += [Green("wood", "", area) for area in _belts(terrain, open_land, random)]
    return [
        Green(green.kind, green.name, part)
        for green in found
        for part in polygons(green.area.difference(terrain.water))
        if part.area > 60
    ]


def _planted(districts: list[Area], random: np.random.Generator) -> Any:
    ragged = Warp(random, (110, 20), (360, 55))
    for area in districts:
        kind = _KINDS.get(area.seed.kind)
        if kind is None:
            continue
        for part in polygons(area.polygon):
            if kind == "forest":
                ring = smooth(np.asarray(part.segmentize(60).exterior.coords)[:-1], 2, closed=True)
                yield Green(kind, area.seed.name, shapely.make_valid(Polygon(ragged(ring))).buffer(0))
            else:
                yield Green(kind, area.seed.name, part.buffer(-9).buffer(9).simplify(0.5))


def _yards(streets: list[Street]) -> list[Polygon]:
    rings = [s.line for s in streets if s.role == "yard" and s.line.is_ring]
    return [yard for ring in rings for yard in polygons(Polygon(ring).buffer(-7).buffer(4).simplify(0.5))]


def _commons(town: Any, planned: Any, terrain: Terrain, streets: list[Street]) -> list[Polygon]:
    """Waste ground between the districts: grass."""
    roads = shapely.union_all(
        [s.line.buffer(s.width / 2 + 5, quad_segs=2) for s in streets if s.role == "main"]
    )
    rails = terrain.rails.buffer(13, quad_segs=2)
    rest = town.difference(planned.buffer(7, quad_segs=2)).difference(roads.union(rails))
    return [area.simplify(1) for area in polygons(rest.buffer(-9).buffer(7)) if area.area > 1500]


def _meadows(terrain: Terrain, town: Any, random: np.random.Generator) -> list[Polygon]:
    """The flood plain: a band along the rivers that widens and narrows."""
    width = Noise(random, 420)
    bands = []
    for river, usual in [(r, 85.0) for r in terrain.rivers] + [(s, 34.0) for s in terrain.streams]:
        points = np.asarray(river.coords)
        half = usual * (1 + 0.8 * width(points))
        pieces = [
            LineString(points[i : i + 7]).buffer(float(half[i : i + 7].mean()), quad_segs=4)
            for i in range(0, len(points) - 1, 6)
        ]
        bands.append(shapely.union_all(pieces))
    plain = shapely.union_all(bands).buffer(30).buffer(-30).difference(town).simplify(2.5)
    return [part for part in polygons(plain.buffer(-8).buffer(8)) if part.area > 3000]


def _belts(terrain: Terrain, open_land: Any, random: np.random.Generator) -> list[Polygon]:
    """Rows of trees along the highway, the railway and the edges of fields, with gaps."""
    rows: list[LineString] = []
    for road in terrain.roads:
        if road.kind == "trunk":
            rows += [road.line.offset_curve(side) for side in (34, -34)]
    for track in terrain.tracks[:2]:
        rows += [track.line.offset_curve(side) for side in (30, -30)]
    rows += _field_edges(open_land, random)
    free = open_land.difference(shapely.union_all([road.line.buffer(20) for road in terrain.roads]))
    return polygons(
        shapely.union_all(
            [part.buffer(7, cap_style="flat") for row in rows for part in _gapped(row, free, random)]
        )
    )


def _field_edges(open_land: Any, random: np.random.Generator) -> list[LineString]:
    bend = Warp(random, (2600, 170), (700, 14))
    west, south, east, north = open_land.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    reach = max(east - west, north - south) / 2 + 600
    edges = []
    for turn, step in ((14.0, 780.0), (104.0, 1180.0)):
        for offset in np.arange(-reach, reach, step):
            shift = offset + float(random.uniform(-0.25, 0.25)) * step
            points = np.column_stack([np.linspace(-reach, reach, 120), np.full(120, shift)]) + middle
            edges.append(LineString(bend(rotated(points, turn, middle))))
    return edges


def _gapped(row: LineString, free: Any, random: np.random.Generator) -> list[LineString]:
    """What stands of a row of trees: pieces of some hundred metres."""
    kept = []
    for part in lines(row.intersection(free)):
        place = float(random.uniform(0, 120))
        while place < part.length - 60:
            size = float(random.uniform(140, 620))
            if random.random() < 0.62:
                kept.append(shapely.ops.substring(part, place, min(part.length - 12, place + size)))
            place += size + float(random.uniform(14, 60))
    return [piece for piece in kept if isinstance(piece, LineString) and piece.length > 40]
