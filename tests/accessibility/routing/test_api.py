"""`/api/route` and `/api/reach`: what is known of the way, in words and figures, with the barriers of this minute."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accessibility.models import Barrier
from accessibility.vocabulary import AT_A_PLACE
from layers.reference.models import Road
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE
#: degrees of about 100 m to the east
EAST = 0.00136
PAVED = {"surface": "asphalt", "tags": {"incline": "2%"}, "width": 1.8}


def way(*places: tuple[float, float], **values: Any) -> Any:
    line = MultiLineString(LineString(*places, srid=4326), srid=4326)
    return row(catalogue["roads"], geom=line, kind="footway", name="", **{**PAVED, **values})


def asked(client: Client, **words: str) -> Any:
    given = {"from": f"{X},{Y}", "to": f"{X + 0.00136},{Y}", "profile": "wheelchair", "lang": "en", **words}
    return client.get("/api/route", given).json()


@pytest.fixture
def square() -> Any:
    """A straight way of 100 m, and one round it."""
    straight = way((X, Y), (X + 0.00136, Y))
    way((X, Y), (X, Y + EAST / 2), (X + 0.00136, Y + EAST / 2), (X + 0.00136, Y))
    return straight


@pytest.mark.usefixtures("square")
def test_a_way_that_is_known_to_be_good(client: Client) -> None:
    told = asked(client)
    assert (told["open"], told["unmeasured"], told["hard"]) == (True, 0, 0)
    assert told["metres"] == told["good"] == pytest.approx(100, abs=2)
    assert "nothing is unknown" in told["said"]
    assert told["geometry"]["coordinates"][0] == pytest.approx([X, Y], abs=1e-5)
    assert told["steps"][0]["said"].startswith("to the east 1")


def test_a_barrier_that_is_confirmed_now_is_in_the_next_route(client: Client, square: Any) -> None:
    before = asked(client)["metres"]
    barrier = row(
        catalogue["barriers"], (X + 0.00136 / 2, Y), kind="stairs", severity="impassable", status="confirmed"
    )
    assert asked(client)["metres"] > before + 50
    barrier.status = "removed"
    barrier.save()
    assert asked(client)["metres"] == before
    Barrier.objects.all().delete()
    row(catalogue["barriers"], (X + 0.00136 / 2, Y), kind="stairs", severity="impassable", status="reported")
    # What nobody has confirmed bars nobody, and is told as not known.
    told = asked(client)
    assert told["metres"] == before
    assert "a reported barrier" in told["steps"][0]["said"]


@pytest.mark.parametrize(
    ("width", "severity", "state"),
    [
        (0.6, "unknown", "barred"),
        (0.5, "annoying", "barred"),
        (1.0, "unknown", "hard"),
        (1.5, "unknown", "good"),
        (1.5, "impassable", "barred"),
    ],
)
def test_the_room_that_was_measured_beside_a_barrier_counts(
    client: Client, width: float, severity: str, state: str
) -> None:
    way((X, Y), (X + 0.00136, Y))
    at = (X + 0.00136 / 2, Y)
    row(
        catalogue["barriers"],
        at,
        kind="narrow_passage",
        clear_width=width,
        severity=severity,
        status="confirmed",
    )
    told = asked(client)
    assert told[state] == told["metres"]
    if state == "hard":
        assert not asked(client, width="1.2")["open"]


def test_what_bars_inside_of_a_place_bars_nobody_who_walks_past(client: Client, square: Any) -> None:
    before = asked(client)
    for kind in AT_A_PLACE:
        row(catalogue["barriers"], (X + 0.00136 / 2, Y), kind=kind, severity="impassable", status="confirmed")
    assert asked(client) == before


def test_a_pavement_is_told_with_the_street_that_it_leads_along(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y))
    row(
        catalogue["roads"],
        geom=MultiLineString(LineString((X, Y + 0.0001), (X + 0.002, Y + 0.0001), srid=4326), srid=4326),
        kind="residential",
        name="вулиця Лісна",
    )
    assert "a footway (вулиця Лісна)" in asked(client)["steps"][0]["said"]


def test_however_much_makes_a_way_hard_it_is_asked_for_at_once(client: Client) -> None:
    counted = []
    for pieces in (1, 6):
        Road.objects.all().delete()
        for number in range(pieces):
            first, last = (X + 0.00136 * at / pieces for at in (number, number + 1))
            way((first, Y), (last, Y), surface=("sett", "unpaved")[number % 2])
        asked(client)
        with CaptureQueriesContext(connection) as queries:
            assert len(asked(client)["warnings"]) == pieces
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_hidden_barrier_tells_nobody(client: Client, square: Any) -> None:
    before = asked(client)
    row(
        catalogue["barriers"],
        (X + 0.00136 / 2, Y),
        kind="stairs",
        severity="impassable",
        status="confirmed",
        publication="hidden",
    )
    assert asked(client) == before


def test_a_route_that_does_not_exist_says_why_not(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y), tags={"incline": "12%"})
    told = asked(client)
    assert (told["found"], told["open"]) == (True, False)
    assert "a slope of 12 % (at most 8 %)" in told["said"]
    (breach,) = told["breaches"]
    assert (breach["measure"], breach["value"], breach["certainty"]) == ("incline", 12, "F")
    assert asked(client, incline="15")["open"]
    assert asked(client, profile="deaf")["open"]


def test_the_unknown_is_a_policy(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y), tags={}, width=None)
    told = asked(client)
    assert told["unmeasured"] == told["metres"]
    assert "slope, width" in told["steps"][0]["said"]
    refused = asked(client, unknown="never")
    assert not refused["open"]
    assert "a stretch that is not measured: slope, width" in refused["said"]


def test_across_the_sea(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y))
    told = asked(client, to="31.0,46.0")
    assert told["found"] is False
    assert "No way leads there" in told["said"]


@pytest.mark.usefixtures("square")
def test_what_can_be_reached(client: Client) -> None:
    words = {"from": f"{X},{Y}", "profile": "wheelchair", "minutes": "1", "lang": "en"}
    near = client.get("/api/reach", words).json()
    far = client.get("/api/reach", {**words, "minutes": "15"}).json()
    assert near["metres"] < far["metres"] == pytest.approx(351, abs=5)
    assert far["geometry"]["type"] == "Polygon"
    nowhere = client.get("/api/reach", {**words, "from": "31.0,46.0"}).json()
    assert nowhere["geometry"] is None


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize(
    ("north", "words", "straight"),
    [
        # 6 m aside: on it; 12 m and 24 m: perhaps on it, by a telephone; 30 m only if the place is no more exact.
        (6, {}, "barred"),
        (12, {}, "unknown"),
        (24, {}, "unknown"),
        (30, {}, "good"),
        (30, {"location_accuracy": 50}, "unknown"),
        # Somewhere in a square of the map: all ways there are in doubt.
        (6, {"publication": "generalised"}, "unknown"),
        (6, {"publication": "hidden"}, "good"),
    ],
)
def test_how_near_a_barrier_has_to_be(client: Client, north: float, words: Any, straight: str) -> None:
    at = (X + EAST / 2, Y + north / 111_320)
    row(catalogue["barriers"], at, kind="stairs", severity="impassable", status="confirmed", **words)
    told = asked(client)
    if straight == "barred":
        assert told["metres"] > 150
    else:
        assert told["metres"] == pytest.approx(100, abs=2)
        assert (told["good"] == told["metres"]) is (straight == "good")
        assert (told["unmeasured"] == told["metres"]) is (straight == "unknown")


@pytest.mark.parametrize(
    "words",
    [
        {"profile": "giant"},
        {"profile": ""},
        {"from": "here"},
        {"from": "37,48,500"},
        {"unknown": "maybe"},
        {"incline": "400"},
        {"steps": "maybe"},
        {"surface": "lava"},
        {"kerb": "wide"},
        {"width": "nan"},
        {"colour": "red"},
    ],
)
def test_what_nobody_can_mean_is_refused(client: Client, words: dict[str, str]) -> None:
    given = {"from": f"{X},{Y}", "to": f"{X + 0.00136},{Y}", "profile": "wheelchair", **words}
    answer = client.get("/api/route", given)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("square")
def test_a_question_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    asked(client)
    with django_assert_max_num_queries(3):
        asked(client)


@pytest.mark.usefixtures("square")
def test_the_page_finds_places_by_their_words_and_tells_the_way(client: Client) -> None:
    row(catalogue["places"], (X, Y), name="Аптека Меліса")
    street = row(catalogue["streets"], name="Тиха")
    row(catalogue["addresses"], (X + 0.00136, Y), street=street, street_name="вулиця Тиха", house="7")
    words = {"from": f"{X},{Y}", "to": "Тиха 7", "profile": "wheelchair", "lang": "en"}
    told = client.get("/way", words, headers={"Accept": "text/html"}).content.decode()
    assert "nothing is unknown" in told
    assert '<li class="is-good">to the east' in told
    assert "п. 5.3.1" in told


def test_the_page_asks_again_for_a_place_that_is_not_known(client: Client) -> None:
    words = {"from": "Ніде 1", "to": "також ніде", "profile": "wheelchair", "lang": "en"}
    told = client.get("/way", words, headers={"Accept": "text/html"}).content.decode()
    assert told.count("is not known here") == 2
    assert "Step by step" not in told


@pytest.mark.parametrize(
    "words", ["", "profile=giant&from=1,1&to=2,2", "from=%FF", "from=" + "а" * 400, "incline=x"]
)
def test_the_page_leaves_out_what_it_cannot_read(client: Client, words: str) -> None:
    assert client.get(f"/way?{words}", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.usefixtures("square")
def test_another_way_is_told_and_drawn(client: Client) -> None:
    way((X, Y), (X + 0.00136 / 2, Y + EAST / 5), (X + 0.00136, Y))
    assert asked(client)["alternatives"] == []
    told = asked(client, alternatives="2")
    (other,) = told["alternatives"]
    assert told["metres"] < other["metres"]
    words = {"from": f"{X},{Y}", "to": f"{X + 0.00136},{Y}", "profile": "wheelchair", "lang": "en"}
    page = client.get("/way", {**words, "way": "1"}, headers={"Accept": "text/html"}).content.decode()
    assert "The best way" in page
    assert page.count(other["said"]) > 1
    best, second = (client.get("/way.svg", {**words, "way": which}).content.decode() for which in ("0", "1"))
    assert other["said"] in second
    assert other["said"] not in best
    assert best.count("<polyline") == 3


def test_the_picture_tells_stretches_apart_without_colour(client: Client) -> None:
    way((X, Y), (X + 0.00136 / 2, Y))
    way((X + 0.00136 / 2, Y), (X + 0.00136, Y), tags={})
    words = {"from": f"{X},{Y}", "to": f"{X + 0.00136},{Y}", "profile": "wheelchair", "lang": "en"}
    for look in ("light", "dark", "contrast"):
        drawn = client.get("/way.svg", {**words, "theme": look}).content.decode()
        assert 'stroke-dasharray=""' in drawn
        assert 'stroke-dasharray="1 9"' in drawn
    refused = client.get("/way.svg", {**words, "to": f"{X + 1},{Y}"})
    assert refused.status_code == 400


def test_of_several_places_that_may_be_meant_none_is_chosen(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y), **PAVED)
    row(catalogue["addresses"], (X, Y), street_name="вулиця Шевченка", house="18")
    row(catalogue["addresses"], (X + 0.00136, Y), street_name="провулок Тараса Шевченка", house="18")
    row(catalogue["places"], (X + 0.00136, Y), name="Аптека на розі")
    exact = client.get(
        "/way", {"from": "Шевченка 18", "to": "Аптека на розі", "profile": "wheelchair"}
    ).content.decode()
    assert "вулиця Шевченка, 18" in exact
    assert "may be several places" not in exact
    asked = client.get("/way", {"from": "шевч 18", "to": "Аптека", "profile": "wheelchair"}).content.decode()
    assert "may be several places" in asked
    assert asked.count("data-name") == 2


def test_from_a_place_to_itself_and_from_beside_the_ways_are_told(client: Client) -> None:
    way((X, Y), (X + 0.00136, Y), **PAVED)
    here = f"{X + 0.00136 / 2},{Y}"
    told = client.get("/api/route", {"from": here, "to": here, "profile": "wheelchair"}).json()
    assert (told["metres"], told["open"]) == (0, True)
    off = f"{X},{Y + 0.0006}"
    told = client.get("/api/route", {"from": off, "to": here, "profile": "wheelchair"}).json()
    assert told["off"][0] in range(60, 75)
    assert "nothing is known" in told["said"]


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kerb": "2"}, "Centimetres are written with their unit: 2 cm."),
        ({"width": "90"}, "Centimetres are written with their unit: 2 cm."),
        ({"incline": "400"}, "incline is from 0 to 40 per cent"),
        ({"incline": "5 cm"}, "incline is a number."),
        ({"steps": "perhaps"}, "steps is one of: good, hard, barred."),
        ({"unknown": "nevr"}, "unknown is one of"),
        ({"profile": "giant"}, "profile is one of"),
    ],
)
def test_nobody_is_answered_without_the_limit_that_they_set(
    client: Client, words: dict[str, str], said: str
) -> None:
    given = {"from": f"{X},{Y}", "to": f"{X + EAST},{Y}", "profile": "wheelchair", "lang": "en", **words}
    for address in ("/way", "/reach"):
        page = client.get(address, given, headers={"Accept": "text/html"}).content.decode()
        assert said in page
        assert "known to be good" not in page.lower().split("</form>")[1].split('<section class="shares"')[0]
        for name, value in words.items():
            assert f'name="{name}" value="{value}"' in page or name in ("steps", "unknown", "profile")


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize(
    ("words", "is_open"),
    [
        ({"incline": "5,5"}, True),
        ({"incline": "1,5 %"}, False),
        ({"width": "170 см"}, True),
        ({"width": "190 cm"}, False),
        ({"kerb": "0,02"}, True),
    ],
)
def test_figures_are_read_as_people_write_them(client: Client, words: dict[str, str], is_open: bool) -> None:
    assert asked(client, **words)["open"] is is_open


def test_steps_say_how_one_turns(client: Client) -> None:
    east, north = X + EAST, Y + EAST / 2
    for name, ends in {
        "Перша": ((X, Y), (east, Y)),
        "Друга": ((east, Y), (east, north)),
        "Третя": ((east, north), (east + EAST, north)),
    }.items():
        road = way(*ends)
        road.name = name
        road.save()
    told = asked(client, to=f"{east + EAST},{north}")
    assert [step["turn"] for step in told["steps"]] == ["", "left", "right"]
    assert told["steps"][1]["said"].startswith("to the left, to the north")
    page = client.get(
        "/way", {"from": f"{X},{Y}", "to": f"{east + EAST},{north}", "profile": "wheelchair", "lang": "en"}
    )
    assert "There you are" in page.content.decode()
