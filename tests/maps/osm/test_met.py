"""Kerbs and barriers that stand on ways of an extract are met by whoever walks there: no such way is good."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from layers.reference.models import Road
from maps.osm import runs
from maps.osm.runs import Reports
from tests.maps.osm.extract import Extract, spot

pytestmark = pytest.mark.django_db
HERE = (37.59, 48.84, 37.65, 48.88)
Import = Callable[[Extract], Reports]
GOOD = {"highway": "footway", "surface": "asphalt", "width": "2", "incline": "1%"}


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    return lambda extract: runs.run(extract.write(tmp_path / "town.osm"), HERE)


def town(**middle: str) -> Extract:
    """A footway of 100 m that is measured and good, with something in its middle."""
    extract = Extract()
    extract.node(5, spot(150, 100), **middle)
    extract.way(10, [spot(100, 100), spot(150, 100), spot(200, 100)], **GOOD)
    return extract


def route(client: Client, profile: str, unknown: str = "accept") -> Any:
    ends = {name: ",".join(map(str, spot(*at))) for name, at in (("from", (100, 100)), ("to", (200, 100)))}
    return client.get("/api/route", {**ends, "profile": profile, "unknown": unknown}).json()


def test_a_way_with_nothing_on_it_is_good(bring: Import, client: Client) -> None:
    bring(town())
    told = route(client, "wheelchair", "never")
    assert (told["open"], told["good"]) == (True, told["metres"])


@pytest.mark.parametrize(
    ("middle", "wheelchair"),
    [
        ({"barrier": "cycle_barrier"}, "unmeasured"),
        ({"barrier": "stile"}, "barred"),
        ({"kerb": "raised"}, "barred"),
        ({"kerb": "lowered"}, "good"),
        ({"barrier": "fence_of_straw"}, "good"),
    ],
)
def test_what_stands_on_it_is_met(
    bring: Import, client: Client, middle: dict[str, str], wheelchair: str
) -> None:
    bring(town(**middle))
    told = route(client, "wheelchair")
    assert told[wheelchair] == told["metres"]
    assert told["open"] is (wheelchair != "barred")
    assert route(client, "wheelchair", "never")["open"] is (wheelchair == "good")
    told = route(client, "deaf")
    assert told["open"]


def test_of_a_kerb_the_crossing_is_barred_and_not_the_pavement_that_passes(
    bring: Import, client: Client
) -> None:
    extract = town(kerb="raised")
    extract.way(11, [spot(150, 100), spot(150, 110)], **(GOOD | {"footway": "crossing"}))
    bring(extract)
    assert route(client, "wheelchair", "never")["open"]
    assert Road.objects.filter(tags__has_key="map:met").count() == 2
