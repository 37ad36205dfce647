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
        # Of two tags of one node the worse one counts.
        ({"barrier": "bollard", "maxwidth:physical": "0.6", "kerb": "flush"}, "barred"),
        ({"barrier": "gate", "kerb": "lowered"}, "unmeasured"),
        ({"barrier": "turnstile", "kerb": "flush"}, "barred"),
        ({"barrier": "gate", "wheelchair": "no", "maxwidth:physical": "2"}, "barred"),
        ({"barrier": "gate", "wheelchair": "yes", "opening_hours": "Mo-Fr 08:00-17:00"}, "unmeasured"),
        ({"barrier": "gate", "wheelchair": "yes", "opening_hours": "24/7"}, "good"),
        # The same kerb is the same to a person on a node and on a crossing.
        ({"barrier": "kerb", "kerb:height": "0.05"}, "barred"),
        ({"highway": "elevator", "wheelchair": "yes", "operational_status": "broken"}, "unmeasured"),
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
        {"opening_hours": "Mo-Fr 08:00-17:00"},
        {"seasonal": "summer"},
        {"ford": "yes"},
        {"wheelchair:conditional": "no @ snow"},
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


def crossed(street: dict[str, str], **node: str) -> Extract:
    """The same footway over a street that shares the node in its middle."""
    extract = town(**node)
    words = {"surface": "asphalt", "incline": "1%", "sidewalk": "both"}
    extract.way(11, [spot(150, 50), spot(150, 100), spot(150, 150)], **(words | street))
    return extract


@pytest.mark.parametrize(
    ("node", "good"),
    [
        ({}, set()),
        ({"highway": "crossing"}, set()),
        ({"highway": "crossing", "crossing": "zebra"}, {"deaf"}),
        ({"highway": "crossing", "kerb": "flush"}, {"wheelchair", "powered", "pram", "older"}),
        ({"highway": "crossing", "crossing": "traffic_signals", "tactile_paving": "yes"}, {"deaf"}),
        (
            {
                "highway": "crossing",
                "crossing": "traffic_signals",
                "tactile_paving": "yes",
                "traffic_signals:sound": "yes",
            },
            {"deaf", "blind"},
        ),
    ],
)
def test_a_street_that_is_crossed_is_a_crossing(
    bring: Import, client: Client, node: dict[str, str], good: set[str]
) -> None:
    bring(crossed({"highway": "secondary"}, **node))
    told = {profile: route(client, profile, "never") for profile in Profile.values}
    assert {profile for profile, one in told.items() if one["open"]} == good


def test_where_a_street_must_not_be_crossed_nobody_crosses(bring: Import, client: Client) -> None:
    bring(crossed({"highway": "secondary"}, highway="crossing", crossing="no"))
    assert not any(route(client, profile)["open"] for profile in Profile.values)


def test_a_driveway_is_no_street_with_kerbs(bring: Import, client: Client) -> None:
    bring(crossed({"highway": "service"}))
    assert route(client, "wheelchair", "never")["open"]


def test_limits_of_ones_own_hold_for_what_stands_on_a_way(bring: Import, client: Client) -> None:
    bring(town(barrier="kerb", kerb="lowered"))
    ends = {name: ",".join(map(str, spot(*at))) for name, at in (("from", (100, 100)), ("to", (200, 100)))}
    asked = {**ends, "profile": "wheelchair"}
    assert client.get("/api/route", {**asked, "kerb": "0.03"}).json()["good"] > 0
    told = client.get("/api/route", {**asked, "kerb": "0.01"}).json()
    assert (told["open"], told["good"]) == (True, 0)


@pytest.mark.parametrize("profile", Profile.values)
@pytest.mark.parametrize(
    "told",
    [
        {"highway": "primary", "surface": "asphalt", "incline": "1%", "sidewalk": "separate"},
        {
            "highway": "primary",
            "surface": "asphalt",
            "incline": "1%",
            "sidewalk": "both",
            "sidewalk:both:smoothness": "impassable",
        },
    ],
)
def test_of_a_carriageway_its_pavement_counts(
    bring: Import, client: Client, told: dict[str, str], profile: str
) -> None:
    extract = Extract()
    extract.way(10, [spot(100, 100), spot(200, 100)], **told)
    bring(extract)
    assert route(client, profile)["good"] == 0


def test_what_is_hard_and_not_wholly_known_is_said(bring: Import, client: Client) -> None:
    extract = Extract()
    extract.way(10, [spot(100, 100), spot(200, 100)], highway="footway", surface="sett")
    bring(extract)
    said = route(client, "wheelchair")["said"]
    assert "нічого невідомого" not in said
    assert "nothing is unknown" not in said
    barred = route(client, "wheelchair", "never")
    assert not barred["open"]
    assert "sett" not in barred["said"]


@pytest.mark.parametrize(
    "told", [{"highway": "trunk", "motorroad": "yes"}, {"footway": "crossing", "crossing": "no"}]
)
def test_where_nobody_may_walk_is_no_way(bring: Import, client: Client, told: dict[str, str]) -> None:
    extract = Extract()
    extract.way(10, [spot(100, 100), spot(200, 100)], **(GOOD | told))
    bring(extract)
    assert not route(client, "deaf")["found"]


def between(client: Client, start: tuple[float, float], end: tuple[float, float], **words: str) -> Any:
    ends = {"from": ",".join(map(str, spot(*start))), "to": ",".join(map(str, spot(*end)))}
    return client.get("/api/route", {**ends, "profile": "wheelchair", "lang": "en", **words}).json()


def test_a_barrier_is_met_by_who_passes_it_alone(bring: Import, client: Client) -> None:
    bring(town(kerb="raised"))
    for start, end in (((102, 100), (140, 100)), ((190, 100), (160, 100))):
        told = between(client, start, end, unknown="never")
        assert (told["open"], told["good"]) == (True, told["metres"])
    assert not between(client, (140, 100), (160, 100))["open"]
    assert not between(client, (100, 100), (150, 100))["open"]


def test_who_never_takes_the_unknown_does_not_take_it_off_the_ways(bring: Import, client: Client) -> None:
    bring(town())
    told = between(client, (100, 60), (190, 100), unknown="never")
    assert not told["open"]
    assert "40 metres from and to the nearest way nothing is" in told["said"]
    told = between(client, (100, 60), (190, 100))
    assert told["open"]
    assert "nothing is unknown" not in told["said"]
    assert between(client, (150, 140), (150, 140))["off"] == [40, 40]
