"""Routes: as cheap as Dijkstra's, never through what bars somebody, and explained where there is none."""

from itertools import pairwise
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.routing.needs import Obstacle, State, Unknown, judge, of_profiles
from accessibility.routing.network import Network, join
from accessibility.routing.paths import cheapest, spread
from accessibility.routing.route import Question, arrive, find, others, reach
from accessibility.routing.tags import Way

WHEELCHAIR = of_profiles()["wheelchair"]
GOOD = Way("footway", surface="asphalt", width=2.0, incline=1.0)
STEEP = Way("footway", surface="asphalt", width=2.0, incline=12.0)
DIM = Way("footway")


def square(straight: Way) -> Network:
    """A straight way of 100 m from west to east, and one round it of 300 m that is good."""
    return join(
        [
            (straight, [(0, 0), (100, 0)]),
            (GOOD, [(0, 0), (0, 100)]),
            (GOOD, [(0, 100), (100, 100)]),
            (GOOD, [(100, 100), (100, 0)]),
        ]
    )


def test_ways_are_joined_where_they_share_a_place_and_not_where_they_cross() -> None:
    network = join(
        [(GOOD, [(0, 0), (50, 0), (100, 0)]), (GOOD, [(50, 0), (50, 50)]), (GOOD, [(25, -9), (25, 9)])]
    )
    assert len(network.edges) == 4
    assert sorted(edge.length for edge in network.edges) == [18, 50, 50, 50]


def test_the_straight_way_where_it_is_good_and_the_way_round_where_it_is_not() -> None:
    assert find(Question(square(GOOD), WHEELCHAIR), (0, 0), (100, 0)).metres == 100  # type: ignore[union-attr]
    assert find(Question(square(STEEP), WHEELCHAIR), (0, 0), (100, 0)).metres == 300  # type: ignore[union-attr]
    assert find(Question(square(STEEP), of_profiles()["deaf"]), (0, 0), (100, 0)).metres == 100  # type: ignore[union-attr]


def test_the_unknown_is_told_avoided_or_refused_as_one_chooses() -> None:
    for unknown, metres, dim in (
        (Unknown.ACCEPT, 100, 100),
        (Unknown.AVOID, 100, 100),
        (Unknown.NEVER, 300, 0),
    ):
        route = find(Question(square(DIM), WHEELCHAIR, unknown), (0, 0), (100, 0))
        assert route is not None
        assert (route.metres, route.metres_of(State.UNKNOWN)) == (metres, dim)


def test_a_barrier_of_this_minute_is_in_the_next_route() -> None:
    network = square(GOOD)
    (straight,) = (number for number, edge in enumerate(network.edges) if edge.way == 0)
    question = Question(
        network, WHEELCHAIR, barriers={straight: {Obstacle("/barriers/1/", "stairs"): "impassable"}}
    )
    assert find(question, (0, 0), (100, 0)).metres == 300  # type: ignore[union-attr]


def test_no_route_is_explained_by_the_fewest_breaches() -> None:
    network = join(
        [
            (STEEP, [(0, 0), (50, 0)]),
            (GOOD, [(50, 0), (100, 0)]),
            (Way("steps", has_steps=True), [(0, 0), (100, 0)]),
        ]
    )
    route = find(Question(network, WHEELCHAIR), (0, 0), (100, 0))
    assert route is not None
    assert not route.is_open
    assert [breach.measure for piece in route.breaches for breach in piece.judgement.breaches] in (
        ["incline"],
        ["steps"],
    )


def test_across_the_sea_there_is_none_and_no_breach_to_blame() -> None:
    network = join([(GOOD, [(0, 0), (10, 0)]), (GOOD, [(5000, 0), (5010, 0)])])
    assert find(Question(network, WHEELCHAIR), (0, 0), (5010, 0)) is None
    assert find(Question(network, WHEELCHAIR), (0, 9000), (10, 0)) is None


def test_from_the_middle_of_one_way_to_another_point_of_it() -> None:
    route = find(Question(square(GOOD), WHEELCHAIR), (20, 3), (70, -3))
    assert route is not None
    assert route.metres == pytest.approx(50)
    back = find(Question(square(GOOD), WHEELCHAIR), (70, -3), (20, 3))
    assert back is not None
    assert back.pieces[0].line.coords[0] == pytest.approx((70, 0))


def test_pieces_follow_one_another() -> None:
    route = find(Question(square(STEEP), WHEELCHAIR), (3, 1), (98, 2))
    assert route is not None
    for before, after in pairwise(route.pieces):
        assert before.line.coords[-1] == pytest.approx(after.line.coords[0])


def test_nobody_steps_over_what_bars_them() -> None:
    steps = Way("steps", has_steps=True)
    network = join([(steps, [(0, 0), (0, 20)]), (GOOD, [(0, 20), (100, 20)])])
    route = find(Question(network, WHEELCHAIR), (0, 0), (100, 20))
    assert route is not None
    assert [piece.judgement.breaches[0].measure for piece in route.breaches] == ["steps"]


def test_what_can_be_reached() -> None:
    network = square(STEEP)
    found = reach(Question(network, WHEELCHAIR), [(0, 0)], 210)
    assert found == {
        network.places.index((0, 0)): 0,
        network.places.index((0, 100)): 100,
        network.places.index((100, 100)): 200,
    }
    assert len(reach(Question(network, of_profiles()["deaf"]), [(0, 0)], 100)) == 3


def town(random: Random, size: int) -> Network:
    """A grid of streets with kinks; one in four is missing."""
    ways = []
    places = [
        [(x * 100 + random.uniform(-30, 30), y * 100 + random.uniform(-30, 30)) for x in range(size)]
        for y in range(size)
    ]
    for y in range(size):
        for x in range(size):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < size and y + dy < size and random.random() < 0.75:
                    way = random.choice([GOOD, STEEP, DIM])
                    ways.append((way, [places[y][x], places[y + dy][x + dx]]))
    return join(ways)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(of_profiles())), st.sampled_from(list(Unknown)))
def test_as_cheap_as_dijkstra(seed: int, profile: str, unknown: Unknown) -> None:
    random = Random(seed)
    network = town(random, 6)
    question = Question(network, of_profiles()[profile], unknown)
    start, end = random.randrange(len(network.places)), random.randrange(len(network.places))
    everywhere = spread(network, question.costs, {start: 0.0}).costs
    path = cheapest(network, question.costs, {start: 0.0}, {end: 0.0})
    if path is None:
        assert end not in everywhere
    else:
        assert path.cost == pytest.approx(everywhere[end])
        assert path.last == end
        assert sum(question.costs[edge] for edge, _node in path.steps) == pytest.approx(path.cost)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(of_profiles())), st.sampled_from(list(Unknown)))
def test_the_fewest_breaches_are_found_as_dijkstra_finds_them(
    seed: int, profile: str, unknown: Unknown
) -> None:
    random = Random(seed)
    network = town(random, 6)
    prices = Question(network, of_profiles()[profile], unknown).by_breaches
    costs = prices.of_edges
    starts, ends = (
        {random.randrange(len(network.places)): random.uniform(0, 90) for _one in range(2)} for _side in "ab"
    )
    everywhere = spread(network, costs, starts).costs
    best = min((everywhere.get(node, inf) + cost for node, cost in ends.items()), default=inf)
    path = cheapest(network, costs, starts, ends, prices.breach)
    if path is None:
        assert best == inf
    else:
        assert path.cost == pytest.approx(best)
        walked = sum(costs[edge] for edge, _node in path.steps)
        assert starts[path.first] + walked + ends[path.last] == pytest.approx(path.cost)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(of_profiles())))
def test_an_open_route_never_breaks_a_limit(seed: int, profile: str) -> None:
    random = Random(seed)
    network = town(random, 6)
    question = Question(network, of_profiles()[profile], Unknown.NEVER)
    route = find(question, random.choice(network.places), random.choice(network.places))
    if route is not None and route.is_open:
        assert route.metres_of(State.UNKNOWN) == route.metres_of(State.BARRED) == 0
    elif route is not None:
        assert all(piece.judgement.factor(Unknown.NEVER) == inf for piece in route.breaches)


def test_other_ways_are_told_where_they_are_no_long_detour() -> None:
    network = join(
        [
            (GOOD, [(0, 0), (100, 0)]),
            (GOOD, [(0, 0), (50, 50), (100, 0)]),
            (GOOD, [(0, 0), (50, 200), (100, 0)]),
        ]
    )
    question = Question(network, WHEELCHAIR)
    best = find(question, (0, 0), (100, 0))
    assert best is not None
    found = others(question, (0, 0), (100, 0), best)
    assert [round(way.metres) for way in found] == [141]
    assert not others(question, (0, 0), (100, 0), best, most=0)


def test_another_way_is_another_for_the_most_part_and_open_to_the_person() -> None:
    # Two ways that differ by a few metres at their end are one, and what is barred is no way.
    network = join(
        [
            (GOOD, [(0, 0), (90, 0)]),
            (GOOD, [(90, 0), (100, 0)]),
            (GOOD, [(90, 0), (95, 3), (100, 0)]),
            (Way("steps", has_steps=True), [(0, 0), (50, 30), (100, 0)]),
        ]
    )
    question = Question(network, WHEELCHAIR)
    best = find(question, (0, 0), (100, 0))
    assert best is not None
    assert others(question, (0, 0), (100, 0), best) == []


def test_there_is_no_other_way_where_the_best_is_barred() -> None:
    question = Question(
        join([(STEEP, [(0, 0), (100, 0)]), (STEEP, [(0, 0), (50, 20), (100, 0)])]), WHEELCHAIR
    )
    barred = find(question, (0, 0), (100, 0))
    assert barred is not None
    assert not barred.is_open
    assert others(question, (0, 0), (100, 0), barred) == []


def test_a_place_is_arrived_at_by_the_nearest_of_several_starts() -> None:
    question = Question(join([(GOOD, [(0, 0), (300, 0)]), (STEEP, [(300, 0), (400, 0)])]), WHEELCHAIR)
    reached = reach(question, [(0, 0), (300, 0)], 1000)
    assert arrive(question, (200, 0), reached) == 100
    assert arrive(question, (0, 10), reached) == 10
    # Beyond what bars the way nobody arrives, and off all ways neither.
    assert arrive(question, (380, 0), reached) == inf
    assert arrive(question, (0, 500), reached) == inf


def test_who_never_takes_the_unknown_takes_no_hard_way_of_which_not_all_is_known() -> None:
    judged = judge(
        Way("footway", surface="asphalt"),
        of_profiles()["wheelchair"],
        {Obstacle("/barriers/1/", "kerb"): "hard"},
    )
    assert judged.state is State.HARD
    assert judged.factor(Unknown.NEVER) == inf
    assert judged.factor(Unknown.ACCEPT) < inf


def test_what_is_in_the_way_is_told_by_the_way_that_breaks_no_known_limit() -> None:
    steep = Way("footway", surface="asphalt", width=2, incline=20)
    unknown = Way("footway", surface="asphalt", width=2)
    network = join([(steep, [(0, 0), (100, 0)]), (unknown, [(0, 0), (0, 200), (100, 200), (100, 0)])])
    found = find(Question(network, of_profiles()["wheelchair"], Unknown.NEVER), (0, 0), (100, 0))
    assert found
    assert not found.is_open
    assert found.metres == 500
    assert {piece.judgement.state for piece in found.pieces} == {State.UNKNOWN}


def test_from_a_place_to_itself_no_metre_is_walked() -> None:
    good = Way("footway", surface="asphalt", width=2, incline=1)
    question = Question(join([(good, [(0, 0), (100, 0)])]), of_profiles()["wheelchair"])
    for place in ((0.0, 0.0), (50.0, 0.0), (50.0, 3.0)):
        found = find(question, place, place)
        assert found is not None
        assert (found.metres, found.is_open) == (0, True)


def test_how_far_the_ways_are_from_a_place_is_told() -> None:
    good = Way("footway", surface="asphalt", width=2, incline=1)
    question = Question(join([(good, [(0, 0), (100, 0)])]), of_profiles()["wheelchair"])
    found = find(question, (10, 78), (90, 2))
    assert found is not None
    assert found.off == (78, 2)
