"""Rows of other layers, found by what they are called: an address says its street in words, and the street is a row.

Words are compared as the search compares them (layers_fold). A type may stand before the name or behind it, shortened
or not, or be left away; what then fits no row, or several, is bound to none.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from layers.importing.mapping import Mapping, Rule
from layers.importing.staging import TABLE

_EXAMPLES = 3


class Unbound(NamedTuple):
    """Rows of the file that no row of another layer was found for, with some of their words."""

    field: str
    rows: list[int]
    words: list[str]

    def __str__(self) -> str:
        some = ", ".join(f"“{word}”" for word in self.words[:_EXAMPLES])
        more = " and others" if len(self.words) > _EXAMPLES else ""
        count = "1 row was" if len(self.rows) == 1 else f"{len(self.rows)} rows were"
        return f"{self.field}: {count} bound to none, because nothing or more than one is called {some}{more}"


def bind(mapping: Mapping) -> Iterator[Unbound]:
    """Put the numbers of the rows that are meant in the place of their words. Tells, by field, where none was found:
    there the words are taken out."""
    for name, rule in mapping.rules.items():
        if rule.called:
            _find_meant(mapping, name, rule)
            _put_numbers(name, rule)
            unbound = _take_out_words(name)
            if unbound.rows:
                yield unbound


def _find_meant(mapping: Mapping, name: str, rule: Rule) -> None:
    """`meant`: words of the file, with what narrows them, and the one row that they can mean."""
    target: Any = mapping.target(name).related_model
    *kinds, called = (_plain(f'r."{field}"') for field in rule.called)
    shortened = f"starts_with({kinds[0]}, s.kind)" if kinds else "s.kind = ''"
    _execute(
        f"""CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
            WITH said AS (SELECT DISTINCT {_words(name)} AS words, {_places(rule)} AS places
                            FROM {TABLE} AS i WHERE i.data ? '{name}'),
                 read AS (
                     SELECT *, '' AS kind, words AS name FROM said
                     UNION ALL
                     SELECT *, split_part(words, ' ', 1), substr(words, strpos(words, ' ') + 1) FROM said
                     UNION ALL
                     SELECT *, substring(words FROM '[^ ]+$'), regexp_replace(words, ' [^ ]+$', '') FROM said)
            SELECT words, places, min(r.id) AS id
              FROM read AS s JOIN "{target._meta.db_table}" AS r ON {called} = s.name AND {shortened}
              {_narrowed(target, rule)} AND r.gone_at IS NULL AND r.source = %s
             GROUP BY words, places HAVING count(DISTINCT r.id) = 1""",
        [rule.of],
    )
    _execute("ANALYZE meant")


def _put_numbers(name: str, rule: Rule) -> None:
    _execute(
        f"""UPDATE {TABLE} AS i SET data = i.data || jsonb_build_object('{name}', m.id) FROM meant AS m
             WHERE i.data ? '{name}' AND m.words = {_words(name)} AND m.places = {_places(rule)}"""
    )
    _execute("DROP TABLE meant")


def _take_out_words(name: str) -> Unbound:
    left = _execute(
        f"""WITH left_over AS (
                SELECT row, data->>'{name}' AS words FROM {TABLE} WHERE jsonb_typeof(data->'{name}') = 'string')
            UPDATE {TABLE} AS i SET data = i.data - '{name}' FROM left_over AS l
             WHERE l.row = i.row RETURNING l.row, l.words"""
    )
    rows = sorted(left)
    return Unbound(name, [row for row, _words in rows], list(dict.fromkeys(words for _row, words in rows)))


def _words(name: str) -> str:
    return _plain(f"i.data->>'{name}'")


def _places(rule: Rule) -> str:
    """What of the file's row narrows its words, empty where it does not say it."""
    said = ", ".join(_plain(f"coalesce(i.data->>'{own}', '')") for own in rule.where.values())
    return f"ARRAY[{said}]::text[]"


def _narrowed(target: Any, rule: Rule) -> str:
    """Joins and conditions of `where`: what either row does not say contradicts nothing."""
    joins, conditions = "", ["true"]
    for place, path in enumerate(rule.where, start=1):
        alias, (*relations, last) = "r", path.split("__")
        owner = target
        for relation in relations:
            field = owner._meta.get_field(relation)
            owner = field.related_model
            joins += (
                f' LEFT JOIN "{owner._meta.db_table}" AS n{place} ON n{place}.id = {alias}."{field.column}"'
            )
            alias = f"n{place}"
        theirs = _plain(f"coalesce({alias}.\"{last}\"::text, '')")
        conditions.append(f"(s.places[{place}] = '' OR {theirs} IN ('', s.places[{place}]))")
    return f"{joins} WHERE {' AND '.join(conditions)}"


def _plain(words: str) -> str:
    """SQL of words as they are compared, with single spaces."""
    return f"btrim(regexp_replace(layers_fold({words}), ' +', ' ', 'g'))"


def _execute(sql: str, params: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
