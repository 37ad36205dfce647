"""What was there before the town: rivers, lakes, railways and the main roads, from their rough courses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Polygon

from maps.demo import seeds
from maps.demo.noise import Noise, Warp
from maps.demo.plane import course, polygons, rotated, smooth

#: half the width that a railway needs with its slopes, metres
RAIL_RESERVE = 16.0
#: how far wind and water have worked on the shores of a kind of lake
_ROUGHNESS = {"lake": 0.11, "pond": 0.20, "oxbow": 0.06}


@dataclass(frozen=True)
class Water:
    kind: str
    name: str
    area: Polygon


@dataclass(frozen=True)
class Track:
    kind: str
    name: str
    line: LineString


@dataclass(frozen=True)
class MainRoad:
    """A road of the seeds. `street` is its full name, empty outside of the town."""

    kind: str
    street: str
    name: str
    line: LineString


@dataclass(frozen=True)
class Terrain:
    """The lie of the land, in metres."""

    waters: tuple[Water, ...]
    tracks: tuple[Track, ...]
    roads: tuple[MainRoad, ...]
    rivers: tuple[LineString, ...]
    streams: tuple[LineString, ...]

    @cached_property
    def water(self) -> Any:
        return shapely.union_all([water.area for water in self.waters])

    @cached_property
    def rails(self) -> Any:
        return shapely.union_all([track.line for track in self.tracks])

    @cached_property
    def barriers(self) -> Any:
        """Where no street of the town leads: water, its banks and the railway, as far as there are districts."""
        corners = np.vstack([district.outline for district in seeds.districts()])
        window = (*(corners.min(axis=0) - 900), *(corners.max(axis=0) + 900))
        water, rails = (shapely.clip_by_rect(shape, *window) for shape in (self.water, self.rails))
        return shapely.union_all([water.buffer(14, quad_segs=3), rails.buffer(RAIL_RESERVE, quad_segs=3)])


def terrain(random: np.random.Generator) -> Terrain:
    """The land of the community; deterministic for a generator in the same state."""
    bends = Warp(random, (170, 16), (480, 26))
    rivers, streams = _courses("river", bends, 1.0), _courses("stream", bends, 0.8)
    width = Noise(random, 210)
    waters = [Water(lake.kind, lake.name, _shore(lake, random)) for lake in seeds.lakes()]
    waters += [*_beds("river", rivers, width), *_beds("stream", streams, width)]
    lines = (tuple(line for _seed, line in found) for found in (rivers, streams))
    return Terrain(tuple(waters), tuple(_tracks()), tuple(_roads()), *lines)


def _courses(layer: str, bends: Warp, strength: float) -> list[tuple[seeds.Course, LineString]]:
    return [(seed, LineString(bends(course(seed.points, 18), strength))) for seed in seeds.courses(layer)]


def _beds(kind: str, found: list[tuple[seeds.Course, LineString]], width: Noise) -> Iterator[Water]:
    for seed, line in found:
        yield from (Water(kind, seed.name, area) for area in _bed(line, float(seed.kind), width))


def _tracks() -> list[Track]:
    tracks = [
        Track(rail.kind, rail.name, LineString(course(rail.points, 30))) for rail in seeds.courses("rail")
    ]
    return tracks + [_second_track(track) for track in tracks if track.kind == "main"]


def _roads() -> list[MainRoad]:
    return [
        MainRoad(road.kind, road.street, road.name, LineString(course(road.points, 25)))
        for road in seeds.courses("road")
    ]


def _second_track(track: Track) -> Track:
    return Track(track.kind, track.name, track.line.offset_curve(4.6))


def _bed(line: LineString, width: float, noise: Noise) -> list[Polygon]:
    """A river as an area whose width swells and shrinks."""
    points = np.asarray(line.coords)
    half = width / 2 * (1 + 0.38 * noise(points))
    pieces = [
        LineString(points[i : i + 4]).buffer(float(half[i : i + 4].mean()), quad_segs=3)
        for i in range(0, len(points) - 1, 3)
    ]
    return polygons(shapely.union_all(pieces).buffer(4).buffer(-4).simplify(0.7))


def _shore(lake: seeds.Lake, random: np.random.Generator) -> Polygon:
    """An outline of a lake: an ellipse that water and wind have worked on; fish ponds are diked and angular."""
    ring = _diked(random) if lake.kind == "basin" else _rounded(_ROUGHNESS[lake.kind], random)
    ring *= (lake.length, lake.width)
    if lake.kind == "oxbow":
        ring[:, 1] += (ring[:, 0] / lake.length) ** 2 * lake.length * 0.5
    placed = rotated(ring, 90 - lake.bearing, np.zeros(2)) + lake.place
    return Polygon(smooth(placed, 2, closed=True))


def _diked(random: np.random.Generator) -> np.ndarray:
    corners = np.array([[-0.5, -0.5], [0.5, -0.42], [0.46, 0.5], [-0.48, 0.44]])
    ring = smooth(corners + random.uniform(-0.05, 0.05, corners.shape), 3, closed=True)
    # Dikes are straight: between the smooth corners of the quadrilateral the edges are drawn out a little.
    return ring * 1.18


def _rounded(strength: float, random: np.random.Generator) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    radius = np.full_like(angle, 0.5)
    for waves in (2, 3, 4, 5, 7):
        height = 0.5 * strength * random.uniform(0.3, 1) / waves**0.6
        radius += height * np.sin(waves * angle + random.uniform(0, 7))
    return np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
