"""A view of the map on paper: a sheet with legend, scale, sources and the way back, and a list of what is on it.

It is a page like others: the browser prints it, and `/print.pdf` is the same page laid out by WeasyPrint.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from layers import counting
from layers.areas import NEAR
from layers.downloads import download
from layers.layer import Layer
from layers.legends import describe
from layers.origins import sources_of
from layers.problems import BadParameter
from layers.query import BBOX, PROFILE, Selection
from layers.record import newest
from layers.viewer import Viewer, ViewerRequest
from maps.page.chips import Chip, chips
from maps.page.context import THEME
from maps.page.paper import BASE, SVG, common_part, faces
from maps.page.picture.frame import HEIGHT, WIDTH
from maps.page.picture.svg import Picture, svg, told
from maps.page.presets import presets
from maps.page.results import Result, results
from maps.page.sharing import TO, code_for_cameras, code_of
from maps.page.state import LAYERS, ORDER, OWN, read

TITLE, PAPER = "title", "paper"
_LONGEST_TITLE = 120
#: how many objects the list has room for
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of A4: what the map takes of it in millimetres, and in pixels of the picture."""

    name: str
    millimetres: int
    width: int
    height: int


PAPERS = {
    "portrait": Paper("portrait", 182, 960, 840),
    "landscape": Paper("landscape", 200, 1060, 800),
}


@dataclass(frozen=True)
class Sheet:
    """What is to be on paper."""

    picture: Picture
    paper: Paper
    title: str
    #: those of the map's page: where the sheet leads back to
    words: QueryDict

    @classmethod
    def read(cls, params: QueryDict, viewer: Viewer) -> "Sheet":
        """The words of the map's page, with `title` and `paper`. Raises BadParameter."""
        words = params.copy()
        title = str(words.pop(TITLE, [""])[-1]).strip()
        if len(title) > _LONGEST_TITLE:
            raise BadParameter(_("A title has at most %s characters.") % _LONGEST_TITLE, parameter=TITLE)
        name = str(words.pop(PAPER, ["portrait"])[-1])
        if name not in PAPERS:
            raise BadParameter(_("paper is portrait or landscape."), parameter=PAPER)
        paper = PAPERS[name]
        words.pop(THEME, None)
        asked = words.copy()
        # Paper is light.
        asked.update({WIDTH: str(paper.width), HEIGHT: str(paper.height), THEME: "light"})
        for size in (WIDTH, HEIGHT):
            words.pop(size, None)
            asked.setlist(size, asked.getlist(size)[-1:])
        return cls(Picture.read(asked, viewer), paper, title, words)

    @cached_property
    def selections(self) -> list[Selection]:
        """What is drawn, and nothing beside it."""
        box = self.picture.frame.box
        return [replace(selection, box=box) for selection in self.picture.seen]

    @property
    def heading(self) -> str:
        """The title that was given, or the question that is asked, or the names of the layers."""
        names = " · ".join(str(one.layer.title) for one in self.selections)
        return self.title or self._question or names or _("Map")

    @property
    def _question(self) -> str:
        """The question of the page that these layers and filters answer, if it is one of those."""
        asked = {(name, value) for name, value in self.words.items() if name not in OWN or name == LAYERS}
        return next((str(preset.title) for preset in presets() if set(parse_qsl(preset.words)) == asked), "")

    @cached_property
    def counts(self) -> list[tuple[Layer, int]]:
        """How many objects of each layer are in view."""
        return [(one.layer, counting.count(one)) for one in self.selections]

    @property
    def told(self) -> str:
        """What is in view, in words."""
        return told(self.counts)

    @property
    def legends(self) -> Iterator[tuple[Layer, dict[str, Any]]]:
        """The classes that occur on the sheet, with their counts."""
        for selection in self.selections:
            legend = describe(selection)
            chosen = selection.filters.get(selection.layer.style.field or "")
            legend["classes"] = [
                entry
                for entry in legend["classes"]
                if entry["count"] and (not chosen or entry["value"] in chosen.split(","))
            ]
            yield selection.layer, legend

    @property
    def filters(self) -> list[Chip]:
        """What the map is narrowed to, in words."""
        return list(chips(self.picture.selections))

    @property
    def scale(self) -> int:
        """So many times smaller than the city, rounded as scales are said."""
        metres = self.picture.frame.metres_per_pixel * self.paper.width
        exact = metres * 1000 / self.paper.millimetres
        step = 10 ** (len(str(int(exact))) - 2)
        return round(exact / step) * step

    @property
    def sources(self) -> Iterator[tuple[Layer, list[Any], Any]]:
        """Of each layer who is to be named, and when a row of it last changed."""
        for selection in self.selections:
            last = newest(replace(selection, box=None), limit=1)
            yield selection.layer, sources_of(selection.layer), last[0].changed_at if last else None

    @cached_property
    def listed(self) -> list[Result]:
        """The objects in view, as many as there is room for, in the order of the page's list."""
        asked = QueryDict(mutable=True)
        asked.update({name: str(self.words[name]) for name in (ORDER, NEAR, PROFILE) if name in self.words})
        asked[LAYERS] = ""
        state, frame = read(asked), self.picture.frame
        here = state.near if NEAR in asked else (frame.longitude, frame.latitude)
        return results(self.selections, state.order, here, limit=MOST_LISTED, asked=state.is_placed)

    @property
    def left_out(self) -> int:
        """How many are in view and not listed."""
        return sum(count for _layer, count in self.counts) - len(self.listed)

    @property
    def path(self) -> str:
        """The map's page with this view."""
        words = self.words.copy()
        words.pop(BBOX, None)
        words["at"] = self.picture.frame.at
        return f"/?{words.urlencode(safe='/,;')}"

    @property
    def image(self) -> str:
        """The address of the picture."""
        words = self.words.copy()
        words.update({WIDTH: str(self.paper.width), HEIGHT: str(self.paper.height), THEME: "light"})
        return f"/map.svg?{words.urlencode(safe='/,;')}"

    @property
    def pdf(self) -> str:
        """The address of this sheet as a file."""
        words = self.words.copy()
        words.update({TITLE: self.title, PAPER: self.paper.name})
        return f"/print.pdf?{words.urlencode(safe='/,;')}"


def print_page(request: ViewerRequest) -> HttpResponse:
    """`/print?layers=…&at=…&title=…&paper=portrait`: the sheet, and above it what may be changed of it."""
    sheet = Sheet.read(request.GET, request.viewer)
    response = render(request, "maps/print.html", _context(request, sheet))
    response.headers["Cache-Control"] = "no-cache"
    return response


def print_pdf(request: ViewerRequest) -> HttpResponseBase:
    """`/print.pdf`: the same as a file. Raises Busy when as many files are being made as may be at once."""
    sheet = Sheet.read(request.GET, request.viewer)

    def laid_out() -> Iterator[bytes]:
        page = render_to_string("maps/print.html", _context(request, sheet) | {"is_file": True}, request)
        parts, known = _Parts(sheet, request), FontConfiguration()
        styles = [CSS(string=faces(), base_url=BASE, url_fetcher=parts, font_config=known)]
        paper = HTML(string=page, base_url=BASE, url_fetcher=parts)
        yield paper.write_pdf(stylesheets=styles, font_config=known)

    response = download(laid_out(), "application/pdf")
    name = slugify(sheet.heading) or "map"
    if request.viewer.is_staff:
        name = f"INTERNAL-{name}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _context(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    code = code_of(sheet.path)
    return {
        "sheet": sheet,
        "papers": PAPERS,
        "address": request.build_absolute_uri(f"/s/{code}" if code else sheet.path),
        "kept": [(name, value) for name, values in sheet.words.lists() for value in values],
    }


class _Parts(URLFetcher):
    """What the sheet refers to, from this process: WeasyPrint is to ask the network for nothing."""

    def __init__(self, sheet: Sheet, request: HttpRequest) -> None:
        super().__init__()
        self.sheet = sheet
        self.request = request

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        common = common_part(url)
        if common is not None:
            return common
        parts = urlsplit(url)
        if url.startswith(f"{BASE}/map.svg"):
            image = svg(self.sheet.picture, self.sheet.picture.look_up())
            return URLFetcherResponse(url, image.encode(), {"Content-Type": SVG})
        if url.startswith(f"{BASE}/qr.svg"):
            address = self.request.build_absolute_uri(str(QueryDict(parts.query)[TO]))
            return URLFetcherResponse(url, code_for_cameras(address), {"Content-Type": SVG})
        raise ValueError(f"not a part of the sheet: {url}")
