"""What HTTP asks of every surface: methods, validators, caching, compression."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from layers.problems import BadParameter, WrongMethod
from layers.query import LANGUAGE

Answer = TypeVar("Answer", bound=HttpResponse)
View = Callable[..., HttpResponseBase]
#: OGC API clients ask for the format in the address
FORMAT = "f"
_FORMATS = ("json", "geojson")
#: a coding that is named to say that it is not wanted
_REFUSED = re.compile(r";\s*q=0(\.0*)?$")
_ALLOWED = "GET, HEAD, OPTIONS"


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


def wordless(view: View) -> View:
    """A read-only view that takes no parameter but language and format: any other is refused, not passed over."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **words: Any) -> HttpResponseBase:
        for name in request.GET:
            if name not in (LANGUAGE, FORMAT):
                raise BadParameter(
                    _("Unknown parameter %(name)s. Known ones: %(known)s.")
                    % {"name": name[:60], "known": f"{FORMAT}, {LANGUAGE}"},
                    parameter=name[:60],
                )
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
