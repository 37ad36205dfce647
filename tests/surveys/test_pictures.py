"""Published thumbnails are taken along with an area: the newest of each object, within bounds that are told before."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from layers.surveys import pictures, review
from layers.surveys.models import Observation, Photo
from tests.surveys.conftest import Device
from tests.surveys.test_area import BOX
from tests.surveys.test_review import _own_media, kiosk, photo

pytestmark = pytest.mark.django_db
__all__ = ["_own_media", "kiosk", "photo"]


def taken(device: Device) -> dict[str, Any]:
    told: dict[str, Any] = device.client.get("/field/area", {"bbox": BOX}).json()
    return told


def test_nothing_that_is_not_published_is_taken_along(device: Device, photo: Photo) -> None:
    told = taken(device)
    assert "picture" not in told["objects"]["kiosk"][0]
    assert told["pictures"] == {"count": 0, "bytes": 0}


def test_the_published_thumbnail_is_told_with_its_size(
    device: Device, photo: Photo, admin_user: Any, tmp_path: Path
) -> None:
    review.publish(photo, [], "Кіоск із квітами", admin_user)
    told = taken(device)
    picture = told["objects"]["kiosk"][0]["picture"]
    answer = device.client.get(f"/photos/{picture['id']}-small.jpg")
    content = b"".join(answer.streaming_content)
    assert (picture["said"], picture["bytes"]) == ("Кіоск із квітами", len(content))
    assert told["pictures"] == {"count": 1, "bytes": len(content)}
    # Covered otherwise, it is another one: what shows too much is kept on no device.
    review.publish(photo, [[0.2, 0.2, 0.1, 0.1]], "Кіоск із квітами", admin_user)
    assert taken(device)["objects"]["kiosk"][0]["picture"]["version"] != picture["version"]
    review.withhold(photo, admin_user)
    assert "picture" not in taken(device)["objects"]["kiosk"][0]


def test_a_file_that_is_gone_is_no_picture(device: Device, photo: Photo, admin_user: Any) -> None:
    review.publish(photo, [], "Кіоск", admin_user)
    Path(photo.shown_small.path).unlink()
    assert taken(device)["pictures"]["count"] == 0


def test_pictures_are_bounded_in_count_and_bytes() -> None:
    objects = [{"id": number} for number in range(4)]
    found = {number: {"bytes": size} for number, size in enumerate((10, 90, 10, 10))}
    room = [3, 100]
    pictures.within_bounds(objects, found, room)
    assert [one["id"] for one in objects if "picture" in one] == [0, 1]
    assert room == [1, 0]
    objects = [{"id": number} for number in range(4)]
    pictures.within_bounds(objects, found, [1, 100])
    assert [one["id"] for one in objects if "picture" in one] == [0]


def test_a_conflict_tells_what_the_object_looks_like_now(
    device: Device, photo: Photo, kiosk: Any, admin_user: Any
) -> None:
    review.publish(photo, [], "Кіоск", admin_user)
    message = device.inspection(kiosk, {"activity": "bread"}, {"activity": "coffee"})
    type(kiosk).objects.filter(pk=kiosk.pk).update(activity="flowers")
    answer = device.send(message).json()
    assert answer["fate"] == "conflict"
    assert answer["picture"]["id"] == str(photo.pk)
    # After an inspection the device still knows what the object looks like.
    answer = device.send(device.inspection(kiosk, {"activity": "bread"}, {"activity": "flowers"})).json()
    assert answer["object"]["picture"]["id"] == str(photo.pk)


def test_of_two_photos_the_newer_one_is_taken(device: Device, photo: Photo, admin_user: Any) -> None:
    review.publish(photo, [], "Давно", admin_user)
    older = Photo.objects.get(pk=photo.pk)
    newer = Photo.objects.get(pk=photo.pk)
    newer.pk = "00000000-0000-4000-8000-000000000001"
    newer.said, newer.made_at = "Тепер", Observation.objects.get().received_at
    Photo.objects.filter(pk=older.pk).update(made_at="2020-01-01T00:00:00Z")
    newer.save(force_insert=True)
    assert taken(device)["objects"]["kiosk"][0]["picture"]["said"] == "Тепер"
    with Image.open(newer.shown_small.path) as small:
        assert small.width == 320
