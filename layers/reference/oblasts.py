"""The oblasts of Ukraine, as addresses name them: by their names, and by the postal codes of what lies in them."""

import re
import tomllib
from functools import cache
from pathlib import Path

_WORD = re.compile(r"\b(?:область|обл)\b\.?|^м\.\s*", re.IGNORECASE)
_APOSTROPHES = re.compile("[’ʼ`´′\"']")
_POSTAL = re.compile(r"\d{5}", re.ASCII)


@cache
def _postal() -> dict[str, range]:
    """The oblasts by their plain names, each with the beginnings of its postal codes."""
    told = tomllib.loads(Path(__file__).with_name("oblasts.toml").read_text(encoding="utf-8"))
    return {name: range(first, last + 1) for name, (first, last) in told["postal"].items()}


def plain_region(name: str) -> str:
    """An oblast's name as it is compared: «Донецька обл.» → «донецька»."""
    return _APOSTROPHES.sub("", _WORD.sub("", name).strip()).casefold()


def region_of(name: str) -> str:
    """The plain name of the oblast that is named; empty for what is none."""
    told = plain_region(name)
    return told if told in _postal() else ""


def region_by_post(code: str) -> str:
    """The plain name of the oblast that a postal code is of; empty for what is none."""
    if not _POSTAL.fullmatch(code):
        return ""
    return next((name for name, begins in _postal().items() if int(code[:2]) in begins), "")
