"""A file of rules that cannot be read is told at start, not to whoever saves the next petition."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from layers.civic.petitions.versions import versions


def check_rules(**kwargs: Any) -> list[CheckMessage]:
    """Whether the city's versions of the rules of petitions are whole."""
    try:
        versions()
    except (KeyError, TypeError, ValueError) as flaw:
        return [Error(f"{settings.PETITION_RULES.name} is not whole: {flaw!r}", id="petitions.E001")]
    return []
