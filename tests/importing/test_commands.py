"""Commands speak English sentences, whatever the language of the map."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from layers.models import ImportRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_ukrainian() -> object:
    with override("uk"):
        yield


def test_a_run_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"^There is no import run 9999: the back office lists them\.$"):
        call_command("revert_import", 9999)


def test_a_run_that_was_taken_back_is_not_taken_back_again() -> None:
    run = ImportRun.objects.create(
        layer="kiosks", source="s", file_name="f", status=ImportRun.Status.REVERTED
    )
    wanted = rf"^Nothing was changed: run {run.pk} cannot be taken back: it is reverted\.$"
    with pytest.raises(CommandError, match=wanted):
        call_command("revert_import", run.pk)


IMPORTS = [
    ("import_layer", "stops", "stops.csv"),
    ("import_city", "fixtures/ladyzhyn/import.toml", "."),
    ("import_osm", "town.osm"),
    ("revert_import", "1"),
]
each = pytest.mark.parametrize("command", IMPORTS, ids=lambda command: command[0])


@each
def test_before_there_are_tables_one_sentence_says_what_to_run(command: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    wanted = r"^The database has no tables yet: run \./dev manage migrate first\.$"
    with pytest.raises(CommandError, match=wanted):
        call_command(*command)


@each
def test_tables_that_are_too_old_are_told(command: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tenders'")
    with pytest.raises(CommandError, match=r"^The tables are older than the program \(\d migrations\): run "):
        call_command(*command)


@pytest.mark.parametrize(
    "words", [("import_layer", "stops", "stops.csv"), ("locate", "--text", "Шевченка, 5")]
)
def test_a_database_that_does_not_answer_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    address = f"postgis://app@{str(tmp_path).replace('/', '%2F')}/map"
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database does not answer (")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content", ["files = 1", "files = [{ file = 'x' }]", "", "files = [", "files = ['x']"]
)
def test_a_manifest_that_lists_nothing_is_told(content: str, tmp_path: Path) -> None:
    (tmp_path / "import.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"^import\.toml (lists no files|is not valid TOML)"):
        call_command("import_city", tmp_path / "import.toml", tmp_path)


def test_the_status_names_the_last_import_in_english() -> None:
    ImportRun.objects.create(layer="kiosks", source="s", file_name="f", status=ImportRun.Status.REFUSED)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    assert "refused as a whole, 0 refused" in out.getvalue()


def test_a_folder_is_no_mapping(tmp_path: Path) -> None:
    table = tmp_path / "stops.csv"
    table.write_text("id,name\n1,Площа\n", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("import_layer", "stops", str(table), mapping=tmp_path)
