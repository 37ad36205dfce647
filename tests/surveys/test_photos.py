"""Photos come piece by piece, whatever breaks off, and nothing of what is hostile in them is kept or served."""

import base64
import hashlib
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.test import Client
from PIL import ExifTags, Image, PngImagePlugin

from layers.surveys.models import Photo
from layers.surveys.photos import LARGEST, PIECE, NotAPhoto, cleaned
from tests.samples import HERE
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(side: int = 640, kind: str = "JPEG", exif: Image.Exif | None = None, **more: Any) -> bytes:
    """A picture with some noise, so that it has a size."""
    image = Image.effect_noise((side, side * 3 // 4), 90).convert("RGB")
    stream = io.BytesIO()
    image.save(stream, kind, **({"exif": exif} if exif else {}), **more)
    return stream.getvalue()


class Camera:
    """Sends a photo as the field app does."""

    def __init__(self, device: Device) -> None:
        self.client = device.client

    def announce(self, number: UUID, content: bytes, **words: Any) -> Any:
        said = {
            "observation": str(uuid4()),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        } | words
        return self._asked("put", number, orjson.dumps(said), content_type="application/json")

    def piece(self, number: UUID, content: bytes, offset: int, **headers: str) -> Any:
        return self._asked(
            "patch",
            number,
            content,
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(offset)} | headers,
        )

    def send(self, content: bytes, number: UUID | None = None) -> Any:
        number = number or uuid4()
        answer = self.announce(number, content)
        for offset in range(0, len(content), PIECE):
            answer = self.piece(number, content[offset : offset + PIECE], offset)
        return answer

    def _asked(self, method: str, number: UUID, content: bytes, **more: Any) -> Any:
        headers = {"Accept": "application/json"} | more.pop("headers", {})
        return getattr(self.client, method)(f"/field/photos/{number}", content, headers=headers, **more)


@pytest.fixture
def camera(device: Device) -> Camera:
    return Camera(device)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_sealed_and_made_anew(camera: Camera, kind: str) -> None:
    content = picture(kind=kind)
    assert camera.send(content).json()["state"] == "stored"
    photo = Photo.objects.get()
    assert photo.original.read() == content
    with Image.open(photo.picture) as shown, Image.open(photo.small) as small:
        assert shown.format == small.format == "JPEG"
        assert (shown.size, max(small.size)) == ((640, 480), 320)
        assert not shown.getexif()


def test_pieces_go_on_where_they_broke_off(camera: Camera) -> None:
    content, number = picture(1400, "PNG"), uuid4()
    assert len(content) > 2 * PIECE
    camera.announce(number, content, observation=str(number))
    camera.piece(number, content[:1000], 0)
    # The answer was lost: the device asks how much has come, and sends the same piece again.
    assert camera.piece(number, content[:1000], 0).headers["Upload-Offset"] == "1000"
    offset = int(camera.client.head(f"/field/photos/{number}").headers["Upload-Offset"])
    assert offset == 1000
    while offset < len(content):
        offset = int(camera.piece(number, content[offset : offset + PIECE], offset).headers["Upload-Offset"])
    assert Photo.objects.get().original.read() == content


def test_a_piece_that_was_damaged_is_sent_again(camera: Camera) -> None:
    content, number = picture(), uuid4()
    camera.announce(number, content)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    answer = camera.piece(number, b"\0" + content[1:], 0, **{"Upload-Checksum": f"sha256 {digest}"})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    answer = camera.piece(number, content, 0, **{"Upload-Checksum": f"sha256 {digest}"})
    assert answer.json()["state"] == "stored"


def test_a_whole_with_a_wrong_sum_is_told_as_damaged_and_may_come_again(camera: Camera) -> None:
    content, number = picture(), uuid4()
    camera.announce(number, content, sha256="0" * 64, observation=str(number))
    answer = camera.piece(number, content, 0)
    assert (answer.json()["state"], answer.json()["received"]) == ("damaged", 0)
    assert "damaged" in answer.json()["said"]
    camera.announce(number, content, observation=str(number))
    assert camera.piece(number, content, 0).json()["state"] == "stored"


def test_a_whole_that_was_damaged_is_sent_again_under_the_same_words(camera: Camera) -> None:
    content, number = picture(), uuid4()
    words = {"observation": str(number)}
    camera.announce(number, content, **words)
    assert camera.piece(number, b"\0" + content[1:], 0).json()["state"] == "damaged"
    # The answer was lost: the last piece that comes again changes nothing.
    assert camera.piece(number, content, 0).json()["state"] == "damaged"
    again = camera.announce(number, content, **words).json()
    assert (again["state"], again["received"], again["said"]) == ("receiving", 0, "")
    assert camera.piece(number, content, 0).json()["state"] == "stored"
    assert Photo.objects.get().original.read() == content


def test_a_photo_comes_before_its_observation(camera: Camera, device: Device) -> None:
    content, number, observation = picture(), uuid4(), uuid4()
    camera.announce(number, content, observation=str(observation))
    camera.piece(number, content, 0)
    told = device.send(device.message(), observation).json()["photos"]
    assert [(photo["id"], photo["state"]) for photo in told] == [(str(number), "stored")]


def test_announcing_again_changes_nothing(camera: Camera) -> None:
    content, number = picture(), uuid4()
    words = {"observation": str(number)}
    camera.announce(number, content, **words)
    camera.piece(number, content[:500], 0)
    answer = camera.announce(number, content, **words)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "500")


def test_a_photo_of_somebody_else_is_not_there(camera: Camera, signed_in: Callable[[str], Client]) -> None:
    content, number = picture(), uuid4()
    camera.announce(number, content)
    other = Camera(Device(signed_in("registrar")))
    assert other.piece(number, content, 0).status_code == 404
    assert other.announce(number, content).status_code == 404
    assert Photo.objects.get().received == 0


def test_where_and_when_it_was_taken_is_kept_apart(camera: Camera) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: "2026:05:06 07:08:09"}
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (48.0, 51.0, 8.172),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (37.0, 36.0, 20.952),
    }
    told = camera.send(picture(exif=exif)).json()
    assert told["from"] == pytest.approx(HERE, abs=1e-5)
    assert told["taken"].startswith("2026-05-06")


def test_a_photo_is_turned_the_way_it_was_held(camera: Camera) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    camera.send(picture(exif=exif))
    assert (Photo.objects.get().width, Photo.objects.get().height) == (480, 640)


def bomb() -> bytes:
    """A PNG of 400 million pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    side = 20_000
    header = side.to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(side + 1)) for _row in range(200)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small PNG with a text that unpacks to gigabytes."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "a" * 80_000_000, zip=True)
    return picture(64, "PNG", pnginfo=told)


HOSTILE = {
    "a bomb of pixels": bomb(),
    "a bomb of text": text_bomb(),
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "an archive": b"PK\x03\x04" + bytes(2000),
    "a moving picture": b"GIF89a" + bytes(200),
    "a photo that breaks off": picture()[:-4000],
    "nothing but a head": picture()[:20],
    "a program": b"\x7fELF" + bytes(500),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_photo_is_refused_in_words(camera: Camera, content: bytes) -> None:
    answer = camera.send(content)
    assert answer.status_code == 200
    assert answer.json()["state"] == "refused"
    assert answer.json()["said"]
    assert not Photo.objects.get().picture


def test_what_hangs_behind_a_photo_is_not_shown(camera: Camera) -> None:
    camera.send(picture() + b"<script>alert(1)</script>" * 100)
    assert b"<script" not in Photo.objects.get().picture.read()


@pytest.mark.parametrize(
    "words",
    [{"size": 0}, {"size": -5}, {"size": "big"}, {"size": True}, {"sha256": "x"}, {"observation": "x"}],
)
def test_a_wrong_announcement_is_a_clear_problem(camera: Camera, words: dict[str, Any]) -> None:
    answer = camera.announce(uuid4(), b"1234", **words)
    assert answer.status_code in (400, 413)
    assert answer.json()["detail"]


def test_too_much_is_refused_before_it_comes(camera: Camera) -> None:
    assert camera.announce(uuid4(), b"", size=LARGEST + 1).status_code == 413
    number = uuid4()
    camera.announce(number, picture())
    assert camera.piece(number, bytes(PIECE + 1), 0).status_code == 413


@pytest.mark.parametrize("offset", ["-1", "x", "1e3", "99999999999999"])
def test_an_offset_that_is_none_is_a_clear_problem(camera: Camera, offset: str) -> None:
    number = uuid4()
    camera.announce(number, picture())
    assert camera.piece(number, b"1", 0, **{"Upload-Offset": offset}).status_code == 400


def test_no_photo_has_an_address(camera: Camera, client: Client) -> None:
    camera.send(picture())
    photo = Photo.objects.get()
    for name in (photo.original.name, photo.picture.name):
        for folder in ("media", "sealed", "static"):
            assert client.get(f"/{folder}/{name}").status_code == 404


def test_only_whoever_made_an_observation_adds_photos(
    device: Device, camera: Camera, signed_in: Callable[[str], Client]
) -> None:
    number = uuid4()
    device.send(device.message(), number)
    other = Camera(Device(signed_in("registrar")))
    assert other.announce(uuid4(), picture(), observation=str(number)).status_code == 403
    assert camera.announce(uuid4(), picture(), observation=str(number)).status_code == 200


def test_who_may_not_observe_adds_no_photos(signed_in: Callable[[str], Client]) -> None:
    answer = Camera(Device(signed_in("analyst"))).announce(uuid4(), picture())
    assert answer.status_code == 403
    assert not Photo.objects.exists()


def test_what_the_camera_wrote_before_it_was_shrunk_is_kept(camera: Camera) -> None:
    content, number = picture(), uuid4()
    words = {"taken": "2026-11-01T10:00:00Z", "from": list(HERE), "observation": str(number)}
    camera.announce(number, content, **words)
    camera.piece(number, content, 0)
    photo = Photo.objects.get()
    assert photo.taken_at is not None
    assert photo.taken_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert photo.taken_from is not None
    assert photo.taken_from.coords == HERE


@pytest.mark.parametrize(
    ("taken", "place"),
    [("9999-01-01T00:00:00", [400, 3]), ("0001-01-01T00:00:00", "here"), (7, [True, 1]), (None, None)],
)
def test_what_no_camera_says_is_not_known(camera: Camera, taken: Any, place: Any) -> None:
    words: dict[str, Any] = {"taken": taken, "from": place, "made": taken}
    assert camera.announce(uuid4(), picture(), **words).status_code == 200
    photo = Photo.objects.get()
    assert (photo.taken_at, photo.taken_from, photo.made_at) == (None, None, None)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_that_no_camera_was_in_is_no_year(camera: Camera, year: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{year}:01:01 00:00:00"
    assert camera.send(picture(exif=exif)).json()["state"] == "stored"
    assert Photo.objects.get().taken_at is None


def test_a_picture_of_anybody_has_fewer_pixels() -> None:
    stream = io.BytesIO()
    Image.new("L", (5200, 5000)).save(stream, "PNG")
    with pytest.raises(NotAPhoto, match="25"):
        cleaned(stream)


def test_the_last_piece_twice_makes_one_photo(camera: Camera) -> None:
    content, number = picture(), uuid4()
    camera.announce(number, content, observation=str(number))
    first = camera.piece(number, content, 0).json()
    assert camera.piece(number, content, 0).json() == first
    assert first["state"] == "stored"
