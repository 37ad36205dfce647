"""The demonstration has cases in every state, and replaces them with the rest of it."""

from datetime import date

import pytest
from django.utils import timezone

from kiosks.cases import actions
from kiosks.cases.models import Case, Document
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
    papers = list(Document.objects.order_by("issued_at"))
    assert [paper.kind for paper in papers].count("report") == 4
    assert [paper.kind for paper in papers].count("order") == 2
    for kind in ("report", "order"):
        assert [paper.serial for paper in papers if paper.kind == kind] == sorted(
            paper.serial for paper in papers if paper.kind == kind
        )
    for paper in papers:
        assert actions.unsealed(paper).startswith(b"%PDF")
        later = paper.case.steps.filter(name__in=("establish", "order"), at__gt=paper.issued_at)
        assert later.exists() or paper.case.state == "inspected"
    own = Case.objects.create(layer="kiosks", feature_id=kiosk.pk, title="Своя")
    load.clear()
    assert list(Case.objects.all()) == [own]
    assert not Document.objects.exists()


def test_a_town_without_anything_unlawful_has_no_case() -> None:
    assert proceedings.proceed(date(2026, 11, 23)) == 0
