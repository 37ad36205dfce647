"""`./dev bench`: how fast the map is, as ratios measured in one run on one machine. Never asserted by tests.

Rates on a shared machine drift, so what is compared is run in turns, and the median of the rounds is taken.
All load goes to loopback, is bounded in count and time, and ends by itself.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = 4

FILL = """
INSERT INTO kiosks_kiosk (name, permit_state, source, external_id, geom)
SELECT 'Кіоск ' || i || ' «' || md5(i::text) || '»',
       (ARRAY['valid', 'expiring', 'expired', 'suspended', 'annulled', 'none', 'unknown'])[1 + abs(hashint4(i)) %% 7],
       'bench', i, ST_SetSRID(ST_MakePoint(
           37.6 + (sqrt(-2 * ln((abs(hashint4(i)) %% 999983 + 1) / 1000000.0)) * cos(i) / 12),
           48.85 + (sqrt(-2 * ln((abs(hashint4(i)) %% 999983 + 1) / 1000000.0)) * sin(i) / 18)), 4326)
  FROM generate_series(1, %s) AS i
"""
#: the same attributes and geometry, straight from the table: what PostgreSQL can do at all
BARE = """
\\set n random(1, :tiles)
SELECT ST_AsMVT(t, 'kiosks', 4096, 'g', 'id') FROM (
  SELECT k.id, k.permit_state,
         ST_AsMVTGeom(ST_Transform(k.geom, 3857), ST_TileEnvelope(b.z, b.x, b.y), 4096, 64, true) AS g
    FROM bench_tiles AS b, kiosks_kiosk AS k
   WHERE b.n = :n AND k.public_geom && ST_Transform(ST_TileEnvelope(b.z, b.x, b.y), 4326)) AS t;
"""


def main() -> None:
    """Measure, and print a table of ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--seconds", type=int, default=3)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1 localhost"
    django.setup()
    prepare(asked.rows)
    tiles = choose_tiles()
    with served() as home, tempfile.TemporaryDirectory() as folder:
        boxes = [f"{home}/api/collections/kiosks/items?limit=100&bbox={box}" for box in choose_boxes()]
        drawn = [f"{home}/tiles/kiosks/{z}/{x}/{y}.mvt" for z, x, y in tiles]
        measures: dict[str, Callable[[], float]] = {
            "bare ST_AsMVT, pgbench": lambda: pgbench(Path(folder), len(tiles), asked.seconds),
            "our tile": lambda: wrk(Path(folder), drawn, asked.seconds),
            "our tile, not modified": lambda: wrk(Path(folder), drawn[:1], asked.seconds, etag_of(drawn[0])),
            "our features, limit=100": lambda: wrk(Path(folder), boxes, asked.seconds),
            "health check": lambda: wrk(Path(folder), [f"{home}/healthz"], asked.seconds),
        }
        rates: dict[str, list[float]] = {name: [] for name in measures}
        for _round in range(asked.rounds):
            for name, measure in measures.items():
                rates[name].append(measure())
                print(f"  {name}: {rates[name][-1]:.0f}/s", file=sys.stderr)
        report(rates, home, drawn)


def report(rates: dict[str, list[float]], home: str, drawn: list[str]) -> None:
    """The table: median rate, range, and the ratio to bare PostgreSQL."""
    bare = statistics.median(rates["bare ST_AsMVT, pgbench"])
    print(f"{'':28}{'per second':>12}{'range':>20}{'of bare':>10}")
    for name, values in rates.items():
        middle = statistics.median(values)
        print(f"{name:28}{middle:12.0f}{f'{min(values):.0f}–{max(values):.0f}':>20}{middle / bare:10.2f}")
    sizes = [len(urllib.request.urlopen(address).read()) for address in drawn]
    print(
        f"\ntiles: {len(sizes)}, mean {statistics.mean(sizes) / 1000:.1f} kB, largest {max(sizes) / 1000:.1f} kB"
    )
    every = [*drawn, *(f"{home}/tiles/kiosks/{z}/{x}/{y}.mvt" for z, x, y in overview())]
    slowest = max((timed(tile), tile) for tile in every)
    print(
        f"slowest tile at any zoom, one client: {slowest[0] * 1000:.1f} ms ({slowest[1].removeprefix(home)})"
    )
    for path in ("/", "/kiosks/"):
        size = len(urllib.request.urlopen(home + path).read())
        print(f"page {path}: {size / 1000:.0f} kB, {timed(home + path) * 1000:.0f} ms")


def prepare(rows: int) -> None:
    """Migrate, and fill the kiosks' table unless it has as many rows already."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kiosks_kiosk")
        if cursor.fetchone()[0] != rows:
            print(f"  filling {rows} rows …", file=sys.stderr)
            cursor.execute("TRUNCATE kiosks_kiosk CASCADE")
            cursor.execute(FILL, [rows])
        cursor.execute("VACUUM ANALYZE kiosks_kiosk")
        cursor.execute("VACUUM ANALYZE layers_tally")


def choose_tiles() -> list[tuple[int, int, int]]:
    """128 tiles of zooms 15 to 18 where the points are, and a table of them for pgbench."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_tiles")
        cursor.execute(
            """CREATE TABLE bench_tiles AS
               SELECT row_number() OVER () AS n, z, px >> (30 - z) AS x, py >> (30 - z) AS y
                 FROM (SELECT DISTINCT ON (z, px >> (30 - z), py >> (30 - z)) z, px, py
                         FROM generate_series(15, 18) AS z,
                              LATERAL (SELECT px, py FROM kiosks_kiosk
                                        ORDER BY hashint8(id + z) LIMIT 40) AS k) AS chosen
                LIMIT 128"""
        )
        cursor.execute("CREATE UNIQUE INDEX ON bench_tiles (n)")
        cursor.execute("ANALYZE bench_tiles")
        cursor.execute("SELECT z, x, y FROM bench_tiles ORDER BY n")
        return list(cursor.fetchall())


def overview() -> list[tuple[int, int, int]]:
    """The fullest tile of each zoom from 0 to 18."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (z) z, x, y FROM (
                   SELECT z, px >> (30 - z) AS x, py >> (30 - z) AS y, count(*) AS n
                     FROM generate_series(0, 18) AS z, kiosks_kiosk GROUP BY 1, 2, 3) AS counted ORDER BY z, n DESC"""
        )
        return list(cursor.fetchall())


def choose_boxes() -> list[str]:
    """Boxes of about a tile of zoom 16."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(geom), ST_Y(geom) FROM kiosks_kiosk ORDER BY hashint8(id) LIMIT 64")
        return [f"{x:.5f},{y:.5f},{x + 0.0055:.5f},{y + 0.0036:.5f}" for x, y in cursor.fetchall()]


def pgbench(folder: Path, tiles: int, seconds: int) -> float:
    """Transactions per second of the bare query, prepared, as many clients as wrk has."""
    from django.db import connection

    script = folder / "bare.sql"
    script.write_text(BARE)
    settings = connection.settings_dict
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds)]
    command += [
        "-D",
        f"tiles={tiles}",
        "-f",
        str(script),
        "-h",
        settings["HOST"],
        "-U",
        settings["USER"],
        settings["NAME"],
    ]
    if settings["PORT"]:
        command += ["-p", str(settings["PORT"])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])  # type: ignore[index]


def wrk(folder: Path, addresses: list[str], seconds: int, etag: str = "") -> float:
    """Requests per second over some addresses in turn; an answer that is no success fails the run."""
    home = re.match(r"http://[^/]+", addresses[0])[0]  # type: ignore[index]
    paths = ",\n".join(f'"{address.removeprefix(home)}"' for address in addresses)
    condition = f"wrk.headers['If-None-Match'] = '{etag}'" if etag else ""
    script = folder / "paths.lua"
    script.write_text(
        f"local paths = {{{paths}}}\nlocal n = 0\n{condition}\n"
        "request = function() n = n + 1; return wrk.format('GET', paths[n % #paths + 1]) end\n"
    )
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(script), home]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]


def etag_of(address: str) -> str:
    return str(urllib.request.urlopen(address).headers["ETag"])


def timed(address: str) -> float:
    """Seconds of one request, the best of three."""

    def once() -> float:
        began = time.perf_counter()
        urllib.request.urlopen(address).read()
        return time.perf_counter() - began

    return min(once() for _time in range(3))


@contextmanager
def served() -> Iterator[str]:
    """Our server as `./dev run` starts it: two workers with one thread each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    granian = Path(sys.executable).parent / "granian"
    command = [str(granian), "--interface", "wsgi", "maps.wsgi:application", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT)
    home = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"{home}/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield home
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
