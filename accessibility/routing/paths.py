"""The cheapest path through a network, and all that can be reached: A* and Dijkstra over lists, exact.

A cost is metres times a factor of at least 1, or infinite where somebody cannot pass; so the straight line never
overestimates what is left, and A* finds what Dijkstra finds. To a place that is shut in, nobody comes without paying
for a breach at least once: that is added to the straight line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import hypot, inf

from accessibility.routing.network import Network

#: nodes that are looked at to see whether a place is shut in
_FEW = 100


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
    network: Network,
    costs: Sequence[float],
    starts: Mapping[int, float],
    ends: Mapping[int, float],
    breach: float = inf,
) -> Path | None:
    """The path of the least cost from one of `starts` to one of `ends`, each of which costs so much by itself; None
    where there is none. `costs`: of each edge, at least its length; what costs a `breach` or more cannot be passed."""
    places, leaving = network.places, network.leaving
    targets = [(*places[node], cost) for node, cost in ends.items() if cost < inf]
    shut_in = _shut_in(network, costs, ends, starts, breach)
    is_vain = shut_in or _shut_in(network, costs, starts, ends, breach)
    if not targets or (breach == inf and is_vain):
        return None

    def left(node: int) -> float:
        x, y = places[node]
        straight = min(hypot(x - other_x, y - other_y) + cost for other_x, other_y, cost in targets)
        return straight + breach if shut_in and node not in shut_in else straight

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


def _shut_in(
    network: Network,
    costs: Sequence[float],
    there: Mapping[int, float],
    others: Mapping[int, float],
    breach: float,
) -> set[int]:
    """The nodes that can be come to from some, where they are few and none of the others is among them: a search from
    the other side would go through the whole town in vain. Else nothing."""
    waiting = [node for node, cost in there.items() if cost < breach]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        if node in others or len(seen) > _FEW:
            return set()
        for edge, following in network.leaving[node]:
            if following not in seen and costs[edge] < breach:
                seen.add(following)
                waiting.append(following)
    return seen


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
