"""What was walked is kept by street, day and inspector, as long as the walk counts; the public sees nothing of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from layers.registry import catalogue
from layers.surveys.models import Observation
from layers.surveys.verdicts import set_aside
from maps.walks.models import Stretch
from tests.samples import HERE, row
from tests.surveys.conftest import Device, device

pytestmark = pytest.mark.django_db
__all__ = ["device"]
X, Y = HERE
BOX = f"{X - 0.01},{Y - 0.01},{X + 0.01},{Y + 0.01}"
LIST = "/admin/walks/walkedstreet/"


def street(name: str, *places: tuple[float, float]) -> Any:
    line = MultiLineString(LineString(*places), srid=4326)
    return row(catalogue["streets"], geom=line, name=name, kind="вулиця")


@pytest.fixture
def central() -> Any:
    street("Поперечна", (X + 0.001, Y - 0.002), (X + 0.001, Y + 0.002))
    return street("Центральна", (X, Y), (X + 0.004, Y))


def walk(device: Device, number: Any = None, end: float = 0.002) -> Any:
    line = [[X + step * end / 10, Y + 0.00003] for step in range(11)]
    position = {"geometry": {"type": "LineString", "coordinates": line}, "accuracy": 6, "placing": "gps"}
    return device.send(device.message(deed="walked", answers={}, position=position), number)


def test_a_walk_is_kept_with_the_street_alone_that_it_went_along(device: Device, central: Any) -> None:
    assert walk(device).json()["fate"] == "accepted"
    stretch = Stretch.objects.get()
    assert stretch.street.pk == central.pk
    (told,) = device.client.get("/field/walked", {"bbox": BOX}).json()["walked"]
    assert (told["street"], told["by"]) == ("вулиця Центральна", "inspector")
    assert told["on"] == timezone.localdate().isoformat()
    assert X - 0.0003 <= told["lines"][0][0][0] <= X + 0.0003


def test_the_same_walk_twice_is_one(device: Device, central: Any) -> None:
    number = uuid4()
    walk(device, number)
    walk(device, number)
    assert Stretch.objects.count() == 1


def test_a_walk_that_is_set_aside_counts_no_more(device: Device, central: Any) -> None:
    walk(device)
    set_aside([Observation.objects.get().pk], "Це був інший день")
    assert not Stretch.objects.exists()


def test_streets_that_came_later_are_matched_by_a_command(
    device: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    walk(device)
    assert not Stretch.objects.exists()
    street("Центральна", (X, Y), (X + 0.004, Y))
    call_command("match_walks")
    assert Stretch.objects.count() == 1
    assert "1" in capsys.readouterr().out


def test_the_office_sees_how_much_of_each_street_was_walked(
    device: Device, central: Any, signed_in: Callable[[str], Client]
) -> None:
    walk(device)
    walk(device)
    office = signed_in("registrar")
    page = office.get(LIST).content.decode()
    # Half of it, in pieces of ten metres; twice the same way is no more.
    assert any(f">{share} %<" in page for share in (50, 51, 52, 53))
    assert "inspector" in page
    assert "Центральна" in office.get(LIST, {"walked": "part"}).content.decode()
    unwalked = office.get(LIST, {"walked": "no"}).content.decode()
    assert "вулиця Поперечна" in unwalked
    assert "вулиця Центральна" not in unwalked
    Observation.objects.update(seen_at="2020-01-01T00:00:00Z")
    assert "вулиця Центральна" in office.get(LIST, {"walked": "no", "within": "30"}).content.decode()
    assert "вулиця Центральна" not in office.get(LIST, {"walked": "no"}).content.decode()


def test_where_inspectors_walked_is_not_for_the_public(
    client: Client, device: Device, central: Any, signed_in: Callable[[str], Client]
) -> None:
    walk(device)
    assert client.get("/field/walked", {"bbox": BOX}).status_code == 401
    assert signed_in("moderator").get("/field/walked", {"bbox": BOX}).status_code == 403
    assert client.get(LIST).status_code == 302
    assert signed_in("auditor").get(LIST).status_code == 403
    assert "walked" not in client.get(f"/streets/{central.pk}/").content.decode()


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d"])
def test_a_box_that_is_none_is_refused_in_words(device: Device, box: str) -> None:
    assert device.client.get("/field/walked", {"bbox": box}).status_code == 400
