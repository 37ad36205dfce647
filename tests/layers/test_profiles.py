"""A profile of needs: every surface judges, draws, counts and ranks by what bars this person's way."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from accessibility.models import Place
from layers.registry import catalogue
from tests.contract.test_surfaces import tile_of
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE


def place(name: str, verdict: str, at: tuple[float, float], **judged: str) -> Any:
    made = row(catalogue["places"], at, name=name, verdict=verdict)
    Place.objects.filter(pk=made.pk).update(**judged)
    return made


@pytest.fixture
def places() -> None:
    place("Аптека далека", "barrier", (X + 0.002, Y), for_wheelchair="accessible", for_blind="barrier")
    place("Аптека близька", "accessible", (X + 0.0005, Y), for_wheelchair="barrier", for_blind="accessible")
    place("Аптека невідома", "partly", (X + 0.001, Y), for_wheelchair="unknown", for_blind="unknown")


def names(page: bytes) -> list[str]:
    return re.findall(r'class="result-title">(?:<span[^>]*>)?([^<]*)<', page.decode())


@pytest.mark.usefixtures("places")
def test_a_list_begins_with_what_suits_and_ends_with_what_does_not(client: Client) -> None:
    words = {"layers": "places", "near": f"{X},{Y}", "lang": "uk"}
    assert names(client.get("/list", words).content)[0] == "Аптека близька"
    judged = client.get("/list", {**words, "profile": "wheelchair"}).content
    assert names(judged) == ["Аптека далека", "Аптека невідома", "Аптека близька"]
    # The order that somebody chooses holds.
    nearest = client.get("/list", {**words, "profile": "wheelchair", "order": "near"}).content
    assert names(nearest)[0] == "Аптека близька"


@pytest.mark.usefixtures("places")
def test_what_is_in_the_way_comes_behind_what_suits(client: Client) -> None:
    row(catalogue["barriers"], HERE, kind="stairs", severity="impassable", status="confirmed")
    words = {"layers": "places,barriers", "near": f"{X},{Y}", "lang": "uk", "profile": "wheelchair"}
    found = names(client.get("/list", words).content)
    assert found[0] == "Аптека далека"
    assert "ходи" in found[-1]


@pytest.mark.usefixtures("places")
def test_the_legend_counts_and_filters_by_the_persons_classes(client: Client) -> None:
    legend = client.get("/counts", {"layers": "places", "profile": "blind"}).json()["places"]
    assert legend["field"] == "for_blind"
    assert {one["value"]: one["count"] for one in legend["classes"]} == {
        "accessible": 1,
        "partly": 0,
        "unknown": 1,
        "barrier": 1,
    }
    without_unknown = {"layers": "places", "profile": "blind", "places.for_blind": "accessible,partly"}
    assert client.get("/counts", without_unknown).json()["places"]["total"] == 1


@pytest.mark.usefixtures("places")
def test_a_search_ranks_what_is_called_alike(client: Client) -> None:
    found = client.get("/search", {"q": "аптека", "profile": "wheelchair", "lang": "uk"}).content
    assert names(found) == ["Аптека далека", "Аптека невідома", "Аптека близька"]


@pytest.mark.usefixtures("places")
def test_tiles_of_all_zooms_are_drawn_by_the_persons_classes(client: Client) -> None:
    for zoom in (5, 12):
        tile = client.get(tile_of(catalogue["places"], zoom), {"profile": "wheelchair"}).content
        assert b"for_wheelchair" in tile
        assert b"for_wheelchair" not in client.get(tile_of(catalogue["places"], zoom)).content


def test_crowds_are_counted_by_the_persons_classes(client: Client) -> None:
    for number in range(40):
        place(f"Місце {number}", "accessible", (X + number / 1e6, Y), for_wheelchair="barrier")
    tile = client.get(tile_of(catalogue["places"], 8), {"profile": "wheelchair"}).content
    assert b"barrier:40" in tile


@pytest.mark.usefixtures("places")
def test_a_card_says_whom_it_is_judged_for(client: Client) -> None:
    number = Place.objects.get(name="Аптека близька").pk
    told = client.get(f"/places/{number}/", {"profile": "wheelchair"}).content.decode()
    assert "I cannot get in" in told
    assert "(in a wheelchair)" in told
    assert "(in a wheelchair)" not in client.get(f"/places/{number}/").content.decode()


@pytest.mark.usefixtures("places")
def test_the_page_starts_from_the_persons_legend(client: Client) -> None:
    for address in ("/", "/?embed=1"):
        page = client.get(address, {"profile": "older"}).content.decode()
        catalogue_of_page = json.loads(re.search(r'id="catalogue"[^>]*>([^<]*)<', page)[1])  # type: ignore[index]
        assert catalogue_of_page["profile"] == "older"
        assert catalogue_of_page["layers"]["places"]["legend"]["field"] == "for_older"
        # Nothing is written under a place but what it is called.
        assert catalogue_of_page["layers"]["places"]["label"] is None


@pytest.mark.parametrize("address", ["/list?layers=kiosks", "/search?q=a", "/api/collections/places/items?"])
def test_a_profile_that_is_none_is_refused(client: Client, address: str) -> None:
    answer = client.get(f"{address}&profile=giant", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "wheelchair" in answer.json()["detail"]


def test_the_map_shows_what_it_can_of_an_unknown_profile(client: Client) -> None:
    assert "the profile of needs" in client.get("/?profile=giant").content.decode()


@pytest.mark.usefixtures("places")
def test_a_line_tells_one_judgement_and_a_page_says_whose(client: Client) -> None:
    told = client.get("/places/", {"profile": "wheelchair", "lang": "en"}).content.decode()
    assert "Judged for a person in a wheelchair." in told
    line = re.search(r'class="result-facts">(.*?)</span></span>', told, re.DOTALL)
    assert line is not None
    assert "barrier-free" not in told[line.start() : line.end()]
