"""`/map.svg` and `/map.png`: a view of the map as a picture, by the same words as the map's page."""

from django.http import HttpResponse

from layers import stamps
from layers.negotiation import revalidated
from layers.viewer import ViewerRequest
from maps.page.picture.raster import png
from maps.page.picture.svg import Picture, svg


def map_svg(request: ViewerRequest) -> HttpResponse:
    """`/map.svg?layers=…&at=…&width=720&height=480&theme=light`."""
    return _answer(request, "image/svg+xml")


def map_png(request: ViewerRequest) -> HttpResponse:
    """`/map.png`: the same in pixels, two for each one that is asked for: it is looked at closely."""
    return _answer(request, "image/png")


def _answer(request: ViewerRequest, media_type: str) -> HttpResponse:
    picture = Picture.read(request.GET, request.viewer)
    version = stamps.version(picture.layers)
    tag = stamps.etag(version, request.viewer, request.get_full_path(), request.LANGUAGE_CODE)

    def drawn() -> HttpResponse:
        image = svg(picture, picture.look_up())
        return HttpResponse(png(image) if media_type == "image/png" else image, content_type=media_type)

    return revalidated(request, tag, drawn)
