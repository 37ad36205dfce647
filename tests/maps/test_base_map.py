"""The boundary is always in the base map: also of a city that has nothing but the file of its boundary."""

import json
from pathlib import Path

import pytest
from django.test import Client

from layers.importing import runs
from layers.registry import catalogue

pytestmark = pytest.mark.django_db
SQUARE = [[37.55, 48.83], [37.65, 48.83], [37.65, 48.87], [37.55, 48.87], [37.55, 48.83]]


def imported(folder: Path) -> None:
    one = {
        "type": "Feature",
        "properties": {"id": 1, "name": "Громада", "level": "community"},
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    path = folder / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), encoding="utf-8")
    runs.run(catalogue["boundary"], path)


def test_the_tiles_of_the_base_map_have_the_boundary(tmp_path: Path, client: Client) -> None:
    imported(tmp_path)
    ground = client.get("/").context["document"]["ground"]
    assert "boundary" in ground["layers"]
    tile = client.get(ground["tiles"].format(z=12, x=2475, y=1409))
    assert tile.status_code == 200
    assert b"boundary" in tile.content
    assert b"community" in tile.content


def test_the_base_map_changes_with_the_boundary(tmp_path: Path, client: Client) -> None:
    before = client.get("/").context["document"]["ground"]["tiles"]
    imported(tmp_path)
    assert client.get("/").context["document"]["ground"]["tiles"] != before


def test_it_stays_a_layer_that_visitors_switch() -> None:
    assert [layer.slug for layer in catalogue.base if layer.underlies] == ["boundary", "streets", "addresses"]
    assert catalogue["boundary"] in catalogue.shown
    assert catalogue["boundary"] not in catalogue.ground
