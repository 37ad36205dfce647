"""Parts and crossings of streets, and houses between houses: pure geometry in a projection of metres."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from layers.locating.houses import House

#: metres from a house to its street, at most
_BESIDE = 150
#: metres between two streets that meet: sources draw them to the edge of one another
_MEETING = 40
#: metres between two crossings of the same streets that are one
_ONE_CROSSING = 80
#: metres between pieces of a street that are drawn apart
_GAP = 25
#: a house lies between two others of its side whose numbers are no farther than this …
_NEXT_NUMBERS = 12
#: … and which stand no farther apart, in metres
_NEXT_METRES = 250
#: metres; what is told of a house between two others is never more exact
_FINEST = 15.0


def crossing(first: BaseGeometry, second: BaseGeometry) -> Point | None:
    """Where two streets meet; None where they do not, or at several places."""
    if first.distance(second) > _MEETING:
        return None
    met = first.intersection(second)
    if met.is_empty:
        one, other = shapely.ops.nearest_points(first, second)
        return Point((one.x + other.x) / 2, (one.y + other.y) / 2)
    hull = met.convex_hull
    return hull.centroid if hull.length <= 2 * _ONE_CROSSING else None


def nearest(street: BaseGeometry, end: BaseGeometry) -> Point | None:
    """The point of a street that is nearest to a house or to another street; None where that is too far away."""
    reach = _BESIDE if isinstance(end, Point) else _MEETING
    if street.distance(end) > reach:
        return None
    if not isinstance(end, Point):
        met = crossing(street, end)
        if met is None:
            return None
        end = met
    return shapely.ops.nearest_points(street, end)[0]


def stretch(street: BaseGeometry, start: Point, end: Point) -> BaseGeometry | None:
    """The way along a street from one of its points to another; None where its pieces do not hang together."""
    merged = shapely.line_merge(street) if isinstance(street, MultiLineString) else street
    if isinstance(merged, LineString):
        return _proper(substring(merged, merged.project(start), merged.project(end)))
    return _way([part for part in merged.geoms if part.length], start, end)


def from_end(
    street: BaseGeometry, start: Point, houses: Sequence[tuple[House, Point]]
) -> BaseGeometry | None:
    """A street from a point to where its numbers are highest; None where that cannot be told."""
    merged = shapely.line_merge(street) if isinstance(street, MultiLineString) else street
    if not isinstance(merged, LineString) or len(houses) < 2:
        return None
    placed = sorted((house.number, merged.project(point)) for house, point in houses)
    low, high = placed[0][1], placed[-1][1]
    if placed[0][0] == placed[-1][0] or low == high:
        return None
    at = merged.project(start)
    return _proper(substring(merged, at, merged.length if high > low else 0))


def _proper(line: BaseGeometry) -> BaseGeometry | None:
    return line if isinstance(line, LineString) and line.length >= 1 else None


def _way(parts: list[LineString], start: Point, end: Point) -> BaseGeometry | None:
    """The shortest way over pieces of a street; they are cut at both points, and joined over small gaps."""
    pieces = [piece for part in parts for piece in _cut(_cut([part], start), end)]
    ends = [Point(piece.coords[where]) for piece in pieces for where in (0, -1)]
    tree = shapely.STRtree(ends)
    nodes: dict[int, list[tuple[float, int, LineString | None]]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        nodes[2 * number].append((piece.length, 2 * number + 1, piece))
        nodes[2 * number + 1].append((piece.length, 2 * number, piece))
    for one, other in tree.query(ends, predicate="dwithin", distance=_GAP).T:
        if one != other:
            nodes[int(one)].append((ends[one].distance(ends[other]), int(other), None))
    return _shortest(nodes, int(tree.nearest(start)), int(tree.nearest(end)))


def _cut(parts: Sequence[LineString], at: Point) -> list[LineString]:
    """The pieces, with the one nearest to a point cut there."""
    nearest_one = min(range(len(parts)), key=lambda number: parts[number].distance(at))
    found: list[LineString] = []
    for number, part in enumerate(parts):
        along = part.project(at)
        if number == nearest_one and 0 < along < part.length:
            found += [substring(part, 0, along), substring(part, along, part.length)]
        else:
            found.append(part)
    return found


def _shortest(
    nodes: dict[int, list[tuple[float, int, LineString | None]]], start: int, end: int
) -> BaseGeometry | None:
    best = {start: 0.0}
    came: dict[int, tuple[int, LineString | None]] = {}
    queue = [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            break
        if cost > best[node]:
            continue
        for length, other, piece in nodes[node]:
            if cost + length < best.get(other, float("inf")):
                best[other], came[other] = cost + length, (node, piece)
                heapq.heappush(queue, (cost + length, other))
    pieces = []
    while end in came:
        end, piece = came[end]
        if piece is not None:
            pieces.append(piece)
    return MultiLineString(pieces) if pieces and end == start else None


def between(houses: Sequence[tuple[House, Point]], wanted: House) -> tuple[Point, float] | None:
    """Where a house stands that the register does not have: between the next ones of its side of the street.

    The point and, in metres, how far off it may be; None where there are no two next ones.
    """
    side = sorted(
        ((house.number, point) for house, point in houses if house.number % 2 == wanted.number % 2),
        key=lambda one: one[0],
    )
    for (low, first), (high, second) in pairwise(side):
        if low < wanted.number < high:
            apart = first.distance(second)
            if high - low > _NEXT_NUMBERS or apart > _NEXT_METRES:
                return None
            share = (wanted.number - low) / (high - low)
            point = Point(first.x + (second.x - first.x) * share, first.y + (second.y - first.y) * share)
            return point, max(_FINEST, round(apart / 2))
    return None
