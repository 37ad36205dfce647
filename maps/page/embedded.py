"""The map as another site's page shows it: a thin bar, a legend on demand, and the way to the whole page."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse

from layers.legends import describe
from layers.query import select_each
from layers.viewer import PUBLIC
from maps.embedding import EMBED
from maps.page.state import State

_SCRIPT = "maps/embed.js"


def embedded(request: HttpRequest, state: State) -> dict[str, Any]:
    """What the template says: what is shown, its legend, and the address of the whole page."""
    words = request.GET.copy()
    words.pop(EMBED, None)
    selections = select_each(state.layers, PUBLIC, state.words) if state.layers else []
    return {
        "shown": [selection.layer for selection in selections],
        "legends": [(selection.layer, describe(selection)) for selection in selections],
        "whole": f"/?{words.urlencode(safe='/,;')}",
    }


def script(request: HttpRequest) -> HttpResponse:
    """`/embed.js`: what a page may load that would have its frames as high as the map in them likes to be."""
    response = HttpResponse(_script(), content_type="text/javascript")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def fingerprint() -> str:
    """Of the script, for `integrity` and for the policy of the page that loads it."""
    return f"sha384-{base64.b64encode(hashlib.sha384(_script()).digest()).decode()}"


def _script() -> bytes:
    return Path(str(finders.find(_SCRIPT))).read_bytes()
