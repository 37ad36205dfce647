"""The screen of `manage.py status` names the layers whose triggers are not what they should be."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from layers import related
from layers.registry import catalogue

pytestmark = pytest.mark.django_db


def screen() -> str:
    out = StringIO()
    # It ends with 1 in any case here: there is no worker beside a test.
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    return out.getvalue()


def test_what_is_installed_is_not_complained_of() -> None:
    assert all(related.is_installed(layer) for layer in catalogue)
    assert "lack them" not in screen()


@pytest.mark.parametrize(
    ("flaw", "slug"),
    [
        ("DROP TRIGGER history_update ON kiosks_sitingpassport", "kiosks"),
        ("ALTER TABLE accessibility_answer DISABLE TRIGGER history_insert", "places"),
        ("DROP TRIGGER ledger_update ON reference_stop; COMMENT ON TABLE reference_stop IS NULL", "stops"),
    ],
)
def test_what_lacks_its_triggers_is_named(flaw: str, slug: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(flaw)
    assert f"run manage.py migrate: {slug} lack them" in screen()


def test_an_older_function_is_noticed_and_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE OR REPLACE FUNCTION layers_keep_related() RETURNS trigger LANGUAGE plpgsql AS
               $$BEGIN RETURN NULL; END$$"""
        )
    assert not related.is_installed(catalogue["kiosks"])
    assert related.is_installed(catalogue["streets"])
    related.install(catalogue["kiosks"])
    assert related.is_installed(catalogue["kiosks"])
