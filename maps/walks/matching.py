"""Which part of a street a walked line covers: only what one walked along, within a stated distance.

Streets are cut into short pieces. A piece was walked if the line goes past its middle within `REACH` and runs as it
does: a street that was only crossed was not. Between two positions that lie far apart nobody knows where one was.
"""

from collections.abc import Iterable, Iterator
from math import atan2, cos, degrees, hypot, radians

from shapely import LineString, Point, STRtree

#: longitude and latitude in degrees (EPSG:4326)
Place = tuple[float, float]
#: metres: as exact as a telephone knows where it is, and half of a street
REACH = 20.0
#: degrees by which the line may run another way than the street
TURN = 35.0
#: metres of a piece that is walked or not
PIECE = 10.0
#: metres: a shorter stretch is a corner that was turned
LEAST = 25.0
#: metres between two positions: farther apart, the signal was lost
GAP = 100.0
_DEGREE = 111_320.0


def walked(street: Iterable[list[Place]], line: Iterable[list[Place]]) -> list[list[Place]]:
    """The stretches of a street (its lines) that were walked along a line (its parts)."""
    street, line = [list(one) for one in street], [list(one) for one in line]
    if not street or not line:
        return []
    wide = cos(radians(line[0][0][1]))
    steps = [step for part in line for step in _steps(_flat(part, wide))]
    if not steps:
        return []
    tree = STRtree([LineString(step) for step in steps])
    found = [stretch for course in street for stretch in _stretches(_flat(course, wide), steps, tree)]
    return [[(x / wide / _DEGREE, y / _DEGREE) for x, y in stretch] for stretch in found]


def length(line: Iterable[list[Place]]) -> float:
    """Metres of all its parts."""
    parts = [_flat(part, cos(radians(part[0][1]))) for part in line]
    return sum(_far(one, other) for part in parts for one, other in zip(part, part[1:], strict=False))


def _flat(course: list[Place], wide: float) -> list[Place]:
    """In metres: right to a thousandth within a town."""
    return [(x * wide * _DEGREE, y * _DEGREE) for x, y in course]


def _steps(course: list[Place]) -> Iterator[tuple[Place, Place]]:
    """From one position to the next, where it is known how one came there."""
    for one, other in zip(course, course[1:], strict=False):
        if 0 < _far(one, other) <= GAP:
            yield one, other


def _stretches(course: list[Place], steps: list[tuple[Place, Place]], tree: STRtree) -> Iterator[list[Place]]:
    """What was walked of one line of a street, in one go each."""
    stretch: list[Place] = []
    for one, other in _pieces(course):
        if _is_walked(one, other, steps, tree):
            stretch = [*(stretch or [one]), other]
            continue
        yield from _long_enough(stretch, course)
        stretch = []
    yield from _long_enough(stretch, course)


def _long_enough(stretch: list[Place], course: list[Place]) -> Iterator[list[Place]]:
    # A street that is shorter itself is walked whole or not.
    if stretch and _long(stretch) >= min(LEAST, _long(course) * 0.9):
        yield stretch


def _long(course: list[Place]) -> float:
    return sum(_far(one, other) for one, other in zip(course, course[1:], strict=False))


def _pieces(course: list[Place]) -> Iterator[tuple[Place, Place]]:
    for (x0, y0), (x1, y1) in zip(course, course[1:], strict=False):
        count = max(1, round(_far((x0, y0), (x1, y1)) / PIECE))
        corners = [
            (x0 + (x1 - x0) * index / count, y0 + (y1 - y0) * index / count) for index in range(count + 1)
        ]
        yield from zip(corners, corners[1:], strict=False)


def _is_walked(one: Place, other: Place, steps: list[tuple[Place, Place]], tree: STRtree) -> bool:
    middle = Point((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    near = tree.query(middle, predicate="dwithin", distance=REACH)
    return any(
        _turn((one, other), steps[index]) <= TURN and _is_beside((middle.x, middle.y), steps[index])
        for index in near
    )


def _is_beside(place: Place, step: tuple[Place, Place]) -> bool:
    """Whether one came past a place on a step, and not only near to it: a piece may be missing at either end."""
    (x0, y0), (x1, y1) = step
    long = _far(*step)
    passed = ((place[0] - x0) * (x1 - x0) + (place[1] - y0) * (y1 - y0)) / long
    return -PIECE <= passed <= long + PIECE


def _turn(one: tuple[Place, Place], other: tuple[Place, Place]) -> float:
    """Degrees between two ways, whichever way along each one walks: 0 to 90."""
    difference = abs(_way(one) - _way(other)) % 180
    return min(difference, 180 - difference)


def _way(step: tuple[Place, Place]) -> float:
    (x0, y0), (x1, y1) = step
    return degrees(atan2(y1 - y0, x1 - x0))


def _far(one: Place, other: Place) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])
