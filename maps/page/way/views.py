"""From one place to another for a person: `/way` for people, `/way.svg` as a picture, `/api/route` for machines.

What is not known is told as such, metre by metre, and a route that does not exist says what is in the way.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accessibility.entering import at_end
from accessibility.routing.needs import Unknown
from accessibility.routing.route import Question, find, others
from accessibility.vocabulary import Profile
from layers.negotiation import refuse_others
from layers.problems import BadParameter
from layers.query import LANGUAGE, PROFILE
from maps.page.context import THEME
from maps.page.picture.frame import HEIGHT, WIDTH, side
from maps.page.picture.paper import LOOKS
from maps.page.picture.svg import Picture, look_of, svg
from maps.page.way import picture
from maps.page.way.asking import LIMITS, UNKNOWN, Named, asked, asked_by_form, metric, place, profile_of
from maps.page.way.telling import closed_told, entrance_told, limits, needs_told, nothing, policies, told

FROM, TO, WHICH, ALTERNATIVES = "from", "to", "way", "alternatives"
_WORDS = {FROM, TO, PROFILE, UNKNOWN, LANGUAGE, *LIMITS}
#: other ways than the best that are told at most
_MOST = 2
#: pixels of the picture on the page
_WIDE, _HIGH = 960, 640


def route(request: HttpRequest) -> JsonResponse:
    """`/api/route?from=lon,lat&to=lon,lat&profile=wheelchair[&unknown=accept|avoid|never][&incline=6&kerb=0.02&width=1]
    [&steps=good|hard|barred][&surface=firm|compacted|uneven|loose][&smoothness=good|intermediate|bad|very_bad]
    [&alternatives=2]`.

    Degrees (EPSG:4326), metres, per cent. Raises BadParameter.
    """
    refuse_others(request, {*_WORDS, ALTERNATIVES})
    start, end, most = place(request, FROM), place(request, TO), _few(request, ALTERNATIVES)
    question = asked(request)
    words = {"profile": request.GET.get(PROFILE, ""), "unknown": question.unknown.value}
    response = JsonResponse(
        {**words, **_found(question, start, end, profile_of(request), most)},
        json_dumps_params={"ensure_ascii": False},
    )
    # A barrier that is confirmed now is in the next route.
    response.headers["Cache-Control"] = "no-cache"
    return response


def way_page(request: HttpRequest) -> HttpResponse:
    """`/way?from=…&to=…&profile=…`: places by their address or as `longitude,latitude`. Needs no script.

    Raises BadParameter.
    """
    refuse_others(request, {*_WORDS, WHICH}, repeated={FROM, TO})
    start, end = Named.read(request, FROM), Named.read(request, TO)
    words: dict[str, Any] = {
        "start": start,
        "end": end,
        "ends": (start, end),
        "profile": request.GET.get(PROFILE, ""),
        "profiles": Profile.choices,
        "policies": policies(),
        "unknown": request.GET.get(UNKNOWN, Unknown.ACCEPT),
    }
    question, wrong = asked_by_form(request) if words["profile"] else (None, {})
    words |= {"wrong": wrong, "limits": limits(request.GET, wrong)}
    if start.at and end.at and question:
        found = _found(question, start.at, end.at, profile_of(request), _MOST)
        which = _few(request, WHICH)
        words |= {"told": _chosen(found, which), "needs": needs_told(question.needs)}
        if found["found"]:
            words["ways"] = _links(request, found, which)
            words["pictures"] = _pictures(request, start.at, end.at)
    return render(request, "maps/way.html", words)


def way_picture(request: HttpRequest) -> HttpResponse:
    """`/way.svg?from=lon,lat&to=lon,lat&profile=…[&way=1][&width=720&height=480&theme=light]`. Raises BadParameter."""
    refuse_others(request, {*_WORDS, WHICH, WIDTH, HEIGHT, THEME})
    start, end, which = place(request, FROM), place(request, TO), _few(request, WHICH)
    found = _chosen(_found(asked(request), start, end, profile_of(request), _MOST), which)
    if not found["found"]:
        raise BadParameter(found["said"], parameter=TO)
    frame = picture.frame_of(found, side(request.GET, WIDTH, _WIDE), side(request.GET, HEIGHT, _HIGH))
    look = look_of(request.GET)
    image = svg(Picture(frame, (), look, area=picture.drawn(found, frame, look), title=found["said"]), [])
    response = HttpResponse(image, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _found(
    question: Question, start: tuple[float, float], end: tuple[float, float], profile: Profile, most: int
) -> dict[str, Any]:
    """The best way and up to so many others, in words; to a place, by the entrance that lets this person in, and saying
    so where none is known to."""
    there = at_end(end, profile)
    entrance = there.entrance
    ends = metric(start), metric(entrance.at if entrance else end)
    best = find(question, *ends)
    closed = {"closed": [closed_told(one, profile) for one in there.closed]}
    if best is None:
        return nothing(question, start, end) | closed
    found = told(question, best, others(question, *ends, best, most) if most else ())
    return found | closed | ({"entrance": entrance_told(entrance)} if entrance else {})


def _chosen(found: dict[str, Any], which: int) -> dict[str, Any]:
    """One of the ways that were found, the best where there is none of this number, with the others beside it."""
    ways = _all(found)
    one = ways[which] if which < len(ways) else ways[0]
    beside = {"alternatives": [way for way in ways if way is not one]}
    of_place: dict[str, Any] = {name: found[name] for name in ("entrance", "closed") if name in found}
    return {**one, **beside, **of_place}


def _all(found: dict[str, Any]) -> list[dict[str, Any]]:
    best = {name: value for name, value in found.items() if name != "alternatives"}
    return [best, *found.get("alternatives", ())]


def _links(request: HttpRequest, found: dict[str, Any], which: int) -> list[dict[str, Any]]:
    """The ways as links to each of them."""
    return [
        {
            "said": way["said"],
            "address": f"/way?{_with(request.GET, {WHICH: str(number)})}",
            "is_chosen": number == which,
        }
        for number, way in enumerate(_all(found))
    ]


def _pictures(
    request: HttpRequest, start: tuple[float, float], end: tuple[float, float]
) -> list[tuple[str, str]]:
    """The picture's address in each look, light first."""
    places = {name: f"{at[0]:.6f},{at[1]:.6f}" for name, at in ((FROM, start), (TO, end))}
    return [(look, f"/way.svg?{_with(request.GET, {**places, THEME: look})}") for look in LOOKS]


def _with(words: QueryDict, more: dict[str, str]) -> str:
    changed = words.copy()
    for name, value in more.items():
        changed[name] = value
    return changed.urlencode(safe="/,;")


def _few(request: HttpRequest, name: str) -> int:
    """A number of ways. Raises BadParameter."""
    raw = request.GET.get(name, "0")
    if raw in map(str, range(_MOST + 1)):
        return int(raw)
    raise BadParameter(
        _("%(name)s is a whole number from 0 to %(most)d.") % {"name": name, "most": _MOST}, parameter=name
    )
