"""One feature: the same card beside the map (fragment) and as a page of its own that works without a script."""

from django.http import HttpResponse
from django.template.loader import select_template
from django.utils.translation import gettext as _

from layers.changes import history
from layers.layer import Layer
from layers.parts import tables
from layers.problems import NotHere
from layers.query import Selection
from layers.record import Record, records
from layers.viewer import ViewerRequest

FRAGMENT = "fragment"


def card(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/`; with `?fragment=1` the card alone."""
    viewer = request.viewer.on(layer.model)
    context = {"layer": layer, "record": one(layer, request, number)}
    name = "card_fragment.html"
    if not request.GET.get(FRAGMENT):
        name = "card.html"
        context["parts"] = tables(layer, viewer, number)
        context["history"] = history(layer, viewer, number) if layer.keeps_history else []
    template = select_template([f"layers/{layer.slug}/{name}", f"layers/{name}"])
    return HttpResponse(template.render(context, request))


def one(layer: Layer, request: ViewerRequest, number: int) -> Record:
    """The record of one feature. Raises NotHere for what is not there and for what this viewer may not see."""
    viewer = request.viewer.on(layer.model)
    found = (
        records(Selection(layer, viewer, layer.columns_for(viewer), ids=(number,)), limit=1)
        if number < 2**63
        else []
    )
    if not found:
        raise NotHere(_("There is no such object, or it is not published."))
    return found[0]
