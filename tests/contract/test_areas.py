"""Laws: what is asked for round a place, inside of an outline, or since a day is the same on every surface."""

from datetime import timedelta

import mapbox_vector_tile
import pytest
from django.test import Client
from django.utils import timezone

from layers.layer import Layer
from layers.registry import catalogue
from tests.contract.test_surfaces import body, tile_of
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
layers = pytest.mark.parametrize("layer", list(catalogue), ids=str)

X, Y = HERE
#: 73 m to the east at this latitude
EAST = (X + 0.001, Y)


def found(client: Client, layer: Layer, words: dict[str, str]) -> set[int]:
    """What a surface gives for the words, the same by each of them."""
    items = client.get(f"/api/collections/{layer.slug}/items", words).json()
    numbers = {feature["id"] for feature in items["features"]}
    assert items["numberMatched"] == len(numbers)
    assert client.get(f"/legend/{layer.slug}", words).json()["total"] == len(numbers)
    tile = mapbox_vector_tile.decode(client.get(tile_of(layer, 14), words).content)
    assert {one["id"] for one in tile.get(layer.slug, {"features": []})["features"]} == numbers
    page = client.get(f"/{layer.slug}/", words | {"fragment": "list"}).content.decode()
    assert page.count('class="result"') == len(numbers)
    export = body(client.get(f"/data/{layer.slug}.csv", words)).decode()
    assert len(
        [line for line in export.splitlines() if line.startswith(tuple(map(str, numbers or {"-"})))]
    ) == len(numbers)
    return numbers


@layers
def test_round_a_place(layer: Layer, client: Client) -> None:
    here, _far = row(layer), row(layer, at=(X + 0.02, Y))
    assert found(client, layer, {"near": f"{X},{Y},100"}) == {here.pk}


def test_metres_are_metres(client: Client) -> None:
    layer = catalogue["kiosks"]
    east = row(layer, at=EAST)
    assert found(client, layer, {"near": f"{X},{Y},74"}) == {east.pk}
    assert found(client, layer, {"near": f"{X},{Y},72"}) == set()


@layers
def test_inside_of_an_outline(layer: Layer, client: Client) -> None:
    here, _far = row(layer), row(layer, at=(X + 0.02, Y))
    corners = [(X - 0.001, Y - 0.001), (X + 0.002, Y - 0.001), (X, Y + 0.002)]
    outline = ";".join(f"{x},{y}" for x, y in corners)
    assert found(client, layer, {"within": outline}) == {here.pk}


@layers
def test_along_something_of_the_map(layer: Layer, client: Client) -> None:
    street = row(catalogue["streets"])
    here, _far = (street, None) if layer.slug == "streets" else (row(layer), row(layer, at=(X + 0.02, Y)))
    assert found(client, layer, {"beside": f"streets/{street.pk},100"}) == {here.pk}


def test_what_is_withheld_is_no_place_to_ask_about(client: Client) -> None:
    closed = row(catalogue["kiosks"], publication="hidden")
    words = {"beside": f"kiosks/{closed.pk}"}
    answer = client.get("/api/collections/kiosks/items", words)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "beside"


@layers
def test_changed_since_a_day(layer: Layer, client: Client) -> None:
    feature = row(layer)
    today = timezone.localdate()
    assert found(client, layer, {"changed": f"{today}.."}) == {feature.pk}
    assert found(client, layer, {"changed": f"{today + timedelta(days=1)}.."}) == set()
