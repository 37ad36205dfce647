"""`/accessibility`: how accessible the map itself is, by what its tests found (`./dev statement` writes it down).

ДСТУ EN 301 549 asks of the web what WCAG asks: its clause 9.x.y.z is success criterion x.y.z.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers.negotiation import refuse_others
from layers.query import LANGUAGE

_FILE = Path(__file__).with_name("statement.json")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One success criterion: how many states of pages were found to meet it, which tests drive it, what was found
    against it."""

    number: str
    states: int
    tests: int
    against: tuple[str, ...]

    @property
    def clause(self) -> str:
        """Of ДСТУ EN 301 549."""
        return f"9.{self.number}"


def statement_page(request: HttpRequest) -> HttpResponse:
    """`/accessibility`. Raises BadParameter."""
    refuse_others(request, {LANGUAGE})
    found = results()
    words = {
        "tested_on": date.fromisoformat(found["tested_on"]),
        "axe": found["axe"],
        "pages": len(found["pages"]),
        "states": found["states"],
        "widths": ", ".join(map(str, found["widths"])),
        "dark": found["dark"],
        "criteria": criteria(found),
        "is_clean": not found["failed"] and not found["broken"],
        "broken": found["broken"],
        "gaps": _gaps(),
    }
    return render(request, "maps/statement.html", words)


@cache
def results() -> dict[str, Any]:
    """What the tests left."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def criteria(found: dict[str, Any]) -> list[Criterion]:
    """Each criterion that a test speaks of, in the order of WCAG."""
    numbers = {*found["passed"], *found["driven"], *found["failed"]} - {"best-practice"}
    return [
        Criterion(
            number,
            found["passed"].get(number, 0),
            len(found["driven"].get(number, ())),
            tuple(found["failed"].get(number, ())),
        )
        for number in sorted(numbers, key=lambda one: tuple(map(int, one.split("."))))
    ]


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
