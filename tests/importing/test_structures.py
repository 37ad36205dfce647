"""Law: what leaves in an official structure comes back by the same mapping, and nothing is another than before.

The samples beside this module are rows of our own with every column filled; their headers are the official ones.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from accessibility.models import Answer, Audit, Place
from kiosks.models import Kiosk
from layers.importing import reverting, runs
from layers.importing.models import ImportRun
from layers.postal import PostalAddress
from layers.registry import catalogue
from layers.structures import UNKNOWN, WITHHELD, Structure, structures
from tests.contract.test_surfaces import body
from tests.samples import row

pytestmark = pytest.mark.django_db
OFFICIAL = Path(settings.BASE_DIR) / "fixtures/official"
SAMPLES = Path(__file__).parent / "official"
STRUCTURES = [structure for layer in catalogue for structure in structures(layer).values()]
each = pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: structure.name)


def imported(structure: Structure, path: Path | None = None) -> ImportRun:
    path = path or SAMPLES / f"{structure.name}.csv"
    return runs.run(structure.mapping.layer, path, OFFICIAL / f"{structure.name}.toml")


def before_it(structure: Structure) -> None:
    """What a structure of parts needs: the features that its rows belong to."""
    for other in structures(structure.mapping.layer).values():
        if structure.mapping.part and not other.mapping.part:
            imported(other)


def exported(client: Client, structure: Structure, extension: str = "csv", **words: str) -> bytes:
    address = f"/data/{structure.mapping.layer.slug}.{extension}"
    answer = client.get(address, {"structure": structure.name} | words)
    assert answer.status_code == 200
    return body(answer)


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))


def test_every_official_file_is_a_structure() -> None:
    assert {structure.name for structure in STRUCTURES} == {path.stem for path in OFFICIAL.glob("*.toml")}


@each
def test_an_export_says_what_the_import_said(structure: Structure, client: Client) -> None:
    before_it(structure)
    run = imported(structure)
    assert (run.refused, list(run.refusals.values_list("reason"))) == (0, [])
    sample = (SAMPLES / f"{structure.name}.csv").read_text(encoding="utf-8")
    assert UNKNOWN not in sample.split("\n")[1].split(","), "the first row is filled"
    assert exported(client, structure).decode("utf-8-sig").replace("\r\n", "\n") == sample


@each
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_import_of_an_export_changes_nothing(
    structure: Structure, extension: str, client: Client, tmp_path: Path
) -> None:
    before_it(structure)
    first = imported(structure)
    model = structure.mapping.model
    before = list(model._default_manager.order_by("pk").values())
    (tmp_path / f"export.{extension}").write_bytes(exported(client, structure, extension))
    again = imported(structure, tmp_path / f"export.{extension}")
    assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, first.created, 0)
    assert list(model._default_manager.order_by("pk").values()) == before


def test_a_renewed_passport_does_not_make_a_second_kiosk(client: Client, tmp_path: Path) -> None:
    kiosks = structures(catalogue["kiosks"])["annex64"]
    imported(kiosks)
    kiosk = Kiosk.objects.get(external_id="СВ-125/12")
    kiosk.permits.create(number="СВ-300/26", issued_on=date(2026, 1, 1), valid_until=date(2031, 1, 1))
    kiosks.mapping.layer.settle()
    (tmp_path / "export.csv").write_bytes(exported(client, kiosks))
    assert "СВ-300/26" in (tmp_path / "export.csv").read_text(encoding="utf-8")
    again = imported(kiosks, tmp_path / "export.csv")
    assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, 2, 0)
    assert kiosk.permits.count() == 2


@each
def test_what_is_read_is_served(structure: Structure) -> None:
    """A rule whose field the layer does not declare would lose its column on the way out."""
    layer, part = structure.mapping.layer, structure.mapping.part
    declared = {field.path for field in (part.fields if part else layer.fields)}
    identity = structure.rules(structure.identifier)
    assert {*structure.mapping.rules} - {*identity} <= declared


@each
def test_a_workbook_has_the_official_header(structure: Structure, client: Client, tmp_path: Path) -> None:
    (tmp_path / "e.xlsx").write_bytes(exported(client, structure, "xlsx"))
    header = next(load_workbook(tmp_path / "e.xlsx").worksheets[0].iter_rows(values_only=True))
    assert header == structure.columns


def test_what_the_viewer_may_not_read_is_left_empty(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    kiosks = structures(catalogue["kiosks"])["annex64"]
    row(catalogue["kiosks"], name="Кава", street="вул. Тиха", postcode="84100", publication="generalised")
    row(catalogue["kiosks"], name="Таємна", publication="hidden")
    (seen,) = rows(exported(client, kiosks))
    assert (seen["title"], seen["addressThoroughfare"], seen["addressPostCode"]) == (
        "Кава",
        WITHHELD,
        WITHHELD,
    )
    assert seen["passportNumber"] == UNKNOWN
    both = rows(exported(signed_in("inspector"), kiosks))
    assert [one["addressThoroughfare"] for one in both] == ["вул. Тиха", UNKNOWN]
    assert float(seen["lat"]) != float(both[0]["lat"])


def test_a_selection_is_exported_in_a_structure_too(client: Client) -> None:
    kiosks = structures(catalogue["kiosks"])["annex64"]
    imported(kiosks)
    (found,) = rows(exported(client, kiosks, q="Кава"))
    assert found["title"] == Kiosk.objects.get(name__startswith="Кава").name


def test_words_that_the_structure_lacks(client: Client) -> None:
    """Our finer words are said in the official ones; a false one is never said."""
    row(catalogue["petitions"], status="not_supported")
    row(catalogue["advertising"], kind="other", name="Трол")
    (petition,) = rows(exported(client, structures(catalogue["petitions"])["annex34"]))
    assert petition["status"] == "з відповіддю"
    assert petition["uid"].startswith("petitions/")
    (board,) = rows(exported(client, structures(catalogue["advertising"])["annex21"]))
    assert (board["type"], board["id"], board["status"]) == ("Трол", UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    "address",
    [
        "/data/kiosks.csv?structure=annex1",
        "/data/kiosks.csv?structure=annex21",
        "/data/tenders.csv?structure=annex64",
        "/data/kiosks.geojson?structure=annex64",
        "/data/kiosks.gpkg?structure=annex64",
    ],
)
def test_a_structure_that_there_is_not_is_refused(address: str, client: Client) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "structure"


@each
def test_the_layers_page_offers_it(structure: Structure) -> None:
    page = Client().get(f"/{structure.mapping.layer.slug}/").content.decode()
    assert f"Структура за постановою КМУ № 835, додаток {structure.annex}" in page
    assert f"?structure={structure.name}" in page


# -- Answers of audits ------------------------------------------------------------------------------------------


@pytest.fixture
def audited() -> Audit:
    imported(structures(catalogue["places"])["annex32-buildings"])
    return Audit.objects.get(uid="0015")


def norms(tmp_path: Path, *answers: tuple[str, str, str]) -> ImportRun:
    return imported(structures(catalogue["places"])["annex32-norms"], norms_file(tmp_path, answers))


def norms_file(tmp_path: Path, answers: Iterable[tuple[str, str, str]]) -> Path:
    path = tmp_path / "norms.csv"
    columns = structures(catalogue["places"])["annex32-norms"].columns
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="null")
        table.writeheader()
        for building, paragraph, status in answers:
            table.writerow(
                {
                    "buildingUid": building,
                    "normsNumber": "ДБН В.2.2-40:2018",
                    "paragraphNumber": paragraph,
                    "status": status,
                }
            )
    return path


def test_answers_make_the_verdict_of_the_place(audited: Audit, tmp_path: Path) -> None:
    assert audited.place.verdict == "unknown"
    run = norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "5.3.3", "False"))
    assert (run.created, run.refused) == (2, 0)
    place = Place.objects.get(external_id="0015")
    assert (place.verdict, place.audit_id, place.audited_on) == ("partly", audited.pk, audited.made_on)
    run = norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "5.3.3", "True"))
    assert (run.created, run.updated, run.unchanged) == (0, 1, 1)
    place.refresh_from_db()
    assert place.verdict == "accessible"


def test_answers_are_taken_back(audited: Audit, tmp_path: Path) -> None:
    norms(tmp_path, ("0015", "5.3.2", "True"))
    before = list(Answer.objects.values())
    second = norms(tmp_path, ("0015", "5.3.2", "False"), ("0015", "5.3.3", "True"))
    assert Place.objects.get(external_id="0015").verdict == "partly"
    assert reverting.revert(second, catalogue["places"]) == (0, 1, [])
    assert list(Answer.objects.values()) == before
    assert Place.objects.get(external_id="0015").verdict == "accessible"
    assert audited.answers.count() == 1


def complete_norms(tmp_path: Path, *answers: tuple[str, str, str]) -> ImportRun:
    """The norms of a publisher whose files are whole."""
    official = (OFFICIAL / "annex32-norms.toml").read_text(encoding="utf-8")
    whole = tmp_path / "whole.toml"
    whole.write_text(f"complete = true\n{official}", encoding="utf-8")
    return runs.run(catalogue["places"], norms_file(tmp_path, answers), whole)


def test_answers_that_a_whole_file_no_longer_has_are_removed(audited: Audit, tmp_path: Path) -> None:
    other = Audit.objects.create(place=audited.place, made_on=date(2020, 1, 1), uid="other")
    Answer.objects.create(audit=other, norm="ДБН", clause="1", outcome="pass")
    norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "5.3.3", "False"))
    before = list(Answer.objects.order_by("pk").values())
    run = complete_norms(tmp_path, ("0015", "5.3.2", "True"))
    assert (run.created, run.updated, run.unchanged, run.gone) == (0, 0, 1, 1)
    assert list(audited.answers.values_list("clause", flat=True)) == ["5.3.2"]
    assert other.answers.count() == 1
    assert Place.objects.get(external_id="0015").verdict == "accessible"
    assert reverting.revert(run, catalogue["places"]) == (0, 1, [])
    assert list(Answer.objects.order_by("pk").values()) == before
    assert Place.objects.get(external_id="0015").verdict == "partly"


def test_answers_stay_when_a_row_of_a_whole_file_is_refused(audited: Audit, tmp_path: Path) -> None:
    norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "5.3.3", "False"))
    run = complete_norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "null", "True"))
    assert (run.gone, run.refused) == (0, 1)
    assert audited.answers.count() == 2


def test_what_a_removed_answer_belonged_to_may_be_gone(audited: Audit, tmp_path: Path) -> None:
    norms(tmp_path, ("0015", "5.3.2", "True"), ("0015", "5.3.3", "False"))
    run = complete_norms(tmp_path, ("0015", "5.3.2", "True"))
    audited.delete()
    reverting.revert(run, catalogue["places"])
    assert not Answer.objects.exists()


def test_answers_are_refused_in_words(audited: Audit, tmp_path: Path) -> None:
    run = norms(
        tmp_path,
        ("0015", "5.3.2", "True"),
        ("0015", "5.3.2", "False"),
        ("404", "5.3.2", "True"),
        ("0015", "null", "True"),
        ("0015", "5.3.4", "можливо?"),
    )
    assert (run.created, run.refused) == (2, 3)
    assert dict(run.refusals.values_list("row", "reason")) == {
        2: "the key stands in row 1 already",
        3: "there is no audit with this uid: import it first",
        4: "clause is empty",
    }
    assert Answer.objects.get(clause="5.3.4").outcome == "unknown"


def parts(tmp_path: Path, *rows: tuple[str, ...]) -> ImportRun:
    path = tmp_path / "parts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(structures(catalogue["places"])["annex32-parts"].columns)
        write.writerows(rows)
    return imported(structures(catalogue["places"])["annex32-parts"], path)


def test_parts_come_with_their_building(audited: Audit, tmp_path: Path) -> None:
    run = parts(
        tmp_path,
        ("вхід", "головний", "1", "так", "no", "null", "0015", "—"),
        ("поверх", "2 поверх", "2", "ні", "null", "null", "0015", "—"),
    )
    assert (run.created, run.refused) == (2, 0)
    front, floor = audited.place.parts.all()
    assert (front.kind, front.is_main, front.claim) == ("entrance", True, "no")
    assert (floor.kind, floor.floor, floor.claim, floor.osm) == ("floor", 2, "unknown", "")
    again = parts(tmp_path, ("вхід", "головний", "1", "так", "yes", "node/47", "0015", "—"))
    assert (again.created, again.updated) == (0, 1)
    reverting.revert(again, catalogue["places"])
    front.refresh_from_db()
    assert (front.claim, front.osm) == ("no", "")


def test_parts_are_refused_in_words(audited: Audit, tmp_path: Path) -> None:
    run = parts(
        tmp_path,
        ("вхід", "головний", "1", "так", "no", "null", "0015", "—"),
        ("вхід", "головний", "1", "так", "no", "null", "0015", "—"),
        ("вхід", "другий", "1", "так", "no", "null", "0015", "—"),
        ("ґанок", "третій", "1", "ні", "no", "null", "0015", "—"),
        ("поверх", "підвал", "0", "ні", "no", "null", "0015", "—"),
        ("поверх", "2", "два", "ні", "no", "null", "0015", "—"),
        ("вхід", "двір", "1", "ні", "no", "null", "404", "—"),
    )
    assert (run.created, run.refused) == (1, 6)
    reasons = dict(run.refusals.values_list("row", "reason"))
    assert reasons[2] == "the key stands in row 1 already"
    assert reasons[7] == "there is no object with this key: import it first"
    assert audited.place.parts.count() == 1


def test_answers_never_fall_to_an_audit_from_elsewhere(audited: Audit, tmp_path: Path) -> None:
    own = Audit.objects.create(place=audited.place, made_on=date(2026, 11, 1), authority_name="Виконком")
    norms(tmp_path, ("0015", "5.3.2", "True"))
    assert (audited.answers.count(), own.answers.count()) == (1, 0)


def test_a_dry_run_of_answers_leaves_nothing(audited: Audit, tmp_path: Path) -> None:
    structure = structures(catalogue["places"])["annex32-norms"]
    path = SAMPLES / "annex32-norms.csv"
    run = runs.run(catalogue["places"], path, OFFICIAL / f"{structure.name}.toml", dry_run=True)
    assert run.created > 0
    assert not audited.answers.exists()


def test_answers_are_closed_with_their_place(audited: Audit, tmp_path: Path, client: Client) -> None:
    structure = structures(catalogue["places"])["annex32-norms"]
    norms(tmp_path, ("0015", "5.3.2", "True"))
    assert len(rows(exported(client, structure))) == 1
    Place.objects.update(publication="hidden")
    assert rows(exported(client, structure)) == []


# -- Objects of other sources --------------------------------------------------------------------------------------


def others(structure: Structure) -> None:
    """Objects that did not come by an official file: entered here, of another source, without a place or a permit."""
    layer = structure.mapping.layer
    row(layer)
    row(layer, source="register", external_id="7", geom=None)
    hidden = {"street": "вул. Тиха"} if issubclass(layer.model, PostalAddress) else {}
    row(layer, at=(37.61, 48.86), publication="generalised", **hidden)
    if layer.slug == "places":
        for place in Place.objects.all():
            audit = place.audits.create(made_on=date(2026, 1, 1))
            audit.answers.create(norm="ДБН", clause="5.3.2")
            place.parts.create(name="двір")
    if layer.slug in {"kiosks", "advertising"}:
        row(layer, at=(37.6, 48.86), source="register", external_id="8").permits.create(number="П-8")
    layer.settle()


@each
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_objects_of_other_sources_come_back_and_are_passed_over(
    structure: Structure, extension: str, client: Client, tmp_path: Path
) -> None:
    others(structure)
    model = structure.mapping.model
    before = list(model._default_manager.order_by("pk").values())
    (tmp_path / f"export.{extension}").write_bytes(exported(client, structure, extension))
    run = imported(structure, tmp_path / f"export.{extension}")
    reasons = list(run.refusals.values_list("row", "reason", "value"))
    assert (run.created, run.updated, run.unchanged, reasons) == (0, 0, 0, [])
    assert run.skipped == len(before)
    assert set(run.passed_over) == {"already here, from the back office", "already here, from register"}
    assert list(model._default_manager.order_by("pk").values()) == before


def kiosk_file(folder: Path, **cells: str) -> Path:
    structure = structures(catalogue["kiosks"])["annex64"]
    path = folder / "kiosks.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, structure.columns, restval="null")
        table.writeheader()
        table.writerow({"title": "Кава", "lat": "48.85", "constructionlon": "37.6"} | cells)
    return path


def test_a_kiosk_without_a_passport_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """The structure wants a passport of every row, and has nothing else to name it by."""
    kiosks = structures(catalogue["kiosks"])["annex64"]
    row(catalogue["kiosks"], name="Кава", at=(37.61, 48.85))
    row(catalogue["kiosks"], name="Чай", at=(37.6, 48.85))
    run = imported(kiosks, kiosk_file(tmp_path))
    assert (run.created, run.refused, run.skipped) == (0, 1, 0)
    assert (
        "the key is missing (passportNumber), and no object here is like this one"
        in run.refusals.get().reason
    )


def test_a_passport_of_the_same_number_is_another_kiosks_elsewhere(tmp_path: Path) -> None:
    kiosks = structures(catalogue["kiosks"])["annex64"]
    row(catalogue["kiosks"], name="Чай", at=(37.61, 48.85)).permits.create(number="П-1")
    run = imported(kiosks, kiosk_file(tmp_path, passportNumber="П-1"))
    assert (run.created, run.refused, run.skipped) == (1, 0, 0)


def test_a_number_of_ours_with_other_words_is_refused(client: Client, tmp_path: Path) -> None:
    petitions = structures(catalogue["petitions"])["annex34"]
    petition = row(catalogue["petitions"], title="Лавки")
    text = exported(client, petitions).decode("utf-8-sig")
    (tmp_path / "e.csv").write_text(text.replace("Лавки", "Сквер"), encoding="utf-8")
    run = imported(petitions, tmp_path / "e.csv")
    assert (run.created, run.refused, run.skipped) == (0, 1, 0)
    assert "of another source has this number here" in run.refusals.get().reason
    petition.delete()
    assert imported(petitions, tmp_path / "e.csv").created == 1, "the number is nobody's here"
