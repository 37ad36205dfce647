"""Audits in the database: what they come to, on the place too; only what changes is written, however many there are."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accessibility import actions, norms
from accessibility.actions import conclude, conclude_all, judge_audits, weigh_barriers
from accessibility.criteria import Limit
from accessibility.following import is_due
from accessibility.models import Answer, Audit, Barrier, Judgement, Place
from accessibility.tasks import follow_norms
from accessibility.vocabulary import PROFILE_FIELDS
from layers.models import HistoryEntry
from layers.registry import catalogue
from tests.accessibility.test_cases import CASES, sheet
from tests.samples import row

pytestmark = pytest.mark.django_db
NORM = norms.current()
BY_NAME = {case["name"]: case for case in CASES}


def audited(name: str, **words: Any) -> Audit:
    """An audit with the answers of a case (cases.toml), not judged yet."""
    case = BY_NAME[name]
    place = row(catalogue["places"], name=name, kind=case["kind"])
    audit: Audit = Audit.objects.create(place=place, made_on=date(2026, 7, 1), **{"norm": NORM.code, **words})
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
        for code, given in sheet(case).items()
    )
    return audit


def verdicts(place: Place) -> list[str]:
    place.refresh_from_db()
    return [getattr(place, name) for name in ("verdict", *PROFILE_FIELDS)]


STEEP = ["barrier", "partly", "partly", "partly", "accessible", "unknown", "partly"]
RIGHT = ["accessible", "accessible", "accessible", "accessible", "accessible", "unknown", "accessible"]


def test_a_place_shows_all_verdicts_of_its_latest_audit() -> None:
    audit = audited("a ramp just too steep")
    assert conclude(audit) == "barrier"
    assert verdicts(audit.place) == STEEP
    assert audit.answers.get(code="ramp_slope").outcome == "fail"
    assert audit.answers.get(code="door_width").outcome == "pass"
    assert audit.answers.get(code="ramp").outcome == "yes"


def test_an_auditors_own_verdict_is_official_and_nobody_elses() -> None:
    audit = audited("a ramp just too steep", verdict="partly", override_reason="Є другий вхід")
    conclude(audit)
    assert verdicts(audit.place) == ["partly", *STEEP[1:]]


def test_who_is_not_sure_has_said_nothing() -> None:
    audit = audited("a ramp just too steep")
    audit.answers.filter(code="ramp_slope").update(is_sure=False)
    conclude(audit)
    assert verdicts(audit.place)[:2] == ["unknown", "unknown"]
    assert audit.answers.get(code="ramp_slope").outcome == "unknown"


def test_an_audit_of_another_list_is_official_as_it_was_given() -> None:
    place = row(catalogue["places"], kind="shop")
    audit = Audit.objects.create(place=place, made_on=date(2026, 7, 1))
    Answer.objects.create(audit=audit, norm=NORM.name, clause="5.3.1", outcome="pass")
    Answer.objects.create(audit=audit, norm="Інша норма", clause="1", outcome="fail")
    conclude_all()
    assert audit.answers.get(clause="5.3.1").code == "ramp_slope"
    assert audit.answers.get(clause="1").code == ""
    assert verdicts(place) == ["partly", *["unknown"] * 6], "of persons nothing is known by one answer"


def test_a_clause_with_several_criteria_names_none() -> None:
    place = row(catalogue["places"], kind="shop")
    audit = Audit.objects.create(place=place, made_on=date(2026, 7, 1))
    Answer.objects.create(audit=audit, norm=NORM.name, clause="5.3.1.2", outcome="pass")
    conclude_all()
    assert audit.answers.get().code == ""


def test_a_fact_that_came_as_met_is_a_yes() -> None:
    audit = audited("a shop where everything is right")
    audit.answers.filter(code="ramp").update(outcome="pass")
    conclude(audit)
    assert audit.answers.get(code="ramp").outcome == "yes"
    assert verdicts(audit.place) == RIGHT


def test_what_did_not_change_is_not_written() -> None:
    audit = audited("a ramp just too steep")
    conclude(audit)
    before = HistoryEntry.objects.count()
    changed_at = Place.objects.get(pk=audit.place_id).changed_at
    conclude_all()
    assert HistoryEntry.objects.count() == before
    assert Place.objects.get(pk=audit.place_id).changed_at == changed_at
    assert [step.changes for step in judge_audits()] == [[]]


def queries(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        deed()
    return len(found)


def test_many_audits_take_as_many_queries_as_few() -> None:
    for name in list(BY_NAME)[:3]:
        audited(name)
    few = queries(conclude_all)
    for name in list(BY_NAME)[3:40]:
        audited(name)
    assert queries(conclude_all) == few


def test_a_step_is_a_thousand_audits_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_AT_ONCE", 2)
    for name in list(BY_NAME)[:5]:
        audited(name)
    assert [step.judged for step in judge_audits()] == [2, 2, 1]


@pytest.mark.parametrize("name", list(BY_NAME))
def test_the_database_comes_to_the_same_as_the_hand(name: str) -> None:
    audit = audited(name)
    conclude(audit)
    letters = {"a": "accessible", "p": "partly", "b": "barrier", "u": "unknown"}
    assert verdicts(audit.place) == [letters[letter] for letter in BY_NAME[name]["expect"].split()]


# -- Another version of a norm ---------------------------------------------------------------------------------


@pytest.fixture
def looser(monkeypatch: pytest.MonkeyPatch) -> str:
    """A version that allows ramps up to 10 %, and measures their width in metres."""
    instead = {"ramp_slope": {"limits": (Limit(most=10.0),)}}
    instead["ramp_width"] = {
        "unit": "m",
        "limits": (Limit(least=1.2),),
        "variants": (),
        "plausible": (0.3, 6.0),
    }  # type: ignore[dict-item]
    criteria = tuple(replace(one, **instead.get(one.code, {})) for one in NORM.criteria)  # type: ignore[arg-type]
    version = replace(NORM, code="looser", criteria=criteria, is_current=False)
    monkeypatch.setattr(norms, "norms", lambda: {NORM.code: NORM, "looser": version})
    return version.code


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("judge_audits", *words, stdout=out)
    return out.getvalue()


def test_another_version_is_tried_without_writing(looser: str) -> None:
    audit = audited("a ramp just too steep")
    conclude(audit)
    said = told("--norm", looser, "--dry-run")
    assert "wheelchair partly → accessible" in said
    assert "1 audits judged, 1 would change." in said
    assert verdicts(audit.place) == STEEP
    assert not Judgement.objects.exists()


def test_audits_are_judged_under_another_version_and_keep_their_own(looser: str) -> None:
    audit = audited("a ramp just too steep")
    assert "1 audits judged, 1 changed." in told("--norm", looser)
    audit.refresh_from_db()
    assert (audit.norm, audit.judged_by) == (NORM.code, "looser")
    assert verdicts(audit.place) == RIGHT
    conclude_all()
    assert verdicts(audit.place) == RIGHT, "it stays under the version that was chosen"
    told("--norm", NORM.code)
    audit.refresh_from_db()
    assert audit.judged_by == ""
    assert verdicts(audit.place) == STEEP


def test_a_norm_that_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no norm 'dbn-1999'; there are dbn-v2"):
        told("--norm", "dbn-1999")


def test_the_command_judges_what_nobody_has_judged() -> None:
    audit = audited("a ramp just too steep")
    assert "1 audits judged, 1 would change." in told("--dry-run")
    assert "official    unknown → barrier: 1" in told()
    assert verdicts(audit.place) == STEEP
    assert "1 audits judged, 0 changed." in told()


def test_the_worker_judges_again_when_a_file_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    audit = audited("a ramp just too steep")
    assert is_due()
    assert follow_norms.call() == 1
    kept = Judgement.objects.get()
    assert (kept.total, kept.judged, kept.changed, kept.finished_at is not None) == (1, 1, 1, True)
    assert not is_due()
    assert follow_norms.call() == 0
    audit.answers.filter(code="ramp_slope").update(value=7)
    monkeypatch.setattr(norms, "digest", lambda: "another")
    assert is_due()
    assert follow_norms.call() == 1
    assert verdicts(audit.place) == RIGHT


def test_what_was_interrupted_is_begun_anew() -> None:
    Judgement.objects.create(digest=norms.digest(), total=7, judged=3)
    assert is_due()


# -- What the database itself keeps right --------------------------------------------------------------------


def test_rows_that_come_in_bulk_are_unknown_to_everybody() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO accessibility_place (name) VALUES ('Кав’ярня') RETURNING id")
        (number,) = cursor.fetchone()
    assert verdicts(Place.objects.get(pk=number)) == ["unknown"] * 7


@pytest.mark.parametrize(
    "words",
    [
        {"value": 3.0},
        {"value": 3.0, "code": "ramp_slope"},
        {"value": -1.0, "code": "ramp_slope", "unit": "%"},
    ],
)
def test_a_value_has_a_criterion_and_a_unit_and_is_none_below_zero(words: dict[str, Any]) -> None:
    audit = Audit.objects.create(place=row(catalogue["places"]), made_on=date(2026, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(audit=audit, norm="ДБН", clause="1", **words)


def test_a_criterion_is_answered_once() -> None:
    audit = Audit.objects.create(place=row(catalogue["places"]), made_on=date(2026, 7, 1))
    Answer.objects.create(audit=audit, norm="ДБН", clause="1", code="ramp")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(audit=audit, norm="ДБН", clause="2", code="ramp")


# -- Barriers ------------------------------------------------------------------------------------------------


def severities(barrier: Barrier) -> list[str]:
    barrier.refresh_from_db()
    return [getattr(barrier, name) for name in PROFILE_FIELDS]


def test_a_barrier_knows_how_hard_it_is_for_each_person() -> None:
    barrier = row(catalogue["barriers"], kind="stairs", severity="hard")
    assert severities(barrier) == ["impassable", "impassable", "annoying", "annoying", "none", "annoying"]
    barrier.kind = "tactile"
    barrier.save(update_fields=["kind"])
    assert severities(barrier) == ["none", "none", "none", "hard", "none", "none"]


def test_barriers_that_came_in_bulk_are_weighed_at_once() -> None:
    barriers = [row(catalogue["barriers"], kind="kerb", severity="hard") for _ in range(3)]
    Barrier.objects.update(kind="no_signal", severity="impassable", for_wheelchair="hard")
    catalogue["barriers"].settle()
    assert severities(barriers[0]) == ["none", "none", "none", "impassable", "none", "none"]
    assert weigh_barriers() == 0, "what is right is not written"


def test_without_barriers_there_is_nothing_to_weigh() -> None:
    assert weigh_barriers() == 0


def test_what_is_removed_bars_nobody() -> None:
    barrier = row(catalogue["barriers"], kind="stairs", severity="impassable", status="confirmed")
    Barrier.objects.filter(pk=barrier.pk).update(status="removed")
    assert weigh_barriers() == 1
    assert set(severities(Barrier.objects.get(pk=barrier.pk))) == {"none"}
    assert weigh_barriers() == 0
