"""Kerbs and barriers that stand on ways of an extract are met by whoever walks there: no such way is good."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accessibility.vocabulary import Profile
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
        ({"barrier": "kerb", "kerb:height": "0.15"}, "barred"),
        ({"barrier": "kerb", "kerb:height": "0.02"}, "good"),
        ({"kerb": "lowered", "kerb:height": "15 cm"}, "barred"),
        ({"kerb": "raised", "kerb:height": "0.02"}, "good"),
        ({"barrier": "kerb", "kerb:height": "120"}, "unmeasured"),
        ({"barrier": "kerb"}, "unmeasured"),
        ({"kerb": "rolled"}, "unmeasured"),
        ({"barrier": "wall"}, "unmeasured"),
        ({"barrier": "step"}, "barred"),
        ({"barrier": "bollard", "maxwidth:physical": "0.7"}, "barred"),
        ({"barrier": "bollard", "maxwidth": "1.5"}, "good"),
        ({"barrier": "gate", "wheelchair": "yes"}, "good"),
        ({"barrier": "entrance"}, "good"),
        ({"highway": "elevator"}, "unmeasured"),
        ({"highway": "elevator", "wheelchair": "no"}, "barred"),
        ({"highway": "elevator", "wheelchair": "yes"}, "good"),
        # A barrier that nobody here knows is not «nothing».
        ({"barrier": "fence_of_straw"}, "unmeasured"),
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


@pytest.mark.parametrize("profile", Profile.values)
@pytest.mark.parametrize(
    "gate", [{"access": "private"}, {"access": "no"}, {"locked": "yes"}, {"foot": "no", "access": "yes"}]
)
def test_a_gate_that_is_shut_is_shut_to_everybody(
    bring: Import, client: Client, gate: dict[str, str], profile: str
) -> None:
    bring(town(barrier="gate", **gate))
    assert not route(client, profile)["open"]


@pytest.mark.parametrize("profile", Profile.values)
@pytest.mark.parametrize(
    "told",
    [
        {"construction": "yes"},
        {"disused": "yes"},
        {"flood_prone": "yes"},
        {"access:conditional": "no @ (22:00-06:00)"},
    ],
)
def test_a_way_that_may_not_be_there_is_not_known_to_be_good(
    bring: Import, client: Client, told: dict[str, str], profile: str
) -> None:
    extract = Extract()
    extract.way(10, [spot(100, 100), spot(200, 100)], **GOOD, **told)
    bring(extract)
    assert route(client, profile)["good"] == 0
    assert not route(client, profile, "never")["open"]


@pytest.mark.parametrize("profile", Profile.values)
def test_a_carriageway_without_a_pavement_is_good_to_nobody(
    bring: Import, client: Client, profile: str
) -> None:
    extract = Extract()
    words = {"highway": "primary", "surface": "asphalt", "incline": "1%", "sidewalk": "no"}
    extract.way(10, [spot(100, 100), spot(200, 100)], **words)
    bring(extract)
    told = route(client, profile)
    assert told["good"] == 0
    assert (
        "without a pavement"
        in client.get(
            "/api/route",
            {
                "from": "{},{}".format(*spot(100, 100)),
                "to": "{},{}".format(*spot(200, 100)),
                "profile": profile,
                "lang": "en",
            },
        ).content.decode()
    )


@pytest.mark.parametrize("told", ["width=90", "width=1200", "incline=400%", "kerb:height=120", "incline=12"])
def test_a_figure_that_is_not_believed_is_unknown_and_told(bring: Import, client: Client, told: str) -> None:
    name, _is, value = told.partition("=")
    extract = Extract()
    extract.way(
        10,
        [spot(100, 100), spot(200, 100)],
        **(GOOD | {"footway": "crossing", "kerb": "flush"} | {name: value}),
    )
    reports = bring(extract)
    assert route(client, "wheelchair")["good"] == 0
    assert any(f"{told} of a way is not believed" in one.reason for one in reports["roads"].kept)


@pytest.mark.parametrize("slope", ["45%", "1:8", "-12 %"])
def test_what_is_too_steep_bars(bring: Import, client: Client, slope: str) -> None:
    extract = Extract()
    extract.way(10, [spot(100, 100), spot(200, 100)], **(GOOD | {"incline": slope}))
    bring(extract)
    assert not route(client, "wheelchair")["open"]


def test_of_a_ramp_beside_stairs_nobody_knows_how_steep_it_is(bring: Import, client: Client) -> None:
    extract = Extract()
    extract.way(
        10, [spot(100, 100), spot(200, 100)], **(GOOD | {"highway": "steps", "ramp:wheelchair": "yes"})
    )
    bring(extract)
    told = route(client, "wheelchair")
    assert (told["open"], told["good"]) == (True, 0)
    assert told["unmeasured"] == told["metres"]


def test_of_a_kerb_the_crossing_is_barred_and_not_the_pavement_that_passes(
    bring: Import, client: Client
) -> None:
    extract = town(kerb="raised")
    extract.way(11, [spot(150, 100), spot(150, 110)], **(GOOD | {"footway": "crossing"}))
    bring(extract)
    assert route(client, "wheelchair", "never")["open"]
    assert Road.objects.filter(tags__has_key="map:met").count() == 2
