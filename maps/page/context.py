"""What every template may say: whose map it is, and whether it is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def city(request: HttpRequest) -> dict[str, Any]:
    return {"city": settings.CITY, "demonstration": settings.DEMONSTRATION, "languages": settings.LANGUAGES}
