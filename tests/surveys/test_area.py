"""An area is taken along: its objects as the surveys ask for them, its base map as one file that others read, too."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client
from django.utils import timezone
from pmtiles.reader import MemorySource, Reader

from layers.query import Box
from layers.registry import catalogue
from layers.surveys.area import DEEPEST, Area
from layers.surveys.models import Observation
from layers.surveys.receiving import version_of
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
BOX = f"{HERE[0] - 0.01},{HERE[1] - 0.01},{HERE[0] + 0.01},{HERE[1] + 0.01}"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_objects_are_known_as_the_surveys_ask_for_them(device: Device) -> None:
    kiosk = row(catalogue["kiosks"], name="Квіти", activity="flowers", area=6.5, number="7")
    row(catalogue["kiosks"], (HERE[0] + 0.5, HERE[1]))
    (told,) = device.client.get("/field/area", {"bbox": BOX}).json()["objects"]["kiosk"]
    kiosk.refresh_from_db()
    assert told == {
        "id": kiosk.pk,
        "place": [HERE[0], HERE[1]],
        "version": version_of(kiosk),
        "title": "Квіти",
        "state": "unknown",
        "inspected": None,
        "due": None,
        "known": {
            "name": "Квіти",
            "activity": "flowers",
            "area": 6.5,
            "number": "7",
            "without_permit": False,
        },
    }


def test_what_was_taken_along_is_a_base_that_the_server_agrees_with(device: Device) -> None:
    kiosk = row(catalogue["kiosks"], activity="flowers")
    (told,) = device.client.get("/field/area", {"bbox": BOX}).json()["objects"]["kiosk"]
    message = device.inspection(kiosk, {"activity": "bread"}, {"activity": told["known"]["activity"]})
    assert device.send(message, **{"If-Match": told["version"]}).json()["fate"] == "accepted"


def test_the_base_map_is_a_file_that_others_read(device: Device) -> None:
    row(catalogue["roads"])
    told = device.client.get("/field/area", {"bbox": BOX}).json()["tiles"]
    answer = device.client.get("/field/area.pmtiles", {"bbox": BOX})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(content) == told["bytes"]
    reader = Reader(MemorySource(content))
    here = Area.of(Box(*HERE, *HERE))
    tile = gzip.decompress(reader.get(DEEPEST, here.west, here.north))
    assert "roads" in mapbox_vector_tile.decode(tile)


def test_the_file_is_made_once_for_a_version(device: Device, tmp_path: Path) -> None:
    for _time in range(2):
        device.client.get("/field/area", {"bbox": BOX})
    assert len(list((tmp_path / "areas").iterdir())) == 1
    row(catalogue["roads"])
    device.client.get("/field/area", {"bbox": BOX})
    assert len(list((tmp_path / "areas").iterdir())) == 2


def test_a_land_is_too_large(device: Device) -> None:
    answer = device.client.get("/field/area", {"bbox": "22,44,40,52"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "bbox")


def test_what_is_hidden_is_not_taken_along_by_those_who_may_not_see_it(
    device: Device, signed_in: Callable[[str], Client]
) -> None:
    row(catalogue["kiosks"], publication="hidden")
    assert len(device.client.get("/field/area", {"bbox": BOX}).json()["objects"]["kiosk"]) == 1
    assert signed_in("resident").get("/field/area", {"bbox": BOX}).json()["objects"] == {}


def test_what_was_not_found_is_due_no_more_until_it_is_seen_again(device: Device) -> None:
    kiosk = row(catalogue["kiosks"], name="Хліб", permit_until=date(2026, 12, 1))

    def told() -> dict[str, Any]:
        box = f"{HERE[0] - 0.01},{HERE[1] - 0.01},{HERE[0] + 0.01},{HERE[1] + 0.01}"
        answer = device.client.get(f"/field/area?bbox={box}").json()
        return next(one for one in answer["objects"]["kiosk"] if one["id"] == kiosk.pk)

    assert told()["due"] is not None
    device.send(device.inspection(kiosk, {}, {}, deed="gone"))
    # The day on which it was looked at, which may be over by now.
    seen = Observation.objects.latest("seen_at").seen_at
    assert (told()["missing"], told()["due"]) == (timezone.localdate(seen).isoformat(), None)
    device.send(device.inspection(kiosk, {}, {}, deed="unchanged"))
    assert told().get("missing") is None
    assert told()["due"] is not None
