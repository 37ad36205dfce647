"""From one place to another for a person: metres that are known to be good, unknown and hard; or what is in the way.

A route that does not exist is explained: the way with the fewest breaches is found as well, and they are named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

import shapely
from shapely import LineString
from shapely.ops import substring

from accessibility.routing.needs import Judgement, Needs, Obstacle, Span, State, Unknown, judge
from accessibility.routing.network import Network, Place
from accessibility.routing.paths import Path, cheapest, spread
from accessibility.routing.tags import Way

#: metres within which a way begins at a place
NEAR = 100.0
#: metres by which a place may be nearer to another way than it seems; farther off, nobody steps over what bars them
_SLACK = 5.0
#: what somebody would go rather than break one limit more: farther than any city is wide
_BREACH = 1_000_000.0
#: … and how many metres rather than one that is not known, where they never take it: a limit that is known to be broken
#: is worse
_DOUBT = 4.0
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
    it, with its severity for this person) and the measures of single points of an edge, with the metre where each is.
    One question serves many routes: what its ways cost is reckoned once."""

    network: Network
    needs: Needs
    unknown: Unknown = Unknown.ACCEPT
    barriers: Mapping[int, Mapping[Obstacle, str]] = field(default_factory=dict)
    spots: Mapping[int, Sequence[tuple[float, Way]]] = field(default_factory=dict)
    #: each way without what lies on it, where that is known from an earlier question
    judged: Sequence[Judgement] | None = None

    def judgement(self, edge: int, span: Span = (-inf, inf)) -> Judgement:
        """How an edge is, or a stretch of it: what lies beyond the stretch is not met."""
        low, high = span
        met = {
            one: severity
            for one, severity in self.barriers.get(edge, {}).items()
            if one.span is None or (one.span[0] <= high and low <= one.span[1])
        }
        spots = [way for at, way in self.spots.get(edge, ()) if low <= at <= high]
        return judge(self.network.way_of(edge), self.needs, met, spots)

    @cached_property
    def special(self) -> set[int]:
        """The edges that are not judged by their way alone."""
        return {*self.barriers, *self.spots}

    @cached_property
    def of_ways(self) -> Sequence[Judgement]:
        """Each way without what lies on it."""
        return self.judged or [judge(way, self.needs) for way in self.network.ways]

    @cached_property
    def by_cost(self) -> "Prices":
        """Metres times how unwillingly they are walked, infinite where it is barred."""
        return Prices(self)

    @cached_property
    def by_length(self) -> "Prices":
        """Metres, infinite where it is barred: what is unknown or hard is no farther away."""
        return Prices(self, is_dearer=False)

    @cached_property
    def by_breaches(self) -> "Prices":
        """The same as costs where everything can be passed: one breach weighs more than any way round it, also one over
        what is not known."""
        return Prices(self, breach=_BREACH, doubt=_DOUBT)

    @property
    def costs(self) -> Sequence[float]:
        """What each edge costs as a whole."""
        return self.by_cost.of_edges

    @property
    def open_lengths(self) -> Sequence[float]:
        """How long each edge is, infinite where it is barred."""
        return self.by_length.of_edges


@dataclass(frozen=True)
class Prices:
    """What walking costs in a question. A way is judged once for all its edges, but for those that something lies on;
    of these only the stretch counts that is walked."""

    question: Question
    #: whether a metre of what is hard costs more than one
    is_dearer: bool = True
    #: what is added for a stretch that is barred
    breach: float = inf
    #: what a metre costs that is refused as unknown
    doubt: float = inf
    #: edges that are known already, and by how much each is made dearer to find another way than along them
    known: Mapping[int, float] = field(default_factory=dict)

    @cached_property
    def of_edges(self) -> list[float]:
        network = self.question.network
        of_ways = [self._of(one) for one in self.question.of_ways]
        found = [edge.length * of_ways[edge.way][0] + of_ways[edge.way][1] for edge in network.edges]
        for number in self.question.special:
            factor, added = self._of(self.question.judgement(number))
            found[number] = network.edges[number].length * factor + added
        return found

    def of_part(self, edge: int, low: float, high: float) -> float:
        """What a stretch of an edge costs, between two metres of it; a breach is met whole."""
        if edge in self.question.special:
            judgement = self.question.judgement(edge, (low, high))
        else:
            judgement = self.question.of_ways[self.question.network.edges[edge].way]
        factor, added = self._of(judgement)
        return ((high - low) * factor + added) * self.known.get(edge, 1.0)

    def with_known(self, known: Mapping[int, float]) -> "Prices":
        """The same, where some edges are dearer."""
        dearer = replace(self, known=known)
        costs = list(self.of_edges)
        for edge, by in known.items():
            costs[edge] *= by
        # What was reckoned once is not reckoned anew.
        vars(dearer)["of_edges"] = costs
        return dearer

    def may_be_walked(self, edge: int) -> bool:
        """Whether any stretch of it may be walked."""
        if self.of_edges[edge] < inf:
            return True
        way = self.question.of_ways[self.question.network.edges[edge].way]
        return edge in self.question.special and sum(self._of(way)) < inf

    def _of(self, judgement: Judgement) -> tuple[float, float]:
        """What a metre costs, and what is added once."""
        factor = judgement.factor(self.question.unknown)
        if factor < inf:
            return (factor if self.is_dearer else 1.0), 0.0
        if judgement.state is State.BARRED:
            return 1.0, self.breach
        return (self.doubt, 0.0) if self.doubt < inf else (1.0, inf)


def find(question: Question, start: Place, end: Place) -> Route | None:
    """The best route, or one that is barred and says where; None where no way leads there at all, or none is within 100
    metres of either place."""
    found = _between(question.by_cost, start, end)
    if found is None:
        found = _between(question.by_breaches, start, end)
    return None if found is None else Route(found, _off(question.network, start, end, found))


def _off(network: Network, start: Place, end: Place, pieces: Sequence[Piece]) -> tuple[float, float]:
    """How far two places are from where the pieces begin and end; without a piece, from the way beside them."""
    if not pieces:
        beside = network.edges[network.near(start, NEAR)[0]].line
        return shapely.Point(start).distance(beside), shapely.Point(end).distance(beside)
    begins, ends = (shapely.Point(pieces[side].line.coords[side]) for side in (0, -1))
    return shapely.Point(start).distance(begins), shapely.Point(end).distance(ends)


def others(question: Question, start: Place, end: Place, best: Route, most: int = 2) -> list[Route]:
    """Other ways than the best, no more than half as dear again, and each of them another way for the most part.

    None where the best is barred: what is in the way is told then, and not how else one would fail.
    """
    told, found = [best], best
    known: defaultdict[int, float] = defaultdict(lambda: 1.0)
    for _attempt in range(2 * most if best.is_open else 0):
        # What is known already is made dearer, until another way is cheaper.
        for edge in found.edges:
            known[edge] *= _PENALTY
        pieces = _between(question.by_cost.with_known(known), start, end)
        if pieces is None:
            break
        found = Route(pieces, _off(question.network, start, end, pieces))
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
    begun, _along = _begun(question.by_length, starts)
    return spread(question.network, question.open_lengths, begun, metres).costs


def arrive(question: Question, place: Place, reached: Mapping[int, float]) -> float:
    """How many metres it is to a place by what has been reached (`reach`); infinite where it is not."""
    nodes, _by = _entries(question.by_length, place, _usable(question.by_length, place))
    return min((reached.get(node, inf) + cost for node, cost in nodes.items()), default=inf)


def in_the_way(
    question: Question, starts: Iterable[Place], ends: Mapping[int, Place], metres: float
) -> dict[int, list[int]]:
    """For each place what bars the way there from the starts: edges, on the way that breaks the fewest limits.

    A way round that is more than so many metres longer is none: then what bars the shorter one is told.
    """
    network = question.network
    prices = Prices(question, is_dearer=False, breach=metres, doubt=1.0)
    begun, first = _begun(prices, starts)
    tree = spread(network, prices.of_edges, begun)
    found: dict[int, list[int]] = {}
    for number, place in ends.items():
        nodes, last = _entries(prices, place, _usable(prices, place))
        arrived = {node: tree.costs[node] + cost for node, cost in nodes.items() if node in tree.costs}
        if not arrived:
            continue
        node = min(arrived, key=arrived.__getitem__)
        root, edges = tree.way_to(node)
        way = dict.fromkeys([*first[root], *edges, *_walked(network, place, last[node], node)])
        found[number] = [edge for edge in way if question.open_lengths[edge] == inf]
    return found


def _begun(prices: Prices, starts: Iterable[Place]) -> tuple[dict[int, float], dict[int, list[int]]]:
    """What it costs to come from the nearest of some places to the nodes beside them, and along which edge."""
    begun: dict[int, float] = {}
    along: dict[int, list[int]] = {}
    for start in starts:
        nodes, by = _entries(prices, start, _usable(prices, start))
        for node, cost in nodes.items():
            if cost < begun.get(node, inf):
                begun[node], along[node] = cost, _walked(prices.question.network, start, by[node], node)
    return begun, along


def _walked(network: Network, place: Place, number: int, node: int) -> list[int]:
    """The edge that leads from a place to a node; none where the place lies at the node itself."""
    edge = network.edges[number]
    at = edge.line.project(shapely.Point(place))
    return [number] if (at if node == edge.one else edge.length - at) > 0 else []


def _between(prices: Prices, start: Place, end: Place) -> tuple[Piece, ...] | None:
    question = prices.question
    begins, ends = (_usable(prices, place) for place in (start, end))
    starts, start_edges = _entries(prices, start, begins)
    targets, end_edges = _entries(prices, end, ends)
    path = cheapest(question.network, prices.of_edges, starts, targets, prices.breach)
    direct = _direct(prices, start, end, [edge for edge in begins if edge in ends])
    if direct is not None and (path is None or direct[0] <= path.cost):
        return direct[1]
    if path is None:
        return None
    first = _to_node(question, start_edges[path.first], start, path.first)
    last = _to_node(question, end_edges[path.last], end, path.last)
    turned = (replace(piece, line=piece.line.reverse()) for piece in last)
    return (*first, *_along(question, path), *turned)


def _usable(prices: Prices, place: Place) -> list[int]:
    """The ways that a place lies at, but for those that are barred. A way farther off is none: who lives at steps is
    not told that they begin behind them."""
    network = prices.question.network
    near = network.near(place, NEAR)
    if not near:
        return []
    point = shapely.Point(place)
    most = network.edges[near[0]].line.distance(point) + _SLACK
    return [
        edge
        for edge in near
        if network.edges[edge].line.distance(point) <= most and prices.may_be_walked(edge)
    ]


def _entries(prices: Prices, place: Place, edges: Sequence[int]) -> tuple[dict[int, float], dict[int, int]]:
    """What it costs to come from a place to the nodes nearby, and by which edge; off the ways as along them, so that
    the nearest way is preferred."""
    cheapest_to: dict[int, float] = {}
    by: dict[int, int] = {}
    point = shapely.Point(place)
    for number in edges:
        edge = prices.question.network.edges[number]
        off, at = edge.line.distance(point), edge.line.project(point)
        for node, low, high in ((edge.one, 0.0, at), (edge.other, at, edge.length)):
            cost = off + prices.of_part(number, low, high)
            if cost < cheapest_to.get(node, inf):
                cheapest_to[node], by[node] = cost, number
    return cheapest_to, by


def _direct(
    prices: Prices, start: Place, end: Place, shared: Iterable[int]
) -> tuple[float, tuple[Piece, ...]] | None:
    """Along one edge that both places lie at: its cost, and the piece of it between them; none where both are at one
    point, and no metre is walked."""
    one, other = shapely.Point(start), shapely.Point(end)
    found: list[tuple[float, int, float, float]] = []
    for number in shared:
        line = prices.question.network.edges[number].line
        low, high = line.project(one), line.project(other)
        cost = prices.of_part(number, min(low, high), max(low, high))
        if cost < inf:
            found.append((line.distance(one) + line.distance(other) + cost, number, low, high))
    if not found:
        return None
    cost, number, low, high = min(found)
    return cost, _pieces(prices.question, number, low, high)


def _along(question: Question, path: Path) -> Iterable[Piece]:
    node = path.first
    for number, following in path.steps:
        edge = question.network.edges[number]
        yield from _pieces(
            question, number, *((0.0, edge.length) if edge.one == node else (edge.length, 0.0))
        )
        node = following


def _to_node(question: Question, number: int, place: Place, node: int) -> tuple[Piece, ...]:
    """From the point of an edge that is nearest to a place to one of its ends."""
    edge = question.network.edges[number]
    at = edge.line.project(shapely.Point(place))
    return _pieces(question, number, at, 0.0 if node == edge.one else edge.length)


def _pieces(question: Question, edge: int, first: float, last: float) -> tuple[Piece, ...]:
    """An edge from one of its metres to another, against its direction where that is lower; nothing where both are one
    point."""
    line = substring(question.network.edges[edge].line, first, last)
    if not isinstance(line, LineString) or not line.length:
        return ()
    judgement = question.judgement(edge, (min(first, last), max(first, last)))
    return (Piece(edge, line, judgement, judgement.factor(question.unknown) == inf),)
