"""The map as an app on somebody's phone: what it is called, how it looks, and what works without a network."""

import hashlib
from pathlib import Path

import orjson
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from maps.page.presets import presets
from maps.page.scripts import modules_of

#: beside the scripts, what the first view and the page without a network are made of
_FILES = (
    "maps/css/tokens.css",
    "maps/css/page.css",
    "maps/css/map.css",
    "maps/icon.svg",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "npm/source-sans-3/source-sans-3-cyrillic-wght-normal.woff2",
    "npm/source-sans-3/source-sans-3-latin-wght-normal.woff2",
)
_SCRIPTS = ("maps/js/main.js", "maps/js/saved.js")
OFFLINE = "/offline"
#: of an app's window and of what is seen before the page is there (look.md: panel, light)
_PAPER = "#FBFAF7"


def manifest(request: HttpRequest) -> HttpResponse:
    """`/manifest.webmanifest`: the web app's manifest, in the language of the page."""
    name = str(settings.CITY.name)
    described = {
        "id": "/",
        "name": _("%(name)s: the city’s map") % {"name": name},
        "short_name": name,
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": static("maps/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {
                "src": static("maps/icon-maskable.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "maskable",
            },
        ],
        "shortcuts": [{"name": str(preset.title), "url": f"/?{preset.words}"} for preset in presets()],
    }
    response = HttpResponse(orjson.dumps(described), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def service_worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: the service worker, with the names of the files that it keeps. A browser asks for it each time."""
    found = finders.find("maps/js/worker.js")
    text = Path(str(found)).read_text(encoding="utf-8")
    names = dict.fromkeys([*_FILES, *(module for script in _SCRIPTS for module in modules_of(script))])
    shell = [OFFLINE, *(static(name) for name in names)]
    version = hashlib.blake2b(orjson.dumps([shell, text]), digest_size=8).hexdigest()
    saved = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            saved[code] = _("No connection: what is shown was saved on {time}.")
    words = {"SAVED": saved, "SHELL": shell, "VERSION": version}
    head = "".join(f"self.{name} = {orjson.dumps(value).decode()};\n" for name, value in words.items())
    response = HttpResponse(head + text, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """`/offline`: the page that stands for one that was not seen before there was no network."""
    return render(request, "maps/offline.html")
