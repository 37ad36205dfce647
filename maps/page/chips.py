"""What the map and its list are narrowed to, in words: each chip is a filter that can be dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers.areas import BESIDE, NEAR, WITHIN, Circle, Outline, Surroundings
from layers.columns import bind
from layers.fields import Field
from layers.query import AS_OF, CHANGED, IDS, PROFILE, TEXT, Selection
from layers.record import records
from layers.registry import catalogue
from layers.viewer import PUBLIC
from maps.page.place import name_of


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the word of the address that it is."""

    word: str
    title: str


def chips(selections: Sequence[Selection]) -> Iterator[Chip]:
    """The filters of selections of one address: what holds for all of them once, then each layer's own."""
    profile = next((one.layer.is_seen_by for one in selections if one.layer.is_seen_by), "")
    if profile:
        yield Chip(PROFILE, capfirst(catalogue.profiles[profile]))
    if selections:
        yield from _shared(selections[0])
    for selection in selections:
        yield from _own(selection)


def _shared(selection: Selection) -> Iterator[Chip]:
    if selection.text:
        yield Chip(TEXT, f"«{selection.text}»")
    for area in selection.areas:
        match area:
            case Circle():
                yield Chip(NEAR, _round(area))
            case Outline():
                yield Chip(WITHIN, _("in the drawn area, %s") % _extent(area))
            case Surroundings():
                yield Chip(BESIDE, _along(area))
    if selection.changed:
        changed = bind(selection.layer.model, Field("changed_at")).asked(selection.changed)
        yield Chip(CHANGED, _("changed: %s") % changed)
    if selection.as_of:
        yield Chip(AS_OF, _("as on %s") % formats.date_format(selection.as_of))


def _own(selection: Selection) -> Iterator[Chip]:
    layer = selection.layer
    columns = {column.name: column for column in selection.columns}
    for name, raw in selection.filters.items():
        asked = columns[name].asked(raw)
        if name == layer.style.field:
            titles = {value: str(symbol.title) for value, symbol in layer.style.symbols()}
            asked = ", ".join(titles.get(value, value) for value in raw.split(","))
        elif not columns[name].choices:
            asked = f"{columns[name].label} {asked}"
        yield Chip(f"{layer.slug}.{name}", f"{layer.title}: {asked}")
    if selection.ids:
        yield Chip(f"{layer.slug}.{IDS}", _("%(title)s: chosen by you") % {"title": layer.title})


def _round(circle: Circle) -> str:
    place = name_of(circle.longitude, circle.latitude) or _("the chosen place")
    return capfirst(
        _("up to %(distance)s from: %(place)s") % {"distance": metres(circle.metres), "place": place}
    )


def _along(surroundings: Surroundings) -> str:
    slug, _slash, number = surroundings.of.partition("/")
    layer = catalogue[slug]
    found = records(Selection(layer, PUBLIC, layer.columns_for(PUBLIC), ids=(int(number),)), limit=1)
    # What only staff see is named by its layer.
    name = found[0].title if found else str(layer.title)
    return capfirst(
        _("up to %(distance)s from: %(place)s") % {"distance": metres(surroundings.metres), "place": name}
    )


def _extent(outline: Outline) -> str:
    square = outline.polygon.transform(settings.CITY.metric_srid, clone=True).area
    if square >= 100_000:
        return _("%s km²") % formats.number_format(square / 1e6, 2)
    return _("%s m²") % formats.number_format(round(square), force_grouping=True)


def metres(length: float) -> str:
    """A length as people say it: «500 m», «1.5 km»."""
    if length >= 1000:
        return _("%(km)s km") % {"km": formats.number_format(length / 1000, 0 if length % 1000 == 0 else 1)}
    return _("%(metres)s m") % {"metres": round(length)}
