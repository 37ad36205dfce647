"""Numbers of clauses as files give them: a spreadsheet takes 5.3.2 for the fifth of March 2002, and 5.10 for 5.1.

What it did can be undone where only one clause looks like that; anything else is refused, never guessed.
"""

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from layers.importing.refusals import RowRefused

#: What spreadsheets make of two digits (2000 would be 5.3.0, which no norm has). КМУ № 835 is of 2015: no file was
#: written in a year before, so that such a year was the third number; from then on 5.3 becomes a day of its year, too.
_YEARS_OF_TWO_DIGITS = {*range(1930, 2000), *range(2001, 2015)}
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y")
_PADDED = re.compile(r"\d{4}-|\d\d\.\d\d\.\d{4}$")


def clause(raw: Any) -> str:
    """The clause's number as its norm writes it. Raises RowRefused where a spreadsheet left more than one reading."""
    day = _day(raw)
    if day:
        return _undated(day, raw)
    if isinstance(raw, float) and not raw.is_integer() and len(str(raw).partition(".")[2]) == 1:
        raise RowRefused("the clause came as a number, which may be x.1 or x.10: write it as text", raw)
    return str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip()


def _day(raw: Any) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    if _PADDED.match(text):
        for form in _DATES:
            with suppress(ValueError):
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
    return None


def _undated(day: date, raw: Any) -> str:
    # Where full stops stand between the parts of a date, the day comes first.
    if day.year not in _YEARS_OF_TWO_DIGITS:
        raise RowRefused(
            "the clause came as a date, and which one it was cannot be told: write it as text", raw
        )
    return f"{day.day}.{day.month}.{day.year % 100}"
