"""One box over everything: objects of all layers, streets by new and former names, addresses."""

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

from layers.fields import Audience
from layers.layer import Layer
from layers.query import select
from layers.record import Record, records
from layers.registry import catalogue
from layers.viewer import Viewer, ViewerRequest

_HITS, _SUGGESTIONS, _MOST_PER_LAYER = 20, 5, 10


def search(request: ViewerRequest) -> HttpResponse:
    """`/search?q=`: hits of every layer, as a page that needs no script."""
    text = request.GET.get("q", "")
    groups = [(layer, hits) for layer, hits in _hits(request.viewer, text, _HITS) if hits]
    return render(request, "layers/search.html", {"text": text, "groups": groups})


def suggest(request: ViewerRequest) -> JsonResponse:
    """`/suggest?q=`: at most ten suggestions, of at most five from one layer, for the search box."""
    found = [
        {
            "title": record.title,
            "layer": layer.slug,
            "kind": str(layer.title),
            "note": ", ".join(fact.text for fact in record.leading[:2]),
            "url": record.url,
            "centre": record.centre,
            "id": record.id,
        }
        for layer, hits in _hits(request.viewer, request.GET.get("q", ""), _SUGGESTIONS)
        for record in hits
    ]
    return JsonResponse({"suggestions": found[:_MOST_PER_LAYER]})


def _hits(viewer: Viewer, text: str, limit: int) -> list[tuple[Layer, list[Record]]]:
    if len(text.strip()) < 2:
        return []
    params = QueryDict(mutable=True)
    params["q"] = text
    return [
        (layer, records(select(layer, viewer, params), limit=limit))
        for layer in catalogue
        if any(layer.searchable(audience) for audience in Audience)
    ]
