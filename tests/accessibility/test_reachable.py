"""How much of the city each person gets to from public transport: what is known, what is not, and what bars."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.test import Client
from django.utils import timezone

from accessibility import reachable
from accessibility.models import Reach
from accessibility.vocabulary import Profile, Reached
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE
#: degrees of about 100 m to the north
NORTH = 0.0009
GOOD = {"surface": "asphalt", "width": 1.8, "tags": {"incline": "2%"}}
UNMEASURED = {"surface": "asphalt", "width": 1.8, "tags": {}}
STEEP = {"surface": "asphalt", "width": 1.8, "tags": {"incline": "15%"}}


@pytest.fixture
def city() -> dict[str, Any]:
    """A stop, and ways from it to the north, each 100 m from the next: good, unmeasured, steep, none."""
    row(catalogue["stops"], (X, Y), name="Зупинка")
    _way(*((X + number * NORTH, Y) for number in range(4)), **GOOD)
    found = {}
    for number, (name, known) in enumerate({"good": GOOD, "unmeasured": UNMEASURED, "steep": STEEP}.items()):
        east = X + number * NORTH
        _way((east, Y), (east, Y + 3 * NORTH), **known)
        found[name] = row(catalogue["places"], (east, Y + 3 * NORTH), name=name)
    found["far"] = row(catalogue["places"], (X + 90 * NORTH, Y), name="far")
    return found


def _way(*places: tuple[float, float], **values: Any) -> Any:
    line = MultiLineString(LineString(*places, srid=4326), srid=4326)
    return row(catalogue["roads"], geom=line, kind="footway", name="", **values)


def test_what_is_known_what_is_not_and_what_bars(city: dict[str, Any]) -> None:
    found = reachable.places(Profile.WHEELCHAIR)
    assert {name: found[place.pk] for name, place in city.items()} == {
        "good": Reached.KNOWN,
        "unmeasured": Reached.PERHAPS,
        "steep": Reached.BARRED,
        "far": Reached.FAR,
    }
    # A slope is nothing to who does not hear: nothing of these ways bars or is unknown.
    for name in ("good", "unmeasured", "steep"):
        assert reachable.places(Profile.DEAF)[city[name].pk] is Reached.KNOWN


def test_a_hidden_place_is_in_no_figure(city: dict[str, Any]) -> None:
    city["good"].publication = "hidden"
    city["good"].save()
    assert city["good"].pk not in reachable.places(Profile.WHEELCHAIR)


def test_a_barrier_of_this_minute_counts(city: dict[str, Any]) -> None:
    row(catalogue["barriers"], (X, Y + NORTH), kind="stairs", severity="impassable", status="confirmed")
    assert reachable.places(Profile.WHEELCHAIR)[city["good"].pk] is Reached.BARRED


def test_a_quarter_of_an_hour_is_by_each_persons_pace(city: dict[str, Any]) -> None:
    place = row(catalogue["places"], (X, Y + 8 * NORTH), name="900 m")
    _way((X, Y + 3 * NORTH), (X, Y + 8 * NORTH), **GOOD)
    assert reachable.places(Profile.DEAF)[place.pk] is Reached.KNOWN
    assert reachable.places(Profile.OLDER)[place.pk] is Reached.FAR


@pytest.mark.usefixtures("city")
def test_each_day_has_its_figures_once(client: Client) -> None:
    reachable.count()
    reachable.count()
    kept = Reach.objects.get(profile=Profile.WHEELCHAIR)
    assert (kept.known, kept.perhaps, kept.barred, kept.far, kept.total) == (1, 1, 1, 1, 4)
    lines = list(csv.reader(StringIO(client.get("/reach.csv").content.decode())))
    assert lines[0] == ["day", "profile", "known", "perhaps", "barred", "far"]
    assert [timezone.localdate().isoformat(), "wheelchair", "1", "1", "1", "1"] in lines


@pytest.mark.usefixtures("city")
def test_the_page_tells_the_shares_and_what_lies_within_some_minutes(client: Client) -> None:
    told = client.get("/reach?lang=en", headers={"Accept": "text/html"}).content.decode()
    assert "25 % <small>(1)</small>" in told
    words = {"from": f"{X},{Y}", "minutes": "15", "profile": "wheelchair", "lang": "en"}
    told = client.get("/reach", words, headers={"Accept": "text/html"}).content.decode()
    assert "2 places are there." in told
    assert ">Good<" in told
    assert ">Steep<" not in told


def test_nothing_is_divided_by_no_places(client: Client) -> None:
    assert client.get("/reach?lang=en").status_code == 200
