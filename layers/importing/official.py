"""Official files of ours on their way back: what they say of objects that did not come by an official file.

A structure of КМУ № 835 has no column for a row's source. The map writes objects of all sources in it: by a number of
its own where any identifier will do (`places/15`), else by their permit, and those without a permit by nothing at all.
Such rows are known again and passed over: an official file changes the objects of its own source only.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from layers import related
from layers.importing.mapping import Mapping, Rule
from layers.importing.staging import FLAW, TABLE, near, same
from layers.publication import Publication


def pass_over(mapping: Mapping) -> list[tuple[str, int]]:
    """Take out the rows of objects that are here by another source. Returns these sources, and how many of each."""
    found = [_by_number(mapping)]
    if not mapping.part:
        found += [_by_permit(mapping, relation) for relation in _naming_relations(mapping)]
        found.append(_by_all_words(mapping))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH known AS ({" UNION ALL ".join(found)}),
                     gone AS (DELETE FROM {TABLE} AS d USING (
                        SELECT DISTINCT ON (row) row, source FROM known ORDER BY row, source) AS k
                        WHERE d.row = k.row RETURNING k.source)
                SELECT source, count(*) FROM gone GROUP BY source ORDER BY source""",
            {"source": mapping.source},
        )
        return list(cursor.fetchall())


def unnamed(mapping: Mapping) -> Iterator[tuple[int, str, str]]:
    """Rows, with reasons, that lack what is wanted, that nothing names, or that name another object than they describe.
    They are taken out."""
    missing = f"the key is missing ({', '.join(mapping.key)}), and no object here is like this one"
    other = "an object of another source has this number here, and other words: change it by an export of the layer"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE data ? '{FLAW}' RETURNING row, data->>'{FLAW}', key")
        yield from cursor.fetchall()
        cursor.execute(
            f"""DELETE FROM {TABLE} AS i WHERE key = '' OR {_is_new(mapping)} AND EXISTS (
                   SELECT FROM "{mapping.layer.table}" AS t WHERE {_is_numbered(mapping)}) RETURNING row, key""",
            {"source": mapping.source},
        )
        for number, key in cursor.fetchall():
            yield number, other if key else missing, key


def _by_number(mapping: Mapping) -> str:
    """SQL of the rows that bear the number of an object and its name."""
    named = _agree(mapping, _named_by(mapping)) if not mapping.part else "true"
    return f"""SELECT i.row, t.source FROM {TABLE} AS i
                 JOIN "{mapping.layer.table}" AS t ON {_is_numbered(mapping)} AND {named}
                WHERE {_is_new(mapping)}"""


def _by_permit(mapping: Mapping, relation: str) -> str:
    """SQL of the rows that bear the permit of an object, and its place or name."""
    belonging = related.pointed_at(mapping.layer, relation)
    assert belonging is not None
    return f"""SELECT i.row, t.source FROM {TABLE} AS i
                 JOIN "{belonging.table}" AS p ON p."{belonging.key[0]}" = i.key
                 JOIN "{mapping.layer.table}" AS t ON t.id = p."{belonging.owner.column}"
                WHERE {_is_new(mapping)} AND ({_is_there(mapping)} OR {_agree(mapping, _named_by(mapping))})"""


def _by_all_words(mapping: Mapping) -> str:
    """SQL of the rows that bear nothing, and say what an object says: its name at its place, or, where neither has a
    place, every word."""
    unlocated = (
        "i.geom IS NULL AND (t.geom IS NULL OR t.public_geom IS NULL)" if mapping.longitude else "true"
    )
    return f"""SELECT i.row, t.source FROM {TABLE} AS i JOIN "{mapping.layer.table}" AS t
                   ON {_agree(mapping, _named_by(mapping))}
                  AND ({_is_there(mapping)} OR {unlocated} AND {_agree(mapping, _columns(mapping))})
                WHERE i.key = ''"""


def _naming_relations(mapping: Mapping) -> Iterator[str]:
    """The relations to rows by whose number the file names its own (`permit`)."""
    for relation in mapping.relations:
        belonging = related.pointed_at(mapping.layer, relation)
        own = belonging and mapping.rules.get(f"{relation}__{belonging.key[0]}", Rule(())).columns
        if own == mapping.key:
            yield relation


def _is_numbered(mapping: Mapping) -> str:
    """Whether a row bears the number of an object (`places/15`)."""
    slug = mapping.layer.slug
    return f"i.key ~ '^{slug}/[0-9]{{1,18}}$' AND t.id = substr(i.key, {len(slug) + 2})::bigint"


def _is_new(mapping: Mapping) -> str:
    """Whether a row bears a key, and one that no object of the file's own source has."""
    return f"""i.key <> '' AND NOT EXISTS (SELECT FROM "{mapping.layer.table}" AS o
                WHERE o.source = %(source)s AND o.external_id = i.key)"""


def _is_there(mapping: Mapping) -> str:
    return f"({near('t.geom')} OR {near('t.public_geom')})" if mapping.longitude else "false"


def _columns(mapping: Mapping) -> dict[str, list[str]]:
    """The columns of the file, each with the fields of the object itself that it becomes."""
    columns: dict[str, list[str]] = {}
    for name, rule in mapping.rules.items():
        if "__" not in name:
            columns.setdefault(rule.columns[0] if rule.columns else "", []).append(name)
    columns.pop("", None)
    return columns


def _named_by(mapping: Mapping) -> dict[str, list[str]]:
    """The columns that say how the object is called."""
    return {
        column: names
        for column, names in _columns(mapping).items()
        if set(names) & set(mapping.layer.headline_fields)
    }


def _agree(mapping: Mapping, columns: dict[str, list[str]]) -> str:
    """Whether every column says what the object says. One that becomes several fields was written by one of them."""
    closed = {column.path for column in mapping.layer.columns if column.field.locating}
    agreements = []
    for names in columns.values():
        fields: list[tuple[str, Any]] = [(name, mapping.target(name)) for name in names]
        either = [same(f't."{field.column}"', field) for _name, field in fields]
        # What the public is not told of a generalised place is empty in a file for the public.
        either += [
            f"t.publication = '{Publication.GENERALISED}' AND NOT i.data ? '{name}'"
            for name, _field in fields
            if name in closed
        ]
        either.append(_has_no_word(mapping, fields))
        agreements.append(f"({' OR '.join(either)})")
    return " AND ".join(agreements) or "true"


def _has_no_word(mapping: Mapping, fields: list[tuple[str, Any]]) -> str:
    """Whether the column is empty because the structure has no word for what the object is."""
    coded = [(name, field) for name, field in fields if mapping.rules[name].values]
    if not coded:
        return "false"
    silent = [f"NOT i.data ? '{name}'" for name, _field in fields if not mapping.rules[name].values]
    for name, field in coded:
        words = ", ".join(f"'{value}'" for value in mapping.rules[name].words)
        silent.append(f't."{field.column}" NOT IN ({words})')
    return " AND ".join(silent)
