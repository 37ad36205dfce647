"""The page of a place tells what its audit found, not the verdict alone."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accessibility.actions import conclude
from accessibility.models import Answer, Audit, Place
from accessibility.reasons import of_place
from accessibility.vocabulary import Outcome, Profile
from layers.fields import Audience
from layers.registry import catalogue
from layers.viewer import PUBLIC
from tests.accessibility.test_verdicts import audited
from tests.samples import row

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    found: Place = row(catalogue["places"], name="Бібліотека")
    for day, outcome in ((date(2024, 5, 1), Outcome.PASS), (date(2025, 5, 1), Outcome.FAIL)):
        audit = Audit.objects.create(place=found, made_on=day)
        Answer.objects.create(
            audit=audit, norm="ДБН В.2.2-40:2018", clause="5.3.1", question="Ухил пандуса", outcome=outcome
        )
    catalogue["places"].settle()
    return found


def test_the_answers_of_the_latest_audit_are_told(client: Client, place: Place) -> None:
    page = client.get(f"/places/{place.pk}/?lang=uk").content.decode()
    assert page.count("Ухил пандуса") == 1
    assert "не відповідає нормі" in page


def test_the_card_beside_the_map_leads_there(client: Client, place: Place) -> None:
    card = client.get(f"/places/{place.pk}/?fragment=1").content.decode()
    assert f"/places/{place.pk}/#parts" in card
    assert "Ухил пандуса" not in card


def test_answers_of_what_is_not_published_are_not_told(client: Client, place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(publication="hidden")
    assert client.get(f"/places/{place.pk}/").status_code == 404


def test_a_place_without_an_audit_has_no_table(client: Client) -> None:
    page = client.get(f"/places/{row(catalogue['places']).pk}/").content.decode()
    assert 'id="parts"' not in page


# -- Why it is judged so -------------------------------------------------------------------------------------------


@pytest.fixture
def steep() -> Place:
    audit = audited("a ramp just too steep")
    conclude(audit)
    return audit.place


@pytest.mark.parametrize("fragment", ["", "&fragment=1"])
def test_each_person_is_told_why(client: Client, steep: Place, fragment: str) -> None:
    page = client.get(f"/places/{steep.pk}/?lang=en{fragment}").content.decode().replace("\u00a0", " ")
    with translation.override("en"):
        assert all(str(person.label).capitalize() in page for person in Profile)
    assert "In a wheelchair: <strong>partly barrier-free</strong>" in page
    assert "The ramp rises by 8 % (1:12) at most; 10 % in a reconstruction." in page
    assert "Measured: 8.5 %; allowed: at most 8 % or at most 8.33 %." in page
    assert "Passable for this person: at most 15 % (not confirmed: this map&#x27;s own estimate" in page
    assert "ДБН В.2.2-40:2018, 5.3.1" in page
    assert "read in a source: clauses of the norm quoted at" in page
    assert "To mend: 5.3.1. Then, if all of it is right: barrier-free." in page
    assert "Is the door opened only after speaking into an intercom?" in page


def test_of_whom_nothing_is_asked_is_said(client: Client) -> None:
    audit = audited("a good park")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode()
    assert "The norm asks nothing here of what this person depends on." in page


def test_what_no_clause_is_known_for_is_cited_as_a_need_of_people(client: Client) -> None:
    audit = audited("a guide dog is not let in")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode()
    assert "With little or no sight: <strong>with barriers</strong>" in page
    assert "People’s needs, no clause found, guide dogs are let in" in page
    assert "not confirmed: the law on social protection of people with disabilities" in page


def test_it_is_told_in_ukrainian(client: Client, steep: Place) -> None:
    page = client.get(f"/places/{steep.pk}/?lang=uk").content.decode().replace("\u00a0", " ")
    assert "На кріслі колісному: <strong>частково безбар’єрний</strong>" in page
    assert "Виміряно: 8,5 %; дозволено: не більше ніж 8 % або не більше ніж 8,33 %." in page
    assert "Виправити: 5.3.1. Тоді, якщо все гаразд: безбар’єрний." in page
    assert "Зміна № 3" in page


def test_what_is_not_known_is_asked_by_what_it_hangs_on(client: Client) -> None:
    audit = audited("nobody says whether there is a ramp")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode()
    assert page.count("<li>Is there a ramp?</li>") == 6, "all but deaf people"
    assert "How steep is the ramp?" not in page.partition('class="part"')[0]


def test_a_ramp_beyond_every_limit_is_held_against_the_mildest(client: Client) -> None:
    audit = audited("a ramp just too steep")
    Answer.objects.filter(audit=audit, code="ramp_slope").update(value=12)
    Answer.objects.filter(audit=audit, code="reconstruction").delete()
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode().replace("\u00a0", " ")
    assert "Measured: 12 %; allowed at best: at most 10 %." in page


def test_doubts_of_sources_are_told(client: Client) -> None:
    audit = audited("a kerb too high by any source")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode().replace("\u00a0", " ")
    assert "allowed: at most 15 mm or at most 25 mm" in page
    assert "Sources name both 15 mm and 25 mm" in page
    assert "not confirmed: general knowledge of the field" in page


def test_what_was_measured_between_two_readings_is_told_with_both(client: Client) -> None:
    audit = audited("a ramp of one in twelve")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode().replace("\u00a0", " ")
    assert "How steep is the ramp? 8.33 %: The norm says “8 % (1:12)”, and 1:12 is 8.33 %" in page


def test_a_verdict_that_was_given_is_told_as_such(client: Client) -> None:
    audit = audited("a ramp just too steep", verdict="partly", override_reason="Є другий вхід")
    conclude(audit)
    page = client.get(f"/places/{audit.place_id}/?lang=en").content.decode()
    assert "This verdict was given by its authority" in page
    assert "другий вхід" not in page, "the reason is for the office"


def test_a_past_day_has_no_reasons_of_today(client: Client, steep: Place) -> None:
    page = client.get(f"/places/{steep.pk}/?lang=en").content.decode()
    assert "Can I get in?</h2>" in page
    other = row(catalogue["kiosks"])
    assert "Can I get in?</h2>" not in client.get(f"/kiosks/{other.pk}/?lang=en").content.decode()


def test_reasons_are_closed_with_the_answers(
    client: Client, steep: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, *others = catalogue["places"].parts
    closed = tuple(replace(one, audience=Audience.STAFF) for one in part.fields)
    monkeypatch.setattr(type(catalogue["places"]), "parts", (replace(part, fields=closed), *others))
    assert "Measured:" not in client.get(f"/places/{steep.pk}/?lang=en").content.decode()


def test_a_card_takes_two_queries_for_it(steep: Place) -> None:
    with CaptureQueriesContext(connection) as found:
        assert of_place(steep.pk, PUBLIC)
    assert len(found) == 2
