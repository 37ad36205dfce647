"""Coordinates are understood as people write and copy them."""

import pytest
from django.test import Client

from layers.coordinates import parse_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "48.85230, 37.60580",
        "48.85230 37.60580",
        "48,85230; 37,60580",
        "48.85230° 37.60580°",
        "37.60580, 48.85230",
        "48°51'08.28\"N 37°36'20.88\"E",
        "48°51′08,28″ пн. 37°36′20,88″ сх.",
    ],
)
def test_a_place_of_the_city_is_understood(text: str) -> None:
    assert parse_coordinates(text) == pytest.approx((37.6058, 48.8523), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "place"), [("-33.85000, 151.20000", (151.2, -33.85)), ("50.45, 30.52", (30.52, 50.45))]
)
def test_elsewhere_latitude_stands_first(text: str, place: tuple[float, float]) -> None:
    assert parse_coordinates(text) == pytest.approx(place)


@pytest.mark.parametrize(
    "text",
    ["", "48", "48.1", "12-5", "12,5", "вул. Шевченка, 12", "99.5, 200.1", "1.2.3, 4.5", "48.85 37.60 5"],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert parse_coordinates(text) is None


@pytest.mark.django_db
def test_search_leads_to_the_place_and_to_layers(client: Client) -> None:
    (place,) = client.get("/suggest", {"q": "48.8523, 37.6058"}).json()["suggestions"]
    assert (place["centre"], place["address"]) == ([37.6058, 48.8523], True)
    assert "/around?near=37.605800,48.852300" in client.get("/search?q=48.8523, 37.6058").content.decode()
    found = client.get("/suggest", {"q": "kiosk", "lang": "en"}).json()["suggestions"]
    assert [hit["shows"] for hit in found] == ["kiosks"]
    assert 'href="/kiosks/"' in client.get("/search?q=kiosk").content.decode()


def test_the_address_of_another_map_is_a_place() -> None:
    for text in (
        "https://www.google.com/maps/@48.8523,37.6058,15z",
        "https://www.google.com/maps/place/x/@48.8523,37.6058,17z/data=x",
        "https://maps.google.com/?q=48.8523,37.6058",
        "https://www.openstreetmap.org/#map=15/48.8523/37.6058",
    ):
        assert parse_coordinates(text) == (37.6058, 48.8523)


def test_two_short_numbers_are_a_place_only_in_the_city() -> None:
    assert parse_coordinates("48.9, 37.6") == (37.6, 48.9)
    assert parse_coordinates("1.5, 2.5") is None
