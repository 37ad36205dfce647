"""Photos that were taken without the field app: brought in in the office, and evidence as those from the field are."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kiosks.cases import actions, rules
from kiosks.cases.models import Case
from kiosks.cases.vocabulary import DocumentKind
from layers.surveys.models import Observation, Photo
from tests.cases.conftest import paper
from tests.surveys.test_photos import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for field in Photo._meta.get_fields():
        if hasattr(field, "storage"):
            monkeypatch.setattr(field.storage, "_location", tmp_path / "sealed")


@pytest.fixture
def at(person: Any) -> Callable[[User], Client]:
    def enter(user: User) -> Client:
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(user)
        return client

    return enter


def send(client: Client, case: Case, *contents: bytes, hours_ago: float = 0, **words: Any) -> Any:
    taken = timezone.localtime() - timedelta(hours=hours_ago)
    files = [SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(contents)]
    told = {"seen_at_0": f"{taken:%Y-%m-%d}", "seen_at_1": f"{taken:%H:%M:%S.%f}", "pictures": files, **words}
    return client.post(f"/admin/cases/case/{case.pk}/photos/", told)


def test_photos_are_brought_in_and_are_evidence(
    at: Callable[[User], Client], inspector: User, case: Case, client: Client
) -> None:
    office = at(inspector)
    actions.take(case.pk, "inspect", actions.Deed(inspector, note="Торгує"))
    actions.issue(case.pk, DocumentKind.REPORT, inspector, paper)
    ground = actions.Deed(inspector, grounds="no_permit", clause="п. 2.30")
    with pytest.raises(actions.Refused):
        actions.take(case.pk, "establish", ground)
    assert "Bring in photos" in office.get(case.get_absolute_url()).content.decode()
    sent = [picture(), picture(500)]
    assert send(office, case, *sent, note="Вид з вулиці").status_code == 302
    seen = Observation.objects.get()
    assert (seen.deed, seen.note, seen.by, seen.feature_id) == (
        "shown",
        "Вид з вулиці",
        inspector,
        case.feature_id,
    )
    photos = actions.photos_of(Case.objects.get())
    assert len(photos) == 2
    for photo, content in zip(photos, sent, strict=True):
        assert photo.original.open().read() == content
        assert not photo.published
    assert actions.take(case.pk, "establish", ground).state == rules.VIOLATION
    # Nobody sees them before review, and it is no inspection.
    assert client.get(f"/photos/{photos[0].pk}.jpg").status_code == 404
    assert "photos brought in" not in client.get(case.path).content.decode()


def test_of_several_files_all_are_taken_or_none(
    at: Callable[[User], Client], inspector: User, case: Case, tmp_path: Path
) -> None:
    office = at(inspector)
    for wrong, said in (
        (b"<svg/>", "1.jpg: This is no photo"),
        (picture()[:900], "1.jpg: This photo cannot be read"),
    ):
        answer = send(office, case, picture(), wrong)
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert not Photo.objects.exists()
    assert not Observation.objects.exists()
    assert not [path for path in (tmp_path / "sealed").rglob("*") if path.is_file()]


def test_what_cannot_be_is_refused_in_words(
    at: Callable[[User], Client], inspector: User, registrar: User, case: Case
) -> None:
    office, content = at(inspector), picture()
    assert "later than now" in send(office, case, content, hours_ago=-30).content.decode()
    assert "This field is required" in send(office, case).content.decode()
    assert send(office, case, content).status_code == 302
    assert "here already" in send(office, case, content).content.decode()
    assert Photo.objects.count() == 1
    actions.take(case.pk, "clear", actions.Deed(registrar, note="Є дозвіл"))
    assert "The case is closed" in send(office, case, picture(300)).content.decode()


def test_who_inspects_nothing_brings_nothing(signed_in: Callable[[str], Client], case: Case) -> None:
    assert send(signed_in("analyst"), case, picture()).status_code == 403


def test_an_older_photo_is_no_evidence_of_a_later_step(
    at: Callable[[User], Client], inspector: User, registrar: User, ordered: Case
) -> None:
    term = actions.Deed(registrar, note="Вручено")
    case = actions.take(ordered.pk, "serve", term)
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    case = actions.take(case.pk, "condemn", term)
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert send(at(registrar), case, picture(), hours_ago=30).status_code == 302
    with pytest.raises(actions.Refused, match=r"photo|фото"):
        actions.take(case.pk, "dismantle", term)
    case.steps.filter(name="condemn").update(at=timezone.now() - timedelta(minutes=5))
    assert send(at(registrar), case, picture(400)).status_code == 302
    assert actions.take(case.pk, "dismantle", term).state == rules.DISMANTLED
