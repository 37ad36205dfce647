"""A layer's front door: what it is, its legend with counts, its filters as a form, its features as a list.

Needs no script: every control is a link or a form. The list is the same result as the map's.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers.columns import Column, FilterBy
from layers.layer import Layer
from layers.legends import describe
from layers.problems import BadParameter
from layers.query import Selection, select
from layers.record import records
from layers.viewer import ViewerRequest

AFTER = "after"
FRAGMENT = "fragment"
OWN = (AFTER, FRAGMENT)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the filter form, with the value it stands at."""

    name: str
    label: str
    by: FilterBy
    choices: list[tuple[str, str]]
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
    selection = select(layer, request.viewer, _folded(request, layer), own=OWN)
    fragment = request.GET.get(FRAGMENT, "")
    template = {
        "": "layers/front_door.html",
        "list": "layers/list.html",
        "filters": "layers/filters.html",
    }.get(fragment)
    if template is None:
        raise BadParameter(_("fragment is list or filters."), parameter=FRAGMENT)
    return render(request, template, _context(request, selection))


def _context(request: ViewerRequest, selection: Selection) -> dict[str, Any]:
    after = request.GET.get(AFTER, "0")
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise BadParameter(_("after is the number of the last object of the page before."), parameter=AFTER)
    found = records(selection, limit=PAGE + 1, after=int(after))
    more = request.GET.copy()
    more.pop(FRAGMENT, None)
    if len(found) > PAGE:
        more[AFTER] = str(found[PAGE - 1].id)
    legend = describe(selection)
    words = request.GET.copy()
    for name in OWN:
        words.pop(name, None)
    return {
        "layer": selection.layer,
        "records": found[:PAGE],
        "count": legend["total"],
        "more": more.urlencode() if len(found) > PAGE else "",
        "legend": legend,
        "controls": [_control(column, selection) for column in selection.columns if column.field.filter],
        "text": selection.text,
        "words": words.urlencode(),
    }


def _control(column: Column, selection: Selection) -> Control:
    value = selection.filters.get(column.name, "")
    return Control(column.name, column.label, column.filter_by, column.choices, value, column.unit)


def _folded(request: ViewerRequest, layer: Layer) -> Any:
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
