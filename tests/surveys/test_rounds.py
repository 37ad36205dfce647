"""A round is asked of one inspector, by picking objects out of a list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from layers.registry import catalogue
from layers.surveys.models import Round
from tests.samples import row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db


def rounds(device: Device) -> Any:
    return device.client.get("/field/surveys").json()["rounds"]


def test_it_is_shown_to_its_inspector_until_its_day(device: Device, admin_user: Any) -> None:
    inspector = User.objects.get(username="inspector")
    today = timezone.localdate()
    for title, whose, until in (
        ("без строку", inspector, None),
        ("сьогодні", inspector, today),
        ("минулий", inspector, today - timedelta(days=1)),
        ("чужий", admin_user, today),
    ):
        Round.objects.create(title=title, survey="kiosk", inspector=whose, until=until, objects_asked=[1, 2])
    assert {one["title"] for one in rounds(device)} == {"без строку", "сьогодні"}
    assert rounds(device)[0]["objects"] == [1, 2]


def test_a_registrar_picks_the_objects_out_of_a_list(
    device: Device, signed_in: Callable[[str], Client]
) -> None:
    kiosks = [row(catalogue["kiosks"], name=f"Кіоск {number}") for number in range(3)]
    client = signed_in("registrar")
    chosen = {"action": "ask_for", "_selected_action": [kiosks[0].pk, kiosks[2].pk]}
    form = client.post("/admin/kiosks/kiosk/", chosen)["Location"]
    assert f'value="{kiosks[0].pk},{kiosks[2].pk}"' in client.get(form).content.decode()
    words = {
        "title": "Рейд",
        "survey": "kiosk",
        "inspector": User.objects.get(username="inspector").pk,
        "objects_asked": f"{kiosks[0].pk},{kiosks[2].pk}",
    }
    assert "999999" in client.post(form, words | {"objects_asked": "999999"}).content.decode()
    assert client.post(form, words).status_code == 302
    assert [one["title"] for one in rounds(device)] == ["Рейд"]
    assert signed_in("moderator").get("/admin/surveys/round/add/").status_code == 403


def test_a_round_by_a_day_that_is_over_is_refused(signed_in: Callable[[str], Client]) -> None:
    words = {"title": "Рейд", "survey": "kiosk", "until": "2020-01-01", "objects_asked": "1"}
    answer = signed_in("registrar").post("/admin/surveys/round/add/", words)
    assert answer.status_code == 200
    assert "This day is over" in answer.content.decode()
