"""A route in words and figures: what is known of it, stretch by stretch, or what is in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import atan2
from math import degrees as in_degrees
from typing import Any

import numpy as np
import shapely
from django.http import QueryDict
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accessibility import breaches
from accessibility.entering import Destination, Entrance
from accessibility.routing.needs import Breach, Needs, State, Unknown
from accessibility.routing.route import NEAR as NEAR_A_WAY
from accessibility.routing.route import Piece, Question, Route
from accessibility.routing.tags import Way
from accessibility.vocabulary import Profile, Verdict
from maps.page import place
from maps.page.way.asking import CHOICES, degrees, metric, point

_UNITS = {"incline": "%", "across": "%", "kerb": gettext_lazy("m"), "width": gettext_lazy("m")}
_STATES = {
    State.GOOD: gettext_lazy("known to be good"),
    State.UNKNOWN: gettext_lazy("not known"),
    State.HARD: gettext_lazy("with difficulty"),
    State.BARRED: gettext_lazy("barred"),
}
_MEASURES = {
    "incline": gettext_lazy("slope"),
    "width": gettext_lazy("width"),
    "kerb": gettext_lazy("kerb"),
    "across": gettext_lazy("slope to the side"),
    "surface": gettext_lazy("surface"),
    "smoothness": gettext_lazy("evenness"),
    "wheelchair": gettext_lazy("passable in a wheelchair"),
    "pavement": gettext_lazy("pavement"),
    "crossing": gettext_lazy("kind of crossing"),
    "tactile": gettext_lazy("tactile paving"),
    "sound": gettext_lazy("sound of the traffic lights"),
    "barrier": gettext_lazy("a reported barrier"),
    "warned": gettext_lazy("whether it is open"),
    "ramp": gettext_lazy("the ramp beside the stairs"),
}
_KINDS = {
    "footway": gettext_lazy("a footway"),
    "path": gettext_lazy("a path"),
    "pedestrian": gettext_lazy("a pedestrian street"),
    "steps": gettext_lazy("stairs"),
    "service": gettext_lazy("a driveway"),
    "track": gettext_lazy("a track"),
}
_TURNS = {
    "straight": gettext_lazy("straight on"),
    "left": gettext_lazy("to the left"),
    "right": gettext_lazy("to the right"),
    "back": gettext_lazy("turn round"),
}
#: degrees up to which one goes straight on
_STRAIGHT = 30
#: metres off the ways that nobody takes for a step aside
_OFF = 15


def nothing(asked: Question, start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    """That no way leads there, and which of both places is to blame (longitude and latitude)."""
    said = _("No way leads there: on this map nothing connects the two places.")
    for at, where in ((start, _("where one starts")), (end, _("where one wants to go"))):
        if not place.is_in_the_city(*at):
            said = (
                _("No way leads there: %s lies outside of the community, of which alone this map knows.")
                % where
            )
        elif not asked.network.near(metric(at), NEAR_A_WAY):
            said = _("No way leads there: within %(metres)d m of %(where)s there is none on this map.") % {
                "metres": NEAR_A_WAY,
                "where": where,
            }
        else:
            continue
        break
    return {"found": False, "said": said}


def told(asked: Question, found: Route, others: Sequence[Route] = ()) -> dict[str, Any]:
    """The answer as `/api/route` gives it; lengths are metres, places longitude and latitude (EPSG:4326)."""
    return {**_way(asked, found), "alternatives": [_way(asked, other) for other in others]}


def _way(asked: Question, found: Route) -> dict[str, Any]:
    return {
        "found": True,
        "open": found.is_open and not _is_refused_off(asked, found),
        "said": _summary(asked, found),
        "metres": round(found.metres),
        "minutes": _minutes(asked, found),
        "pace": round(asked.needs.pace),
        "good": round(found.metres_of(State.GOOD)),
        "unmeasured": round(found.metres_of(State.UNKNOWN)),
        "off": [round(metres) for metres in found.off],
        "hard": round(found.metres_of(State.HARD)),
        "barred": round(found.metres_of(State.BARRED)),
        "steps": [step.as_json() for step in _steps(asked, found)],
        "breaches": _unlike(asked, found.breaches),
        "warnings": _unlike(asked, (piece for piece in found.pieces if piece.judgement.state is State.HARD)),
        "geometry": _line(found.pieces),
    }


def _line(pieces: Sequence[Piece]) -> dict[str, Any]:
    if not pieces:
        return {"type": "LineString", "coordinates": []}
    ends = shapely.get_coordinates([piece.line for piece in pieces])
    places = np.column_stack(degrees(ends[:, 0], ends[:, 1])).round(6).tolist()
    # Where one piece ends the next begins.
    return {"type": "LineString", "coordinates": [place for place, _again in groupby(places)]}


def _unlike(asked: Question, pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """The same thing of the same way is said once, however many pieces it is cut into."""
    found: dict[tuple[int, str, Any, str], tuple[Breach, list[float]]] = {}
    for piece in pieces:
        way = asked.network.edges[piece.edge].way
        for one in _breaches(piece):
            found.setdefault((way, one.measure, one.value, one.path), (one, _middle(piece)))
    names = place.names_of([(at[0], at[1]) for _breach, at in found.values()]) if found else []
    return [
        {
            "said": _near(breaches.said(breach), name),
            "measure": breach.measure,
            "value": breach.value,
            "path": breach.path,
            "clause": breach.limit.clause,
            "certainty": breach.limit.certainty if breach.limit.clause else "",
            "at": at,
        }
        for (breach, at), name in zip(found.values(), names, strict=True)
    ]


def _middle(piece: Piece) -> list[float]:
    middle = piece.line.interpolate(0.5, normalized=True)
    return point((middle.x, middle.y))


def _near(what: str, name: str) -> str:
    return _("%(what)s, near %(where)s") % {"what": what, "where": name} if name else what


def _minutes(asked: Question, found: Route) -> int:
    return max(1, round(found.metres / asked.needs.pace))


def _summary(asked: Question, found: Route) -> str:
    if not found.is_open:
        nearest = found.breaches[0]
        first = _near(breaches.said(_breaches(nearest)[0]), place.name_of(*_middle(nearest)))
        if all(piece.judgement.state is not State.BARRED for piece in found.breaches):
            return (
                _("There is no way of which all is known. The nearest that nobody has measured: %s.") % first
            )
        return _("There is no way within these limits. The nearest thing in the way: %s.") % first
    if _is_refused_off(asked, found):
        return _(
            "There is no way of which all is known: of %s from and to the nearest way nothing is."
        ) % length(sum(found.off))
    if not found.pieces and max(found.off) < _OFF:
        return _("Both places lie at one point of the way: there is nothing to walk.")
    unmeasured = found.metres_of(State.UNKNOWN)
    in_doubt = sum(
        piece.metres
        for piece in found.pieces
        if piece.judgement.state is State.HARD and piece.judgement.missing
    )
    parts = [
        ngettext("%(length)s, %(count)d minute", "%(length)s, %(count)d minutes", _minutes(asked, found))
        % {"length": length(found.metres), "count": _minutes(asked, found)},
        _("known to be good: %s") % length(found.metres_of(State.GOOD)),
    ]
    if unmeasured:
        parts.append(_("not known: %s") % length(unmeasured))
    elif not in_doubt and max(found.off) < _OFF:
        parts.append(_("nothing is unknown"))
    if max(found.off) >= _OFF:
        parts.append(
            _("of %s from and to the nearest way on the map nothing is known") % length(sum(found.off))
        )
    if found.metres_of(State.HARD):
        hard = _("with difficulty: %s") % length(found.metres_of(State.HARD))
        parts.append(
            _("%(hard)s, of %(length)s of it not all is known") % {"hard": hard, "length": length(in_doubt)}
            if in_doubt
            else hard
        )
    return "; ".join(parts) + "."


def _is_refused_off(asked: Question, found: Route) -> bool:
    """Whether so much lies off all ways that who never takes the unknown does not take it."""
    return asked.unknown is Unknown.NEVER and max(found.off) >= _OFF


@dataclass(frozen=True)
class _Step:
    """A stretch along one street, all of it alike."""

    pieces: list[Piece]
    name: str
    bearing: str
    #: from the stretch before it: a key of _TURNS; empty for the first one
    turn: str

    @property
    def metres(self) -> float:
        return sum(piece.metres for piece in self.pieces)

    def as_json(self) -> dict[str, Any]:
        state = self.pieces[0].judgement.state
        missing = sorted({one for piece in self.pieces for one in piece.judgement.missing})
        words = [f"{self.bearing} {length(self.metres)}"]
        if self.turn:
            words.insert(0, str(_TURNS[self.turn]))
        if self.name:
            words.append(self.name)
        words.append(str(_STATES[state]))
        if state in (State.BARRED, State.HARD):
            met = dict.fromkeys(
                breaches.said(one) for piece in self.pieces for one in piece.judgement.breaches
            )
            words += list(met)
        if missing:
            words.append(_("not measured: %s") % ", ".join(str(_MEASURES[one]) for one in missing))
        return {
            "said": ", ".join(words) + ".",
            "metres": round(self.metres),
            "name": self.name,
            "turn": self.turn,
            "state": state.value,
            "missing": missing,
            "geometry": _line(self.pieces),
        }


def _steps(asked: Question, found: Route) -> Iterator[_Step]:
    def alike(piece: Piece) -> tuple[str, bool, State]:
        way = asked.network.way_of(piece.edge)
        return _called(way), way.is_crossing, piece.judgement.state

    before: Piece | None = None
    for (called, _is_crossing, _state), group in groupby(found.pieces, alike):
        pieces = list(group)
        turn = _turn(before, pieces[0]) if before else ""
        before = pieces[-1]
        start, end = (point(p) for p in (pieces[0].line.coords[0], pieces[-1].line.coords[-1]))
        yield _Step(pieces, called, place.bearing(tuple(start), tuple(end)), turn)  # type: ignore[arg-type]


def _called(way: Way) -> str:
    """«вулиця Шевченка», «пішохідна доріжка (вулиця Шевченка)», «перехід»."""
    kind = _("a crossing") if way.is_crossing else str(_KINDS.get(way.kind, ""))
    return way.name or (f"{kind} ({way.along})" if kind and way.along else kind)


def _turn(before: Piece, after: Piece) -> str:
    """How one turns from one stretch into the next, by their last and first metres of the plane."""
    (x0, y0), (x1, y1) = before.line.coords[-2:]
    (x2, y2), (x3, y3) = after.line.coords[:2]
    change = in_degrees(atan2(y3 - y2, x3 - x2) - atan2(y1 - y0, x1 - x0))
    left = (change + 180) % 360 - 180
    if abs(left) <= _STRAIGHT:
        return "straight"
    if abs(left) >= 180 - _STRAIGHT:
        return "back"
    return "left" if left > 0 else "right"


def _breaches(piece: Piece) -> tuple[Breach, ...]:
    """What is in the way on a piece, or makes it hard; where it is refused as unknown, what nobody has measured: what
    is hard is no hindrance then."""
    is_unmeasured = piece.is_barred and piece.judgement.state is not State.BARRED
    if piece.judgement.breaches and not is_unmeasured:
        return piece.judgement.breaches
    return (Breach("unknown", ", ".join(str(_MEASURES[one]) for one in piece.judgement.missing)),)


def entrance_told(entrance: Entrance) -> dict[str, Any]:
    """The entrance that a way leads to."""
    said = (
        _("The way leads to this entrance, which lets in with difficulty: %s.")
        if entrance.is_hard
        else _("The way leads to the entrance that lets in: %s.")
    )
    return {"said": said % entrance.name, "name": entrance.name, "at": list(entrance.at)}


def closed_told(place: Destination, profile: Profile) -> dict[str, Any]:
    """That one does not get into the place that a way leads to, or that nobody knows whether one does."""
    said = (
        _("The way leads there, but the place does not let in: %(place)s (%(person)s).")
        if place.verdict == Verdict.BARRIER
        else _("Nobody knows whether the place lets in: %(place)s (%(person)s).")
    )
    words = {"place": place.name, "person": profile.label}
    return {"said": said % words, "name": place.name, "path": place.path, "verdict": place.verdict}


def length(metres: float) -> str:
    """«340 metres», «1.6 km»."""
    whole = round(metres, -1 if metres >= 100 else 0)
    if whole >= 1000:
        return _("%s km") % formats.number_format(whole / 1000, 1)
    return ngettext("%d metre", "%d metres", int(whole)) % whole


def policies() -> list[tuple[str, str]]:
    """What may be done with the unknown, in words."""
    return [
        (Unknown.ACCEPT.value, _("take them, and tell me")),
        (Unknown.AVOID.value, _("rather go round them")),
        (Unknown.NEVER.value, _("never take them")),
    ]


@dataclass(frozen=True, slots=True)
class Wish:
    """A limit that somebody may set of his own: a figure with its unit, or one of some words."""

    name: str
    title: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    #: why it cannot be meant
    wrong: str = ""


def limits(given: QueryDict, wrong: Mapping[str, str]) -> list[Wish]:
    """The limits that somebody may set, with what was set, and what is wrong with it."""
    titles = {
        "incline": _("steepest slope, %"),
        "kerb": _("highest kerb (3 cm, 0.03 m)"),
        "width": _("narrowest way (90 cm, 0.9 m)"),
        "steps": _("stairs"),
        "surface": _("roughest surface"),
        "smoothness": _("worst evenness"),
    }
    return [
        Wish(name, title, given.get(name, ""), _choices(name), wrong.get(name, ""))
        for name, title in titles.items()
    ]


def _choices(name: str) -> list[tuple[str, str]]:
    """The words of a limit, each as people say it."""
    said = {
        "steps": {"good": _("no hindrance to me"), "hard": _("with difficulty"), "barred": _("not at all")},
        "surface": {
            "firm": _("firm: asphalt, paving, boards"),
            "compacted": _("compacted: fine gravel"),
            "uneven": _("uneven: cobbles, grass pavers"),
            "loose": _("any: earth, sand, gravel"),
        },
        "smoothness": {
            "good": _("good: thin wheels roll"),
            "intermediate": _("fair: wheels of a wheelchair or a bicycle roll"),
            "bad": _("bad: wide wheels roll"),
            "very_bad": _("any"),
        },
    }.get(name, {})
    return [(word, said[word]) for word in CHOICES.get(name, ())]


def needs_told(needs: Needs) -> list[str]:
    """What was asked of the ways, with the clause of each limit and how sure it is."""
    names = {name: str(words) for name, words in _MEASURES.items()}
    said = []
    for name, limit in needs.limits.items():
        bound = (
            _("at least %s") % breaches.figure(limit.least)
            if limit.least > 0
            else _("at most %s") % breaches.figure(limit.most)
        )
        origin = f" ({limit.clause})" if limit.clause else f" ({_('your own limit')})"
        said.append(f"{capfirst(names[name])}: {bound} {_UNITS[name]}{origin}")
    if needs.steps is State.BARRED:
        said.append(_("No steps"))
    if needs.steps is State.HARD:
        said.append(_("Steps with difficulty"))
    for name, words in needs.words.items():
        if words.rung:
            bound = dict(_choices(name))[words.rung]
            said.append(f"{capfirst(names[name])}: {bound} ({_('your own limit')})")
    asked = [names[name] for name, words in needs.words.items() if words.asked]
    if asked:
        said.append(_("Has to be known: %s (the map’s own choice)") % ", ".join(asked))
    told = [names[name] for name, words in needs.words.items() if not words.asked]
    if told:
        said.append(_("Judged where somebody has told it: %s (the map’s own choice)") % ", ".join(told))
    return said
