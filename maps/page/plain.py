"""The map without a script: the same address shows the same, as a picture, a card, chips, legends and a list.

The map's page leads here by itself where scripts are off; every control is a link or a form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers import counting
from layers.layer import Layer
from layers.legends import describe
from layers.problems import NotHere
from layers.query import PROFILE, TEXT, select_each
from layers.record import Record
from layers.registry import catalogue
from layers.surfaces import search
from layers.surfaces.cards import one
from layers.viewer import ViewerRequest
from maps.page import leftovers
from maps.page.asked import address_of
from maps.page.chips import chips
from maps.page.presets import presets
from maps.page.results import results
from maps.page.state import LAYERS, LIST_LENGTH, LONGEST_LIST, SHOWN, forgive, read

PLAIN = "/plain"
_PICK, _FIND, _THEME = "pick", "find", "theme"


@dataclass(frozen=True, slots=True)
class Switch:
    """A layer, whether it is on, and the address at which it is otherwise; its legend as links."""

    layer: Layer
    is_on: bool
    address: str
    legend: list[tuple[dict[str, Any], str]]
    filters: str


def plain(request: ViewerRequest) -> HttpResponse:
    """`/plain?…`: the words are those of the map's page."""
    sound, dropped = forgive(request.GET, request.viewer)
    state = read(sound)
    selections = select_each(state.layers, request.viewer, state.words)
    count = sum(counting.count(selection) for selection in selections)
    found = results(selections, state.order, state.near, limit=state.shown, asked=state.is_placed)
    is_more = count > len(found) and state.shown < LONGEST_LIST
    text = sound.get(_FIND, "")
    profile = sound.get(PROFILE, "")
    record, missing = _picked(request, sound.get(_PICK, ""), profile)
    context = {
        "words": sound,
        "dropped": leftovers.told(dropped, request.viewer),
        "record": record,
        "layer": record.layer if record else None,
        "missing": missing,
        "card_closed": _address(sound, **{_PICK: ""}),
        "found": search.told(request.viewer, text, profile=profile) if text else None,
        "chips": [(chip.title, _address(sound, **{chip.word: ""})) for chip in chips(selections)],
        "profiles": [
            (title, _address(sound, **{PROFILE: name}), name == profile)
            for name, title in {"": _("everybody"), **catalogue.profiles}.items()
        ],
        "presets": [(preset.title, f"{PLAIN}?{preset.words}") for preset in presets()],
        "switches": list(_switches(request, sound, state.layers, selections)),
        "count": count,
        "alerts": address_of(sound),
        "results": found,
        "more": _address(sound, **{SHOWN: str(min(state.shown + LIST_LENGTH, LONGEST_LIST))})
        if is_more
        else "",
        "kept": [pair for pair in sound.items() if pair[0] not in (_FIND, _PICK, TEXT)],
    }
    response = render(request, "maps/plain.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _picked(request: ViewerRequest, pick: str, profile: str) -> tuple[Record | None, bool]:
    """The object that the address names, and whether it names one that is not to be seen."""
    slug, _slash, number = pick.partition("/")
    if not pick or slug not in catalogue or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None, bool(pick)
    try:
        return one(catalogue[slug].seen_by(profile), request, int(number)), False
    except NotHere:
        return None, True


def _switches(
    request: ViewerRequest, words: QueryDict, on: tuple[Layer, ...], selections: list[Any]
) -> Iterator[Switch]:
    selected = {selection.layer.slug: selection for selection in selections}
    slugs = [layer.slug for layer in on]
    for layer in (each.seen_by(words.get(PROFILE, "")) for each in catalogue.shown):
        is_on = layer.slug in slugs
        others = [slug for slug in slugs if slug != layer.slug] if is_on else [*slugs, layer.slug]
        field = layer.style.field
        legend = describe(selected[layer.slug])["classes"] if is_on and field else []
        links = [
            (entry, _address(words, **{f"{layer.slug}.{field}": entry["value"]}))
            for entry in legend
            if entry["count"]
        ]
        own = {
            name.partition(".")[2]: str(value)
            for name, value in words.items()
            if name.startswith(f"{layer.slug}.")
        }
        filters = QueryDict(mutable=True)
        filters.update(own)
        yield Switch(
            layer,
            is_on,
            _address(words, **{LAYERS: ",".join(others)}),
            links,
            f"/{layer.slug}/?{filters.urlencode()}",
        )


def _address(words: QueryDict, **changes: str) -> str:
    """The same page with other words; an empty one is taken out, but that of the layers."""
    changed = words.copy()
    for name, value in changes.items():
        if value or name == LAYERS:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"{PLAIN}?{changed.urlencode(safe='/,;')}"
