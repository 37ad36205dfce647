"""The cheapest path through a network, and all that can be reached: A* and Dijkstra over lists, exact.

A cost is metres times a factor of at least 1, or infinite where somebody cannot pass; so the straight line never
overestimates what is left, and A* finds what Dijkstra finds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import hypot, inf

from accessibility.routing.network import Network


@dataclass(frozen=True, slots=True)
class Path:
    """A path between two nodes: its cost, and the edges with the nodes that they lead to, in order."""

    cost: float
    first: int
    steps: tuple[tuple[int, int], ...]

    @property
    def last(self) -> int:
        return self.steps[-1][1] if self.steps else self.first


def cheapest(
    network: Network, costs: Sequence[float], starts: Mapping[int, float], ends: Mapping[int, float]
) -> Path | None:
    """The path of the least cost from one of `starts` to one of `ends`, each of which costs so much by itself; None
    where there is none. `costs`: of each edge, at least its length, or infinite."""
    places, leaving = network.places, network.leaving
    targets = [places[node] for node in ends]
    if not targets:
        return None

    def left(node: int) -> float:
        x, y = places[node]
        return min(hypot(x - other_x, y - other_y) for other_x, other_y in targets)

    known: dict[int, float] = {}
    came: dict[int, tuple[int, int]] = {}
    heap: list[tuple[float, float, int]] = []
    for node, cost in starts.items():
        if cost < inf:
            known[node] = cost
            heappush(heap, (cost + left(node), cost, node))
    best, at = inf, -1
    while heap:
        least, cost, node = heappop(heap)
        if least >= best:
            break
        if cost > known[node]:
            continue
        if node in ends and cost + ends[node] < best:
            best, at = cost + ends[node], node
        for edge, following in leaving[node]:
            reached = cost + costs[edge]
            if reached < known.get(following, inf):
                known[following] = reached
                came[following] = (edge, node)
                heappush(heap, (reached + left(following), reached, following))
    return _traced(best, at, came, starts) if best < inf else None


@dataclass(frozen=True, slots=True)
class Tree:
    """The cheapest ways from some starts to all that can be reached: what each node costs, and the edge and the node
    that it is come to by."""

    costs: Mapping[int, float]
    came: Mapping[int, tuple[int, int]]

    def way_to(self, node: int) -> tuple[int, list[int]]:
        """The node that the way to a node begins at, and its edges in order."""
        edges = []
        while node in self.came:
            edge, node = self.came[node]
            edges.append(edge)
        return node, edges[::-1]


def spread(network: Network, costs: Sequence[float], starts: Mapping[int, float], most: float = inf) -> Tree:
    """All nodes that can be reached for at most so much. `costs`: of each edge, infinite where it cannot be passed."""
    known = {node: cost for node, cost in starts.items() if cost <= most}
    came: dict[int, tuple[int, int]] = {}
    heap = [(cost, node) for node, cost in known.items()]
    heap.sort()
    while heap:
        cost, node = heappop(heap)
        if cost > known[node]:
            continue
        for edge, following in network.leaving[node]:
            reached = cost + costs[edge]
            if reached <= most and reached < known.get(following, inf):
                known[following] = reached
                came[following] = (edge, node)
                heappush(heap, (reached, following))
    return Tree(known, came)


def _traced(cost: float, last: int, came: Mapping[int, tuple[int, int]], starts: Mapping[int, float]) -> Path:
    steps: list[tuple[int, int]] = []
    node = last
    while node in came:
        edge, before = came[node]
        steps.append((edge, node))
        node = before
    return Path(cost, node, tuple(reversed(steps)))
