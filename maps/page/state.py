"""The words of the page's address. The map, the list, the counts and a shared link speak the same grammar."""

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.areas import NEAR, parse_near
from layers.layer import Layer
from layers.problems import BadParameter
from layers.registry import catalogue

LAYERS = "layers"
#: words of the page itself: the view, what is picked, and how the page looks
OWN = frozenset({LAYERS, "at", "pick", "lang", "theme", "view", "panel"})


@dataclass(frozen=True)
class State:
    """The layers that are on, and the words that select their features (`bbox`, `q`, `kiosks.permit_state`)."""

    layers: tuple[Layer, ...]
    words: QueryDict
    #: longitude and latitude that a list is ordered from; the city's centre unless it is asked for
    near: tuple[float, float]


def read(params: QueryDict) -> State:
    """Read a query string. Raises BadParameter for a layer that is not there.

    Without `layers` those are on that a first visitor sees.
    """
    raw = params.get(LAYERS)
    if raw is None:
        layers = first_layers()
    else:
        slugs = dict.fromkeys(slug for slug in raw.split(",") if slug)
        unknown = [slug for slug in slugs if slug not in catalogue]
        if unknown:
            raise BadParameter(_("There is no layer %(name)s.") % {"name": unknown[0][:60]}, parameter=LAYERS)
        layers = tuple(catalogue[slug] for slug in slugs)
    words = params.copy()
    for name in OWN:
        words.pop(name, None)
    # Filters of layers that are off stay in the address, and select nothing.
    on = {layer.slug for layer in layers}
    for name in list(words):
        slug = name.partition(".")[0]
        if slug != name and slug in catalogue and slug not in on:
            words.pop(name)
    near = params.get(NEAR)
    return State(layers, words, parse_near(near)[0] if near is not None else settings.CITY.centre)


def first_layers() -> tuple[Layer, ...]:
    """The layers that a first visitor sees: the city's choice, or that of the layers."""
    chosen = settings.CITY.shown
    return tuple(
        layer for layer in catalogue.shown if (layer.slug in chosen if chosen else layer.shown_at_first)
    )
