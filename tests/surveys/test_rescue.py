"""What a device could not send comes as a file: once, whatever else is in the file, and however often it is brought."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kiosks.models import Kiosk
from layers.surveys.models import Observation, Photo
from layers.surveys.rescue import bring
from tests.surveys.conftest import Device
from tests.surveys.test_photos import picture

pytestmark = pytest.mark.django_db
HEAD = b'{"kind":"outbox","version":1,"made":"2026-11-01T12:00:00Z"}\n'


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def inspector(device: Device) -> User:
    return User.objects.get(username="inspector")


def saved(device: Device, photos: int = 2) -> bytes:
    """As the app writes it."""
    number = str(uuid4())
    parts = [HEAD, orjson.dumps({"kind": "observation", "id": number, "message": device.message()}) + b"\n"]
    for _photo in range(photos):
        content = picture()
        said = {
            "kind": "photo",
            "id": str(uuid4()),
            "observation": number,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "made": "2026-11-01T12:00:00Z",
        }
        parts += [orjson.dumps(said), b"\n", content, b"\n"]
    return b"".join(parts)


def test_a_file_arrives_once_however_often_it_is_brought(device: Device, inspector: User) -> None:
    content = saved(device)
    for _time in range(2):
        brought = bring(io.BytesIO(content), inspector)
        assert (brought.accepted, brought.not_accepted, brought.photos, brought.said) == (1, 0, 2, [])
    assert Kiosk.objects.filter(source="field").count() == 1
    assert Observation.objects.get().by == inspector
    assert [photo.state for photo in Photo.objects.all()] == ["stored", "stored"]


def test_what_came_before_a_break_is_kept(device: Device, inspector: User) -> None:
    content = saved(device)
    brought = bring(io.BytesIO(content[: len(content) - 1000]), inspector)
    assert (brought.accepted, brought.photos) == (1, 1)
    assert "не повністю" in brought.said[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"[]\n",
        b'{"kind":"outbox","version":9}\n',
        HEAD + b'{"kind":"photo","size":-1}\n',
        HEAD + b'{"kind":"photo","size":"9"}\n',
        HEAD + b'{"kind":"observation","id":"x","message":{}}\n',
        HEAD + b'{"kind":"observation"}\n',
        HEAD + b"{" * 300_000,
    ],
)
def test_what_is_no_such_file_is_told_and_changes_nothing(inspector: User, content: bytes) -> None:
    brought = bring(io.BytesIO(content), inspector)
    assert len(brought.said) == 1
    assert not Observation.objects.exists()


def test_what_is_refused_says_why(device: Device, inspector: User) -> None:
    message = device.message(answers={"form": "castle"})
    line = orjson.dumps({"kind": "observation", "id": str(uuid4()), "message": message})
    brought = bring(io.BytesIO(HEAD + line + b"\n"), inspector)
    assert brought.not_accepted == 1
    assert any("castle" in said for said in brought.said)


def test_a_registrar_brings_it_in(
    device: Device, inspector: User, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("registrar")
    address = "/admin/surveys/observation/rescue/"
    assert address in client.get("/admin/surveys/observation/").content.decode()
    file = SimpleUploadedFile("field.outbox", saved(device, photos=1))
    page = client.post(address, {"inspector": inspector.pk, "file": file})
    assert page.context["brought"].accepted == 1
    assert Observation.objects.get().by == inspector
    assert signed_in("moderator").get(address).status_code == 403
