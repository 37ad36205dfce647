from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosks.rules import ANNULLED, EXPIRED, EXPIRING, NONE, SUSPENDED, UNKNOWN, VALID, permit_state

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("status", "until", "state"),
    [
        (VALID, date(2027, 11, 22), VALID),
        (VALID, date(2026, 12, 23), VALID),
        (VALID, date(2026, 12, 22), EXPIRING),
        (VALID, TODAY, EXPIRING),
        (VALID, date(2026, 11, 21), EXPIRED),
        (VALID, None, UNKNOWN),
        (UNKNOWN, date(2027, 1, 1), UNKNOWN),
        (UNKNOWN, date(2020, 1, 1), EXPIRED),
        (SUSPENDED, date(2027, 1, 1), SUSPENDED),
        (ANNULLED, None, ANNULLED),
        (NONE, None, NONE),
    ],
)
def test_state_of_a_permit_on_a_day(status: str, until: date | None, state: str) -> None:
    assert permit_state(status, until, TODAY) == state


@given(until=st.dates(date(2015, 1, 1), date(2035, 1, 1)), days=st.integers(0, 4000))
def test_a_permit_never_comes_back_to_life_by_itself(until: date, days: int) -> None:
    order = [VALID, EXPIRING, EXPIRED]
    earlier = permit_state(VALID, until, TODAY)
    later = permit_state(VALID, until, TODAY + timedelta(days=days))
    assert order.index(earlier) <= order.index(later)
