"""The protocol is described as it is spoken."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from layers.surveys.models import Deed, Fate
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(client: Client) -> Any:
    return client.get("/field/openapi.json").json()


def test_every_address_is_described(described: Any) -> None:
    spoken = {
        "/" + re.sub(r"<[a-z]+:([a-z]+)>", r"{\1}", str(pattern.pattern))
        for resolver in get_resolver("layers.surveys.urls").url_patterns
        for pattern in [resolver]
    }
    assert set(described["paths"]) == spoken - {"/openapi.json"}


def test_what_is_referred_to_is_there(described: Any) -> None:
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert referred == set(described["components"]["schemas"])
    deeds = described["components"]["schemas"]["Observation"]["properties"]["deed"]["enum"]
    assert set(deeds) == {deed.value for deed in Deed}


def test_an_answer_has_the_status_that_is_described(described: Any, device: Device) -> None:
    statuses = described["paths"]["/observations/{number}"]["put"]["responses"]
    for message, fate in (
        (device.message(), Fate.ACCEPTED),
        (device.message(answers={"form": "castle"}), Fate.REFUSED),
    ):
        answer = device.send(message)
        assert statuses[str(answer.status_code)]["description"] == fate == answer.json()["fate"]
