"""Who writes, for the history that the triggers keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def acting(actor: str = "", via: str = "") -> Iterator[None]:
    """Mark the writes inside: `actor` is a user name, `via` says from where (`"admin"`, `"import:12"`)."""
    _name(actor, via)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _name("", "")


def _name(actor: str, via: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('map.actor', %s, false), set_config('map.via', %s, false)",
            [actor[:150], via[:150]],
        )
