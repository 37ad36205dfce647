"""The rows that `./dev bench` measures on, and which tiles and boxes of them are asked for.

A city's objects lie in neighbourhoods of very different size: 240 of them here, their weights by Zipf's law.
"""

import sys

from django.core.management import call_command
from django.db import connection

Tile = tuple[int, int, int]

#: how many features a tile of each set has; the largest is what a tile holds before it shows clusters
SETS = {"small": (20, 120), "medium": (900, 1500)}
#: longitude and latitude
MIDDLE = (37.6, 48.85)
_ZOOMS = (16, 18)
_TILES_OF_A_SET = 128

_FILL = """
INSERT INTO kiosks_kiosk (name, permit_state, activity, form, area, source, external_id, geom)
SELECT 'Кіоск ' || i || ' «' || left(md5(i::text), 20) || '»',
       (ARRAY['valid', 'expiring', 'expired', 'suspended', 'annulled', 'none', 'unknown'])[1 + abs(hashint4(i)) %% 7],
       (ARRAY['press', 'flowers', 'coffee', 'bread', 'meat'])[1 + abs(hashint4(i + 1)) %% 5],
       (ARRAY['kiosk', 'pavilion', 'stall'])[1 + abs(hashint4(i + 2)) %% 3], 2 + abs(hashint4(i + 3)) %% 40,
       'bench', i, ST_SetSRID(ST_MakePoint(
           37.6 + 0.09 * (abs(hashint4(hood)) / 2147483648.0 - 0.5) + 0.001 * far * cos(i),
           48.85 + 0.06 * (abs(hashint4(-hood)) / 2147483648.0 - 0.5) + 0.00065 * far * sin(i)), 4326)
  FROM generate_series(1, %s) AS i,
       LATERAL (SELECT floor(240 ^ (abs(hashint8(i)) / 2147483648.0))::int AS hood,
                       sqrt(-2 * ln((abs(hashint8(-i)) + 1) / 2147483649.0)) AS far) AS place
"""


def prepare(rows: int) -> None:
    """Migrate, and fill the kiosks' table unless it has as many rows already."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kiosks_kiosk WHERE source = 'bench'")
        if cursor.fetchone()[0] != rows:
            print(f"  filling {rows} rows …", file=sys.stderr)
            cursor.execute("TRUNCATE kiosks_kiosk, layers_tally, layers_stamp CASCADE")
            cursor.execute(_FILL, [rows])
        cursor.execute("VACUUM ANALYZE kiosks_kiosk")
        cursor.execute("VACUUM ANALYZE layers_tally")


def choose_tiles(name: str) -> list[Tile]:
    """Up to 128 tiles of a set, where the points are, and the table `bench_<set>` of them for pgbench."""
    least, most = SETS[name]
    table = f"bench_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(
            f"""CREATE TABLE {table} AS
                SELECT * FROM (
                    SELECT row_number() OVER (ORDER BY hashint8(x::bigint * y)) AS n, z, x, y FROM (
                        SELECT z, px >> (30 - z) AS x, py >> (30 - z) AS y
                          FROM generate_series({_ZOOMS[0]}, {_ZOOMS[1]}) AS z, kiosks_kiosk
                         GROUP BY 1, 2, 3 HAVING count(*) BETWEEN {least} AND {most}) AS fitting) AS numbered
                 WHERE n <= {_TILES_OF_A_SET}"""
        )
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (n)")
        cursor.execute(f"ANALYZE {table}")
        cursor.execute(f"SELECT z, x, y FROM {table} ORDER BY n")
        return list(cursor.fetchall())


def fullest_tiles() -> list[Tile]:
    """The fullest tile of each zoom from 0 to 18."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (z) z, x, y FROM (
                   SELECT z, px >> (30 - z) AS x, py >> (30 - z) AS y, count(*) AS n
                     FROM generate_series(0, 18) AS z, kiosks_kiosk GROUP BY 1, 2, 3) AS counted ORDER BY z, n DESC"""
        )
        return list(cursor.fetchall())


def choose_boxes() -> list[str]:
    """64 boxes of about a tile of zoom 16, as the API's `bbox`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(geom), ST_Y(geom) FROM kiosks_kiosk ORDER BY hashint8(id) LIMIT 64")
        return [f"{x:.5f},{y:.5f},{x + 0.0055:.5f},{y + 0.0036:.5f}" for x, y in cursor.fetchall()]
