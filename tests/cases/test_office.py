"""The office sees what is due first, takes steps, issues papers, and is told of what could not be done."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from ipaddress import ip_network
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from kiosks.cases import actions, rules
from kiosks.cases.models import Case, Document, ResponseTemplate
from kiosks.cases.tasks import remind
from kiosks.models import Kiosk
from tests.cases.conftest import photographed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person: Callable[[str], User]) -> Callable[[User], Client]:
    def enter(user: User) -> Client:
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(user)
        return client

    return enter


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_the_most_urgent_is_first(office: Any, registrar: User) -> None:
    today = timezone.localdate()
    for number, days in ((1, 5), (2, -3), (3, 0)):
        Case.objects.create(
            layer="kiosks", feature_id=number, title=f"Кіоск {number}", due_on=today + timedelta(days=days)
        )
    Case.objects.create(layer="kiosks", feature_id=4, title="Кіоск 4", state=rules.CLEARED)
    listed = page(office(registrar), "/admin/cases/case/")
    places = [listed.index(f"Кіоск {number}") for number in (2, 3, 1, 4)]
    assert places == sorted(places)
    assert "overdue by 3 days" in listed
    late = page(office(registrar), "/admin/cases/case/?due=late")
    assert "Кіоск 2" in late
    assert "Кіоск 3" not in late


def test_a_step_is_taken_and_says_from_where(office: Any, inspector: User, case: Case) -> None:
    client = office(inspector)
    path = f"/admin/cases/case/{case.pk}/step/inspect/"
    assert "Record the inspection" in page(client, f"/admin/cases/case/{case.pk}/change/")
    lacking = client.post(path, {"version": case.version, "note": ""})
    assert "This field is required" in lacking.content.decode()
    words = {"version": case.version, "note": "Торгує"}
    taken = client.post(
        path, words, headers={"User-Agent": "Firefox/140"}, REMOTE_ADDR="10.1.2.3", follow=True
    )
    assert "The case is now: inspected." in taken.content.decode()
    told = page(client, f"/admin/cases/case/{case.pk}/change/")
    assert all(word in told for word in ("10.1.2.3", "Firefox/140", "Торгує"))
    stale = client.post(path, words)
    assert "Meanwhile inspector took the step" in stale.content.decode()


def test_the_step_of_a_visitor_behind_proxies_has_their_address(
    office: Any, inspector: User, case: Case, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    words = {"version": case.version, "note": "Торгує"}
    office(inspector).post(
        f"/admin/cases/case/{case.pk}/step/inspect/",
        words,
        headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.4, 10.9.9.9"},
        REMOTE_ADDR="10.1.2.3",
    )
    assert case.steps.get(name="inspect").address == "198.51.100.4"


def test_a_registrar_begins_with_what_is_due(registrar: User, inspector: User, case: Case) -> None:
    for user, home in ((registrar, "/admin/cases/case/figures/"), (inspector, "/admin/")):
        user.set_password("a long enough one")
        user.save()
        words = {"username": user.username, "password": "a long enough one", "next": "/admin/"}
        client = Client()
        client.cookies["django_language"] = "en"
        assert client.post("/admin/login/", words)["Location"] == home
    asked = words | {"username": registrar.username, "next": "/admin/kiosks/kiosk/"}
    assert Client().post("/admin/login/", asked)["Location"] == "/admin/kiosks/kiosk/"
    client.force_login(registrar)
    board = page(client, "/admin/cases/case/figures/")
    assert f"№ {case.pk}: {case.title}" in board
    assert page(client, "/admin/")


def test_a_step_of_another_role_is_forbidden(office: Any, inspector: User, case: Case) -> None:
    assert office(inspector).get(f"/admin/cases/case/{case.pk}/step/clear/").status_code == 403
    assert office(inspector).get(f"/admin/cases/case/{case.pk}/step/nonsense/").status_code == 404


@pytest.mark.parametrize("path", ["", "figures/", "{}/change/", "{}/step/inspect/", "{}/letter/1/"])
def test_strangers_see_no_case(signed_in: Any, case: Case, path: str) -> None:
    answer = signed_in("auditor").get(f"/admin/cases/case/{path.format(case.pk)}")
    assert answer.status_code == 403


def test_what_became_of_each_of_several_is_told(office: Any, registrar: User, case: Case) -> None:
    other = Case.objects.create(layer="kiosks", feature_id=7, title="Інший", state=rules.ORDERED)
    client, chosen = office(registrar), [case.pk, other.pk]
    asked = client.post("/admin/cases/case/", {"action": "take_many", "_selected_action": chosen})
    assert "Confirm" in asked.content.decode()
    case.refresh_from_db()
    assert case.state == rules.FOUND
    sent = {
        "action": "take_many",
        "_selected_action": chosen,
        "confirmed": "1",
        "step": "clear",
        "note": "дубль",
    }
    sent |= {f"seen-{case.pk}": case.version, f"seen-{other.pk}": other.version}
    told = client.post("/admin/cases/case/", sent).content.decode()
    assert told.count("✓ done") == 1
    assert "there is no step “close: no violation”" in told
    case.refresh_from_db()
    assert case.state == rules.CLEARED


def test_cases_are_opened_for_selected_structures_once(office: Any, inspector: User, kiosk: Kiosk) -> None:
    client = office(inspector)
    for said in ("a case was opened", "a case is open already"):
        sent = {"action": "open_cases", "_selected_action": [kiosk.pk]}
        assert said in client.post("/admin/kiosks/kiosk/", sent, follow=True).content.decode()
    assert Case.objects.count() == 1


def test_the_register_is_a_workbook_without_formulas(office: Any, registrar: User) -> None:
    case = Case.objects.create(layer="kiosks", feature_id=1, title='=HYPERLINK("http://x")')
    sent = {"action": "as_workbook", "_selected_action": [case.pk]}
    answer = office(registrar).post("/admin/cases/case/", sent)
    sheet: Any = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet["B2"].value == case.title
    assert sheet["B2"].data_type == "s"


def test_the_figures_have_a_table_behind_each_chart(office: Any, registrar: User, case: Case) -> None:
    told = page(office(registrar), "/admin/cases/case/figures/")
    for title in ("By state", "Opened by month", "Open cases by street", "Open cases by inspector"):
        assert f"Cases: {title}</caption>" in told


def test_a_letter_is_filled_in_and_read_before(office: Any, registrar: User, case: Case) -> None:
    text = ResponseTemplate.objects.create(
        name="Відповідь", text="Щодо «{structure}», {address}: {due}. {x<y}"
    )
    told = page(office(registrar), f"/admin/cases/case/{case.pk}/letter/{text.pk}/")
    assert "Щодо «Кава», вулиця Шевченка, 5:" in told
    sent = {"name": "Інша", "text": "{owner_phone}"}
    refused = office(registrar).post("/admin/cases/responsetemplate/add/", sent).content.decode()
    assert "Unknown words in braces: owner_phone" in refused


def test_what_is_due_is_told_once_to_whom_it_concerns(case: Case, inspector: User, registrar: User) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate())
    nobody = Case.objects.create(
        layer="kiosks", feature_id=9, title="Нічий", due_on=timezone.localdate() - timedelta(days=1)
    )
    Case.objects.create(
        layer="kiosks", feature_id=8, title="Не скоро", due_on=timezone.localdate() + timedelta(9)
    )
    assert remind.call() == 2
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {inspector.email, registrar.email}
    assert "Кава" in letters[inspector.email]
    assert nobody.title in letters[registrar.email]
    assert "Не скоро" not in "".join(letters.values())
    assert remind.call() == 0


def test_a_report_is_issued_sealed_and_read_by_who_may(
    office: Any, signed_in: Any, inspector: User, case: Case
) -> None:
    client = office(inspector)
    issue = f"/admin/cases/case/{case.pk}/issue/report/"
    assert "no such document is issued" in client.post(issue, follow=True).content.decode()
    actions.take(case.pk, "inspect", actions.Deed(inspector, note="Торгує"))
    photographed(case)
    assert client.get(issue, follow=True).status_code == 200
    assert not Document.objects.exists()
    assert "Issued:" in client.post(issue, follow=True).content.decode()
    paper = Document.objects.get()
    answer = client.get(f"/admin/cases/case/document/{paper.pk}.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "Issue:" not in page(client, f"/admin/cases/case/{case.pk}/change/")
    forbidden = signed_in("auditor").get(f"/admin/cases/case/document/{paper.pk}.pdf")
    assert forbidden.status_code == 403


def test_a_document_is_annulled_in_the_office(office: Any, inspector: User, case: Case) -> None:
    client = office(inspector)
    actions.take(case.pk, "inspect", actions.Deed(inspector, note="Торгує"))
    client.post(f"/admin/cases/case/{case.pk}/issue/report/")
    wrong = Document.objects.get()
    address = f"/admin/cases/case/document/{wrong.pk}/annul/"
    assert address in page(client, f"/admin/cases/case/{case.pk}/change/")
    assert client.get(address).status_code == 200
    client.post(address, {"why": "не та адреса"})
    told = page(client, f"/admin/cases/case/{case.pk}/change/")
    assert "не та адреса" in told
    assert "/issue/report/" in told
