"""Barriers that auditors come upon in the field: confirmed at once, as a point or a stretch, and looked at again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accessibility.models import Barrier, BarrierWord, Responsible
from layers.registry import catalogue
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def auditor(signed_in: Callable[[str], Client]) -> Device:
    return Device(signed_in("auditor"))


def found(device: Device, answers: dict[str, Any], **words: Any) -> Any:
    return device.send(device.message(**{"survey": "barrier", "answers": answers} | words))


def test_what_an_auditor_comes_upon_is_confirmed_at_once(auditor: Device) -> None:
    Responsible.objects.create(kind="works", name="КП «Шляхи»", days=10)
    until = (TODAY + timedelta(20)).isoformat()
    answers = {"kind": "works", "severity": "hard", "expires_on": until, "description": "Огорожа на тротуарі"}
    assert found(auditor, answers).status_code == 200
    barrier = Barrier.objects.get()
    assert (barrier.status, barrier.severity, barrier.reported_on, barrier.seen_on) == (
        "confirmed",
        "hard",
        TODAY,
        TODAY,
    )
    assert (barrier.expires_on.isoformat(), barrier.for_wheelchair) == (until, "hard")  # type: ignore[union-attr]
    assert (barrier.responsible_name, barrier.due_on) == ("КП «Шляхи»", TODAY + timedelta(10))


def test_the_responsible_body_is_written_to(
    auditor: Device, settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    Responsible.objects.create(kind="kerb", name="КП «Шляхи»", days=10, email="ways@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        assert found(auditor, {"kind": "kerb"}).status_code == 200
    (letter,) = mailoutbox
    assert letter.to == ["ways@example.org"]
    assert f"/barriers/{Barrier.objects.get().pk}/" in letter.body


def test_what_passes_by_itself_is_believed_for_some_days(auditor: Device) -> None:
    assert found(auditor, {"kind": "parked_car"}).status_code == 200
    assert Barrier.objects.get().expires_on == TODAY + timedelta(1)


def test_a_stretch_has_two_ends(auditor: Device) -> None:
    line = {"type": "LineString", "coordinates": [list(HERE), [HERE[0] + 0.001, HERE[1]]]}
    position = {"geometry": line, "accuracy": 5, "placing": "crosshair"}
    assert found(auditor, {"kind": "surface"}, position=position).status_code == 200
    geom = Barrier.objects.get().geom
    assert (geom.geom_type, len(geom.coords)) == ("LineString", 2)  # type: ignore[union-attr]


def test_what_stands_at_a_point_is_no_stretch(signed_in: Callable[[str], Client]) -> None:
    inspector = Device(signed_in("inspector"))
    line = {"type": "LineString", "coordinates": [list(HERE), [HERE[0] + 0.001, HERE[1]]]}
    sent = inspector.message(position={"geometry": line, "accuracy": 5, "placing": "gps"})
    assert inspector.send(sent).status_code == 422


@pytest.mark.parametrize(
    ("answers", "name", "told"),
    [
        ({}, "kind", "has to be answered"),
        ({"kind": "dragon"}, "kind", "no such choice"),
        ({"kind": "kerb", "severity": "awful"}, "severity", "no such choice"),
        ({"kind": "works", "expires_on": "2020-01-01"}, "expires_on", "This day is over"),
        ({"kind": "works", "expires_on": "soon"}, "expires_on", "answered by a day"),
        ({"kind": "narrow_passage", "clear_width": 90}, "clear_width", "At most 10"),
        ({"kind": "narrow_passage", "clear_width": -1}, "clear_width", "At least 0.1"),
    ],
)
def test_what_is_not_believed_is_refused(
    auditor: Device, answers: dict[str, Any], name: str, told: str
) -> None:
    answer = auditor.send(auditor.message(survey="barrier", answers=answers), **{"Accept-Language": "en"})
    assert answer.status_code == 422
    assert [(flaw["name"], told in flaw["said"]) for flaw in answer.json()["flaws"]] == [(name, True)]
    assert not Barrier.objects.exists()


def test_an_inspector_of_kiosks_adds_no_barriers(signed_in: Callable[[str], Client]) -> None:
    assert found(Device(signed_in("inspector")), {"kind": "kerb"}).status_code == 422


@pytest.mark.parametrize("deed", ["inspect", "unchanged"])
def test_an_auditors_look_confirms_what_was_reported(auditor: Device, deed: str) -> None:
    barrier: Any = row(catalogue["barriers"], kind="kerb", status="reported")
    told = found(auditor, {}, deed=deed, feature=barrier.pk, position=None)
    assert told.status_code == 200, told.content
    barrier.refresh_from_db()
    assert (barrier.status, barrier.witnesses, barrier.seen_on) == ("confirmed", 1, TODAY)


def test_what_is_taken_along_is_called_by_its_kind(auditor: Device) -> None:
    row(catalogue["barriers"], kind="kerb", status="reported")
    box = f"{HERE[0] - 0.01},{HERE[1] - 0.01},{HERE[0] + 0.01},{HERE[1] + 0.01}"
    (told,) = auditor.client.get(f"/field/area?bbox={box}").json()["objects"]["barrier"]
    assert told["title"] == "Kerb is not lowered"


def test_that_it_is_gone_is_a_word_and_no_removal(auditor: Device) -> None:
    barrier: Any = row(catalogue["barriers"], kind="kerb", status="confirmed")
    assert found(auditor, {}, deed="gone", feature=barrier.pk, position=None).status_code == 200
    barrier.refresh_from_db()
    assert barrier.status == "confirmed"
    assert BarrierWord.objects.get().what == "gone"


def test_what_is_removed_stays_so(auditor: Device) -> None:
    barrier: Any = row(catalogue["barriers"], kind="kerb", status="removed", removed_on=TODAY)
    assert found(auditor, {}, deed="unchanged", feature=barrier.pk, position=None).status_code == 200
    barrier.refresh_from_db()
    assert barrier.status == "removed"
