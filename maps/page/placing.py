"""`/unlocated`: what could not be placed, and why. `/<layer>/<id>/place`: where somebody says that it is. No script."""

from dataclasses import replace
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers.civic.reports import visitors
from layers.civic.reports.models import Visit
from layers.layer import Layer
from layers.locating import suggestions, telling
from layers.locating.actions import layers_to_locate
from layers.locating.vocabulary import Reason
from layers.negotiation import refuse_others
from layers.problems import BadParameter, NotHere, WrongMethod
from layers.query import LANGUAGE, TEXT, Box, Selection, parse_text
from layers.record import Record, records
from layers.reference import community
from layers.surfaces.cards import one
from layers.viewer import PUBLIC, ViewerRequest
from maps.page.around import places
from maps.page.context import city
from maps.page.picture.frame import AT, Frame
from maps.page.place import name_of
from maps.page.reporting import pointing

LAYER, REASON, PAGE = "layer", "reason", "page"
#: the place that was pointed out so far: `longitude,latitude`
CHOSEN = "chosen"
_ON_A_PAGE = 50
#: of what its source hides, and of what lies elsewhere, nobody is asked where it is
_NOT_ASKED = (Reason.MASKED, Reason.CLOSED, Reason.ELSEWHERE)
_LONGEST = 500
#: zooms that a picture stays away from what it shows the whole of
_MARGIN = 0.3


def unlocated(request: ViewerRequest) -> HttpResponse:
    """`/unlocated?layer=&reason=&page=`: counts for everybody, and what is nowhere. Raises BadParameter."""
    refuse_others(request, {LAYER, REASON, PAGE, LANGUAGE})
    layers = {layer.slug: layer for layer in layers_to_locate()}
    slug, reason = request.GET.get(LAYER, ""), request.GET.get(REASON, "")
    if slug and slug not in layers:
        raise BadParameter(_("There is no such layer whose objects are placed by their words."))
    if reason and reason not in Reason.values:
        raise BadParameter(_("There is no such reason."))
    words: dict[str, Any] = {"trays": telling.trays(layers.values(), PUBLIC)}
    if slug:
        words |= _listed(layers[slug], reason, request.GET.get(PAGE, "1"))
    return render(request, "maps/unlocated.html", words)


def _listed(layer: Layer, reason: str, number: str) -> dict[str, Any]:
    if not (number.isdecimal() and len(number) < 7):
        raise BadParameter(_("A page is a number, from 1 on."))
    rows = telling.unplaced(layer, PUBLIC, reason).order_by("-pk").values("pk", "reason", "details")
    page = Paginator(rows, _ON_A_PAGE).get_page(number)
    reasons = {row["pk"]: telling.why(row["reason"] or "", row["details"] or ()) for row in page}
    codes = {row["pk"]: row["reason"] for row in page}
    viewer = PUBLIC.on(layer.model)
    selection = Selection(layer, viewer, layer.columns_for(viewer), ids=tuple(reasons))
    # No numbers would be all of them.
    some = records(selection, limit=_ON_A_PAGE) if reasons else []
    found = sorted(some, key=lambda record: -record.id)
    told = Reason(reason).label if reason else ""
    return {
        "layer": layer,
        "page": page,
        "rows": [(one, reasons[one.id], codes[one.id] not in _NOT_ASKED) for one in found],
        "told": told,
        "reason": reason,
    }


def suggest(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/place`: point out where it is, and send that. Raises NotHere, WrongMethod, Enough."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    if not layer.clues:
        raise NotHere(_("Of objects of this layer the city knows the places itself."))
    record = one(layer, request, number)
    if suggestions.is_masked(layer, number):
        raise NotHere(_("Its source hides where this is, and nobody is asked for it."))
    params = request.POST if request.method == "POST" else request.GET
    flaws: list[str] = []
    chosen, frame = _begun(params, record)
    if request.method == "POST":
        try:
            if "next" in params:
                _send(request, layer, number, chosen, str(params.get("words", "")))
                return HttpResponseRedirect(f"{record.url}place?sent=yes")
            taken: list[Point] = []
            frame = pointing.deed(
                lambda point, _source, _accuracy: taken.append(_sound(point)), params, frame
            )
            chosen = taken[0] if taken else chosen
        except ValidationError as flaw:
            flaws = flaw.messages
        else:
            kept = f"&{CHOSEN}={chosen.x:.6f},{chosen.y:.6f}" if chosen else ""
            return HttpResponseRedirect(f"{record.url}place?at={frame.at}{kept}#where")
    # The street has to be seen that is pressed on: of all that lies there, only this is shown.
    shown = {"layers": layer.slug, f"{layer.slug}.ids": str(number)}
    pictures = pointing.sources(frame, city(request)["theme"], shown)
    words = _shown(request, chosen, frame) | {
        "sources": pictures,
        "layer": layer,
        "record": record,
        "flaws": flaws,
    }
    finding = telling.finding_of(layer, number)
    # As on its card: how a place was found tells it, and that is for whom its location is for.
    is_told = finding and not (record.is_generalised and not record.is_exact)
    words["names"] = finding.names if finding and is_told else []
    words["why"] = telling.why(finding.reason, finding.details) if finding else ""
    words["is_elsewhere"] = bool(finding and finding.reason == Reason.ELSEWHERE)
    response = render(request, "maps/suggest.html", words)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _begun(params: QueryDict, record: Record) -> tuple[Point | None, Frame]:
    """What was pointed out so far. It begins where the object is drawn now; an address that makes no sense begins
    anew."""
    try:
        chosen = pointing.point(str(params[CHOSEN])) if params.get(CHOSEN) else None
        if chosen is None and AT not in params:
            return None, _drawn(record)
        return chosen, pointing.frame_of(chosen, params)
    except (ValidationError, BadParameter):
        return None, _drawn(record)


def _drawn(record: Record) -> Frame:
    """All of where an object is drawn, or the city where it is drawn nowhere."""
    if record.place is None or record.place.empty:
        return pointing.frame_of(None, QueryDict())
    whole = Frame.around(Box(*record.place.extent), pointing.NARROW, pointing.TALL)
    return replace(whole, zoom=min(whole.zoom - _MARGIN, pointing.CLOSE), width=pointing.WIDE)


def _shown(request: ViewerRequest, chosen: Point | None, frame: Frame) -> dict[str, Any]:
    text = parse_text(request.GET.get(TEXT, ""))
    return {
        "chosen": chosen,
        "frame": frame,
        "tall": pointing.TALL,
        "wide": pointing.WIDE,
        "text": text,
        "places": places(text) if text else [],
        "name": name_of(*chosen.coords) if chosen else "",
        "is_sent": "sent" in request.GET,
        "at": frame.at if AT in request.GET or chosen else "",
    }


def _sound(place: Point) -> Point:
    if not community.contains(place):
        raise ValidationError(_("This place is not in the community, and its map can do nothing about it."))
    return place


def _send(request: ViewerRequest, layer: Layer, number: int, chosen: Point | None, words: str) -> None:
    if chosen is None:
        raise ValidationError(_("Say first where it is: press on the map, or look for an address."))
    visitor = visitors.visitor_of(request.META)
    said = _("From here as many places came as one may suggest in a day.")
    visitors.refuse_more(visitor, Visit.Kind.PLACED, said)
    suggestions.suggest(layer, number, _sound(chosen), words.replace("\x00", " ")[:_LONGEST])
    visitors.count(visitor, Visit.Kind.PLACED)
