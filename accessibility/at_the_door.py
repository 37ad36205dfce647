"""Barriers at the door of a place: what a person meets there belongs to the answer whether they get in, whoever
measured the place and whenever. As everybody may see them: neither a hidden barrier nor a place that is shown roughly
is told of.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from accessibility import rules
from accessibility.vocabulary import AT_A_PLACE, BarrierKind, BarrierStatus, Profile
from layers.feature import ROUGH_SQL

#: metres from a place or its entrance, and those to which the barrier itself is located, where it surely is that door
_REACH, _SURELY = 5.0, 10.0
#: what bars who wants in or up; the rest lies on the way
KINDS = (
    *AT_A_PLACE,
    BarrierKind.STAIRS,
    BarrierKind.STEEP_RAMP,
    BarrierKind.NO_HANDRAIL,
    BarrierKind.LIFT,
    BarrierKind.TURNSTILE,
    BarrierKind.BUTTON,
)
_SURE = (BarrierStatus.MEASURED, BarrierStatus.CONFIRMED, BarrierStatus.PLANNED)
#: the doors of places, and which barriers stand before them: each before the nearest, or before that of the place which
#: it is said to be of
_PAIRS = f"""
    WITH door AS (
        SELECT id, geom FROM accessibility_place
         WHERE gone_at IS NULL AND publication <> 'generalised' AND location_source NOT IN ({ROUGH_SQL})
         UNION ALL
        SELECT p.id, part.location FROM accessibility_placepart AS part
          JOIN accessibility_place AS p ON p.id = part.place_id
         WHERE p.gone_at IS NULL AND p.publication <> 'generalised' AND part.location IS NOT NULL
    ), barrier AS (
        SELECT * FROM accessibility_barrier
         WHERE published AND gone_at IS NULL AND publication <> 'generalised' AND public_geom IS NOT NULL
           AND location_source NOT IN ({ROUGH_SQL}) AND kind = ANY(%(kinds)s)
           AND status IN ('reported', 'measured', 'confirmed', 'planned')
    ), pair AS (
        SELECT place, barrier FROM (
            SELECT door.id AS place, b.id AS barrier,
                   rank() OVER (PARTITION BY b.id
                                    ORDER BY ST_Distance(door.geom::geography, b.public_geom::geography)) AS nth
              FROM barrier AS b
              JOIN door ON door.geom && ST_Expand(b.public_geom, 0.0002)
                       AND ST_DWithin(door.geom::geography, b.public_geom::geography, {_REACH})
             WHERE b.cause_path !~ '^/places/') AS near
         WHERE nth = 1
         UNION
        SELECT p.id, b.id FROM barrier AS b
          JOIN accessibility_place AS p ON b.cause_path = '/places/' || p.id || '/'
         WHERE p.gone_at IS NULL AND p.publication <> 'generalised'
    )"""


@dataclass(frozen=True, slots=True)
class Met:
    """A barrier at a door: its public number, its kind, the day on which it was last seen, whose word it is (empty
    where that is not recorded), its status, whether it is there for sure, and how hard it is for each person."""

    number: int
    kind: str
    seen_on: date
    source: str
    status: str
    is_sure: bool
    severities: Mapping[str, str]

    def cap(self, person: str, *, is_one_of_doors: bool) -> str:
        """The best that a place can come to for a person with this at its door; where others may lead in, nobody knows
        whether this one is in the way."""
        severity = self.severities.get(person, rules.NO_OBSTACLE)
        if severity in {rules.NO_OBSTACLE, rules.ANNOYING}:
            return rules.ACCESSIBLE
        if not self.is_sure or is_one_of_doors or severity == rules.UNKNOWN:
            return rules.UNKNOWN
        return rules.BARRIER if severity == rules.IMPASSABLE else rules.PARTLY


def of_places(numbers: Collection[int]) -> Mapping[int, Sequence[Met]]:
    """What everybody may see at the doors of these places, by their numbers, what is there for sure first."""
    if not numbers:
        return {}
    persons = ", ".join(f"b.{profile.field}" for profile in Profile)
    found: dict[int, list[Met]] = defaultdict(list)
    for place, number, kind, day, source, status, is_sure, *severities in _rows(
        f"""SELECT DISTINCT pair.place, b.id, b.kind, coalesce(b.seen_on, b.reported_on), b.source, b.status,
                   b.status = ANY(%(sure)s) AND coalesce(b.location_accuracy, 0) <= {_SURELY}
                   AND NOT ((b.is_doubted AND b.status <> 'planned') OR coalesce(b.expires_on < %(today)s, false)),
                   {persons}
              FROM pair JOIN barrier AS b ON b.id = pair.barrier
             WHERE pair.place = ANY(%(places)s) ORDER BY 1, 7 DESC, 2""",
        places=list(numbers),
    ):
        hard = dict(zip((profile.value for profile in Profile), severities, strict=True))
        found[place].append(Met(number, kind, day, source, status, is_sure, hard))
    return found


def mark(places: Sequence[int]) -> None:
    """Write of which of these places something is at the door."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_PAIRS} UPDATE accessibility_place AS p SET barrier_at_door = NOT barrier_at_door
                 WHERE p.id = ANY(%(places)s)
                   AND barrier_at_door <> EXISTS (SELECT FROM pair WHERE pair.place = p.id)""",
            _params(places=list(places)),
        )


def to_follow(barrier: int | None = None) -> list[int]:
    """The places that have something at their door, of all barriers or of one, and those that are marked so and have
    nothing any more."""
    rows = _rows(
        """SELECT DISTINCT place FROM pair WHERE %(barrier)s::bigint IS NULL OR barrier = %(barrier)s
            UNION
           SELECT id FROM accessibility_place
            WHERE barrier_at_door AND NOT EXISTS (SELECT FROM pair WHERE pair.place = id)
            ORDER BY 1""",
        barrier=barrier,
    )
    return [place for (place,) in rows]


def _rows(query: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAIRS} {query}", _params(**params))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _params(**params: Any) -> dict[str, Any]:
    kinds, sure = ([one.value for one in some] for some in (KINDS, _SURE))
    return {"kinds": kinds, "sure": sure, "today": timezone.localdate(), **params}
