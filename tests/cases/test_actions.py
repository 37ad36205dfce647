"""Steps are taken by those who may, with what they demand, one after the other, and each is written down."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone, translation

from kiosks.cases import actions, rules
from kiosks.cases.actions import Deed, Refused
from kiosks.cases.models import Case, Document, Series, Term
from kiosks.cases.vocabulary import DocumentKind, Ground
from kiosks.models import Kiosk
from layers.models import DayOff
from layers.surveys.models import Observation, Photo
from tests.cases.conftest import paper, photographed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_case_goes_its_whole_way(ordered: Case, registrar: User) -> None:
    said = Deed(registrar, note="так", address="10.0.0.7", device="Firefox")
    case = actions.take(ordered.pk, "serve", said)
    assert case.due_on
    assert case.due_on > timezone.localdate()
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    actions.take(case.pk, "condemn", said)
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="There is no photo since the step “decide on dismantling”"):
        actions.take(case.pk, "dismantle", said)
    photographed(case)
    actions.take(case.pk, "dismantle", said)
    case = actions.take(case.pk, "store", said)
    assert (case.state, case.due_on) == (rules.STORED, None)
    last = case.steps.last()
    assert last
    assert (last.by_name, last.address, last.device, last.before, last.after) == (
        "registrar", "10.0.0.7", "Firefox", "dismantled", "stored",
    )  # fmt: skip
    assert [step.after for step in case.steps.all()] == [
        "found", "inspected", "violation", "ordered", "running", "condemned", "dismantled", "stored",
    ]  # fmt: skip


def test_a_step_that_the_table_does_not_have_is_refused(case: Case, registrar: User) -> None:
    with pytest.raises(Refused, match="From “found” there is no step “decide on dismantling”"):
        actions.take(case.pk, "condemn", Deed(registrar, note="так"))
    assert case.steps.count() == 1


def test_a_role_takes_its_own_steps_only(ordered: Case, inspector: User) -> None:
    with pytest.raises(Refused, match="Your role may not take this step"):
        actions.take(ordered.pk, "serve", Deed(inspector, note="так"))


def test_what_a_step_demands_is_told_at_once(case: Case, inspector: User) -> None:
    actions.take(case.pk, "inspect", Deed(inspector, note="є"))
    with pytest.raises(Refused) as refused:
        actions.take(case.pk, "establish", Deed(inspector))
    assert refused.value.messages == [
        "Name the grounds and the clause.",
        "There is no photo since the case was opened.",
        "The inspection report is not issued yet.",
    ]


def test_nobody_is_condemned_before_the_term_is_over(ordered: Case, registrar: User) -> None:
    actions.take(ordered.pk, "serve", Deed(registrar, note="вручено"))
    with pytest.raises(Refused, match="The term is not over"):
        actions.take(ordered.pk, "condemn", Deed(registrar, note="так"))
    # the last day still belongs to the term
    Case.objects.filter(pk=ordered.pk).update(due_on=timezone.localdate())
    with pytest.raises(Refused, match="The term is not over"):
        actions.take(ordered.pk, "condemn", Deed(registrar, note="так"))


def test_who_decided_by_an_older_state_is_told_who_was_faster(
    case: Case, inspector: User, registrar: User
) -> None:
    actions.take(case.pk, "inspect", Deed(inspector, note="є"), seen=case.version)
    with pytest.raises(Refused, match="Meanwhile inspector took the step “record the inspection”"):
        actions.take(case.pk, "clear", Deed(registrar, note="нема"), seen=case.version)
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == (rules.INSPECTED, 2)


def test_a_structure_has_one_open_case(case: Case, kiosk: Kiosk, inspector: User, registrar: User) -> None:
    assert actions.open_case(kiosk, Deed(inspector)) is None
    actions.take(case.pk, "clear", Deed(registrar, note="нема"))
    assert actions.open_case(kiosk, Deed(inspector)) is not None
    with pytest.raises(Refused, match="another open case"):
        actions.take(case.pk, "reopen", Deed(registrar, note="знову"))


def test_the_office_keeps_terms_and_days_off_of_its_own(case: Case, inspector: User) -> None:
    Term.objects.create(state=rules.INSPECTED, days=1, working=True, clause="Рішення № 1", certainty="found")
    today = timezone.localdate()
    DayOff.objects.bulk_create(DayOff(day=today + timedelta(days=ahead)) for ahead in range(1, 8))
    actions.take(case.pk, "inspect", Deed(inspector, note="є"))
    case.refresh_from_db()
    assert case.due_on
    assert case.due_on >= today + timedelta(days=8)
    last = case.steps.last()
    assert last
    assert (last.term_clause, last.term_certainty) == ("Рішення № 1", "found")


def test_a_document_is_issued_once_and_keeps_its_seal(ordered: Case, inspector: User) -> None:
    report = ordered.documents.get(kind=DocumentKind.REPORT)
    assert actions.unsealed(report) == paper(report)
    with pytest.raises(Refused):
        actions.issue(ordered.pk, DocumentKind.REPORT, inspector, paper)
    Path(report.file.path).write_bytes(b"%PDF another")
    with pytest.raises(Refused, match="not the one that was issued"):
        actions.unsealed(report)


def test_a_number_is_not_used_up_by_a_document_that_could_not_be_drawn(case: Case, inspector: User) -> None:
    actions.take(case.pk, "inspect", Deed(inspector, note="є"))

    def broken(_document: Document) -> bytes:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        actions.issue(case.pk, DocumentKind.REPORT, inspector, broken)
    assert actions.issue(case.pk, DocumentKind.REPORT, inspector, paper).serial == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_doubles_when_many_issue_at_once(
    inspector: User, registrar: User
) -> None:
    cases = [
        Case.objects.create(
            layer="kiosks",
            feature_id=number,
            title=str(number),
            state=rules.INSPECTED,
            grounds=Ground.NO_PERMIT,
        )
        for number in range(6)
    ]
    ready = threading.Barrier(len(cases))

    def issue(case: Case) -> None:
        ready.wait()
        try:
            actions.issue(case.pk, DocumentKind.REPORT, inspector, paper)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Series.objects.get().last == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(case: Case, inspector: User, registrar: User) -> None:
    ready, told = threading.Barrier(2), []

    def decide(name: str, user: User) -> None:
        translation.activate("en")
        ready.wait()
        try:
            actions.take(case.pk, name, Deed(user, note="так"), seen=case.version)
        except Refused as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in (("inspect", inspector), ("clear", registrar))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert told[0].startswith("Meanwhile ")
    assert case.steps.count() == 2


def test_photos_of_before_are_no_evidence(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() + timedelta(days=1))
    photographed(case)
    case.refresh_from_db()
    assert not actions.photos_of(case)


@pytest.mark.parametrize(("fate", "by"), [("refused", "inspector"), ("accepted", "somebody")])
def test_a_photo_of_what_was_refused_or_of_somebody_else_is_no_evidence(
    case: Case, person: Callable[[str, str], User], fate: str, by: str
) -> None:
    photographed(case)
    Observation.objects.update(fate=fate)
    if by == "somebody":
        Photo.objects.update(by=person("analyst", "somebody"))
    assert not actions.photos_of(case)


def test_a_photo_that_was_taken_long_before_is_not_of_this_step(ordered: Case, registrar: User) -> None:
    actions.take(ordered.pk, "serve", Deed(registrar, note="так"))
    Case.objects.filter(pk=ordered.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    actions.take(ordered.pk, "condemn", Deed(registrar, note="так"))
    Case.objects.filter(pk=ordered.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    photographed(ordered)
    Photo.objects.update(taken_at=timezone.now() - timedelta(days=40))
    with pytest.raises(Refused, match="There is no photo since"):
        actions.take(ordered.pk, "dismantle", Deed(registrar, note="так"))


def test_a_wrong_document_is_annulled_with_a_reason_and_replaced(case: Case, inspector: User) -> None:
    actions.take(case.pk, "inspect", Deed(inspector, note="є"))
    wrong = actions.issue(case.pk, DocumentKind.REPORT, inspector, paper)
    with pytest.raises(Refused, match="Say why"):
        actions.annul(wrong.pk, " ", inspector)
    actions.annul(wrong.pk, "не та адреса", inspector)
    with pytest.raises(Refused, match="annulled already"):
        actions.annul(wrong.pk, "ще раз", inspector)
    right = actions.issue(case.pk, DocumentKind.REPORT, inspector, paper)
    assert (wrong.serial, right.serial) == (1, 2)
    # The paper stays in the archive as it was sealed.
    assert actions.unsealed(wrong) == paper(wrong)


def test_a_document_that_the_case_went_on_by_is_not_annulled(ordered: Case, inspector: User) -> None:
    report = ordered.documents.get(kind=DocumentKind.REPORT)
    with pytest.raises(Refused, match="gone on"):
        actions.annul(report.pk, "помилка", inspector)


def test_an_order_by_an_unchecked_clause_is_refused_where_the_office_says_so(
    ordered: Case, registrar: User, settings: Any
) -> None:
    Case.objects.filter(pk=ordered.pk).update(state=rules.VIOLATION)
    ordered.documents.filter(kind=DocumentKind.ORDER).delete()
    settings.CHECKED_CLAUSES_ONLY = True
    with pytest.raises(Refused, match="checked clauses only"):
        actions.issue(ordered.pk, DocumentKind.ORDER, registrar, paper)
    Term.objects.create(state=rules.RUNNING, days=10, working=False, clause="Рішення № 1", certainty="found")
    assert actions.issue(ordered.pk, DocumentKind.ORDER, registrar, paper)


@pytest.fixture
def lawful(kiosk: Kiosk, case: Case) -> Case:
    """The case of a kiosk whose permit is valid: nothing is wrong by the register."""
    kiosk.without_permit = False
    kiosk.save()
    Kiosk.objects.filter(pk=kiosk.pk).update(permit_state="valid")
    return case


def test_a_report_that_would_say_nothing_is_refused(lawful: Case, inspector: User) -> None:
    actions.take(lawful.pk, "inspect", Deed(inspector, note="стоїть"))
    with pytest.raises(Refused, match="Record first what the inspection found"):
        actions.issue(lawful.pk, DocumentKind.REPORT, inspector, paper)
    # A second look finds something, or that there is nothing: both are a finding.
    found = actions.take(lawful.pk, "inspect", Deed(inspector, note="усе гаразд", grounds="none"))
    assert (found.state, found.grounds) == (rules.INSPECTED, "none")
    assert actions.issue(lawful.pk, DocumentKind.REPORT, inspector, paper)


def test_nothing_that_was_found_to_be_right_is_a_violation(lawful: Case, inspector: User) -> None:
    actions.take(lawful.pk, "inspect", Deed(inspector, note="так", grounds="none"))
    photographed(lawful)
    actions.issue(lawful.pk, DocumentKind.REPORT, inspector, paper)
    with pytest.raises(Refused, match="Name the grounds"):
        actions.take(lawful.pk, "establish", Deed(inspector, note="так", grounds="none", clause="п. 1"))


def test_another_violation_says_what_has_to_be_done(lawful: Case, inspector: User) -> None:
    other = {"grounds": "other", "clause": "Правила благоустрою, п. 3"}
    actions.take(lawful.pk, "inspect", Deed(inspector, note="сміття", **other))
    photographed(lawful)
    actions.issue(lawful.pk, DocumentKind.REPORT, inspector, paper)
    with pytest.raises(Refused, match="what has to be done"):
        actions.take(lawful.pk, "establish", Deed(inspector, **other))
    assert actions.take(lawful.pk, "establish", Deed(inspector, note="прибрати сміття", **other))


def test_an_order_that_the_register_contradicts_is_not_issued(
    lawful: Case, inspector: User, registrar: User
) -> None:
    expired = {"grounds": "expired", "clause": "п. 2.30"}
    actions.take(lawful.pk, "inspect", Deed(inspector, note="так", **expired))
    photographed(lawful)
    actions.issue(lawful.pk, DocumentKind.REPORT, inspector, paper)
    actions.take(lawful.pk, "establish", Deed(inspector, note="так", **expired))
    with pytest.raises(Refused, match="By the register the permit is"):
        actions.issue(lawful.pk, DocumentKind.ORDER, registrar, paper)
    Kiosk.objects.update(permit_state="expired")
    assert actions.issue(lawful.pk, DocumentKind.ORDER, registrar, paper)
