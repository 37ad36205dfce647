"""The real city of Ladyzhyn from its municipal files, and the official example workbooks."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accessibility.models import Answer, Place
from kiosks.models import Kiosk
from layers.importing import runs
from layers.importing.models import ImportRun
from layers.reference.models import Address, Street
from layers.registry import catalogue
from layers.structures import structures
from maps.city import City
from tests.shared.conftest import DATA

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.shared]
EXPECTED = {
    "boundary": 7,
    "settlements": 6,
    "streets": 95,
    "addresses": 3442,
    "green": 20,
    "stops": 59,
    "places": 300,
    "kiosks": 62,
    "advertising": 60,
}


@pytest.fixture
def ladyzhyn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CITY", City.from_toml(ROOT / "fixtures/ladyzhyn/city.toml"))


@pytest.mark.usefixtures("ladyzhyn")
def test_the_city_is_there_and_a_second_import_changes_nothing(client: Client) -> None:
    manifest = ROOT / "fixtures/ladyzhyn/import.toml"
    call_command("import_city", manifest, DATA / "ladyzhyn")
    for slug, count in EXPECTED.items():
        assert client.get(f"/api/collections/{slug}/items?limit=1").json()["numberMatched"] == count, slug
    # One address of the real file lies at a wrong latitude: it is refused, and told.
    assert [refusal.row for run in ImportRun.objects.all() for refusal in run.refusals.all()] == [1628]
    call_command("import_city", manifest, DATA / "ladyzhyn")
    second = ImportRun.objects.order_by("-pk")[: len(EXPECTED) + 2]
    assert {(run.created, run.updated, run.gone) for run in second} == {(0, 0, 0)}


@pytest.mark.usefixtures("ladyzhyn")
def test_a_former_street_name_finds_the_street(client: Client) -> None:
    call_command("import_city", ROOT / "fixtures/ladyzhyn/import.toml", DATA / "ladyzhyn")
    found = client.get("/suggest?q=Б.Петрунів").json()["suggestions"]
    assert found[0]["title"] == "Вулиця Братів Петрунів"


@pytest.mark.parametrize(
    ("layer", "mapping", "file", "outside"),
    [
        ("kiosks", "annex64", "annex64_temporaryConstruction", 3),
        ("advertising", "annex21", "annex21_permissionsLocality", 3),
        ("places", "annex32-buildings", "annex32_buildings", 0),
        ("petitions", "annex34", "annex34_petitions", 0),
        ("projects", "annex35", "annex35_projects", 0),
    ],
)
def test_the_official_examples(layer: str, mapping: str, file: str, outside: int) -> None:
    """Their three rows lie all over the country and beyond: refused as such, unless they may be anywhere."""
    path = DATA / f"kmu835/xlsx/{file}_example.xlsx"
    run = runs.run(catalogue[layer], path, ROOT / f"fixtures/official/{mapping}.toml")
    assert (run.created, run.refused) == (3 - outside, outside)
    assert all("outside of the community" in refusal.reason for refusal in run.refusals.all())
    again = runs.run(catalogue[layer], path, ROOT / f"fixtures/official/{mapping}.toml", anywhere=True)
    assert (again.created, again.unchanged) == (outside, 3 - outside)
    assert (again.refused, again.outside) == (0, outside)


def test_the_official_example_of_answers() -> None:
    """Its clauses were taken for dates by the spreadsheet that wrote it; one of them cannot be told."""
    examples = DATA / "kmu835/xlsx"
    official = ROOT / "fixtures/official"
    runs.run(
        catalogue["places"], examples / "annex32_buildings_example.xlsx", official / "annex32-buildings.toml"
    )
    run = runs.run(
        catalogue["places"], examples / "annex32_norms_example.xlsx", official / "annex32-norms.toml"
    )
    assert (run.created, run.refused) == (1, 2)
    assert Answer.objects.get().clause == "5.3.2"
    reasons = dict(run.refusals.values_list("row", "reason"))
    assert "cannot be told" in reasons[2]
    assert "no audit with this uid" in reasons[3]


@pytest.mark.parametrize("name", [path.stem for path in (ROOT / "fixtures/official").glob("*.toml")])
def test_the_columns_are_those_of_the_official_schema(name: str) -> None:
    (structure,) = (one for layer in catalogue for one in structures(layer).values() if one.name == name)
    if structure.is_own:
        assert structure.identifier in structure.columns
        return
    annex = f"annex{structure.annex}"
    schemas = {
        tuple(row["name"] for row in csv.DictReader(path.open(encoding="utf-8-sig")))
        for path in (DATA / "kmu835").glob(f"{annex}_*_schema.csv")
    }
    assert structure.columns in schemas


@pytest.mark.usefixtures("ladyzhyn")
def test_opening_hours_are_told_as_the_files_give_them(client: Client) -> None:
    call_command("import_city", ROOT / "fixtures/ladyzhyn/import.toml", DATA / "ladyzhyn")
    told = Place.objects.exclude(opening_hours="")
    assert (told.count(), Kiosk.objects.exclude(opening_hours="").count()) == (281, 61)
    pharmacy = told.get(opening_hours="Пн, Сб 08:00-20:00; Нд 08:00-16-00")
    assert "Пн, Сб 08:00-20:00; Нд 08:00-16-00" in client.get(f"/places/{pharmacy.pk}/").content.decode()
    villages = set(Place.objects.values_list("settlement", flat=True))
    assert {"Ладижин", "Заозерне", "Василівка", "Лукашівка", "Губник"} <= villages


@pytest.mark.usefixtures("ladyzhyn")
def test_every_street_can_be_gone_to_though_none_has_a_course(client: Client) -> None:
    """By addresses ten of them, by what stands there a score, by their settlement the rest."""
    call_command("import_city", ROOT / "fixtures/ladyzhyn/import.toml", DATA / "ladyzhyn")
    streets = Street.objects.values_list("pk", flat=True)
    said = [place.words for place in catalogue["streets"].whereabouts(streets).values()]
    known = [sum(words in one for one in said) for words in ("адресами", "об’єктами", "лише населений пункт")]
    assert known == [10, 21, 64]
    main = next(hit for hit in client.get("/suggest?q=Процишина").json()["suggestions"])
    assert (main["layer"], main["centre"]) == ("streets", pytest.approx([29.233, 48.6916], abs=0.002))


@pytest.mark.usefixtures("ladyzhyn")
def test_every_address_that_names_its_street_is_bound_to_it() -> None:
    """Of 3,442 addresses 291 name one, all in the city; several of these names are there in the villages, too."""
    call_command("import_city", ROOT / "fixtures/ladyzhyn/import.toml", DATA / "ladyzhyn")
    bound = Address.objects.exclude(street=None).select_related("street__settlement")
    assert (bound.count(), Address.objects.exclude(street_name="").count()) == (291, 291)
    assert {address.street.settlement.name for address in bound} == {"Ладижин"}
    assert all(address.street_name.endswith(address.street.name) for address in bound)
    assert len({address.street_id for address in bound}) == 10
    assert "bound to none" not in ImportRun.objects.get(layer="addresses").reason
