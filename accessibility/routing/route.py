"""From one place to another for a person: metres that are known to be good, unknown and hard; or what is in the way.

A route that does not exist is explained: the way with the fewest breaches is found as well, and they are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf

import shapely
from shapely import LineString
from shapely.ops import substring

from accessibility.routing.needs import Judgement, Needs, Obstacle, State, Unknown, judge
from accessibility.routing.network import Network, Place
from accessibility.routing.paths import Path, cheapest, spread
from accessibility.routing.tags import Way

#: metres within which a way begins at a place
NEAR = 100.0
#: metres by which a place may be nearer to another way than it seems; farther off, nobody steps over what bars them
_SLACK = 5.0
#: what somebody would go rather than break one limit more: farther than any city is wide
_BREACH = 1_000_000.0
#: … and rather than take what is not known, where they never do: a limit that is known to be broken is worse
_DOUBT = 2_000.0
#: another way than the best: how much dearer it may be, how much of its length it may share with one that is told
#: already, and by how much what was told is made dearer to find it
_DEARER, _SHARED, _PENALTY = 1.5, 0.7, 1.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the route along one edge, in the direction of walking (metres of the plane)."""

    edge: int
    line: LineString
    judgement: Judgement
    #: whether this person does not go here: it is barred, or not known and the unknown is refused
    is_barred: bool

    @property
    def metres(self) -> float:
        return float(self.line.length)


@dataclass(frozen=True, slots=True)
class Route:
    """The pieces in order; where one is barred, there is no way, and this is the one with the fewest breaches.

    Without a piece, both places lie at one point of a way.
    """

    pieces: tuple[Piece, ...]
    #: metres from the place where one begins to the nearest way, and from the last way to the other place: nothing is
    #: known of them
    off: tuple[float, float] = (0.0, 0.0)

    @property
    def edges(self) -> frozenset[int]:
        return frozenset(piece.edge for piece in self.pieces)

    @property
    def is_open(self) -> bool:
        return not self.breaches

    @property
    def metres(self) -> float:
        return sum(piece.metres for piece in self.pieces)

    def metres_of(self, state: State) -> float:
        """How much of it is good, unknown, hard or barred."""
        return sum(piece.metres for piece in self.pieces if piece.judgement.state is state)

    @property
    def breaches(self) -> tuple[Piece, ...]:
        """Where somebody cannot pass."""
        return tuple(piece for piece in self.pieces if piece.is_barred)


@dataclass(frozen=True)
class Question:
    """Whose way it is: the needs, what to do with the unknown, the barriers of this minute (for an edge what lies on
    it, with its severity for this person) and the measures of single points of an edge. One question serves many
    routes: what its ways cost is reckoned once."""

    network: Network
    needs: Needs
    unknown: Unknown = Unknown.ACCEPT
    barriers: Mapping[int, Mapping[Obstacle, str]] = field(default_factory=dict)
    spots: Mapping[int, Sequence[Way]] = field(default_factory=dict)

    def judgement(self, edge: int) -> Judgement:
        return judge(self.network.way_of(edge), self.needs, self.barriers.get(edge), self.spots.get(edge, ()))

    @cached_property
    def _special(self) -> set[int]:
        """The edges that are not judged by their way alone."""
        return {*self.barriers, *self.spots}

    @cached_property
    def of_ways(self) -> list[Judgement]:
        """Each way without what lies on it."""
        return [judge(way, self.needs) for way in self.network.ways]

    @cached_property
    def costs(self) -> list[float]:
        """What each edge costs: metres times how unwillingly it is walked, infinite where it is barred. A way is judged
        once for all its edges, but for those that something lies on."""
        of_ways = [one.factor(self.unknown) for one in self.of_ways]
        costs = [edge.length * of_ways[edge.way] for edge in self.network.edges]
        for number in self._special:
            costs[number] = self.network.edges[number].length * self.judgement(number).factor(self.unknown)
        return costs

    @cached_property
    def open_lengths(self) -> list[float]:
        """How long each edge is, infinite where it is barred: what is unknown or hard is no farther away."""
        return [
            edge.length if cost < inf else inf
            for edge, cost in zip(self.network.edges, self.costs, strict=True)
        ]

    @cached_property
    def relaxed(self) -> list[float]:
        """The same where everything can be passed: one breach weighs more than any way round it, also one over what is
        not known."""
        lengths = self.network.lengths
        return [
            cost if cost < inf else length + (_BREACH if self._is_broken(number) else _DOUBT)
            for number, (cost, length) in enumerate(zip(self.costs, lengths, strict=True))
        ]

    def _is_broken(self, edge: int) -> bool:
        is_special = edge in self._special
        found = self.judgement(edge) if is_special else self.of_ways[self.network.edges[edge].way]
        return found.state is State.BARRED


def find(question: Question, start: Place, end: Place) -> Route | None:
    """The best route, or one that is barred and says where; None where no way leads there at all, or none is within 100
    metres of either place."""
    found = _between(question, start, end, question.costs)
    if found is None:
        found = _between(question, start, end, question.relaxed)
    return None if found is None else Route(found, _off(start, end, found))


def _off(start: Place, end: Place, pieces: Sequence[Piece]) -> tuple[float, float]:
    """How far two places are from where the pieces begin and end."""
    if not pieces:
        return 0.0, 0.0
    begins, ends = (shapely.Point(pieces[side].line.coords[side]) for side in (0, -1))
    return shapely.Point(start).distance(begins), shapely.Point(end).distance(ends)


def others(question: Question, start: Place, end: Place, best: Route, most: int = 2) -> list[Route]:
    """Other ways than the best, no more than half as dear again, and each of them another way for the most part.

    None where the best is barred: what is in the way is told then, and not how else one would fail.
    """
    told, found, costs = [best], best, list(question.costs)
    for _attempt in range(2 * most if best.is_open else 0):
        # What is known already is made dearer, until another way is cheaper.
        for edge in found.edges:
            costs[edge] *= _PENALTY
        pieces = _between(question, start, end, costs)
        if pieces is None:
            break
        found = Route(pieces, _off(start, end, pieces))
        if len(told) > most or _cost(question, found) > _DEARER * _cost(question, best):
            break
        if all(_shared(found, known) <= _SHARED for known in told):
            told.append(found)
    return told[1:]


def _cost(question: Question, route: Route) -> float:
    return sum(piece.metres * piece.judgement.factor(question.unknown) for piece in route.pieces)


def _shared(one: Route, other: Route) -> float:
    """How much of the length of a route lies along another one."""
    common = other.edges
    return sum(piece.metres for piece in one.pieces if piece.edge in common) / (one.metres or 1)


def reach(question: Question, starts: Iterable[Place], metres: float) -> Mapping[int, float]:
    """The nodes that can be reached from any of these places within so many metres of walking, and how far each is."""
    begun, _along = _begun(question.network, starts, question.open_lengths)
    return spread(question.network, question.open_lengths, begun, metres).costs


def arrive(question: Question, place: Place, reached: Mapping[int, float]) -> float:
    """How many metres it is to a place by what has been reached (`reach`); infinite where it is not."""
    lengths = question.open_lengths
    nodes, _by = _entries(question.network, place, _usable(question.network, place, lengths), lengths)
    return min((reached.get(node, inf) + cost for node, cost in nodes.items()), default=inf)


def in_the_way(
    question: Question, starts: Iterable[Place], ends: Mapping[int, Place], metres: float
) -> dict[int, list[int]]:
    """For each place what bars the way there from the starts: edges, on the way that breaks the fewest limits.

    A way round that is more than so many metres longer is none: then what bars the shorter one is told.
    """
    network = question.network
    costs = [
        cost if cost < inf else length + metres
        for cost, length in zip(question.open_lengths, network.lengths, strict=True)
    ]
    begun, first = _begun(network, starts, costs)
    tree = spread(network, costs, begun)
    found: dict[int, list[int]] = {}
    for number, place in ends.items():
        nodes, last = _entries(network, place, _usable(network, place, costs), costs)
        arrived = {node: tree.costs[node] + cost for node, cost in nodes.items() if node in tree.costs}
        if not arrived:
            continue
        node = min(arrived, key=arrived.__getitem__)
        root, edges = tree.way_to(node)
        way = dict.fromkeys([*first[root], *edges, *_walked(network, place, last[node], node)])
        found[number] = [edge for edge in way if question.open_lengths[edge] == inf]
    return found


def _begun(
    network: Network, starts: Iterable[Place], costs: Sequence[float]
) -> tuple[dict[int, float], dict[int, list[int]]]:
    """What it costs to come from the nearest of some places to the nodes beside them, and along which edge."""
    begun: dict[int, float] = {}
    along: dict[int, list[int]] = {}
    for start in starts:
        nodes, by = _entries(network, start, _usable(network, start, costs), costs)
        for node, cost in nodes.items():
            if cost < begun.get(node, inf):
                begun[node], along[node] = cost, _walked(network, start, by[node], node)
    return begun, along


def _walked(network: Network, place: Place, number: int, node: int) -> list[int]:
    """The edge that leads from a place to a node; none where the place lies at the node itself."""
    edge = network.edges[number]
    at = edge.line.project(shapely.Point(place))
    return [number] if (at if node == edge.one else edge.length - at) > 0 else []


def _between(
    question: Question, start: Place, end: Place, costs: Sequence[float]
) -> tuple[Piece, ...] | None:
    network = question.network
    begins, ends = (_usable(network, place, costs) for place in (start, end))
    starts, start_edges = _entries(network, start, begins, costs)
    targets, end_edges = _entries(network, end, ends, costs)
    path = cheapest(network, costs, starts, targets)
    shared = [edge for edge in begins if edge in ends]
    direct = _direct(network, start, end, shared, costs)
    if direct is not None and (path is None or direct[0] <= path.cost):
        _cost, edge, line = direct
        return (_piece(question, edge, line),) if line.length else ()
    if path is None:
        return None
    first = _to_node(question, start_edges[path.first], start, path.first)
    last = _to_node(question, end_edges[path.last], end, path.last)
    turned = (_piece(question, piece.edge, piece.line.reverse()) for piece in last)
    return (*first, *_along(question, path), *turned)


def _usable(network: Network, place: Place, costs: Sequence[float]) -> list[int]:
    """The ways that a place lies at, but for those that are barred. A way farther off is none: who lives at steps is
    not told that they begin behind them."""
    near = network.near(place, NEAR)
    if not near:
        return []
    point = shapely.Point(place)
    most = network.edges[near[0]].line.distance(point) + _SLACK
    return [edge for edge in near if network.edges[edge].line.distance(point) <= most and costs[edge] < inf]


def _part(length: float, cost: float, metres: float) -> float:
    """What a part of an edge costs; a breach is met whole."""
    breach = _BREACH if cost >= _BREACH else 0.0
    return (cost - breach) / length * metres + breach


def _entries(
    network: Network, place: Place, edges: Sequence[int], costs: Sequence[float]
) -> tuple[dict[int, float], dict[int, int]]:
    """What it costs to come from a place to the nodes nearby, and by which edge; off the ways as along them, so that
    the nearest way is preferred."""
    cheapest_to: dict[int, float] = {}
    by: dict[int, int] = {}
    point = shapely.Point(place)
    for number in edges:
        edge = network.edges[number]
        off, at = edge.line.distance(point), edge.line.project(point)
        for node, metres in ((edge.one, at), (edge.other, edge.length - at)):
            cost = off + _part(edge.length, costs[number], metres)
            if cost < cheapest_to.get(node, inf):
                cheapest_to[node], by[node] = cost, number
    return cheapest_to, by


def _direct(
    network: Network, start: Place, end: Place, shared: Iterable[int], costs: Sequence[float]
) -> tuple[float, int, LineString] | None:
    """Along one edge that both places lie at: its cost, the edge, and the part of it between them."""
    one, other = shapely.Point(start), shapely.Point(end)
    found = []
    for number in shared:
        edge = network.edges[number]
        line = substring(edge.line, edge.line.project(one), edge.line.project(other))
        # Both at one point: no metre is walked.
        if isinstance(line, LineString) or line.geom_type == "Point":
            off = edge.line.distance(one) + edge.line.distance(other)
            found.append((off + _part(edge.length, costs[number], line.length), number, line))
    return min(found, key=lambda way: way[0]) if found else None


def _along(question: Question, path: Path) -> Iterable[Piece]:
    node = path.first
    for number, following in path.steps:
        edge = question.network.edges[number]
        yield _piece(question, number, edge.line if edge.one == node else edge.line.reverse())
        node = following


def _to_node(question: Question, number: int, place: Place, node: int) -> list[Piece]:
    """From the point of an edge that is nearest to a place to one of its ends; nothing where that is the point."""
    edge = question.network.edges[number]
    line = substring(
        edge.line, edge.line.project(shapely.Point(place)), 0.0 if node == edge.one else edge.length
    )
    return [_piece(question, number, line)] if isinstance(line, LineString) else []


def _piece(question: Question, edge: int, line: LineString) -> Piece:
    judgement = question.judgement(edge)
    return Piece(edge, line, judgement, judgement.factor(question.unknown) == inf)
