"""Rows of our own exports are known again: which object each one came from, and whether it may change it.

A number alone names nothing: another installation gives the same numbers to other objects. A row may change an object
only where number and source are the object's own and it is shown besides that the row came from it (docs/adr/0009): it
says the very second in which the object was last changed, or, where a format has no room for that (GeoJSON), the exact
place, or every word of an object that no other one is told by. A row that would change nothing needs no proof.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from layers import related
from layers.feature import LocationSource
from layers.importing import staging
from layers.importing.mapping import Mapping
from layers.importing.returning import CHANGED, FLAWS, ITS_SOURCE, STAYS
from layers.importing.staging import ABOUT, FLAW, TABLE, near
from layers.publication import Publication

#: decimals of a degree in GeoJSON
_DECIMALS = 7
_MOVED = "i.geom IS DISTINCT FROM t.geom"
_SINCE = "it was changed here since the file was made, or another object has this number: export it anew"

#: number of the row, reason, what was wrong
_Refused = tuple[int, str, str]


def recognise(mapping: Mapping) -> Iterator[_Refused]:
    """Find the object of each staged row, and mark the rows that change theirs (`written`). Tells those that cannot be
    taken, which are taken out."""
    yield from _find(mapping)
    _fill_in_withheld(mapping)
    _find_unmoved(mapping)
    yield from _refuse_removals(mapping)
    yield from _refuse_flaws(mapping)
    _mark_changes(mapping)
    yield from _refuse_unproven(mapping)


def take_over(mapping: Mapping) -> tuple[int, int]:
    """Write the marked rows. Returns how many objects were changed, and how many were found unchanged."""
    own = [(name, mapping.target(name)) for name in mapping.rules if "__" not in name]
    sets = [_kept_or(field, name) for name, field in own]
    sets += [
        "geom = i.geom",
        f"location_source = CASE WHEN {_MOVED} THEN '{LocationSource.HAND}' ELSE t.location_source END",
    ]
    for relation in mapping.relations:
        belonging = _belonging(mapping, relation)
        names = [name for name in mapping.rules if name.startswith(f"{relation}__")]
        rows = f"SELECT feature AS owner, row, data FROM {TABLE} WHERE written AND {_names_row(relation, belonging)}"
        staging.take_over_rows(belonging, mapping, names, rows, [])
    _execute(
        f"""UPDATE "{mapping.layer.table}" AS t SET {", ".join(sets)}
              FROM {TABLE} AS i WHERE t.id = i.feature AND i.written"""
    )
    return _counted()


def _find(mapping: Mapping) -> Iterator[_Refused]:
    _execute(
        f"""UPDATE {TABLE} AS i SET feature = t.id FROM "{mapping.layer.table}" AS t
             WHERE t.id = i.key::bigint AND t.source = i.data->>'{ITS_SOURCE}'"""
    )
    _execute(f"ANALYZE {TABLE}")
    reason = "there is no object with this number and source here; if the file is another map's, give it a --source"
    for number, key in _execute(f"DELETE FROM {TABLE} WHERE feature IS NULL RETURNING row, key"):
        yield number, reason, key


def _fill_in_withheld(mapping: Mapping) -> None:
    """What the public is not told of a place that is published generalised is not erased by a file for the public."""
    withheld = [
        column.model_field.column
        for column in mapping.layer.columns
        if column.field.locating and column.path in mapping.rules
    ]
    if withheld and mapping.export and not mapping.export.is_full:
        known = ", ".join(f"'{name}', t.\"{name}\"" for name in withheld)
        _execute(
            f"""UPDATE {TABLE} AS i SET data = jsonb_strip_nulls(jsonb_build_object({known})) || i.data
                  FROM "{mapping.layer.table}" AS t
                 WHERE t.id = i.feature AND t.publication = '{Publication.GENERALISED}'"""
        )


def _find_unmoved(mapping: Mapping) -> None:
    """Give rows that say the place of their object, the exact or the published one, that place to the last digit.

    A row without a place says nothing of it. A table has room for a point: for one on whatever the object is.
    """
    stays = _is_on if mapping.longitude else _same_shape
    _execute(
        f"""UPDATE {TABLE} AS i SET geom = t.geom, data = (i.data - '{FLAW}') || jsonb_build_object(
                   '{STAYS}', i.geom IS NOT NULL AND NOT t.approximate)
              FROM "{mapping.layer.table}" AS t
             WHERE t.id = i.feature AND (i.geom IS NULL OR {stays("t.geom")} OR {stays("t.public_geom")})"""
    )


def _refuse_removals(mapping: Mapping) -> Iterator[_Refused]:
    for relation in mapping.relations:
        belonging = _belonging(mapping, relation)
        reason = f"{relation}__{belonging.key[0]} is empty: what an object has is removed in the back office"
        yield from _take_out(
            mapping, f"of_{relation}.id IS NOT NULL AND NOT {_names_row(relation, belonging, 'i.')}", reason
        )


def _refuse_flaws(mapping: Mapping) -> Iterator[_Refused]:
    """What could not be taken as a new value or place is refused where it is not the old one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM {TABLE} AS d
                 USING {TABLE} AS i JOIN "{mapping.layer.table}" AS t ON t.id = i.feature
                 CROSS JOIN jsonb_each_text(i.data->'{FLAWS}') AS flaw (name, reason)
                 WHERE d.row = i.row AND to_jsonb(t)->>flaw.name IS DISTINCT FROM i.data->>flaw.name
                RETURNING d.row, flaw.reason, d.data->>flaw.name"""
        )
        yield from cursor.fetchall()
    if mapping.longitude:
        yield from _take_out(
            mapping,
            f"{_MOVED} AND GeometryType(t.geom) <> 'POINT'",
            "a table has room for a point only: move lines and areas in GeoJSON or GeoPackage",
        )
    for number, key in _execute(f"DELETE FROM {TABLE} WHERE data ? '{FLAW}' RETURNING row, data->>'{FLAW}'"):
        yield number, key, ""


def _mark_changes(mapping: Mapping) -> None:
    _execute(
        f"""UPDATE {TABLE} AS d SET written = true FROM {_joined(mapping)}
             WHERE d.row = i.row AND ({_MOVED} OR NOT ({_same_words(mapping)} AND {_same_related(mapping)}))"""
    )


def _refuse_unproven(mapping: Mapping) -> Iterator[_Refused]:
    assert mapping.export is not None
    seconds = f"extract(epoch FROM t.changed_at - (i.data->>'{CHANGED}')::timestamptz)"
    yield from _take_out(
        mapping,
        f"i.written AND i.data ? '{CHANGED}' AND abs({seconds}) >= {ABOUT}",
        _SINCE,
    )
    made_at = mapping.export.made_at
    if made_at:
        yield from _take_out(
            mapping,
            f"""i.written AND NOT i.data ? '{CHANGED}'
                AND t.changed_at >= '{made_at.isoformat()}'::timestamptz + interval '{ABOUT} second'""",
            _SINCE,
        )
    yield from _take_out(
        mapping,
        f"""i.written AND NOT i.data ? '{CHANGED}' AND NOT coalesce((i.data->>'{STAYS}')::boolean, false)
            AND NOT ({_same_words(mapping)} AND {_is_told_by_words(mapping)})""",
        "that it is this object cannot be told where place and words are both other ones: change one after the other, "
        "or take CSV, XLSX or GeoPackage, which say when an object was changed",
    )


# -- SQL -----------------------------------------------------------------------------------------------------------


def _joined(mapping: Mapping) -> str:
    """Staged rows (`i`), their objects (`t`) and the rows that these have (`of_permit`)."""
    found = f'{TABLE} AS i JOIN "{mapping.layer.table}" AS t ON t.id = i.feature'
    for relation in mapping.relations:
        field: Any = mapping.layer.model._meta.get_field(relation)
        belonging = _belonging(mapping, relation)
        found += f' LEFT JOIN "{belonging.table}" AS of_{relation} ON of_{relation}.id = t."{field.column}"'
    return found


def _belonging(mapping: Mapping, relation: str) -> related.Belonging:
    belonging = related.pointed_at(mapping.layer, relation)
    assert belonging is not None
    return belonging


def _names_row(relation: str, belonging: related.Belonging, of: str = "") -> str:
    return f"{of}data ? '{relation}__{belonging.key[0]}'"


def _take_out(mapping: Mapping, condition: str, reason: str) -> Iterator[_Refused]:
    taken = _execute(
        f"""DELETE FROM {TABLE} AS d USING {_joined(mapping)}
             WHERE d.row = i.row AND {condition} RETURNING d.row, d.key"""
    )
    for number, key in taken:
        yield number, reason, key


def _is_on(face: str) -> str:
    return near(f"ST_PointOnSurface({face})")


def _same_shape(face: str) -> str:
    return f"ST_AsGeoJSON({face}, {_DECIMALS}, 0) = ST_AsGeoJSON(i.geom, {_DECIMALS}, 0)"


def _same_words(mapping: Mapping) -> str:
    own = [(name, mapping.target(name)) for name in mapping.rules if "__" not in name]
    return " AND ".join(staging.same(f't."{field.column}"', field, name) for name, field in own) or "true"


def _same_related(mapping: Mapping) -> str:
    """A row that names no permit says nothing of it."""
    conditions = []
    for relation in mapping.relations:
        names = [name for name in mapping.rules if name.startswith(f"{relation}__")]
        fields = [(name, mapping.target(name)) for name in names]
        same = " AND ".join(
            staging.same(f'of_{relation}."{field.column}"', field, name) for name, field in fields
        )
        conditions.append(f"(NOT {_names_row(relation, _belonging(mapping, relation), 'i.')} OR {same})")
    return " AND ".join(conditions) or "true"


def _is_told_by_words(mapping: Mapping) -> str:
    """Whether no other object of the layer has the same words."""
    columns = [mapping.target(name).column for name in mapping.rules if "__" not in name]
    own, others = (", ".join(f'{alias}."{column}"' for column in columns) for alias in ("t", "o"))
    return f"""NOT EXISTS (SELECT FROM "{mapping.layer.table}" AS o
                            WHERE o.id <> t.id AND ROW({others}) IS NOT DISTINCT FROM ROW({own}))"""


def _kept_or(field: Any, name: str) -> str:
    """What is the same but for what a format cannot say (the fraction of a second) stays as it is."""
    old, new = f't."{field.column}"', staging.value(field, name)
    return f'"{field.column}" = CASE WHEN {staging.same(old, field, name)} THEN {old} ELSE {new} END'


def _counted() -> tuple[int, int]:
    ((changed, unchanged),) = _execute(
        f"SELECT count(*) FILTER (WHERE written), count(*) FILTER (WHERE NOT written) FROM {TABLE}"
    )
    return changed, unchanged


def _execute(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
