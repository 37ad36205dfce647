"""Files in the formats of others hold to their schemas, hold what is known, and nothing that is not."""

import importlib.util
import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft7Validator

from accessibility import norms
from accessibility.actions import conclude
from accessibility.interchange import mapping
from accessibility.interchange.places import places
from accessibility.models import Answer, Audit
from layers.registry import catalogue
from tests.accessibility.test_parts import STEPS, written
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
NORM = norms.current()
X, Y = HERE


def read(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return json.loads(answer.content)


@pytest.fixture
def audited() -> Callable[..., Any]:
    def make(name: str, kind: str = "pharmacy", **answers: Any) -> Any:
        """A place with these answers: numbers are measured, true and false are said."""
        place = row(catalogue["places"], name=name, kind=kind, street="вул. Шевченка", house="5")
        audit = Audit.objects.create(place=place, made_on=date(2026, 5, 1), norm=NORM.code)
        for code, value in answers.items():
            criterion = NORM.by_code[code]
            yes, no = ("yes", "no") if criterion.is_fact else ("pass", "fail")
            said = {} if not isinstance(value, bool) else {"outcome": yes if value else no}
            measured = {} if isinstance(value, bool) else {"value": value, "unit": criterion.unit}
            Answer.objects.create(
                audit=audit, norm=NORM.name, clause=criterion.clause, code=code, **said, **measured
            )
        conclude(audit)
        place.refresh_from_db()
        return place

    return make


def test_places_hold_to_the_schema_of_a11yjson(client: Client, audited: Callable[..., Any]) -> None:
    audited("Аптека", door_width=600, threshold=40, steps=True, ramp=False, glass=True)
    audited("Пошта", door_width=950, hearing_loop=False, counter=800, washroom=True, parking_width=3500)
    row(catalogue["places"], name="Ніким не обстежене")
    infos = read(client, "/places.a11y.json")["features"]
    assert len(infos) == 3
    told = subprocess.run(
        ["node", str(Path(__file__).with_name("validate.mjs"))],
        input=json.dumps(infos),
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert json.loads(told.stdout) == []


def test_the_schema_refuses_what_is_none_of_its_own() -> None:
    """The one above can fail."""
    wrong = [{"geometry": {"type": "Point", "coordinates": [1]}, "properties": {"category": 5}}]
    told = subprocess.run(
        ["node", str(Path(__file__).with_name("validate.mjs"))],
        input=json.dumps(wrong),
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert {one["name"] for one in json.loads(told.stdout)} >= {"properties.category"}


def test_what_is_known_is_held_and_what_is_not_is_left_out(
    client: Client, audited: Callable[..., Any]
) -> None:
    place = audited("Аптека", door_width=600, steps=True)
    (info,) = read(client, "/places.a11y.json")["features"]
    assert place.for_wheelchair == "barrier"
    found = info["properties"]["accessibility"]
    assert found["wheelchairAccessibilityGrade"] == "not"
    assert found["entrances"] == [
        {"properties": {"isLevel": False, "door": {"width": {"value": 600, "unit": "mm"}}}}
    ]
    row(catalogue["places"], name="Ніким не обстежене")
    unknown = next(
        one
        for one in read(client, "/places.a11y.json")["features"]
        if one["properties"]["name"]["uk"] != "Аптека"
    )
    assert unknown["properties"].get("accessibility", {}) == {}


def test_each_entrance_is_told_with_what_was_found_there(client: Client) -> None:
    place = written(STEPS)
    place.parts.filter(is_main=False).update(name="вхід з двору", location=Point(*HERE, srid=4326))
    (info,) = read(client, "/places.a11y.json")["features"]
    front, yard = info["properties"]["accessibility"]["entrances"]
    assert (front["properties"]["isMainEntrance"], front["properties"]["isLevel"]) == (True, False)
    assert (yard["properties"]["name"], yard["properties"]["isLevel"]) == ({"uk": "вхід з двору"}, True)
    assert yard["geometry"] == {"type": "Point", "coordinates": [round(HERE[0], 6), round(HERE[1], 6)]}
    assert info["properties"]["accessibility"]["wheelchairAccessibilityGrade"] == "fully"
    told = subprocess.run(
        ["node", str(Path(__file__).with_name("validate.mjs"))],
        input=json.dumps([info]),
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert json.loads(told.stdout) == []


def test_what_formats_cannot_hold_of_parts_is_said(client: Client) -> None:
    page = client.get("/interchange?lang=en").content.decode()
    assert page.count("single entrances, floors and rooms: the place as a whole is told") == 2
    assert "what was answered of single entrances, floors and rooms" in page
    assert "floors and rooms as parts with answers of their own" in page


def test_an_auditor_who_is_not_sure_says_nothing(client: Client, audited: Callable[..., Any]) -> None:
    place = audited("Аптека", door_width=900)
    Answer.objects.filter(audit__place=place).update(is_sure=False)
    (info,) = read(client, "/places.a11y.json")["features"]
    assert "entrances" not in info["properties"].get("accessibility", {})


def test_tags_of_openstreetmap(client: Client, audited: Callable[..., Any]) -> None:
    audited("Аптека «Ліки & Co»", door_width=950, ramp=True, hearing_loop=False)
    answer = client.get("/places.osm")
    (node,) = ElementTree.fromstring(answer.content).findall("node")
    tags = {tag.get("k"): tag.get("v") for tag in node.findall("tag")}
    assert int(node.get("id") or 0) < 0
    assert tags["name"] == "Аптека «Ліки & Co»"
    assert (tags["door:width"], tags["ramp"]) == ("0.95", "yes")
    assert tags["hearing_loop"] == "no"
    assert tags["check_date:wheelchair"] == "2026-05-01"
    # Not all was measured: nobody says whether a wheelchair gets in.
    assert "wheelchair" not in tags


def test_what_blind_people_need_is_handed_on(client: Client, audited: Callable[..., Any]) -> None:
    crossing = audited("Перехід", tactile_crossing=True, signals=True, sound_signal=False)
    crossing.kind = "crossing"
    crossing.save()
    audited("Аптека", guide_dog=False, tactile_guide=True)
    first, second = ElementTree.fromstring(client.get("/places.osm").content).findall("node")
    tags = {tag.get("k"): tag.get("v") for tag in first.findall("tag")}
    assert (tags["crossing:signals"], tags["traffic_signals:sound"], tags["tactile_paving"]) == (
        "yes",
        "no",
        "yes",
    )
    assert {tag.get("k"): tag.get("v") for tag in second.findall("tag")}["tactile_paving"] == "yes"
    found = read(client, "/places.a11y.json")["features"][1]["properties"]["accessibility"]
    assert found["animalPolicy"] == {"allowsGuideDogs": False}
    assert found["hasTactileGuideStrips"] is True


def test_what_was_found_to_fail_is_promised_to_nobody(client: Client, audited: Callable[..., Any]) -> None:
    audited(
        "Крута", ramp=True, ramp_slope=25, ramp_width=1200, reconstruction=False, tight=False, two_way=False
    )
    audited("Тісна", "hospital", washroom=True, cabin_width=800, cabin_depth=900, cabin_basin=False)
    audited("Добра", "hospital", washroom=True, cabin_width=1700, cabin_depth=1900, cabin_basin=False)
    audited("Не виміряна", "hospital", washroom=True)
    nodes = ElementTree.fromstring(client.get("/places.osm").content).findall("node")
    told = [{tag.get("k"): tag.get("v") for tag in node.findall("tag")} for node in nodes]
    assert told[0]["ramp:wheelchair"] == "no"
    assert [one.get("toilets:wheelchair") for one in told[1:]] == ["no", "yes", None]
    rooms = [
        one["properties"].get("accessibility", {}).get("restrooms", [{}])[0].get("isAccessibleWithWheelchair")
        for one in read(client, "/places.a11y.json")["features"]
    ]
    assert rooms[1:] == [False, True, None]


def test_what_is_hidden_is_in_no_file(client: Client, audited: Callable[..., Any]) -> None:
    place = audited("Укриття", door_width=900)
    place.publication = "hidden"
    place.save()
    assert read(client, "/places.a11y.json")["features"] == []
    assert "Укриття" not in client.get("/places.osm").content.decode()


def test_places_are_read_in_pieces(audited: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accessibility.interchange.places._AT_ONCE", 2)
    for number in range(5):
        audited(f"Місце {number}", door_width=900)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(places())) == 5
    # Three pieces: places, answers, audits and parts of each, and one question that finds no more.
    assert len(asked) == 3 * 5 + 1


@pytest.mark.parametrize("part", ["edges", "nodes"])
def test_the_ways_hold_to_the_schema_of_opensidewalks(client: Client, part: str) -> None:
    _way((X, Y), (X + 0.001, Y), surface="asphalt", width=1.5, tags={"incline": "5%"})
    _way((X + 0.001, Y), (X + 0.002, Y), tags={"footway": "crossing", "kerb": "raised"})
    _way((X + 0.002, Y), (X + 0.003, Y), kind="steps", surface="wood")
    _way((X + 0.003, Y), (X + 0.004, Y), kind="track", surface="fine_gravel")
    _way((X + 0.004, Y), (X + 0.005, Y), kind="residential", name="вулиця Шевченка")
    found = read(client, f"/network.{part}.json")
    schema = _schemas() / f"opensidewalks.{part}.schema-0.3.json"
    errors = Draft7Validator(json.loads(schema.read_text())).iter_errors(found)
    assert [error.message[:300] for error in errors] == []
    if part == "edges":
        steep = found["features"][0]["properties"]
        assert (steep["incline"], steep["width"], steep["surface"]) == (0.05, 1.5, "asphalt")
        assert found["features"][3]["properties"]["ext:surface"] == "fine_gravel"
    else:
        kerbs = [one["properties"] for one in found["features"] if "kerb" in one["properties"]]
        assert [one["kerb"] for one in kerbs] == ["raised", "raised"]


def test_what_a_format_cannot_hold_is_reckoned_from_what_is_written(client: Client) -> None:
    told = client.get("/interchange?lang=en").content.decode()
    for criterion in mapping.lost(mapping.A11YJSON, NORM):
        assert criterion.text.en.split("“")[0].split("'")[0] in told
    for format_ in (mapping.OSM, mapping.A11YJSON):
        assert set(mapping.targets(format_)) <= set(NORM.by_code)


def _way(*places_of: tuple[float, float], **values: Any) -> None:
    line = MultiLineString(LineString(*places_of, srid=4326), srid=4326)
    row(catalogue["roads"], geom=line, **{"kind": "footway", "name": "", **values})


def _schemas() -> Path:
    spec = importlib.util.find_spec("python_osw_validation")
    where = spec.submodule_search_locations if spec else None
    if not where:
        pytest.fail(
            "The schemas of OpenSidewalks are missing: ./dev setup installs requirements/osm-sample.txt"
        )
    return Path(where[0]) / "schema"
