"""The office sets an observation aside with a reason: it counts no more, and its maker reads why."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import Client

from layers.registry import catalogue
from layers.surveys.models import Observation
from layers.surveys.shown import inspections
from layers.surveys.verdicts import set_aside
from tests.samples import row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
LIST = "/admin/surveys/observation/"


@pytest.fixture
def kiosk() -> Any:
    return row(catalogue["kiosks"], name="Квіти")


@pytest.fixture
def seen(device: Device, kiosk: Any) -> Observation:
    assert device.send(device.inspection(kiosk, {}, {}, deed="unchanged")).json()["fate"] == "accepted"
    return Observation.objects.get()


def test_it_counts_no_more_and_its_maker_reads_why(device: Device, kiosk: Any, seen: Observation) -> None:
    assert len(inspections(catalogue["kiosks"], kiosk.pk)) == 1
    set_aside([seen.pk], "  Це інший кіоск  ")
    assert inspections(catalogue["kiosks"], kiosk.pk) == []
    (told,) = device.client.get("/field/observations/").json()["observations"]
    assert (told["fate"], told["flaws"]) == ("set_aside", [{"name": "", "said": "Це інший кіоск"}])


def test_sent_again_it_stays_set_aside_and_is_not_written_over(device: Device, kiosk: Any) -> None:
    number, message = uuid4(), device.inspection(kiosk, {}, {}, deed="unchanged")
    device.send(message, number)
    set_aside([number], "Не те")
    again = device.send(message, number)
    assert (again.status_code, again.json()["fate"]) == (422, "set_aside")
    assert device.send(message | {"note": "все ж"}, number).status_code == 409
    assert Observation.objects.get().fate == "set_aside"


@pytest.mark.parametrize("reason", ["", "   ", "я" * 501])
def test_without_a_reason_nothing_is_set_aside(seen: Observation, reason: str) -> None:
    with pytest.raises(ValidationError):
        set_aside([seen.pk], reason)
    seen.refresh_from_db()
    assert seen.fate == "accepted"


def test_only_what_was_accepted_is(device: Device, kiosk: Any) -> None:
    device.send(device.inspection(kiosk, {"activity": "castle"}, {}))
    assert set_aside([Observation.objects.get().pk], "Не те") == []


def test_the_registrar_does_it_in_the_list(seen: Observation, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("registrar")
    asked = {"action": "set_aside", "_selected_action": [str(seen.pk)]}
    page = office.post(LIST, asked)
    assert page.status_code == 200
    assert 'name="reason"' in page.content.decode()
    assert 'role="alert"' in office.post(LIST, asked | {"reason": " "}).content.decode()
    assert office.post(LIST, asked | {"reason": "Не те місце"}).status_code == 302
    seen.refresh_from_db()
    assert (seen.fate, seen.flaws[0]["said"]) == ("set_aside", "Не те місце")
    assert "Не те місце" in LogEntry.objects.get().change_message


def test_an_inspector_sets_nothing_aside(device: Device, seen: Observation) -> None:
    device.client.post(LIST, {"action": "set_aside", "_selected_action": [str(seen.pk)], "reason": "Ні"})
    seen.refresh_from_db()
    assert seen.fate == "accepted"
