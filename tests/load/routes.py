"""`./dev bench-routes`: what a route costs, on made-up towns of 50,000 and 500,000 edges, for each person.

Beside it the search alone, between two nodes, and the same route where stairs lie on all ways to its end, so that it
is told what is in the way. Places lie 3 km apart; of some answers the cost is compared with that of a full Dijkstra. At
last the demonstration's city by `/api/route`, view and database and all, 1.5 km apart, under each policy.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from math import hypot, inf
from random import Random
from statistics import quantiles
from typing import Any

import django

from accessibility.routing.needs import Obstacle, Unknown, of_profiles
from accessibility.routing.network import Network, Place, join
from accessibility.routing.paths import cheapest, spread
from accessibility.routing.route import Question, find
from accessibility.routing.tags import Way
from accessibility.rules import IMPASSABLE

SIZES = (50_000, 500_000)
ROUTES = 60
CHECKED = 5
APART, CITY_APART = 3000.0, 1500.0
#: metres between two corners of the made-up town
BLOCK = 80.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, nargs="*", default=SIZES)
    parser.add_argument("--routes", type=int, default=ROUTES)
    parser.add_argument("--city", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    for edges in asked.edges:
        random = Random(edges)
        began = time.perf_counter()
        network = town(random, edges)
        print(f"{len(network.edges)} edges: joined in {time.perf_counter() - began:.1f} s", flush=True)
        pairs = [_pair(random, network) for _number in range(asked.routes)]
        for profile, needs in of_profiles().items():
            print(f"  {profile:<11} {_measured(Question(network, needs, Unknown.ACCEPT), pairs)}", flush=True)
    if asked.city:
        _by_the_view(asked.routes)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _measured(question: Question, pairs: list[tuple[int, int]]) -> str:
    network, places = question.network, question.network.places
    began = time.perf_counter()
    costs = question.costs
    weighed = (time.perf_counter() - began) * 1000
    whole = _timed(lambda pair: find(question, places[pair[0]], places[pair[1]]), pairs)
    bare = _timed(lambda pair: cheapest(network, costs, {pair[0]: 0.0}, {pair[1]: 0.0}), pairs)
    barred = _shut(question, pairs)
    shut = _timed(lambda pair: find(barred, places[pair[0]], places[pair[1]]), pairs)
    wrong = sum(_is_wrong(network, costs, pair) for pair in pairs[:CHECKED])
    return (
        f"weighed in {weighed:4.0f} ms · route p50 {whole[0]:5.1f} p95 {whole[1]:5.1f} ms · search alone"
        f" p50 {bare[0]:5.1f} p95 {bare[1]:5.1f} ms · shut in"
        f" p50 {shut[0]:5.1f} p95 {shut[1]:5.1f} ms · {wrong} of {CHECKED} dearer than Dijkstra"
    )


def town(random: Random, edges: int) -> Network:
    """A grid with kinks: one way in ten is missing, one in fifteen is steep, two in five are not measured in full."""
    size = round((edges / 1.8) ** 0.5)
    places = [
        [(x * BLOCK + random.uniform(-25, 25), y * BLOCK + random.uniform(-25, 25)) for x in range(size)]
        for y in range(size)
    ]
    kinds = [Way("footway", surface="asphalt", width=2.0, incline=1.0)] * 8
    kinds += [Way("footway", surface="asphalt")] * 6 + [
        Way("footway", surface="asphalt", width=2.0, incline=9.0)
    ]
    ways = []
    for y in range(size):
        for x in range(size):
            for right, up in ((1, 0), (0, 1)):
                if x + right < size and y + up < size and random.random() < 0.9:
                    ways.append((random.choice(kinds), [places[y][x], places[y + up][x + right]]))
    return join(ways)


def _pair(random: Random, network: Network) -> tuple[int, int]:
    """Two nodes about three kilometres apart."""
    while True:
        one, other = (random.randrange(len(network.places)) for _end in range(2))
        (x0, y0), (x1, y1) = network.places[one], network.places[other]
        if abs(hypot(x1 - x0, y1 - y0) - APART) < APART / 10:
            return one, other


def _timed(work: Callable[[Any], object], pairs: Sequence[Any]) -> tuple[float, float]:
    """Milliseconds at the middle and at 95 of 100; the first is not counted, which builds the index of places."""
    work(pairs[0])
    spent = []
    for pair in pairs:
        began = time.perf_counter()
        work(pair)
        spent.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(spent, n=20)
    return cuts[9], cuts[18]


def _by_the_view(routes: int) -> None:
    """Milliseconds of `/api/route` in the demonstration's small city, between places that people go to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from accessibility.reachable import points
    from accessibility.ways import network
    from maps.page.way.asking import degrees

    call_command("migrate", verbosity=0)
    call_command("demo_city", size="small", verbosity=0)
    client, random = Client(HTTP_HOST="localhost"), Random(7)
    spots = sorted(points("places").values())
    pairs = []
    while len(pairs) < routes:
        one, other = random.sample(spots, 2)
        if abs(hypot(one[0] - other[0], one[1] - other[1]) - CITY_APART) < CITY_APART / 10:
            pairs.append((one, other))
    print(f"the demonstration's city, {len(network().edges)} edges, by /api/route:", flush=True)
    for profile, unknown in product(of_profiles(), Unknown):
        words = {"profile": profile, "unknown": unknown.value}
        asked = [words | _ends(*(degrees(*spot) for spot in pair)) for pair in pairs]
        barred = sum(not client.get("/api/route", one).json().get("open") for one in asked)
        middle, most = _timed(lambda one: client.get("/api/route", one), asked)
        told = f"p50 {middle:5.1f} p95 {most:5.1f} ms · {barred} of {routes} barred"
        print(f"  {profile:<11} {unknown.value:<7} {told}", flush=True)


def _ends(start: Place, end: Place) -> dict[str, str]:
    return {name: f"{float(x):.6f},{float(y):.6f}" for name, (x, y) in (("from", start), ("to", end))}


def _shut(question: Question, pairs: list[tuple[int, int]]) -> Question:
    """The same where stairs lie on all ways to the ends of the pairs; reckoned, as it is once after a change."""
    stairs = {Obstacle("/barriers/1/", "stairs"): IMPASSABLE}
    leaving = question.network.leaving
    shut = replace(question, barriers={edge: stairs for _start, end in pairs for edge, _node in leaving[end]})
    assert shut.costs
    assert shut.by_breaches.of_edges
    return shut


def _is_wrong(network: Network, costs: Sequence[float], pair: tuple[int, int]) -> bool:
    path = cheapest(network, costs, {pair[0]: 0.0}, {pair[1]: 0.0})
    exact = spread(network, costs, {pair[0]: 0.0}).costs.get(pair[1], inf)
    return abs((path.cost if path else inf) - exact) > 1e-6 if exact < inf else path is not None


if __name__ == "__main__":
    main()
