"""The demonstration has cases in every state, and replaces them with the rest of it."""

from datetime import date

import pytest
from django.utils import timezone

from kiosks.cases.models import Case
from kiosks.cases.vocabulary import State
from kiosks.models import Kiosk
from layers.registry import catalogue
from maps.demo import load, proceedings
from tests.samples import row

pytestmark = pytest.mark.django_db


def test_there_are_cases_in_every_state_by_ways_that_the_table_has(kiosk: Kiosk) -> None:
    for number in range(len(State) * proceedings.OF_EACH_STATE):
        row(catalogue["kiosks"], name=f"Кіоск {number}", source="demo", external_id=f"{number:03}")
    Kiosk.objects.filter(source="demo").update(permit_state="none")
    assert proceedings.proceed(timezone.localdate()) == Case.objects.count()
    assert set(Case.objects.values_list("state", flat=True)) == set(State)
    for case in Case.objects.all():
        steps = list(case.steps.all())
        assert steps[-1].after == case.state
        assert all(after.before == before.after for before, after in zip(steps, steps[1:], strict=False))
    own = Case.objects.create(layer="kiosks", feature_id=kiosk.pk, title="Своя")
    load.clear()
    assert list(Case.objects.all()) == [own]


def test_a_town_without_anything_unlawful_has_no_case() -> None:
    assert proceedings.proceed(date(2026, 11, 23)) == 0
