"""What the features of a layer say together, as charts that are tables."""

from django.http import HttpResponse
from django.shortcuts import render

from layers import counting
from layers.figures import charts
from layers.layer import Layer
from layers.query import select
from layers.viewer import ViewerRequest


def figures(request: ViewerRequest, layer: Layer) -> HttpResponse:
    """`/<layer>/figures`, filtered by the same words as every surface; a page that needs no script."""
    selection = select(layer, request.viewer, request.GET)
    context = {
        "layer": layer,
        "charts": charts(selection),
        "count": counting.count(selection),
        "words": request.GET.urlencode(),
    }
    return render(request, "layers/figures.html", context)
