"""Observations are taken once, whatever comes twice, late, wrong or at odds with somebody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError
from django.test import Client
from django.utils import timezone

from kiosks.models import Kiosk
from layers.models import HistoryEntry
from layers.registry import catalogue
from layers.surveys.models import Observation
from layers.surveys.receiving import version_of
from layers.surveys.shown import inspections
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
KIOSKS = catalogue["kiosks"]


def test_a_new_kiosk_is_in_the_register_with_its_position_and_where_that_is_from(device: Device) -> None:
    number = uuid4()
    answer = device.send(device.message(), number)
    assert answer.status_code == 200, answer.content
    kiosk = Kiosk.objects.get()
    assert answer.json()["fate"] == "accepted"
    assert answer.json()["feature"] == {"layer": "kiosks", "id": kiosk.pk, "url": f"/kiosks/{kiosk.pk}/"}
    assert (kiosk.form, kiosk.activity, kiosk.source, kiosk.external_id) == (
        "kiosk",
        "bread",
        "field",
        str(number),
    )
    assert (kiosk.geom.x, kiosk.geom.y) == HERE
    assert (kiosk.location_source, kiosk.location_accuracy) == ("gps", 4.5)
    assert HistoryEntry.objects.get(layer="kiosks").actor == "inspector"


def test_sending_again_changes_nothing(device: Device) -> None:
    number, message = uuid4(), device.message()
    answers = [device.send(message, number) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.content for answer in answers}) == 1
    assert Kiosk.objects.count() == 1


def test_when_and_by_what_it_was_sent_makes_no_other_message(device: Device) -> None:
    number, message = uuid4(), device.message()
    device.send(message | {"sent": timezone.now().isoformat(), "device": "one"}, number)
    later = (timezone.now() + timedelta(days=90)).isoformat()
    assert device.send(message | {"sent": later, "device": "another"}, number).status_code == 200


def test_what_was_accepted_is_not_changed_by_its_number(device: Device) -> None:
    number = uuid4()
    device.send(device.message(), number)
    answer = device.send(device.message(answers={"form": "pavilion", "activity": "bread"}), number)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("#accepted-already")
    assert Kiosk.objects.get().form == "kiosk"


def test_the_number_of_somebody_elses_observation_is_refused(
    device: Device, signed_in: Callable[[str], Client]
) -> None:
    number = uuid4()
    device.send(device.message(), number)
    other = Device(signed_in("registrar"))
    answer = other.send(other.message(), number)
    assert answer.status_code == 403
    assert Kiosk.objects.count() == 1
    assert other.client.get(f"/field/observations/{number}").json()["fate"] is None


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"form": "kiosk"}, "activity"),
        ({"form": "castle", "activity": "bread"}, "form"),
        ({"form": "kiosk", "activity": "bread", "area": "wide"}, "area"),
        ({"form": "kiosk", "activity": "bread", "area": 4000}, "area"),
        ({"form": "kiosk", "activity": "bread", "area": True}, "area"),
        ({"form": "kiosk", "activity": "bread", "name": "x" * 301}, "name"),
        ({"form": "kiosk", "activity": "bread", "owner_code": "12345670"}, "owner_code"),
        ({"form": "kiosk", "activity": "bread", "without_permit": "yes"}, "without_permit"),
    ],
)
def test_answers_that_cannot_be_are_refused_with_their_reason_and_kept(
    device: Device, answers: dict[str, Any], name: str
) -> None:
    number = uuid4()
    answer = device.send(device.message(answers=answers), number)
    assert answer.status_code == 422
    assert [flaw["name"] for flaw in answer.json()["flaws"]] == [name]
    assert not Kiosk.objects.exists()
    assert Observation.objects.get(pk=number).fate == "refused"


def test_what_was_refused_is_mended_under_its_number(device: Device) -> None:
    number = uuid4()
    assert device.send(device.message(answers={"form": "kiosk"}), number).status_code == 422
    assert device.send(device.message(), number).status_code == 200
    assert Kiosk.objects.count() == 1


def test_not_known_is_an_answer(device: Device) -> None:
    assert (
        device.send(device.message(answers={"form": None, "activity": None, "area": None})).status_code == 200
    )
    assert (Kiosk.objects.get().form, Kiosk.objects.get().area) == ("unknown", None)


@pytest.mark.parametrize("where", [(2.35, 48.85), (37.6, 50.9), (0.0, 0.0)])
def test_a_position_in_another_country_is_refused(device: Device, where: tuple[float, float]) -> None:
    position = {"longitude": where[0], "latitude": where[1], "accuracy": 5, "placing": "gps"}
    answer = device.send(device.message(position=position))
    assert (answer.status_code, answer.json()["flaws"][0]["name"]) == (422, "position")


def test_an_inspection_changes_what_it_touched_and_nothing_else(device: Device) -> None:
    kiosk = row(KIOSKS, activity="bread", area=4, owner_name="ТОВ «Демо»")
    answer = device.send(device.inspection(kiosk, {"area": 6.5}, {"area": 4}))
    assert answer.status_code == 200, answer.content
    kiosk.refresh_from_db()
    assert (kiosk.area, kiosk.activity, kiosk.owner_name) == (6.5, "bread", "ТОВ «Демо»")


def test_disjoint_changes_merge_by_themselves(device: Device) -> None:
    kiosk = row(KIOSKS, activity="bread", area=4)
    Kiosk.objects.filter(pk=kiosk.pk).update(activity="flowers")
    assert device.send(device.inspection(kiosk, {"area": 5}, {"area": 4})).json()["fate"] == "accepted"
    kiosk.refresh_from_db()
    assert (kiosk.area, kiosk.activity) == (5, "flowers")


def test_a_conflict_is_told_field_by_field_and_changes_nothing(device: Device) -> None:
    kiosk = row(KIOSKS, activity="bread", area=4)
    Kiosk.objects.filter(pk=kiosk.pk).update(area=9)
    number = uuid4()
    message = device.inspection(kiosk, {"area": 5, "activity": "flowers"}, {"area": 4, "activity": "bread"})
    answer = device.send(message, number)
    assert answer.status_code == 409
    assert answer.json()["conflicts"] == [{"name": "area", "base": 4, "theirs": 9.0, "mine": 5}]
    kiosk.refresh_from_db()
    assert (kiosk.area, kiosk.activity) == (9, "bread")
    # Who made it decides: with what the server says now as the base, the answer stands.
    message["base"]["area"] = 9
    assert device.send(message, number).json()["fate"] == "accepted"
    kiosk.refresh_from_db()
    assert (kiosk.area, kiosk.activity) == (5, "flowers")


def test_what_both_say_is_no_conflict(device: Device) -> None:
    kiosk = row(KIOSKS, area=4)
    Kiosk.objects.filter(pk=kiosk.pk).update(area=5)
    assert device.send(device.inspection(kiosk, {"area": 5}, {"area": 4})).json()["fate"] == "accepted"


def test_two_who_moved_one_kiosk_are_told(device: Device) -> None:
    kiosk = row(KIOSKS)
    base = {"position": f"{HERE[0]},{HERE[1]}"}
    Kiosk.objects.filter(pk=kiosk.pk).update(geom=f"SRID=4326;POINT({HERE[0] + 0.001} {HERE[1]})")
    position = {"longitude": HERE[0], "latitude": HERE[1] + 0.001, "accuracy": 3, "placing": "gps"}
    answer = device.send(device.inspection(kiosk, {}, base, position=position))
    assert [conflict["name"] for conflict in answer.json()["conflicts"]] == ["position"]


def test_a_stale_version_is_412_and_changes_nothing(device: Device) -> None:
    kiosk = row(KIOSKS, area=4)
    message, number = device.inspection(kiosk, {"area": 5}, {"area": 4}), uuid4()
    answer = device.send(message, number, **{"If-Match": '"1.0"'})
    assert answer.status_code == 412
    assert not Observation.objects.exists()
    kiosk.refresh_from_db()
    assert kiosk.area == 4


def test_an_object_that_is_gone_is_told(device: Device) -> None:
    kiosk = row(KIOSKS, gone_at=timezone.now())
    answer = device.send(device.inspection(kiosk, {"area": 5}, {"area": None}))
    assert answer.status_code == 422
    assert "not in the register" in answer.json()["flaws"][0]["said"]


@pytest.mark.parametrize("deed", ["unchanged", "gone", "barred"])
def test_that_nothing_changed_is_an_observation(device: Device, deed: str) -> None:
    kiosk = row(KIOSKS, area=4)
    assert device.send(device.inspection(kiosk, {}, {}, deed=deed)).json()["fate"] == "accepted"
    assert Observation.objects.get().feature_id == kiosk.pk


def test_a_street_that_was_walked_without_findings_is_kept(device: Device) -> None:
    line = {"type": "LineString", "coordinates": [[37.60, 48.85], [37.61, 48.85]]}
    message = device.message(deed="walked", answers={}, position={"geometry": line, "placing": "gps"})
    assert device.send(message).json()["fate"] == "accepted"
    assert Observation.objects.get().geom.geom_type == "LineString"


def test_a_clock_that_is_wrong_is_noted_and_not_trusted(device: Device) -> None:
    year = timedelta(days=365)
    message = device.message(
        made=(timezone.now() - year).isoformat(), sent=(timezone.now() - year).isoformat()
    )
    device.send(message)
    observation = Observation.objects.get()
    assert abs(observation.clock_ahead + year) < timedelta(minutes=1)
    assert timezone.now() - observation.received_at < timedelta(minutes=1)


def test_a_role_that_may_not_is_told_so_and_nothing_is_lost(signed_in: Callable[[str], Client]) -> None:
    analyst = Device(signed_in("analyst"))
    answer = analyst.send(analyst.message())
    assert answer.status_code == 422
    assert "role" in answer.json()["flaws"][0]["said"]
    assert Observation.objects.exists()


def test_an_older_app_asks_for_a_survey_that_is_gone(device: Device) -> None:
    answer = device.send(device.message(survey="umbrella"))
    assert answer.status_code == 422
    assert "Update the app" in answer.json()["flaws"][0]["said"]


@pytest.mark.parametrize(
    "words",
    [
        {"deed": "steal"},
        {"made": "yesterday"},
        {"version": -1},
        {"feature": "x"},
        {"answers": []},
        {"answers": {"form": {"a": 1}}},
        {"answers": {"name": "a\u0000b"}},
        {"position": {"longitude": "37", "latitude": 48, "placing": "gps"}},
        {"position": {"longitude": 37, "latitude": 481, "placing": "gps"}},
        {"position": {"longitude": 37, "latitude": 48, "placing": "stars"}},
        {"position": {"geometry": {"type": "Point"}, "placing": "gps"}},
    ],
)
def test_what_is_no_message_is_a_clear_problem(device: Device, words: dict[str, Any]) -> None:
    answer = device.send(device.message(**words))
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not Observation.objects.exists()


def test_without_a_session_what_waits_waits_on(client: Client) -> None:
    device = Device(client)
    answer = device.send(device.message())
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (401, "sign-in")


def test_a_page_of_another_site_cannot_send(device: Device) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert device.send(device.message(), **headers).status_code == 403
    assert not Observation.objects.exists()


def test_an_inspector_sees_what_became_of_their_own(
    device: Device, signed_in: Callable[[str], Client]
) -> None:
    sent = [uuid4(), uuid4()]
    for number in sent:
        device.send(device.message(), number)
    told = device.client.get("/field/observations/").json()["observations"]
    assert {one["id"] for one in told} == {str(number) for number in sent}
    assert signed_in("auditor").get("/field/observations/").json()["observations"] == []


def test_a_name_that_is_cleared_is_empty(device: Device) -> None:
    kiosk = row(KIOSKS, name="Хліб")
    answer = device.send(device.inspection(kiosk, {"name": None}, {"name": "Хліб"}))
    assert answer.json()["fate"] == "accepted", answer.content
    kiosk.refresh_from_db()
    assert kiosk.name == ""


def test_what_the_database_cannot_hold_is_refused_with_a_sentence(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflows(*_words: Any, **_more: Any) -> None:
        raise DataError("out of range")

    monkeypatch.setattr(Kiosk, "save", overflows)
    answer = device.send(device.message())
    assert (answer.status_code, answer.json()["fate"]) == (422, "refused")
    assert "administrator" in answer.json()["flaws"][0]["said"]


def test_a_version_that_no_column_holds_is_no_message(device: Device) -> None:
    assert device.send(device.message(version=2**40)).status_code == 400


def test_a_form_that_is_newer_than_the_servers_is_told(device: Device) -> None:
    answer = device.send(device.message(version=99))
    assert answer.status_code == 422
    assert "newer form" in answer.json()["flaws"][0]["said"]


@pytest.mark.parametrize("made", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2035-01-01T00:00:00+02:00"])
def test_a_clock_that_nobody_set_is_shown_to_nobody(device: Device, client: Client, made: str) -> None:
    answer = device.send(device.message(made=made, sent=made))
    assert answer.status_code == 200, answer.content
    observation = Observation.objects.get()
    assert abs(observation.seen_at - timezone.now()) < timedelta(minutes=1)
    assert abs(observation.clock_ahead) > timedelta(days=365)
    assert client.get(f"/kiosks/{Kiosk.objects.get().pk}/").status_code == 200
    assert [one.at for one in inspections(KIOSKS, Kiosk.objects.get().pk)] == [observation.seen_at]


def test_a_future_moment_is_noted_where_nobody_says_when_it_was_sent(device: Device) -> None:
    device.send(device.message(made=(timezone.now() + timedelta(days=3)).isoformat()))
    assert Observation.objects.get().clock_ahead > timedelta(days=2)


def test_what_waited_for_months_keeps_its_day(device: Device) -> None:
    made = timezone.now() - timedelta(days=120)
    device.send(device.message(made=made.isoformat(), sent=timezone.now().isoformat()))
    assert Observation.objects.get().seen_at == made


def test_a_number_that_somebody_without_rights_tried_is_its_makers(
    device: Device, signed_in: Callable[[str], Client]
) -> None:
    number, message = uuid4(), device.message()
    assert Device(signed_in("analyst")).send(message, number).status_code == 422
    answer = device.send(message, number)
    assert answer.json()["fate"] == "accepted", answer.content
    assert Observation.objects.get().by.username == "inspector"


def test_a_year_that_no_clock_shows_is_no_page(device: Device) -> None:
    for year in ("0001", "9999"):
        answer = device.client.get(f"/field/observations/?before={year}-01-01T00:00:00")
        assert answer.status_code == 200


def test_what_somebody_else_made_waits_for_them(device: Device) -> None:
    answer = device.send(device.message(), **{"Made-By": "%D0%BE%D0%BB%D0%B5%D0%BD%D0%B0"})
    assert (answer.status_code, Observation.objects.count()) == (401, 0)
    assert device.send(device.message(), **{"Made-By": "inspector"}).status_code == 200


def test_who_made_a_change_is_told_the_version_that_it_made(device: Device) -> None:
    kiosk = row(KIOSKS, area=4)
    told = device.send(device.inspection(kiosk, {"area": 5}, {"area": 4})).json()["object"]
    kiosk.refresh_from_db()
    assert (told["id"], told["survey"], told["layer"]) == (kiosk.pk, "kiosk", "kiosks")
    assert (told["version"], told["known"]["area"]) == (version_of(kiosk), 5)
    assert told["inspected"] == timezone.localdate().isoformat()


def test_what_was_refused_tells_no_object(device: Device) -> None:
    assert device.send(device.message(answers={"form": "castle"})).json()["object"] is None
