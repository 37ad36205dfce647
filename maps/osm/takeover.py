"""From the temporary tables into the layers: a few statements a layer, however many rows there are.

A row that is as before is not touched, so that `changed_at`, tiles and history stay; a row that the extract no longer
has within its bounds is marked as gone, and comes back when it does.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from layers.registry import catalogue
from maps.osm.shapes import Bounds
from maps.osm.staging import COLUMNS, table

SOURCE = "osm"
#: what marks a former name as coming from here: others were entered by people and are left alone
FORMER_NAME_MARK = "OpenStreetMap"

#: pieces of one name that lie further apart, in metres, are two streets: villages share names
_SAME_STREET = 1000
#: columns of the temporary tables that only serve to find other rows
_FINDING = {"street_key"}
#: former names that people entered: source, mark of the extract's own
_OWN_FORMER_NAMES = """
    SELECT s.external_id, f.kind, f.name
      FROM reference_formername AS f JOIN reference_street AS s ON s.id = f.street_id AND s.source = %s
     WHERE f.decision <> %s"""
#: the settlement in whose boundary a gathered street lies, the smallest if there are several: source
_ITS_SETTLEMENT = """
    SELECT s.id FROM reference_boundary AS b
      JOIN reference_settlement AS s ON s.source = b.source AND s.gone_at IS NULL
           AND (s.katottg = b.katottg AND s.katottg <> '' OR layers_fold(s.name) = layers_fold(b.name))
     WHERE b.source = %s AND b.gone_at IS NULL AND b.level = 'settlement'
       AND ST_Intersects(b.geom, ST_PointOnSurface(g.geom))
     ORDER BY ST_Area(b.geom), s.id LIMIT 1"""


@dataclass
class Counts:
    """What became of a layer's rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0


def take_over(layer: str, bounds: Bounds) -> Counts:
    """Write one layer. The order of `COLUMNS` is kept: streets refer to settlements, addresses to streets."""
    prepare = {"streets": _gather_streets, "addresses": _find_streets}.get(layer)
    if prepare:
        prepare()
    columns = _columns(layer)
    counts = _upsert(layer, columns)
    counts.gone = _mark_gone(layer, bounds)
    if layer == "streets":
        _write_former_names()
    return counts


def present(bounds: Bounds) -> int:
    """How many rows of earlier runs lie within the bounds."""
    found = 0
    with connection.cursor() as cursor:
        for layer in COLUMNS:
            cursor.execute(
                f'SELECT count(*) FROM "{catalogue[layer].table}" WHERE {_HERE}', [SOURCE, *bounds]
            )
            found += cursor.fetchone()[0]
    return found


#: the same question that reading.py asks of every object, or a row beside the bounds would be missed in the file
_HERE = "source = %s AND gone_at IS NULL AND ST_Intersects(geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))"


def _columns(layer: str) -> list[str]:
    columns = [name for name in COLUMNS[layer] if name not in _FINDING]
    if layer == "streets":
        columns.append("settlement_id")
    if layer == "addresses":
        columns += ["street_id", "former_street"]
    return columns


def _upsert(layer: str, columns: list[str]) -> Counts:
    incoming, target = table(layer), catalogue[layer].table
    written = [*columns, "geom"]
    names = ", ".join(f'"{name}"' for name in written)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in written)
    before = ", ".join(f't."{name}"' for name in written)
    after = ", ".join(f'excluded."{name}"' for name in written)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH written AS (
                    INSERT INTO "{target}" AS t (source, external_id, location_source, {names})
                    SELECT %s, i.key, 'register', {", ".join(f'i."{name}"' for name in written)}
                      FROM {incoming} AS i ORDER BY i.key
                    ON CONFLICT (source, external_id) DO UPDATE SET {sets}, gone_at = NULL
                     WHERE ROW({before}, t.gone_at) IS DISTINCT FROM ROW({after}, NULL)
                    RETURNING (xmax = 0) AS is_new)
                SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
                       (SELECT count(*) FROM {incoming}) - count(*) FROM written""",
            [SOURCE],
        )
        return Counts(*cursor.fetchone())


def _mark_gone(layer: str, bounds: Bounds) -> int:
    """Rows outside of the bounds are not spoken of; what could not be read is there all the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{catalogue[layer].table}" SET gone_at = now() WHERE {_HERE}
                   AND NOT EXISTS (SELECT 1 FROM {table(layer)} AS i WHERE i.key = external_id)
                   AND NOT EXISTS (SELECT 1 FROM incoming_skipped AS s WHERE s.layer = %s AND s.key = external_id)""",
            [SOURCE, *bounds, layer],
        )
        return int(cursor.rowcount)


def _gather_streets() -> None:
    """Put the named ways within the bounds together: pieces of one name near one another are one street."""
    _gather_ways()
    _gather_former_names()
    _replace_ways_by_streets()


def _gather_ways() -> None:
    """One row of `gathered_streets` for each street.

    Its key is the way that an earlier run named it by, else the one with the smallest number: a street keeps its
    public number when ways are added to it or it is given another name.
    """
    _execute(
        """CREATE TEMPORARY TABLE gathered_streets ON COMMIT DROP AS
           WITH parted AS (
               SELECT *, substr(key, 2)::bigint AS way, layers_fold(kind || ' ' || name) AS folded,
                      ST_ClusterDBSCAN(ST_Transform(geom, %s), %s, 1)
                          OVER (PARTITION BY layers_fold(kind || ' ' || name)) AS part
                 FROM incoming_streets)
           SELECT coalesce(
                      (array_agg(p.key ORDER BY p.way) FILTER (WHERE known.id IS NOT NULL))[1],
                      (array_agg(p.key ORDER BY p.way))[1]) AS key,
                  mode() WITHIN GROUP (ORDER BY p.kind) AS kind,
                  mode() WITHIN GROUP (ORDER BY p.name) AS name,
                  jsonb_agg(p.former ORDER BY p.way) AS former_lists,
                  ST_Multi(ST_CollectionExtract(ST_Collect(p.geom ORDER BY p.way), 2)) AS geom
             FROM parted AS p
             LEFT JOIN reference_street AS known ON known.source = %s AND known.external_id = p.key
            GROUP BY p.folded, p.part""",
        [settings.CITY.metric_srid, _SAME_STREET, SOURCE],
    )


def _gather_former_names() -> None:
    """`former_street_names`: what the ways of each street were called, and it is not called now; each name once."""
    _execute(
        """CREATE TEMPORARY TABLE former_street_names ON COMMIT DROP AS
           SELECT DISTINCT ON (g.key, layers_fold(f.value->>1)) g.key, f.value->>0 AS kind, f.value->>1 AS name
             FROM gathered_streets AS g, jsonb_array_elements(g.former_lists) AS l (value),
                  jsonb_array_elements(l.value) AS f (value)
            WHERE layers_fold((f.value->>0) || ' ' || (f.value->>1)) <> layers_fold(g.kind || ' ' || g.name)
            ORDER BY g.key, layers_fold(f.value->>1), f.value->>0 DESC"""
    )


def _replace_ways_by_streets() -> None:
    """Give the streets the place of their ways in `incoming_streets`, with their former names and settlement."""
    _execute("DELETE FROM incoming_streets")
    _execute("ALTER TABLE incoming_streets ALTER former TYPE text, ADD settlement_id bigint")
    _execute(
        f"""WITH former AS (
               SELECT key, kind, name FROM former_street_names
               UNION {_OWN_FORMER_NAMES})
           INSERT INTO incoming_streets (key, kind, name, geom, former, settlement_id)
           SELECT g.key, g.kind, g.name, g.geom,
                  coalesce((SELECT left(string_agg(btrim(f.kind || ' ' || f.name), ', ' ORDER BY f.name, f.kind), 500)
                              FROM former AS f WHERE f.key = g.key), ''),
                  ({_ITS_SETTLEMENT})
             FROM gathered_streets AS g""",
        [SOURCE, FORMER_NAME_MARK, SOURCE],
    )


def _write_former_names() -> None:
    """Bring the former names of the extract in, and take out those that it no longer has; people's own stay."""
    _execute(
        """DELETE FROM reference_formername AS f USING reference_street AS s
            WHERE s.id = f.street_id AND s.source = %s AND f.decision = %s
              AND EXISTS (SELECT 1 FROM incoming_streets AS i WHERE i.key = s.external_id)
              AND NOT EXISTS (SELECT 1 FROM former_street_names AS i
                               WHERE i.key = s.external_id AND i.kind = f.kind AND i.name = f.name)""",
        [SOURCE, FORMER_NAME_MARK],
    )
    _execute(
        """INSERT INTO reference_formername (street_id, kind, name, decision)
           SELECT s.id, i.kind, i.name, %s FROM former_street_names AS i
             JOIN reference_street AS s ON s.source = %s AND s.external_id = i.key
           ON CONFLICT (street_id, kind, name) DO NOTHING""",
        [FORMER_NAME_MARK, SOURCE],
    )


def _find_streets() -> None:
    """Link addresses with the nearest street of that name; where there is none, with one that was called so."""
    _gather_names()
    _execute(
        "ALTER TABLE incoming_addresses ADD street_id bigint, ADD former_street text NOT NULL DEFAULT ''"
    )
    _execute(
        """UPDATE incoming_addresses AS i SET street_id = n.id, former_street = left(n.former, 240)
             FROM (SELECT a.key, s.id, s.former FROM incoming_addresses AS a
                    CROSS JOIN LATERAL (SELECT c.id, c.former FROM called_streets AS c WHERE c.folded = a.street_key
                                         ORDER BY c.rank, ST_Distance(c.geom, a.geom), c.id LIMIT 1) AS s) AS n
            WHERE n.key = i.key"""
    )


def _gather_names() -> None:
    """`called_streets`: every street by every name that it has (rank 0) or had (1)."""
    _execute(
        """CREATE TEMPORARY TABLE called_streets ON COMMIT DROP AS
           SELECT s.id, s.geom, s.former, layers_fold(s.kind || ' ' || s.name) AS folded, 0 AS rank
             FROM reference_street AS s WHERE s.source = %s AND s.gone_at IS NULL
           UNION ALL
           SELECT s.id, s.geom, s.former, layers_fold(f.kind || ' ' || f.name), 1
             FROM reference_street AS s JOIN reference_formername AS f ON f.street_id = s.id
            WHERE s.source = %s AND s.gone_at IS NULL""",
        [SOURCE, SOURCE],
    )
    _execute("CREATE INDEX ON called_streets (folded)")
    _execute("ANALYZE called_streets")


def _execute(sql: str, values: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
