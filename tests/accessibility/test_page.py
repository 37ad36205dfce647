"""The page of a place tells what its audit found, not the verdict alone."""

from datetime import date

import pytest
from django.test import Client

from accessibility.models import Answer, Audit, Place
from accessibility.vocabulary import Outcome
from layers.registry import catalogue
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
