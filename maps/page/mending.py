"""`/mend`: what the city should mend first, ranked, with every figure that the order is made of. Needs no script."""

from django.http import HttpResponse
from django.shortcuts import render

from accessibility.mending.rules import efforts
from accessibility.vocabulary import Effort, Profile
from layers.negotiation import refuse_others
from layers.query import LANGUAGE, PROFILE, parse_profile
from layers.registry import catalogue
from layers.viewer import PUBLIC, ViewerRequest

#: so many are told on the page; all of them are in the layer's list and files
_MOST = 40


def mend_page(request: ViewerRequest) -> HttpResponse:
    """`/mend`, and `/mend?profile=…`: what shuts out or hinders this person alone. Raises BadParameter."""
    refuse_others(request, {LANGUAGE, PROFILE})
    layer, profile = catalogue["mending"], parse_profile(request.GET.get(PROFILE, ""))
    rows = layer.features(PUBLIC).filter(gone_at=None)
    if profile:
        rows = rows.filter(for_whom__contains=profile)
    words = {
        "layer": layer,
        "profile": profile,
        "profiles": Profile.choices,
        "rows": rows.order_by("place_in_list")[:_MOST],
        "count": rows.count(),
        "efforts": [(effort.label, efforts()["points"][effort.value]) for effort in Effort],
    }
    return render(request, "maps/mend.html", words)
