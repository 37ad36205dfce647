"""Who writes, for the history that the triggers keep."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection


@contextmanager
def acting(actor: str = "", via: str = "") -> Iterator[None]:
    """Mark the writes inside: `actor` is a user name, `via` says from where (`"admin"`, `"import:12"`).

    What people read of it stands in changes.py.
    """
    _name(actor, via)
    try:
        yield
    except BaseException:
        # In a transaction that is broken the setting goes with it, and no other command is taken.
        with suppress(DatabaseError):
            _name("", "")
        raise
    _name("", "")


def _name(actor: str, via: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('map.actor', %s, false), set_config('map.via', %s, false)",
            [actor[:150], via[:150]],
        )
