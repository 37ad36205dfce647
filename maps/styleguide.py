"""`/styleguide/`: the components of the product on one page, made of its own tokens, templates and styles.

It is for those who build on the map: results, a card and figures are of true public rows. A visitor who comes to it
by a search would be lost: a public map shows it to staff only; a demonstration, and a map that is worked on, to
everybody.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from layers.figures import charts
from layers.query import select
from layers.registry import catalogue
from layers.viewer import PUBLIC, ViewerRequest
from maps.identity import TEXT, contrast
from maps.page.results import Order, results

_TOKENS = Path(__file__).resolve().parent / "static/maps/css/tokens.css"
_BLOCK = re.compile(r"(:root[^{]*)\{([^}]*)\}")
_ROLE = re.compile(r"--([a-z-]+): (?:var\(--city-accent(?:-dark)?, )?(#[0-9a-f]{6})")
#: look → how its block begins
_LOOKS = {"light": ":root ", "dark": ':root[data-theme="dark"]', "contrast": ':root[data-theme="contrast"]'}
#: roles that words are written in, on the panel
_WORDS = ("text", "text-second", "accent", "good", "warning", "bad", "none", "unknown", "running", "neutral")
_SIZES = (28, 22, 18, 16, 14, 12)
#: rows that stand for all
_RESULTS = 3
_SPACES = (4, 8, 12, 16, 24, 32)


def styleguide(request: ViewerRequest) -> HttpResponse:
    """All components in the look that is chosen; 404 for those it is not for."""
    if not (settings.DEBUG or settings.DEMONSTRATION or request.viewer.is_staff):
        raise Http404
    sample = select(next(iter(catalogue.shown)), PUBLIC)
    found = results([sample], Order.NEAR, settings.CITY.centre, limit=_RESULTS, asked=True)
    context = {
        "results": found,
        "record": found[0].record if found else None,
        "charts": charts(sample),
        "layer": sample.layer,
        "sizes": _SIZES,
        "spaces": _SPACES,
        "looks": [(look, _figures(_with_accent(look))) for look in _LOOKS],
        "text_needed": TEXT,
        "layers": [
            (layer, [symbol.as_json(value) for value, symbol in layer.style.symbols()])
            for layer in catalogue.shown
        ],
    }
    response = render(request, "maps/styleguide.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _with_accent(look: str) -> dict[str, str]:
    """The roles of a look in this city, whose own accent is not that of high contrast."""
    own = {"light": settings.CITY.accent.light, "dark": settings.CITY.accent.dark}
    return roles()[look] | ({"accent": own[look]} if look in own else {})


def _figures(found: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "colour": found[role],
            "ratio": (ratio := round(contrast(found[role], found["panel"]), 1)),
            "is_enough": ratio >= TEXT,
        }
        for role in _WORDS
    ]


@cache
def roles() -> dict[str, dict[str, str]]:
    """The colours of each look by their role, as css/tokens.css has them."""
    blocks = _BLOCK.findall(_TOKENS.read_text(encoding="utf-8"))
    return {
        look: next(dict(_ROLE.findall(body)) for head, body in blocks if f"{head.strip()} ".startswith(start))
        for look, start in _LOOKS.items()
    }
