"""The yearly self-assessment (КМУ № 537: 1 June – 31 August, norms/kmu-537-2025.toml): who has filled in, who has not.

A place counts once it, or a part of it, was audited in these months of that year. Its class is what all its audits up
to the last day come to together (accessibility.whole): who looked at the door alone does not make a place barrier-free,
and what nobody looked at again stays known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accessibility import norms
from accessibility.models import Audit
from accessibility.vocabulary import Verdict
from accessibility.whole import of_places
from layers.registry import catalogue

#: of the bodies that have not filled in, so many are named at once
MOST = 200
#: places that are read together at once
_AT_ONCE = 1000
#: a place, its latest audit inside the campaign with the class that its audits come to, and the smallest part of the
#: city that it lies in
_COUNTED = """
    WITH part AS MATERIALIZED (
        SELECT name, public_geom AS geom, ST_Area(public_geom) AS size FROM {boundary}
         WHERE published AND gone_at IS NULL AND public_geom IS NOT NULL),
    counted AS (
        SELECT p.id, p.responsible_name, p.responsible_code, coalesce(merged.verdict, a.verdict) AS verdict, a.made_on,
               (SELECT name FROM part WHERE size < (SELECT max(size) FROM part)
                                        AND ST_Intersects(part.geom, p.public_geom) ORDER BY size LIMIT 1) AS part
          FROM accessibility_place AS p
          LEFT JOIN LATERAL (
               SELECT verdict, made_on FROM accessibility_audit
                WHERE place_id = p.id AND made_on BETWEEN %s AND %s ORDER BY made_on DESC, id DESC LIMIT 1) AS a ON true
          LEFT JOIN unnest(%s::bigint[], %s::text[]) AS merged (id, verdict)
               ON merged.id = p.id AND a.made_on IS NOT NULL
         WHERE p.published AND p.gone_at IS NULL)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a part of the city, or one body, is: places, those assessed, and how many in each class."""

    name: str
    total: int
    assessed: int
    classes: Mapping[str, int]

    @property
    def lacking(self) -> int:
        return self.total - self.assessed

    @property
    def share(self) -> float:
        """Per cent of its places that are assessed."""
        return round(100 * self.assessed / self.total, 1) if self.total else 0.0


@dataclass(frozen=True)
class Campaign:
    """The campaign of one year."""

    year: int

    @property
    def opens(self) -> date:
        return date(self.year, *norms.assessment().opens)

    @property
    def closes(self) -> date:
        return date(self.year, *norms.assessment().closes)

    @property
    def is_open(self) -> bool:
        return self.opens <= timezone.localdate() <= self.closes

    @cached_property
    def whole(self) -> Standing:
        rows = self._standings("''")
        return rows[0] if rows else Standing("", 0, 0, dict.fromkeys(Verdict.values, 0))

    @cached_property
    def parts(self) -> list[Standing]:
        """The league table: the part of the city with the largest share first; places in no part last."""
        rows = self._standings("coalesce(part, '')")
        return sorted(rows, key=lambda one: (not one.name, -one.share, one.name))

    @cached_property
    def missing(self) -> list[Standing]:
        """Bodies that have not assessed all of their places, the most of them first; one without a name is nobody's."""
        rows = self._standings("responsible_name")
        lacking = [one for one in rows if one.lacking]
        return sorted(lacking, key=lambda one: (-one.lacking, one.name))[:MOST]

    @cached_property
    def weeks(self) -> list[tuple[date, int]]:
        """How many places were assessed until the end of each week of the campaign, up to today."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_counted()} SELECT made_on, count(*) FROM counted WHERE made_on IS NOT NULL GROUP BY 1",
                self._asked,
            )
            made = dict(cursor.fetchall())
        last = min(self.closes, timezone.localdate())
        ends = [min(self.opens + timedelta(days=6 + 7 * number), self.closes) for number in range(14)]
        return [
            (end, sum(count for day, count in made.items() if day <= end))
            for end in ends
            if end - timedelta(6) <= last
        ]

    @cached_property
    def _asked(self) -> list[Any]:
        """What `_COUNTED` is asked with: the days, and the classes of places that several audits tell of."""
        merged: dict[int, str] = {}
        assessed = list(self._assessed().values_list("place", flat=True))
        for first in range(0, len(assessed), _AT_ONCE):
            wholes = of_places(assessed[first : first + _AT_ONCE], self.closes)
            merged |= {number: one.verdicts["verdict"] for number, one in wholes.items()}
        return [self.opens, self.closes, list(merged), list(merged.values())]

    def _assessed(self) -> QuerySet[Audit, Audit]:
        audits = Audit.objects.filter(made_on__range=(self.opens, self.closes))
        return audits.order_by("place").distinct("place")

    def _standings(self, by: str) -> list[Standing]:
        """Standings by an expression of our own over `counted`."""
        classes = ", ".join(["count(*) FILTER (WHERE verdict = %s)"] * len(Verdict.values))
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_counted()} SELECT {by}, count(*), count(made_on), {classes} FROM counted GROUP BY 1",
                [*self._asked, *Verdict.values],
            )
            return [_standing(row) for row in cursor.fetchall()]


def _counted() -> str:
    divided = next(layer for layer in catalogue if layer.divides)
    return _COUNTED.format(boundary=divided.model._meta.db_table)


def _standing(row: tuple[Any, ...]) -> Standing:
    name, total, assessed, *classes = row
    return Standing(name, total, assessed, dict(zip(Verdict.values, classes, strict=True)))


def current_year() -> int:
    """The year of the campaign that runs, or of the last one."""
    today = timezone.localdate()
    return today.year if today >= Campaign(today.year).opens else today.year - 1
