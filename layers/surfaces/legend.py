"""The legend of a layer with counts for the present view and filters: the same data as the map's symbols."""

from django.http import JsonResponse

from layers import stamps
from layers.layer import Layer
from layers.legends import describe
from layers.negotiation import revalidated
from layers.query import select
from layers.viewer import ViewerRequest


def legend(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/legend/<layer>`: the classes in order, each with its symbol and count; the sum is `total`."""
    selection = select(layer, request.viewer, request.GET)
    tag = stamps.etag(stamps.version([layer]), request.viewer, request.get_full_path(), request.LANGUAGE_CODE)
    return revalidated(request, tag, lambda: JsonResponse(describe(selection)))
