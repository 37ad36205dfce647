"""Imports as a municipal officer makes them: small files of every kind, sound and broken."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import pyproj
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from kiosks.models import Kiosk, SitingPassport
from layers.importing import reverting, runs
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused
from layers.models import HistoryEntry
from layers.registry import catalogue
from tests.contract.test_surfaces import body

pytestmark = pytest.mark.django_db
KIOSKS = catalogue["kiosks"]
HERE = (37.60582, 48.85227)

MAPPING = """
layer = "kiosks"
source = "test"
key = "no"
complete = true

[columns]
name = "title"
area = "area"
mobility = { from = "type", values = { "стаціонарна" = "stationary", "пересувна" = "mobile" } }
owner_code = "owner"
permit__number = "passport"
permit__status = { otherwise = "valid" }
permit__valid_until = "until"

[geometry]
longitude = "lon"
latitude = "lat"
"""
HEADER = ["no", "title", "type", "area", "owner", "passport", "until", "lon", "lat"]
GOOD = [
    "1",
    "Кава на розі",
    "стаціонарна",
    "12,5",
    "00037256",
    "П-1",
    "31.12.2030",
    str(HERE[0]),
    str(HERE[1]),
]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def table(path: Path, *rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = "\n".join(delimiter.join(f'"{value}"' for value in row) for row in (HEADER, *rows))
    path.write_text(text, encoding=encoding)
    return path


def changed(row: list[str], **values: str) -> list[str]:
    return [values.get(name, value) for name, value in zip(HEADER, row, strict=True)]


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.refused


def test_a_second_import_changes_nothing(tmp_path: Path, mapping: Path) -> None:
    path = table(tmp_path / "k.csv", GOOD, changed(GOOD, no="2", passport="П-2", until="01.01.2020"))
    assert counts(runs.run(KIOSKS, path, mapping)) == (2, 0, 0, 0)
    before = list(Kiosk.objects.order_by("pk").values_list("pk", "changed_at"))
    assert counts(runs.run(KIOSKS, path, mapping)) == (0, 0, 2, 0)
    assert list(Kiosk.objects.order_by("pk").values_list("pk", "changed_at")) == before
    kiosk = Kiosk.objects.get(external_id="1")
    assert (kiosk.name, kiosk.area, kiosk.mobility, kiosk.owner_code) == (
        "Кава на розі",
        12.5,
        "stationary",
        "00037256",
    )
    assert (kiosk.permit.number, kiosk.permit.valid_until, kiosk.permit_state) == (
        "П-1",
        date(2030, 12, 31),
        "valid",
    )
    assert Kiosk.objects.get(external_id="2").permit_state == "expired"
    assert SitingPassport.objects.count() == 2
    assert kiosk.geom.coords == pytest.approx(HERE)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"no": ""}, "key is missing"),
        ({"title": ""}, "name is empty"),
        ({"type": "літаюча"}, "does not know this value"),
        ({"area": "велика"}, "not a number"),
        ({"area": "1e400"}, "not a possible number"),
        ({"until": "колись"}, "not a date"),
        ({"owner": "123"}, "EDRPOU"),
        ({"lon": HEADER[0]}, "not numbers"),
        ({"lon": str(HERE[1]), "lat": str(HERE[0])}, "swapped"),
        ({"lon": "30.5", "lat": "50.4"}, "outside of the community"),
        ({"lon": "0", "lat": "0"}, "outside of the community"),
        ({"title": "x" * 301}, "longer than 300"),
        ({"area": "-4"}, "area: the register takes no such values (rule “kiosk_area”)"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(
    tmp_path: Path, mapping: Path, values: dict[str, str], reason: str
) -> None:
    path = table(tmp_path / "k.csv", GOOD, changed(changed(GOOD, no="2"), **values))
    run = runs.run(KIOSKS, path, mapping)
    assert counts(run) == (1, 0, 0, 1)
    refusal = run.refusals.get()
    assert refusal.row == 2
    assert reason in refusal.reason
    assert Kiosk.objects.count() == 1


def test_a_persons_tax_number_is_not_stored(tmp_path: Path, mapping: Path) -> None:
    runs.run(KIOSKS, table(tmp_path / "k.csv", changed(GOOD, owner="1234567890")), mapping)
    assert Kiosk.objects.get().owner_code == ""


def test_a_key_that_stands_twice(tmp_path: Path, mapping: Path) -> None:
    run = runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD, GOOD), mapping)
    assert counts(run) == (1, 0, 0, 1)
    assert "row 1 already" in run.refusals.get().reason


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|x", "-cmd|x", " =1+1", "Ка\0ва"])
def test_a_formula_or_a_nul_is_refused_with_its_row(tmp_path: Path, mapping: Path, value: str) -> None:
    run = runs.run(KIOSKS, table(tmp_path / "k.csv", changed(GOOD, title=value)), mapping)
    assert (run.created, run.refused) == (0, 1)
    assert run.refusals.get().row == 1


@pytest.mark.parametrize("value", ["'=1+1", "+380 50 111 22 33", "- без назви", "-5"])
def test_what_only_looks_like_a_formula_is_text(tmp_path: Path, mapping: Path, value: str) -> None:
    runs.run(KIOSKS, table(tmp_path / "k.csv", changed(GOOD, title=value)), mapping)
    assert Kiosk.objects.get().name == value.removeprefix("'")


def test_windows_1251_and_semicolons(tmp_path: Path, mapping: Path) -> None:
    path = table(tmp_path / "k.csv", GOOD, encoding="cp1251", delimiter=";")
    assert counts(runs.run(KIOSKS, path, mapping)) == (1, 0, 0, 0)
    assert Kiosk.objects.get().name == "Кава на розі"


def test_a_refused_row_is_no_sign_that_anything_vanished(tmp_path: Path, mapping: Path) -> None:
    second = changed(GOOD, no="2", passport="П-2")
    runs.run(KIOSKS, table(tmp_path / "both.csv", GOOD, second), mapping)
    broken = runs.run(KIOSKS, table(tmp_path / "broken.csv", GOOD, changed(second, title="=1+1")), mapping)
    assert (broken.refused, broken.gone) == (1, 0)
    assert Kiosk.objects.filter(gone_at=None).count() == 2


def test_what_vanishes_is_marked_and_comes_back(tmp_path: Path, mapping: Path) -> None:
    both = table(tmp_path / "both.csv", GOOD, changed(GOOD, no="2", passport="П-2"))
    one = table(tmp_path / "one.csv", GOOD)
    runs.run(KIOSKS, both, mapping)
    assert runs.run(KIOSKS, one, mapping).gone == 1
    gone = Kiosk.objects.get(external_id="2")
    assert gone.gone_at is not None
    assert not gone.published
    runs.run(KIOSKS, both, mapping)
    gone.refresh_from_db()
    assert gone.gone_at is None
    assert gone.published


def test_a_dry_run_changes_nothing(tmp_path: Path, mapping: Path) -> None:
    run = runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD), mapping, dry_run=True)
    assert counts(run) == (1, 0, 0, 0)
    assert run.status == ImportRun.Status.DRY
    assert not Kiosk.objects.exists()
    assert not HistoryEntry.objects.exists()


def test_a_run_is_taken_back_but_for_what_was_changed_since(tmp_path: Path, mapping: Path) -> None:
    first = runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD, changed(GOOD, no="2", passport="П-2")), mapping)
    second = runs.run(
        KIOSKS,
        table(
            tmp_path / "k.csv",
            changed(GOOD, title="Чай"),
            changed(GOOD, no="2", passport="П-2", title="Сік"),
            changed(GOOD, no="3", passport="П-3"),
        ),
        mapping,
    )
    assert counts(second) == (1, 2, 0, 0)
    touched = Kiosk.objects.get(external_id="2")
    touched.note = "оглянуто"
    touched.save()
    assert reverting.revert(second, KIOSKS) == (1, 1, [touched.pk])
    assert dict(Kiosk.objects.values_list("external_id", "name")) == {"1": "Кава на розі", "2": "Сік"}
    with pytest.raises(FileRefused):
        reverting.revert(second, KIOSKS)
    assert reverting.revert(first, KIOSKS)[0] == 1


@pytest.mark.parametrize(
    ("layer", "field"),
    [
        ("kiosks", "nobody"),
        ("kiosks", "permit__nobody"),
        ("kiosks", "changed_at"),
        ("addresses", "street__name"),
    ],
)
def test_a_mapping_fills_only_what_is_the_rows_own(tmp_path: Path, layer: str, field: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(f'source = "test"\nkey = "no"\n[columns]\n{field} = "title"\n', encoding="utf-8")
    with pytest.raises(FileRefused, match=field):
        runs.run(catalogue[layer], table(tmp_path / "k.csv", GOOD), path)


def permits() -> list[dict[str, Any]]:
    return list(SitingPassport.objects.order_by("pk").values())


def test_taking_a_run_back_restores_the_permits_too(tmp_path: Path, mapping: Path) -> None:
    others = [changed(GOOD, no=number, passport=f"П-{number}") for number in ("2", "3", "4")]
    runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD, *others), mapping)
    before, kiosks = permits(), list(Kiosk.objects.order_by("pk").values("pk", "permit_id", "permit_state"))
    second = runs.run(
        KIOSKS,
        table(
            tmp_path / "k.csv",
            changed(GOOD, until="01.01.2020"),
            changed(others[0], passport="П-22"),
            changed(others[1], until="02.02.2031"),
            others[2],
            changed(GOOD, no="5", passport="П-5"),
        ),
        mapping,
    )
    assert counts(second) == (1, 3, 1, 0)
    assert permits() != before
    assert SitingPassport.objects.count() == 6
    assert Kiosk.objects.get(external_id="1").permit_state == "expired"
    assert reverting.revert(second, KIOSKS) == (1, 3, [])
    assert permits() == before
    assert list(Kiosk.objects.order_by("pk").values("pk", "permit_id", "permit_state")) == kiosks


def test_a_permit_that_somebody_changed_since_is_left_alone(tmp_path: Path, mapping: Path) -> None:
    runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD), mapping)
    second = runs.run(KIOSKS, table(tmp_path / "k.csv", changed(GOOD, until="01.01.2031")), mapping)
    permit = SitingPassport.objects.get()
    permit.issued_by = "Виконком"
    permit.save()
    assert reverting.revert(second, KIOSKS) == (0, 0, [permit.kiosk_id])
    permit.refresh_from_db()
    assert (permit.issued_by, permit.valid_until) == ("Виконком", date(2031, 1, 1))


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": 1, "name": "Точка"} | properties, "geometry": geometry}


def geojson(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


SQUARE = [[37.6, 48.85], [37.601, 48.85], [37.601, 48.851], [37.6, 48.851], [37.6, 48.85]]
BOW = [[37.6, 48.85], [37.601, 48.851], [37.601, 48.85], [37.6, 48.851], [37.6, 48.85]]


@pytest.mark.parametrize(
    ("layer", "geometry", "reason"),
    [
        ("kiosks", {"type": "Polygon", "coordinates": [SQUARE]}, "is a Polygon, wanted: Point"),
        ("boundary", {"type": "Polygon", "coordinates": [BOW]}, "not valid: Self-intersection"),
        ("boundary", {"type": "Point", "coordinates": HERE}, "is a Point, wanted"),
    ],
)
def test_a_wrong_geometry_is_refused(tmp_path: Path, layer: str, geometry: Any, reason: str) -> None:
    path = geojson(tmp_path / "k.geojson", feature(geometry, level="community"))
    run = runs.run(catalogue[layer], path)
    assert counts(run) == (0, 0, 0, 1)
    assert reason in run.refusals.get().reason


@pytest.mark.parametrize("crs", ["EPSG:9835", "EPSG:5565", "EPSG:7830", "EPSG:32637", "EPSG:3857"])
@pytest.mark.parametrize("driver", ["GPKG", "ESRI Shapefile"])
def test_any_coordinate_system(tmp_path: Path, crs: str, driver: str) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*HERE)
    path = tmp_path / ("k.gpkg" if driver == "GPKG" else "k.shp")
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.Point(x, y)]),
        [numpy.array([1]), numpy.array(["Кава"], dtype=object)],
        ["id", "name"],
        driver=driver,
        geometry_type="Point",
        crs=crs,
        encoding="UTF-8",
    )
    assert counts(runs.run(KIOSKS, path, source="crs")) == (1, 0, 0, 0)
    assert Kiosk.objects.get().geom.coords == pytest.approx(HERE, abs=2e-5)


def test_xlsx_as_spreadsheets_write_it(tmp_path: Path, mapping: Path) -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append([1, "Кава", "пересувна", 12.5, 37256, 125, date(2030, 1, 1), HERE[0], HERE[1]])
    book.save(tmp_path / "k.xlsx")
    assert counts(runs.run(KIOSKS, tmp_path / "k.xlsx", mapping)) == (1, 0, 0, 0)
    kiosk = Kiosk.objects.get()
    assert (kiosk.owner_code, kiosk.permit.number, kiosk.external_id) == ("00037256", "125", "1")


def broken(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"k.{kind.split('-', maxsplit=1)[0]}"
    whole = json.dumps(
        {"type": "FeatureCollection", "features": [feature({"type": "Point", "coordinates": HERE})] * 50}
    )
    match kind:
        case "geojson-truncated":
            path.write_text(whole[: len(whole) // 2])
        case "geojson-nonsense":
            path.write_text("<html>404</html>")
        case "csv-binary":
            path.write_bytes(bytes(range(256)) * 20)
        case "csv-empty":
            path.write_bytes(b"")
        case "csv-columns":
            path.write_text("a,b\n1,2\n")
        case "csv-wide":
            path.write_text(",".join(HEADER) + "\n" + ",".join(["1"] * 12) + "\n")
        case "xlsx-truncated":
            book = Workbook()
            book.save(path)
            path.write_bytes(path.read_bytes()[:2000])
        case "xlsx-bomb" | "zip-bomb":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("xl/worksheets/sheet1.xml", b"0" * (400 << 20))
        case "gpkg-truncated":
            path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 500)
        case "absent":
            return tmp_path / "no.csv"
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "geojson-truncated",
        "geojson-nonsense",
        "csv-binary",
        "csv-empty",
        "csv-columns",
        "csv-wide",
        "xlsx-truncated",
        "xlsx-bomb",
        "zip-bomb",
        "gpkg-truncated",
        "absent",
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, mapping: Path, kind: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        runs.run(KIOSKS, broken(tmp_path, kind), mapping)
    assert len(str(refusal.value)) > 12
    assert not Kiosk.objects.exists()
    assert ImportRun.objects.get().status == ImportRun.Status.REFUSED


def test_the_command_says_what_became_of_it(
    tmp_path: Path, mapping: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "k.csv", GOOD, changed(GOOD, no="2", area="x"))
    with pytest.raises(SystemExit):
        call_command("import_layer", "kiosks", path, mapping=mapping, strict=True)
    said = capsys.readouterr().out
    assert "1 created, 0 updated, 0 unchanged, 0 gone, 1 refused" in said
    assert "row 2: area: not a number (x)" in said
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_layer", "kiosks", tmp_path / "no.csv", mapping=mapping)


def test_our_own_export_comes_back(tmp_path: Path, mapping: Path, client: Any) -> None:
    runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD), mapping)
    (tmp_path / "e.geojson").write_bytes(body(client.get("/data/kiosks.geojson")))
    run = runs.run(KIOSKS, tmp_path / "e.geojson", source="copy")
    assert counts(run) == (1, 0, 0, 0)
    copy = Kiosk.objects.get(source="copy")
    assert (copy.name, copy.area, copy.owner_code) == ("Кава на розі", 12.5, "00037256")


def features(path: Path, *coordinates: Any) -> Path:
    """A GeoJSON of kiosks at some coordinates, as they are given."""
    made = [
        {
            "type": "Feature",
            "properties": {"no": str(number), "title": "Кава"},
            "geometry": None if place is None else {"type": "Point", "coordinates": place},
        }
        for number, place in enumerate(coordinates, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path


PLAIN = 'layer = "kiosks"\nsource = "test"\nkey = "no"\n[columns]\nname = "title"\n'


@pytest.mark.parametrize("broken", [[37.6, "48.85"], [37.6], [37.6, "x"], ["37.6", "48.85"]], ids=str)
def test_a_broken_coordinate_is_not_taken_for_no_location(tmp_path: Path, broken: Any) -> None:
    path = tmp_path / "plain.toml"
    path.write_text(PLAIN, encoding="utf-8")
    runs.run(KIOSKS, features(tmp_path / "a.geojson", HERE, None), path)
    with pytest.raises(FileRefused, match="geometry of a row cannot be read"):
        runs.run(KIOSKS, features(tmp_path / "b.geojson", broken, None), path)
    assert Kiosk.objects.filter(geom__isnull=False).count() == 1


def test_another_encoding_than_the_two_is_refused(tmp_path: Path, mapping: Path) -> None:
    with pytest.raises(FileRefused, match="Save it as UTF-8"):
        runs.run(KIOSKS, table(tmp_path / "k.csv", GOOD, encoding="koi8-u"), mapping)


def test_a_sheet_that_is_not_read_is_told(tmp_path: Path, mapping: Path) -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(GOOD)
    book.create_sheet("Ще").append(["x"])
    book.save(tmp_path / "k.xlsx")
    run = runs.run(KIOSKS, tmp_path / "k.xlsx", mapping)
    assert "“Ще”" in run.reason


def test_what_reaches_far_beyond_the_community_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "world.geojson"
    world = [[[-179, -89], [179, -89], [179, 89], [-179, 89], [-179, -89]]]
    feature = {
        "type": "Feature",
        "properties": {"kind": "park"},
        "geometry": {"type": "Polygon", "coordinates": world},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    run = runs.run(catalogue["green"], path)
    assert (run.created, run.refused) == (0, 1)


def test_a_row_that_only_the_database_refuses_is_refused_alone(tmp_path: Path, mapping: Path) -> None:
    """A kiosk of no square metres is told by its row; the sound rows and their permits are taken."""
    rows = [[str(n), *GOOD[1:5], f"П-{n}", *GOOD[6:]] for n in range(1, 41)]
    rows[6][3], rows[22][3], rows[23][3] = "0", "-4", "0"
    done = runs.run(KIOSKS, table(tmp_path / "k.csv", *rows), mapping)
    assert (done.created, done.refused, Kiosk.objects.count()) == (37, 3, 37)
    assert SitingPassport.objects.count() == 37
    told = {refusal.row: (refusal.reason, refusal.value) for refusal in done.refusals.all()}
    numbers = sorted(told)
    assert [number - numbers[0] for number in numbers] == [0, 16, 17]
    assert [told[number][1] for number in numbers] == ["area: 0.0", "area: -4.0", "area: 0.0"]
    assert all("kiosk_area" in told[number][0] for number in numbers)


def test_a_file_that_the_database_refuses_throughout_is_refused_whole(tmp_path: Path, mapping: Path) -> None:
    rows = [[str(n), *GOOD[1:3], "0", *GOOD[4:]] for n in range(300)]
    with pytest.raises(FileRefused, match="refuses more than 200 rows"):
        runs.run(KIOSKS, table(tmp_path / "k.csv", *rows), mapping)
    assert not Kiosk.objects.exists()
    assert ImportRun.objects.get().status == ImportRun.Status.REFUSED


def test_what_every_row_must_have_is_told_when_nothing_fills_it(tmp_path: Path) -> None:
    path = tmp_path / "parks.geojson"
    park = shapely.box(HERE[0], HERE[1], HERE[0] + 0.001, HERE[1] + 0.001)
    feature = {
        "type": "Feature",
        "properties": {"id": "1", "name": "Сквер"},
        "geometry": shapely.geometry.mapping(park),
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(FileRefused, match="nothing fills kind"):
        runs.run(catalogue["green"], path)


def test_a_complete_list_that_lost_most_of_its_rows_asks_first(tmp_path: Path, mapping: Path) -> None:
    whole = [[str(n), *GOOD[1:5], f"П-{n}", *GOOD[6:]] for n in range(50)]
    runs.run(KIOSKS, table(tmp_path / "k.csv", *whole), mapping)
    with pytest.raises(FileRefused, match="48 of the 50 objects"):
        runs.run(KIOSKS, table(tmp_path / "k.csv", *whole[:2]), mapping)
    assert Kiosk.objects.filter(gone_at=None).count() == 50
    done = runs.run(KIOSKS, table(tmp_path / "k.csv", *whole[:2]), mapping, accept_loss=True)
    assert (done.gone, Kiosk.objects.filter(gone_at=None).count()) == (48, 2)


def test_columns_that_a_mapping_does_not_read_are_told(tmp_path: Path, mapping: Path) -> None:
    path = table(tmp_path / "k.csv", GOOD)
    path.write_text(path.read_text().replace('"no"', '"phone","no"').replace('\n"1"', '\n"050","1"'))
    assert runs.run(KIOSKS, path, mapping).reason == "not read: phone"


def test_a_place_that_was_corrected_by_hand_stays(tmp_path: Path, mapping: Path) -> None:
    path = table(tmp_path / "k.csv", GOOD)
    runs.run(KIOSKS, path, mapping)
    Kiosk.objects.update(geom="SRID=4326;POINT(37.61 48.853)", location_source="hand")
    again = runs.run(KIOSKS, path, mapping)
    assert (counts(again), again.reason) == (
        (0, 0, 1, 0),
        "1 placed by hand or measured stay where they are: the file has other places",
    )
    assert Kiosk.objects.get().geom.coords == (37.61, 48.853)
    path = table(tmp_path / "k.csv", changed(GOOD, title="Чай"))
    assert counts(runs.run(KIOSKS, path, mapping)) == (0, 1, 0, 0)
    kiosk = Kiosk.objects.get()
    assert (kiosk.name, kiosk.geom.coords, kiosk.location_source) == ("Чай", (37.61, 48.853), "hand")
