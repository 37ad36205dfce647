"""`/accessibility`: how accessible the map itself is, by what its tests found (`./dev statement` writes it down).

ДСТУ EN 301 549 asks of the web what WCAG asks: its clause 9.x.y.z is success criterion x.y.z.
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers.negotiation import refuse_others
from layers.query import LANGUAGE

_FILE = Path(__file__).with_name("statement.json")
_NAMES = Path(__file__).with_name("wcag.toml")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One success criterion: how many states of pages were found to meet it, how many tests drive it, what was found
    against it, and whether there is nothing on this map that it speaks of."""

    number: str
    name: str
    states: int
    tests: int
    against: tuple[str, ...]
    #: tests that drive it and did not pass
    broken: int
    is_absent: bool

    @property
    def is_tested(self) -> bool:
        return bool(self.states or self.tests or self.against)

    @property
    def clause(self) -> str:
        """Of ДСТУ EN 301 549."""
        return f"9.{self.number}"


def statement_page(request: HttpRequest) -> HttpResponse:
    """`/accessibility`. Raises BadParameter."""
    refuse_others(request, {LANGUAGE})
    found = results()
    told = criteria(found)
    words = {
        "tested_on": date.fromisoformat(found["tested_on"]),
        "axe": found["axe"],
        "pages": len(found["pages"]),
        "states": found["states"],
        "widths": ", ".join(map(str, found["widths"])),
        "dark": found["dark"],
        "criteria": told,
        "is_clean": not found["failed"] and not found["broken"],
        "untested": sum(not (one.is_tested or one.is_absent) for one in told),
        "broken": [_broken(name, found, told) for name in found["broken"]],
        "gaps": _gaps(),
    }
    return render(request, "maps/statement.html", words)


@cache
def results() -> dict[str, Any]:
    """What the tests left."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def criteria(found: dict[str, Any]) -> list[Criterion]:
    """Each criterion of WCAG, levels A and AA, and each other that a test speaks of, in the order of WCAG."""
    names = _wcag()["names"]
    numbers = {*names, *found["passed"], *found["driven"], *found["failed"]} - {"best-practice"}
    language = "uk" if (get_language() or "uk").startswith("uk") else "en"
    broken = set(found["broken"])
    return [
        Criterion(
            number,
            names.get(number, {}).get(language, ""),
            found["passed"].get(number, 0),
            len(found["driven"].get(number, ())),
            tuple(found["failed"].get(number, ())),
            len(broken.intersection(found["driven"].get(number, ()))),
            number in _wcag()["absent"],
        )
        for number in sorted(numbers, key=lambda one: tuple(map(int, one.split("."))))
    ]


@dataclass(frozen=True, slots=True)
class Broken:
    """A test that did not pass: the criteria that it drives, in words, and what developers call it."""

    about: str
    name: str


def _broken(name: str, found: dict[str, Any], told: list[Criterion]) -> Broken:
    driven = (one for one in told if name in found["driven"].get(one.number, ()))
    return Broken("; ".join(f"{one.clause} {one.name}".strip() for one in driven), name)


@cache
def _wcag() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(_NAMES.read_text(encoding="utf-8"))
    return found


def _gaps() -> list[str]:
    """What no test can tell, and what is known to be missing."""
    return [
        _("Programs find a part of all barriers only; people with disabilities have not tried the map yet."),
        _(
            "The map itself is a picture: whoever does not see it has the list, which holds the same in the same order."
        ),
        _("Documents (PDF) are tagged for screen readers; they were not tried with each of them."),
        _("Photos of residents are described by the office when it publishes them, and not before."),
    ]
