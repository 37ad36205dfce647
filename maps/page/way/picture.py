"""`/way.svg`: a way on the map as a picture, for pages without a script and for paper.

How sure each stretch is, is drawn by colour and by the kind of line, as way-map.js draws it: whole where it is known
to be good, dots where nothing is known, dashes where it is hard, and a cross where somebody cannot pass.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from accessibility.routing.needs import State
from layers.query import Box
from layers.styles import Tone
from maps.page.picture.frame import Frame
from maps.page.picture.paper import FONT, INKS

TONES = {
    State.GOOD.value: Tone.GOOD,
    State.UNKNOWN.value: Tone.UNKNOWN,
    State.HARD.value: Tone.WARNING,
    State.BARRED.value: Tone.BAD,
}
#: of a line, in pixels
DASHES = {
    State.GOOD.value: "",
    State.UNKNOWN.value: "1 9",
    State.HARD.value: "12 8",
    State.BARRED.value: "4 6",
}
_WIDTH, _CASING, _BESIDE = 5, 9, 4
#: pixels: the marks at both ends and where one cannot pass, and what is left free round the way
_END, _MARK, _FREE = 7, 9, 40


def frame_of(told: dict[str, Any], width: int, height: int) -> Frame:
    """The view of so many pixels that shows a way, and the other ways beside it."""
    places = [place for way in (told, *told["alternatives"]) for place in way["geometry"]["coordinates"]]
    east, north = zip(*places, strict=True)
    box = Box(min(east), min(north), max(east), max(north))
    closest = Frame.around(box, max(width - 2 * _FREE, 1), max(height - 2 * _FREE, 1))
    return replace(closest, width=width, height=height)


def drawn(told: dict[str, Any], frame: Frame, look: str) -> str:
    """SVG of a way; the other ways lie beneath it."""
    ink = INKS[look]
    beside = (way["geometry"]["coordinates"] for way in told["alternatives"])
    first, *_between, last = told["geometry"]["coordinates"]
    return "".join(
        (
            *(_line(places, frame, ink["second"], _BESIDE, 'opacity="0.5"') for places in beside),
            _line(told["geometry"]["coordinates"], frame, ink["page"], _CASING),
            *(_step(step, frame, look) for step in told["steps"]),
            *(_mark(breach, frame, look) for breach in told["breaches"]),
            _end(first, frame, fill=ink["page"], edge=ink["accent"]),
            _end(last, frame, fill=ink["accent"], edge=ink["page"]),
        )
    )


def _step(step: dict[str, Any], frame: Frame, look: str) -> str:
    dashes = f'stroke-dasharray="{DASHES[step["state"]]}"'
    return _line(step["geometry"]["coordinates"], frame, _colour(step["state"], look), _WIDTH, dashes)


def _line(places: Sequence[Sequence[float]], frame: Frame, colour: str, width: int, how: str = "") -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.pixel(*place) for place in places))
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="round" stroke-linejoin="round" {how}/>'
    )


def _mark(breach: dict[str, Any], frame: Frame, look: str) -> str:
    """A cross where something bars the way, a question where nobody has measured it."""
    x, y = frame.pixel(*breach["at"])
    state, sign = (State.UNKNOWN, "?") if breach["measure"] == "unknown" else (State.BARRED, "×")
    page = INKS[look]["page"]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_MARK}" fill="{_colour(state.value, look)}" stroke="{page}"/>'
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="middle" font-family="{FONT}"'
        f' font-size="{2 * _MARK - 4}" font-weight="700" fill="{page}">{sign}</text>'
    )


def _end(place: Sequence[float], frame: Frame, *, fill: str, edge: str) -> str:
    x, y = frame.pixel(*place)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_END}" fill="{fill}" stroke="{edge}" stroke-width="3"/>'


def _colour(state: str, look: str) -> str:
    tone = TONES[state]
    return tone.dark if look == "dark" else tone.light
