"""The back office obeys `columns_for(viewer)`, and nobody overwrites a change that he has not seen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from layers.columns import Column
from layers.fields import Audience
from layers.layer import Layer
from layers.models import HistoryEntry
from layers.registry import catalogue
from maps.viewer import AUDIENCES
from tests.samples import row

pytestmark = pytest.mark.django_db

SECRET = "цілком таємно"
CLOSED = [
    (layer, column)
    for layer in catalogue
    for column in layer.columns
    if column.audience > Audience.PUBLIC
    and column.is_local
    and column.kind.table == "string"
    and not column.choices
]
OFFICE = [role for role, audience in AUDIENCES.items() if audience >= Audience.STAFF]


def pages(layer: Layer, number: int, entry: int) -> list[str]:
    meta = layer.model._meta
    home = f"/admin/{meta.app_label}/{meta.model_name}"
    return [
        f"{home}/",
        f"{home}/{number}/change/",
        f"{home}/{number}/history/",
        f"{home}/{number}/delete/",
        f"/admin/layers/historyentry/{entry}/change/",
    ]


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.parametrize(
    ("layer", "column"), CLOSED, ids=[f"{layer}.{column.name}" for layer, column in CLOSED]
)
def test_a_closed_value_is_on_no_page_of_who_may_not_read_it(
    layer: Layer, column: Column, role: str, signed_in: Callable[[str], Client]
) -> None:
    feature = row(layer, **{column.path: SECRET})
    layer.model._default_manager.filter(pk=feature.pk).update(source="moved")
    entry = HistoryEntry.objects.get(layer=layer.slug, feature_id=feature.pk)
    client = signed_in(role)
    seen = [SECRET in client.get(page).content.decode() for page in pages(layer, feature.pk, entry.pk)]
    if AUDIENCES[role] < column.audience:
        assert not any(seen)
        assert (
            f'name="{column.path}"' not in client.get(pages(layer, feature.pk, entry.pk)[1]).content.decode()
        )


def form_of(client: Client, kiosk: Any) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    page = client.get(f"/admin/kiosks/kiosk/{kiosk.pk}/change/")
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        sent |= {
            f"{formset.formset.prefix}-{name}": value
            for name, value in formset.formset.management_form.initial.items()
        }
    return {name: value for name, value in sent.items() if value not in (None, "")} | {
        "geom": kiosk.geom.geojson,
        "created_at": "",
    }


def test_a_closed_value_survives_the_form_of_who_may_not_read_it(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава", owner_phone=SECRET)
    client = signed_in("inspector")
    answer = client.post(f"/admin/kiosks/kiosk/{kiosk.pk}/change/", form_of(client, kiosk) | {"name": "Чай"})
    assert answer.status_code == 302
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.owner_phone) == ("Чай", SECRET)


def test_a_change_that_was_not_seen_is_not_overwritten(signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    first, second = signed_in("inspector"), signed_in("registrar")
    early, late = form_of(first, kiosk), form_of(second, kiosk)
    page = f"/admin/kiosks/kiosk/{kiosk.pk}/change/"
    assert first.post(page, early | {"name": "Перший"}).status_code == 302
    refused = second.post(page, late | {"opening_hours": "цілодобово"})
    assert refused.status_code == 200
    assert "inspector" in refused.content.decode()
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.opening_hours) == ("Перший", "")
    again = late | {
        "opening_hours": "цілодобово",
        "version": refused.context["adminform"].form["version"].value(),
    }
    assert second.post(page, again).status_code == 302
    kiosk.refresh_from_db()
    assert (kiosk.name, kiosk.opening_hours) == ("Кава", "цілодобово")
