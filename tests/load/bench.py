"""`./dev bench`: how fast the map is, as ratios measured in one run on one machine. Never asserted by tests.

Rates on a shared machine drift, so what is compared is run in turns, and the median of the rounds is taken.
All load goes to loopback, is bounded in count and time, and ends by itself.
"""

import argparse
import os
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import django

#: what PostgreSQL can do at all with a tile of the table: the same attributes and geometries that ours has …
BARE = """
\\set n random(1, :tiles)
SELECT ST_AsMVT(t, 'kiosks', 4096, 'g', 'id') FROM (
  SELECT k.id, k.permit_state{more},
         ST_AsMVTGeom(ST_Transform(k.public_geom, 3857), ST_TileEnvelope(b.z, b.x, b.y), 4096, 64, true) AS g
    FROM bench_{tiles} AS b, kiosks_kiosk AS k
   WHERE b.n = :n AND k.public_geom && ST_Transform(ST_TileEnvelope(b.z, b.x, b.y), 4326)) AS t;
"""
#: … and with the names, which a plain view would send and ours leaves to the card
NAMES = ", k.name"


@dataclass
class Contest:
    """Measures that are compared: what each does per second, round by round."""

    title: str
    measures: dict[str, Callable[[], float]]
    rates: dict[str, list[float]] = field(default_factory=dict)

    def run(self, rounds: int) -> None:
        for _round in range(rounds):
            for name, measure in self.measures.items():
                self.rates.setdefault(name, []).append(measure())
                print(f"  {self.title}: {name}: {self.rates[name][-1]:.0f}/s", file=sys.stderr)

    def report(self, *anchors: str) -> None:
        """The table: median rate, range, and how many times each anchor's."""
        heads = "".join(f"{'× ' + anchor:>14}" for anchor in anchors)
        print(f"\n{self.title:34}{'per second':>12}{'range':>16}{heads}")
        middles = {name: statistics.median(values) for name, values in self.rates.items()}
        for name, values in self.rates.items():
            ratios = "".join(f"{middles[name] / middles[anchor]:14.2f}" for anchor in anchors)
            print(f"{name:34}{middles[name]:12.0f}{f'{min(values):.0f}–{max(values):.0f}':>16}{ratios}")


def main() -> None:
    """Measure, and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--seconds", type=int, default=3)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1 localhost"
    django.setup()
    measure(asked.rows, asked.seconds, asked.rounds)


def measure(rows: int, seconds: int, rounds: int) -> None:
    from tests.load import rows as ground
    from tests.load import servers

    ground.prepare(rows)
    with ExitStack() as running:
        home, tipg, vectortiles = (
            running.enter_context(server()) for server in (servers.ours, servers.tipg, servers.vectortiles)
        )
        for name in ground.SETS:
            tiles = ground.choose_tiles(name)
            contest = tile_contest(name, tiles, home, tipg, vectortiles, seconds)
            contest.run(rounds)
            contest.report("bare", "tipg", "vectortiles")
            weigh([f"{home}/tiles/kiosks/{z}/{x}/{y}.mvt" for z, x, y in tiles])
        contest = feature_contest(ground.choose_boxes(), home, tipg, seconds)
        contest.run(rounds)
        contest.report("tipg, 100")
        slowest([f"{home}/tiles/kiosks/{z}/{x}/{y}.mvt" for z, x, y in ground.fullest_tiles()])
        pages([home + path for path in ("/", "/list", "/kiosks/")])
        smooth(home, rows)


def tile_contest(
    name: str, tiles: list[tuple[int, int, int]], home: str, tipg: str, vectortiles: str, seconds: int
) -> Contest:
    from tests.load.loaders import pgbench, wrk

    ours = [f"{home}/tiles/kiosks/{z}/{x}/{y}.mvt" for z, x, y in tiles]
    grid = f"{tipg}/collections/public.kiosks_kiosk/tiles/WebMercatorQuad"
    theirs = [f"{grid}/{z}/{x}/{y}?properties=permit_state" for z, x, y in tiles]
    others = [f"{vectortiles}/tiles/{z}/{x}/{y}" for z, x, y in tiles]
    seen = str(urllib.request.urlopen(ours[0]).headers["ETag"])
    bare = BARE.replace("{tiles}", name)
    return Contest(
        f"{name} tiles",
        {
            "bare": lambda: pgbench(bare.replace("{more}", ""), tiles=len(tiles), seconds=seconds),
            "bare, with names": lambda: pgbench(
                bare.replace("{more}", NAMES), tiles=len(tiles), seconds=seconds
            ),
            "ours": lambda: wrk(ours, seconds),
            "ours, gzip": lambda: wrk(ours, seconds, {"Accept-Encoding": "gzip"}),
            "ours, not modified": lambda: wrk(ours[:1], seconds, {"If-None-Match": seen}),
            "vectortiles": lambda: wrk(others, seconds),
            "tipg": lambda: wrk(theirs, seconds),
        },
    )


def feature_contest(boxes: list[str], home: str, tipg: str, seconds: int) -> Contest:
    from tests.load.loaders import wrk

    def asked(home: str, collection: str, limit: int) -> Callable[[], float]:
        addresses = [f"{home}{collection}/items?limit={limit}&bbox={box}" for box in boxes]
        return lambda: wrk(addresses, seconds)

    return Contest(
        "features of a box",
        {
            f"{name}, {limit}": asked(address, collection, limit)
            for limit in (100, 1000)
            for name, address, collection in (
                ("ours", home, "/api/collections/kiosks"),
                ("tipg", tipg, "/collections/public.kiosks_kiosk"),
            )
        },
    )


def weigh(addresses: list[str]) -> None:
    sizes = [len(urllib.request.urlopen(address).read()) for address in addresses]
    print(f"{len(sizes)} tiles of {statistics.mean(sizes) / 1000:.1f} kB, largest {max(sizes) / 1000:.1f} kB")


#: how a map is filtered: not at all, by the legend, by a form's choice, by both, by two choices, by a range
FILTERS = (
    "",
    "?permit_state=expired",
    "?activity=flowers",
    "?activity=flowers,press&permit_state=valid",
    "?activity=flowers&form=kiosk",
    "?area=10..20",
)


def slowest(addresses: list[str]) -> None:
    """The fullest tile of each zoom under each filter, one client."""
    print(f"\n{'fullest tile of each zoom 0–18':50}{'slowest':>10}{'at zoom':>10}{'largest':>10}")
    for words in FILTERS:
        times = [timed(address + words) for address in addresses]
        sizes = [len(urllib.request.urlopen(address + words).read()) for address in addresses]
        zoom = times.index(max(times))
        print(f"{words or 'all':50}{max(times) * 1000:7.1f} ms{zoom:>10}{max(sizes) / 1000:7.0f} kB")


def pages(addresses: list[str]) -> None:
    """Weight and time of pages."""
    for address in addresses:
        size = len(urllib.request.urlopen(address).read())
        print(f"page {address.removeprefix('http://')}: {size / 1000:.0f} kB, {timed(address) * 1000:.0f} ms")


def smooth(home: str, rows: int) -> None:
    """Frames while the map of all rows is dragged and zoomed; 16.7 ms is what a screen can show."""
    from tests.load.rows import MIDDLE
    from tests.load.smoothness import frames

    print(f"\n{f'{rows} points: ms between frames':34}{'median':>10}{'95 %':>10}{'longest':>10}")
    for name, times in frames(home, "kiosks", *MIDDLE).items():
        print(
            f"{name:34}{times[len(times) // 2]:10.1f}{times[len(times) * 95 // 100]:10.1f}{times[-1]:10.1f}"
        )


def timed(address: str) -> float:
    """Seconds of one request, the best of three."""

    def once() -> float:
        began = time.perf_counter()
        urllib.request.urlopen(address).read()
        return time.perf_counter() - began

    return min(once() for _time in range(3))


if __name__ == "__main__":
    main()
