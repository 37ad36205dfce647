"""A street that came without its course is found by what stands on it, and says so; nothing is drawn for it."""

from typing import Any

import pytest
from django.test import Client

from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
STREETS, ADDRESSES, SETTLEMENTS, KIOSKS = (
    catalogue[slug] for slug in ("streets", "addresses", "settlements", "kiosks")
)
EAST = (HERE[0] + 0.02, HERE[1])


def street(name: str = "Базарна", kind: str = "вулиця", **values: Any) -> Any:
    return row(STREETS, **{"name": name, "kind": kind, "geom": None, **values})


def address(at: tuple[float, float] = HERE, text: str = "вул. Базарна", **values: Any) -> Any:
    return row(ADDRESSES, at, **{"street_name": text, "house": "1", **values})


def card(client: Client, feature: Any) -> str:
    return client.get(f"/streets/{feature.pk}/").content.decode()


def centre(client: Client, text: str = "Базарна") -> list[float] | None:
    (hit,) = [
        hit for hit in client.get("/suggest", {"q": text}).json()["suggestions"] if hit["layer"] == "streets"
    ]
    return hit["centre"]


def test_a_search_leads_to_the_addresses_of_the_street(client: Client) -> None:
    found = street()
    for step in range(3):
        address((HERE[0] + step * 0.001, HERE[1]), house=str(step))
    assert centre(client) == pytest.approx([HERE[0] + 0.001, HERE[1]], abs=1e-6)
    said = card(client, found)
    assert "approximate, by the known addresses on this street: 3." in said
    assert "no farther than 70 m" in said
    assert "Show on the map" in said


def test_nothing_is_made_up_for_machines(client: Client) -> None:
    found = street()
    address()
    item = client.get(f"/api/collections/streets/items/{found.pk}").json()
    assert item["geometry"] is None
    box = "37,48,38,49"
    assert client.get(f"/api/collections/streets/items?bbox={box}").json()["numberMatched"] == 0


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        ("вул.Базарна", True),
        ("ВУЛИЦЯ  базарна", True),
        ("пров. Базарна", False),
        ("вул. Новобазарна", False),
        ("вул. Базарна 12", False),
        ("Базарна", False),
    ],
)
def test_an_address_counts_where_its_words_mean_the_street(client: Client, text: str, is_meant: bool) -> None:
    street()
    address(text=text)
    assert (centre(client) is not None) is is_meant


def test_two_streets_of_one_name_are_told_apart_by_the_settlement_alone(client: Client) -> None:
    town, village = (row(SETTLEMENTS, geom=None, name=name) for name in ("Місто", "Село"))
    first, second = street(settlement=town), street(settlement=village)
    address(settlement_name="м. Місто")
    address(EAST, settlement_name="Село")
    address((HERE[0] + 0.5, HERE[1]))
    assert f'data-lon="{HERE[0]:f}"' in client.get(f"/streets/{first.pk}/?fragment=1").content.decode()
    assert f'data-lon="{EAST[0]:f}"' in client.get(f"/streets/{second.pk}/?fragment=1").content.decode()


def test_an_address_that_may_mean_two_streets_counts_for_none(client: Client) -> None:
    first, second = street(), street()
    address()
    assert "The location is not known" in card(client, first)
    assert "The location is not known" in card(client, second)


def test_an_address_that_is_bound_to_the_street_needs_no_words(client: Client) -> None:
    found = street()
    street()
    address(text="", street=found)
    assert "known addresses on this street: 1." in card(client, found)


def test_objects_count_where_no_address_does(client: Client) -> None:
    found = street()
    row(KIOSKS, street="вул. Базарна")
    assert "by the objects with an address on this street: 1." in card(client, found)
    address(EAST)
    assert "by the known addresses on this street: 1." in card(client, found)


@pytest.mark.parametrize("publication", ["hidden", "generalised"])
def test_what_is_not_open_tells_nothing(client: Client, publication: str) -> None:
    found = street()
    row(KIOSKS, street="вул. Базарна", publication=publication)
    assert "The location is not known" in card(client, found)


def test_a_street_that_is_withheld_is_not_given_away(client: Client) -> None:
    found = row(STREETS, name="Базарна", kind="вулиця", publication="generalised")
    address()
    assert "data-lon" not in client.get(f"/streets/{found.pk}/?fragment=1").content.decode()


def test_else_the_settlement_is_told(client: Client) -> None:
    found = street(settlement=row(SETTLEMENTS, EAST, name="Село"))
    assert 'only the settlement is known, <span lang="uk">Село.</span>' in card(client, found)
    assert centre(client) == pytest.approx(EAST, abs=1e-6)


def test_a_street_with_its_course_is_where_it_is(client: Client) -> None:
    row(STREETS, name="Базарна", kind="вулиця")
    address(EAST)
    assert centre(client)[0] == pytest.approx(HERE[0], abs=0.001)
