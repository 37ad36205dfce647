"""A layer's front door: what it is, its legend with counts, its filters as a form, its features as a list.

Needs no script: every control is a link or a form. The list is the same result as the map's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers.columns import Column, FilterBy
from layers.layer import Layer
from layers.legends import describe
from layers.problems import BadParameter
from layers.query import AS_OF, IDS, LANGUAGE, WORDS, Selection, select
from layers.record import records
from layers.styles import Style
from layers.viewer import ViewerRequest

AFTER = "after"
FRAGMENT = "fragment"
OWN = (AFTER, FRAGMENT)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a control; what the legend shows has its symbol."""

    value: str
    label: str
    symbol: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the filter form, with the value it stands at."""

    name: str
    label: str
    by: FilterBy
    choices: list[Choice]
    value: str
    unit: str

    @property
    def chosen(self) -> list[str]:
        return self.value.split(",") if self.value else []

    @property
    def lower(self) -> str:
        return self.value.partition("..")[0]

    @property
    def upper(self) -> str:
        lower, dots, upper = self.value.partition("..")
        return upper if dots else lower


def front_door(request: ViewerRequest, layer: Layer) -> HttpResponse:
    """`/<layer>/`; with `?fragment=list` the list alone, with `?fragment=filters` the form alone."""
    params = _folded(request, layer)
    selection = select(layer, request.viewer, params, own=OWN)
    fragment = request.GET.get(FRAGMENT, "")
    template = {
        "": "layers/front_door.html",
        "list": "layers/list.html",
        "filters": "layers/filters.html",
    }.get(fragment)
    if template is None:
        raise BadParameter(_("fragment is list or filters."), parameter=FRAGMENT)
    return render(request, template, _context(params, selection) | {"is_whole": not fragment})


def _context(params: QueryDict, selection: Selection) -> dict[str, Any]:
    after = str(params.get(AFTER, "0"))
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise BadParameter(_("after is the number of the last object of the page before."), parameter=AFTER)
    found = records(selection, limit=PAGE + 1, after=int(after))
    legend = describe(selection)
    words = _selecting(params)
    more = words.copy()
    if len(found) > PAGE:
        more[AFTER] = str(found[PAGE - 1].id)
    return {
        "layer": selection.layer,
        "records": found[:PAGE],
        "count": legend["total"],
        "more": more.urlencode() if len(found) > PAGE else "",
        "legend": legend,
        "controls": list(_controls(selection)),
        "text": selection.text,
        "as_of": selection.as_of,
        "is_within_an_area": bool(selection.areas),
        "words_of_today": _without(words, AS_OF).urlencode(),
        "words": words.urlencode(),
        "is_narrowed": bool(set(words) - {LANGUAGE}),
        "words_of_map": _words_of_map(selection.layer, words),
    }


def _controls(selection: Selection) -> Iterator[Control]:
    """A control for each filter; of the judgements of persons that one alone whose profile is chosen, if any."""
    layer = selection.layer
    persons = {style.field for style in layer.profiles.values()} - {layer.style.field}
    for column in selection.columns:
        if column.field.filter and (column.name not in persons or column.name in selection.filters):
            yield _control(column, selection)


def _control(column: Column, selection: Selection) -> Control:
    value = selection.filters.get(column.name, "")
    choices = [
        choice
        for choice in _choices(column, selection.layer.style)
        if not _is_withheld(choice, column, selection)
    ]
    return Control(column.name, column.label, column.filter_by, choices, value, column.unit)


def _is_withheld(choice: Choice, column: Column, selection: Selection) -> bool:
    """Whether who looks never sees anything of this choice."""
    return selection.viewer.is_public and selection.layer.policy.withholds(column.name, choice.value)


def _choices(column: Column, style: Style) -> Iterator[Choice]:
    """The choices of a control; those of the legend are called as they are there, in its order."""
    symbols = dict(style.symbols()) if column.name == style.field else {}
    labels = dict(column.choices)
    for value, symbol in symbols.items():
        if labels.pop(value, None):
            yield Choice(value, str(symbol.title), symbol.as_json(value))
    for value, label in labels.items():
        yield Choice(value, label)


def _selecting(params: QueryDict) -> QueryDict:
    """The words that select, as every other surface takes them."""
    words = QueryDict(mutable=True)
    for name, values in params.lists():
        if name not in OWN and any(values):
            words[name] = ",".join(values)
    return words


def _without(words: QueryDict, name: str) -> QueryDict:
    others = words.copy()
    others.pop(name, None)
    return others


def _words_of_map(layer: Layer, words: QueryDict) -> str:
    """The query string that selects the same on the map, where a word of one layer bears the layer's name."""
    shared = {*WORDS, LANGUAGE} - {IDS}
    named = QueryDict(mutable=True)
    for name, value in words.items():
        named[name if name in shared else f"{layer.slug}.{name}"] = str(value)
    return named.urlencode()


def _folded(request: ViewerRequest, layer: Layer) -> QueryDict:
    """A form sends a checkbox for each choice and two ends of a range; the grammar has one word for either."""
    params = request.GET.copy()
    for column in layer.columns_for(request.viewer):
        if not column.field.filter:
            continue
        ends = [params.pop(f"{column.name}.{end}", [""])[-1] for end in ("from", "to")]
        if any(ends):
            params[column.name] = "..".join(ends)
        elif len(params.getlist(column.name)) > 1:
            params[column.name] = ",".join(value for value in params.getlist(column.name) if value)
    return params
