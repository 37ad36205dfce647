"""The protocol of the field app: observations by PUT, photos piece by piece, and what became of both.

Every address names what it takes; sending again is harmless; nothing is taken from a page of another site.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import orjson
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from layers.changes import history
from layers.distance import metres_between
from layers.problems import Problem, WrongMethod
from layers.query import BBOX, Box, parse_box
from layers.surveys import clocks, photos, pictures
from layers.surveys.area import base_map, objects
from layers.surveys.message import Message, Unreadable
from layers.surveys.models import Fate, Observation, Photo, Round
from layers.surveys.receiving import receive
from layers.surveys.survey import Survey, surveys
from layers.viewer import Viewer, ViewerRequest

_STATUS = {Fate.ACCEPTED: 200, Fate.REFUSED: 422, Fate.CONFLICT: 409, Fate.SET_ASIDE: 422}
_PAGE = 100


class SignIn(Problem):
    """Nobody is signed in, or not any more: what waits on the device waits on."""

    status = 401
    kind = "sign-in"
    title = gettext_lazy("Sign in")


class Foreign(Problem):
    """A request that was not made by a page of this site."""

    status = 403
    kind = "foreign"
    title = gettext_lazy("From another site")


View = Callable[..., HttpResponseBase]


def takes(*methods: str) -> Callable[[View], View]:
    """A view for somebody who is signed in, by these methods; what writes comes from this site's own pages."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **words: Any) -> HttpResponseBase:
            if request.method not in methods:
                raise WrongMethod(str(request.method), ", ".join(methods))
            if not request.user.is_authenticated:
                raise SignIn(_("Sign in: what is waiting on this device will be sent then."))
            if request.method not in ("GET", "HEAD") and not _is_own(request):
                raise Foreign(_("This was sent from a page of another site."))
            if _maker(request) not in ("", request.user.get_username()):
                raise SignIn(_("Somebody else is signed in: this waits for whoever made it."))
            return view(request, *arguments, **words)

        # No token that could have run out while there was no signal: where it was sent from is asked instead.
        return csrf_exempt(guarded)

    return decorator


def _is_own(request: HttpRequest) -> bool:
    """Whether a browser says that a page of this site sends, or nobody says anything (a program)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _maker(request: HttpRequest) -> str:
    """Who made what is sent, as the device kept it; a device may be shared."""
    return unquote(request.headers.get("Made-By", ""))


@takes("GET", "HEAD")
def me(request: HttpRequest) -> HttpResponse:
    """`/field/me`: who is signed in, by the server's clock when."""
    return JsonResponse({"name": request.user.get_username(), "now": timezone.now()})


@takes("GET", "HEAD")
def asked(request: HttpRequest) -> HttpResponse:
    """`/field/surveys`: what this person may ask of the field, and the rounds that are this person's."""
    asked = [survey for survey in surveys if survey.may_change(request.user)]
    rounds = Round.objects.filter(inspector=request.user.pk, survey__in=[survey.slug for survey in asked])
    return JsonResponse(
        {
            "name": request.user.get_username(),
            "surveys": [survey.described() for survey in asked],
            "rounds": [
                {"title": one.title, "survey": one.survey, "until": one.until, "objects": one.objects_asked}
                for one in rounds.exclude(until__lt=timezone.localdate())
            ],
        }
    )


@takes("GET", "HEAD")
def mine(request: ViewerRequest) -> HttpResponse:
    """`/field/observations/?before=<moment>`: what this person sent, the newest first, and what became of it."""
    rows = Observation.objects.filter(by=request.user.pk).order_by("-received_at", "-pk")
    if before := request.GET.get("before"):
        moment = clocks.moment(before)
        if moment is None:
            raise Unreadable("before", _("a moment is expected: 2026-11-01T12:00:00Z."))
        rows = rows.filter(received_at__lt=moment)
    return JsonResponse({"observations": [_told(row, request.viewer) for row in rows[:_PAGE]]})


@takes("GET", "HEAD", "PUT")
def observation(request: ViewerRequest, number: UUID) -> HttpResponse:
    """`/field/observations/<uuid>`: PUT sends it, GET tells what became of it."""
    if request.method == "PUT":
        message = Message.read(request.body)
        row = receive(number, message, request.user, expected=request.headers.get("If-Match", ""))
        survey = surveys.get(row.survey)
        if survey and row.feature_id is not None and row.fate == Fate.ACCEPTED:
            survey.arrived(row.feature_id, request.build_absolute_uri("/"))
        return JsonResponse(
            _told(row, request.viewer) | {"object": _object(row, request)}, status=_STATUS[Fate(row.fate)]
        )
    known = Observation.objects.filter(pk=number, by=request.user.pk).first()
    return JsonResponse(
        _told(known, request.viewer) if known else {"id": str(number), "fate": None, "photos": []}
    )


@takes("GET", "HEAD", "PUT", "PATCH")
def photo(request: HttpRequest, number: UUID) -> HttpResponse:
    """`/field/photos/<uuid>`: PUT announces it, PATCH sends its next piece, HEAD and GET tell how much has come."""
    if request.method == "PUT":
        row = _announced(number, request)
    elif request.method == "PATCH":
        offset = request.headers.get("Upload-Offset", "")
        if not offset.isascii() or not offset.isdigit() or len(offset) > 12:
            raise Unreadable("Upload-Offset", _("a whole number is expected."))
        row = photos.take(
            number,
            request.user,
            offset=int(offset),
            piece=request.body,
            checksum=request.headers.get("Upload-Checksum", ""),
        )
    else:
        row = photos.found(number, request.user)
    response = JsonResponse(_photo(row))
    response.headers["Upload-Offset"] = str(row.received)
    response.headers["Upload-Length"] = str(row.size)
    return response


def _announced(number: UUID, request: HttpRequest) -> Photo:
    try:
        raw = orjson.loads(request.body)
        size, sha256 = raw["size"], raw["sha256"]
        belongs_to = UUID(raw["observation"])
        made, camera = _made(raw), photos.Camera.read(raw.get("taken"), raw.get("from"))
        about = str(raw.get("about") or "").replace("\x00", "")
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable("", _("A photo is announced with its observation, size and sha256.")) from None
    if isinstance(size, bool) or not isinstance(size, int) or not _is_digest(sha256):
        raise Unreadable("", _("A photo is announced with its observation, size and sha256."))
    return photos.announce(
        number,
        request.user,
        observation=belongs_to,
        size=size,
        sha256=sha256,
        made_at=made,
        camera=camera,
        about=about,
    )


def _made(raw: dict[str, Any]) -> datetime | None:
    """When a photo was made, unless the device's clock is wrong by what it says of now."""
    made, sent = clocks.moment(raw.get("made")), clocks.moment(raw.get("sent"))
    return made if made and clocks.is_right(made, sent, timezone.now()) else None


@takes("GET", "HEAD")
def area(request: ViewerRequest) -> HttpResponse:
    """`/field/area?bbox=…`: what is taken along: the objects of each survey, and the sizes of base map and pictures."""
    box = parse_box(request.GET.get(BBOX, ""))
    path = base_map(box)
    room = [pictures.MOST, pictures.MOST_BYTES]
    told = {
        survey.slug: _taken(survey, request, box, room)
        for survey in surveys
        if survey.may_change(request.user)
    }
    answer = {
        "made": timezone.now(),
        "tiles": {"name": path.stem, "bytes": path.stat().st_size},
        "pictures": {"count": pictures.MOST - room[0], "bytes": pictures.MOST_BYTES - room[1]},
        "objects": told,
    }
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


def _taken(survey: Survey, request: ViewerRequest, box: Box, room: list[int]) -> list[dict[str, Any]]:
    """The objects of a survey; those amid the box have their pictures first."""
    found: list[dict[str, Any]] = orjson.loads(objects(survey, request.viewer, box))
    survey.tell(found, request.user)
    middle = (box.west + box.east) / 2, (box.south + box.north) / 2
    from_the_middle = sorted(found, key=lambda one: metres_between(one["place"], middle))
    pictures.within_bounds(from_the_middle, pictures.newest(survey.layer, [one["id"] for one in found]), room)
    return found


@takes("GET", "HEAD")
def tiles(request: ViewerRequest) -> HttpResponseBase:
    """`/field/area.pmtiles?bbox=…`: the base map of an area as one file."""
    path = base_map(parse_box(request.GET.get(BBOX, "")))
    response = FileResponse(path.open("rb"), content_type="application/vnd.pmtiles")
    response.headers["ETag"] = f'"{path.stem}"'
    return response


def _told(row: Observation, viewer: Viewer) -> dict[str, Any]:
    """An observation and what became of it, for the one who made it."""
    feature = row.feature_id and {
        "layer": row.layer,
        "id": row.feature_id,
        "url": f"/{row.layer}/{row.feature_id}/",
    }
    return {
        "id": str(row.pk),
        "survey": row.survey,
        "deed": row.deed,
        "made": row.made_at,
        "note": row.note,
        "name": row.answers.get("name") or "",
        "fate": row.fate,
        "flaws": row.flaws,
        "conflicts": row.conflicts,
        "feature": feature,
        "device": row.device,
        "picture": _picture(row) if row.fate == Fate.CONFLICT else None,
        "changed": _changed(row, viewer) if row.fate == Fate.CONFLICT else None,
        "received": row.received_at,
        "photos": _photos(row.pk),
    }


def _changed(row: Observation, viewer: Viewer) -> dict[str, Any] | None:
    """When the object was changed last, and by whom, as far as this viewer may read its history."""
    survey = surveys.get(row.survey)
    moments = history(survey.layer, viewer, row.feature_id) if survey and row.feature_id is not None else []
    return {"at": moments[0].at, "by": moments[0].actor} if moments else None


def _object(row: Observation, request: ViewerRequest) -> Any:
    """What the device is to know of the object from now on, as an area tells it: it made this version."""
    survey = surveys.get(row.survey)
    if survey is None or row.fate != Fate.ACCEPTED or row.feature_id is None:
        return None
    found = orjson.loads(objects(survey, request.viewer, number=row.feature_id))
    if not found:
        return None
    survey.tell(found, request.user)
    return found[0] | {"survey": survey.slug, "layer": survey.layer_slug, "picture": _picture(row)}


def _picture(row: Observation) -> dict[str, Any] | None:
    """What everybody sees of the object now, small."""
    survey = surveys.get(row.survey)
    if survey is None or row.feature_id is None:
        return None
    return pictures.newest(survey.layer, [row.feature_id]).get(row.feature_id)


def _photos(number: UUID) -> list[dict[str, Any]]:
    return [_photo(row) for row in Photo.objects.filter(observation_id=number).order_by("received_at", "pk")]


def _photo(row: Photo) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "state": row.state,
        "size": row.size,
        "received": row.received,
        "said": row.flaw,
        "taken": row.taken_at,
        "from": row.taken_from and [row.taken_from.x, row.taken_from.y],
    }


def _is_digest(said: Any) -> bool:
    return isinstance(said, str) and len(said) == 64 and set(said) <= set("0123456789abcdef")
