"""Ways for a person, for machines: `/api/route` from one place to another, `/api/reach` what lies within some minutes.

What is not known is told as such, metre by metre, and a route that does not exist says what is in the way.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import shapely
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyproj import Transformer

from accessibility.routing.needs import Breach, State, Unknown
from accessibility.routing.route import NEAR as NEAR_A_WAY
from accessibility.routing.route import Piece, Question, Route, find, reach
from accessibility.vocabulary import Profile
from accessibility.ways import question
from layers.areas import parse_near
from layers.problems import BadParameter
from layers.query import LANGUAGE, PROFILE
from maps.page import place

FROM, TO, UNKNOWN, MINUTES = "from", "to", "unknown", "minutes"
_LIMITS = ("incline", "kerb", "width")
#: metres in a minute, as for every walk that the map tells
_PACE = 75
_LONGEST = 60
#: metres round the ways that can be reached, for the outline of what lies there
_BESIDE = 40


def route(request: HttpRequest) -> JsonResponse:
    """`/api/route?from=lon,lat&to=lon,lat&profile=wheelchair[&unknown=accept|avoid|never][&incline=6&kerb=0.02&width=1]`.

    Degrees (EPSG:4326), metres, per cent. Raises BadParameter.
    """
    _refuse_others(request, {FROM, TO, PROFILE, UNKNOWN, LANGUAGE, *_LIMITS})
    start, end = _place(request, FROM), _place(request, TO)
    asked = _question(request)
    found = find(asked, _metric(start), _metric(end))
    told = _told(asked, found)
    return _answer({"profile": request.GET.get(PROFILE, ""), "unknown": asked.unknown.value, **told})


def within_reach(request: HttpRequest) -> JsonResponse:
    """`/api/reach?from=lon,lat&minutes=15&profile=…`: the outline of what can be reached, and the metres of ways in it.

    Raises BadParameter.
    """
    _refuse_others(request, {FROM, MINUTES, PROFILE, UNKNOWN, LANGUAGE, *_LIMITS})
    start, minutes, asked = _place(request, FROM), _minutes(request), _question(request)
    nodes = reach(asked, _metric(start), minutes * _PACE)
    edges = [edge for edge in asked.network.edges if edge.one in nodes and edge.other in nodes]
    metres = sum(edge.length for edge in edges)
    outline = shapely.union_all([edge.line for edge in edges]).simplify(5).buffer(_BESIDE, quad_segs=2)
    shape = shapely.transform(outline.simplify(5), _degrees, interleaved=False)
    said = (
        _("In %(minutes)d minutes %(metres)s of ways can be reached.")
        if edges
        else _("From here no way leads on: there is none nearby, or what is nearby is barred.")
    )
    return _answer(
        {
            "minutes": minutes,
            "metres": round(metres),
            "said": said % {"minutes": minutes, "metres": _length(metres)},
            "geometry": shapely.geometry.mapping(shape) if edges else None,
        }
    )


def _question(request: HttpRequest) -> Question:
    name = request.GET.get(PROFILE, "")
    if name not in Profile.values:
        raise BadParameter(_("profile is one of: %s.") % ", ".join(Profile.values), parameter=PROFILE)
    try:
        unknown = Unknown(request.GET.get(UNKNOWN, Unknown.ACCEPT))
    except ValueError:
        raise BadParameter(_("unknown is one of: %s.") % ", ".join(Unknown), parameter=UNKNOWN) from None
    own = {limit: _number(request, limit) for limit in _LIMITS if limit in request.GET}
    try:
        return question(Profile(name), unknown, own)
    except ValueError as impossible:
        limit = str(impossible)
        raise BadParameter(
            _(
                "Nobody can mean this: incline is from 0 to 40 per cent, kerb from 0 to 1 m, width from 0.3 to 5 m."
            ),
            parameter=limit,
        ) from None


def _number(request: HttpRequest, name: str) -> float:
    try:
        return float(request.GET[name])
    except ValueError:
        raise BadParameter(_("%s is a number.") % name, parameter=name) from None


def _minutes(request: HttpRequest) -> int:
    raw = request.GET.get(MINUTES, "15")
    if raw.isascii() and raw.isdigit() and len(raw) < 3 and 0 < int(raw) <= _LONGEST:
        return int(raw)
    raise BadParameter(_("minutes is a whole number from 1 to %d.") % _LONGEST, parameter=MINUTES)


def _place(request: HttpRequest, name: str) -> tuple[float, float]:
    with suppress(BadParameter):
        found, circle = parse_near(request.GET.get(name, ""))
        if circle is None:
            return found
    raise BadParameter(_("%s is longitude,latitude in degrees.") % name, parameter=name)


def _refuse_others(request: HttpRequest, known: set[str]) -> None:
    for name in request.GET:
        if name not in known:
            raise BadParameter(
                _("Unknown parameter %(name)s. Known ones: %(known)s.")
                % {"name": name[:60], "known": ", ".join(sorted(known))},
                parameter=name[:60],
            )


def _told(asked: Question, found: Route | None) -> dict[str, Any]:
    if found is None:
        return {
            "found": False,
            "said": _(
                "No way leads there: there is none within %d m of one of the two places, or nothing connects them on"
                " this map."
            )
            % NEAR_A_WAY,
        }
    line = [point for piece in found.pieces for point in piece.line.coords]
    return {
        "found": True,
        "open": found.is_open,
        "said": _summary(found),
        "metres": round(found.metres),
        "minutes": max(1, round(found.metres / _PACE)),
        "good": round(found.metres_of(State.GOOD)),
        "unmeasured": round(found.metres_of(State.UNKNOWN)),
        "hard": round(found.metres_of(State.HARD)),
        "steps": [step.as_json() for step in _steps(asked, found)],
        "breaches": [told for piece in found.breaches for told in _breaches(piece)],
        "warnings": [
            told for piece in found.pieces if piece.judgement.state is State.HARD for told in _breaches(piece)
        ],
        "geometry": {"type": "LineString", "coordinates": [_point(point) for point in line]},
    }


def _summary(found: Route) -> str:
    if not found.is_open:
        first = next(_breaches(found.breaches[0]))
        return _("There is no way within these limits. The nearest thing in the way: %s.") % first["said"]
    unmeasured = found.metres_of(State.UNKNOWN)
    parts = [
        _("%(length)s, %(walk)s") % {"length": _length(found.metres), "walk": place.walk(found.metres)},
        _("known to be good: %s") % _length(found.metres_of(State.GOOD)),
        _("not known: %s") % _length(unmeasured) if unmeasured else _("nothing is unknown"),
    ]
    if found.metres_of(State.HARD):
        parts.append(_("with difficulty: %s") % _length(found.metres_of(State.HARD)))
    return "; ".join(parts) + "."


@dataclass(frozen=True)
class _Step:
    """A stretch along one street, all of it alike."""

    pieces: list[Piece]
    name: str
    turn: str

    @property
    def metres(self) -> float:
        return sum(piece.metres for piece in self.pieces)

    def as_json(self) -> dict[str, Any]:
        state = self.pieces[0].judgement.state
        missing = sorted({one for piece in self.pieces for one in piece.judgement.missing})
        words = [f"{self.turn} {_length(self.metres)}"]
        if self.name:
            words.append(self.name)
        words.append(_states()[state])
        if missing:
            words.append(_("not measured: %s") % ", ".join(_measures()[one] for one in missing))
        return {
            "said": ", ".join(words) + ".",
            "metres": round(self.metres),
            "name": self.name,
            "state": state.value,
            "missing": missing,
            "from": _point(self.pieces[0].line.coords[0]),
        }


def _steps(asked: Question, found: Route) -> Iterator[_Step]:
    def alike(piece: Piece) -> tuple[str, str, bool, State]:
        way = asked.network.way_of(piece.edge)
        return way.name, way.kind, way.is_crossing, piece.judgement.state

    for (name, kind, is_crossing, _state), group in groupby(found.pieces, alike):
        pieces = list(group)
        called = name or (_("a crossing") if is_crossing else _kinds().get(kind, ""))
        start, end = (_point(p) for p in (pieces[0].line.coords[0], pieces[-1].line.coords[-1]))
        yield _Step(pieces, called, place.bearing(tuple(start), tuple(end)))  # type: ignore[arg-type]


def _breaches(piece: Piece) -> Iterator[dict[str, Any]]:
    middle = piece.line.interpolate(0.5, normalized=True)
    at = _point((middle.x, middle.y))
    near = place.name_of(at[0], at[1])
    unmeasured = Breach("unknown", ", ".join(_measures()[one] for one in piece.judgement.missing))
    for breach in piece.judgement.breaches or (unmeasured,):
        said = _breach(breach)
        yield {
            "said": _("%(what)s, near %(where)s") % {"what": said, "where": near} if near else said,
            "measure": breach.measure,
            "value": breach.value,
            "clause": breach.limit.clause,
            "certainty": breach.limit.certainty if breach.limit.clause else "",
            "at": at,
        }


def _breach(breach: Breach) -> str:
    limit = breach.limit
    match breach.measure, breach.value:
        case "incline", float(value):
            return _("a slope of %(value)s %% (at most %(most)s %%)") % _figures(value, limit.most)
        case "width", float(value):
            return _("a width of %(value)s m (at least %(most)s m)") % _figures(value, limit.least)
        case "kerb", float(value):
            return _("a kerb of %(value)s cm (at most %(most)s cm)") % _figures(value * 100, limit.most * 100)
        case "kerb", _word:
            return _("a raised kerb")
        case "steps", _word:
            return _("steps")
        case "unknown", str(missing):
            return _("a stretch that is not measured: %s") % missing
        case "surface", str(surface):
            return _("a surface that does not suit: %s") % surface
    return _("a barrier: %s") % breach.value


def _figures(value: float, most: float) -> dict[str, str]:
    return {"value": formats.number_format(f"{value:.4g}"), "most": formats.number_format(f"{most:.4g}")}


def _length(metres: float) -> str:
    whole = round(metres, -1 if metres >= 100 else 0)
    if whole >= 1000:
        return _("%s km") % formats.number_format(whole / 1000, 1)
    return ngettext("%d metre", "%d metres", int(whole)) % whole


def _states() -> dict[State, str]:
    return {
        State.GOOD: _("known to be good"),
        State.UNKNOWN: _("not known"),
        State.HARD: _("with difficulty"),
        State.BARRED: _("barred"),
    }


def _measures() -> dict[str, str]:
    return {
        "incline": _("slope"),
        "width": _("width"),
        "kerb": _("kerb"),
        "surface": _("surface"),
        "barrier": _("a reported barrier"),
    }


def _kinds() -> dict[str, str]:
    return {
        "footway": _("a footway"),
        "path": _("a path"),
        "pedestrian": _("a pedestrian street"),
        "steps": _("steps"),
        "service": _("a driveway"),
        "track": _("a track"),
    }


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(4326, settings.CITY.metric_srid, always_xy=True)


def _metric(degrees: tuple[float, float]) -> tuple[float, float]:
    x, y = _transformer().transform(*degrees)
    return float(x), float(y)


def _degrees(x: Any, y: Any) -> Any:
    return _transformer().transform(x, y, direction="INVERSE")


def _point(metric: tuple[float, ...]) -> list[float]:
    longitude, latitude = _degrees(*metric[:2])
    return [round(float(longitude), 6), round(float(latitude), 6)]


def _answer(told: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    # A barrier that is confirmed now is in the next route.
    response.headers["Cache-Control"] = "no-cache"
    return response
