"""One box over everything: objects of all layers, streets by new and former names, addresses, layers, coordinates.

What finds nothing as it was typed is read otherwise (layers.readings), and the answer says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from layers.areas import NEAR, parse_near
from layers.coordinates import parse_coordinates
from layers.distance import metres_between
from layers.fields import Audience
from layers.kinds import Kind, choices
from layers.layer import Layer
from layers.negotiation import refuse_others
from layers.query import LANGUAGE, PROFILE, TEXT, parse_profile, parse_text, select
from layers.readings import as_called, readings
from layers.record import Record, likeliest, likeness
from layers.registry import catalogue
from layers.viewer import Viewer, ViewerRequest
from layers.words import stems

FRAGMENT = "fragment"
#: letters: fewer begin too many words
_LEAST_OF_A_LAYER = 3
_HITS, _SUGGESTIONS, _MOST_SUGGESTIONS, _MOST_QUESTIONS = 20, 5, 10, 2


@dataclass(frozen=True)
class Found:
    """What a text finds, layer by layer, the likeliest first; `reading` is the text that found it."""

    reading: str
    groups: list[tuple[Layer, list[Record]]]

    @property
    def likeliest(self) -> list[Record]:
        """The hits of all layers in one order."""
        hits = chain.from_iterable(hits for _layer, hits in self.groups)
        return sorted(hits, key=lambda record: likeness(record, self.reading))


def search(request: ViewerRequest) -> HttpResponse:
    """`/search?q=`: hits of every layer, as a page that needs no script; with `fragment=1` the hits alone, for the
    map's panel; with `near=longitude,latitude` how far each is from there. Raises BadParameter."""
    template = "layers/search_fragment.html" if request.GET.get(FRAGMENT) else "layers/search.html"
    text = _asked(request)
    place = parse_near(request.GET[NEAR])[0] if NEAR in request.GET else None
    profile = parse_profile(request.GET.get(PROFILE, ""))
    return render(request, template, told(request.viewer, text, place, profile))


def told(
    viewer: Viewer, text: str, origin: tuple[float, float] | None = None, profile: str = ""
) -> dict[str, Any]:
    """What a text finds, as the template of the hits tells it; `origin`: longitude and latitude that distances are
    from; `profile`: whom what is found is judged for."""
    place = _place(text)
    # Whoever gives coordinates or a crossing has said all: nothing is read into them.
    found = Found(text, []) if place else _find(viewer, text, _HITS + 1, profile)
    return {
        "text": text,
        "groups": [
            (layer, [_measured(hit, origin) for hit in hits[:_HITS]], len(hits) > _HITS)
            for layer, hits in found.groups
        ],
        "is_measured": origin is not None,
        "questions": _questions(text),
        "reading": found.reading if found.reading != text else "",
        "query": found.reading,
        "layers": _layers(text) or _layers(as_called(text)),
        "choices": _kinds(viewer, text),
        "place": place,
    }


def suggest(request: ViewerRequest) -> JsonResponse:
    """`/suggest?q=`: at most ten suggestions, of at most five from one layer, for the search box; `reading` is what
    they are for, if that is not what was asked. Raises BadParameter.

    A suggestion with `shows` is a layer; one with `address` is a place to ask what is near it.
    """
    text = _asked(request)
    place = _place(text)
    if place:
        return JsonResponse({"suggestions": [place]})
    general = [
        *map(_question, _questions(text)),
        *map(_named, _layers(text) or _layers(as_called(text))),
        *map(_chosen, _kinds(request.viewer, text)),
    ]
    found = _find(request.viewer, text, _SUGGESTIONS, parse_profile(request.GET.get(PROFILE, "")))
    hits = [_suggestion(record) for record in found.likeliest[: _MOST_SUGGESTIONS - len(general)]]
    answer: dict[str, Any] = {"suggestions": [*general, *hits]}
    if hits and found.reading != text:
        answer["reading"] = found.reading
    return JsonResponse(answer)


def _asked(request: ViewerRequest) -> str:
    refuse_others(request, (TEXT, LANGUAGE, FRAGMENT, NEAR, PROFILE))
    return parse_text(request.GET.get(TEXT, ""))


def _suggestion(record: Record) -> dict[str, Any]:
    return {
        "title": record.headline,
        "layer": record.layer.slug,
        "kind": str(record.layer.title),
        "address": record.layer.is_address,
        "note": " · ".join(_note(record)),
        "url": record.url,
        "centre": record.centre,
        "id": record.id,
    }


def _place(text: str) -> dict[str, Any] | None:
    """The place that a text gives by its coordinates, or as the crossing of two streets."""
    if here := parse_coordinates(text):
        longitude, latitude = here
        title, kind = f"{latitude:.5f}, {longitude:.5f}", _("Place by its coordinates")
    elif crossing := import_string(settings.CROSSINGS)(text):
        title, longitude, latitude = crossing
        kind = _("Crossing")
    else:
        return None
    return {
        "title": title,
        "layer": "",
        "kind": kind,
        "address": True,
        "note": "",
        "url": f"/around?near={longitude:f},{latitude:f}",
        "centre": (longitude, latitude),
        "id": 0,
    }


def _layers(text: str) -> list[Layer]:
    """The layers that are called so: every word begins one of the title's."""
    asked = stems(text)
    if len(text) < _LEAST_OF_A_LAYER or not asked:
        return []
    return [
        layer
        for layer in catalogue.shown
        if all(any(word.startswith(part) for word in stems(str(layer.title))) for part in asked)
    ]


def _questions(text: str) -> list[Any]:
    """The questions of the map's page that a text begins to ask, such as «незаконні кіоски»; one word asks none."""
    asked = [word for word in stems(text) if len(word) >= _LEAST_OF_A_LAYER]
    if len(asked) < 2:
        return []
    return [
        question
        for question in import_string(settings.QUESTIONS)()
        if all(any(word.startswith(part) for word in stems(str(question.title))) for part in asked)
    ][:_MOST_QUESTIONS]


def _kinds(viewer: Viewer, text: str) -> list[Kind]:
    """The kinds of objects that a text names, in the map's words or in those that people use."""
    return choices(viewer, text) or choices(viewer, as_called(text))


def _measured(record: Record, origin: tuple[float, float] | None) -> Record:
    if origin is None or record.centre is None:
        return record
    return replace(record, distance=metres_between(origin, record.centre))


def _question(question: Any) -> dict[str, Any]:
    return {
        "title": str(question.title),
        "layer": "",
        "asks": question.words,
        "kind": _("Question to the map"),
        "address": False,
        "note": "",
        "url": f"/?{question.words}",
        "centre": None,
        "id": 0,
    }


def _named(layer: Layer) -> dict[str, Any]:
    return {
        "title": str(layer.title),
        "layer": layer.slug,
        "shows": layer.slug,
        "kind": _("Layer of the map"),
        "address": False,
        "note": "",
        "url": f"/{layer.slug}/",
        "centre": None,
        "id": 0,
    }


def _chosen(kind: Kind) -> dict[str, Any]:
    return {
        "title": kind.title,
        "layer": kind.layer.slug,
        "asks": kind.words_of_map,
        "kind": str(kind.layer.title),
        "address": False,
        "note": _("all of this kind") if not kind.text else f"«{kind.text}»",
        "url": kind.url,
        "centre": None,
        "id": 0,
    }


def _note(record: Record) -> list[str]:
    status = [record.symbol["title"]] if record.layer.style.field else []
    return [*status, *record.brief]


def _find(viewer: Viewer, text: str, limit: int, profile: str) -> Found:
    if len(text) < 2 or not stems(text):
        return Found(text, [])
    for reading in chain([text], readings(text)):
        groups = list(_hits(viewer, reading, limit, profile))
        if groups:
            groups.sort(key=lambda group: likeness(group[1][0], reading))
            return Found(reading, groups)
    return Found(text, [])


def _hits(viewer: Viewer, text: str, limit: int, profile: str) -> Iterator[tuple[Layer, list[Record]]]:
    params = QueryDict(mutable=True)
    params[TEXT], params[PROFILE] = text, profile
    for layer in catalogue:
        if any(layer.searchable(audience) for audience in Audience):
            hits = likeliest(select(layer, viewer, params), limit=limit)
            if hits:
                yield layer, sorted(hits, key=lambda record: likeness(record, text))
