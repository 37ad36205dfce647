"""Everything about one place: what it is called, what it belongs to, and what stands near it, of all layers together.

A page for whoever asks «what is here?» without the map; a few lines of it stand on the card of each object.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from layers import figures
from layers.areas import NEAR, Circle, parse_near
from layers.changes import history
from layers.layer import Group, Layer
from layers.legends import describe
from layers.locating.crossings import crossing
from layers.negotiation import refuse_others
from layers.neighbours import close_to
from layers.query import LANGUAGE, PROFILE, TEXT, Selection, parse_profile, parse_text, select
from layers.record import Record, likeliest, likeness, nearest, records
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.viewer import PUBLIC, Viewer, ViewerRequest
from maps.page import place
from maps.page.chips import metres
from maps.page.presets import topical
from maps.page.results import Result

#: metres where none are asked for, and within which something is a neighbour
CLOSE = 300
#: so many objects of a layer are told; more stand in its list
_MOST = 3
#: layers that are told openly; the others are folded. And classes that are named in the summary
_OPEN, _NAMED = 4, 2
_MOST_NEIGHBOURS = 5
_MOST_PLACES = 20
_MOST_MOMENTS = 5
_WORDS = {NEAR, TEXT, LANGUAGE, PROFILE}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What one layer has near a place: the nearest first, how many in all, and how many in each class of its legend."""

    layer: Layer
    results: list[Result]
    count: int
    classes: list[dict[str, Any]]
    #: sums of money by currency, never added to one another: what it is, and how much
    sums: list[tuple[str, str]]

    @property
    def said(self) -> list[str]:
        """What it comes to, in short: the greatest classes, and the sums."""
        most = sorted(self.classes, key=lambda entry: -entry["count"])[:_NAMED]
        named = [f"{entry['title'].lower()} {entry['count']}" for entry in most if len(self.classes) > 1]
        return [
            *([", ".join(named)] if named else []),
            *(f"{what.lower()} {money}" for what, money in self.sums),
        ]


def around(request: ViewerRequest) -> HttpResponse:
    """`/around?near=longitude,latitude[,metres]`: the place. `/around?q=`: the addresses and streets that it may be.

    Raises BadParameter.
    """
    refuse_others(request, _WORDS)
    profile = parse_profile(request.GET.get(PROFILE, ""))
    if NEAR in request.GET:
        return render(request, "maps/around.html", _told(request.viewer, request.GET[NEAR], profile))
    return search(request)


def search(request: ViewerRequest, flaw: str = "") -> HttpResponse:
    """The addresses and streets that a page of a place may be asked about, at that page's own address; `flaw`: why a
    place has to be looked for. Raises BadParameter."""
    text = parse_text(request.GET.get(TEXT, ""))
    if crossed := crossing(text):
        words = request.GET.copy()
        del words[TEXT]
        words[NEAR] = "{:f},{:f}".format(*crossed[1:])
        return HttpResponseRedirect(f"{request.path}?{words.urlencode(safe=',')}")
    told = {
        "text": text,
        "places": places(text) if text else [],
        "flaw": flaw,
        "is_story": request.path == "/thread",
    }
    return render(request, "maps/place_search.html", told)


def beside(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/beside`: what the panel tells below a card, once that is read: neighbours, and what happened.

    Raises NotHere.
    """
    profile = parse_profile(request.GET.get(PROFILE, ""))
    record = one(layer.seen_by(profile), request, number)
    viewer = request.viewer.on(layer.model)
    happened = history(layer, viewer, number)[:_MOST_MOMENTS] if layer.keeps_history else []
    words = {"record": record, "results": neighbours(record, request.viewer, profile), "history": happened}
    return render(request, "maps/beside.html", words)


def neighbours(record: Record, viewer: Viewer, profile: str = "") -> list[Result]:
    """The few objects nearest to one, of all layers that people ask for, as far as the viewer may see them; without
    what is said of the object itself."""
    if record.centre is None:
        return []
    found = close_to(*record.centre, CLOSE, viewer, limit=2 * _MOST_NEIGHBOURS, layers=_judged(profile))
    others = [near for near in found if record.url not in (near.url, *near.values.values())]
    return [Result(near, record.centre) for near in others[:_MOST_NEIGHBOURS]]


def _judged(profile: str) -> list[Layer]:
    return [layer.seen_by(profile) for layer in topical()]


def _told(viewer: Viewer, raw: str, profile: str) -> dict[str, object]:
    here, asked = parse_near(raw)
    circle = asked or Circle(*here, CLOSE)
    # What the city decides and pays for at a corner comes before what stands there.
    layers = sorted(_judged(profile), key=lambda layer: layer.group is not Group.CIVIC)
    groups = [_neighbours(_selection(layer, viewer, circle), here) for layer in layers]
    near = [group for group in groups if group.count]
    return {
        "name": place.name_of(*here),
        "longitude": here[0],
        "latitude": here[1],
        "circle": circle,
        "radius": metres(circle.metres),
        "radii": [(length, metres(length)) for length in place.RADII],
        "parts": list(_parts_of_the_city(here)),
        "is_away": not place.is_in_the_city(*here),
        "groups": near,
        "first": near[:_OPEN],
        "others": near[_OPEN:],
        "absent": [group.layer for group in groups if not group.count],
        "count": sum(group.count for group in groups),
    }


def _selection(layer: Layer, viewer: Viewer, circle: Circle) -> Selection:
    words = QueryDict(mutable=True)
    words[NEAR] = f"{circle.longitude},{circle.latitude},{circle.metres}"
    return select(layer, viewer, words)


def _neighbours(selection: Selection, here: tuple[float, float]) -> Neighbours:
    legend = describe(selection)
    found = nearest(selection, *here, limit=_MOST) if legend["total"] else []
    classes = [entry for entry in legend["classes"] if entry["count"]]
    sums = list(figures.sums(selection)) if legend["total"] else []
    return Neighbours(
        selection.layer,
        # In a straight line nobody walks: of a whole page of places metres and direction are true, minutes are not.
        [Result(record, here, walks=False) for record in found],
        legend["total"],
        classes,
        sums,
    )


def _parts_of_the_city(here: tuple[float, float]) -> Iterator[Record]:
    """The settlement, the district: the areas that a place lies in."""
    for layer in catalogue:
        if layer.divides:
            spot = Circle(*here, 1)
            yield from records(
                Selection(layer, PUBLIC, layer.columns_for(PUBLIC), areas=(spot,)), limit=_MOST
            )


def places(text: str) -> Sequence[Record]:
    """The addresses, streets and other places that are called so and lie somewhere, the likeliest first."""
    words = QueryDict(mutable=True)
    words[TEXT] = text
    named = (layer for layer in catalogue if layer.is_place)
    found = [
        record for layer in named for record in likeliest(select(layer, PUBLIC, words), limit=_MOST_PLACES)
    ]
    found.sort(key=lambda record: likeness(record, text))
    return [record for record in found if record.centre][:_MOST_PLACES]
