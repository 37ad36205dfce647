"""The table of steps is whole, and terms are counted as the law counts them."""

from datetime import date

import pytest

from kiosks.cases import rules
from kiosks.cases.vocabulary import CLAUSES, STEPS, Ground, State
from kiosks.rules import Certainty


def term(days: int, *, working: bool) -> rules.Term:
    return rules.Term(days, working, "п. 1", Certainty.PERHAPS)


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    targets = {step.target for step in rules.TRANSITIONS}
    assert targets | {rules.FOUND} == set(State.values)
    assert all(rules.steps_from(state) for state in set(State.values) - rules.CLOSED)
    assert not rules.steps_from(rules.STORED)


def test_every_step_and_every_ground_has_words() -> None:
    assert set(STEPS) == {"open", *rules.BY_NAME}
    assert set(CLAUSES) == set(Ground)


def test_every_state_that_waits_has_a_term_with_its_clause() -> None:
    assert set(rules.TERMS) == set(State.values) - rules.CLOSED
    assert all(one.clause for one in rules.TERMS.values())


@pytest.mark.parametrize(
    ("days", "working", "off", "last"),
    [
        (3, True, [], date(2026, 11, 25)),  # Friday: Monday, Tuesday, Wednesday
        (3, True, [date(2026, 11, 23)], date(2026, 11, 26)),
        (3, False, [], date(2026, 11, 23)),
        (10, False, [], date(2026, 11, 30)),
        (1, False, [], date(2026, 11, 23)),  # ends on Saturday: goes on to Monday
    ],
)
def test_a_term_ends_on_a_working_day(days: int, working: bool, off: list[date], last: date) -> None:
    assert rules.last_day(date(2026, 11, 20), term(days, working=working), off) == last
