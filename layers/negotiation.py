"""What HTTP asks of every surface: methods, validators, caching, compression."""

import re
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from layers.layer import Layer
from layers.problems import BadParameter, WrongMethod, wants_json
from layers.query import LANGUAGE

Answer = TypeVar("Answer", bound=HttpResponse)
View = Callable[..., HttpResponseBase]
#: OGC API clients ask for the format in the address
FORMAT = "f"
_FORMATS = ("json", "geojson")
#: a coding that is named to say that it is not wanted
_REFUSED = re.compile(r";\s*q=0(\.0*)?$")
_ALLOWED = "GET, HEAD, OPTIONS"
#: so many letters of a name a problem quotes
_QUOTED = 60
#: words of the map's address that mean nothing on other pages, and no harm
OF_THE_MAP = frozenset({"theme", "at", "layers", "view", "embed", "pick", "find", "shown"})


def read_only(view: View) -> View:
    """A view that changes nothing: other methods are refused in words (405), and no token is asked for first."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **words: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(
                status=204, headers={"Allow": _ALLOWED, "Access-Control-Allow-Methods": _ALLOWED}
            )
        if request.method not in ("GET", "HEAD"):
            raise WrongMethod(str(request.method), _ALLOWED)
        return view(request, *arguments, **words)

    return csrf_exempt(guarded)


def page(view: View) -> View:
    """A read-only view for people: what of an address cannot be understood (any more) is left out, and said.

    An old link then shows what it still can. Whoever asks for JSON is told strictly.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **words: Any) -> HttpResponseBase:
        # What was asked for as a whole: how the page looks is read from it.
        request.asked = request.GET  # type: ignore[attr-defined]
        while True:
            try:
                return view(request, *arguments, **words)
            except BadParameter as problem:
                if wants_json(request) or not _leave_out(request, problem.parameter, words.get("layer")):
                    raise

    return read_only(guarded)


def _leave_out(request: HttpRequest, named: str, layer: Layer | None) -> bool:
    """Take a word out of the address; whether it was there. What the map's address has besides is not spoken of, and
    a filter is called as people know it."""
    # A problem quotes the beginning of a long name.
    alike = (name for name in request.GET if len(named) >= _QUOTED and name.startswith(named))
    found = named if named in request.GET else next(alike, None)
    if found is None:
        return False
    others = request.GET.copy()
    others.pop(found)
    request.GET = others  # type: ignore[assignment]
    if found not in OF_THE_MAP:
        columns = layer.columns_for(request.viewer) if layer else ()  # type: ignore[attr-defined]
        label = next((column.label for column in columns if column.name == found), found)
        request.left_out = [*getattr(request, "left_out", ()), str(label)]  # type: ignore[attr-defined]
    return True


def refuse_others(request: HttpRequest, known: Collection[str], *, repeated: Collection[str] = ()) -> None:
    """Raises BadParameter for a word of the address that is none of those, or stands there twice: nothing is passed
    over in silence. Of what may be `repeated` the last one counts: a choice behind what was typed in a form."""
    for name, values in request.GET.lists():
        if name not in known:
            raise BadParameter(
                _("Unknown parameter %(name)s. Known ones: %(known)s.")
                % {"name": name[:_QUOTED], "known": ", ".join(sorted(known))},
                parameter=name[:_QUOTED],
            )
        if len(values) > 1 and name not in repeated:
            raise BadParameter(_("%s is given more than once.") % name, parameter=name)


def wordless(view: View) -> View:
    """A read-only view that takes no parameter but language and format: any other is refused, not passed over."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **words: Any) -> HttpResponseBase:
        refuse_others(request, (LANGUAGE, FORMAT))
        check_format(request.GET)
        return view(request, *arguments, **words)

    return read_only(guarded)


def check_format(params: QueryDict) -> None:
    """Raises BadParameter for a format that is not offered."""
    if params.get(FORMAT, _FORMATS[0]) not in _FORMATS:
        raise BadParameter(
            _("The format %(asked)s is not offered. Offered: %(known)s.")
            % {"asked": params[FORMAT][:20], "known": ", ".join(_FORMATS)},
            parameter=FORMAT,
        )


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer 304 when the client has this version already; None when it has not."""
    given = request.headers.get("If-None-Match", "")
    if given and (given == "*" or etag in (part.strip().removeprefix("W/") for part in given.split(","))):
        return HttpResponseNotModified()
    return None


def revalidated(request: HttpRequest, etag: str, answer: Callable[[], Answer]) -> Answer:
    """`answer()` with its validator, or 304 without calling it. The client asks again each time: never stale."""
    response = not_modified(request, etag) or answer()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Cookie"
    return response  # type: ignore[return-value]


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client takes gzip: named, and not with the weight 0."""
    offered = (part.strip() for part in request.headers.get("Accept-Encoding", "").split(","))
    return any(one.startswith("gzip") and not _REFUSED.search(one) for one in offered)
