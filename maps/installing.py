"""The map as an application of the device: its manifest, its icons, its service worker, and its page for no connection.

All of it is made from the city's settings, so that another city is installed under its own name, mark and colour.
"""

import hashlib
import io
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from maps.page.presets import presets
from maps.templatetags.modules import modules_of, path_of, script_type

#: what devices ask for, in pixels: Apple's, and those of the manifest
SIZES = (180, 192, 512)
#: the panel of the light look, while the page is on its way
_LIGHT = "#fbfaf7"
#: icons follow the city's settings, which change with a release
_DAY = "public, max-age=86400"
_SHORTCUTS = 4
#: what the first view is made of, beside the modules of its script
_FILES = (
    "maps/css/tokens.css",
    "maps/css/page.css",
    "maps/css/map.css",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "npm/source-sans-3/source-sans-3-cyrillic-wght-normal.woff2",
    "npm/source-sans-3/source-sans-3-latin-wght-normal.woff2",
)
_SCRIPTS = ("maps/js/main.js", "maps/js/saved.js")
_WORKER = "maps/js/worker.js"

# The pin of the mark in a square of 24: a round head, and two curves from its sides to the point.
_HEAD, _RADIUS, _EYE, _POINT = (12.0, 10.0), 5.5, 2.2, 20.0
_BEND = 14.2
#: how finely the mark is drawn before it is made small
_FINE = 4


def manifest(request: HttpRequest) -> HttpResponse:
    """`/manifest.webmanifest`: what a device asks before it installs the map."""
    name = str(settings.CITY.name)
    return installed(
        "/",
        name=_("%(name)s: the city’s map") % {"name": name},
        short_name=name,
        description=_("Kiosks, advertising, accessibility, projects, petitions and tenders on one map."),
        shortcuts=[
            {"name": str(preset.title), "url": f"/?{preset.words}"} for preset in presets()[:_SHORTCUTS]
        ],
    )


def installed(address: str, **told: Any) -> JsonResponse:
    """A manifest of what lies under an address: under the city's colour and mark, in the reader's language."""
    common = {
        "id": address,
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "lang": get_language(),
        "dir": "ltr",
        "theme_color": settings.CITY.accent.light,
        "background_color": _LIGHT,
        "icons": [
            {"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            *({"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES),
            {
                "src": "/icon-maskable.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    response = JsonResponse(common | told, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def drawn(request: HttpRequest) -> HttpResponse:
    """`/icon.svg`: the mark on the city's colour."""
    (x, y), r = _HEAD, _RADIUS
    accent = settings.CITY.accent.light
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<rect width="24" height="24" rx="6" fill="{accent}"/>'
        f'<path d="M{x} {_POINT}C{x} {_POINT} {x + r} {_BEND} {x + r} {y}A{r} {r} 0 0 0 {x - r} {y}'
        f'C{x - r} {_BEND} {x} {_POINT} {x} {_POINT}z" fill="#fff"/>'
        f'<circle cx="{x}" cy="{y}" r="{_EYE}" fill="{accent}"/></svg>'
    )
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": _DAY})


def painted(request: HttpRequest, size: int, whole: bool = False) -> HttpResponse:
    """`/icon-192.png`: the same in pixels. `whole`: without corners and with a wide edge, for a device to cut."""
    if size not in SIZES:
        raise Http404
    # Apple cuts the corners of its icons itself, and paints what is empty black.
    png = _png(size, settings.CITY.accent.light, whole=whole or size == SIZES[0], narrow=whole)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": _DAY})


@cache
def _png(size: int, accent: str, *, whole: bool, narrow: bool) -> bytes:
    side = size * _FINE
    image = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), 0 if whole else side / 4, fill=accent)
    # Of a maskable icon only the inner four fifths are sure to be seen.
    scale = side / 24 * (0.8 if narrow else 1)

    def at(x: float, y: float) -> tuple[float, float]:
        return side / 2 + (x - 12) * scale, side / 2 + (y - 12) * scale

    def disc(radius: float, fill: str) -> None:
        (x, y) = _HEAD
        pen.ellipse((*at(x - radius, y - radius), *at(x + radius, y + radius)), fill=fill)

    pen.polygon([at(*point) for point in _taper()], fill="#ffffff")
    disc(_RADIUS, "#ffffff")
    disc(_EYE, accent)
    stream = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _taper() -> list[tuple[float, float]]:
    """The two sides of the pin, from the point to its head and back: a Bézier curve and its mirror image."""
    (x, y), steps = _HEAD, 32
    right = []
    for step in range(steps + 1):
        t = step / steps
        out = _RADIUS * (3 * (1 - t) * t**2 + t**3)
        down = ((1 - t) ** 3 + 3 * (1 - t) ** 2 * t) * _POINT + 3 * (1 - t) * t**2 * _BEND + t**3 * y
        right.append((x + out, down))
    return [*right, *((2 * x - across, down) for across, down in reversed(right))]


def worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: the service worker; of the root, for it may keep what lies under its own address only."""
    city = ["/city.css"] * settings.CITY.has_own_accent + ["/arms.svg"] * bool(settings.CITY.arms)
    files = dict.fromkeys(("/offline", "/icon.svg", *city, *map(static, _shell())))
    shell = orjson.dumps({"version": _version(), "files": list(files)}).decode()
    load = (
        f'import "{static(_WORKER)}"'
        if script_type(_WORKER) == "module"
        else f'importScripts("{static(_WORKER)}")'
    )
    script = f"self.SHELL = {shell};\n{load};\n"
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def offline(request: HttpRequest) -> HttpResponse:
    """`/offline`: what is shown in place of a page that was never seen; it lists those that were."""
    response = render(request, "maps/offline.html")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _shell() -> list[str]:
    modules = (name for script in _SCRIPTS for name in modules_of(script))
    return list(dict.fromkeys((*_FILES, *modules)))


def _version() -> str:
    """Another one with every change of what the shell is made of: its files, and whose map it is."""
    return hashlib.sha256(f"{_contents()} {settings.CITY!r}".encode()).hexdigest()[:12]


@cache
def _contents() -> str:
    digest = hashlib.sha256()
    for name in (*_shell(), *modules_of(_WORKER)):
        digest.update(static(name).encode())
        if path := path_of(name):
            digest.update(path.read_bytes())
    return digest.hexdigest()
