"""The map inside of other sites' pages: it may be framed there, and whoever looks is nobody in particular.

A page that anybody may frame must not know who looks, or the frame of a stranger's page would show to staff what is
theirs alone, and could make them press what they do not see: the request is answered as if it had brought no cookies,
and leaves none.
"""

import re
from collections.abc import Callable
from typing import cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

EMBED = "embed"
_CARD = re.compile(r"/[a-z-]+/[0-9]+/")
_ANYWHERE = {"frame-ancestors": ["*"]}


def is_embedded(request: HttpRequest) -> bool:
    """Whether the map or an object's card is asked for by another site's page."""
    if request.GET.get(EMBED) != "1":
        return False
    is_card = request.GET.get("fragment") == "1" and _CARD.fullmatch(request.path_info)
    return request.path_info == "/" or bool(is_card)


class EmbedMiddleware:
    """Stands before everything that reads cookies, and after what writes the policy of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.framed = cast(Callable[[HttpRequest], HttpResponse], csp_replace(_ANYWHERE)(get_response))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not is_embedded(request):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.framed(request)
        response.cookies.clear()
        del response.headers["X-Frame-Options"]
        return response
