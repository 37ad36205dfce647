"""Clauses as spreadsheets leave them: what can be undone is, what cannot is refused."""

from datetime import date, datetime, time
from typing import Any

import pytest

from layers.importing.clauses import clause
from layers.importing.refusals import RowRefused


def midnight(year: int, month: int, day: int) -> datetime:
    """What a workbook holds for a day."""
    return datetime.combine(date(year, month, day), time())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("5.3.2", "5.3.2"),
        (" 5.3 ", "5.3"),
        ("5.10", "5.10"),
        ("5.3.2.1", "5.3.2.1"),
        ("Додаток Б", "Додаток Б"),
        (5, "5"),
        (5.0, "5"),
        (5.12, "5.12"),
        (midnight(2002, 3, 5), "5.3.2"),
        (date(2014, 12, 6), "6.12.14"),
        (midnight(1931, 3, 5), "5.3.31"),
        ("2002-03-05 00:00:00", "5.3.2"),
        ("2002-03-05", "5.3.2"),
        ("05.03.2002", "5.3.2"),
    ],
)
def test_a_clause_is_as_its_norm_writes_it(raw: Any, expected: str) -> None:
    assert clause(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        midnight(2000, 2, 1),
        midnight(2024, 3, 5),
        midnight(2015, 3, 5),
        midnight(1905, 3, 5),
        "05.03.2026",
        5.1,
    ],
)
def test_what_may_have_been_two_clauses_is_refused(raw: Any) -> None:
    with pytest.raises(RowRefused, match="write it as text"):
        clause(raw)
