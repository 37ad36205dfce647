import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.rules import (
    ACCESSIBLE,
    BARRIER,
    FAIL,
    NOT_APPLICABLE,
    PARTLY,
    PASS,
    UNKNOWN,
    Answer,
    verdict,
)

answers = st.lists(st.builds(Answer, st.sampled_from([PASS, FAIL, NOT_APPLICABLE, UNKNOWN]), st.booleans()))


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        ([], UNKNOWN),
        ([Answer(NOT_APPLICABLE)], UNKNOWN),
        ([Answer(PASS), Answer(NOT_APPLICABLE)], ACCESSIBLE),
        ([Answer(PASS), Answer(FAIL)], PARTLY),
        ([Answer(PASS), Answer(UNKNOWN)], UNKNOWN),
        ([Answer(UNKNOWN), Answer(FAIL, critical=True)], BARRIER),
    ],
)
def test_verdict(given_answers: list[Answer], expected: str) -> None:
    assert verdict(given_answers) == expected


@given(answers)
def test_unknown_never_counts_as_pass(some: list[Answer]) -> None:
    if any(answer.outcome == UNKNOWN for answer in some):
        assert verdict(some) in {UNKNOWN, BARRIER}


@given(answers, st.sampled_from([PASS, FAIL, NOT_APPLICABLE]))
def test_more_information_never_turns_a_known_barrier_into_anything_else(
    some: list[Answer], learned: str
) -> None:
    informed = [Answer(learned if a.outcome == UNKNOWN else a.outcome, a.critical) for a in some]
    if verdict(some) == BARRIER:
        assert verdict(informed) == BARRIER


@given(answers)
def test_order_does_not_matter(some: list[Answer]) -> None:
    assert verdict(some) == verdict(list(reversed(some)))
