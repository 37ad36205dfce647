"""Ways for a person: `/way` for people, `/api/route` from one place to another, `/api/reach` what lies within some
minutes, for machines.

What is not known is told as such, metre by metre, and a route that does not exist says what is in the way.
"""

from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accessibility.routing.needs import Unknown
from accessibility.routing.route import find, reach
from accessibility.vocabulary import Profile
from layers.negotiation import refuse_others
from layers.query import LANGUAGE, PROFILE
from maps.page.way.asking import (
    LIMITS,
    MINUTES,
    UNKNOWN,
    Named,
    asked,
    degrees,
    metric,
    minutes,
    place,
)
from maps.page.way.telling import PACE, length, limits, needs_told, policies, told

FROM, TO = "from", "to"
#: metres round the ways that can be reached, for the outline of what lies there
_BESIDE = 40


def route(request: HttpRequest) -> JsonResponse:
    """`/api/route?from=lon,lat&to=lon,lat&profile=wheelchair[&unknown=accept|avoid|never][&incline=6&kerb=0.02&width=1]`.

    Degrees (EPSG:4326), metres, per cent. Raises BadParameter.
    """
    refuse_others(request, {FROM, TO, PROFILE, UNKNOWN, LANGUAGE, *LIMITS})
    start, end = place(request, FROM), place(request, TO)
    question = asked(request)
    found = find(question, metric(start), metric(end))
    words = {"profile": request.GET.get(PROFILE, ""), "unknown": question.unknown.value}
    return _answer({**words, **told(question, found)})


def within_reach(request: HttpRequest) -> JsonResponse:
    """`/api/reach?from=lon,lat&minutes=15&profile=…`: the outline of what can be reached, and the metres of ways in it.

    Raises BadParameter.
    """
    refuse_others(request, {FROM, MINUTES, PROFILE, UNKNOWN, LANGUAGE, *LIMITS})
    start, most, question = place(request, FROM), minutes(request), asked(request)
    nodes = reach(question, metric(start), most * PACE)
    edges = [edge for edge in question.network.edges if edge.one in nodes and edge.other in nodes]
    metres = sum(edge.length for edge in edges)
    outline = shapely.union_all([edge.line for edge in edges]).simplify(5).buffer(_BESIDE, quad_segs=2)
    shape = shapely.transform(outline.simplify(5), degrees, interleaved=False)
    said = (
        _("In %(minutes)d minutes %(metres)s of ways can be reached.")
        if edges
        else _("From here no way leads on: there is none nearby, or what is nearby is barred.")
    )
    return _answer(
        {
            "minutes": most,
            "metres": round(metres),
            "said": said % {"minutes": most, "metres": length(metres)},
            "geometry": shapely.geometry.mapping(shape) if edges else None,
        }
    )


def way_page(request: HttpRequest) -> HttpResponse:
    """`/way?from=…&to=…&profile=…`: places by their address or as `longitude,latitude`. Needs no script.

    Raises BadParameter.
    """
    refuse_others(request, {FROM, TO, PROFILE, UNKNOWN, LANGUAGE, *LIMITS})
    start, end = Named.read(request, FROM), Named.read(request, TO)
    words: dict[str, Any] = {
        "start": start,
        "end": end,
        "profile": request.GET.get(PROFILE, ""),
        "profiles": Profile.choices,
        "policies": policies(),
        "unknown": request.GET.get(UNKNOWN, Unknown.ACCEPT),
        "limits": [(name, title, request.GET.get(name, "")) for name, title in limits()],
    }
    if start.at and end.at and words["profile"]:
        question = asked(request)
        words["told"] = told(question, find(question, metric(start.at), metric(end.at)))
        words["needs"] = needs_told(question.needs)
    return render(request, "maps/way.html", words)


def _answer(words: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(words, json_dumps_params={"ensure_ascii": False})
    # A barrier that is confirmed now is in the next route.
    response.headers["Cache-Control"] = "no-cache"
    return response
