"""A page of ours laid out as a PDF, from this process alone: WeasyPrint asks the network for nothing.

Domains that issue documents reach it through `settings.PAPER`: they know neither the picture of the map nor fonts.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import QueryDict
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from layers.viewer import PUBLIC
from maps.page.picture.fonts import FAMILY, fonts
from maps.page.picture.svg import Picture, svg
from maps.page.sharing import TO, code_for_cameras

#: where the parts of a file are looked up: nothing is asked of any host
BASE = "http://map"
SVG = "image/svg+xml"
#: for the archive, with its structure told to screen readers
_ARCHIVE = "pdf/a-2a"


def pdf(page: str, pictures: Mapping[str, bytes]) -> bytes:
    """A document as PDF/A. It may name `/map.svg?…` (the map as everybody sees it), `/qr.svg?to=…` with a whole
    address, style sheets, and the given `pictures` (JPEG) by their path."""
    known, parts = FontConfiguration(), _Parts(pictures)
    styles = [CSS(string=faces(), base_url=BASE, url_fetcher=parts, font_config=known)]
    content: bytes = HTML(string=page, base_url=BASE, url_fetcher=parts).write_pdf(
        stylesheets=styles, font_config=known, pdf_variant=_ARCHIVE
    )
    return content


def faces() -> str:
    """The page's font as WeasyPrint can read it."""
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{BASE}/font/{weight}") }}'
        for weight in fonts()
    )


def common_part(url: str) -> URLFetcherResponse | None:
    """What every sheet refers to: fonts and style sheets."""
    path = urlsplit(url).path
    if url.startswith(f"{BASE}/font/"):
        return URLFetcherResponse(url, fonts()[int(path[6:])].read_bytes())
    if path.startswith("/static/") and path.endswith(".css"):
        content = _static(path.removeprefix("/static/")).read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": "text/css"})
    return None


def _static(name: str) -> Path:
    """A file of the page, collected under its own name or not yet."""
    collected = Path(staticfiles_storage.path(name))
    return collected if collected.exists() else Path(finders.find(name) or collected)


class _Parts(URLFetcher):
    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        common = common_part(url)
        if common is not None:
            return common
        parts = urlsplit(url)
        words = QueryDict(parts.query)
        if url.startswith(f"{BASE}/map.svg"):
            picture = Picture.read(words, PUBLIC)
            return URLFetcherResponse(url, svg(picture, picture.look_up()).encode(), {"Content-Type": SVG})
        if url.startswith(f"{BASE}/qr.svg"):
            return URLFetcherResponse(url, code_for_cameras(str(words[TO])), {"Content-Type": SVG})
        if url.startswith(BASE) and parts.path in self.pictures:
            return URLFetcherResponse(url, self.pictures[parts.path], {"Content-Type": "image/jpeg"})
        raise ValueError(f"not a part of the document: {url}")
