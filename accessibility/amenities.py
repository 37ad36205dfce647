"""What a place has of what people look for: a ramp, a toilet, a lift, tactile paving, a hearing loop, parking.

Found by what its audits said last, else by its tags; what neither says is unknown, and a filter of its own
(amenities.toml).
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from accessibility import rules
from accessibility.vocabulary import OPENSTREETMAP, Amenity, Word

_FILE = Path(__file__).with_name("amenities.toml")
#: answers that say that something is there, and those that say that it is not
_THERE, _MISSING = [rules.YES, rules.PASS], [rules.NO, rules.FAIL]
#: of one part of a place, or of the whole (a): whether it has it, and whether that is spoiled
_HAS, _SPOILED = (
    "(a.there && %(yes)s::text[] OR a.missing && %(no)s::text[])",
    "a.failed && %(spoiled_by)s::text[]",
)
#: one column: by the latest answers of each part and of the whole, else by the most exact tag of the place (p) that
#: says anything. A part that has it is enough; a measure that fails spoils what was said of the whole.
_FOUND = f"""
    CASE WHEN bool_or(a.part IS NOT NULL AND {_HAS} AND NOT {_SPOILED}) THEN 'yes'
         WHEN bool_or({_SPOILED}) THEN 'no'
         WHEN bool_or({_HAS}) THEN 'yes'
         WHEN bool_or(a.missing && %(needless)s::text[]) THEN 'needless'
         WHEN bool_or(a.missing && %(yes)s::text[]) THEN 'no'
         ELSE coalesce((SELECT CASE WHEN said ~ '^(no|0)$' THEN 'no'
                                    WHEN said !~ '^(yes|designated|contrasted|separate|[1-9][0-9]*)$' THEN 'unknown'
                                    -- Two tags that contradict each other say nothing.
                                    WHEN p.tags->>%(denied_by)s::text = 'no' THEN 'unknown'
                                    ELSE 'yes' END
                          FROM unnest(%(tags)s::text[]) WITH ORDINALITY AS tag (name, nth),
                               LATERAL (SELECT p.tags->>tag.name) AS t (said)
                         WHERE said IS NOT NULL ORDER BY nth LIMIT 1), 'unknown')
         END AS """
#: the last answer to each criterion of a place (p) as a whole, which speaks of the main entrance, and of each other
#: part; those of tags come last. What two auditors disagree on counts as there for neither.
_LATEST = """
    SELECT DISTINCT ON (1, one.code) CASE WHEN examined.is_main THEN NULL ELSE examined.id END AS part,
           one.code::text, one.outcome
      FROM accessibility_audit AS audit
      JOIN accessibility_answer AS one ON one.audit_id = audit.id
      LEFT JOIN accessibility_placepart AS examined ON examined.id = audit.part_id
     WHERE audit.place_id = p.id AND one.is_sure AND one.outcome <> 'unknown'
       AND NOT (one.outcome = ANY(%(_there)s) AND EXISTS (
           SELECT FROM accessibility_opinion AS word
             JOIN accessibility_audit AS about ON about.id = word.audit_id
            WHERE about.place_id = p.id AND about.part_id IS NOT DISTINCT FROM audit.part_id AND word.ruling = ''
              AND word.word = %(_disagrees)s AND jsonb_exists(word.answers, one.code)))
     ORDER BY 1, one.code, audit.authority_name = %(_tags)s, audit.made_on DESC, audit.id DESC"""


def show(places: Sequence[int] | None = None) -> int:
    """Write what places have, some or all of them. Returns how many changed."""
    columns = [amenity.field for amenity in Amenity]
    old, new = (", ".join(f"{alias}.{column}" for column in columns) for alias in ("p", "f"))
    found = ", ".join(f"{_found(amenity)}{amenity.field}" for amenity in Amenity)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accessibility_place AS p SET ({", ".join(columns)}) = ROW({new})
              FROM (SELECT p.id, {found}
                      FROM accessibility_place AS p
                      LEFT JOIN LATERAL (
                          SELECT part,
                                 coalesce(array_agg(code) FILTER (WHERE outcome = ANY(%(_there)s)), '{{}}') AS there,
                                 coalesce(array_agg(code) FILTER (WHERE outcome = ANY(%(_missing)s)), '{{}}')
                                     AS missing,
                                 coalesce(array_agg(code) FILTER (WHERE outcome = 'fail'), '{{}}') AS failed
                            FROM ({_LATEST}) AS answers GROUP BY part) AS a ON true
                     WHERE %(_places)s::bigint[] IS NULL OR p.id = ANY(%(_places)s)
                     GROUP BY p.id) AS f
             WHERE p.id = f.id AND ({old}) IS DISTINCT FROM ({new})
            """,
            {
                **{name: value for amenity in Amenity for name, value in _params(amenity).items()},
                "_there": _THERE,
                "_missing": _MISSING,
                "_disagrees": Word.DISAGREES,
                "_tags": OPENSTREETMAP,
                "_places": list(places) if places is not None else None,
            },
        )
        return cursor.rowcount


def _found(amenity: Amenity) -> str:
    """The expression of one column, with parameters of its own."""
    return _FOUND.replace("%(", f"%({amenity.value}_")


def _params(amenity: Amenity) -> Mapping[str, Any]:
    told = told_by()[amenity.value]
    words = {
        "yes": told["yes"],
        "no": told.get("no", []),
        "spoiled_by": told.get("spoiled_by", []),
        "needless": told.get("needless_without", []),
        "tags": told["tags"],
        "denied_by": told.get("denied_by", ""),
    }
    return {f"{amenity.value}_{name}": value for name, value in words.items()}


@cache
def told_by() -> Mapping[str, Mapping[str, Any]]:
    """Which criteria and tags tell of each."""
    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: table for name, table in data.items() if isinstance(table, dict)}
