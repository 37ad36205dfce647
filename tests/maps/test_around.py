"""«Everything about this place»: what stands near, of all layers, as far as its viewer may see it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from layers.history import acting
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
PLACE = f"{HERE[0]},{HERE[1]}"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_place_is_named_and_its_neighbours_are_told(client: Client) -> None:
    x, y = HERE
    around = Polygon.from_bbox((x - 0.1, y - 0.1, x + 0.1, y + 0.1))
    row(catalogue["boundary"], geom=MultiPolygon(around, srid=4326), name="Слов’янська громада")
    row(catalogue["kiosks"], (x + 0.0004, y), name="Близький кіоск")
    row(catalogue["kiosks"], (x + 0.0014, y), name="Дальший кіоск")
    row(catalogue["kiosks"], (x + 0.02, y), name="Далекий кіоск")
    row(catalogue["places"], (x, y + 0.0005), name="Аптека")
    told = page(client, f"/around?near={PLACE}")
    assert "3 objects within 300 m" in told
    assert "Слов’янська громада" in told
    assert told.index("Близький кіоск") < told.index("Дальший кіоск") < told.index("Аптека")
    assert "Далекий кіоск" not in told
    assert "Nothing is known here of:" in told
    assert "Дальший кіоск" not in page(client, f"/around?near={PLACE},50")


def test_what_is_closed_is_near_to_nobody(client: Client, signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Відкритий кіоск")
    row(catalogue["kiosks"], (HERE[0] + 0.0002, HERE[1]), name="Прихований кіоск", publication="hidden")
    addresses = (f"/around?near={PLACE}", f"/kiosks/{kiosk.pk}/")
    assert not [address for address in addresses if "Прихований" in page(client, address)]
    registrar = signed_in("registrar")
    assert [address for address in addresses if "Прихований" in page(registrar, address)] == list(addresses)


def test_an_object_is_not_its_own_neighbour(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], name="Самотній")
    told = page(client, f"/kiosks/{kiosk.pk}/")
    assert "Nothing that the map knows of." in told
    row(catalogue["barriers"], (HERE[0], HERE[1] + 0.0003))
    assert "/barriers/" in page(client, f"/kiosks/{kiosk.pk}/").split("What is near")[-1]


def test_what_is_to_be_mended_of_a_place_is_no_neighbour_of_it(client: Client) -> None:
    pharmacy = row(catalogue["places"], name="Аптека")
    other = row(catalogue["places"], (HERE[0], HERE[1] + 0.0003), name="Пошта")
    for place in (pharmacy, other):
        row(catalogue["mending"], title=f"Поріг: {place.name}", subject_path=f"/places/{place.pk}/")
    near = page(client, f"/places/{pharmacy.pk}/").split("What is near")[-1]
    assert "Поріг: Пошта" in near
    assert "Поріг: Аптека" not in near


def test_money_is_told_by_currency_and_never_added(client: Client) -> None:
    for amount, currency in ((100, "UAH"), (50, "UAH"), (7, "EUR")):
        row(
            catalogue["tenders"],
            HERE,
            title="Ремонт",
            tender_id=f"UA-{amount}",
            amount=amount,
            currency=currency,
        )
    told = client.get(f"/around?near={HERE[0]},{HERE[1]}").content.decode()
    assert "150 ₴" in told.replace("\xa0", " ")
    assert "7 EUR" in told.replace("\xa0", " ")
    assert "157" not in told


def test_the_first_lines_say_what_is_going_on(client: Client) -> None:
    row(catalogue["kiosks"], name="Кіоск")
    for number, amount in enumerate((100, 50)):
        row(
            catalogue["tenders"],
            HERE,
            title="Ремонт",
            tender_id=f"UA-{number}",
            amount=amount,
            currency="UAH",
        )
    told = page(client, f"/around?near={PLACE}").replace("\xa0", " ")
    short = told.split('<ul class="in-short">')[1].split("</ul>")[0]
    assert short.index("Tenders") < short.index("Kiosks"), (
        "what the city decides comes before what stands there"
    )
    assert "expected value 150 ₴" in short
    assert told.index('<ul class="in-short">') < told.index("Show on the map")


def test_of_each_layer_the_first_few_are_told_and_more_layers_are_folded(client: Client) -> None:
    for slug in ("kiosks", "places", "tenders", "petitions", "projects", "barriers"):
        for number in range(4):
            row(catalogue[slug], (HERE[0] + number / 10_000, HERE[1]))
    told = page(client, f"/around?near={PLACE}")
    assert "All 4" in told
    assert told.count('<section aria-labelledby="near-') == 4
    assert told.count("<summary><h2 ") >= 2


def test_a_place_is_found_by_its_street(client: Client) -> None:
    row(catalogue["streets"], name="Шевченка", kind="вулиця")
    row(catalogue["kiosks"], name="Шевченка, кіоск")
    told = page(client, "/around?q=шевченко")
    assert "/around?near=" in told
    assert "кіоск" not in told
    assert "No street and no address is called" in page(client, "/around?q=абракадабра")
    assert "Which place do you ask about?" in page(client, "/around")


def test_the_exact_name_comes_first_and_a_street_before_its_houses(client: Client) -> None:
    for kind, name in (("провулок", "Тараса Шевченка"), ("вулиця", "Шевченка")):
        for house in (5, 7):
            row(catalogue["addresses"], street_name=f"{kind} {name}", house=str(house))
        row(catalogue["streets"], name=name, kind=kind)
    titles = re.findall(r'result-title">(?:<[^>]+>)?([^<]+)', page(client, "/around?q=Шевченка"))
    assert titles[:2] == ["Вулиця Шевченка", "Провулок Тараса Шевченка"]
    assert titles[2].startswith("Вулиця Шевченка, ")
    house = re.findall(r'result-title">(?:<[^>]+>)?([^<]+)', page(client, "/around?q=Шевченка 5"))
    assert house[0] == "Вулиця Шевченка, 5"


@pytest.mark.parametrize("words", ["near=1", "near=a,b", "near=37,48,-5", "place=1", "q=" + "а" * 300])
def test_what_is_no_place_is_said(client: Client, words: str) -> None:
    page = client.get(f"/around?{words}")
    assert page.status_code == 200
    assert "was left out" in page.content.decode()


def test_the_page_asks_the_database_so_often_only(client: Client, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        for slug in ("kiosks", "places", "barriers", "advertising"):
            row(catalogue[slug], (HERE[0] + n * 0.0001, HERE[1]))
    client.get(f"/around?near={PLACE}")
    with django_assert_max_num_queries(40):
        client.get(f"/around?near={PLACE}")


def test_below_a_card_its_neighbours_and_its_history_are_told(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    row(catalogue["places"], (HERE[0], HERE[1] + 0.0003), name="Аптека")
    address = f"/kiosks/{kiosk.pk}/beside"
    assert "Аптека" in page(client, address)
    assert "History of changes" not in page(client, address)
    with acting("olena", "admin"):
        kiosk.activity = "кава на виніс"
        kiosk.save()
    assert "кава на виніс" in page(client, address)
    assert "olena" not in page(client, address)
    assert "olena" in page(signed_in("registrar"), address)
    secret = row(catalogue["kiosks"], publication="hidden")
    assert client.get(f"/kiosks/{secret.pk}/beside").status_code == 404


def test_metres_are_told_in_a_straight_line_and_no_minutes(client: Client) -> None:
    row(catalogue["kiosks"], (HERE[0] + 0.002, HERE[1]))
    told = page(client, f"/around?near={PLACE}")
    assert "in a straight line" in told
    assert "to the east" in told
    assert "on foot" not in told
