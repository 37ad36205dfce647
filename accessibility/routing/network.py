"""Ways joined into a network: an edge between any two places at which ways share a point, as arrays and lists.

Ways are joined where they share a vertex, as OpenStreetMap means it; two that only cross on the paper lie above one
another. Built once for all persons: what a way costs differs from person to person, and is given with each question.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, STRtree

from accessibility.routing.tags import Way

Place = tuple[float, float]
#: vertices nearer than this, in metres, are one: registers round their coordinates
_GRAIN = 0.05


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of a way between two nodes; `line` runs from the one to the other, `length` is metres."""

    one: int
    other: int
    length: float
    way: int
    line: LineString


@dataclass(frozen=True)
class Network:
    """Nodes by their places, edges, and for each node the edges that leave it with the nodes that they lead to."""

    places: Sequence[Place]
    edges: Sequence[Edge]
    ways: Sequence[Way]
    leaving: Sequence[Sequence[tuple[int, int]]]

    @cached_property
    def lengths(self) -> list[float]:
        return [edge.length for edge in self.edges]

    @cached_property
    def tree(self) -> STRtree:
        return STRtree([edge.line for edge in self.edges])

    def near(self, place: Place, within: float) -> list[int]:
        """The edges within so many metres of a place, the nearest first."""
        point = shapely.Point(place)
        found = self.tree.query(point, predicate="dwithin", distance=within)
        return sorted(map(int, found), key=lambda number: self.edges[number].line.distance(point))

    def way_of(self, edge: int) -> Way:
        return self.ways[self.edges[edge].way]


def join(ways: Iterable[tuple[Way, Sequence[Place]]]) -> Network:
    """The network of ways with their lines (metres). A way of fewer than two places is left out."""
    known: list[Way] = []
    lines: list[np.ndarray] = []
    for way, line in ways:
        if len(line) > 1:
            known.append(way)
            lines.append(np.asarray(line, dtype=float)[:, :2])
    keys = [[(int(x), int(y)) for x, y in np.rint(line / _GRAIN)] for line in lines]
    used = Counter(key for line in keys for key in line)
    numbers: dict[tuple[int, int], int] = {}
    places: list[Place] = []
    edges: list[Edge] = []

    def node(key: tuple[int, int], place: np.ndarray) -> int:
        if key not in numbers:
            numbers[key] = len(places)
            places.append((float(place[0]), float(place[1])))
        return numbers[key]

    for number, (places_of, marks) in enumerate(zip(lines, keys, strict=True)):
        first = 0
        for last in range(1, len(places_of)):
            if last < len(places_of) - 1 and used[marks[last]] == 1:
                continue
            piece = LineString(places_of[first : last + 1])
            if piece.length > 0:
                ends = node(marks[first], places_of[first]), node(marks[last], places_of[last])
                edges.append(Edge(*ends, piece.length, number, piece))
            first = last
    leaving: list[list[tuple[int, int]]] = [[] for _place in places]
    for number, edge in enumerate(edges):
        leaving[edge.one].append((number, edge.other))
        leaving[edge.other].append((number, edge.one))
    return Network(places, edges, known, leaving)
