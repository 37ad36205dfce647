"""Where a person gets to: `/reach` for people, `/api/reach` for machines; and how much of the city each person gets to.

What nobody has measured is not counted among what is known to be reached, but told beside it.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accessibility import reachable
from accessibility.models import Reach
from accessibility.routing.needs import State, Unknown
from accessibility.routing.route import NEAR as NEAR_A_WAY
from accessibility.routing.route import Question, arrive, reach
from accessibility.vocabulary import Profile, Reached
from layers.areas import Outline
from layers.negotiation import refuse_others
from layers.query import LANGUAGE, PROFILE, Selection
from layers.record import Record, nearest
from layers.registry import catalogue
from layers.styles import Tone
from layers.viewer import PUBLIC
from maps.page.place import is_in_the_city
from maps.page.way.asking import (
    LIMITS,
    MINUTES,
    UNKNOWN,
    Named,
    asked,
    asked_by_form,
    degrees,
    metric,
    minutes,
    place,
    profile_of,
)
from maps.page.way.telling import length, limits, needs_told, policies

FROM = "from"
_WORDS = {FROM, MINUTES, PROFILE, UNKNOWN, LANGUAGE, *LIMITS}
#: metres round the ways that can be reached, for the outline of what lies there: blocks that lie between ways on all
#: sides are inside
_BESIDE, _BETWEEN = 40, 60
#: so many places are told; all of them lie in the outline
_MOST = 60
#: how each state of a place is drawn, and called where many are counted
TONES = {
    Reached.KNOWN: Tone.GOOD,
    Reached.PERHAPS: Tone.UNKNOWN,
    Reached.BARRED: Tone.BAD,
    Reached.FAR: Tone.NEUTRAL,
}


def within_reach(request: HttpRequest) -> JsonResponse:
    """`/api/reach?from=lon,lat&minutes=15&profile=…`: the outline of what can be reached, and the metres of ways in it.

    Raises BadParameter.
    """
    refuse_others(request, _WORDS)
    found = Reachable.of(asked(request), place(request, FROM), minutes(request))
    answer = JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def reach_page(request: HttpRequest) -> HttpResponse:
    """`/reach?from=…&minutes=15&profile=…`: what a person gets to from a place, and how much of the city from public
    transport. Needs no script.

    Raises BadParameter.
    """
    refuse_others(request, _WORDS, repeated={FROM})
    start, most = Named.read(request, FROM), minutes(request)
    words: dict[str, Any] = {
        "start": start,
        "minutes": most,
        "profile": request.GET.get(PROFILE, ""),
        "profiles": Profile.choices,
        "policies": policies(),
        "unknown": request.GET.get(UNKNOWN, Unknown.ACCEPT),
        "shares": Share.each(),
        "counted_on": Reach.objects.order_by("-day").values_list("day", flat=True).first(),
        "states": list(TONES.items()),
    }
    question, wrong = asked_by_form(request) if words["profile"] else (None, {})
    words |= {"wrong": wrong, "limits": limits(request.GET, wrong)}
    if start.at and question:
        found = Reachable.of(question, start.at, most)
        words["told"] = found
        words["results"] = found.places(words["profile"])
        words["needs"] = needs_told(question.needs)
        words["drawing"] = {"outline": found.outline, "ends": [start.at], "dots": dots_of(words["results"])}
    elif question:
        words["drawing"] = {"dots": city_dots(profile_of(request))}
    return render(request, "maps/reach.html", words)


def shares(request: HttpRequest) -> HttpResponse:
    """`/reach.csv`: for each day and person how many of the city's places are reached, for a report."""
    refuse_others(request, {LANGUAGE})
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="reach.csv"'
    writer = csv.writer(answer)
    writer.writerow(("day", "profile", *Reached.values))
    writer.writerows(
        Reach.objects.order_by("day", "profile").values_list("day", "profile", *Reached.values).iterator()
    )
    return answer


def city_places(request: HttpRequest) -> JsonResponse:
    """`/api/reach/places?profile=…`: each place that everybody may see, and how a person gets there from public
    transport. Raises BadParameter."""
    refuse_others(request, {PROFILE, LANGUAGE})
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": dot["at"]},
            "properties": {"reached": dot["state"], "path": dot["path"], "title": dot["title"]},
        }
        for dot in city_dots(profile_of(request))
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        json_dumps_params={"ensure_ascii": False},
        content_type="application/geo+json",
    )


@dataclass(frozen=True)
class Reachable:
    """What can be reached from a place within some minutes."""

    question: Question
    start: tuple[float, float]
    minutes: int
    nodes: Mapping[int, float]

    @classmethod
    def of(cls, question: Question, start: tuple[float, float], most: int) -> "Reachable":
        return cls(question, start, most, reach(question, [metric(start)], most * question.needs.pace))

    @property
    def metres(self) -> float:
        return float(sum(self.question.network.edges[number].length for number in self._edges))

    @property
    def known(self) -> float:
        """How many metres of it are known to be good."""
        return float(
            sum(
                self.question.network.edges[number].length
                for number in self._edges
                if self.question.judgement(number).state is State.GOOD
            )
        )

    @property
    def said(self) -> str:
        if not self.nodes:
            return self._nowhere
        reached = _("In %(minutes)d minutes %(metres)s of ways can be reached.") % {
            "minutes": self.minutes,
            "metres": length(self.metres),
        }
        return f"{reached} {_('Known to be good are %s of them.') % length(self.known)}"

    @property
    def _nowhere(self) -> str:
        """Why nothing is reached."""
        if not is_in_the_city(*self.start):
            return _("This place lies outside of the community, of which alone this map knows.")
        if not self.question.network.near(metric(self.start), NEAR_A_WAY):
            return _("From here no way leads on: within %d m there is none on this map.") % NEAR_A_WAY
        if self.question.unknown is Unknown.NEVER:
            return _(
                "From here no way leads on of which all is known; it may be that one could pass all the same."
            )
        return _("From here no way leads on: what is nearby is barred.")

    @property
    def outline(self) -> dict[str, Any] | None:
        """GeoJSON (EPSG:4326) of what lies along these ways; None where there are none."""
        return shapely.geometry.mapping(self._area) if self._edges else None

    def as_json(self) -> dict[str, Any]:
        return {
            "minutes": self.minutes,
            "metres": round(self.metres),
            "good": round(self.known),
            "said": self.said,
            "geometry": self.outline,
        }

    def places(self, profile: str) -> list[Record]:
        """The places that are arrived at, the nearest by these ways first, judged for this person."""
        if not self._edges:
            return []
        layer = catalogue["places"].seen_by(profile)
        parts = shapely.get_parts(self._area)
        corners = max(parts, key=lambda part: part.area).exterior.coords
        inside = Selection(layer, PUBLIC, layer.columns_for(PUBLIC), areas=(Outline(tuple(corners[:-1])),))
        found = []
        for record in nearest(inside, *self.start, limit=_MOST):
            walked = arrive(self.question, metric(record.centre), self.nodes) if record.centre else None
            if walked is not None and walked <= self.minutes * self.question.needs.pace:
                found.append(replace(record, distance=walked))
        return sorted(found, key=lambda record: record.distance or 0)

    @cached_property
    def _edges(self) -> list[int]:
        """The ways both ends of which are reached, and that are open."""
        edges, lengths = self.question.network.edges, self.question.open_lengths
        leaving = (number for node in self.nodes for number, _to in self.question.network.leaving[node])
        return [
            number
            for number in dict.fromkeys(leaving)
            if edges[number].one in self.nodes and edges[number].other in self.nodes and lengths[number] < inf
        ]

    @cached_property
    def _area(self) -> Any:
        edges = self.question.network.edges
        ways = shapely.simplify([edges[number].line for number in self._edges], 5)
        # One by one and then together: a hundred times as fast as all of them as one shape.
        beside = shapely.union_all(shapely.buffer(ways, _BESIDE + _BETWEEN, quad_segs=2))
        around = beside.buffer(-_BETWEEN, quad_segs=2).simplify(5)
        return shapely.transform(around, degrees, interleaved=False)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the city's places one person gets to, by state."""

    profile: Profile
    counts: Sequence[tuple[Reached, int]]

    @classmethod
    def each(cls) -> list["Share"]:
        """Everybody's, as they were counted last; counted now where they never were."""
        last = Reach.objects.order_by("-day").values_list("day", flat=True).first()
        kept = {row.profile: row for row in Reach.objects.filter(day=last)} if last else {}
        found = []
        for profile in Profile:
            row = kept.get(profile.value)
            counts = (
                {state: getattr(row, state.value) for state in Reached}
                if row
                else Counter(reachable.places(profile).values())
            )
            found.append(cls(profile, [(state, counts[state]) for state in Reached]))
        return found

    @property
    def total(self) -> int:
        return sum(count for _state, count in self.counts)

    @property
    def parts(self) -> list[tuple[Reached, int, int, str]]:
        """Each state with its count, its share in per cent, and its tone."""
        whole = self.total or 1
        return [
            (state, count, round(100 * count / whole), TONES[state].name.lower())
            for state, count in self.counts
        ]


def city_dots(profile: Profile) -> list[dict[str, Any]]:
    """The city's places as they are reached, for drawing."""
    layer = catalogue["places"]
    states = reachable.places(profile)
    rows = (
        layer.features(PUBLIC).filter(pk__in=states).order_by("pk").values_list("pk", "name", "public_geom")
    )
    return [
        {
            "at": [round(at.x, 6), round(at.y, 6)],
            "state": states[number].value,
            "tone": TONES[states[number]].name.lower(),
            "path": f"/{layer.slug}/{number}/",
            "title": name,
        }
        for number, name, at in rows.iterator()
    ]


def dots_of(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Records as dots in the colours of their legend."""
    return [
        {
            "at": record.centre,
            "tone": record.symbol["tone"],
            "path": record.url,
            "title": record.headline,
        }
        for record in records
    ]
