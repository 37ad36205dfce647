"""Days on which offices work: from Monday to Friday, without the days off that the city keeps (models.DayOff)."""

from collections.abc import Iterable
from datetime import date, timedelta


def is_working(day: date, off: frozenset[date] = frozenset()) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < 5 and day not in off


def end_of_term(start: date, days: int, *, working: bool, days_off: Iterable[date] = ()) -> date:
    """The last day of a term of working or calendar days; the day that it begins on does not count (ст. 253 Цивільного
    кодексу). A term that ends on a day off goes on to the next working day (ст. 254, general knowledge).
    """
    off = frozenset(days_off)
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= not working or is_working(day, off)
    while not is_working(day, off):
        day += timedelta(days=1)
    return day
