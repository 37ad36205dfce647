"""Ways to hand on what is seen: a short address of a view, and a code that another phone's camera reads."""

import hashlib
from datetime import timedelta
from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.problems import BadParameter, Busy, Forged, NotHere, WrongMethod
from maps.models import ShortAddress
from maps.page.state import read

TO = "to"
#: characters; a code of more cannot be read from a screen
_LONGEST = 1500
_CODE = 8
#: new short addresses in a day: nobody fills the disk with them
MOST_IN_A_DAY = 5000


def qr(request: HttpRequest) -> HttpResponse:
    """`/qr.svg?to=/…`: the code of one of this map's own addresses, as a picture. Raises BadParameter."""
    address = request.build_absolute_uri(_own(request.GET.get(TO, "")))
    response = HttpResponse(code_for_cameras(address), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def code_for_cameras(address: str) -> bytes:
    """The QR code of an address, as SVG."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=2, xmldecl=False, dark="#000", light="#fff"
    )
    return picture.getvalue()


def code_of(path: str) -> str:
    """The code of the short address of a view, if somebody had one made; else nothing: a look makes none."""
    short = ShortAddress.objects.filter(code=_code(path)).first()
    return short.code if short and short.path == path else ""


def shorten(request: HttpRequest) -> HttpResponse:
    """`POST /short` with `to=/?…`: a short address of a view of the map; the same for the same view, whoever asks.

    Raises BadParameter for what is not a view of this map, Forged for what another site sends, Busy above so many
    a day.
    """
    if request.method != "POST":
        raise WrongMethod(str(request.method), "POST")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forged(_("Short addresses are made from the map's own pages only."))
    path = _own(request.POST.get(TO, ""))
    if not path.startswith("/?"):
        raise BadParameter(_("to is a view of the map: an address that begins with /?"), parameter=TO)
    read(QueryDict(path[2:]))
    code = _code(path)
    short = ShortAddress.objects.filter(code=code).first()
    if short is None:
        recent = timezone.now() - timedelta(days=1)
        if ShortAddress.objects.filter(made_at__gt=recent).count() >= MOST_IN_A_DAY:
            raise Busy(_("So many short addresses were made today that no more are: use the long one."))
        short, _is_new = ShortAddress.objects.get_or_create(code=code, defaults={"path": path})
    if short.path != path:
        # Two of four billion: told plainly instead of leading somebody to another view.
        raise Busy(_("No short address can be made of this one: use the long one."))
    return JsonResponse({"address": f"/s/{code}"})


def follow(request: HttpRequest, code: str) -> HttpResponse:
    """`/s/<code>`: to the view that a short address stands for. Raises NotHere."""
    short = ShortAddress.objects.filter(code=code).first()
    if short is None:
        raise NotHere(_("There is no such short address. It may have been copied in part."))
    return HttpResponseRedirect(short.path)


def _own(path: str) -> str:
    """A path of this site, not an address of another one. Raises BadParameter."""
    if (
        len(path) > _LONGEST
        or not path.startswith("/")
        or path.startswith(("//", "/\\"))
        or not path.isprintable()
    ):
        raise BadParameter(
            _("to is an address of this map that begins with / and has up to %s characters.") % _LONGEST,
            parameter=TO,
        )
    return path


def _code(path: str) -> str:
    return hashlib.blake2b(path.encode(), digest_size=16).hexdigest()[:_CODE]
