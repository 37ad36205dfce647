"""What HTTP asks of every surface: methods, validators, caching, compression."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.views.decorators.csrf import csrf_exempt

from layers.problems import WrongMethod

Answer = TypeVar("Answer", bound=HttpResponse)
View = Callable[..., HttpResponseBase]
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
    return "gzip" in request.headers.get("Accept-Encoding", "")
