"""Entrances of an extract: they belong to the place on whose footprint they lie, with what their tags measure."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accessibility.models import Answer, Audit, Place, PlacePart
from layers.importing.models import Refusal
from maps.osm import entrances, runs
from maps.osm.runs import Reports
from tests.maps.osm.extract import Extract, spot, square

pytestmark = pytest.mark.django_db
HERE = (37.59, 48.84, 37.65, 48.88)
Import = Callable[[Extract], Reports]


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    return lambda extract: runs.run(extract.write(tmp_path / "town.osm"), HERE)


def library(**yard: str) -> Extract:
    """A library of 20 m by 20 m with a front and a yard entrance, and a house with two shops and one entrance."""
    extract = Extract()
    extract.area(10, square(100, 100, 20), building="yes", amenity="library", name="Бібліотека")
    extract.node(1, spot(110, 100), entrance="main", step_count="4", ramp="no", wheelchair="no", width="1.2")
    extract.node(2, spot(110, 120), **({"entrance": "yes", "name": "вхід з двору"} | yard))
    extract.area(11, square(200, 100, 20), building="yes")
    extract.node(3, spot(205, 105), shop="bakery", name="Хліб")
    extract.node(4, spot(215, 105), shop="books", name="Книги")
    extract.node(5, spot(210, 100), entrance="yes")
    extract.node(6, spot(110, 110.0), entrance="yes", name="посеред будинку")
    extract.node(7, spot(120, 110), entrance="emergency")
    return extract


GOOD = {
    "door__width": "95 cm",
    "kerb__height": "0.02",
    "step_count": "0",
    "wheelchair": "yes",
    "automatic_door": "button",
    "level": "0",
}


def answers(part: PlacePart) -> dict[str, Any]:
    found = Answer.objects.filter(audit__part=part)
    return {one.code: one.outcome if one.value is None else one.value for one in found}


def test_entrances_come_with_what_was_measured(bring: Import) -> None:
    report = bring(library(**GOOD))["places"]
    front, yard = PlacePart.objects.order_by("osm")
    place = Place.objects.get(name="Бібліотека")
    assert {front.place, yard.place} == {place}
    assert (front.name, front.is_main, front.claim, front.osm) == ("головний вхід", True, "no", "node/1")
    assert (yard.name, yard.is_main, yard.claim, yard.floor) == ("вхід з двору", False, "yes", 1)
    assert yard.location.coords == pytest.approx(spot(110, 120))
    assert answers(front) == {"steps": "yes", "ramp": "no", "door_width": 1200}
    assert answers(yard) == {"steps": "no", "step_free": "pass", "door_width": 950, "threshold": 20}
    assert report.entrances is not None
    assert report.entrances.created == 2
    place.refresh_from_db()
    assert (place.audit, place.for_wheelchair) == (None, "unknown"), "of the rest nobody knows"


def test_nobody_knows_whose_entrance_a_shared_house_has(bring: Import) -> None:
    report = bring(library(**GOOD))["places"]
    assert report.reasons == {entrances._SHARED: 1}
    assert Refusal.objects.filter(run__layer="places", value="n5").exists()


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ({"door__width": "9"}, "door:width=9 of an entrance is not believed"),
        ({"door__width": "wide"}, "door:width=wide of an entrance is not believed"),
        ({"kerb__height": "3 km"}, "kerb:height=3 km of an entrance is not believed"),
        ({"step_count": "many"}, "step_count=many of an entrance is not believed"),
        ({"step_count": "-1"}, "step_count=-1 of an entrance is not believed"),
        ({"width": "0"}, "width=0 of an entrance is not believed"),
    ],
)
def test_a_broken_tag_is_refused_and_the_rest_goes_on(bring: Import, tag: dict[str, str], said: str) -> None:
    report = bring(library(**({"ramp": "yes"} | tag)))["places"]
    assert report.reasons[said] == 1
    assert answers(PlacePart.objects.get(osm="node/2")) == {"ramp": "yes"}


def test_the_same_extract_changes_nothing_and_another_one_what_is_new(bring: Import) -> None:
    bring(library(**GOOD))
    audits = set(Audit.objects.values_list("pk", flat=True))
    again = bring(library(**GOOD))["places"].entrances
    assert again is not None
    assert (again.created, again.updated, again.unchanged, again.gone) == (0, 0, 2, 0)
    assert set(Audit.objects.values_list("pk", flat=True)) == audits
    other = bring(library(**GOOD | {"door__width": "0.7"}))["places"].entrances
    assert other is not None
    assert (other.updated, other.unchanged) == (1, 1)
    assert answers(PlacePart.objects.get(osm="node/2"))["door_width"] == 700


def test_what_people_measured_stays(bring: Import) -> None:
    bring(library(**GOOD))
    yard = PlacePart.objects.get(osm="node/2")
    Audit.objects.create(place=yard.place, part=yard, made_on=date(2026, 1, 1), authority_name="Управління")
    bring(library(**GOOD | {"door__width": "0.7"}))
    assert answers(yard)["door_width"] == 950
    gone = library(**GOOD)
    gone.nodes = [node for node in gone.nodes if 'id="2"' not in node and 'id="1"' not in node]
    bring(gone)
    assert [part.osm for part in PlacePart.objects.all()] == ["node/2"], "people have looked at it"


def test_entrances_of_one_name_are_told_apart(bring: Import) -> None:
    bring(library(name="головний вхід"))
    assert {part.name for part in PlacePart.objects.all()} == {"головний вхід", "головний вхід (node/2)"}


@pytest.mark.parametrize(
    ("tags", "written", "day", "told"),
    [
        ({"check_date": "2021-04-03"}, "2024-01-02T03:04:05Z", date(2021, 4, 3), "3 April 2021"),
        ({}, "2016-05-06T03:04:05Z", date(2016, 5, 6), "6 May 2016"),
        ({"check_date": "yesterday"}, "", None, "when it was found is not known"),
        ({"check_date": "2999-01-01"}, "", None, "when it was found is not known"),
    ],
)
def test_what_a_tag_measures_says_so_with_its_day(
    bring: Import, client: Client, tags: dict[str, str], written: str, day: date | None, told: str
) -> None:
    extract = library(**{"door__width": "0.6"} | tags)
    if written:
        extract.nodes = [
            node.replace('version="1"', f'version="1" timestamp="{written}"') for node in extract.nodes
        ]
    bring(extract)
    audit = Audit.objects.get(part__osm="node/2")
    assert (audit.made_on if audit.is_dated else None) == day
    page = client.get(f"/places/{audit.place_id}/?lang=en&profile=wheelchair").content.decode()
    assert "by a tag of OpenStreetMap" in page
    assert told in page
    assert "Found on" not in page
    # The same again changes nothing.
    bring(extract)
    assert Audit.objects.get(part__osm="node/2") == audit
