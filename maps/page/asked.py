"""What of the map's address alerts understand: layers on which things happen, places and filters. The form, the letters
and the feed read it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from accessibility.vocabulary import Profile
from layers import events
from layers.areas import BESIDE, CLOSE_BESIDE, NEAR, WITHIN, Area, Circle
from layers.events import News
from layers.layer import Layer
from layers.problems import BadParameter
from layers.query import AS_OF, BBOX, CHANGED, PROFILE, TEXT, Selection, select_each
from layers.record import Record, records
from layers.viewer import PUBLIC, Viewer
from maps.page.chips import chips
from maps.page.presets import eventful
from maps.page.state import LAYERS, OWN, State, forgive, read

#: which events: `states` (new, gone, another state) or `all`
WHAT = "what"
#: a place that is looked for
FIND = "find"
KINDS = ("states", "all")
#: metres round a place where none are asked for
CLOSE = 300
#: objects that are called by name; more are counted
_NAMED = 3


@dataclass(frozen=True)
class Asked:
    """Words of the map's address, as far as something can happen by them."""

    state: State
    selections: Sequence[Selection]
    what: str
    #: the place that is being looked for
    find: str
    #: words that could not be understood
    dropped: tuple[str, ...] = ()
    viewer: Viewer = PUBLIC

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers on which something happens that is told."""
        return tuple(layer for layer in self.state.layers if layer.is_topical)

    @property
    def states_only(self) -> bool:
        return self.what != "all"

    @cached_property
    def words(self) -> QueryDict:
        """The words that a subscription keeps: its layers, place and filters."""
        words = QueryDict(mutable=True)
        words[LAYERS] = ",".join(layer.slug for layer in self.layers)
        for name in sorted(self.state.words):
            if self.state.words[name]:
                words[name] = ",".join(self.state.words.getlist(name))
        return words

    @property
    def address(self) -> str:
        """… as a query string."""
        return self.words.urlencode(safe=",;/")

    @property
    def person(self) -> str:
        """For whom it is judged, in words; empty for everybody."""
        person = self.state.words.get(PROFILE, "")
        return str(Profile(person).label) if person in Profile.values else ""

    def without_person(self) -> "Asked":
        """The same for everybody: for whom a map is judged stays with whoever reads it, unless they say otherwise."""
        words = self.words.copy()
        words.pop(PROFILE, None)
        words[WHAT] = self.what
        return asked_of(words)

    @property
    def parts(self) -> list[tuple[Layer, QueryDict]]:
        """… for each layer at its own addresses."""
        return [(layer, QueryDict(self.state.words_of(layer))) for layer in self.layers]

    @property
    def areas(self) -> tuple[Area, ...]:
        return self.selections[0].areas if self.selections else ()

    @cached_property
    def about(self) -> list[str]:
        """Places, filters and objects, in words."""
        named = [chip.title for chip in chips(self.selections) if not chip.word.endswith(".ids")]
        chosen = [one.headline for selection in self.selections for one in _chosen(selection)]
        return [*chosen, *named]

    @property
    def title(self) -> str:
        """All of it in one line."""
        if set(eventful()) <= set(self.layers):
            return "; ".join([_("All layers"), *self.about])
        # An object, or a filter, names its layer itself.
        bare = [one.layer for one in self.selections if not (one.ids or one.filters)]
        named = [", ".join(str(layer.title) for layer in bare)] if bare else []
        return "; ".join([*named, *self.about])

    def recent(self, most: int) -> tuple[list[News], int]:
        """What would have been told of the last 30 days: the newest few, and how many in all."""
        found: list[News] = []
        count = 0
        for selection in self.selections:
            news, number = events.recent(selection, states_only=self.states_only, limit=most)
            found, count = [*found, *news], count + number
        return sorted(found, key=lambda one: one.at, reverse=True)[:most], count

    def at(self, record: Record) -> str:
        """The address of the same about another place: round an address, along a street."""
        words = self._elsewhere()
        if record.layer.is_address and record.centre:
            words[NEAR] = f"{record.centre[0]},{record.centre[1]},{CLOSE}"
        else:
            words[BESIDE] = f"{record.layer.slug}/{record.id},{CLOSE_BESIDE}"
        return f"/alerts?{words.urlencode(safe=',;/')}"

    def within_metres(self, area: Area, length: int) -> str:
        """The address of the same with another radius."""
        words = self._elsewhere()
        if isinstance(area, Circle):
            words[NEAR] = f"{area.longitude},{area.latitude},{length}"
        else:
            words[BESIDE] = f"{area.of},{length}"  # type: ignore[union-attr]
        return f"/alerts?{words.urlencode(safe=',;/')}"

    def _elsewhere(self) -> QueryDict:
        words = self.words.copy()
        for name in (NEAR, WITHIN, BESIDE):
            words.pop(name, None)
        if not self.states_only:
            words[WHAT] = self.what
        return words


def asked_of(params: QueryDict, *, forgiving: bool = False) -> Asked:
    """Read an address. `forgiving`: what cannot be understood is left out, and named. Raises BadParameter."""
    words = params.copy()
    if len(words.getlist(LAYERS)) > 1:
        # A form sends a word for each box that is ticked.
        words[LAYERS] = ",".join(words.getlist(LAYERS))
    what, find = words.get(WHAT, KINDS[0]), str(words.get(FIND, ""))
    for name in (WHAT, BBOX, CHANGED, AS_OF, *(OWN - {LAYERS})):
        words.pop(name, None)
    dropped: list[str] = []
    if forgiving:
        words, dropped = forgive(words, PUBLIC)
        what = what if what in KINDS else KINDS[0]
    if what not in KINDS:
        raise BadParameter(_("what is one of: %s.") % ", ".join(KINDS), parameter=WHAT)
    words[LAYERS] = ",".join(layer.slug for layer in _layers(words))
    if words.get(NEAR, "").count(",") == 1:
        words[NEAR] = f"{words[NEAR]},{CLOSE}"
    state = read(words)
    selections = select_each(state.layers, PUBLIC, state.words) if state.layers else []
    return Asked(state, selections, what, find, tuple(dropped))


def address_of(params: QueryDict) -> str:
    """The query string of the form for what a page of the map shows; what it cannot say is found out there."""
    words = params.copy()
    for name in (BBOX, CHANGED, AS_OF, *(OWN - {LAYERS})):
        words.pop(name, None)
    return words.urlencode(safe=",;/")


def _layers(words: QueryDict) -> list[Layer]:
    """The topical ones of the layers that are on; round a place where none are named, all on which things happen."""
    if LAYERS not in words and any(name in words for name in (NEAR, WITHIN, BESIDE, TEXT, PROFILE)):
        return eventful()
    named = read(QueryDict(f"{LAYERS}={words[LAYERS]}") if LAYERS in words else QueryDict()).layers
    return [layer for layer in named if layer.is_topical]


def _chosen(selection: Selection) -> list[Record]:
    """The first of the objects that were chosen by number."""
    return records(selection, limit=_NAMED) if selection.ids else []
