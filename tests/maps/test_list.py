"""The list is the map in words: in the order that is asked for, with the way there, and with its filters as chips."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from layers.registry import catalogue
from maps.page.place import bearing
from maps.page.presets import PRESETS
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE


def listed(client: Client, **words: str) -> list[str]:
    page = client.get("/list", {"layers": "kiosks,places", "lang": "uk"} | words).content.decode()
    return re.findall(r'class="result-title">([^<]*)<', page)


@pytest.fixture
def things() -> None:
    row(catalogue["kiosks"], name="Яблуко", at=(X + 0.001, Y))
    row(catalogue["places"], name="Єдність", at=(X, Y + 0.002))
    row(catalogue["kiosks"], name="Зірка", at=(X + 0.01, Y))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, days in (("Яблуко", 3), ("Зірка", 1)):
            when = timezone.now() - timedelta(days=days)
            cursor.execute("ALTER TABLE kiosks_kiosk DISABLE TRIGGER USER")
            cursor.execute("UPDATE kiosks_kiosk SET changed_at = %s WHERE name = %s", [when, name])
            cursor.execute("ALTER TABLE kiosks_kiosk ENABLE TRIGGER USER")


@pytest.mark.usefixtures("things")
def test_orders(client: Client) -> None:
    assert listed(client, near=f"{X},{Y}") == ["Яблуко", "Єдність", "Зірка"]
    assert listed(client, order="new") == ["Єдність", "Зірка", "Яблуко"]
    assert listed(client, order="name") == ["Єдність", "Зірка", "Яблуко"]
    assert client.get("/list?order=x").status_code == 400


@pytest.mark.usefixtures("things")
def test_as_many_as_are_asked_for(client: Client) -> None:
    assert listed(client, near=f"{X},{Y}", shown="2") == ["Яблуко", "Єдність"]
    for wrong in ("0", "401", "x", "-1", "1e9"):
        assert client.get("/list", {"shown": wrong}).status_code == 400


@pytest.mark.usefixtures("things")
def test_the_way_there_is_told_from_a_place_that_one_asks_about(client: Client) -> None:
    asked = client.get("/list", {"layers": "kiosks", "near": f"{X},{Y},1000", "lang": "uk"}).content.decode()
    assert "на схід, 1 хвилина пішки" in asked
    moved = client.get("/list", {"layers": "kiosks", "near": f"{X},{Y}", "lang": "uk"}).content.decode()
    assert "хвилин" not in moved


def test_a_place_is_called_by_its_address(client: Client) -> None:
    row(catalogue["addresses"], street_name="вулиця Шевченка", house="5")
    row(catalogue["streets"], name="Банківська")
    page = client.get("/list", {"layers": "kiosks", "near": f"{X},{Y},500", "lang": "uk"}).content.decode()
    assert "До 500 м від: вулиця Шевченка, 5" in page


def test_filters_are_chips_in_words(client: Client) -> None:
    words = {
        "layers": "kiosks",
        "kiosks.permit_state": "expired,none",
        "kiosks.area": "10..30",
        "kiosks.permit_until": "null",
        "kiosks.ids": "1,2",
        "within": "37.60,48.85;37.61,48.85;37.61,48.86",
        "changed": "2026-11-01..",
        "q": "<b>кава</b>",
        "lang": "uk",
    }
    page = client.get("/list", words).content.decode()
    chips = dict(re.findall(r'data-drop="([^"]+)"><span>([^<]+)<', page))
    assert chips["kiosks.permit_state"] == "Кіоски: Дозвіл сплив, Без дозволу"
    assert chips["kiosks.area"] == "Кіоски: площа від 10 м² до 30 м²"
    assert chips["kiosks.permit_until"] == "Кіоски: дозвіл до невідомо"
    assert chips["kiosks.ids"] == "Кіоски: обране вами"
    assert chips["within"] == "у виділеній ділянці, 0,40 км²"
    assert chips["changed"] == "змінено: від 1 листопада 2026 р."
    assert chips["q"] == "«&lt;b&gt;кава&lt;/b&gt;»"


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ((X + 0.01, Y), "на схід"),
        ((X, Y - 0.01), "на південь"),
        ((X - 0.015, Y + 0.01), "на північний захід"),
    ],
)
def test_bearings(there: tuple[float, float], words: str) -> None:
    assert bearing(HERE, there) == words


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: str(preset.title))
def test_every_ready_question_is_answered(client: Client, preset: object) -> None:
    words = preset.words  # type: ignore[attr-defined]
    assert client.get(f"/list?{words}").status_code == 200
    assert client.get(f"/?{words}").status_code == 200


def test_what_is_not_published_exactly_has_no_way_nearby(client: Client) -> None:
    row(catalogue["kiosks"], at=(X + 0.002, Y), publication="generalised", publication_reason="закон")
    page = client.get("/list", {"layers": "kiosks", "near": f"{X},{Y},1000", "lang": "uk"}).content.decode()
    assert "хвилин" not in page


def test_an_area_is_counted_as_such_and_what_lies_outside_of_the_city_leads_back(client: Client) -> None:
    row(catalogue["kiosks"])
    x, y = HERE
    told = client.get(f"/list?layers=kiosks&near={x},{y},500").content.decode()
    assert "1 object in this area" in told
    away = client.get("/list?layers=kiosks&near=0.0,0.0,500").content.decode()
    assert "outside of the city" in away
    assert "data-city" in away
    abroad = client.get("/list?layers=kiosks&bbox=10,40,11,41").content.decode()
    assert "outside of the city" in abroad
    assert (
        "data-city"
        not in client.get(f"/list?layers=kiosks&bbox={x - 1},{y - 1},{x + 1},{y + 1}").content.decode()
    )


def test_a_line_of_time_is_told_where_several_days_are_known(client: Client) -> None:
    started, closes = date(2026, 1, 5), timezone.localdate() + timedelta(days=9)
    petition = row(catalogue["petitions"], started_on=started, collect_until=closes)
    told = client.get(f"/petitions/{petition.pk}/").content.decode()
    assert told.index('<time datetime="2026-01-05">') < told.index(f'<time datetime="{closes:%Y-%m-%d}">')
    assert "still ahead" in told
    bare = row(catalogue["petitions"], started_on=started, collect_until=None, answered_on=None)
    assert "Line of time" not in client.get(f"/petitions/{bare.pk}/").content.decode()


def test_a_language_from_elsewhere_is_not_kept(client: Client) -> None:
    sent = client.get("/?lang=uk", headers={"Sec-Fetch-Site": "none"}).cookies["django_language"]
    chosen = client.get("/?lang=uk", headers={"Sec-Fetch-Site": "same-origin"}).cookies["django_language"]
    assert (sent["max-age"], chosen["max-age"]) == ("", 365 * 24 * 3600)


def test_a_day_of_which_nothing_is_known_is_not_told_as_an_empty_city(client: Client) -> None:
    row(catalogue["kiosks"])
    told = client.get("/list?layers=kiosks&as_of=2001-01-01&lang=en").content.decode()
    assert "The map knows nothing of that day" in told


def test_a_place_outside_of_the_city_is_told_as_such(client: Client) -> None:
    told = client.get("/around?near=0,0&lang=en").content.decode()
    assert "outside of the city" in told
    assert "Report something here" not in told


@pytest.mark.parametrize("address", ["/kiosks/", "/kiosks/table"])
def test_a_list_of_an_area_says_so(client: Client, address: str) -> None:
    row(catalogue["kiosks"])
    assert "only those in the area" in client.get(f"{address}?near={X},{Y},300&lang=en").content.decode()
    assert "only those in the area" not in client.get(f"{address}?lang=en").content.decode()
