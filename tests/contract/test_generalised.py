"""Law: where only a generalised location is published, no surface gives the exact one away to the public."""

import csv
import json
from collections.abc import Callable
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
    # Not in the middle of the city, which pages name for reasons of their own.
    there = HERE[0] + 0.01189, HERE[1] - 0.00808
    feature = row(layer, there, publication="generalised", **locating)
    items = client.get(f"/api/collections/{layer.slug}/items").json()
    x, y = items["features"][0]["geometry"]["coordinates"]
    assert FAR_ENOUGH < metres((x, y), there) < 360
    assert not [name for name in locating if items["features"][0]["properties"][name] is not None]
    exact = [f"{there[0]}"[:8], f"{there[1]}"[:8]]
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


@layers
def test_every_row_says_how_exact_its_place_is(layer: Layer, client: Client) -> None:
    row(layer, publication="generalised", location_accuracy=3)
    row(layer, location_accuracy=8)
    row(layer)
    wanted = [layer.policy.grid, 8, None]
    features = client.get(f"/api/collections/{layer.slug}/items").json()["features"]
    assert [feature["properties"]["location_accuracy"] for feature in features] == wanted
    lines = list(csv.DictReader(body(client.get(f"/data/{layer.slug}.csv")).decode("utf-8-sig").splitlines()))
    assert [float(line["location_accuracy"] or "nan") for line in lines] == pytest.approx(
        [*wanted[:2], float("nan")], nan_ok=True
    )
    assert "publication" not in lines[0]


@layers
def test_a_file_of_staff_says_what_is_not_published(layer: Layer, signed_in: Callable[[str], Client]) -> None:
    row(layer, publication="hidden")
    row(layer, publication="generalised", location_accuracy=3)
    staff = signed_in("registrar")
    file = staff.get(f"/data/{layer.slug}.csv")
    assert "-INTERNAL-" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(body(file).decode("utf-8-sig").splitlines()))
    assert [one["publication"] for one in rows] == ["hidden", "generalised"]
    assert float(rows[1]["location_accuracy"]) == 3
    page = body(staff.get(f"/{layer.slug}/")).decode()
    assert "not published" in page
    assert "published with a generalised location" in page


def test_a_delay_says_until_when_and_restricts_nothing_once_it_is_over(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    closed = row(catalogue["kiosks"], publication="delayed", publish_after="2099-05-06T09:00Z")
    over = row(catalogue["kiosks"], publication="delayed", publish_after="2020-05-06T09:00Z")
    assert client.get(f"/kiosks/{closed.pk}/").status_code == 404
    assert "from 6 May 2099, 12:00 on" in signed_in("registrar").get(f"/kiosks/{closed.pk}/").content.decode()
    assert "published after a delay" not in client.get(f"/kiosks/{over.pk}/").content.decode()
