"""Audits from the field: what an auditor's device sends becomes an audit under its norm, or is refused in sentences."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from accessibility import measuring, norms
from accessibility.models import Audit
from layers.registry import catalogue
from layers.surveys.models import Observation, Photo
from layers.surveys.survey import surveys
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
NORM = "dbn-v2.2-40-2018"


@pytest.fixture
def shop() -> Any:
    return row(catalogue["places"], kind="shop", name="Крамниця")


@pytest.fixture
def auditor(signed_in: Callable[[str], Client]) -> Device:
    return Device(signed_in("auditor"))


def said(device: Device, place: Any, answers: dict[str, Any], **words: Any) -> dict[str, Any]:
    """What the app sends of an audit."""
    given = {"norm": NORM} | answers
    return device.message(
        **{"survey": "audit", "deed": "inspect", "feature": place.pk, "answers": given, "position": None}
        | words
    )


def test_an_audit_from_the_field_is_judged_under_the_norm_that_asked(auditor: Device, shop: Any) -> None:
    number = uuid4()
    answers = {"steps": True, "step_free": True, "ramp": True, "ramp_slope": 16, "threshold": None}
    told = auditor.send(said(auditor, shop, answers), number)
    assert told.status_code == 200, told.content
    audit = Audit.objects.get()
    assert (audit.norm, audit.observation, audit.made_on) == (NORM, number, timezone.localdate())
    assert audit.made_by is not None
    kept = {one.code: (one.outcome, one.value, one.is_sure) for one in audit.answers.all()}
    assert kept == {
        "steps": ("yes", None, True),
        "step_free": ("pass", None, True),
        "ramp": ("yes", None, True),
        "ramp_slope": ("fail", 16, True),
        "threshold": ("unknown", None, False),
    }
    shop.refresh_from_db()
    assert (shop.verdict, shop.for_wheelchair, shop.for_deaf) == ("barrier", "barrier", "unknown")
    assert shop.audited_on == timezone.localdate()


def test_the_same_audit_sent_again_is_there_once(auditor: Device, shop: Any) -> None:
    number, message = uuid4(), said(auditor, shop, {"steps": False})
    for _time in range(3):
        assert auditor.send(message, number).status_code == 200
    assert Audit.objects.count() == 1


def test_two_people_audit_one_place_on_one_day(
    auditor: Device, signed_in: Callable[[str], Client], shop: Any
) -> None:
    other = Device(signed_in("registrar"))
    assert auditor.send(said(auditor, shop, {"threshold": 10})).status_code == 200
    assert other.send(said(other, shop, {"threshold": 50})).status_code == 200
    assert Audit.objects.filter(place=shop).count() == 2
    shop.refresh_from_db()
    assert shop.verdict == "barrier"


@pytest.mark.parametrize(
    ("answers", "name", "told"),
    [
        ({"ramp": True, "ramp_slope": 400}, "ramp_slope", "Was this meant: 40"),
        ({"door_width": 90}, "door_width", "900"),
        ({"door_width": 0.9}, "door_width", "given in metres"),
        ({"door_width": True}, "door_width", "answered by a number"),
        ({"steps": 3}, "steps", "answered by yes or no"),
        (
            {"threshold": 5},
            "threshold",
            "5\u00a0mm = 0.5\u00a0cm is unusually small. Was this meant: 50\u00a0mm",
        ),
        ({"threshold": 5, "confirmed": "kerb"}, "threshold", "confirm it"),
        ({"hearing_loop": True}, "hearing_loop", "not asked of a place of this kind"),
        ({"castle": True}, "castle", "not asked here"),
        ({"steps": False, "step_free": False}, "step_free", "no steps, and yet"),
        ({"ramp": False, "ramp_slope": 6}, "ramp_slope", "contradicts another answer"),
        (
            {"ramp": True, "ramp_slope": 60, "ramp_rise": 20},
            "ramp_rise",
            "shorter than 13 cm",
        ),
        ({}, "", "Nothing was answered"),
        ({"norm": "dbn-1863", "steps": True}, "norm", "No norm of this name"),
        ({"norm": 7, "steps": True}, "norm", "No norm of this name"),
    ],
)
def test_what_is_not_believed_is_refused_by_question(
    auditor: Device, shop: Any, answers: dict[str, Any], name: str, told: str
) -> None:
    answer = auditor.send(said(auditor, shop, answers), **{"Accept-Language": "en"})
    assert answer.status_code == 422
    assert [flaw["name"] for flaw in answer.json()["flaws"]] == [name]
    assert told in answer.json()["flaws"][0]["said"]
    assert not Audit.objects.exists()
    assert Observation.objects.get().fate == "refused"


def test_what_is_unusually_small_is_taken_once_it_is_confirmed(auditor: Device, shop: Any) -> None:
    assert auditor.send(said(auditor, shop, {"threshold": 5, "confirmed": "threshold"})).status_code == 200
    assert Audit.objects.get().answers.get().value == 5
    assert auditor.send(said(auditor, shop, {"threshold": 0})).status_code == 200


def test_what_was_refused_is_mended_under_its_number(auditor: Device, shop: Any) -> None:
    number = uuid4()
    assert auditor.send(said(auditor, shop, {"door_width": 90}), number).status_code == 422
    assert auditor.send(said(auditor, shop, {"door_width": 900}), number).status_code == 200
    assert Audit.objects.get().answers.get().value == 900


def test_what_is_taken_along_has_the_last_answers(auditor: Device, shop: Any) -> None:
    auditor.send(said(auditor, shop, {"steps": False, "threshold": 15, "turning": None}))
    west, south = HERE[0] - 0.01, HERE[1] - 0.01
    area = f"/field/area?bbox={west},{south},{west + 0.02},{south + 0.02}"
    (told,) = auditor.client.get(area).json()["objects"]["audit"]
    assert told["known"] == {"kind": "shop"}
    assert told["last"] == {"steps": False, "threshold": 15, "turning": None}
    assert told["inspected"] == timezone.localdate().isoformat()


def test_nothing_changed_is_an_audit_of_its_own(auditor: Device, shop: Any) -> None:
    auditor.send(said(auditor, shop, {"steps": False, "threshold": 15}))
    again = said(auditor, shop, {"steps": False, "threshold": 15}, deed="unchanged")
    assert auditor.send(again).status_code == 200
    newest, first = Audit.objects.all()
    assert (newest.is_unchanged, first.is_unchanged) == (True, False)
    assert newest.answers.count() == 2


def test_nobody_without_the_right_audits(signed_in: Callable[[str], Client], shop: Any) -> None:
    inspector = Device(signed_in("inspector"))
    assert inspector.send(said(inspector, shop, {"steps": False})).status_code == 422
    assert "audit" not in [one["slug"] for one in inspector.client.get("/field/surveys").json()["surveys"]]
    assert not Audit.objects.exists()


def test_no_place_is_added_by_an_audit(auditor: Device, shop: Any) -> None:
    added = said(auditor, shop, {"steps": False}, deed="add", position={
        "longitude": HERE[0], "latitude": HERE[1], "accuracy": 4, "placing": "gps",
    })  # fmt: skip
    assert auditor.send(added).status_code == 422
    assert catalogue["places"].model._default_manager.count() == 1


def test_a_photo_says_which_question_it_is_of(auditor: Device, shop: Any) -> None:
    number = uuid4()
    auditor.send(said(auditor, shop, {"threshold": 40}), number)
    told = {"observation": str(number), "size": 10, "sha256": "0" * 64, "about": "threshold"}
    address = f"/field/photos/{uuid4()}"
    assert auditor.client.put(address, orjson.dumps(told), content_type="application/json").status_code == 200
    assert Photo.objects.get().about == "threshold"


def test_what_was_observed_is_read_in_the_office(
    auditor: Device, signed_in: Callable[[str], Client], shop: Any
) -> None:
    number = uuid4()
    auditor.send(said(auditor, shop, {"threshold": None, "ramp": True, "ramp_slope": 6.5}), number)
    page = signed_in("administrator").get(f"/admin/surveys/observation/{number}/change/").content.decode()
    assert "How steep is the ramp?: <b>6.5 %</b>" in page
    assert "How high is the threshold?: <b>not sure</b>" in page


# -- What is asked -----------------------------------------------------------------------------------------------------


def test_a_question_is_asked_where_the_norm_asks_it() -> None:
    survey = surveys["audit"]
    asked = {question.name: question for question in survey.questions}
    shop = {"kind": "shop"}
    assert survey.is_asked(asked["threshold"], shop)
    assert not survey.is_asked(asked["hearing_loop"], shop)
    assert not survey.is_asked(asked["ramp_slope"], shop)
    assert survey.is_asked(asked["ramp_slope"], shop | {"ramp": True})
    assert not survey.is_asked(asked["handrails"], shop | {"ramp": True, "ramp_rise": 300})
    assert survey.is_asked(asked["handrails"], shop | {"ramp": True, "ramp_rise": 301})
    assert survey.is_asked(asked["threshold"], {})


def test_what_is_measured_is_drawn_and_explained() -> None:
    for norm in norms.norms().values():
        for criterion in norm.criteria:
            way = measuring.of(criterion)
            assert way is not None or not criterion.unit
            assert (criterion.unit != "%") or not way or way.level or "parking" in criterion.code


def test_every_drawing_is_of_something_that_is_asked_and_fits_its_box() -> None:
    known = {criterion.code for norm in norms.norms().values() for criterion in norm.criteria}
    codes = [code for drawing in measuring.drawings().values() for code in drawing.codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= known
    for drawing in measuring.drawings().values():
        assert re.fullmatch(r"[MLHVAZ0-9. ]+", drawing.stands + drawing.measured)
        assert max(map(float, re.findall(r"[\d.]+", drawing.stands + drawing.measured))) <= 120


def test_the_paper_asks_a_kind_of_place_its_own_questions(client: Client) -> None:
    page = client.get("/field/paper/audit?kind=shop").content.decode()
    assert "How high is the threshold?" in page
    assert "hearing loop" not in page
    assert "hearing loop" in client.get("/field/paper/audit?kind=pharmacy").content.decode()
