"""Photos are shown when somebody has looked, as a copy without what was covered, and to whom their object is shown."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from layers.registry import catalogue
from layers.surveys import review
from layers.surveys.models import Photo
from tests.samples import row
from tests.surveys.conftest import Device
from tests.surveys.test_photos import Camera

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kiosk() -> Any:
    return row(catalogue["kiosks"], name="Квіти")


@pytest.fixture
def photo(device: Device, kiosk: Any) -> Photo:
    """A photo with a red square in a white field, of an inspection that was accepted."""
    image = Image.new("RGB", (800, 600), "white")
    image.paste("red", (200, 150, 240, 180))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    number = uuid4()
    answer = device.send(device.inspection(kiosk, {}, {}, deed="unchanged"), number)
    assert answer.json()["fate"] == "accepted"
    camera, content, photo = Camera(device), stream.getvalue(), uuid4()
    camera.announce(photo, content, observation=str(number))
    assert camera.piece(photo, content, 0).json()["state"] == "stored"
    return Photo.objects.get(pk=photo)


def shown(client: Client, photo: Photo, size: str = "") -> Any:
    return client.get(f"/photos/{photo.pk}{size}.jpg")


def test_nothing_is_shown_before_somebody_looked(client: Client, photo: Photo, kiosk: Any) -> None:
    assert shown(client, photo).status_code == 404
    assert "/photos/" not in client.get(f"/kiosks/{kiosk.pk}/").content.decode()


def test_what_is_covered_is_gone_from_the_copy(
    client: Client, photo: Photo, kiosk: Any, admin_user: Any
) -> None:
    review.publish(photo, [[0.2, 0.2, 0.15, 0.15]], "Кіоск із написом «Квіти»", admin_user)
    for size, wide in (("", 800), ("-small", 320)):
        answer = shown(client, photo, size)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as copy:
            assert copy.width == wide
            # Of the square nothing but a mean with what is round it is left.
            assert min(green for _red, green, _blue in copy.getdata()) > 50
    with Image.open(photo.picture.path) as sealed:
        assert sealed.getpixel((220, 165))[1] < 30
    page = client.get(f"/kiosks/{kiosk.pk}/").content.decode()
    assert f'src="/photos/{photo.pk}-small.jpg" alt="Кіоск із написом «Квіти»"' in page
    fragment = client.get(f"/kiosks/{kiosk.pk}/?fragment=1").content.decode()
    assert f"/photos/{photo.pk}-small.jpg" in fragment


def test_a_photo_is_as_public_as_its_object(
    client: Client, photo: Photo, kiosk: Any, admin_user: Any, signed_in: Callable[[str], Client]
) -> None:
    review.publish(photo, [], "Кіоск", admin_user)
    assert shown(client, photo).status_code == 200
    for publication in ("hidden", "generalised"):
        kiosk.publication, kiosk.publication_reason = publication, "ст. 6"
        kiosk.save()
        assert shown(client, photo).status_code == 404
        assert "/photos/" not in client.get("/kiosks/").content.decode()
        page = client.get(f"/kiosks/{kiosk.pk}/")
        assert f"/photos/{photo.pk}" not in page.content.decode()
    assert shown(signed_in("registrar"), photo).status_code == 200


def test_what_is_withheld_is_deleted(
    client: Client, photo: Photo, admin_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    review.publish(photo, [], "Кіоск", admin_user)
    path = Path(photo.shown.path)
    with django_capture_on_commit_callbacks(execute=True):
        review.withhold(photo, admin_user)
    assert not path.exists()
    assert Path(photo.picture.path).exists()
    assert shown(client, photo).status_code == 404


@pytest.mark.parametrize(
    "covers", [[[0, 0, 2, 1]], [[0, 0, 0.5]], [["a", 0, 1, 1]], [[0, 0, 0, 0]], "x", [[0, 0, 1, 1]] * 61]
)
def test_what_cannot_be_covered_is_refused(photo: Photo, admin_user: Any, covers: Any) -> None:
    with pytest.raises(ValidationError):
        review.publish(photo, covers, "Кіоск", admin_user)
    photo.refresh_from_db()
    assert not photo.published


def test_a_photo_without_words_is_not_published(photo: Photo, admin_user: Any) -> None:
    with pytest.raises(ValidationError):
        review.publish(photo, [], "  ", admin_user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(published=True)


def test_it_is_reviewed_in_the_back_office(photo: Photo, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("moderator")
    address = f"/admin/surveys/photo/{photo.pk}/change/"
    assert str(photo.pk) in client.get("/admin/surveys/photo/?review=waiting").content.decode()
    assert client.get(f"/admin/surveys/photo/{photo.pk}/whole.jpg").headers["Content-Type"] == "image/jpeg"
    refused = client.post(address, {"said": "", "covers": "[]", "_save": "1"})
    assert refused.status_code == 200
    assert (
        client.post(address, {"said": "Кіоск", "covers": "[[0.2,0.2,0.1,0.1]]", "_save": "1"}).status_code
        == 302
    )
    photo.refresh_from_db()
    assert (photo.published, photo.covers, photo.reviewed_by.username) == (
        True,
        [[0.2, 0.2, 0.1, 0.1]],
        "moderator",
    )
    assert client.post(address, {"said": "Кіоск", "covers": "[]", "_withhold": "1"}).status_code == 302
    photo.refresh_from_db()
    assert not photo.published


def test_sealed_pictures_are_for_reviewers(
    photo: Photo, client: Client, signed_in: Callable[[str], Client]
) -> None:
    address = f"/admin/surveys/photo/{photo.pk}/whole.jpg"
    assert client.get(address).status_code == 302
    assert signed_in("auditor").get(address).status_code == 403
    assert client.get(f"/photos/{UUID(int=7)}.jpg").status_code == 404


def test_the_page_tells_when_an_object_was_inspected(client: Client, photo: Photo, kiosk: Any) -> None:
    page = client.get(f"/kiosks/{kiosk.pk}/").content.decode()
    assert "Inspections" in page or "Огляди" in page
    assert "inspector" not in page.split("inspections-title")[-1][:600]
