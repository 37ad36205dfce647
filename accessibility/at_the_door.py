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
#: degrees that are more than the reach, for the index
_BOX = 0.0002
#: what a place needs for its door to be told of (p)
_OPEN = "p.gone_at IS NULL AND p.publication <> 'generalised'"
#: which barriers stand before the doors of which places: each before the nearest, or before that of the place which it
#: is said to be of. Of all barriers, or of one and those round the places `around`.
_PAIRS = f"""
    WITH barrier AS (
        SELECT * FROM accessibility_barrier
         WHERE published AND gone_at IS NULL AND publication <> 'generalised' AND public_geom IS NOT NULL
           AND location_source NOT IN ({ROUGH_SQL}) AND kind = ANY(%(kinds)s)
           AND status IN ('reported', 'measured', 'confirmed', 'planned')
           AND (%(around)s::bigint[] IS NULL OR id = %(barrier)s OR cause_path = ANY(%(paths)s) OR id IN (
               SELECT b.id FROM (SELECT geom FROM accessibility_place WHERE id = ANY(%(around)s)
                                  UNION ALL
                                 SELECT location FROM accessibility_placepart
                                  WHERE place_id = ANY(%(around)s) AND location IS NOT NULL) AS spot
                 JOIN accessibility_barrier AS b ON b.public_geom && ST_Expand(spot.geom, {_BOX})))
    ), pair AS (
        SELECT place, barrier FROM (
            SELECT door.id AS place, b.id AS barrier, rank() OVER (PARTITION BY b.id ORDER BY door.metres) AS nth
              FROM barrier AS b, LATERAL (
                  SELECT p.id, ST_Distance(p.geom::geography, b.public_geom::geography) AS metres
                    FROM accessibility_place AS p
                   WHERE p.geom && ST_Expand(b.public_geom, {_BOX}) AND {_OPEN}
                     AND p.location_source NOT IN ({ROUGH_SQL})
                   UNION ALL
                  SELECT p.id, ST_Distance(part.location::geography, b.public_geom::geography)
                    FROM accessibility_placepart AS part JOIN accessibility_place AS p ON p.id = part.place_id
                   WHERE part.location && ST_Expand(b.public_geom, {_BOX}) AND {_OPEN}) AS door
             WHERE door.metres <= {_REACH} AND b.cause_path !~ '^/places/') AS near
         WHERE nth = 1
         UNION
        SELECT p.id, b.id FROM barrier AS b
          JOIN accessibility_place AS p ON p.id = substring(b.cause_path FROM '^/places/(\\d{{1,18}})/$')::bigint
         WHERE {_OPEN}
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
        around=numbers,
    ):
        hard = dict(zip((profile.value for profile in Profile), severities, strict=True))
        found[place].append(Met(number, kind, day, source, status, is_sure, hard))
    return found


def mark(places: Sequence[int]) -> None:
    """Write of which of these places something is at the door."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_PAIRS} UPDATE accessibility_place AS p SET barrier_at_door = NOT barrier_at_door
                 WHERE p.id = ANY(%(around)s)
                   AND barrier_at_door <> EXISTS (SELECT FROM pair WHERE pair.place = p.id)""",
            _params(around=places),
        )


def to_follow(barrier: int | None = None, marked: Sequence[int] = ()) -> list[int]:
    """The places that have something at their door, of all barriers, or of one and those round the places that are
    `marked` so; and those of the marked that have nothing any more."""
    rows = _rows(
        """SELECT place FROM pair WHERE %(barrier)s::bigint IS NULL OR barrier = %(barrier)s
            UNION
           SELECT id FROM unnest(%(marked)s::bigint[]) AS p (id) WHERE NOT EXISTS (SELECT FROM pair WHERE place = id)
            ORDER BY 1""",
        barrier=barrier,
        around=None if barrier is None else marked,
        marked=list(marked),
    )
    return [place for (place,) in rows]


def _rows(query: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAIRS} {query}", _params(**params))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _params(around: Collection[int] | None, barrier: int | None = None, **params: Any) -> dict[str, Any]:
    kinds, sure = ([one.value for one in some] for some in (KINDS, _SURE))
    paths = [f"/places/{number}/" for number in around or ()]
    whole = {"around": None if around is None else list(around), "barrier": barrier, "paths": paths}
    return {"kinds": kinds, "sure": sure, "today": timezone.localdate(), **whole, **params}
