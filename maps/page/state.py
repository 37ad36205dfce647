"""The words of the page's address. The map, the list, the counts and a shared link speak the same grammar."""

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.areas import NEAR, parse_near
from layers.layer import Layer
from layers.problems import BadParameter
from layers.query import PROFILE, select_each
from layers.registry import catalogue
from layers.viewer import Viewer
from maps.page.results import Order

LAYERS = "layers"
ORDER = "order"
SHOWN = "shown"
#: words of the page itself: the view, what is picked, and how the page looks
AT, PICK, PANEL = "at", "pick", "view"
OWN = frozenset({LAYERS, ORDER, SHOWN, AT, PICK, "lang", "theme", PANEL, "embed", "find"})
PANELS = ("layers", "list", "charts")
#: so many results a list has at first, and so many more each time one asks
LIST_LENGTH = 40
LONGEST_LIST = 400


@dataclass(frozen=True)
class State:
    """The layers that are on, and the words that select their features (`bbox`, `q`, `kiosks.permit_state`)."""

    layers: tuple[Layer, ...]
    words: QueryDict
    #: longitude and latitude that a list is ordered from; the city's centre unless it is asked for
    near: tuple[float, float]
    #: whether the way from there is told: a place was asked for, not the middle of a view
    is_placed: bool
    order: Order
    #: how many results a list has
    shown: int

    def words_of(self, layer: Layer) -> str:
        """The query string that selects the same of one layer at that layer's own addresses."""
        words = QueryDict(mutable=True)
        for name, values in self.words.lists():
            slug, dot, word = name.partition(".")
            if not dot or slug == layer.slug:
                words.setlist(word if dot else name, values)
        return words.urlencode()


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
    near, circle = parse_near(str(params[NEAR])) if NEAR in params else (settings.CITY.centre, None)
    return State(layers, words, near, circle is not None, _order(params), _shown(params))


def _order(params: QueryDict) -> Order:
    try:
        return Order(params.get(ORDER, Order.FIT if params.get(PROFILE) else Order.NEAR))
    except ValueError:
        raise BadParameter(_("order is one of: %s.") % ", ".join(Order.values), parameter=ORDER) from None


def _shown(params: QueryDict) -> int:
    raw = params.get(SHOWN, str(LIST_LENGTH))
    if raw.isascii() and raw.isdigit() and len(raw) < 4 and 0 < int(raw) <= LONGEST_LIST:
        return int(raw)
    raise BadParameter(_("shown is a whole number from 1 to %s.") % LONGEST_LIST, parameter=SHOWN)


def forgive(params: QueryDict, viewer: Viewer) -> tuple[QueryDict, list[str]]:
    """What of an address can be understood, and the words that cannot.

    For the page of the map alone: an old link shows what it still can, and says what it cannot.
    """
    sound, dropped = params.copy(), []
    asked = [slug for slug in str(params.get(LAYERS, "")).split(",") if slug]
    known = [slug for slug in asked if slug in catalogue]
    if known != asked:
        dropped.append(LAYERS)
        sound[LAYERS] = ",".join(known)
    for name in (AT, PICK, PANEL):
        if params.get(name) and not _is_of_the_page(name, str(params[name])):
            sound.pop(name)
            dropped.append(name)
    for name in params:
        if name == LAYERS or name in OWN - {ORDER, SHOWN}:
            continue
        slug = name.partition(".")[0]
        # The word alone, for its own layer: what it is refused for is its own fault.
        alone = QueryDict(mutable=True)
        alone.setlist(name, params.getlist(name))
        alone[LAYERS] = (
            slug if slug in catalogue else ",".join(known or [layer.slug for layer in first_layers()])
        )
        try:
            state = read(alone)
            select_each(state.layers, viewer, state.words)
        except BadParameter:
            sound.pop(name)
            dropped.append(name)
    return sound, dropped


def _is_of_the_page(name: str, value: str) -> bool:
    """Whether the page's scripts understand a word: a view, one picked object, a panel."""
    if name == PANEL:
        return value in PANELS
    if name == PICK:
        slug, _slash, number = value.partition("/")
        return slug in catalogue and number.isascii() and number.isdigit() and len(number) < 16
    try:
        zoom, latitude, longitude = (float(part) for part in value.split("/"))
    except ValueError:
        return False
    return 0 <= zoom <= 22 and abs(latitude) <= 85 and abs(longitude) <= 180


def first_layers() -> tuple[Layer, ...]:
    """The layers that a first visitor sees: the city's choice, or that of the layers."""
    chosen = settings.CITY.shown
    return tuple(
        layer for layer in catalogue.shown if (layer.slug in chosen if chosen else layer.shown_at_first)
    )
