"""Commands speak English sentences, whatever the language of the map."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
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


def test_the_status_names_the_last_import_in_english() -> None:
    ImportRun.objects.create(layer="kiosks", source="s", file_name="f", status=ImportRun.Status.REFUSED)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    assert "refused as a whole, 0 refused" in out.getvalue()
