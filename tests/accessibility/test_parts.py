"""What the parts of a place come to together: one entrance is enough, every floor and room has to do, and what nobody
has looked at never counts as good."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility import norms, rules, whole
from accessibility.actions import conclude, conclude_all, conclude_parts
from accessibility.criteria import ENTRANCE, FLOOR, PARTS, ROOM
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.rules import ACCESSIBLE, BARRIER, EVERYBODY, NOT_APPLICABLE, PARTLY, UNKNOWN, Given
from accessibility.vocabulary import PROFILE_FIELDS
from layers.registry import catalogue
from tests.accessibility.test_cases import _VERDICTS, sheet
from tests.accessibility.test_cases import given as answer
from tests.accessibility.test_judging import KINDS, sheets
from tests.samples import row

NORM = norms.current()
_FILE = tomllib.loads((Path(__file__).parent / "parts.toml").read_text(encoding="utf-8"))
CASES = _FILE["cases"]


# -- Worked out by hand -----------------------------------------------------------------------------------------------


def written(case: Mapping[str, Any]) -> Place:
    """A place with the parts and audits of a case."""
    place: Place = row(catalogue["places"], kind=case["kind"], name=case["name"])
    if "sheet" in case:
        _audit(place, None, sheet(case), date(2026, 7, 1))
    for number, told in enumerate(case["parts"]):
        part = PlacePart.objects.create(
            place=place,
            kind=told["kind"],
            name=f"№ {number}",
            floor=told.get("floor"),
            is_main=told.get("main", False),
        )
        answers = dict(_FILE["doors"].get(told.get("door", "nothing"), {}))
        if "lift" in told:
            answers |= {"lift": told["lift"]}
            answers |= {"lift_width": 1200, "lift_depth": 1500, "lift_door": 950} if told["lift"] else {}
        answers = {code: said for code, said in answers.items() if code in told.get("only", answers)}
        if answers:
            made_on = date(2026, 7, 2 if told.get("later") else 1)
            found = {code: answer(NORM.by_code[code], said) for code, said in answers.items()}
            _audit(place, part, found, made_on if told.get("later") else date(2026, 6, 1))
    conclude_all()
    conclude_parts(place.pk)
    place.refresh_from_db()
    return place


def _audit(place: Place, part: PlacePart | None, answers: Mapping[str, Given], made_on: date) -> Audit:
    audit = Audit.objects.create(place=place, part=part, made_on=made_on, norm=NORM.code)
    Answer.objects.bulk_create(
        Answer(
            audit=audit,
            norm=NORM.name,
            clause=NORM.by_code[code].clause,
            code=code,
            outcome=given.outcome,
            value=given.value,
            unit=NORM.by_code[code].unit if given.value is not None else "",
            critical=NORM.by_code[code].critical,
        )
        for code, given in answers.items()
    )
    return audit


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_place_with_parts_comes_to_what_was_worked_out(case: dict[str, Any]) -> None:
    place = written(case)
    found = [getattr(place, field) for field in ("verdict", *PROFILE_FIELDS)]
    assert found == [_VERDICTS[letter] for letter in case["expect"].split()], case["reason"]
    (one,) = whole.of_places([place.pk]).values()
    for person, number in case.get("enters", {}).items():
        part = one.best_first(person)[0].part
        assert (part.name if part else "front") == ("front" if number == "front" else f"№ {number}"), person
    if "floors" in case:
        assert whole.good_of(one.sections, FLOOR, "wheelchair")[0] == case["floors"]


def test_there_are_enough_and_each_tells_its_reason() -> None:
    assert len(CASES) >= 20
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["reason"] for case in CASES)


# -- In the database --------------------------------------------------------------------------------------------------

STEPS = CASES[0]


@pytest.mark.django_db
def test_what_did_not_change_is_not_written() -> None:
    place = written(STEPS)
    changed_at = place.changed_at
    conclude_all()
    place.refresh_from_db()
    assert place.changed_at == changed_at


@pytest.mark.django_db
def test_without_its_parts_a_place_is_what_its_audit_says() -> None:
    place = written(STEPS)
    assert place.for_wheelchair == ACCESSIBLE
    place.parts.all().delete()
    conclude_parts(place.pk)
    place.refresh_from_db()
    assert place.for_wheelchair == BARRIER


@pytest.mark.django_db
def test_without_parts_and_audits_nothing_is_known() -> None:
    place = written(next(case for case in CASES if "no entrance lets in" in case["name"]))
    assert place.for_wheelchair == BARRIER
    place.parts.all().delete()
    conclude_parts(place.pk)
    place.refresh_from_db()
    assert place.for_wheelchair == UNKNOWN


@pytest.mark.django_db
def test_an_audit_of_a_part_is_none_of_the_whole() -> None:
    place = written(STEPS)
    part = place.parts.get(is_main=False)
    audit = _audit(place, part, {"door_width": Given(value=700)}, date(2026, 8, 1))
    assert conclude(audit) == BARRIER
    place.refresh_from_db()
    assert place.audit is not None
    assert place.audit.part is None
    assert place.audited_on == date(2026, 7, 1)
    assert place.for_wheelchair == BARRIER


@pytest.mark.django_db
def test_a_verdict_that_an_authority_gave_stays_official() -> None:
    place = written(STEPS)
    Audit.objects.filter(part=None).update(override_reason="Інший вхід зачинено", verdict=PARTLY)
    conclude_all()
    place.refresh_from_db()
    assert (place.verdict, place.for_wheelchair) == (PARTLY, ACCESSIBLE)


# -- Laws, for any answers --------------------------------------------------------------------------------------------

some = settings(max_examples=80, deadline=None)
kinds = st.sampled_from(KINDS)
parts = st.lists(st.tuples(st.sampled_from(PARTS), sheets), max_size=4)


def judged(kind: str, listed: Any) -> list[rules.Part]:
    return [rules.Part(part, tuple(rules.judge(NORM, kind, answers, part))) for part, answers in listed]


def verdict(rest: Any, found: list[rules.Part], person: str) -> str:
    return rules.verdicts(rules.counted(rest, found, person))[person]


@some
@given(kinds, sheets)
def test_without_parts_a_place_is_judged_as_before(kind: str, answers: Any) -> None:
    alone = rules.judge(NORM, kind, answers)
    front, rest = rules.divided(alone, ())
    for person in EVERYBODY:
        assert verdict(rest, [front], person) == rules.verdicts(alone)[person]


@some
@given(kinds, sheets, parts, sheets)
def test_more_answers_never_turn_a_known_barrier_into_anything_else(
    kind: str, own: Any, listed: Any, learned: Any
) -> None:
    _front, rest = rules.divided(rules.judge(NORM, kind, own), {part for part, _answers in listed})
    before = judged(kind, listed)
    informed = [
        (part, {**learned, **{code: one for code, one in answers.items() if one != Given()}})
        for part, answers in listed
    ]
    if any(list(rules.conflicts(NORM, answers)) for _part, answers in informed):
        return
    after = judged(kind, informed)
    for person in EVERYBODY:
        if verdict(rest, before, person) == BARRIER:
            assert verdict(rest, after, person) == BARRIER


@some
@given(kinds, sheets, parts)
def test_one_entrance_is_enough_and_no_more_than_one_is_asked_for(kind: str, own: Any, listed: Any) -> None:
    _front, rest = rules.divided(rules.judge(NORM, kind, own), {part for part, _answers in listed})
    found = judged(kind, listed)
    entrances = [one for one in found if one.kind == ENTRANCE]
    others = [one for one in found if one.kind != ENTRANCE]
    for person in EVERYBODY:
        each = [verdict(rest, [one, *others], person) for one in entrances]
        if each:
            assert verdict(rest, found, person) in each
            told = {one.finding(person) for one in entrances}
            best = rules.best_first(entrances, person)[0].finding(person)
            if ACCESSIBLE in told:
                assert best == ACCESSIBLE
            if best == BARRIER:
                assert told == {BARRIER}


@some
@given(kinds, sheets, parts)
def test_a_floor_or_room_that_is_not_known_never_counts_as_good(kind: str, own: Any, listed: Any) -> None:
    _front, rest = rules.divided(rules.judge(NORM, kind, own), {part for part, _answers in listed})
    found = judged(kind, listed)
    for person in EVERYBODY:
        needed = {one.finding(person) for one in found if one.kind in {FLOOR, ROOM}}
        if BARRIER in needed:
            assert verdict(rest, found, person) == BARRIER
        elif UNKNOWN in needed:
            assert verdict(rest, found, person) in {UNKNOWN, BARRIER}
        if verdict(rest, found, person) == ACCESSIBLE:
            assert needed <= {ACCESSIBLE, NOT_APPLICABLE}


def test_parts_are_asked_what_the_norm_says_of_them() -> None:
    of = {part: {one.code for one in NORM.of_kind("shop", part)} for part in PARTS}
    assert {"step_free", "ramp_slope", "door_width", "threshold", "path_width"} <= of[ENTRANCE]
    assert of[FLOOR] == {"lift", "lift_width", "lift_depth", "lift_door"}
    assert of[ROOM] == {"door_width", "threshold", "turning", "glass", "glass_contrast"}
    whole_place = {one.code for one in NORM.criteria if not one.of}
    assert {"storeys", "kerb", "washroom", "counter", "parking_width"} <= whole_place


# -- What its card tells ----------------------------------------------------------------------------------------------


def card(client: Client, place: Place, words: str = "lang=en") -> str:
    return client.get(f"/places/{place.pk}/?{words}").content.decode().replace("\u00a0", " ")


def of_person(page: str, whom: str) -> str:
    """What the card tells of one person."""
    return page.partition(f"{whom}: <strong>")[2].partition("\n  </details>")[0]


@pytest.mark.django_db
def test_a_person_is_told_which_entrance_to_take(client: Client) -> None:
    place = written(STEPS)
    place.parts.filter(is_main=True).update(name="головний вхід")
    place.parts.filter(is_main=False).update(name="вхід з двору")
    told = of_person(card(client, place, "lang=uk"), "На кріслі колісному")
    assert "Заходьте так: вхід з двору. Не так: головний вхід." in told
    assert told.index("вхід з двору: <strong>безбар’єрний") < told.index("головний вхід: <strong>бар’єрний")
    english = of_person(card(client, place), "In a wheelchair")
    assert 'Enter through: <span lang="uk">вхід з двору.</span>' in english
    assert "There is a way in without steps" in english
    assert "nothing in the way" not in of_person(card(client, place), "With little or no hearing")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "whom", "told"),
    [
        (
            "the same, with a yard that nobody has measured",
            "In a wheelchair",
            "Whether an entrance lets in is not known.",
        ),
        ("every entrance is known to bar", "In a wheelchair", "No entrance lets in."),
        (
            "with difficulty at the front, not known in the yard",
            "In a wheelchair",
            "With difficulty, through:",
        ),
        ("three floors, one without a lift", "In a wheelchair", "Floors: 2 of 3."),
        ("a room behind a narrow door", "In a powered wheelchair", "Rooms: 1 of 2."),
    ],
)
def test_what_parts_come_to_is_said_plainly(client: Client, name: str, whom: str, told: str) -> None:
    place = written(next(case for case in CASES if case["name"] == name))
    assert told in of_person(card(client, place), whom)


@pytest.mark.django_db
def test_what_is_not_known_names_the_part_that_it_is_asked_of(client: Client) -> None:
    place = written(
        next(case for case in CASES if case["name"] == "three floors, nobody looked at the third")
    )
    place.parts.filter(floor=3).update(name="3rd floor")
    assert "3rd floor: Does a lift that works lead to those floors?" in card(client, place)


@pytest.mark.django_db
def test_what_would_change_it_is_the_best_entrance_and_what_is_behind_it(client: Client) -> None:
    place = written(next(case for case in CASES if case["name"] == "a good entrance, a bad floor"))
    told = of_person(card(client, place), "In a wheelchair")
    assert "To mend: lift or platform. Then, if all of it is right: barrier-free." in told


@pytest.mark.django_db
def test_the_chosen_person_is_told_first_of_all(client: Client) -> None:
    place = written(STEPS)
    chosen = card(client, place, "lang=en&profile=pram&fragment=1")
    opened = chosen.partition("<details open>")[2].partition("</summary>")[0]
    assert "With a pram" in opened
