"""People of the office, and a kiosk without a permit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import timezone

from kiosks.cases import actions, rules
from kiosks.cases.models import Case, Document
from kiosks.cases.vocabulary import DocumentKind
from kiosks.models import Kiosk
from layers.registry import catalogue
from layers.surveys.models import Observation, Photo
from tests.samples import row
from tests.surveys.conftest import Device


@pytest.fixture
def person(db: Any) -> Callable[[str], User]:
    def one(role: str, name: str = "") -> User:
        user = User.objects.create_user(name or role, f"{name or role}@example.org", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return one


@pytest.fixture
def inspector(person: Callable[[str], User]) -> User:
    return person("inspector")


@pytest.fixture
def registrar(person: Callable[[str], User]) -> User:
    return person("registrar")


@pytest.fixture
def kiosk(db: Any) -> Kiosk:
    return row(catalogue["kiosks"], name="Кава", street="вулиця Шевченка", house="5", without_permit=True)


@pytest.fixture
def case(kiosk: Kiosk, inspector: User) -> Case:
    opened = actions.open_case(kiosk, actions.Deed(inspector))
    assert opened
    return opened


def photographed(case: Case) -> None:
    """Somebody was there with a camera."""
    seen = Observation.objects.create(
        pk=uuid4(), survey="kiosk", survey_version=1, deed="unchanged", layer=case.layer,
        feature_id=case.feature_id, made_at=timezone.now(), digest="0", fate="accepted",
    )  # fmt: skip
    Photo.objects.create(pk=uuid4(), observation_id=seen.pk, state="stored", size=1, received=1, sha256="0")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Documents of a test are kept beside it."""
    monkeypatch.setattr(Document._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))


def paper(document: Any) -> bytes:
    return f"%PDF {document.number}".encode()


@pytest.fixture
def ordered(case: Case, inspector: User, registrar: User) -> Case:
    """The case with an order that was issued."""
    deed = actions.Deed(inspector, note="Стоїть, торгує", grounds="no_permit", clause="п. 2.30")
    actions.take(case.pk, "inspect", deed)
    photographed(case)
    actions.issue(case.pk, DocumentKind.REPORT, inspector, paper)
    actions.take(case.pk, "establish", deed)
    actions.issue(case.pk, DocumentKind.ORDER, registrar, paper)
    case = actions.take(case.pk, "order", actions.Deed(registrar))
    assert case.state == rules.ORDERED
    return case


@pytest.fixture
def device(signed_in: Callable[[str], Client]) -> Device:
    return Device(signed_in("inspector"))
