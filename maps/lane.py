"""A short way for tiles: a visitor without a session needs neither the session nor what only pages need.

Half of the time of a small tile, and most of a «not modified», were middlewares that had nothing to do for it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import resolve

from layers.problems import Problem, told
from layers.viewer import PUBLIC, ViewerRequest

_PREFIX = "/tiles/"
_SAFE = frozenset({"GET", "HEAD"})


class TileLane:
    """Answers tiles past the middlewares after it. What is refused goes the whole way, on which the reader's language
    is found out."""

    def __init__(self, get_response: Callable[[ViewerRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ViewerRequest) -> HttpResponse:
        if (
            request.path_info.startswith(_PREFIX)
            and request.method in _SAFE
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):
            try:
                return _answer(request)
            except (Problem, Http404):
                return self.get_response(request)
            except Exception as exception:
                response = told(request, exception)
                if response is None:
                    raise
                return response
        return self.get_response(request)


def _answer(request: ViewerRequest) -> HttpResponse:
    request.viewer = PUBLIC
    view, arguments, words = resolve(request.path_info)
    response: HttpResponse = view(request, *arguments, **words)
    response.headers["Content-Length"] = str(len(response.content))
    return response
