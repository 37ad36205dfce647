"""How a city is recognised: its coat of arms and its colour, which come from data and are held to rules at start.

A colour that nobody can read and a drawing that does more than being seen are the city's mistake, told to who set it.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.http import Http404, HttpRequest, HttpResponse

from maps.city import Accent, Arms, City

#: the grounds on which the accent is text, of css/tokens.css: page, panel, raised; the first is also text on the accent
GROUNDS = {
    "light": ("#ffffff", "#fbfaf7", "#f3f1eb"),
    "dark": ("#14171a", "#1a1e22", "#22272c"),
}
#: of land and water, round which the focus is a line
MAP = {"light": ("#f6f4ee", "#bfd9e8"), "dark": ("#1b1f23", "#16303e")}
#: WCAG 2.2, 1.4.3 for text and 1.4.11 for what is not text
TEXT, LINE = 4.5, 3.0
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

_LARGEST = 200_000
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan")
_PAINT = ("defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "symbol", "use")
_DRAWN = frozenset(("svg", "g", "title", "desc", *_SHAPES, *_PAINT))
#: what an image may lead to: parts of itself
_STRANGER = re.compile(r"url\(\s*['\"]?(?!#)")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@register("maps")
def check_city(**kwargs: Any) -> list[CheckMessage]:
    city: City = settings.CITY
    return [*_colours(city.accent), *(_drawing(city.arms) if city.arms else ())]


def _colours(accent: Accent) -> Iterator[Error]:
    for look, colour in (("light", accent.light), ("dark", accent.dark)):
        if not _COLOUR.fullmatch(colour):
            yield _error("E001", f"accent.{look} is “{colour}”: a colour is written as #rrggbb.")
            continue
        for needed, ground in (*product([TEXT], GROUNDS[look]), *product([LINE], MAP[look])):
            found = contrast(colour, ground)
            if found < needed:
                yield _error(
                    "E002",
                    f"accent.{look} {colour} has a contrast of {found:.1f}:1 on {ground}, and {needed:g}:1 is needed"
                    f" for people to read it: choose a {'darker' if look == 'light' else 'lighter'} one.",
                )
                break


def _drawing(arms: Arms) -> Iterator[Error]:
    flaw = flaw_of(arms.file)
    if flaw:
        yield _error("E003", f"the coat of arms {arms.file.name} {flaw}")


def flaw_of(file: Path) -> str:
    """What forbids to show a drawing; empty when nothing does."""
    if not file.is_file() or file.stat().st_size > _LARGEST:
        return f"is not there, or has more than {_LARGEST // 1000} kB."
    text = file.read_text(encoding="utf-8", errors="replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return "has a document type, in which entities can hide: save it as plain SVG."
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (what makes it dangerous, a document type, is refused above)
    except ElementTree.ParseError:
        return "is no SVG that can be read."
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name not in _DRAWN:
            return f"contains <{name}>, which is no drawing: save it as plain SVG."
        for key, value in element.attrib.items():
            word = key.rpartition("}")[2].lower()
            leads = (word == "href" and not value.startswith("#")) or _STRANGER.search(value)
            if word.startswith("on") or leads:
                return f"does more than being drawn ({word}=…): save it as plain SVG."
    return ""


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours written as #rrggbb."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _error(number: str, said: str) -> Error:
    return Error(f"The city's file: {said}", id=f"maps.{number}")


def colours(request: HttpRequest) -> HttpResponse:
    """`/city.css`: the city's colour. A file and no nonce: pages of errors are written when the policy is."""
    accent = settings.CITY.accent
    css = f":root {{ --city-accent: {accent.light}; --city-accent-dark: {accent.dark}; }}\n"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"})


def arms(request: HttpRequest) -> HttpResponse:
    """`/arms.svg`: the coat of arms, as an image that can do nothing."""
    drawn: Arms | None = settings.CITY.arms
    if drawn is None or flaw_of(drawn.file):
        raise Http404
    headers = {"Cache-Control": "public, max-age=86400", "Content-Security-Policy": _POLICY}
    return HttpResponse(drawn.file.read_bytes(), content_type="image/svg+xml", headers=headers)
