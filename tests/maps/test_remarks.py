"""«Something is wrong here»: said without an account, read in the office, answered where it was said."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import ExifTags, Image

from layers.civic.reports import visitors
from layers.civic.reports.models import Visit
from layers.registry import catalogue
from maps.models import Remark
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
WORDS = {"kind": "gone", "text": "Кіоск прибрали торік <script>"}


def address() -> str:
    return f"/kiosks/{row(catalogue['kiosks'], name='Кава').pk}/remark"


def test_a_remark_arrives_and_is_answered(client: Client, signed_in: Callable[[str], Client]) -> None:
    form = address()
    assert form in client.get(form.removesuffix("remark")).content.decode()
    sent = client.post(form, WORDS)
    assert sent.status_code == 302
    kept = Remark.objects.get()
    assert (kept.layer, kept.title, kept.kind, kept.state) == ("kiosks", "Кава", "gone", "new")
    told = client.get(sent["Location"]).content.decode()
    assert "waits to be read" in told
    assert "&lt;script&gt;" in told
    moderator = signed_in("moderator")
    assert "Кава" in moderator.get("/admin/maps/remark/").content.decode()
    office = f"/admin/maps/remark/{kept.pk}/change/"
    assert moderator.post(office, {"state": "mended", "answer": "Прибрано з карти."}).status_code == 302
    told = client.get(sent["Location"]).content.decode()
    assert "Прибрано з карти." in told
    assert re.search(r"<dt>Settled</dt>", told)
    assert signed_in("inspector").get(office).status_code == 403


def test_an_answer_is_shown_with_the_object_where_a_moderator_says_so(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    form = address()
    card, beside = form.removesuffix("remark"), f"{form.removesuffix('remark')}beside"
    client.post(form, WORDS)
    kept = Remark.objects.get()
    moderator = signed_in("moderator")
    office = f"/admin/maps/remark/{kept.pk}/change/"
    early = moderator.post(office, {"state": "new", "answer": "Так", "is_public": "on"})
    assert "Only the answer to a settled remark" in early.content.decode()
    moderator.post(office, {"state": "mended", "answer": "Прибрано <b>вчора</b>."})
    assert "What was reported" not in client.get(card).content.decode()
    moderator.post(office, {"state": "mended", "answer": "Прибрано <b>вчора</b>.", "is_public": "on"})
    for page in (client.get(card).content.decode(), client.get(beside).content.decode()):
        assert "What was reported" in page
        assert "Прибрано" in page
        assert "&lt;b&gt;" in page
        assert "<b>" not in page
        # What was remarked stays with those who read it.
        assert "торік" not in page
    other = row(catalogue["kiosks"], name="Чай").pk
    assert "What was reported" not in client.get(f"/kiosks/{other}/").content.decode()


def test_the_token_of_the_form_is_wanted() -> None:
    strict = Client(enforce_csrf_checks=True)
    form = address()
    assert strict.post(form, WORDS).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get(form).content.decode())
    assert token
    assert strict.post(form, WORDS | {"csrfmiddlewaretoken": token[1]}).status_code == 302


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kind": "", "text": "а"}, "Choose what is wrong."),
        ({"kind": "gone", "text": " "}, "Say in a few words"),
        ({"kind": "gone", "text": "а" * 2001}, "2000"),
        ({"kind": "nonsense", "text": "а"}, "nonsense"),
        ({"kind": "gone", "text": "а\0б"}, "Null characters"),
    ],
)
def test_what_cannot_be_sent_is_said_and_what_was_typed_stays(
    client: Client, words: dict[str, str], said: str
) -> None:
    answer = client.post(address(), words)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Remark.objects.exists()


def test_nothing_can_be_said_of_what_is_not_seen(client: Client) -> None:
    secret = row(catalogue["kiosks"], publication="hidden")
    for address in (f"/kiosks/{secret.pk}/remark", "/kiosks/99999999/remark", "/remark/abc"):
        assert client.get(address).status_code == 404
    assert client.post(f"/kiosks/{secret.pk}/remark", WORDS).status_code == 404
    assert client.put(f"/kiosks/{secret.pk}/remark").status_code == 405


def test_a_flood_of_one_visitor_is_refused_and_hinders_nobody_else(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(visitors.MOST, Visit.Kind.REMARKED, 3)
    one, other = address(), address()
    for form in (one, one, other):
        assert client.post(form, WORDS).status_code == 302
    refused = client.post(other, WORDS)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 24 * 3600
    assert "as many remarks came as one may send in a day" in refused.content.decode()
    assert client.post(one, WORDS, REMOTE_ADDR="192.0.2.7").status_code == 302
    # Reports are counted apart.
    assert not visitors.minutes_to_wait(Visit.objects.latest("pk").visitor, Visit.Kind.BEGUN)
    assert not Visit.objects.filter(visitor__contains="192.0.2").exists()
    Visit.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert client.post(other, WORDS).status_code == 302


def photo(kind: str = "JPEG", exif: Image.Exif | None = None) -> SimpleUploadedFile:
    stream = io.BytesIO()
    image = Image.effect_noise((640, 480), 60).convert("RGB")
    image.save(stream, kind, **({"exif": exif} if exif else {}))
    return SimpleUploadedFile("a.jpg", stream.getvalue())


def taken_at(longitude: float, latitude: float) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (latitude, 0.0, 0.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (longitude, 0.0, 0.0),
    }
    return exif


def test_a_photo_is_sent_along_and_seen_by_those_who_read_the_remark(
    client: Client, signed_in: Callable[[str], Client], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent = client.post(address(), WORDS | {"photo": photo(exif=taken_at(HERE[0] + 0.001, HERE[1]))})
    assert sent.status_code == 302
    kept = Remark.objects.get()
    with Image.open(kept.photo.path) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (640, 480), {})
    assert kept.photo_distance == pytest.approx(73, abs=3)
    picture = f"/admin/maps/remark/{kept.pk}.jpg"
    moderator = signed_in("moderator")
    assert picture in moderator.get(f"/admin/maps/remark/{kept.pk}/change/").content.decode()
    assert moderator.get(picture).headers["Content-Type"] == "image/jpeg"
    assert signed_in("inspector").get(picture).status_code == 403
    assert ".jpg" not in client.get(sent["Location"]).content.decode()


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\xff\xd8\xff\xe0 no more"]
)
def test_what_is_no_photo_is_refused_in_words(client: Client, content: bytes) -> None:
    page = client.post(address(), WORDS | {"photo": SimpleUploadedFile("a.jpg", content)})
    assert page.status_code == 200
    assert 'id="photo-error"' in page.content.decode()
    assert not Remark.objects.exists()
