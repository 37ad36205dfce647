"""What every template may say: whose map it is, whether it is a demonstration, and how it is to look."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEME = "theme"
THEMES = ("auto", "light", "dark", "contrast")


def city(request: HttpRequest) -> dict[str, Any]:
    return {
        "city": settings.CITY,
        "demonstration": settings.DEMONSTRATION,
        "languages": settings.LANGUAGES,
        "theme": _theme(request),
    }


def _theme(request: HttpRequest) -> str:
    """What the address asks for, else what was chosen before on this device."""
    # A page leaves out of its address what it does not understand.
    words = getattr(request, "asked", request.GET)
    asked = (words.get(THEME), request.COOKIES.get(THEME))
    return next((theme for theme in asked if theme in THEMES), THEMES[0])
