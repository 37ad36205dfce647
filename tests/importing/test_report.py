"""A run tells what became of every row: those that a mapping passes over and those that came without a place, too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from layers.importing import runs
from layers.importing.models import ImportRun
from layers.registry import catalogue

pytestmark = pytest.mark.django_db

MAPPING = """
layer = "places"
source = "test"
key = "no"
skip = { type = ["Кіоск", "МАФ"], state = ["зачинено"] }

[columns]
name = "title"

[geometry]
longitude = "lon"
latitude = "lat"
"""
ROWS = """no,title,type,state,lon,lat
1,Школа,школа,,37.60582,48.85227
2,Хліб,Кіоск,,37.60582,48.85227
3,Кава,Кіоск,зачинено,37.60582,48.85227
4,Ринок,,зачинено,37.60582,48.85227
5,Бібліотека,,,,
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    table, mapping = tmp_path / "places.csv", tmp_path / "places.toml"
    table.write_text(ROWS, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    return table, mapping


def test_rows_that_are_passed_over_are_counted_by_the_condition(files: tuple[Path, Path]) -> None:
    run = runs.run(catalogue["places"], *files)
    run.refresh_from_db()
    assert (run.created, run.refused) == (2, 0)
    assert run.passed_over == {"type = Кіоск": 2, "state = зачинено": 1}
    assert run.skipped == 3


def test_rows_without_a_location_are_counted(files: tuple[Path, Path]) -> None:
    assert runs.run(catalogue["places"], *files).unlocated == 1


def test_a_refused_row_is_not_counted_as_taken_without_a_location(files: tuple[Path, Path]) -> None:
    table, _mapping = files
    table.write_text(ROWS + "5,Бібліотека ще раз,,,,\n", encoding="utf-8")
    run = runs.run(catalogue["places"], *files)
    assert (run.refused, run.unlocated) == (1, 1)


def test_the_command_tells_both(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    table, mapping = files
    call_command("import_layer", "places", table, mapping=mapping)
    said = capsys.readouterr().out
    assert "0 refused, 3 passed over" in said
    assert "2 rows passed over by the mapping: type = Кіоск" in said
    assert "1 row passed over by the mapping: state = зачинено" in said
    assert "1 row without a location" in said


def test_the_page_of_the_run_tells_both(files: tuple[Path, Path], signed_in: Callable[[str], Client]) -> None:
    run = runs.run(catalogue["places"], *files)
    client = signed_in("administrator")
    page = client.get(f"/admin/layers/importrun/{run.pk}/change/").content.decode()
    assert "Passed over by the mapping" in page
    assert "type = Кіоск: 2" in page
    assert "Without a location" in page
    assert "passed over 3" in client.get("/admin/layers/importrun/").content.decode()


def test_a_run_that_passes_nothing_over_says_so(signed_in: Callable[[str], Client]) -> None:
    run = ImportRun.objects.create(layer="places", source="s", file_name="f", status=ImportRun.Status.DONE)
    assert signed_in("administrator").get(f"/admin/layers/importrun/{run.pk}/change/").status_code == 200
