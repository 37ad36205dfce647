"""What HTTP asks of every surface: validators, compression."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer 304 when the client has this version already; None when it has not."""
    given = request.headers.get("If-None-Match", "")
    if given and (given == "*" or etag in (part.strip().removeprefix("W/") for part in given.split(","))):
        return HttpResponseNotModified()
    return None


def accepts_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")
