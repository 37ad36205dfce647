"""What the law and the city's rules ask of a petition: no database here."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from layers.civic.petitions import rules
from layers.civic.petitions.vocabulary import CLOSED, Status

TOML = (Path(__file__).parents[2] / "fixtures/sloviansk/petitions.toml").read_text(encoding="utf-8")
SLOVIANSK = rules.read_versions(TOML)


def test_sloviansk_asks_for_250_signatures_in_90_days() -> None:
    (version,) = SLOVIANSK
    assert (version.threshold.value, version.collect_days.value) == (250, 90)
    assert version.threshold.certainty is rules.Certainty.FOUND
    assert "31.03.2016" in version.threshold.clause
    assert all(figure.clause for figure in (version.publish_working_days, version.review_working_days))


def test_a_version_is_in_force_from_its_day_on_and_none_before_the_first() -> None:
    later = TOML.replace("2016-03-31\n", "2026-01-01\n", 1).replace("value = 250", "value = 400")
    versions = rules.read_versions(later + TOML)
    assert rules.in_force(versions, date(2016, 3, 30)) is None
    first, second = (rules.in_force(versions, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert first
    assert second
    assert (first.threshold.value, second.threshold.value) == (250, 400)


@pytest.mark.parametrize("missing", ["valid_from", "threshold", "review_working_days"])
def test_a_file_that_is_not_whole_is_refused(missing: str) -> None:
    lines = [line for line in TOML.splitlines() if not line.startswith(missing)]
    with pytest.raises(KeyError):
        rules.read_versions("\n".join(lines))


def test_deadlines_of_working_days_pass_over_weekends_and_days_off() -> None:
    friday = date(2026, 11, 20)
    due = rules.deadlines(SLOVIANSK[0], submitted_on=friday, reached_on=friday, review_on=friday)
    assert due.publish_by == date(2026, 11, 24)
    assert due.review_by == date(2026, 11, 25)
    assert due.answer_by == date(2026, 12, 4)
    off = rules.deadlines(SLOVIANSK[0], submitted_on=friday, days_off=[date(2026, 11, 23)])
    assert off.publish_by == date(2026, 11, 25)


def test_a_collection_ends_on_its_ninetieth_day_whatever_day_that_is() -> None:
    due = rules.deadlines(SLOVIANSK[0], started_on=date(2026, 8, 24))
    assert due.collect_until == date(2026, 11, 22)
    assert due.collect_until.weekday() == 6
    assert (due.publish_by, due.review_by, due.answer_by) == (None, None, None)


def test_the_table_knows_every_state_but_the_unknown_one() -> None:
    assert set(rules.TRANSITIONS) == set(Status.values) - {"unknown"}
    assert all(after <= set(Status.values) for after in rules.TRANSITIONS.values())


def test_a_petition_goes_on_by_the_table_and_never_back() -> None:
    assert rules.may_follow("moderation", "collecting")
    assert not rules.may_follow("collecting", "supported")
    assert rules.is_ahead("collecting", "supported")
    assert not rules.is_ahead("supported", "collecting")
    assert not rules.is_ahead("failed", "supported")
    assert rules.may_follow("unknown", "archived")


def test_only_what_has_ended_is_archived_and_only_a_correction_goes_back() -> None:
    assert rules.may_be_told("collecting", "supported")
    assert not rules.may_be_told("collecting", "archived")
    assert rules.may_be_told("failed", "archived")
    assert not rules.may_be_told("reached", "collecting")
    assert rules.may_be_told("reached", "collecting", corrected=True)
    assert not rules.may_be_told("supported", "collecting", corrected=True)


@pytest.mark.parametrize(
    ("told", "counts", "found"),
    [
        (None, {1: 10, 2: 260}, 2),
        (2, {1: 10, 2: 100}, None),
        (None, {1: 260, 2: 100}, None),
        (1, {1: 260, 2: 100, 3: 251}, 1),
        (None, {1: 260, 2: 100, 3: 251}, 3),
        (2, {1: 10}, 2),
        (None, {9: 260}, None),
    ],
)
def test_enough_is_enough_until_a_later_count_takes_it_back(
    told: int | None, counts: dict[int, int], found: int | None
) -> None:
    def day(number: int | None) -> date | None:
        return date(2026, 5, number) if number else None

    series = {date(2026, 5, on): signatures for on, signatures in counts.items()}
    assert rules.reached_on(day(told), series, 250, date(2026, 5, 8)) == day(found)


def test_a_failure_that_the_numbers_deny_is_a_contradiction() -> None:
    assert rules.is_enough("failed", 300, 250)
    assert not rules.is_enough("failed", 249, 250)
    assert not rules.is_enough("failed", None, 250)
    assert not rules.is_enough("supported", 300, 250)


@given(some.sampled_from(Status.values), some.sampled_from(Status.values))
def test_no_state_leads_back_to_itself(one: str, other: str) -> None:
    if one != other and "unknown" not in (one, other):
        assert not (rules.is_ahead(one, other) and rules.is_ahead(other, one))


def test_every_state_is_reached_from_a_draft() -> None:
    assert all(rules.is_ahead("draft", state) for state in Status.values if state != "unknown")


TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("signatures", "threshold", "until", "after"),
    [
        (250, 250, TODAY, "reached"),
        (249, 250, TODAY, "collecting"),
        (249, 250, TODAY - timedelta(days=1), "failed"),
        (250, 250, TODAY - timedelta(days=1), "reached"),
        (9999, None, TODAY, "collecting"),
        (1, None, TODAY - timedelta(days=1), "collecting"),
        (None, 250, TODAY - timedelta(days=1), "collecting"),
        (1, 250, None, "collecting"),
    ],
)
def test_the_clock_moves_only_what_is_known(
    signatures: int | None, threshold: int | None, until: date | None, after: str
) -> None:
    assert rules.by_clock("collecting", signatures, threshold, until, TODAY) == after


def test_what_is_closed_comes_before_publication() -> None:
    assert set(CLOSED) == {"draft", "moderation", "refused"}
