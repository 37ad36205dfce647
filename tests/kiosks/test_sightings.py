"""What was not found at its place is told by the register, since when, and until somebody sees it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kiosks.models import Kiosk
from layers.models import HistoryEntry
from layers.registry import catalogue
from tests.samples import row
from tests.surveys.conftest import Device, device

__all__ = ["device"]
pytestmark = pytest.mark.django_db


def look(device: Device, kiosk: Any, deed: str, days_ago: int) -> None:
    made = timezone.now() - timedelta(days=days_ago)
    said = device.message(deed=deed, feature=kiosk.pk, answers={}, position=None, made=made.isoformat())
    told = device.send(said | {"sent": timezone.now().isoformat()}).json()
    assert told["fate"] == "accepted", told


def test_the_order_of_looks_counts_not_that_of_their_arrival(device: Device) -> None:
    kiosk = row(catalogue["kiosks"])
    today = timezone.localdate()
    for deed, days_ago, since in (
        ("gone", 5, 5),
        ("gone", 9, 9),
        ("unchanged", 7, 5),
        ("barred", 1, 5),
        ("gone", 2, 5),
        ("inspect", 1, None),
        ("gone", 3, None),
    ):
        look(device, kiosk, deed, days_ago)
        kiosk.refresh_from_db()
        assert kiosk.missing_since == (since and today - timedelta(days=since)), (deed, days_ago)
    told = HistoryEntry.objects.filter(layer="kiosks", feature_id=kiosk.pk)
    assert {one.actor for one in told} == {"inspector"}


def test_the_register_filters_by_it_and_exports_it(
    device: Device, client: Client, signed_in: Callable[[str], Client]
) -> None:
    kiosk, other = row(catalogue["kiosks"], name="Кава"), row(catalogue["kiosks"], name="Чай")
    look(device, kiosk, "gone", 3)
    day = timezone.localdate() - timedelta(days=3)
    version = Kiosk.objects.get(pk=kiosk.pk).changed_at
    look(device, kiosk, "gone", 1)
    assert Kiosk.objects.get(pk=kiosk.pk).changed_at == version
    found = client.get("/api/collections/kiosks/items", {"missing_since": "1990-01-01.."}).json()
    assert [(one["id"], one["properties"]["missing_since"]) for one in found["features"]] == [
        (kiosk.pk, day.isoformat())
    ]
    there = client.get("/api/collections/kiosks/items", {"missing_since": "null"}).json()
    assert [one["id"] for one in there["features"]] == [other.pk]
    assert "missing_since" in client.get("/data/kiosks.csv").content.decode().splitlines()[0]
    assert "ot found at its place since" in client.get(f"/kiosks/{kiosk.pk}/").content.decode()
    office = signed_in("registrar")
    listed = office.get("/admin/kiosks/kiosk/", {"missing_since__isempty": "0"}).content.decode()
    assert "Кава" in listed
    assert "Чай" not in listed
    assert "not found at its place" in listed
    Kiosk.objects.filter(pk=kiosk.pk).update(publication="hidden", publication_reason="закон")
    assert not client.get("/api/collections/kiosks/items", {"missing_since": "1990-01-01.."}).json()[
        "features"
    ]
