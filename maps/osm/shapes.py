"""Geometries of OpenStreetMap's objects as shapely shapes in EPSG:4326, measured in metres on the ground."""

from collections.abc import Iterable
from math import cos, radians
from typing import Any

import shapely

Bounds = tuple[float, float, float, float]
Stretch = list[tuple[float, float]]

#: metres in a degree of latitude; a degree of longitude is shorter by the cosine of the latitude
_DEGREE = 111_320.0
#: segments in a quarter of the round end of a stream
_ROUNDNESS = 4


def stretches(nodes: Iterable[Any]) -> tuple[list[Stretch], bool]:
    """The stretches of a way whose nodes are in the file, and whether any is missing.

    An extract is cut: of a way that leaves it only a part of the nodes is there.
    """
    found: list[Stretch] = [[]]
    is_cut = False
    for node in nodes:
        place = node.location
        if not place.valid():
            is_cut = True
            found.append([])
            continue
        spot = (place.lon, place.lat)
        if not found[-1] or found[-1][-1] != spot:
            found[-1].append(spot)
    return [stretch for stretch in found if len(stretch) > 1], is_cut


def is_near(parts: Iterable[Stretch], bounds: Bounds) -> bool:
    """Whether the frame of some stretches meets the bounds: quick, and true of an area that holds all of them."""
    spots = [spot for part in parts for spot in part]
    if not spots:
        return False
    longitudes, latitudes = zip(*spots, strict=True)
    west, south, east, north = bounds
    return bool(
        min(longitudes) <= east
        and max(longitudes) >= west
        and min(latitudes) <= north
        and max(latitudes) >= south
    )


def band(line: Any, width: float) -> Any:
    """The area that a line covers that is `width` metres wide."""
    latitude = line.centroid.y
    flat = _scaled(line, latitude, 1).buffer(width / 2, quad_segs=_ROUNDNESS)
    return _scaled(flat, latitude, -1)


def square_metres(shape: Any) -> float:
    """The size on the ground, within one per cent for what is no larger than a city."""
    return float(_scaled(shape, shape.centroid.y, 1).area)


def as_multipolygon(shape: Any) -> Any:
    return shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape


def meets(shape: Any, box: Any) -> bool:
    """Whether a shape lies in the bounds (a prepared box), wholly or in part."""
    return bool(box.intersects(shape))


def _scaled(shape: Any, latitude: float, power: int) -> Any:
    factors = ((_DEGREE * cos(radians(latitude))) ** power, _DEGREE**power)
    return shapely.transform(shape, lambda coordinates: coordinates * factors)
