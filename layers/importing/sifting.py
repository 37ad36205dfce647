"""Rows that only the database refuses (a rule of a table, a value too large for its column) are found and told like any
other refused row; the rest of the file is taken.

All rows are tried at once. Where that fails they are tried in halves, and halves of halves: what is sound is taken on
the way, and what is left in the end is one row.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction

from layers.importing.mapping import Mapping
from layers.importing.refusals import FileRefused, RowRefused
from layers.importing.staging import TABLE

Counts = tuple[int, int, int]
#: more of them mean a wrong mapping rather than wrong rows, and searching for all would take hours
MOST = 200
_WAITING = "incoming_waiting"


def take(mapping: Mapping, write: Callable[[], Counts], refuse: Callable[[int, RowRefused], None]) -> Counts:
    """What `write` counts over the staged rows, without those that the database refuses: `refuse` is told of them.

    Raises FileRefused where more than MOST rows are refused.
    """
    try:
        with transaction.atomic():
            return write()
    except (IntegrityError, DataError):
        return _Sifting(mapping, write, refuse).take()


class _Sifting:
    def __init__(
        self, mapping: Mapping, write: Callable[[], Counts], refuse: Callable[[int, RowRefused], None]
    ) -> None:
        self.mapping = mapping
        self.write = write
        self.refuse = refuse
        self.refused = 0
        self.counts: Counts = (0, 0, 0)

    def take(self) -> Counts:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {_WAITING} ON COMMIT DROP AS SELECT * FROM {TABLE}")
            cursor.execute(f"SELECT row FROM {TABLE} ORDER BY row")
            numbers = [number for (number,) in cursor.fetchall()]
        middle = len(numbers) // 2
        for part in (numbers[:middle], numbers[middle:]):
            self._try(part)
        return self.counts

    def _try(self, numbers: list[int]) -> None:
        if not numbers:
            return
        try:
            with transaction.atomic():
                self._stage(numbers)
                counted = self.write()
        except (IntegrityError, DataError) as flaw:
            if len(numbers) == 1:
                self._refuse(numbers[0], flaw)
                return
            middle = len(numbers) // 2
            self._try(numbers[:middle])
            self._try(numbers[middle:])
        else:
            created, updated, unchanged = (a + b for a, b in zip(self.counts, counted, strict=True))
            self.counts = created, updated, unchanged

    @staticmethod
    def _stage(numbers: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE}")
            cursor.execute(
                f"INSERT INTO {TABLE} SELECT * FROM {_WAITING} WHERE row BETWEEN %s AND %s",
                [numbers[0], numbers[-1]],
            )

    def _refuse(self, number: int, flaw: Exception) -> None:
        self.refused += 1
        reason, columns = _told(flaw)
        if self.refused > MOST:
            raise FileRefused(
                f"the database refuses more than {MOST} rows of the file: the mapping may be wrong. "
                f"Row {number}: {reason}"
            )
        self.refuse(number, RowRefused(reason, self._values(number, columns)))

    def _values(self, number: int, columns: list[str]) -> str:
        """What the row says in the columns that a rule is about."""
        names = [name for name in self.mapping.rules if self.mapping.target(name).column in columns]
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT string_agg(name || ': ' || (data->>name), ', ')
                      FROM {_WAITING}, unnest(%s::text[]) AS name WHERE row = %s""",
                [names, number],
            )
            (said,) = cursor.fetchone()
        return said or ""


def _told(flaw: Exception) -> tuple[str, list[str]]:
    """Why the database refuses a row, in words, and the columns that the reason is about."""
    said: Any = flaw.__cause__
    known = said.diag
    if known.column_name:
        return f"{known.column_name}: {known.message_primary}", [known.column_name]
    if not known.constraint_name:
        return str(known.message_primary), []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.contype, array_agg(a.attname::text ORDER BY a.attnum)
                 FROM pg_constraint AS c
                 JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
                WHERE c.conname = %s GROUP BY c.oid""",
            [known.constraint_name],
        )
        kind, columns = cursor.fetchone() or ("", [])
    if kind == "u":
        return f"another object has this already ({', '.join(columns)})", columns
    return f"{', '.join(columns)}: {_in_words(known.constraint_name)}", columns


def _in_words(name: str) -> str:
    """What a rule of a table asks for: its own sentence, where its model has one; never the SQL of it."""
    for model in apps.get_models():
        for rule in model._meta.constraints:
            if rule.name == name and rule.violation_error_message != rule.default_violation_error_message:
                return str(rule.violation_error_message)
    return f"the register takes no such values (rule “{name}”)"
