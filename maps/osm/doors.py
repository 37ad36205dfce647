"""What OpenStreetMap says of an entrance: its name, and measures as answers to the criteria of the current norm."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accessibility import norms, rules
from accessibility.routing.tags import metres
from maps.osm.places import claim_of
from maps.osm.words import Tags, fitting, name_of

#: what is no layer of its own, and is taken over with the places
ENTRANCES = "entrances"
#: `entrance=*` that visitors take → what such an entrance is called
_CALLED = {
    "yes": "вхід",
    "main": "головний вхід",
    "service": "службовий вхід",
    "staircase": "під’їзд",
    "home": "вхід до помешкання",
    "shop": "вхід до крамниці",
    "secondary": "другий вхід",
}
#: metres; the norm's own bounds say what is believed
_WIDEST = 100.0
_MOST_STEPS = 300
#: OpenStreetMap began later
_FIRST_YEAR = 2003
_FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the tags of an entrance say; `answers` are of criteria of the current norm."""

    name: str
    is_main: bool
    claim: str
    floor: int | None
    answers: Mapping[str, bool | float]
    #: the day on which somebody was there, else on which it was written; none where neither is known
    said_on: date | None


def read(tags: Tags, written_at: datetime | None = None) -> tuple[Entrance, list[str]] | None:
    """An entrance, and a sentence for each tag that is not believed; None for what visitors do not enter by.

    `written_at`: when this version of it was made, where the extract tells that."""
    called = _CALLED.get(tags.get("entrance", ""))
    if called is None or tags.get("access") in {"no", "private"}:
        return None
    answers: dict[str, bool | float] = {}
    wrong: list[str] = []
    for code, keys in {"door_width": ("door:width", "width"), "threshold": ("kerb:height",)}.items():
        key = next((key for key in keys if key in tags), "")
        value = _millimetres(code, tags[key]) if key else None
        if value is not None:
            answers[code] = value
        elif key:
            wrong.append(f"{key}={tags[key][:40]} of an entrance is not believed")
    wrong += _steps(tags, answers)
    ref = fitting(tags.get("ref"), 20)
    name = name_of(tags, 100) or (f"{called} № {ref}" if ref else called)
    floor = _floor(tags.get("level", ""))
    claim = claim_of(tags).value
    said_on = _said_on(tags, written_at)
    return Entrance(name, tags["entrance"] == "main", claim, floor, answers, said_on), wrong


def _said_on(tags: Tags, written_at: datetime | None) -> date | None:
    for key in ("check_date", "survey:date"):
        with suppress(ValueError):
            day = date.fromisoformat(tags.get(key, ""))
            if day <= timezone.localdate():
                return day
    # An extract without the days of versions has the beginning of the epoch.
    return written_at.date() if written_at and written_at.year > _FIRST_YEAR else None


def _millimetres(code: str, text: str) -> float | None:
    value = metres(text, _WIDEST)
    found = None if value is None else round(value * 1000, 1)
    return found if found is not None and rules.is_believed(norms.current().by_code[code], found) else None


def _steps(tags: Tags, answers: dict[str, bool | float]) -> Iterator[str]:
    """Steps and ramp. Where there is no step, one gets in without any; that there are some says nothing of a ramp."""
    count = tags.get("step_count")
    if count is not None and re.fullmatch(r"\d{1,3}", count) and int(count) <= _MOST_STEPS:
        answers["steps"] = int(count) > 0
        if not answers["steps"]:
            answers["step_free"] = True
    elif count is not None:
        yield f"step_count={count[:40]} of an entrance is not believed"
    if tags.get("ramp") in _FLAGS:
        answers["ramp"] = _FLAGS[tags["ramp"]]
    if tags.get("ramp:wheelchair") == "yes":
        answers |= {"ramp": True, "step_free": True}


def _floor(level: str) -> int | None:
    """OpenStreetMap counts from 0 at street level, people from 1."""
    if not re.fullmatch(r"-?\d{1,2}", level):
        return None
    return int(level) + 1 if int(level) >= 0 else int(level)
