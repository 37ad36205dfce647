"""Law: where only a generalised location is published, no surface gives the exact one away to the public."""

import json
from math import asinh, cos, pi, radians, tan

import mapbox_vector_tile
import pytest
from django.test import Client

from layers.layer import Geometry, Layer
from layers.registry import catalogue
from tests.contract.test_surfaces import body, tile_of
from tests.samples import HERE, row

LAYERS = [layer for layer in catalogue if layer.geometry in (Geometry.POINT, Geometry.ANY)]
layers = pytest.mark.parametrize("layer", LAYERS, ids=str)
#: a grid of 500 m puts a place at most this far from where it is
FAR_ENOUGH = 1.0

pytestmark = pytest.mark.django_db


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * 111_320 * cos(radians(one[1]))
    north = (one[1] - other[1]) * 111_320
    return (east**2 + north**2) ** 0.5


@layers
def test_the_exact_place_is_not_given(layer: Layer, client: Client) -> None:
    locating = {c.name: f"Таємна {c.name}" for c in layer.columns if c.field.locating and c.is_local}
    for column in layer.columns:
        if column.name in locating:
            locating[column.name] = locating[column.name][: column.model_field.max_length]
    feature = row(layer, publication="generalised", **locating)
    items = client.get(f"/api/collections/{layer.slug}/items").json()
    x, y = items["features"][0]["geometry"]["coordinates"]
    assert FAR_ENOUGH < metres((x, y), HERE) < 360
    assert not [name for name in locating if items["features"][0]["properties"][name] is not None]
    exact = [f"{HERE[0]}"[:8], f"{HERE[1]}"[:8]]
    for address in (
        f"/data/{layer.slug}.geojson",
        f"/data/{layer.slug}.csv",
        f"/{layer.slug}/{feature.pk}/",
        f"/{layer.slug}/",
        f"/list?layers={layer.slug}",
    ):
        answer = body(client.get(address)).decode()
        assert "Таємна" not in answer, address
        assert not any(number in answer for number in exact), address


@layers
def test_a_box_cannot_be_closed_in_on_it(layer: Layer, client: Client) -> None:
    row(layer, publication="generalised")
    west, south = HERE[0] - 0.0002, HERE[1] - 0.0002
    box = f"{west},{south},{west + 0.0004},{south + 0.0004}"
    assert client.get(f"/api/collections/{layer.slug}/items", {"bbox": box}).json()["numberMatched"] == 0
    assert client.get(f"/counts?layers={layer.slug}&bbox={box}").json()[layer.slug]["total"] == 0
    assert client.get(tile_of(layer, 20)).content == b""


@layers
def test_words_that_tell_the_place_do_not_find_it(layer: Layer, client: Client) -> None:
    locating = [c for c in layer.columns if c.field.locating and c.field.search and c.is_local]
    for column in locating:
        row(layer, publication="generalised", **{column.name: "Таємна"})
        row(layer, publication="public", **{column.name: "Відома"})
        assert client.get(f"/api/collections/{layer.slug}/items?q=Таємна").json()["numberMatched"] == 0
        assert client.get(f"/api/collections/{layer.slug}/items?q=Відома").json()["numberMatched"] >= 1
        assert not client.get("/suggest?q=Таємна").json()["suggestions"]


@layers
def test_the_tile_says_that_it_is_approximate(layer: Layer, client: Client) -> None:
    row(layer, publication="generalised")
    z = max(10, layer.zooms.start)
    found = []
    x = int((HERE[0] + 180) / 360 * 2**z)
    y = int((1 - asinh(tan(radians(HERE[1]))) / pi) / 2 * 2**z)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            content = client.get(f"/tiles/{layer.slug}/{z}/{x + dx}/{y + dy}.mvt").content
            found += (
                list(mapbox_vector_tile.decode(content).get(layer.slug, {}).get("features", []))
                if content
                else []
            )
    assert [feature["properties"].get("approximate") for feature in found] == [True]


def test_exports_are_json_that_can_be_read(client: Client) -> None:
    row(LAYERS[0], publication="generalised")
    assert len(json.loads(body(client.get(f"/data/{LAYERS[0].slug}.geojson")))["features"]) == 1
