"""Footprints: asked for in the field, imported, drawn from near, and measured by rule."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from django.contrib.gis.geos import Polygon
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kiosks import measures, rules
from kiosks.cases import findings
from kiosks.models import Advertising, Kiosk
from layers.models import ImportRun
from layers.registry import catalogue
from tests.samples import HERE, row
from tests.surveys.conftest import Device, device

__all__ = ["device"]
METRE = 1 / 73_300
NORTH = 1 / 111_250


def square(side: float = 4.0) -> Polygon:
    """So many metres to the east and north of HERE, EPSG:4326."""
    x, y = HERE
    right, top = x + side * METRE, y + side * NORTH
    return Polygon(((x, y), (right, y), (right, top), (x, top), (x, y)), srid=4326)


def tile_of(z: int) -> str:
    """The tile that HERE lies in."""
    longitude, latitude = HERE
    sheet = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / math.pi
    return f"{z}/{int((longitude + 180) / 360 * 2**z)}/{int((1 - sheet) / 2 * 2**z)}"


@pytest.mark.parametrize(
    ("direction", "wide", "high"), [(0, 2, 6), (90, 6, 2), (180, 2, 6), (270, 6, 2), (360, 2, 6)]
)
def test_a_rectangle_lies_round_its_point_in_its_direction(
    direction: float, wide: float, high: float
) -> None:
    west, south, east, north = rules.rectangle(100, 200, 6, 2, direction).bounds
    assert (east - west, north - south) == (pytest.approx(wide), pytest.approx(high))
    assert ((west + east) / 2, (south + north) / 2) == (pytest.approx(100), pytest.approx(200))


def test_a_direction_turns_clockwise_from_north() -> None:
    corners = shapely.get_coordinates(rules.rectangle(0, 0, 10, 0.01, 45))
    assert max(corners, key=lambda corner: corner[1])[0] == pytest.approx(3.5, abs=0.1)


@pytest.mark.parametrize(
    ("stated", "measured", "differ"),
    [(10, 10.9, False), (10, 12, True), (12, 10, True), (None, 10, None), (10, None, None)],
)
def test_a_stated_area_is_compared_with_the_footprint(
    stated: float | None, measured: float | None, differ: bool | None
) -> None:
    assert rules.areas_differ(stated, measured) is differ


@pytest.mark.parametrize(
    ("footprint", "width", "height", "stands", "area"),
    [
        (shapely.box(0, 0, 6, 0.4), None, None, None, 9.8),
        (shapely.box(0, 0, 6, 0.4), 6, 3, False, 9.8),
        (None, 6, 3, False, 18),
        (None, 6, 3, True, None),
        (None, 6, 3, None, None),
        (None, 6, None, False, None),
    ],
)
def test_the_place_of_an_advertisement_is_known_or_not(
    footprint: Any, width: float | None, height: float | None, stands: bool | None, area: float | None
) -> None:
    assert rules.advertising_place(footprint, width, height, stands=stands) == area


@pytest.mark.django_db
def test_the_field_tells_two_sides_and_a_direction(device: Device) -> None:
    answers = {"form": "kiosk", "activity": "bread", "length": 6, "width": 2, "direction": 90}
    assert device.send(device.message(version=2, answers=answers)).json()["fate"] == "accepted"
    made = Kiosk.objects.get()
    assert made.footprint
    west, south, east, north = made.footprint.extent
    assert (east - west) / METRE == pytest.approx(6, rel=0.03)
    assert (north - south) / NORTH == pytest.approx(2, abs=0.15)
    assert made.footprint.contains(made.geom)
    measures.measure()
    made.refresh_from_db()
    assert made.footprint_area == pytest.approx(12, abs=0.1)


@pytest.mark.django_db
def test_what_is_not_known_draws_nothing_and_erases_nothing(device: Device) -> None:
    unknown = {"form": "kiosk", "activity": "bread", "length": 6, "width": 2, "direction": None}
    assert device.send(device.message(answers=unknown)).json()["fate"] == "accepted"
    made = Kiosk.objects.get()
    assert made.footprint is None
    Kiosk.objects.update(footprint=square())
    said = device.inspection(made, {"length": None}, {"length": 6.0})
    assert device.send(said).json()["fate"] == "accepted"
    made.refresh_from_db()
    assert (made.length, made.footprint is None) == (None, False)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"length": 900}, {"width": -1}, {"direction": 400}, {"length": "6"}])
def test_sides_that_no_kiosk_has_are_refused(device: Device, wrong: dict[str, Any]) -> None:
    told = device.send(device.message(answers={"form": "kiosk", "activity": "bread"} | wrong)).json()
    assert told["fate"] == "refused"
    assert told["flaws"][0]["name"] in wrong
    assert not Kiosk.objects.exists()


MAPPING = """
layer = "kiosks"
source = "drawn"
key = ["uid"]
[columns]
name = "title"
[geometry]
outline = "footprint"
wkt = "shape"
"""


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., ImportRun]:
    (tmp_path / "drawn.toml").write_text(MAPPING)

    def run(*shapes: str) -> ImportRun:
        lines = [f'{number};Кава;"{shape}"' for number, shape in enumerate(shapes)]
        (tmp_path / "drawn.csv").write_text("\n".join(["uid;title;shape", *lines]))
        call_command(
            "import_layer", "kiosks", str(tmp_path / "drawn.csv"), "--mapping", str(tmp_path / "drawn.toml")
        )
        return ImportRun.objects.latest("pk")

    return run


@pytest.mark.django_db
def test_an_area_of_a_file_is_the_footprint_and_its_place_lies_inside(
    imported: Callable[..., ImportRun],
) -> None:
    x, y = HERE
    run = imported(square().wkt, f"POINT ({x} {y})", "")
    assert (run.created, run.refused) == (3, 0)
    drawn, point, placeless = Kiosk.objects.order_by("external_id")
    assert drawn.footprint
    assert drawn.footprint.equals_exact(square(), 1e-9)
    assert drawn.footprint.contains(drawn.geom)
    assert (point.footprint, point.geom.coords) == (None, pytest.approx(HERE))
    assert placeless.geom is None
    again = imported(square().wkt, f"POINT ({x} {y})", "")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


@pytest.mark.django_db
def test_an_area_that_is_no_footprint_is_refused_with_its_row(imported: Callable[..., ImportRun]) -> None:
    x, y = HERE
    beside = f"(({x} {y - 2e-4}, {x + 1e-4} {y - 2e-4}, {x} {y - 1e-4}, {x} {y - 2e-4}))"
    two = f"MULTIPOLYGON ({square().wkt[8:]}, {beside})"
    crossed = f"POLYGON (({x} {y}, {x + 0.0001} {y + 0.0001}, {x + 0.0001} {y}, {x} {y + 0.0001}, {x} {y}))"
    run = imported("nonsense", two, square(900).wkt, crossed)
    assert (run.created, run.refused) == (0, 4)
    reasons = list(run.refusals.order_by("row").values_list("reason", flat=True))
    for reason, said in zip(reasons, ("no WKT", "2 parts", "m²", "not valid"), strict=True):
        assert said in reason


@pytest.mark.django_db
def test_a_footprint_is_drawn_from_near_where_everybody_may_know_the_place(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    made = row(catalogue["kiosks"], footprint=square())
    near, far = tile_of(18), tile_of(17)
    drawn = mapbox_vector_tile.decode(client.get(f"/tiles/kiosks/{near}.mvt").content)
    [shape] = drawn["kiosks.outline"]["features"]
    assert (shape["id"], shape["geometry"]["type"]) == (made.pk, "Polygon")
    assert set(drawn) == {"kiosks", "kiosks.outline"}
    assert set(mapbox_vector_tile.decode(client.get(f"/tiles/kiosks/{far}.mvt").content)) == {"kiosks"}
    picture = f"/map.svg?layers=kiosks&at=20/{HERE[1]}/{HERE[0]}&width=300&height=300"
    assert 'fill-opacity="0.25"' in client.get(picture).content.decode()
    assert 'fill-opacity="0.25"' not in client.get(picture.replace("=20/", "=17/")).content.decode()
    Kiosk.objects.update(publication="generalised", publication_reason="закон")
    for z in (18, 19):
        assert b"outline" not in client.get(f"/tiles/kiosks/{tile_of(z)}.mvt").content
    assert 'fill-opacity="0.25"' not in client.get(picture).content.decode()


@pytest.mark.django_db
def test_the_office_is_told_what_footprints_say() -> None:
    kiosk = row(catalogue["kiosks"], footprint=square(), area=30.0)
    board = row(catalogue["advertising"], kind="roof", width=8.0, height=2.0)
    unknown = row(catalogue["advertising"], kind="billboard", width=6.0, height=3.0)
    today = timezone.localdate()
    measures.measure()
    for one in (kiosk, board, unknown):
        one.refresh_from_db()
    assert kiosk.footprint_area == pytest.approx(16, abs=0.2)
    assert (board.place_area, unknown.place_area) == (16, None)
    assert measures.measure() == 0
    said = [one.said for one in findings.of_structure(kiosk, today)]
    assert "30" in said[0]
    assert any("16" in one for one in said)
    assert "16" in findings.of_structure(board, today)[0].said
    assert findings.of_structure(unknown, today) == []
    Advertising.objects.filter(pk=unknown.pk).update(footprint=square(2))
    measures.measure()
    unknown.refresh_from_db()
    assert unknown.place_area == pytest.approx(9, abs=0.2)
