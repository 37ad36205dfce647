"""The file of a permit: looked through when it comes, opened by whom it may be, replaced and removed with a trace."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from kiosks.models import Kiosk, SitingPassport
from layers.models import HistoryEntry
from layers.registry import catalogue
from layers.surveys import papers
from tests.maps.test_office import form_of
from tests.samples import row

pytestmark = pytest.mark.django_db


def pdf(**words: Any) -> bytes:
    """A page, and whatever a document may carry along."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if words.get("script"):
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject(name): value for name, value in action.items()}
        )
    if words.get("attachment"):
        writer.add_attachment("a.exe", b"MZ")
    if words.get("password"):
        writer.encrypt("1")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def picture(kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(stream, kind)
    return stream.getvalue()


def zipped_after(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.html", "<script>")
    return content + stream.getvalue()


def zipped_inside() -> bytes:
    """An archive whose last comment is the end of the document."""
    whole = zipped_after(pdf())
    tail = b"\n%%EOF\n"
    return whole[:-2] + len(tail).to_bytes(2, "little") + tail


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PDF nor a picture"),
        (b"<!doctype html><script>1</script>", "neither a PDF nor a picture"),
        (b"", "neither a PDF nor a picture"),
        (b"\n" + pdf(), "neither a PDF nor a picture"),
        (picture()[:400], "neither a PDF nor a picture"),
        (b"%PDF-1.7\n<html><script>1</script>" + pdf(), "from its beginning to its end"),
        (pdf() + b"<script>1</script>", "from its beginning to its end"),
        (zipped_after(pdf()), "from its beginning to its end"),
        (zipped_inside(), "from its beginning to its end"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "cannot be read"),
        (pdf()[:200] + b"\n%%EOF\n", "cannot be read"),
        (pdf(script=True), "scripts or other files"),
        (pdf(attachment=True), "scripts or other files"),
        (pdf(password=True), "password"),
    ],
)
def test_what_is_not_one_sound_thing_is_refused_in_words(content: bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(papers.ValidationError, match=said):
        papers.checked(io.BytesIO(content), len(content))


def test_what_is_sound_is_kept_under_a_name_that_says_nothing() -> None:
    kept = papers.checked(io.BytesIO(pdf()), 1)
    assert re.fullmatch(r"[\w-]{32}\.pdf", str(kept.name))
    assert len(PdfReader(kept).pages) == 1
    kept = papers.checked(io.BytesIO(picture()), 1)
    assert str(kept.name).endswith(".jpg")
    with Image.open(kept) as image:
        assert image.format == "JPEG"
    with translation.override("en"), pytest.raises(papers.ValidationError, match="at most 20 MB"):
        papers.checked(io.BytesIO(pdf()), papers.LARGEST + 1)


@pytest.fixture
def permit(settings: Any, tmp_path: Path) -> SitingPassport:
    settings.MEDIA_ROOT = tmp_path
    SitingPassport._meta.get_field("file").storage._location = tmp_path / "papers"  # type: ignore[union-attr]
    kiosk = row(catalogue["kiosks"], name="Кава")
    return SitingPassport.objects.create(kiosk=kiosk, number="12", status="valid")


def send(client: Client, permit: SitingPassport, **words: Any) -> Any:
    """The form of a kiosk with its permit, as a browser sends it."""
    kiosk = Kiosk.objects.get(pk=permit.kiosk_id)
    data = form_of(client, kiosk)
    told = {"id": permit.pk, "kiosk": kiosk.pk, "number": permit.number, "status": permit.status}
    data |= {"permits-TOTAL_FORMS": 1, "permits-INITIAL_FORMS": 1}
    data |= {f"permits-0-{name}": value for name, value in (told | words).items()}
    return client.post(f"/admin/kiosks/kiosk/{kiosk.pk}/change/", data)


def test_a_file_is_uploaded_published_replaced_and_removed(
    permit: SitingPassport,
    client: Client,
    signed_in: Callable[[str], Client],
    django_capture_on_commit_callbacks: Any,
) -> None:
    registrar, card = signed_in("registrar"), f"/kiosks/{permit.kiosk_id}/"
    form = f"/admin/kiosks/kiosk/{permit.kiosk_id}/change/"
    assert send(registrar, permit, file=SimpleUploadedFile("паспорт.pdf", pdf())).status_code == 302
    permit.refresh_from_db()
    address, stored = permit.file.url, Path(permit.file.path)
    assert address == f"/papers/{permit.file.name}"
    # Staff only, until somebody has decided.
    assert client.get(address).status_code == 404
    assert address not in client.get(card).content.decode()
    assert address not in client.get("/data/kiosks.csv").content.decode()
    opened = registrar.get(address)
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert f'href="{address}"' in registrar.get(card).content.decode()
    assert f'href="{address}"' in registrar.get(form).content.decode()
    assert send(registrar, permit, is_file_public="on").status_code == 302
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get(card).content.decode()
    Kiosk.objects.filter(pk=permit.kiosk_id).update(publication="generalised", publication_reason="закон")
    assert client.get(address).status_code == 404
    assert address not in client.get(card).content.decode()
    Kiosk.objects.filter(pk=permit.kiosk_id).update(publication="hidden", publication_reason="закон")
    assert client.get(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert send(registrar, permit, file=SimpleUploadedFile("a.png", picture())).status_code == 302
    permit.refresh_from_db()
    assert permit.file.name.endswith(".jpg")
    assert permit.closed_file == permit.file.url
    assert not stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(registrar, permit, **{"file-clear": "on"}).status_code == 302
    permit.refresh_from_db()
    assert (permit.file.name, permit.closed_file) == ("", "")
    assert client.get(address).status_code == 404
    entries = HistoryEntry.objects.filter(layer="kiosks_sitingpassport", feature_id=permit.pk)
    assert [one.actor for one in entries.order_by("id")] == ["registrar"] * 4
    told = registrar.get(f"/admin/kiosks/kiosk/{permit.kiosk_id}/history/").content.decode()
    assert "not published" in told


def test_a_wrong_file_is_told_at_its_field_and_nothing_is_saved(
    permit: SitingPassport, signed_in: Callable[[str], Client]
) -> None:
    registrar = signed_in("registrar")
    answer = send(registrar, permit, number="13", file=SimpleUploadedFile("a.pdf", b"<html>"))
    assert answer.status_code == 200
    assert "neither a PDF nor a picture" in answer.content.decode()
    answer = send(registrar, permit, is_file_public="on")
    assert "no file that could be published" in answer.content.decode()
    permit.refresh_from_db()
    assert (permit.number, permit.file.name) == ("12", "")


def test_the_file_goes_with_its_permit(
    permit: SitingPassport, django_capture_on_commit_callbacks: Any
) -> None:
    permit.file = papers.checked(io.BytesIO(pdf()), 1)
    permit.save()
    stored = Path(permit.file.path)
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        Kiosk.objects.get(pk=permit.kiosk_id).delete()
    assert not stored.exists()


@pytest.mark.parametrize("name", ["", "..", "a.pdf", "..%2Fa.pdf"])
def test_what_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/papers/{name}").status_code == 404
