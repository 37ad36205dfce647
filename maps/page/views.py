"""The public map: one page that is whole without a script, and becomes the map with one."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from layers import counting, stamps
from layers.legends import describe
from layers.query import select_each
from layers.record import nearest
from layers.registry import catalogue
from layers.viewer import ViewerRequest
from maps.page.catalogue import document
from maps.page.state import LAYERS, read

LIST_LENGTH = 40


def map_page(request: ViewerRequest) -> HttpResponse:
    """`/`: the map and its panel."""
    state = read(request.GET)
    shown = document(request.viewer)
    on = {layer.slug for layer in state.layers}
    if LAYERS not in request.GET:
        on = {slug for slug in on if shown["layers"][slug]["shown"]}
    groups = [
        (group["title"], [(catalogue[slug], shown["layers"][slug], slug in on) for slug in group["layers"]])
        for group in shown["groups"]
    ]
    response = render(request, "maps/map.html", {"document": shown, "groups": groups})
    response.headers["Cache-Control"] = "no-cache"
    return response


def list_fragment(request: ViewerRequest) -> HttpResponse:
    """`/list?layers=…&bbox=…`: what the map shows, as a list: the same selection in words."""
    state = read(request.GET)
    selections = select_each(state.layers, request.viewer, state.words)
    count = sum(counting.count(selection) for selection in selections)
    found = [
        record for selection in selections for record in nearest(selection, *state.near, limit=LIST_LENGTH)
    ]
    found.sort(key=lambda record: record.distance or 0)
    shown = found[:LIST_LENGTH]
    return render(request, "maps/list.html", {"records": shown, "count": count, "shown": len(shown)})


def counts(request: ViewerRequest) -> JsonResponse:
    """`/counts?layers=…&bbox=…`: the legends' counts for the present view and filters."""
    state = read(request.GET)
    selections = select_each(state.layers, request.viewer, state.words)
    versions = stamps.versions()
    return JsonResponse(
        {s.layer.slug: describe(s) | {"version": versions.get(s.layer.slug, 0)} for s in selections}
    )
