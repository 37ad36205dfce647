"""Audits of single entrances, floors and rooms from the field, by the same protocol as before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accessibility.models import Audit, PlacePart
from layers.registry import catalogue
from layers.surveys.survey import surveys
from tests.accessibility.test_field import said
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Any:
    return row(catalogue["places"], kind="shop", name="Крамниця")


@pytest.fixture
def auditor(signed_in: Callable[[str], Client]) -> Device:
    return Device(signed_in("auditor"))


@pytest.fixture
def yard(shop: Any) -> PlacePart:
    return PlacePart.objects.create(place=shop, kind="entrance", name="вхід з двору")


def test_an_audit_says_which_part_it_is_of(auditor: Device, shop: Any, yard: PlacePart) -> None:
    told = auditor.send(said(auditor, shop, {"part": yard.pk, "door_width": 700}))
    assert told.status_code == 200, told.content
    assert Audit.objects.get().part == yard
    shop.refresh_from_db()
    assert (shop.audit, shop.for_wheelchair) == (None, "barrier")


def test_another_entrance_is_named_and_is_there_once(auditor: Device, shop: Any) -> None:
    for width in (950, 960):
        answers = {"entrance": " вхід з двору ", "door_width": width}
        assert auditor.send(said(auditor, shop, answers)).status_code == 200
    part = PlacePart.objects.get()
    assert (part.place, part.kind, part.name) == (shop, "entrance", "вхід з двору")
    assert part.audits.count() == 2


@pytest.mark.parametrize(
    ("answers", "name", "told"),
    [
        ({"part": 10**9, "door_width": 950}, "part", "not there (any more)"),
        ({"part": "yard", "door_width": 950}, "part", "named by its number"),
        ({"part": 1 << 63, "door_width": 950}, "part", "named by its number"),
        ({"entrance": "", "door_width": 950}, "entrance", "Say in words"),
        ({"entrance": "х" * 121, "door_width": 950}, "entrance", "At most 120 characters"),
        ({"entrance": "вхід з двору", "storeys": True}, "storeys", "not asked of such a part: entrance"),
        ({"entrance": "вхід з двору"}, "", "Nothing was answered"),
        ({"entrance": "вхід з двору", "door_width": 90}, "door_width", "900"),
    ],
)
def test_what_is_not_believed_is_refused_and_names_no_entrance(
    auditor: Device, shop: Any, answers: dict[str, Any], name: str, told: str
) -> None:
    answer = auditor.send(said(auditor, shop, answers), **{"Accept-Language": "en"})
    assert answer.status_code == 422
    (flaw,) = answer.json()["flaws"]
    assert flaw["name"] == name
    assert told in flaw["said"]
    assert not Audit.objects.exists()
    assert not PlacePart.objects.exists()


def test_the_part_of_another_place_is_none_of_this_one(auditor: Device, yard: PlacePart) -> None:
    other = row(catalogue["places"], kind="shop")
    assert auditor.send(said(auditor, other, {"part": yard.pk, "door_width": 950})).status_code == 422


def test_parts_are_taken_along_with_their_place(auditor: Device, shop: Any, yard: PlacePart) -> None:
    floor = PlacePart.objects.create(place=shop, kind="floor", name="2 поверх", floor=2)
    auditor.send(said(auditor, shop, {"part": yard.pk, "steps": False, "threshold": 15}))
    west, south = HERE[0] - 0.01, HERE[1] - 0.01
    area = f"/field/area?bbox={west},{south},{west + 0.02},{south + 0.02}"
    (told,) = auditor.client.get(area).json()["objects"]["audit"]
    assert "last" not in told, "nobody has looked at the whole"
    by_number = {part["id"]: part for part in told["parts"]}
    assert by_number[yard.pk]["last"] == {"steps": False, "threshold": 15}
    assert by_number[yard.pk]["facts"] == {"of": "entrance"}
    assert by_number[floor.pk]["facts"] == {"of": "floor", "storeys": True}
    assert by_number[floor.pk]["last"] == {}


def test_a_question_is_asked_of_the_part_that_it_speaks_of() -> None:
    survey = surveys["audit"]
    asked = {question.name: question for question in survey.questions}

    def of(part: str | None) -> set[str]:
        known = {"kind": "shop", "of": part, "storeys": True}
        return {name for name, question in asked.items() if survey.is_asked(question, known)}

    assert of("floor") == {"lift"}
    assert {"steps", "door_width", "path_width"} <= of("entrance")
    assert of("entrance").isdisjoint({"storeys", "lift", "washroom"})
    assert of("room") == {"door_width", "threshold", "turning", "glass"}
    assert of(None) >= of("entrance") | of("floor") | {"storeys"}


def test_the_paper_of_an_entrance_asks_about_the_entrance(client: Client) -> None:
    page = client.get("/field/paper/audit?kind=shop&of=entrance").content.decode()
    assert "How high is the threshold?" in page
    assert "Does a lift" not in page
