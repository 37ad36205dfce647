"""From degrees to metres and back, and the few shapes that everything else is drawn with."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely import LineString, Polygon

Line = np.ndarray  # n × 2, metres

METRIC = "EPSG:32637"
DEGREES = "EPSG:4326"
#: decimals of a degree that are kept: 1.1 cm
DIGITS = 7


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(points: Sequence[tuple[float, float]] | np.ndarray) -> np.ndarray:
    """Longitude and latitude (n × 2) to easting and northing in EPSG:32637."""
    array = np.asarray(points, dtype=float).reshape(-1, 2)
    return np.column_stack(_transformer(DEGREES, METRIC).transform(array[:, 0], array[:, 1]))


def to_degrees(geometries: Any) -> Any:
    """Geometries in metres to EPSG:4326, rounded so that the same seed gives the same bytes on every machine."""

    def change(points: np.ndarray) -> np.ndarray:
        degrees = np.column_stack(_transformer(METRIC, DEGREES).transform(points[:, 0], points[:, 1]))
        return np.round(degrees, DIGITS)

    return shapely.set_srid(shapely.transform(geometries, change), 4326)


def smooth(points: np.ndarray, rounds: int = 3, *, closed: bool = False) -> np.ndarray:
    """Cut the corners of a line (Chaikin): a hand-drawn course becomes an organic one. The ends stay."""
    for _round in range(rounds):
        following = np.roll(points, -1, axis=0) if closed else points[1:]
        leading = points if closed else points[:-1]
        cut = np.empty((2 * len(leading), 2))
        cut[0::2] = 0.75 * leading + 0.25 * following
        cut[1::2] = 0.25 * leading + 0.75 * following
        points = cut if closed else np.vstack([points[:1], cut, points[-1:]])
    return points


def course(points: np.ndarray, step: float = 25.0) -> np.ndarray:
    """A smooth line through all of its points (Catmull–Rom), with a vertex about every `step` metres."""
    if len(points) < 3:
        return points
    extended = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    parts = []
    for before, start, end, after in zip(
        extended[:-3], extended[1:-2], extended[2:-1], extended[3:], strict=True
    ):
        count = max(1, round(float(np.hypot(*(end - start))) / step))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pull = (end - before) / 2 * 0.8
        leave = (after - start) / 2 * 0.8
        parts.append(
            (2 * t**3 - 3 * t**2 + 1) * start
            + (t**3 - 2 * t**2 + t) * pull
            + (-2 * t**3 + 3 * t**2) * end
            + (t**3 - t**2) * leave
        )
    return np.vstack([*parts, points[-1:]])


def rotated(points: np.ndarray, degrees: float, about: np.ndarray) -> np.ndarray:
    """Points turned counter-clockwise."""
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (points - about) @ matrix + about


def places_along(lines: np.ndarray, owner: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The place (n × 2) `at` metres along the line with the number `owner`, for many of both at once.

    What lies past the end of a line is its end. GEOS would walk each line anew for every one of its places.
    """
    found = np.empty((len(at), 2))
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(lines) + 1))
    for line, first, last in zip(lines, bounds[:-1], bounds[1:], strict=True):
        if first < last:
            found[order[first:last]] = _along(shapely.get_coordinates(line), at[order[first:last]])
    return found


def _along(points: np.ndarray, at: np.ndarray) -> np.ndarray:
    steps = np.diff(points, axis=0)
    sizes = np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1])
    reached = np.concatenate([[0.0], np.cumsum(sizes)])
    segment = np.minimum(np.searchsorted(reached[1:], at, side="right"), len(sizes) - 1)
    share = np.clip((at - reached[segment]) / sizes[segment], 0, 1)[:, None]
    return np.where(share < 1, steps[segment] * share + points[segment], points[segment + 1])


def boxes(centres: np.ndarray, along: np.ndarray, half_length: Any, half_width: Any) -> np.ndarray:
    """Rectangles (an array of polygons) round `centres`; `along` holds unit vectors of their long side."""
    across = np.column_stack([-along[:, 1], along[:, 0]])
    long_side = along * np.reshape(half_length, (-1, 1))
    short_side = across * np.reshape(half_width, (-1, 1))
    corners = [
        centres - long_side - short_side,
        centres + long_side - short_side,
        centres + long_side + short_side,
        centres - long_side + short_side,
    ]
    return shapely.polygons(np.stack([*corners, corners[0]], axis=1))


def parts(geometry: Any, kind: type[Any]) -> list[Any]:
    """The non-empty parts of one type of whatever an operation returned."""
    flat = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in flat if isinstance(part, kind) and not part.is_empty]


def lines(geometry: Any) -> list[LineString]:
    return parts(geometry, LineString)


def polygons(geometry: Any) -> list[Polygon]:
    return parts(geometry, Polygon)
