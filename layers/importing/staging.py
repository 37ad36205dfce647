"""Rows on their way in: copied into a temporary table, then taken over by one statement."""

import io
from collections.abc import Sequence
from typing import Any

import orjson
import shapely
from django.conf import settings
from django.db import connection, models

from layers import related
from layers.feature import LocationSource
from layers.fields import Part
from layers.importing.mapping import Mapping, Rule

#: `row` is its number in the file, `data` its values by field; `feature` the object that it was known to be
TABLE = "incoming"
#: in `data`: why the row cannot be taken, unless it is found to be one that is here
FLAW = "@flaw"
#: seconds: workbooks keep no finer times
ABOUT = 1
#: degrees: our exports have seven decimals
_CLOSE = 1.5e-7
#: what somebody of the city placed or measured is not moved back by the file that it was wrong in
_IS_OURS = "t.geom IS NOT NULL AND t.location_source IN ({})".format(
    ", ".join(f"'{known}'" for known in (LocationSource.HAND, LocationSource.GPS, LocationSource.SURVEY))
)
#: a location that is another than before is known from the file; one that is the same may be known better
_IS_MOVED = f"NOT ({_IS_OURS}) AND t.geom IS DISTINCT FROM excluded.geom"
_PLACE = f"CASE WHEN {_IS_OURS} THEN t.geom ELSE excluded.geom END"
_MOVED = (
    f"geom = {_PLACE}",
    f"location_source = CASE WHEN {_IS_MOVED} THEN excluded.location_source ELSE t.location_source END",
)


def open_table() -> None:
    """A table that is gone with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE {TABLE} (row bigint, key text, data jsonb, geom geometry, holder bigint,
                feature bigint, written boolean NOT NULL DEFAULT false) ON COMMIT DROP"""
        )


def copy(rows: Sequence[tuple[int, str, dict[str, Any], Any]]) -> None:
    """Copy converted rows: number, key, values by field, shapely geometry or None."""
    text = io.StringIO()
    for number, key, values, shape in rows:
        data = orjson.dumps(values, default=str).decode()
        place = (
            "\\N"
            if shape is None
            else shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)
        )
        text.write(f"{number}\t{_escape(key)}\t{_escape(data)}\t{place}\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} (row, key, data, geom) FROM STDIN", text)


def recognise(mapping: Mapping) -> None:
    """Give rows that are named by the number of a permit the key of the feature that has it: it may have been renewed
    since the feature came."""
    for relation in mapping.relations:
        belonging = related.pointed_at(mapping.layer, relation)
        assert belonging is not None
        own_key = belonging.key[0]
        if mapping.rules.get(f"{relation}__{own_key}", Rule(())).columns != mapping.key:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE {TABLE} AS i SET key = t.external_id
                      FROM "{belonging.table}" AS p
                      JOIN "{mapping.layer.table}" AS t ON t.id = p."{belonging.owner.column}"
                     WHERE t.source = %s AND t.external_id IS NOT NULL AND p."{own_key}" = i.key AND NOT EXISTS (
                           SELECT FROM "{mapping.layer.table}" AS o WHERE o.source = %s AND o.external_id = i.key)""",
                [mapping.source, mapping.source],
            )


def duplicates(mapping: Mapping) -> list[tuple[int, str, int]]:
    """Rows whose key stood in the file before: number, key, number of the first. They are taken out."""
    within = related.of_part(mapping.layer, mapping.part).key if mapping.part else ()
    key = ", ".join(["key", *(f"data->>'{name}'" for name in within)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM {TABLE} AS i
                 USING (SELECT row, concat_ws(' ', {key}) AS key, min(row) OVER (PARTITION BY {key}) AS first
                          FROM {TABLE}) AS d
                 WHERE i.row = d.row AND d.row > d.first RETURNING d.row, d.key, d.first"""
        )
        return list(cursor.fetchall())


def moved_to_another_year(mapping: Mapping) -> list[tuple[int, str, int]]:
    """Rows whose number is here already, of another year: number, key, the year that it is of. They are taken out:
    where numbers begin anew each year, and the key has no year, one would overwrite another."""
    name = mapping.layer.numbered_in
    if not name or name not in mapping.rules or mapping.part or mapping.export or mapping.is_official:
        return []
    field = mapping.target(name)
    before, after = (
        f"extract(year FROM {column})" if isinstance(field, models.DateField) else column
        for column in (f't."{field.column}"', value(field))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM {TABLE} AS i USING "{mapping.layer.table}" AS t
                 WHERE t.source = %s AND t.external_id = i.key AND {before} <> {after}
                RETURNING i.row, i.key, {before}::int""",
            [mapping.source],
        )
        return list(cursor.fetchall())


def refer(mapping: Mapping) -> list[tuple[int, str, str]]:
    """Find the rows of other layers that the mapping refers to by their source and key.

    Returns number, field and key of the rows that refer to nothing. They are taken out.
    """
    astray: list[tuple[int, str, str]] = []
    for name, rule in mapping.rules.items():
        if rule.of and not rule.called:
            related_model: Any = mapping.target(name).related_model
            with connection.cursor() as cursor:
                cursor.execute(
                    f"""DELETE FROM {TABLE} AS i WHERE i.data ? %s AND NOT EXISTS (
                            SELECT FROM "{related_model._meta.db_table}" AS r
                             WHERE r.source = %s AND r.external_id = i.data->>%s)
                        RETURNING i.row, i.data->>%s""",
                    [name, rule.of, name, name],
                )
                astray += [(row, name, key) for row, key in cursor.fetchall()]
                cursor.execute(
                    f"""UPDATE {TABLE} AS i SET data = i.data || jsonb_build_object(%s::text, r.id)
                          FROM "{related_model._meta.db_table}" AS r
                         WHERE r.source = %s AND r.external_id = i.data->>%s""",
                    [name, rule.of, name],
                )
    return astray


def count_misplaced() -> tuple[int, int]:
    """How many rows come without a location, and how many with one outside of the community."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FILTER (WHERE geom IS NULL),
                       count(*) FILTER (WHERE NOT geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)) FROM {TABLE}""",
            settings.CITY.bounds,
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def count_placed_otherwise(mapping: Mapping) -> int:
    """How many objects the file has at another place than the one that somebody of the city gave them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM {TABLE} AS i JOIN "{mapping.layer.table}" AS t
                    ON t.source = %s AND t.external_id = i.key
                 WHERE {_IS_OURS} AND i.geom IS DISTINCT FROM t.geom""",
            [mapping.source],
        )
        return int(cursor.fetchone()[0])


def take_over(mapping: Mapping) -> tuple[int, int, int]:
    """Insert or update the layer's rows. Returns how many were created, updated, and found unchanged."""
    table = mapping.layer.table
    own = [name for name in mapping.rules if "__" not in name]
    fields = [mapping.target(name) for name in own]
    columns = [field.column for field in fields]
    located = _has_geometry()
    names = ["source", "external_id", *columns, *(["geom", "location_source"] if located else [])]
    values = [
        "%s",
        "i.key",
        *(value(field) for field in fields),
        *(["i.geom", _located()] if located else []),
    ]
    compared = [*columns, *(["geom"] if located else []), "gone_at"]
    quoted = ", ".join(f'"{name}"' for name in names)
    sets = ", ".join([*(f'"{name}" = excluded."{name}"' for name in columns), *(_MOVED if located else [])])
    before = ", ".join(f't."{name}"' for name in compared)
    after = ", ".join([*(f'excluded."{name}"' for name in columns), *([_PLACE] if located else []), "NULL"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH written AS (
                    INSERT INTO "{table}" AS t ({quoted}) SELECT {", ".join(values)} FROM {TABLE} AS i ORDER BY i.row
                    ON CONFLICT (source, external_id) DO UPDATE SET {sets}, gone_at = NULL
                     WHERE ROW({before}) IS DISTINCT FROM ROW({after})
                    RETURNING external_id, (xmax = 0) AS is_new),
                marked AS (UPDATE {TABLE} AS s SET written = true FROM written AS w WHERE s.key = w.external_id)
                SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
                       (SELECT count(*) FROM {TABLE}) - count(*) FROM written""",
            [mapping.source],
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def take_over_related(mapping: Mapping) -> int:
    """Insert or update the rows that the layer's rows point at (`permit__number`), by their own natural key.

    Returns how many features changed by this alone.
    """
    before = _written()
    for relation in mapping.relations:
        belonging = related.pointed_at(mapping.layer, relation)
        assert belonging is not None
        names = [name for name in mapping.rules if name.startswith(f"{relation}__")]
        take_over_rows(
            belonging,
            mapping,
            names,
            f"""SELECT t.id AS owner, i.row, i.data FROM {TABLE} AS i
                  JOIN "{mapping.layer.table}" AS t ON t.source = %s AND t.external_id = i.key
                 WHERE i.data ? %s""",
            [mapping.source, f"{relation}__{belonging.key[0]}"],
        )
    return _written() - before


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE written")
        return int(cursor.fetchone()[0])


def find_holders(mapping: Mapping, part: Part) -> list[tuple[int, str]]:
    """Find the row that each row of a part belongs to: its feature, or, of what belongs to that, the latest that says
    the same key.

    Returns number and key of the rows that belong to none. They are taken out.
    """
    holder = _latest_of(mapping, part) if part.holder else "SELECT t.id FROM {features}"
    features = f'"{mapping.layer.table}" AS t WHERE t.source = %s AND t.external_id = i.key'
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} AS i SET holder = ({holder.format(features=features)})", [mapping.source]
        )
        cursor.execute(f"DELETE FROM {TABLE} WHERE holder IS NULL RETURNING row, key")
        return list(cursor.fetchall())


def _latest_of(mapping: Mapping, part: Part) -> str:
    """SQL of the latest of the rows that belong to a feature and say the key of a row."""
    held = related.pointed_at(mapping.layer, part.holder)
    assert held is not None
    ordering: Any = held.model._meta.ordering
    order = ", ".join(f"h.{name.removeprefix('-')} {'DESC' * name.startswith('-')}" for name in ordering)
    return f"""SELECT h.id FROM "{held.table}" AS h
                WHERE h."{mapping.holder}" = i.key AND h."{held.owner.column}" IN (SELECT t.id FROM {{features}})
                ORDER BY {order} LIMIT 1"""


def take_over_part(mapping: Mapping, part: Part) -> tuple[int, int, int]:
    """Insert or update rows of a part. Returns how many were created, updated, and found unchanged."""
    rows = f"SELECT holder AS owner, row, data FROM {TABLE} ORDER BY row"
    return take_over_rows(related.of_part(mapping.layer, part), mapping, list(mapping.rules), rows, [])


def remove_missing(mapping: Mapping, part: Part) -> int:
    """Remove the rows of a part that the file no longer has, of those holders that it speaks of."""
    belonging = related.of_part(mapping.layer, part)
    owner = belonging.owner.column
    same = " AND ".join(f'p."{name}" = {value(mapping.target(name))}' for name in belonging.key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM "{belonging.table}" AS p WHERE p."{owner}" IN (SELECT holder FROM {TABLE})
                   AND NOT EXISTS (SELECT 1 FROM {TABLE} AS i WHERE i.holder = p."{owner}" AND {same})"""
        )
        return int(cursor.rowcount)


def take_over_rows(
    belonging: related.Belonging, mapping: Mapping, names: list[str], rows: str, params: list[Any]
) -> tuple[int, int, int]:
    """Insert or update rows that belong to others; `rows` selects their `owner`, and `row` and `data` as staged."""
    fields = [mapping.target(name) for name in names]
    columns = [field.column for field in fields]
    into = ", ".join(f'"{column}"' for column in [belonging.owner.column, *columns])
    values = ", ".join(value(field, name) for field, name in zip(fields, names, strict=True))
    key = ", ".join(f'"{column}"' for column in belonging.unique)
    conflict = f"({key}) WHERE {belonging.condition}" if belonging.condition else f"({key})"
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
    before, after = (", ".join(f'{alias}."{column}"' for column in columns) for alias in ("p", "excluded"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH i AS ({rows}), written AS (
                    INSERT INTO "{belonging.table}" AS p ({into}) SELECT i.owner, {values} FROM i
                    ON CONFLICT {conflict} DO UPDATE SET {sets}
                     WHERE ROW({before}) IS DISTINCT FROM ROW({after})
                    RETURNING (xmax = 0) AS is_new, "{belonging.owner.column}" AS owner),
                marked AS (
                    UPDATE {TABLE} AS s SET written = true
                      FROM i JOIN (SELECT DISTINCT owner FROM written) AS w USING (owner) WHERE s.row = i.row)
                SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
                       (SELECT count(*) FROM i) - count(*) FROM written""",
            params,
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def mark_gone(mapping: Mapping) -> int:
    """Mark the source's rows that the file no longer has. Nothing that came from outside is deleted."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{mapping.layer.table}" SET gone_at = now()
                 WHERE source = %s AND gone_at IS NULL AND external_id NOT IN (SELECT key FROM {TABLE})""",
            [mapping.source],
        )
        return int(cursor.rowcount)


def _has_geometry() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {TABLE} WHERE geom IS NOT NULL)")
        return bool(cursor.fetchone()[0])


def _located() -> str:
    return "CASE WHEN i.geom IS NULL THEN 'unknown' ELSE 'register' END"


def value(field: Any, name: str = "") -> str:
    """SQL of a field's value in the staged JSON; an absent one is the column's default, or null."""
    key = name or field.name
    if isinstance(field, models.JSONField):
        read = f"i.data->'{key}'"
    else:
        read = f"(i.data->>'{key}')::{field.db_type(connection)}"
    if field.null or not (field.has_default() or field.empty_strings_allowed):
        return read
    default = field.get_default() if field.has_default() else ""
    if isinstance(default, dict):
        default = "{}"
    literal = "'" + str(default).replace("'", "''") + "'"
    return f"coalesce({read}, {literal}::{field.db_type(connection)})"


def same(old: str, field: Any, name: str = "") -> str:
    """SQL of whether a field's value in the staged JSON is the one in a column, as exactly as a file can say it."""
    new = value(field, name)
    if isinstance(field, models.DateTimeField):
        about = f"abs(extract(epoch FROM {old} - {new})) < {ABOUT}"
        return f"coalesce({about}, {old} IS NULL AND {new} IS NULL)"
    if isinstance(field, models.CharField | models.TextField):
        # A workbook ends lines in its own way, and an empty cell is an empty text.
        before, after = (rf"replace(coalesce({one}, ''), E'\r\n', E'\n')" for one in (old, new))
        return f"{before} = {after}"
    return f"{old} IS NOT DISTINCT FROM {new}"


def near(point: str) -> str:
    """SQL of whether the staged point is another one, as exactly as a file can say it."""
    return " AND ".join(f"abs(ST_{axis}({point}) - ST_{axis}(i.geom)) < {_CLOSE}" for axis in "XY")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
