"""One feature: the same card beside the map (fragment) and as a page of its own that works without a script."""

from datetime import date

from django.http import HttpResponse
from django.template.loader import select_template
from django.utils.translation import gettext as _

from layers.changes import history
from layers.layer import Layer
from layers.parts import tables
from layers.problems import NotHere
from layers.query import AS_OF, PROFILE, Selection, parse_past_day, parse_profile
from layers.record import Record, records
from layers.viewer import ViewerRequest

FRAGMENT = "fragment"


def card(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/`; with `?fragment=1` the card alone, with `as_of` as it was on a day."""
    viewer = request.viewer.on(layer.model)
    day = parse_past_day(request.GET[AS_OF], layer) if AS_OF in request.GET else None
    layer = layer.seen_by(parse_profile(request.GET.get(PROFILE, "")))
    context = {"layer": layer, "record": one(layer, request, number, day), "as_of": day}
    name = "card_fragment.html"
    if not request.GET.get(FRAGMENT):
        name = "card.html"
        context["parts"] = tables(layer, viewer, number)
        context["history"] = history(layer, viewer, number) if layer.keeps_history else []
    template = select_template([f"layers/{layer.slug}/{name}", f"layers/{name}"])
    return HttpResponse(template.render(context, request))


def one(layer: Layer, request: ViewerRequest, number: int, as_of: date | None = None) -> Record:
    """The record of one feature, today or on a day that is past.

    Raises NotHere for what is not there and for what this viewer may not see.
    """
    viewer = request.viewer.on(layer.model)
    selection = Selection(layer, viewer, layer.columns_for(viewer), ids=(number,), as_of=as_of)
    found = records(selection, limit=1) if number < 2**63 else []
    if not found and as_of:
        raise NotHere(_("This object was not on the map on that day, or its past is not open."))
    if not found:
        raise NotHere(_("There is no such object, or it is not published."))
    return found[0]
