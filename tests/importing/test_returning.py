"""Law: what the map exports comes back and changes nothing; what was changed in between changes that object alone."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import models
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from kiosks.models import Kiosk
from layers.importing import reverting, runs
from layers.importing.models import ImportRun
from layers.layer import Layer
from layers.models import HistoryEntry
from layers.reference.models import Stop
from layers.registry import catalogue
from layers.surfaces.exports import EXPORTERS
from tests.contract.test_surfaces import body
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
LAYERS = [layer for layer in catalogue if not layer.by_rule]
layers = pytest.mark.parametrize("layer", LAYERS, ids=str)
formats = pytest.mark.parametrize("extension", EXPORTERS)
languages = pytest.mark.parametrize("language", ["uk", "en"])
#: what no spreadsheet, driver or parser may bend on the way
AWKWARD = "  Кава, «на розі»;\r\nдругий рядок \t=1+1 ' \" — −5 "


#: in order: a class before the class that it derives from
VALUES: dict[type[models.Field[Any, Any]], Any] = {
    models.DateTimeField: datetime(2026, 3, 29, 0, 59, 59, 987654, tzinfo=UTC),
    models.DateField: date(2026, 2, 3),
    models.BooleanField: False,
    models.DecimalField: Decimal("1234567.89"),
    models.FloatField: 12.300000000000001,
    models.IntegerField: 2026,
}


def filled(layer: Layer, **words: Any) -> Any:
    """A row with every declared column of its own filled, with what is hard to carry."""
    fields = {column.path: column.model_field for column in layer.columns if column.is_local}
    values = {path: awkward(field) for path, field in fields.items() if field.editable}
    feature = row(layer, at=(HERE[0] + 0.0000123456, HERE[1]), **values | words)
    layer.settle()
    return feature


def awkward(field: "models.Field[Any, Any]") -> Any:
    if field.choices:
        return field.flatchoices[-1][0]
    for kind, value in VALUES.items():
        if isinstance(field, kind):
            return value
    if isinstance(field, models.URLField):
        return "https://example.org/а?b=1;2&c=«3»"
    if field.max_length and field.max_length < 100:
        return "00037256" if field.name.endswith("_code") else "007"
    return AWKWARD


def exported(visitor: Client, layer: Layer, extension: str, folder: Path, language: str = "uk") -> Path:
    path = folder / f"export.{extension}"
    path.write_bytes(body(visitor.get(f"/data/{layer.slug}.{extension}?lang={language}")))
    return path


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.refused


def states(layer: Layer) -> list[dict[str, Any]]:
    return list(layer.model._default_manager.order_by("pk").values())


def two(layer: Layer) -> tuple[Any, Any]:
    """An object of an own source with everything filled, and a bare one that nobody has located."""
    return filled(layer, source="register", external_id="1"), row(layer, geom=None)


# -- Nothing changes -----------------------------------------------------------------------------------------------


@layers
def test_what_was_exported_changes_nothing(layer: Layer, client: Client, tmp_path: Path) -> None:
    two(layer)
    for extension in EXPORTERS:
        assert_unchanged(layer, exported(client, layer, extension, tmp_path))
    assert_unchanged(layer, exported(client, layer, "xlsx", tmp_path, "en"))


@pytest.mark.parametrize("name", ["=1+1", "@А1", "+380", "-5", "-", "null", "1.0", "'лапка", "a\tb"])
def test_texts_that_look_like_something_else(name: str, client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"], name=name)
    for extension in EXPORTERS:
        assert_unchanged(catalogue["stops"], exported(client, catalogue["stops"], extension, tmp_path), 1)


@pytest.mark.parametrize("slug", ["kiosks", "barriers", "streets"])
def test_what_staff_exported_changes_nothing(
    slug: str, signed_in: Callable[[str], Client], tmp_path: Path
) -> None:
    two(catalogue[slug])
    row(catalogue[slug], publication="hidden")
    client = signed_in("registrar")
    for extension in EXPORTERS:
        assert_unchanged(catalogue[slug], exported(client, catalogue[slug], extension, tmp_path), 3)


def assert_unchanged(layer: Layer, path: Path, rows: int = 2) -> None:
    before = states(layer)
    run = runs.run(layer, path)
    assert counts(run) == (0, 0, rows, 0), list(run.refusals.values_list("reason", "value"))
    assert states(layer) == before
    assert not HistoryEntry.objects.filter(via=run.tag).exists()


@formats
def test_permits_and_audits_come_back_with_their_objects(
    extension: str, client: Client, tmp_path: Path
) -> None:
    kiosk = row(catalogue["kiosks"])
    kiosk.permits.create(number="П-1", status="valid", issued_on=date(2026, 1, 1), issued_by=AWKWARD)
    place = row(catalogue["places"])
    place.audits.create(made_on=date(2026, 1, 1), authority_name=AWKWARD)
    for slug in ("kiosks", "places"):
        catalogue[slug].settle()
        run = runs.run(catalogue[slug], exported(client, catalogue[slug], extension, tmp_path))
        assert counts(run) == (0, 0, 1, 0)
    assert (kiosk.permits.count(), place.audits.count()) == (1, 1)


SHAPES = {
    "line": MultiLineString(
        LineString((37.6, 48.85), (37.6012345678, 48.8512345678)), LineString((37.61, 48.85), (37.62, 48.86))
    ),
    "bow": MultiPolygon(
        Polygon(((37.6, 48.85), (37.601, 48.851), (37.601, 48.85), (37.6, 48.851), (37.6, 48.85)))
    ),
    "point": Point(37.6000000149, 48.8500000151),
    "elsewhere": Point(30.5, 50.4),
}


@formats
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_come_back_though_they_could_not_be_entered_so(
    shape: str, extension: str, client: Client, tmp_path: Path
) -> None:
    row(catalogue["barriers"], geom=SHAPES[shape])
    before = states(catalogue["barriers"])
    run = runs.run(catalogue["barriers"], exported(client, catalogue["barriers"], extension, tmp_path))
    assert counts(run) == (0, 0, 1, 0)
    assert states(catalogue["barriers"]) == before


@formats
def test_what_is_withheld_from_the_public_is_not_erased(
    extension: str, client: Client, tmp_path: Path
) -> None:
    row(catalogue["kiosks"], name="Кава", street="вул. Тиха", postcode="84100", publication="generalised")
    before = states(catalogue["kiosks"])
    path = exported(client, catalogue["kiosks"], extension, tmp_path)
    assert "Тиха" not in path.read_bytes().decode("utf-8", "ignore")
    assert counts(runs.run(catalogue["kiosks"], path)) == (0, 0, 1, 0)
    edit(path, catalogue["kiosks"], name="Чай")
    # A square of the grid is many objects' place: it proves nothing.
    is_proven = extension != "geojson"
    assert counts(runs.run(catalogue["kiosks"], path)) == (0, is_proven, 0, not is_proven)
    (after,) = states(catalogue["kiosks"])
    assert (after["name"], after["street"]) == ("Чай" if is_proven else "Кава", "вул. Тиха")
    assert after["geom"] == before[0]["geom"]


# -- One change ----------------------------------------------------------------------------------------------------


def edit(path: Path, layer: Layer, number: int | None = None, **cells: Any) -> None:
    """Change cells of one row (or of all), by the names of their columns, as a person would."""
    EDITORS[path.suffix](path, layer, number, cells)


def _edit_csv(path: Path, _layer: Layer, number: int | None, cells: dict[str, Any]) -> None:
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for line in lines:
        if number in (None, int(line["id"])):
            line.update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, lines[0])
        table.writeheader()
        table.writerows(lines)


def _edit_xlsx(path: Path, layer: Layer, number: int | None, cells: dict[str, Any]) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    words = {column.name: column.label for column in layer.columns}
    words |= {"id": "номер", "source": "джерело", "longitude": "довгота", "latitude": "широта"}
    words |= {"changed_at": "змінено (Europe/Kyiv)"}
    for line in sheet.iter_rows(min_row=2):
        if number in (None, line[0].value):
            for name, value in cells.items():
                line[header.index(words[name])].value = value
    book.save(path)


def _edit_geojson(path: Path, _layer: Layer, number: int | None, cells: dict[str, Any]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    cells = dict(cells)
    cells.pop("changed_at", None)
    place = [cells.pop("longitude", None), cells.pop("latitude", None)]
    for feature in document["features"]:
        if number in (None, feature["id"]):
            feature["id"] = cells.get("id", feature["id"])
            feature["properties"] |= {name: value for name, value in cells.items() if name != "id"}
            if None not in place:
                feature["geometry"] = {"type": "Point", "coordinates": place}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _edit_gpkg(path: Path, layer: Layer, number: int | None, cells: dict[str, Any]) -> None:
    cells = dict(cells)
    place = [cells.pop("longitude", None), cells.pop("latitude", None)]
    with sqlite3.connect(path) as database:
        for name in [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
        ]:
            database.execute(f'DROP TRIGGER "{name}"')
        if None not in place:
            head = b"GP\x00\x01\xe6\x10\x00\x00"
            cells["geom"] = head + bytes(Point(*place).wkb)
        sets = ", ".join(f'"{name}" = ?' for name in cells)
        where, chosen = ("", []) if number is None else (" WHERE id = ?", [number])
        database.execute(f'UPDATE "{layer.slug}" SET {sets}{where}', [*cells.values(), *chosen])


EDITORS = {".csv": _edit_csv, ".xlsx": _edit_xlsx, ".geojson": _edit_geojson, ".gpkg": _edit_gpkg}
CELLS = {
    "kiosks": ("name", "Чай"),
    "streets": ("name", "Тиха"),
    "boundary": ("name", "Громада"),
    "barriers": ("description", "Сходи"),
    "tenders": ("title", "Лавки"),
}
edited = pytest.mark.parametrize("slug", CELLS)


@formats
@edited
def test_one_cell_changes_one_object(slug: str, extension: str, client: Client, tmp_path: Path) -> None:
    layer, (name, value) = catalogue[slug], CELLS[slug]
    one = filled(layer, source="register", external_id="1")
    row(layer, at=(37.61, 48.86))
    path = exported(client, layer, extension, tmp_path)
    edit(path, layer, one.pk, **{name: value})
    before = states(layer)
    run = runs.run(layer, path)
    assert counts(run) == (0, 1, 1, 0), list(run.refusals.values_list("reason"))
    changed, same = states(layer)
    assert changed[name] == value
    ignored = {name, "changed_at", "search"}
    assert {k: v for k, v in changed.items() if k not in ignored} == {
        k: v for k, v in before[0].items() if k not in ignored
    }
    assert same == before[1]
    assert counts(runs.run(layer, path)) == (0, 0, 2, 0)


@languages
def test_choices_are_read_by_their_words(language: str, client: Client, tmp_path: Path) -> None:
    kiosk = row(catalogue["kiosks"], activity="bread")
    path = exported(client, catalogue["kiosks"], "xlsx", tmp_path, language)
    with override(language):
        word = dict(Kiosk._meta.get_field("activity").flatchoices)["coffee"]
        book = load_workbook(path)
        labels = [cell.value for cell in book.worksheets[0][1]]
        label = next(column.label for column in catalogue["kiosks"].columns if column.name == "activity")
        book.worksheets[0].cell(2, labels.index(label) + 1).value = str(word)
        book.save(path)
    assert counts(runs.run(catalogue["kiosks"], path)) == (0, 1, 0, 0)
    kiosk.refresh_from_db()
    assert kiosk.activity == "coffee"


@formats
def test_an_object_is_moved(extension: str, client: Client, tmp_path: Path) -> None:
    stop = row(catalogue["stops"], name="Ринок", source="register", location_source="gps")
    path = exported(client, catalogue["stops"], extension, tmp_path)
    edit(path, catalogue["stops"], longitude=37.61, latitude=48.86)
    assert counts(runs.run(catalogue["stops"], path)) == (0, 1, 0, 0)
    stop.refresh_from_db()
    assert (stop.geom.coords, stop.location_source) == ((37.61, 48.86), "hand")


@formats
def test_nothing_is_moved_out_of_the_community(extension: str, client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"], name="Ринок")
    path = exported(client, catalogue["stops"], extension, tmp_path)
    edit(path, catalogue["stops"], longitude=30.5, latitude=50.4)
    run = runs.run(catalogue["stops"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "outside of the community" in run.refusals.get().reason
    assert counts(runs.run(catalogue["stops"], path, anywhere=True)) == (0, 1, 0, 0)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_table_does_not_move_a_line(extension: str, client: Client, tmp_path: Path) -> None:
    row(catalogue["streets"])
    path = exported(client, catalogue["streets"], extension, tmp_path)
    edit(path, catalogue["streets"], longitude=37.61, latitude=48.86)
    run = runs.run(catalogue["streets"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "room for a point only" in run.refusals.get().reason


@formats
def test_a_permit_is_changed_but_not_taken_away(extension: str, client: Client, tmp_path: Path) -> None:
    kiosk = row(catalogue["kiosks"])
    permit = kiosk.permits.create(number="П-1", issued_by="Виконком")
    catalogue["kiosks"].settle()
    path = exported(client, catalogue["kiosks"], extension, tmp_path)
    labels = {"permit_issued_by": "Рада"}
    edit(path, catalogue["kiosks"], **labels)
    assert counts(runs.run(catalogue["kiosks"], path)) == (0, 1, 0, 0)
    permit.refresh_from_db()
    assert permit.issued_by == "Рада"
    edit(path, catalogue["kiosks"], permit_number="")
    run = runs.run(catalogue["kiosks"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "removed in the back office" in run.refusals.get().reason


@formats
def test_what_follows_from_other_data_is_not_read(extension: str, client: Client, tmp_path: Path) -> None:
    row(catalogue["kiosks"])
    path = exported(client, catalogue["kiosks"], extension, tmp_path)
    edit(path, catalogue["kiosks"], permit_state="valid")
    run = runs.run(catalogue["kiosks"], path)
    assert counts(run) == (0, 0, 1, 0)
    assert "not read: " in run.reason
    assert not Kiosk.objects.filter(permit_state="valid").exists()


# -- Rows that are another object's --------------------------------------------------------------------------------


@formats
@edited
def test_an_equal_number_of_another_map_overwrites_nothing(
    slug: str, extension: str, client: Client, tmp_path: Path
) -> None:
    """The other map has another object under the same number, of a source with the same name."""
    layer, (name, _value) = catalogue[slug], CELLS[slug]
    theirs = row(layer, at=(37.62, 48.84), **{name: "Чужа"})
    path = exported(client, layer, extension, tmp_path)
    edit(path, layer, changed_at=datetime(2025, 1, 1, 10, 0).isoformat(" "))  # noqa: DTZ001  as a cell has it
    layer.model._default_manager.all().delete()
    ours = filled(layer, id=theirs.pk)
    before = states(layer)
    run = runs.run(layer, path)
    assert counts(run) == (0, 0, 0, 1)
    assert states(layer) == before
    assert ours.pk == theirs.pk


@formats
def test_a_number_of_another_source_is_not_known(extension: str, client: Client, tmp_path: Path) -> None:
    stop = row(catalogue["stops"], name="Ринок", source="register", external_id="1")
    path = exported(client, catalogue["stops"], extension, tmp_path)
    edit(path, catalogue["stops"], source="osm", name="Школа")
    run = runs.run(catalogue["stops"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "no object with this number and source" in run.refusals.get().reason
    edit(path, catalogue["stops"], source="register", id=stop.pk + 1)
    assert counts(runs.run(catalogue["stops"], path)) == (0, 0, 0, 1)
    assert [(one.name, one.source) for one in Stop.objects.all()] == [("Ринок", "register")]


@formats
def test_another_maps_file_is_taken_as_a_source_of_its_own(
    extension: str, client: Client, tmp_path: Path
) -> None:
    row(catalogue["kiosks"], name="Кава")
    path = exported(client, catalogue["kiosks"], extension, tmp_path)
    assert counts(runs.run(catalogue["kiosks"], path, source="neighbours")) == (1, 0, 0, 0)
    assert counts(runs.run(catalogue["kiosks"], path, source="neighbours")) == (0, 0, 1, 0)
    assert Kiosk.objects.get(source="neighbours").name == "Кава"


@pytest.mark.parametrize("number", ["", "нова", "-1", "1.5", "9" * 19])
def test_a_row_without_a_number_is_refused(number: str, client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"])
    path = exported(client, catalogue["stops"], "csv", tmp_path)
    edit(path, catalogue["stops"], id=number)
    run = runs.run(catalogue["stops"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "no number of an object" in run.refusals.get().reason


def test_a_number_that_stands_twice(client: Client, tmp_path: Path) -> None:
    stop, other = row(catalogue["stops"], name="Ринок"), row(catalogue["stops"], name="Школа")
    path = exported(client, catalogue["stops"], "csv", tmp_path)
    edit(path, catalogue["stops"], other.pk, id=stop.pk)
    assert counts(runs.run(catalogue["stops"], path)) == (0, 0, 1, 1)
    assert Stop.objects.filter(name="Школа").count() == 1


@pytest.mark.django_db(transaction=True)
@formats
def test_what_was_changed_since_is_not_overwritten(extension: str, client: Client, tmp_path: Path) -> None:
    stop, street = row(catalogue["stops"], name="Ринок"), row(catalogue["streets"], name="Тиха", geom=None)
    for feature in (stop, street):
        layer = catalogue["stops" if feature is stop else "streets"]
        path = exported(client, layer, extension, tmp_path)
        if extension == "geojson":
            text = path.read_text(encoding="utf-8")
            made = (datetime.now(UTC) - timedelta(seconds=5)).isoformat(timespec="seconds")
            path.write_text(text.replace(json.loads(text)["timeStamp"], made), encoding="utf-8")
        else:
            past = (datetime.now() - timedelta(seconds=5)).isoformat(" ")  # noqa: DTZ005  as a cell has it
            edit(path, layer, changed_at=past)
        edit(path, layer, name="Інша")
        run = runs.run(layer, path)
        assert counts(run) == (0, 0, 0, 1)
        assert "changed here since" in run.refusals.get().reason
        feature.refresh_from_db()
        assert feature.name != "Інша"


def test_a_geojson_proves_by_the_place_or_by_all_words(client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"], name="Ринок")
    path = exported(client, catalogue["stops"], "geojson", tmp_path)
    edit(path, catalogue["stops"], longitude=37.61, latitude=48.86, name="Базар")
    run = runs.run(catalogue["stops"], path)
    assert counts(run) == (0, 0, 0, 1)
    assert "one after the other" in run.refusals.get().reason
    path = exported(client, catalogue["stops"], "geojson", tmp_path)
    row(catalogue["stops"], name="Ринок", at=(37.62, 48.85))
    edit(path, catalogue["stops"], longitude=37.61, latitude=48.86)
    run = runs.run(catalogue["stops"], path)
    assert counts(run) == (0, 0, 0, 1), "there are two of these words"


# -- Other things that may be in such a file -----------------------------------------------------------------------


def test_a_run_of_an_export_is_taken_back(client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"], name="Ринок")
    path = exported(client, catalogue["stops"], "xlsx", tmp_path)
    edit(path, catalogue["stops"], name="Базар")
    run = runs.run(catalogue["stops"], path)
    assert reverting.revert(run, catalogue["stops"]) == (0, 1, [])
    assert Stop.objects.get().name == "Ринок"


def test_a_dry_run_tells_and_changes_nothing(client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"], name="Ринок")
    path = exported(client, catalogue["stops"], "csv", tmp_path)
    edit(path, catalogue["stops"], name="Базар")
    assert counts(runs.run(catalogue["stops"], path, dry_run=True)) == (0, 1, 0, 0)
    assert Stop.objects.get().name == "Ринок"
