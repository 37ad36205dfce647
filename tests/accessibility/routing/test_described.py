"""`/api/openapi.json` describes the answers about ways as they are given."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft4Validator

from tests.accessibility.routing.test_api import EAST, X, Y, way

pytestmark = pytest.mark.django_db
ASKED = {"from": f"{X},{Y}", "profile": "wheelchair", "lang": "en"}


@pytest.fixture
def described(client: Client) -> Any:
    return client.get("/api/openapi.json?lang=en").json()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/route", {"to": f"{X + EAST},{Y}", "alternatives": "2"}),
        ("/route", {"to": f"{X + 1},{Y}"}),
        ("/reach", {"minutes": "5"}),
        ("/reach/places", {}),
    ],
)
def test_the_answers_are_as_they_are_described(
    client: Client, described: Any, path: str, words: dict[str, str]
) -> None:
    way((X, Y), (X + EAST, Y))
    way((X, Y), (X, Y + EAST / 4), (X + EAST, Y + EAST / 4), (X + EAST, Y), tags={"incline": "20%"})
    operation = described["paths"][path]["get"]
    known = {parameter["name"] for parameter in operation["parameters"]}
    asked = {name: value for name, value in {**ASKED, **words}.items() if name in known | {"lang"}}
    (content,) = operation["responses"]["200"]["content"].values()
    answer = client.get(f"/api{path}", asked)
    assert answer.status_code == 200
    whole = {**content["schema"], "components": described["components"]}
    Draft4Validator(whole).validate(answer.json())


def test_a_parameter_that_is_not_described_is_refused(client: Client, described: Any) -> None:
    for path in ("/route", "/reach", "/reach/places"):
        answer = client.get(f"/api{path}", {**ASKED, "to": f"{X},{Y}", "colour": "red"})
        assert answer.status_code == 400
        assert answer.json()["type"]
