"""What HTTP asks of every surface: validators, caching, compression."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

Answer = TypeVar("Answer", bound=HttpResponse)


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
