"""Rows on their way in: copied into a temporary table, then taken over by one statement."""

import io
from collections.abc import Sequence
from typing import Any

import orjson
import shapely
from django.db import connection, models

from layers.importing.mapping import Mapping, target

_TABLE = "incoming"


def open_table() -> None:
    """A table that is gone with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_TABLE} (row bigint, key text, data jsonb, geom geometry) ON COMMIT DROP"
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
        cursor.copy_expert(f"COPY {_TABLE} FROM STDIN", text)


def duplicates() -> list[tuple[int, str, int]]:
    """Rows whose key stood in the file before: number, key, number of the first. They are taken out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM {_TABLE} AS i
                 USING (SELECT key, min(row) AS first FROM {_TABLE} GROUP BY key HAVING count(*) > 1) AS d
                 WHERE i.key = d.key AND i.row > d.first RETURNING i.row, i.key, d.first"""
        )
        return list(cursor.fetchall())


def take_over(mapping: Mapping) -> tuple[int, int, int]:
    """Insert or update the layer's rows. Returns how many were created, updated, and found unchanged."""
    table = mapping.layer.table
    own = [name for name in mapping.rules if "__" not in name]
    fields = [target(mapping.layer, name) for name in own]
    columns = [field.column for field in fields]
    located = _has_geometry()
    names = ["source", "external_id", *columns, *(["geom", "location_source"] if located else [])]
    values = [
        "%s",
        "i.key",
        *(_value(field) for field in fields),
        *(["i.geom", _located()] if located else []),
    ]
    compared = [*columns, *(["geom"] if located else []), "gone_at"]
    quoted = ", ".join(f'"{name}"' for name in names)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in [*columns, *(["geom"] if located else [])])
    before = ", ".join(f't."{name}"' for name in compared)
    after = ", ".join([*(f'excluded."{name}"' for name in compared[:-1]), "NULL"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH written AS (
                    INSERT INTO "{table}" AS t ({quoted}) SELECT {", ".join(values)} FROM {_TABLE} AS i ORDER BY i.row
                    ON CONFLICT (source, external_id) DO UPDATE SET {sets}, gone_at = NULL
                     WHERE ROW({before}) IS DISTINCT FROM ROW({after})
                    RETURNING (xmax = 0) AS is_new)
                SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
                       (SELECT count(*) FROM {_TABLE}) - count(*) FROM written""",
            [mapping.source],
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def take_over_related(mapping: Mapping) -> None:
    """Insert or update the rows that the layer's rows point at (`permit__number`), by their own natural key."""
    for relation in sorted({name.split("__")[0] for name in mapping.rules if "__" in name}):
        _take_over_relation(mapping, relation)


def _take_over_relation(mapping: Mapping, relation: str) -> None:
    model: Any = mapping.layer.model._meta.get_field(relation).related_model
    owner = next(
        f for f in model._meta.get_fields() if f.many_to_one and f.related_model is mapping.layer.model
    )
    key = next(
        c
        for c in model._meta.constraints
        if isinstance(c, models.UniqueConstraint) and owner.name in c.fields
    )
    names = [name for name in mapping.rules if name.startswith(f"{relation}__")]
    fields = [target(mapping.layer, name) for name in names]
    columns = [field.column for field in fields]
    conflict = ", ".join(f'"{model._meta.get_field(name).column}"' for name in key.fields)
    own_key = next(name for name in key.fields if name != owner.name)
    values = ", ".join(_value(field, name) for field, name in zip(fields, names, strict=True))
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
    before, after = (", ".join(f'{alias}."{column}"' for column in columns) for alias in ("p", "excluded"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO "{model._meta.db_table}" AS p ("{owner.column}", {", ".join(f'"{c}"' for c in columns)})
                SELECT t.id, {values} FROM {_TABLE} AS i
                  JOIN "{mapping.layer.table}" AS t ON t.source = %s AND t.external_id = i.key
                 WHERE i.data ? %s
                ON CONFLICT ({conflict}) DO UPDATE SET {sets}
                 WHERE ROW({before}) IS DISTINCT FROM ROW({after})""",
            [mapping.source, f"{relation}__{own_key}"],
        )


def mark_gone(mapping: Mapping) -> int:
    """Mark the source's rows that the file no longer has. Nothing that came from outside is deleted."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{mapping.layer.table}" SET gone_at = now()
                 WHERE source = %s AND gone_at IS NULL AND external_id NOT IN (SELECT key FROM {_TABLE})""",
            [mapping.source],
        )
        return int(cursor.rowcount)


def _has_geometry() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_TABLE} WHERE geom IS NOT NULL)")
        return bool(cursor.fetchone()[0])


def _located() -> str:
    return "CASE WHEN i.geom IS NULL THEN 'unknown' ELSE 'register' END"


def _value(field: Any, name: str = "") -> str:
    """SQL of a field's value in the staged JSON; an absent one is the column's default, or null."""
    key = name or field.name
    if isinstance(field, models.JSONField):
        read = f"i.data->'{key}'"
    else:
        read = f"(i.data->>'{key}')::{field.db_type(connection)}"
    if field.null:
        return read
    default = field.get_default() if field.has_default() else ""
    if isinstance(default, dict):
        default = "{}"
    literal = "'" + str(default).replace("'", "''") + "'"
    return f"coalesce({read}, {literal}::{field.db_type(connection)})"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
