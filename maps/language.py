"""The language of the page: asked for in the address, remembered in a cookie, Ukrainian first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from layers.problems import BadParameter, answer, wants_json

PARAMETER = "lang"
_CODES = frozenset(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """`?lang=en` wins over the cookie; a browser's list of languages is not asked: the same address, the same page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(PARAMETER)
        candidates = (asked, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), settings.LANGUAGE_CODE)
        code = next(code for code in candidates if code in _CODES)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            if asked and asked != code:
                if wants_json(request):
                    return answer(request, _unknown(asked))
                # A page says so, and goes on without the word.
                others = request.GET.copy()
                others.pop(PARAMETER)
                request.GET = others  # type: ignore[assignment]
                request.unknown_language = asked[:20]  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if asked == code:
            # A choice on our own page is kept; a link that somebody sent holds for this visit.
            is_chosen = request.headers.get("Sec-Fetch-Site") == "same-origin"
            kept = 365 * 24 * 3600 if is_chosen else None
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, max_age=kept, samesite="Lax")
        return response


def _unknown(asked: str) -> BadParameter:
    known = ", ".join(code for code, _name in settings.LANGUAGES)
    said = _("There is no language “%(asked)s” here. There are: %(known)s.")
    return BadParameter(said % {"asked": asked[:20], "known": known}, parameter=PARAMETER)
