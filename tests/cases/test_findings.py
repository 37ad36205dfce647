"""Rules about permits are told in the office, with their clause and how sure it is."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from kiosks.cases import actions, findings
from kiosks.models import Advertising, AdvertisingPermit, Kiosk, SitingPassport

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def issued(kiosk: Kiosk, day: date) -> None:
    kiosk.permit = SitingPassport.objects.create(kiosk=kiosk, number="1", issued_on=day)
    kiosk.save()


def test_a_permit_that_nothing_was_put_up_by_is_told_once_somebody_looked(kiosk: Kiosk, device: Any) -> None:
    issued(kiosk, date(2026, 1, 10))
    assert findings.of_structure(kiosk, TODAY) == []
    device.send(device.inspection(kiosk, {}, {}, deed="gone"))
    (told,) = findings.of_structure(kiosk, TODAY)
    assert "may be annulled" in told.said
    assert (told.limit.value, told.certainty) == (6, "likely")
    device.send(device.inspection(kiosk, {}, {}, deed="unchanged"))
    assert findings.of_structure(kiosk, TODAY) == []


def test_a_permit_of_this_summer_is_not_unused_yet(kiosk: Kiosk, device: Any) -> None:
    issued(kiosk, date(2026, 7, 1))
    device.send(device.inspection(kiosk, {}, {}, deed="gone"))
    assert findings.of_structure(kiosk, TODAY) == []


def test_an_advertising_permit_for_longer_than_five_years_is_told_on_the_case(
    client: Client, inspector: Any
) -> None:
    board = Advertising.objects.create(name="Щит")
    board.permit = AdvertisingPermit.objects.create(
        advertising=board, number="1", issued_on=date(2024, 3, 1), valid_until=date(2034, 3, 1)
    )
    board.save()
    (told,) = findings.of_structure(board, TODAY)
    assert "1 March 2029" in told.said
    opened = actions.open_case(board, actions.Deed(inspector))
    assert opened
    client.force_login(inspector)
    client.cookies["django_language"] = "en"
    page = client.get(f"/admin/cases/case/{opened.pk}/change/").content.decode()
    assert "Типові правила № 2067, п. 4.2" in page


def test_no_permit_says_nothing(kiosk: Kiosk) -> None:
    assert findings.of_structure(kiosk, TODAY) == []
