"""The command's refusals: they cost nothing and touch nothing."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kiosks.models import Kiosk
from layers.reference.models import Road


@pytest.mark.django_db
def test_if_empty_leaves_a_filled_map_alone() -> None:
    Kiosk.objects.create(name="Справжній", source="register")
    said = StringIO()
    call_command("demo_city", "--if-empty", stdout=said)
    assert "not loaded" in said.getvalue()
    assert Kiosk.objects.count() == 1
    assert not Road.objects.exists()


def test_another_city_is_not_covered_with_sloviansk(settings: Any) -> None:
    settings.CITY = replace(settings.CITY, slug="ladyzhyn")
    with pytest.raises(CommandError, match="Sloviansk"):
        call_command("demo_city")


@pytest.mark.parametrize("words", [["--size", "planet"], ["--as-of", "yesterday"], ["--seed", "-1"]])
def test_what_makes_no_sense_is_refused(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("demo_city", *words)
