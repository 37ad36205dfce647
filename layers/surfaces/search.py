"""One box over everything: objects of all layers, streets by new and former names, addresses."""

from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

from layers.fields import Audience
from layers.layer import Layer
from layers.query import select
from layers.record import Record, records
from layers.registry import catalogue
from layers.viewer import Viewer, ViewerRequest
from layers.words import fold

_HITS, _SUGGESTIONS, _MOST_SUGGESTIONS = 20, 5, 10


def search(request: ViewerRequest) -> HttpResponse:
    """`/search?q=`: hits of every layer, as a page that needs no script."""
    text = request.GET.get("q", "")
    groups = [
        (layer, sorted(hits, key=lambda record: _rank(record.title, text)))
        for layer, hits in _hits(request.viewer, text, _HITS)
        if hits
    ]
    groups.sort(key=lambda group: _rank(group[1][0].title, text))
    return render(request, "layers/search.html", {"text": text, "groups": groups})


def suggest(request: ViewerRequest) -> JsonResponse:
    """`/suggest?q=`: at most ten suggestions, of at most five from one layer, for the search box.

    What is called so comes before what only says so somewhere («вул. Шевченка» before a kiosk on it).
    """
    text = request.GET.get("q", "")
    found = [record for _layer, hits in _hits(request.viewer, text, _SUGGESTIONS) for record in hits]
    found.sort(key=lambda record: _rank(record.title, text))
    return JsonResponse({"suggestions": [_suggestion(record) for record in found[:_MOST_SUGGESTIONS]]})


def _suggestion(record: Record) -> dict[str, Any]:
    return {
        "title": record.title,
        "layer": record.layer.slug,
        "kind": str(record.layer.title),
        "note": " · ".join(_note(record)),
        "url": record.url,
        "centre": record.centre,
        "id": record.id,
    }


def _note(record: Record) -> list[str]:
    status = [record.symbol["title"]] if record.layer.style.field else []
    return [*status, *record.brief]


def _rank(title: str, text: str) -> tuple[bool, int]:
    """What is called so comes first, and of that the shortest name: «площа Соборна» before a fountain on it."""
    words, asked = fold(title).split(), fold(text).split()
    is_called = all(any(word.startswith(part) for word in words) for part in asked)
    return not is_called, len(words) - len(asked)


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
