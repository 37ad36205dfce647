"""A way to a place leads to the entrance that lets this person in, where one is known to."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accessibility.models import Place
from tests.accessibility.routing.test_api import EAST, X, Y, asked, way
from tests.accessibility.test_parts import CASES, STEPS, written

pytestmark = pytest.mark.django_db
FRONT, YARD = (X + EAST, Y), (X + EAST, Y + EAST / 2)


@pytest.fixture
def place() -> Place:
    """A place with steps at the front, and a yard entrance that is right, 50 m to the north."""
    way((X, Y), FRONT)
    way((X, Y), (X, Y + EAST / 2), YARD, FRONT)
    return put(written(STEPS))


def put(place: Place) -> Place:
    Place.objects.filter(pk=place.pk).update(geom=Point(*FRONT, srid=4326))
    place.parts.filter(is_main=True).update(name="головний вхід", location=Point(*FRONT, srid=4326))
    place.parts.filter(is_main=False).update(name="вхід з двору", location=Point(*YARD, srid=4326))
    return place


def end(told: Any) -> Any:
    return told["geometry"]["coordinates"][-1]


@pytest.mark.usefixtures("place")
def test_the_way_leads_to_the_entrance_that_lets_in(client: Client) -> None:
    told = asked(client, to=f"{FRONT[0]},{FRONT[1]}")
    assert told["entrance"]["name"] == "вхід з двору"
    assert told["closed"] == []
    assert "The way leads to the entrance that lets in" in told["entrance"]["said"]
    assert end(told) == pytest.approx(YARD, abs=1e-5)
    blind = asked(client, to=f"{FRONT[0]},{FRONT[1]}", profile="blind")
    assert (blind["entrance"]["name"], end(blind)) == ("головний вхід", pytest.approx(FRONT, abs=1e-5))


@pytest.mark.usefixtures("place")
def test_the_page_says_so(client: Client) -> None:
    words = {"from": f"{X},{Y}", "to": f"{FRONT[0]},{FRONT[1]}", "profile": "wheelchair", "lang": "uk"}
    assert "Шлях веде до входу, який впускає: вхід з двору." in client.get("/way", words).content.decode()
    assert client.get("/way.svg", words | {"theme": "light"}).status_code == 200


@pytest.mark.usefixtures("place")
def test_elsewhere_nothing_is_said_of_entrances(client: Client) -> None:
    assert "entrance" not in asked(client, to=f"{X + EAST / 2},{Y}")


@pytest.mark.parametrize(
    "name", ["every entrance is known to bar", "the same, with a yard that nobody has measured"]
)
def test_nobody_is_led_to_an_entrance_that_is_not_known_to_let_in(client: Client, name: str) -> None:
    way((X, Y), FRONT)
    put(written(next(case for case in CASES if case["name"] == name)))
    told = asked(client, to=f"{FRONT[0]},{FRONT[1]}")
    assert "entrance" not in told
    (closed,) = told["closed"]
    knows = "does not let in" if name == "every entrance is known to bar" else "Nobody knows whether"
    assert knows in closed["said"]
    words = {"from": f"{X},{Y}", "to": f"{FRONT[0]},{FRONT[1]}", "profile": "wheelchair", "lang": "en"}
    assert f'<a href="{closed["path"]}">' in client.get("/way", words).content.decode()
    assert end(told) == pytest.approx(FRONT, abs=1e-5)


def test_a_place_that_is_not_published_leads_nowhere_else(client: Client, place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(publication="hidden")
    told = asked(client, to=f"{FRONT[0]},{FRONT[1]}")
    assert ("entrance" in told, told["closed"]) == (False, [])
