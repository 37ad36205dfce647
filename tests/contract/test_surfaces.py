"""Laws: every layer × every surface × every audience."""

import json
import re
from collections.abc import Callable
from math import asinh, pi, radians, tan

import mapbox_vector_tile
import pytest
from django.core.checks import run_checks
from django.test import Client

from layers.layer import Layer
from layers.registry import catalogue
from layers.surfaces.exports import EXPORTERS
from tests.samples import HERE, row

LAYERS = list(catalogue)
layers = pytest.mark.parametrize("layer", LAYERS, ids=str)
roles = pytest.mark.parametrize("role", ["", "resident", "analyst", "registrar"])

pytestmark = pytest.mark.django_db


_STAMP = re.compile(rb'"timeStamp":"[^"]*"')


def tile_of(layer: Layer, z: int = 16) -> str:
    z = max(z, layer.zooms.start)
    x = int((HERE[0] + 180) / 360 * 2**z)
    y = int((1 - asinh(tan(radians(HERE[1]))) / pi) / 2 * 2**z)
    return f"/tiles/{layer.slug}/{z}/{x}/{y}.mvt"


def body(response: object) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_descriptions_are_sound() -> None:
    assert not run_checks(tags=["layers"])


@roles
@layers
def test_every_surface_shows_the_feature(
    layer: Layer, role: str, signed_in: Callable[[str], Client], client: Client
) -> None:
    visitor = signed_in(role) if role else client
    feature = row(layer)

    tile = visitor.get(tile_of(layer))
    assert tile.status_code == 200
    drawn = mapbox_vector_tile.decode(tile.content)[layer.slug]["features"]
    assert [one["id"] for one in drawn] == [feature.pk]

    items = visitor.get(f"/api/collections/{layer.slug}/items").json()
    assert (items["numberMatched"], items["numberReturned"]) == (1, 1)
    assert items["features"][0]["id"] == feature.pk
    assert visitor.get(f"/api/collections/{layer.slug}/items/{feature.pk}").json()["id"] == feature.pk

    assert visitor.get(f"/legend/{layer.slug}").json()["total"] == 1
    for address in (
        f"/{layer.slug}/{feature.pk}/",
        f"/{layer.slug}/{feature.pk}/?fragment=1",
        f"/{layer.slug}/",
    ):
        page = visitor.get(address)
        assert page.status_code == 200
        assert f"/{layer.slug}/" in page.content.decode()
    assert f'data-id="{feature.pk}"' in visitor.get(f"/{layer.slug}/?fragment=list").content.decode()
    assert visitor.get(f"/{layer.slug}/?fragment=filters").status_code == 200
    assert visitor.get(f"/tiles/{layer.slug}.json").json()["vector_layers"][0]["id"] == layer.slug
    assert layer.slug in visitor.get(f"/styles/{layer.slug}.json").json()["sources"]
    for extension in EXPORTERS:
        export = visitor.get(f"/data/{layer.slug}.{extension}")
        assert export.status_code == 200, extension
        assert len(body(export)) > 100, extension


@layers
def test_what_a_column_is_not_for_does_not_exist(layer: Layer, client: Client) -> None:
    """A name that the public may not read cannot be filtered, sorted, tiled, exported or described."""
    row(layer)
    closed = [column.name for column in layer.columns if column.audience > 0]
    surfaces = [
        f"/api/collections/{layer.slug}/items",
        f"/api/collections/{layer.slug}/queryables",
        f"/api/collections/{layer.slug}/schema",
        f"/data/{layer.slug}.csv",
        f"/data/{layer.slug}.geojson",
        f"/tiles/{layer.slug}.json",
        f"/{layer.slug}/?fragment=filters",
    ]
    for address in surfaces:
        answer = body(client.get(address)).decode()
        header = answer.split("\n")[0].split(",")
        assert not [name for name in closed if f'"{name}"' in answer or name in header], address
    for name in closed:
        for address in (
            f"/api/collections/{layer.slug}/items",
            tile_of(layer),
            f"/data/{layer.slug}.csv",
        ):
            assert client.get(address, {name: "1"}).status_code == 400
        assert f"«{name}»" in client.get(f"/{layer.slug}/", {name: "1"}).content.decode()


@pytest.mark.parametrize("layer", [catalogue[slug] for slug in ("petitions", "projects", "tenders")], ids=str)
def test_whoever_does_not_work_with_a_layer_sees_what_everybody_sees(
    layer: Layer, signed_in: Callable[[str], Client], client: Client
) -> None:
    """The inspector of kiosks is no moderator of petitions: neither rows nor columns of theirs are hers."""
    open_one, secret = row(layer), row(layer, publication="hidden")
    inspector, moderator = signed_in("inspector"), signed_in("moderator")
    for address in (
        tile_of(layer),
        f"/api/collections/{layer.slug}/items",
        f"/api/collections/{layer.slug}/schema",
        f"/api/collections/{layer.slug}/queryables",
        f"/legend/{layer.slug}",
        f"/{layer.slug}/table",
        f"/{layer.slug}/figures",
        f"/{layer.slug}/{open_one.pk}/?fragment=1",
        f"/{layer.slug}/?fragment=list",
        *(f"/data/{layer.slug}.{extension}" for extension in ("csv", "geojson")),
    ):
        seen = body(inspector.get(address))
        if address.endswith("items"):
            assert [one["id"] for one in json.loads(seen)["features"]] == [open_one.pk]
        else:
            # When an export was made is its own.
            told = [_STAMP.sub(b"", one) for one in (seen, body(client.get(address)))]
            assert told[0] == told[1], address
        if "schema" not in address and "queryables" not in address and "fragment=1" not in address:
            assert seen != body(moderator.get(address)), address
    assert inspector.get(f"/{layer.slug}/{secret.pk}/").status_code == 404
    assert moderator.get(f"/{layer.slug}/{secret.pk}/").status_code == 200
    assert inspector.get(f"/api/collections/{layer.slug}/items/{secret.pk}").status_code == 404


@layers
def test_a_hidden_row_is_nowhere(layer: Layer, client: Client) -> None:
    secret = row(layer, publication="hidden")
    word = next((c.name for c in layer.columns if c.field.search and c.is_local), None)
    text = str(getattr(secret, word)) if word else "Зразок"
    assert tile_is_empty(client, layer)
    assert client.get(f"/api/collections/{layer.slug}/items").json()["numberMatched"] == 0
    assert client.get(f"/api/collections/{layer.slug}/items/{secret.pk}").status_code == 404
    assert client.get(f"/{layer.slug}/{secret.pk}/").status_code == 404
    assert client.get(f"/legend/{layer.slug}").json()["total"] == 0
    assert f'data-id="{secret.pk}"' not in client.get(f"/{layer.slug}/").content.decode()
    assert not client.get("/suggest", {"q": text}).json()["suggestions"]
    assert client.get(f"/counts?layers={layer.slug}").json()[layer.slug]["total"] == 0
    assert f'data-id="{secret.pk}"' not in client.get(f"/list?layers={layer.slug}").content.decode()
    assert json.loads(body(client.get(f"/data/{layer.slug}.geojson")))["features"] == []
    assert body(client.get(f"/data/{layer.slug}.csv")).count(b"\n") == 1


def tile_is_empty(client: Client, layer: Layer) -> bool:
    return all(client.get(tile_of(layer, z)).content == b"" for z in (3, 10, 14, 18))


@layers
def test_staff_see_what_is_hidden(layer: Layer, signed_in: Callable[[str], Client]) -> None:
    secret = row(layer, publication="hidden")
    analyst = signed_in("analyst")
    assert analyst.get(f"/{layer.slug}/{secret.pk}/").status_code == 200
    drawn = mapbox_vector_tile.decode(analyst.get(tile_of(layer)).content)[layer.slug]["features"]
    assert [one["id"] for one in drawn] == [secret.pk]
    assert analyst.get(f"/api/collections/{layer.slug}/items").json()["numberMatched"] == 1


@layers
def test_what_depends_on_who_looks_is_not_kept_for_others(
    layer: Layer, signed_in: Callable[[str], Client]
) -> None:
    row(layer)
    answer = signed_in("analyst").get(tile_of(layer))
    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


@layers
def test_an_unchanged_layer_is_not_asked_again(
    layer: Layer, client: Client, django_assert_num_queries: object
) -> None:
    feature = row(layer)
    for address in (tile_of(layer), f"/api/collections/{layer.slug}/items", f"/legend/{layer.slug}"):
        tag = client.get(address).headers["ETag"]
        with django_assert_num_queries(1):  # type: ignore[operator]
            again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        layer.model._default_manager.filter(pk=feature.pk).update(location_accuracy=5)
        changed = client.get(address, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["ETag"] != tag


@layers
def test_a_surface_asks_the_database_a_few_questions_whatever_it_shows(
    layer: Layer, client: Client, django_assert_max_num_queries: object
) -> None:
    for step in range(12):
        row(layer, at=(HERE[0] + step * 1e-5, HERE[1]))
    for address in (
        tile_of(layer),
        f"/api/collections/{layer.slug}/items",
        f"/{layer.slug}/",
        f"/list?layers={layer.slug}",
    ):
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            assert client.get(address).status_code == 200
