"""The back office obeys `columns_for(viewer)`, and nobody overwrites a change that he has not seen."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accessibility.models import Answer, Audit
from kiosks.models import Kiosk, SitingPassport
from layers.columns import Column, bind
from layers.fields import Audience
from layers.history import acting
from layers.layer import Layer
from layers.models import HistoryEntry, ImportRun
from layers.registry import catalogue
from maps.viewer import AUDIENCES
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db

SECRET = "цілком таємно"
CLOSED = [
    (layer, column)
    for layer in catalogue
    for column in layer.columns
    if column.audience > Audience.PUBLIC
    and column.is_local
    and column.kind.table == "string"
    and not column.choices
]
OFFICE = [role for role, audience in AUDIENCES.items() if audience >= Audience.STAFF]


def pages(layer: Layer, number: int, entry: int) -> list[str]:
    meta = layer.model._meta
    home = f"/admin/{meta.app_label}/{meta.model_name}"
    return [
        f"{home}/",
        f"{home}/{number}/change/",
        f"{home}/{number}/history/",
        f"{home}/{number}/delete/",
        f"/admin/layers/historyentry/{entry}/change/",
    ]


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.parametrize(
    ("layer", "column"), CLOSED, ids=[f"{layer}.{column.name}" for layer, column in CLOSED]
)
def test_a_closed_value_is_on_no_page_of_who_may_not_read_it(
    layer: Layer, column: Column, role: str, signed_in: Callable[[str], Client]
) -> None:
    feature = row(layer, **{column.path: SECRET})
    layer.model._default_manager.filter(pk=feature.pk).update(source="moved")
    entry = HistoryEntry.objects.get(layer=layer.slug, feature_id=feature.pk)
    client = signed_in(role)
    seen = [SECRET in client.get(page).content.decode() for page in pages(layer, feature.pk, entry.pk)]
    if AUDIENCES[role] < column.audience:
        assert not any(seen)
        assert (
            f'name="{column.path}"' not in client.get(pages(layer, feature.pk, entry.pk)[1]).content.decode()
        )


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.parametrize(
    ("layer", "column"), CLOSED, ids=[f"{layer}.{column.name}" for layer, column in CLOSED]
)
def test_a_closed_value_is_not_guessed_by_what_a_list_finds(
    layer: Layer, column: Column, role: str, signed_in: Callable[[str], Client]
) -> None:
    feature = row(layer, **{column.path: SECRET})
    layer.model._default_manager.filter(pk=feature.pk).update(source="moved")
    client = signed_in(role)
    meta = layer.model._meta
    questions = [
        f"/admin/{meta.app_label}/{meta.model_name}/?{column.path}__startswith={SECRET[0]}",
        f"/admin/layers/historyentry/?before__{column.path}__startswith={SECRET[0]}",
    ]
    if AUDIENCES[role] < column.audience:
        assert {client.get(question).status_code for question in questions} <= {400, 403}


@pytest.fixture
def closed_further(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that closes more: the authority of a permit, and what auditors found."""
    kiosks, places = catalogue["kiosks"], catalogue["places"]
    fields = tuple(
        replace(field, audience=Audience.REGISTRAR) if field.path == "permit__issued_by" else field
        for field in kiosks.fields
    )
    part = places.parts[0]
    findings = tuple(
        replace(field, audience=Audience.REGISTRAR) if field.path == "finding" else field
        for field in part.fields
    )
    monkeypatch.setattr(kiosks, "columns", tuple(bind(Kiosk, field) for field in fields))
    monkeypatch.setattr(places, "parts", (replace(part, fields=findings),))


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.usefixtures("closed_further")
def test_what_belongs_to_a_feature_is_closed_alike(role: str, signed_in: Callable[[str], Client]) -> None:
    kiosk, place = row(catalogue["kiosks"]), row(catalogue["places"])
    with acting("olena", "admin"):
        permit = SitingPassport.objects.create(kiosk=kiosk, number="7", issued_by=SECRET)
        audit = Audit.objects.create(place=place, made_on=date(2026, 5, 1))
        answer = Answer.objects.create(audit=audit, norm="ДБН", clause="1", finding=SECRET)
        SitingPassport.objects.update(number="8")
        Answer.objects.update(clause="2")
    entries = HistoryEntry.objects.filter(feature_id__in=[permit.pk, answer.pk])
    client = signed_in(role)
    addresses = [
        f"/admin/kiosks/kiosk/{kiosk.pk}/change/",
        f"/admin/accessibility/audit/{audit.pk}/change/",
        *(f"/admin/layers/historyentry/{entry.pk}/change/" for entry in entries),
    ]
    seen = [SECRET in client.get(address).content.decode() for address in addresses]
    assert any(seen) == (AUDIENCES[role] >= Audience.REGISTRAR)


def test_the_history_is_told_in_words_and_states_are_for_registrars(
    signed_in: Callable[[str], Client],
) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава", owner_phone="+380001")
    with acting("olena", "admin"):
        Kiosk.objects.filter(pk=kiosk.pk).update(name="Чай", owner_phone="+380002")
    entry = HistoryEntry.objects.get(layer="kiosks", feature_id=kiosk.pk, operation="update")
    address = f"/admin/layers/historyentry/{entry.pk}/change/"
    analyst, registrar = (signed_in(role).get(address).content.decode() for role in ("analyst", "registrar"))
    assert "Name: Кава → Чай" in analyst
    assert "permit_state" not in analyst
    assert "Telephone" not in analyst
    assert "Telephone of the owner: +380001 → +380002" in registrar
    assert "permit_state" in registrar


def test_the_history_of_an_object_does_not_name_what_is_closed(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    registrar, inspector = signed_in("registrar"), signed_in("inspector")
    page = f"/admin/kiosks/kiosk/{kiosk.pk}/change/"
    sent = form_of(registrar, kiosk) | {"owner_phone": "+380001", "name": "Чай"}
    assert registrar.post(page, sent).status_code == 302
    told = inspector.get(f"/admin/kiosks/kiosk/{kiosk.pk}/history/").content.decode()
    assert 'Name: <span lang="uk">Кава → Чай</span>' in told
    assert "Telephone" not in told


def form_of(client: Client, kiosk: Any) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    page = client.get(f"/admin/kiosks/kiosk/{kiosk.pk}/change/")
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        sent |= {
            f"{formset.formset.prefix}-{name}": value
            for name, value in formset.formset.management_form.initial.items()
        }
    return {name: value for name, value in sent.items() if value not in (None, "")} | {
        "geom": kiosk.geom.geojson,
        "created_at": "",
    }


def test_a_closed_value_survives_the_form_of_who_may_not_read_it(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава", owner_phone=SECRET)
    client = signed_in("inspector")
    answer = client.post(f"/admin/kiosks/kiosk/{kiosk.pk}/change/", form_of(client, kiosk) | {"name": "Чай"})
    assert answer.status_code == 302
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.owner_phone) == ("Чай", SECRET)


def test_a_change_that_was_not_seen_is_not_overwritten(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    first, second = signed_in("inspector"), signed_in("registrar")
    early, late = form_of(first, kiosk), form_of(second, kiosk)
    page = f"/admin/kiosks/kiosk/{kiosk.pk}/change/"
    assert first.post(page, early | {"name": "Перший"}).status_code == 302
    refused = second.post(page, late | {"opening_hours": "цілодобово"})
    assert refused.status_code == 200
    told = refused.content.decode()
    assert "inspector: Name: Кава → Перший" in told
    assert "цілодобово" in told
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.opening_hours) == ("Перший", "")
    again = late | {
        "opening_hours": "цілодобово",
        "version": refused.context["adminform"].form["version"].value(),
    }
    assert second.post(page, again).status_code == 302
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.opening_hours) == ("Кава", "цілодобово")


def test_apps_stand_in_the_order_of_the_catalogue(signed_in: Callable[[str], Client]) -> None:
    apps = signed_in("administrator").get("/admin/").context["app_list"]
    assert [app["app_label"] for app in apps] == [
        "kiosks",
        "plan",
        "accessibility",
        "projects",
        "petitions",
        "tenders",
        "reports",
        "reference",
        "maps",
        "cases",
        "walks",
        "locating",
        "threads",
        "alerts",
        "layers",
        "surveys",
        "auth",
    ]
    named = [model["object_name"] for model in apps[2]["models"]]
    # What is on the map first, in the map's order.
    assert named[:3] == ["Place", "Barrier", "Mending"]
    assert "Audit" in named


def test_the_language_is_switched_where_one_is(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("registrar")
    answer = client.get("/admin/kiosks/kiosk/?permit_state__exact=expired&lang=uk")
    assert answer.headers["Location"] == "/admin/kiosks/kiosk/?permit_state__exact=expired"
    page = client.get(answer.headers["Location"]).content.decode()
    assert '<html lang="uk"' in page
    assert "lang=en" in page
    assert '<a href="/">' in page


def test_ukrainian_names_stand_in_no_wrong_case(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("registrar")
    client.cookies["django_language"] = "uk"
    home, number = "/admin/kiosks/kiosk/", row(catalogue["kiosks"]).pk
    pages = [home, f"{home}add/", f"{home}{number}/change/", f"{home}{number}/delete/"]
    said = "".join(client.get(page).content.decode() for page in pages)
    assert "<h1>Тимчасові споруди</h1>" in said
    assert "<h1>Новий запис: тимчасова споруда</h1>" in said
    for verb in ("Виберіть", "Додати", "Змінити", "Додати ще", "видалити"):
        assert f"{verb} тимчасова споруда" not in said


def test_an_account_without_rights_is_told_so(signed_in: Callable[[str], Client], client: Client) -> None:
    signed_in("resident")
    user = User.objects.get(username="resident")
    user.set_password("річка і міст")
    user.save()
    right = client.post(
        "/admin/login/", {"username": "resident", "password": "річка і міст"}
    ).content.decode()
    wrong = client.post("/admin/login/", {"username": "resident", "password": "інше"}).content.decode()
    assert "this account has no rights in the back office" in right
    assert "no rights" not in wrong


# -- An audit is changed together with its answers ------------------------------------------------------------------


@pytest.fixture
def audit() -> Audit:
    audit = Audit.objects.create(place=row(catalogue["places"], name="Аптека"), made_on=date(2026, 5, 1))
    for clause in ("5.3.1", "6.1"):
        Answer.objects.create(audit=audit, norm="ДБН", clause=clause, outcome="pass")
    return audit


def page_of(audit: Audit) -> str:
    return f"/admin/accessibility/audit/{audit.pk}/change/"


def sheet_of(client: Client, audit: Audit) -> dict[str, Any]:
    """What a browser would send of the form of an audit and its answers as they stand."""
    context = client.get(page_of(audit)).context
    (answers,) = context["inline_admin_formsets"]
    forms = [context["adminform"].form, answers.formset.management_form, *answers.formset.initial_forms]
    sent = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, "", False)}


def test_answers_that_were_not_seen_are_not_overwritten(
    audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    first, second = signed_in("auditor"), signed_in("registrar")
    early, late = sheet_of(first, audit), sheet_of(second, audit)
    early["answers-0-outcome"] = "fail"
    assert first.post(page_of(audit), early).status_code == 302
    late["answers-1-finding"] = "Поріг 5 см"
    refused = second.post(page_of(audit), late)
    assert refused.status_code == 200
    told = refused.content.decode()
    assert "the record was changed, and yours is not saved yet" in told
    assert "auditor: ДБН 5.3.1: Answer: meets the norm → does not meet the norm</li>" in told
    assert "Поріг 5 см" in told
    assert set(audit.answers.values_list("outcome", "finding")) == {("pass", ""), ("fail", "")}
    again = late | {"version": refused.context["adminform"].form["version"].value()}
    assert second.post(page_of(audit), again).status_code == 302
    assert set(audit.answers.values_list("outcome", "finding")) == {("pass", ""), ("pass", "Поріг 5 см")}


def test_an_audit_that_changed_itself_is_not_overwritten(
    audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    first, second = signed_in("auditor"), signed_in("registrar")
    early, late = sheet_of(first, audit), sheet_of(second, audit)
    assert first.post(page_of(audit), early | {"authority_name": "Управління"}).status_code == 302
    refused = second.post(page_of(audit), late | {"authority_name": "Відділ"})
    assert "auditor: Latest audit: authority: unknown → Управління</li>" in refused.content.decode()
    audit.refresh_from_db()
    assert audit.authority_name == "Управління"


def test_an_answer_that_is_gone_meanwhile_breaks_nothing(
    audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("registrar")
    late = sheet_of(client, audit)
    audit.answers.get(clause="6.1").delete()
    refused = client.post(page_of(audit), late | {"authority_name": "Відділ"})
    assert refused.status_code == 200
    assert "yours is not saved yet" in refused.content.decode()


def test_nothing_is_refused_where_nothing_changed(audit: Audit, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("auditor")
    sent = sheet_of(client, audit) | {"answers-0-outcome": "fail", "answers-0-critical": "on"}
    assert client.post(page_of(audit), sent).status_code == 302
    audit.refresh_from_db()
    assert audit.verdict == "barrier"


# -- What lists and forms look like ---------------------------------------------------------------------------------


def test_a_new_record_does_not_tell_when_it_was_entered(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("administrator")
    for layer in catalogue:
        meta = layer.model._meta
        page = client.get(f"/admin/{meta.app_label}/{meta.model_name}/add/").content.decode()
        assert "DatabaseDefault" not in page
        assert "field-created_at" not in page


def test_who_may_only_look_is_shown_a_map(signed_in: Callable[[str], Client]) -> None:
    street = row(catalogue["streets"], name="Садова")
    page = signed_in("inspector").get(f"/admin/reference/street/{street.pk}/change/").content.decode()
    assert 'id="id_geom-map"' in page
    assert ".modifiable = false" in page
    assert "SRID=4326" not in page
    assert "leaflet/leaflet.js" in page


def test_who_may_only_look_is_told_of_no_location(signed_in: Callable[[str], Client]) -> None:
    place = row(catalogue["places"], geom=None)
    page = signed_in("inspector").get(f"/admin/accessibility/place/{place.pk}/change/").content.decode()
    assert "id_geom-map" not in page


@pytest.mark.parametrize(("count", "words"), [(0, "0 записів"), (1, "1 запис"), (3, "3 записи")])
def test_numbers_of_records_stand_in_the_right_case(
    count: int, words: str, signed_in: Callable[[str], Client]
) -> None:
    for number in range(count):
        row(catalogue["kiosks"], name=f"Кіоск {number}")
    client = signed_in("registrar")
    client.cookies["django_language"] = "uk"
    page = " ".join(client.get("/admin/kiosks/kiosk/").content.decode().split())
    assert f"{words} </p>" in page


def test_a_list_says_what_keeps_an_object_from_the_map(signed_in: Callable[[str], Client]) -> None:
    shown, hidden = row(catalogue["kiosks"], name="А"), row(catalogue["kiosks"], publication="hidden")
    page = signed_in("registrar").get("/admin/kiosks/kiosk/").content.decode()
    assert f'<td class="field-on_the_map"><a href="/kiosks/{shown.pk}/">card</a></td>' in page
    assert f"/kiosks/{hidden.pk}/" not in page
    assert '<td class="field-on_the_map">not published</td>' in page


def test_numbers_in_lists_are_written_as_people_write_them(signed_in: Callable[[str], Client]) -> None:
    row(catalogue["projects"], title="Двір", budget_planned=120000, year=2026)
    page = signed_in("registrar").get("/admin/projects/project/").content.decode()
    assert "120,000 ₴" in page.replace("\xa0", " ")
    assert ">2026<" in page
    assert signed_in("moderator").get("/admin/projects/project/?o=3").status_code == 200


def test_a_search_tells_where_it_looks_or_is_not_offered(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("registrar")
    kiosks, roads = (
        client.get(f"/admin/{name}/").content.decode() for name in ("kiosks/kiosk", "reference/road")
    )
    assert "Searched in: name, inventory number, street" in kiosks
    assert "searchbar" not in roads


def test_a_wrong_code_is_refused_in_a_sentence(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    client = signed_in("registrar")
    refused = client.post(
        f"/admin/kiosks/kiosk/{kiosk.pk}/change/", form_of(client, kiosk) | {"owner_code": "12"}
    )
    assert list(refused.context["adminform"].form.errors) == ["owner_code"]
    assert refused.content.decode().count("Eight digits of the state register, or nothing.") == 2


def test_records_are_told_in_words(signed_in: Callable[[str], Client], audit: Audit) -> None:
    run = ImportRun.objects.create(
        layer="kiosks", source="register", file_name="a.csv", status="done", created=7, passed_over={"x": 2}
    )
    with acting("olena", run.tag):
        Answer.objects.filter(clause="6.1").update(outcome="fail")
    client = signed_in("registrar")
    changes, runs, history = (
        client.get(f"/admin/{page}").content.decode()
        for page in (
            "layers/historyentry/?layer=accessibility_answer",
            "layers/importrun/",
            f"accessibility/audit/{audit.pk}/history/",
        )
    )
    assert '<td class="field-thing">Answer</td>' in changes
    assert (
        f'<a href="/admin/layers/importrun/{run.pk}/change/">from a file (import no. {run.pk})</a>' in changes
    )
    assert '<td class="field-thing">Temporary structure</td>' in runs
    assert "created 7, passed over 2" in runs
    assert '<span lang="uk">ДБН 6.1: </span>Answer: meets the norm → does not meet the norm' in history


@pytest.mark.parametrize(
    "place", [[48.8, 37.6], [0, 0], [500, 500], [1e308, 1e308], [float("nan"), 48.8], []], ids=str
)
def test_a_place_outside_of_the_community_is_refused(
    signed_in: Callable[[str], Client], place: list[float]
) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    client = signed_in("registrar")
    sent = form_of(client, kiosk) | {"geom": json.dumps({"type": "Point", "coordinates": place})}
    refused = client.post(f"/admin/kiosks/kiosk/{kiosk.pk}/change/", sent)
    assert refused.status_code == 200
    assert "errorlist" in refused.content.decode()
    kiosk.refresh_from_db()
    assert kiosk.geom.coords == HERE
