"""What a place has of what people look for: a ramp, a toilet, a lift, tactile paving, a hearing loop, parking.

Found by what its audits said last, else by its tags; what neither says is unknown, and a filter of its own
(amenities.toml).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from accessibility import rules
from accessibility.vocabulary import Amenity, Word

_FILE = Path(__file__).with_name("amenities.toml")
#: answers that say that something is there, and those that say that it is not
_THERE, _MISSING = [rules.YES, rules.PASS], [rules.NO, rules.FAIL]
#: one column: by the latest answers (a), else by the tags of the place (p)
_FOUND = """
    CASE WHEN bool_or(a.code = ANY(%s) AND a.outcome = 'fail') THEN 'no'
         WHEN bool_or(a.code = ANY(%s) AND a.outcome = ANY(%s) OR a.code = ANY(%s) AND a.outcome = ANY(%s)) THEN 'yes'
         WHEN bool_or(a.code = ANY(%s) AND a.outcome = ANY(%s)) THEN 'needless'
         WHEN bool_or(a.code = ANY(%s) AND a.outcome = ANY(%s)) THEN 'no'
         ELSE (SELECT CASE WHEN bool_or(said ~ '^(yes|limited|designated|contrasted|separate|[1-9][0-9]*)$') THEN 'yes'
                           WHEN bool_or(said ~ '^(no|0)$') THEN 'no'
                           ELSE 'unknown' END
                 FROM unnest(%s::text[]) AS tag, LATERAL (SELECT p.tags ->> tag) AS t (said))
         END AS """


def show(places: Sequence[int] | None = None) -> int:
    """Write what places have, some or all of them. Returns how many changed."""
    columns = [amenity.field for amenity in Amenity]
    old, new = (", ".join(f"{alias}.{column}" for column in columns) for alias in ("p", "f"))
    some = list(places) if places is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accessibility_place AS p SET ({", ".join(columns)}) = ROW({new})
              FROM (SELECT p.id, {", ".join(f"{_FOUND}{column}" for column in columns)}
                      FROM accessibility_place AS p
                      LEFT JOIN LATERAL (
                          SELECT DISTINCT ON (one.code) one.code, one.outcome
                            FROM accessibility_audit AS audit
                            JOIN accessibility_answer AS one ON one.audit_id = audit.id
                           WHERE audit.place_id = p.id AND audit.part_id IS NULL
                             AND one.is_sure AND one.outcome <> 'unknown'
                             -- What two auditors disagree on counts as there for neither.
                             AND NOT (one.outcome = ANY(%s) AND EXISTS (
                                 SELECT FROM accessibility_opinion AS word
                                   JOIN accessibility_audit AS about ON about.id = word.audit_id
                                  WHERE about.place_id = p.id AND about.part_id IS NULL AND word.ruling = ''
                                    AND word.word = %s AND jsonb_exists(word.answers, one.code)))
                           ORDER BY one.code, audit.made_on DESC, audit.id DESC) AS a ON true
                     WHERE %s::bigint[] IS NULL OR p.id = ANY(%s)
                     GROUP BY p.id) AS f
             WHERE p.id = f.id AND ({old}) IS DISTINCT FROM ({new})
            """,
            [
                *(param for amenity in Amenity for param in _params(amenity)),
                _THERE,
                Word.DISAGREES,
                some,
                some,
            ],
        )
        return cursor.rowcount


def _params(amenity: Amenity) -> Iterator[list[str]]:
    told = told_by()[amenity.value]
    yes, no, needless = told["yes"], told.get("no", []), told.get("needless_without", [])
    yield told.get("spoiled_by", [])
    yield from (yes, _THERE, no, _MISSING, needless, _MISSING, yes, _MISSING)
    yield told["tags"]


@cache
def told_by() -> Mapping[str, Mapping[str, list[str]]]:
    """Which criteria and tags tell of each."""
    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: table for name, table in data.items() if isinstance(table, dict)}
