"""Several audits of a place: of each criterion the last answer counts, with its day; a known barrier stays known."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility import merging, norms, rules
from accessibility.actions import conclude, conclude_all
from accessibility.criteria import PROFILES
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.rules import FAIL, PASS, UNKNOWN
from accessibility.sheets import given as as_given
from layers.surveys.verdicts import set_aside
from tests.accessibility.test_cases import CASES, sheet
from tests.accessibility.test_field import auditor, said, shop  # noqa: F401 (fixtures)
from tests.samples import HERE
from tests.surveys.conftest import Device

NORM = norms.current()
OLD, NEW = date(2022, 5, 1), date(2026, 11, 1)


# -- Pure ------------------------------------------------------------------------------------------------------


def answer(code: str, said: Any) -> dict[str, Any]:
    """A row: a number is measured, true and false are yes and no, None is somebody who is not sure."""
    criterion = NORM.by_code[code]
    if isinstance(said, bool):
        yes, no = (rules.YES, rules.NO) if criterion.is_fact else (PASS, FAIL)
        outcome, value = (yes if said else no), None
    else:
        outcome, value = UNKNOWN, said
        if said is not None and criterion.limits:
            outcome = PASS if criterion.limits[0].allows(said) else FAIL
    row = {"code": code, "norm": NORM.name, "clause": criterion.clause, "critical": criterion.critical}
    return {**row, "unit": criterion.unit, "value": value, "outcome": outcome, "is_sure": said is not None}


def together(*audits: dict[str, Any]) -> dict[str, tuple[Any, date]]:
    """What audits say together, the newest one first: code → (value or outcome, day)."""
    days = [NEW - timedelta(400 * number) for number in range(len(audits))]
    rows = [[answer(code, said) for code, said in audit.items()] for audit in audits]
    found = merging.last_said(NORM, list(zip(days, rows, strict=True)))
    return {
        row["code"]: (row["outcome"] if row["value"] is None else row["value"], row["made_on"])
        for row in found
    }


BEFORE = NEW - timedelta(400)


@pytest.mark.parametrize(
    ("newer", "older", "expected"),
    [
        # What nobody looked at again stays, with its day.
        ({"dense": False}, {"door_width": 600}, {"dense": ("no", NEW), "door_width": (600, BEFORE)}),
        # Measured anew.
        ({"door_width": 950}, {"door_width": 600}, {"door_width": (950, NEW)}),
        # Who is not sure has said nothing.
        ({"door_width": None}, {"door_width": 600}, {"door_width": (600, BEFORE)}),
        ({"door_width": None}, {"threshold": 9}, {"door_width": (UNKNOWN, NEW), "threshold": (9, BEFORE)}),
        # The ramp is gone, and with it its slope; that one could get in by it is not known any more.
        ({"ramp": False}, {"ramp": True, "ramp_slope": 20, "step_free": True}, {"ramp": ("no", NEW)}),
        # That one could not stays known.
        (
            {"ramp": True},
            {"ramp": False, "step_free": False},
            {"ramp": ("yes", NEW), "step_free": (FAIL, BEFORE)},
        ),
        # A ramp was measured where there was none.
        ({"ramp_slope": 7}, {"ramp": False}, {"ramp_slope": (7, NEW)}),
        # The same fact once more changes nothing.
        (
            {"ramp": True},
            {"ramp": True, "ramp_slope": 7},
            {"ramp": ("yes", NEW), "ramp_slope": (7, BEFORE)},
        ),
    ],
)
def test_the_last_answer_of_each_criterion_counts(newer: Any, older: Any, expected: Any) -> None:
    assert together(newer, older) == expected


_SAID = {
    code: st.sampled_from(said)
    for code, said in {
        "dense": [True, False],
        "steps": [True, False],
        "step_free": [True, False],
        "ramp": [True, False],
        "ramp_slope": [6, 9, 18, None],
        "door_width": [500, 800, 950, None],
        "threshold": [5, 30, 90, None],
        "path_width": [300, 1500, 2000, None],
        "glass": [True, False],
        "glass_contrast": [True, False],
    }.items()
}
audits = st.fixed_dictionaries({}, optional=_SAID)


@settings(max_examples=200, deadline=None)
@given(audits, audits)
def test_a_known_failure_becomes_a_pass_only_where_it_was_answered_anew(newer: Any, older: Any) -> None:
    before, now = (_outcomes(one) for one in ([older], [newer, older]))
    for key, outcome in before.items():
        # A variant of the norm that holds since is an answer of its own: a way in dense blocks may be narrower.
        if outcome == FAIL and now[key] == PASS:
            asked = {key[0], *(one.code for v in NORM.by_code[key[0]].variants for one in v.when)}
            assert asked & {code for code, said in newer.items() if said is not None}


@settings(max_examples=200, deadline=None)
@given(audits)
def test_an_audit_without_a_sure_answer_changes_nothing(older: Any) -> None:
    assert _outcomes([dict.fromkeys(["door_width", "threshold"]), older]) == _outcomes([older])


def _outcomes(audits: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    rows = [[answer(code, said) for code, said in audit.items()] for audit in audits]
    days = [NEW - timedelta(number) for number in range(len(audits))]
    said_last = merging.last_said(NORM, list(zip(days, rows, strict=True)))
    answers = {row["code"]: as_given(NORM.by_code[row["code"]], row) for row in said_last}
    return {
        (one.criterion.code, person): one.outcome
        for one in rules.judge(NORM, "shop", answers)
        for person in one.persons & {*PROFILES}
    }


# -- In the database -------------------------------------------------------------------------------------------


def audited(place: Place, day: date, answers: dict[str, Any], part: PlacePart | None = None) -> Audit:
    audit: Audit = Audit.objects.create(place=place, part=part, made_on=day, norm=NORM.code)
    Answer.objects.bulk_create(Answer(audit=audit, **answer(code, said)) for code, said in answers.items())
    conclude(audit)
    place.refresh_from_db()
    return audit


@pytest.mark.django_db
def test_a_partial_audit_does_not_erase_a_known_barrier(
    auditor: Device,  # noqa: F811
    shop: Place,  # noqa: F811
) -> None:
    audited(shop, OLD, {"door_width": 600, "steps": False})
    assert (shop.verdict, shop.for_wheelchair) == ("barrier", "barrier")
    assert auditor.send(said(auditor, shop, {"dense": False})).status_code == 200
    shop.refresh_from_db()
    assert (shop.verdict, shop.for_wheelchair, shop.freshness) == ("barrier", "barrier", "stale")
    assert shop.audited_on == OLD, "as old as the oldest answer that the verdict rests on"
    client = auditor.client
    page = client.get(f"/places/{shop.pk}/?lang=en").content.decode().replace("\u00a0", " ")
    assert "partly checked within the last month, the rest checked" in page
    assert "Found on 1 May 2022" in page
    west, south = HERE[0] - 0.01, HERE[1] - 0.01
    area = f"/field/area?bbox={west},{south},{west + 0.02},{south + 0.02}"
    (told,) = client.get(area).json()["objects"]["audit"]
    assert told["last"] == {"dense": False, "door_width": 600, "steps": False}
    changed_at = shop.changed_at
    conclude_all()
    shop.refresh_from_db()
    assert shop.changed_at == changed_at, "what did not change is not written"


@pytest.mark.django_db
def test_what_was_measured_anew_is_what_counts(shop: Place) -> None:  # noqa: F811
    case = next(one for one in CASES if one["name"] == "a door that no chair fits")
    whole = {
        code: one.value if one.value is not None else one.outcome in {rules.YES, PASS}
        for code, one in sheet(case).items()
    }
    audited(shop, OLD, whole)
    assert shop.for_wheelchair == "barrier"
    audited(shop, NEW, {"door_width": 950})
    assert (shop.verdict, shop.for_wheelchair, shop.audited_on) == ("accessible", "accessible", OLD)
    audited(shop, NEW + timedelta(1), whole | {"door_width": 950})
    assert shop.audited_on == NEW + timedelta(1)


@pytest.mark.django_db
def test_an_older_audit_that_comes_later_says_only_what_nobody_said_since(shop: Place) -> None:  # noqa: F811
    audited(shop, NEW, {"door_width": 950})
    audited(shop, OLD, {"door_width": 600, "threshold": 80})
    assert shop.audit is not None
    assert shop.audit.made_on == NEW
    assert shop.for_wheelchair == "barrier", "the threshold"
    assert shop.for_pram == "unknown"


@pytest.mark.django_db
def test_an_entrance_keeps_what_an_audit_of_the_whole_said_of_it(shop: Place) -> None:  # noqa: F811
    main = PlacePart.objects.create(place=shop, kind="entrance", name="головний вхід", is_main=True)
    audited(shop, OLD, {"door_width": 600, "steps": False})
    assert shop.for_wheelchair == "barrier"
    audited(shop, NEW, {"dense": False}, main)
    assert shop.for_wheelchair == "barrier"
    audited(shop, NEW + timedelta(1), {"door_width": 950}, main)
    assert shop.for_wheelchair == "unknown"


@pytest.mark.django_db
def test_an_audit_that_the_office_set_aside_does_not_count(
    auditor: Device,  # noqa: F811
    shop: Place,  # noqa: F811
    signed_in: Callable[[str], Client],
) -> None:
    audited(shop, OLD, {"door_width": 600})
    assert auditor.send(said(auditor, shop, {"door_width": 950})).status_code == 200
    shop.refresh_from_db()
    assert (shop.for_wheelchair, shop.audited_on) == ("unknown", timezone.localdate())
    newest = Audit.objects.exclude(observation=None).get()
    assert newest.observation is not None
    set_aside([newest.observation], "Міряли двері сусідньої крамниці.")
    shop.refresh_from_db()
    assert (shop.for_wheelchair, shop.audited_on) == ("barrier", OLD)


@pytest.mark.django_db
def test_without_the_only_audit_nothing_is_known(auditor: Device, shop: Place) -> None:  # noqa: F811
    assert auditor.send(said(auditor, shop, {"door_width": 600})).status_code == 200
    shop.refresh_from_db()
    assert shop.for_wheelchair == "barrier"
    set_aside(Audit.objects.values_list("observation", flat=True), "Не те місце.")
    shop.refresh_from_db()
    assert (shop.for_wheelchair, shop.verdict, shop.audit, shop.freshness) == (
        *(UNKNOWN, UNKNOWN),
        *(None, "never"),
    )


def test_a_word_ends_where_somebody_else_tells_that_it_cannot_be(
    auditor: Device,  # noqa: F811
    shop: Any,  # noqa: F811
) -> None:
    good = {"step_free": True, "path_width": 2000, "path_slope": 3, "cross_slope": 1.5, "threshold": 10}
    more = {
        "dense": False,
        "storeys": False,
        "turning": 1600,
        "door_width": 950,
    }
    assert auditor.send(said(auditor, shop, good | more)).status_code == 200
    Audit.objects.update(made_on=timezone.localdate() - timedelta(200), made_by=None)
    assert auditor.send(said(auditor, shop, {"steps": True, "ramp": False})).status_code == 200
    shop.refresh_from_db()
    assert shop.for_wheelchair == "unknown"
    # By a platform lift it can be.
    assert auditor.send(said(auditor, shop, {"platform": True})).status_code == 200
    shop.refresh_from_db()
    assert shop.for_wheelchair == "accessible"
