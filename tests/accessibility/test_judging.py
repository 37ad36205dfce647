"""Laws of judging, for any answers to the current norm: what is known stays known, and unknown never counts as pass."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility import norms, rules
from accessibility.criteria import PROFILES, Condition, Criterion
from accessibility.rules import (
    ACCESSIBLE,
    BARRIER,
    EVERYBODY,
    FAIL,
    NOT_APPLICABLE,
    PARTLY,
    PASS,
    UNKNOWN,
    Given,
)

NORM = norms.current()
KINDS = ("shop", "service_centre", "crossing", "park", "unknown")


def _answers_to(criterion: Criterion) -> st.SearchStrategy[Given]:
    if criterion.is_fact:
        return st.sampled_from([Given(), Given(rules.YES), Given(rules.NO)])
    direct = st.sampled_from([Given(), Given(PASS), Given(FAIL), Given(NOT_APPLICABLE)])
    if not criterion.unit:
        return direct
    low, high = criterion.plausible
    limits = [*criterion.limits, *(one.limit for one in criterion.bars_beyond)]
    near = [end for limit in limits for end in (limit.least, limit.most) if end is not None]
    values = st.sampled_from([low, high, *near, *(end * 0.9 for end in near), *(end * 1.1 for end in near)])
    return direct | values.map(lambda value: Given(value=value))


sheets = st.fixed_dictionaries({}, optional={one.code: _answers_to(one) for one in NORM.criteria})
kinds = st.sampled_from(KINDS)
some = settings(max_examples=150, deadline=None)


def judged(kind: str, answers: Any) -> list[rules.Judged]:
    return rules.judge(NORM, kind, answers)


def is_consistent(answers: Any) -> bool:
    return not list(rules.conflicts(NORM, answers))


@some
@given(kinds, sheets, sheets)
def test_more_information_never_turns_a_known_failure_into_a_pass(
    kind: str, known: Any, learned: Any
) -> None:
    more = {**learned, **{code: one for code, one in known.items() if one != Given()}}
    if not is_consistent(more):
        return
    before, after = judged(kind, known), judged(kind, more)
    for one, other in zip(before, after, strict=True):
        if one.outcome == FAIL:
            assert other.outcome == FAIL, one.criterion.code
        if one.outcome == PASS:
            assert other.outcome in {PASS, NOT_APPLICABLE}, one.criterion.code
    found, now = rules.verdicts(before), rules.verdicts(after)
    for person in EVERYBODY:
        assert found[person] != BARRIER or now[person] == BARRIER


@some
@given(kinds, sheets)
def test_unknown_never_counts_as_pass(kind: str, answers: Any) -> None:
    found = judged(kind, answers)
    verdicts = rules.verdicts(found)
    for person in EVERYBODY:
        if any(person in one.persons and one.outcome == UNKNOWN for one in found):
            assert verdicts[person] in {UNKNOWN, BARRIER}


def _worse(criterion: Criterion, value: float) -> float:
    """A value that is as far beyond the limits or farther: wider is never worse where a least is asked for."""
    least = all(one.limit.most is None for one in criterion.bars_beyond)
    return max(criterion.plausible[0], value * 0.5) if least else min(criterion.plausible[1], value * 2)


@some
@given(kinds, sheets, st.sampled_from([one for one in NORM.criteria if one.bars_beyond]))
def test_what_is_worse_for_a_body_never_lets_it_in_better(
    kind: str, answers: Any, criterion: Criterion
) -> None:
    given_now = answers.get(criterion.code, Given())
    if given_now.value is None or not rules.is_believed(criterion, given_now.value):
        return
    worse = answers | {criterion.code: Given(value=_worse(criterion, given_now.value))}
    before, after = (
        {
            person: one
            for one in judged(kind, some)
            if one.criterion is criterion
            for person in one.persons - {"official"}
        }
        for some in (answers, worse)
    )
    for person, one in before.items():
        if one.outcome == FAIL and after[person].outcome == FAIL:
            assert (person in one.bars) <= (person in after[person].bars)


def test_nobody_is_shut_out_by_what_the_norm_allows() -> None:
    for criterion in NORM.criteria:
        for limit in criterion.limits:
            for end in (limit.least, limit.most):
                if end is not None:
                    assert all(one.limit.allows(end) for one in criterion.bars_beyond), criterion.code


@some
@given(kinds, sheets, sheets)
def test_a_verdict_does_not_depend_on_what_does_not_concern_its_person(
    kind: str, one: Any, other: Any
) -> None:
    for person in PROFILES:
        concerned = _concerned(person)
        mixed = {code: answer for code, answer in other.items() if code not in concerned}
        mixed |= {code: answer for code, answer in one.items() if code in concerned}
        assert rules.verdicts(judged(kind, one))[person] == rules.verdicts(judged(kind, mixed))[person]


def _concerned(person: str) -> set[str]:
    """The codes that a person's criteria are, and what those depend on."""
    found = {one.code for one in NORM.criteria if person in one.profiles}
    while True:
        depended = {
            condition.code
            for code in found
            for conditions in (NORM.by_code[code].applies, *(v.when for v in NORM.by_code[code].variants))
            for condition in conditions
        }
        if depended <= found:
            return found
        found |= depended


@some
@given(kinds, sheets)
def test_what_would_change_it_does_and_nothing_less(kind: str, answers: Any) -> None:
    found = judged(kind, answers)
    for person in EVERYBODY:
        why = rules.reason(NORM, found, person, answers)
        assert why.verdict == rules.verdicts(found)[person]
        wanted = [*why.mend, *why.unknown]
        assert _after(found, wanted, person) == why.reaches
        if wanted:
            assert why.reaches in {PARTLY, ACCESSIBLE}
        for one in wanted:
            without = [other for other in wanted if other is not one]
            assert _after(found, without, person) != why.reaches or why.verdict == why.reaches


def _after(found: list[rules.Judged], mended: list[rules.Judged], person: str) -> str:
    changed = {id(one) for one in mended}
    return rules.verdict(
        rules.Answer(PASS if id(one) in changed else one.outcome, person in one.bars)
        for one in found
        if person in one.persons
    )


@some
@given(kinds, sheets)
def test_somebody_is_asked_about_all_that_is_unknown(kind: str, answers: Any) -> None:
    for person in EVERYBODY:
        why = rules.reason(NORM, judged(kind, answers), person, answers)
        assert bool(why.ask) == bool(why.unknown)
        # What is asked first has not been answered yet, or was answered so that it is not believed or not judged.
        assert len(why.ask) <= len(why.unknown)


@some
@given(
    kinds, sheets, st.lists(st.builds(rules.Answer, st.sampled_from([PASS, FAIL, UNKNOWN]), st.booleans()))
)
def test_other_norms_count_officially_and_say_nothing_of_persons(
    kind: str, answers: Any, others: Any
) -> None:
    found = judged(kind, answers)
    alone, together = rules.verdicts(found), rules.verdicts(found, others)
    assert all(alone[person] == together[person] for person in PROFILES)
    if any(one.outcome == FAIL and one.critical for one in others):
        assert together["official"] == BARRIER


@pytest.mark.parametrize(
    ("code", "value", "meant"),
    [
        ("door_width", 9000, [900]),
        ("door_width", 90, [900]),
        ("door_width", 0.9, [900]),
        ("threshold", 0.02, [20]),
        ("ramp_slope", 400, [40, 4]),
        ("ramp_slope", 0.08, [8]),
        ("parking_distance", 5000, [50, 5, 500]),
        ("door_width", 9, []),
    ],
)
def test_what_is_not_believed_is_told_with_what_was_meant(
    code: str, value: float, meant: list[float]
) -> None:
    flaw = rules.implausible(NORM.by_code[code], value)
    assert flaw is not None
    assert [one.value for one in flaw.meant] == meant


def test_what_is_believed_is_not_asked_about() -> None:
    assert rules.implausible(NORM.by_code["threshold"], 0) is None
    assert rules.implausible(NORM.by_code["ramp_slope"], 22) is None


def test_what_some_need_is_judged_by_their_own_limit() -> None:
    found = judged("park", {"cross_slope": Given(value=0.5)})
    outcomes = {
        person: one.outcome for one in found for person in one.persons if one.criterion.code == "cross_slope"
    }
    assert outcomes == {"official": FAIL, "wheelchair": PASS, "powered": PASS, "pram": PASS, "older": PASS}


def _lift(**measures: float) -> dict[str, Given]:
    return {f"lift_{name}": Given(value=value) for name, value in measures.items()}


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"ramp": Given(rules.NO), "ramp_slope": Given(value=6)}, [("ramp", "ramp_slope")]),
        ({"ramp": Given(rules.NO), "handrails": Given(FAIL)}, []),
        ({"steps": Given(rules.NO), "step_free": Given(FAIL)}, [("steps", "step_free")]),
        (
            {
                "steps": Given(rules.YES),
                "ramp": Given(rules.NO),
                "platform": Given(rules.NO),
                "step_free": Given(PASS),
            },
            [("steps", "ramp", "platform", "step_free")],
        ),
        ({"steps": Given(rules.YES), "ramp": Given(rules.NO), "step_free": Given(PASS)}, []),
        ({"storeys": Given(rules.NO), "lift": Given(PASS)}, [("storeys", "lift")]),
        ({"ramp_slope": Given(value=6)}, []),
        ({"mirror_bottom": Given(value=2000), "mirror_top": Given(value=1900)}, [("mirror_top",)]),
        ({"mirror_bottom": Given(value=900), "mirror_top": Given(value=1900)}, []),
        ({"mirror_bottom": Given(value=2000)}, []),
        (_lift(door=3000, width=500, depth=500), [("lift_door",)]),
        # A door in the long wall.
        (_lift(door=1200, width=1100, depth=1400), []),
        ({"ramp_rise": Given(value=20), "ramp_slope": Given(value=60)}, [("ramp_slope", "ramp_rise")]),
        ({"ramp_rise": Given(value=3000), "ramp_slope": Given(value=0.5)}, [("ramp_slope", "ramp_rise")]),
        ({"ramp_rise": Given(value=150), "ramp_slope": Given(value=25)}, []),
    ],
)
def test_contradictions_are_found(answers: Any, codes: list[tuple[str, ...]]) -> None:
    found = [tuple(one.code for one in conflict.criteria) for conflict in rules.conflicts(NORM, answers)]
    assert found == codes


@pytest.mark.parametrize(
    ("ramp", "platform", "outcome", "asked"),
    [
        ("no", "unknown", UNKNOWN, "platform"),
        ("no", "yes", PASS, ""),
        ("no", "no", UNKNOWN, "step_free"),
        ("yes", "unknown", PASS, ""),
        ("unknown", "unknown", PASS, ""),
    ],
)
def test_a_word_that_facts_contradict_is_not_believed(
    ramp: str, platform: str, outcome: str, asked: str
) -> None:
    facts = {"steps": Given(rules.YES), "ramp": Given(ramp), "platform": Given(platform)}
    answers = facts | {"step_free": Given(PASS)}
    (judged,) = [one for one in rules.judge(NORM, "shop", answers) if one.criterion.code == "step_free"]
    assert judged.outcome == outcome
    if asked:
        assert [one.code for one in rules.questions(NORM, [judged], answers)] == [asked]
    # What fails is no promise: it stays.
    failing = facts | {"step_free": Given(FAIL)}
    assert FAIL in {
        one.outcome for one in rules.judge(NORM, "shop", failing) if one.criterion.code == "step_free"
    }


_MEASURE = st.one_of(st.none(), st.floats(0, 5000))


@given(_MEASURE, _MEASURE, st.sampled_from([">", ">=", "<", "<="]))
def test_two_measures_are_compared_where_both_are_known(
    one: float | None, other: float | None, operator: str
) -> None:
    answers = {"mirror_top": Given(value=one), "mirror_bottom": Given(value=other)}
    held = rules.holds(Condition("mirror_top", operator, than="mirror_bottom"), answers)
    if one is None or other is None:
        assert held is None
    else:
        # As with a bound that is known beforehand.
        assert held is rules.holds(Condition("mirror_top", operator, other), answers)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [(900, "mm", "m", 0.9), (0.9, "m", "mm", 900), (8, "%", "mm", None)],
)
def test_values_are_told_in_the_unit_of_another_norm(
    value: float, unit: str, wanted: str, expected: Any
) -> None:
    assert rules.in_unit(value, unit, wanted) == expected


@pytest.mark.parametrize(
    ("severity", "weight", "expected"),
    [
        ("hard", "same", "hard"),
        ("hard", "less", "annoying"),
        ("annoying", "less", "annoying"),
        ("annoying", "impassable", "impassable"),
        ("impassable", "none", "none"),
        ("unknown", "same", "unknown"),
        ("unknown", "less", "unknown"),
        ("unknown", "impassable", "impassable"),
        ("none", "impassable", "none"),
    ],
)
def test_a_barrier_is_as_hard_as_its_kind_is_for_a_person(severity: str, weight: str, expected: str) -> None:
    assert rules.severity_for(severity, weight) == expected


def test_of_a_kind_that_is_not_weighed_nothing_is_known() -> None:
    assert set(rules.severities("meteorite", "hard", norms.barriers()).values()) == {UNKNOWN}
