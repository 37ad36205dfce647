"""The office's letters: a managed text in which words in braces stand for what a case knows."""

import re
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

#: `{word}`: nothing else is read in a text, so that it can reach nothing but what is listed
_WORD = re.compile(r"\{([^{}]*)\}")
#: … and a full stop after it, which a date in words has already («2026 р.»)
_WORD_AND_STOP = re.compile(r"\{([^{}]*)\}(\.?)")
WORDS = ("case", "structure", "address", "state", "grounds", "clause", "due", "today")


def flaw(text: str) -> str:
    """Why a text cannot be used; empty when it can."""
    unknown = sorted({word for word in _WORD.findall(text) if word not in WORDS})
    if unknown:
        return _("Unknown words in braces: %(unknown)s. Known are: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(f"{{{word}}}" for word in WORDS),
        }
    return ""


def filled(text: str, case: Any) -> str:
    """The text about a case; what the case does not know is a dash."""
    known = {
        "case": str(case.pk),
        "structure": case.title,
        "address": ", ".join(filter(None, (case.street, case.house))),
        "state": str(case.get_state_display()),
        "grounds": str(case.get_grounds_display()),
        "clause": case.clause,
        "due": date_format(case.due_on, "DATE_FORMAT") if case.due_on else "",
        "today": date_format(timezone.localdate(), "DATE_FORMAT"),
    }

    def said(found: re.Match[str]) -> str:
        word = known.get(found[1], f"{{{found[1]}}}") or "—"
        return word if word.endswith(".") else word + found[2]

    return _WORD_AND_STOP.sub(said, text)
