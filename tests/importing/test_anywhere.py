"""A file of another place is taken where that is wanted; coordinates that cannot be meant are refused all the same."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from layers.importing import runs
from layers.reference.models import Stop
from layers.registry import catalogue

pytestmark = pytest.mark.django_db
MAPPING = """
source = "test"
key = "no"
[columns]
name = "name"
[geometry]
longitude = "lon"
latitude = "lat"
"""
HOME = "1,Ринок,37.60582,48.85227"
KYIV = "2,Майдан,30.5238,50.4501"


def files(folder: Path, *rows: str) -> tuple[Path, Path]:
    table, mapping = folder / "stops.csv", folder / "stops.toml"
    table.write_text("\n".join(("no,name,lon,lat", *rows)), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    return table, mapping


def test_rows_from_elsewhere_are_taken_and_counted(tmp_path: Path, client: Client) -> None:
    run = runs.run(catalogue["stops"], *files(tmp_path, HOME, KYIV, "3,Ніде,,"), anywhere=True)
    assert (run.created, run.refused, run.outside, run.unlocated) == (3, 0, 1, 1)
    assert client.get("/api/collections/stops/items?bbox=30,50,31,51").json()["numberMatched"] == 1


def test_without_being_asked_they_are_refused(tmp_path: Path) -> None:
    run = runs.run(catalogue["stops"], *files(tmp_path, HOME, KYIV))
    assert (run.created, run.refused, run.outside) == (1, 1, 0)
    assert Stop.objects.get().name == "Ринок"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("48.85227,37.60582", "swapped"),
        ("50.4501,30.5238", "swapped"),
        ("0,0", "no such place"),
        ("30.5,95", "no such place"),
        ("305238,504501", "no such place"),
        ("-181,50", "no such place"),
    ],
)
def test_what_cannot_be_meant_is_refused_all_the_same(tmp_path: Path, place: str, reason: str) -> None:
    run = runs.run(catalogue["stops"], *files(tmp_path, f"1,Ринок,{place}"), anywhere=True)
    assert (run.created, run.refused) == (0, 1)
    assert reason in run.refusals.get().reason


@pytest.mark.parametrize("place", ["24.0297,49.8397", "40.354891,50.321456", "-0.1276,51.5072"])
def test_another_city_or_country_is_a_place(tmp_path: Path, place: str) -> None:
    assert runs.run(catalogue["stops"], *files(tmp_path, f"1,Площа,{place}"), anywhere=True).outside == 1


def test_the_command_has_a_word_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, mapping = files(tmp_path, HOME, KYIV)
    call_command("import_layer", "stops", table, mapping=mapping, anywhere=True)
    said = capsys.readouterr().out
    assert "2 created" in said
    assert "1 row outside of the community" in said
