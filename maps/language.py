"""The language of the page: asked for in the address, remembered in a cookie, Ukrainian first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PARAMETER = "lang"
_CODES = frozenset(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """`?lang=en` wins over the cookie; a browser's list of languages is not asked: the same address, the same page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(PARAMETER)
        code = asked or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if code not in _CODES:
            code = settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if asked in _CODES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, max_age=365 * 24 * 3600, samesite="Lax")
        return response
