"""The triggers' plans are made once in a session: they must not depend on how many rows the first statement had."""

import pytest
from django.db import connection

from layers.registry import catalogue

pytestmark = pytest.mark.django_db


def test_old_and_new_rows_are_joined_by_hash() -> None:
    functions = [f"ledger_update_{layer.table}" for layer in catalogue] + ["layers_keep_related"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname = ANY(%s) AND 'enable_nestloop=off' = ANY(proconfig)",
            [functions],
        )
        assert sorted(name for (name,) in cursor.fetchall()) == sorted(functions)
