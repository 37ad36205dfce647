"""The public map: one page that is whole without a script, and becomes the map with one."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date

from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.db.models import Min
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from layers import counting, stamps
from layers.areas import NEAR
from layers.extent import extent
from layers.figures import charts
from layers.legends import describe
from layers.query import PROFILE, Selection, select_each
from layers.registry import catalogue
from layers.viewer import ViewerRequest
from maps.embedding import is_embedded
from maps.page import leftovers
from maps.page.asked import address_of
from maps.page.catalogue import document
from maps.page.chips import chips, metres
from maps.page.embedded import embedded, fingerprint
from maps.page.place import RADII
from maps.page.presets import presets, topical
from maps.page.results import Order, results
from maps.page.state import AT, LAYERS, LIST_LENGTH, LONGEST_LIST, PANEL, PANELS, forgive, read


def map_page(request: ViewerRequest) -> HttpResponse:
    """`/`: the map and its panel."""
    sound, dropped = forgive(request.GET, request.viewer)
    dropped += getattr(request, "left_out", [])
    state = read(sound)
    profile = sound.get(PROFILE, "")
    shown = document(request.viewer, profile) | {"dropped": [word for word in dropped if word != LAYERS]}
    if AT not in sound:
        shown["extent"] = _extent(select_each(state.layers, request.viewer, state.words))
    on = {layer.slug for layer in state.layers}
    if LAYERS not in request.GET:
        on = {slug for slug in on if shown["layers"][slug]["shown"]}
    groups = [
        (
            group["title"],
            [
                (catalogue[slug].seen_by(profile), shown["layers"][slug], slug in on)
                for slug in group["layers"]
            ],
        )
        for group in shown["groups"]
    ]
    context = {
        "document": shown,
        "words": sound,
        "panel": sound.get(PANEL) or PANELS[0],
        "fingerprint": fingerprint(),
        "dropped": leftovers.told(dropped, request.viewer),
        "groups": groups,
        "presets": presets(),
        "topical": ",".join(layer.slug for layer in topical()),
        "orders": [choice for choice in Order.choices if profile or choice[0] != Order.FIT],
        "profile": profile,
        "profiles": catalogue.profiles.items(),
        "radii": [(length, metres(length)) for length in RADII],
    }
    if is_embedded(request):
        context |= embedded(request, state)
        response = render(request, "maps/embedded.html", context)
    else:
        response = render(request, "maps/map.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _extent(selections: Iterable[Selection]) -> tuple[float, ...] | None:
    """What the map moves to: west, south, east, north."""
    box = extent(selections)
    return astuple(box) if box else None


def list_fragment(request: ViewerRequest) -> HttpResponse:
    """`/list?layers=…&bbox=…`: what the map shows, as a list: the same selection in words.

    `order` is near (from the place that is asked for, else from the city's centre), new or name; `shown` is how many.
    """
    state = read(request.GET)
    selections = select_each(state.layers, request.viewer, state.words)
    count = sum(counting.count(selection) for selection in selections)
    found = results(selections, state.order, state.near, limit=state.shown, asked=state.is_placed)
    context = {
        "results": found,
        "place": request.GET[NEAR] if state.is_placed else "",
        "count": count,
        "by_distance": state.order in (Order.NEAR, Order.FIT),
        "in_area": any(selection.areas for selection in selections),
        "first_day": _first_day(selections) if not count and any(one.as_of for one in selections) else None,
        "is_away": not found and any(map(_is_away, selections)),
        "more": min(state.shown + LIST_LENGTH, LONGEST_LIST)
        if len(found) == state.shown < LONGEST_LIST
        else 0,
        "chips": list(chips(selections)),
        "alerts": address_of(request.GET),
        "files": [(selection.layer, state.words_of(selection.layer)) for selection in selections],
    }
    return render(request, "maps/list.html", context)


def _first_day(selections: Iterable[Selection]) -> date | None:
    """The day from which on the map remembers any of these layers, as far as everybody may know."""
    known = [one.layer.features(one.viewer).aggregate(first=Min("created_at"))["first"] for one in selections]
    first = min((moment for moment in known if moment), default=None)
    return timezone.localdate(first) if first else None


def _is_away(selection: Selection) -> bool:
    """Whether what is asked for, a view or an area, lies outside of the city altogether."""
    city = Polygon.from_bbox(settings.CITY.bounds)
    city.srid = 4326
    asked = [selection.box] if selection.box else list(selection.areas)
    return bool(asked) and all(not one.polygon.intersects(city) for one in asked)


def figures(request: ViewerRequest) -> HttpResponse:
    """`/figures?layers=…&bbox=…`: what the features in view say together, layer by layer."""
    state = read(request.GET)
    selections = select_each(state.layers, request.viewer, state.words)
    told = [
        (selection.layer, charts(selection), state.words_of(selection.layer), counting.count(selection))
        for selection in selections
    ]
    return render(request, "maps/figures.html", {"told": told})


def counts(request: ViewerRequest) -> JsonResponse:
    """`/counts?layers=…&bbox=…`: the legends' counts for the present view and filters."""
    state = read(request.GET)
    selections = select_each(state.layers, request.viewer, state.words)
    versions = stamps.versions()
    return JsonResponse(
        {s.layer.slug: describe(s) | {"version": versions.get(s.layer.slug, 0)} for s in selections}
    )
