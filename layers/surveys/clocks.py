"""The clocks of devices and cameras: written down, never trusted.

A moment that no clock of ours can have shown is none; one by a clock that is wrong is shown to nobody as a day.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

#: a device's clock that is off by more is noted, not believed
CLOCK = timedelta(minutes=5)
#: what waited on a device for longer was made by a clock that stood still
LATEST = timedelta(days=730)
#: moments outside of it are those of a clock that was never set
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def moment(said: Any) -> datetime | None:
    """A moment as a device writes it; None for what is none. Without a zone it is the city's.

    Raises nothing: years that a database or a zone cannot hold are clamped, so that the difference is still told.
    """
    try:
        value = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    if not _FIRST.year <= value.year < _LAST.year:
        return _FIRST if value.year < _FIRST.year else _LAST
    return value if value.tzinfo else timezone.make_aware(value)


def sane(value: datetime | None) -> datetime | None:
    """The same moment, if something may have happened then: neither before photos came from telephones nor tomorrow."""
    if value is None or not _FIRST < value <= timezone.now() + timedelta(days=1):
        return None
    return value


def is_right(made: datetime, sent: datetime | None, now: datetime) -> bool:
    """Whether a device's clock may be believed that tells now when something was made, and when it sends that."""
    if sent is not None and abs(sent - now) > CLOCK:
        return False
    return now - LATEST <= made <= now + CLOCK
