"""Statements whose plan a connection keeps: for queries that take longer to plan than to run, such as a small tile's.

A statement is prepared the first time that a connection runs it, and is gone with the connection.
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

#: what a connection has prepared: the statement's name by its SQL
_names: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()
#: addresses decide how many statements there can be; a connection that knows so many begins anew
_MOST = 500


def is_possible() -> bool:
    """Whether connections last: behind a pooler each transaction may come to another one."""
    return not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def fetch(sql: str, types: str, arguments: Sequence[Any]) -> tuple[Any, ...]:
    """The one row of a statement whose arguments `$1, $2 …` have the given SQL types."""
    connection.ensure_connection()
    names = _names.setdefault(connection.connection, {})
    with connection.cursor() as cursor:
        if sql not in names:
            if not names:
                # Planned once for any arguments; the default would plan for each, where a range may be wide or narrow.
                cursor.execute("SET plan_cache_mode = force_generic_plan")
            if len(names) == _MOST:
                cursor.execute("DEALLOCATE ALL")
                names.clear()
            cursor.execute(f"PREPARE map_{len(names)} ({types}) AS {sql}")
            names[sql] = f"map_{len(names)}"
        cursor.execute(f"EXECUTE {names[sql]} ({', '.join(['%s'] * len(arguments))})", arguments)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
