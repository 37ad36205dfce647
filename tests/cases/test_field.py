"""What inspectors send opens a case or moves it on, by rule, and once."""

from typing import Any
from uuid import uuid4

import pytest

from kiosks.cases import actions
from kiosks.cases.models import Case
from kiosks.cases.public import steps_of
from kiosks.models import Kiosk
from layers.registry import catalogue
from tests.samples import row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db


def test_a_new_kiosk_without_a_permit_is_found(device: Device) -> None:
    number = uuid4()
    message = device.message(answers={"form": "kiosk", "activity": "bread", "without_permit": True})
    for _time in range(3):
        assert device.send(message, number).status_code == 200
    case = Case.objects.get()
    assert (case.state, case.layer, case.feature_id) == ("found", "kiosks", Kiosk.objects.get().pk)
    step = case.steps.get()
    assert (step.observation_id, step.by_name, step.grounds) == (number, "inspector", "no_permit")


def test_an_inspection_opens_an_inspected_case_once(device: Device) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава", area=44.0)
    for deed in ("unchanged", "unchanged"):
        device.send(device.inspection(kiosk, {}, {}, deed=deed))
    case = Case.objects.get()
    assert (case.state, case.steps.get().grounds) == ("inspected", "oversize")


def test_a_case_that_waits_for_its_inspection_has_it(device: Device, kiosk: Kiosk) -> None:
    waiting: Any = actions.open_case(kiosk, actions.Deed(None))
    device.send(device.inspection(kiosk, {}, {}, deed="unchanged", note="Працює"))
    waiting.refresh_from_db()
    assert waiting.state == "inspected"
    assert waiting.steps.last().note == "Працює"


def test_what_is_lawful_or_refused_opens_none(device: Device) -> None:
    device.send(device.message())
    device.send(device.message(answers={"form": "nonsense", "activity": "bread", "without_permit": True}))
    assert not Case.objects.exists()


def test_a_structure_that_nobody_found_stands_in_the_queue_of_the_office(device: Device) -> None:
    structure = row(catalogue["kiosks"], name="Хліб", permit_state="valid")
    device.send(device.inspection(structure, {}, {}, deed="gone"))
    case = Case.objects.get()
    assert (case.state, case.grounds, case.due_on is not None) == ("found", "", True)
    assert steps_of("kiosks", structure.pk) == []
