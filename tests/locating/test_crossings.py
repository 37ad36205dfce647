"""A crossing is chosen by its two streets: in the search, round a place, and as the end of a way."""

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.test import Client

from layers.locating.crossings import crossing
from layers.reference.models import Settlement, Street

pytestmark = pytest.mark.django_db
LEFT, BOTTOM = 37.60, 48.85
AT = (LEFT + 0.01, BOTTOM)


@pytest.fixture(autouse=True)
def streets() -> None:
    made = Settlement.objects.create(name="Слов’янськ", kind="city", geom=Point(LEFT, BOTTOM))
    courses = {
        ("вулиця", "Торська"): LineString((LEFT, BOTTOM), (LEFT + 0.02, BOTTOM)),
        ("площа", "Героїв Майдану"): LineString((LEFT + 0.01, BOTTOM - 0.01), (LEFT + 0.01, BOTTOM + 0.01)),
        ("вулиця", "Банківська"): LineString((LEFT, BOTTOM + 0.02), (LEFT + 0.02, BOTTOM + 0.02)),
    }
    for (kind, name), course in courses.items():
        Street.objects.create(name=name, kind=kind, settlement=made, geom=MultiLineString(course))


@pytest.mark.parametrize(
    "text",
    [
        "вул. Торська / площа Героїв Майдану",
        "Торська/Героїв Майдану",
        "ріг Торської та площі Героїв Майдану",
        "на розі вулиць Торської і Героїв Майдану",
        "перехрестя Торської й Героїв Майдану",
        "Торська and Героїв Майдану",
    ],
)
def test_two_streets_that_meet_are_a_place(text: str) -> None:
    found = crossing(text)
    assert found is not None
    assert found[1:] == pytest.approx(AT, abs=1e-4)
    assert "Торська" in found[0]
    assert "Героїв Майдану" in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "Торська",
        "Торська / Банківська",
        "Торська / Нема Такої",
        "Героїв Майдану та Торська та Банківська",
        "кафе і магазини",
        "і" * 5000,
        "Торська / " + "х" * 5000,
    ],
)
def test_what_is_no_crossing_is_none(text: str) -> None:
    assert crossing(text) is None


def test_the_search_finds_it(client: Client) -> None:
    (one,) = client.get("/suggest", {"q": "Торська / Героїв Майдану", "lang": "uk"}).json()["suggestions"]
    assert one["kind"] == "Перехрестя"
    assert one["centre"] == pytest.approx(AT, abs=1e-4)
    page = client.get("/search", {"q": "ріг Торської та Героїв Майдану"}).content.decode()
    assert "/around?near=37.61" in page


def test_everything_round_it(client: Client) -> None:
    led = client.get("/around", {"q": "ріг Торської та Героїв Майдану", "lang": "uk"})
    assert led.status_code == 302
    assert led.headers["Location"].startswith("/around?lang=uk&near=37.61")


def test_a_way_begins_there(client: Client) -> None:
    words = {"from": "ріг Торської та Героїв Майдану", "to": f"{LEFT},{BOTTOM}", "profile": "blind"}
    page = client.get("/way", words).content.decode()
    assert "Торська / площа Героїв Майдану" in page
