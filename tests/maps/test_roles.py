"""Who may do what in the back office, as a matrix."""

from collections.abc import Callable

import pytest
from django.test import Client

from layers.registry import catalogue
from maps.roles import ROLES
from tests.samples import row

pytestmark = pytest.mark.django_db

#: role → the layers whose rows it may change
MAY_CHANGE = {
    "resident": set(),
    "inspector": {"kiosks", "advertising"},
    "auditor": {"places", "barriers"},
    "moderator": {"barriers", "projects", "petitions", "tenders", "reports"},
    "analyst": set(),
    "registrar": {layer.slug for layer in catalogue if not layer.by_rule},
    "administrator": {layer.slug for layer in catalogue if not layer.by_rule},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_what_is_its_own(role: str, signed_in: Callable[[str], Client]) -> None:
    client = signed_in(role)
    may = set()
    for layer in catalogue:
        meta = layer.model._meta
        page = client.get(f"/admin/{meta.app_label}/{meta.model_name}/{row(layer).pk}/change/")
        if page.status_code == 200 and b'name="_save"' in page.content:
            may.add(layer.slug)
    assert may == MAY_CHANGE[role]


@pytest.mark.parametrize(
    "role", ["inspector", "auditor", "registrar", "moderator", "analyst", "administrator"]
)
def test_lists_and_search_work_for_everybody_in_the_office(
    role: str, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in(role)
    for layer in catalogue:
        meta = layer.model._meta
        row(layer)
        for query in ("", "?q=зраз"):
            page = client.get(f"/admin/{meta.app_label}/{meta.model_name}/{query}")
            assert page.status_code in (200, 403)


def test_a_change_in_the_office_is_in_the_history_with_its_author(signed_in: Callable[[str], Client]) -> None:
    from layers.models import HistoryEntry

    kiosk = row(catalogue["kiosks"], name="Кава")
    client = signed_in("registrar")
    page = client.get(f"/admin/kiosks/kiosk/{kiosk.pk}/change/")
    form = page.context["adminform"].form
    data = {
        name: form.initial.get(name) if form.initial.get(name) is not None else "" for name in form.fields
    }
    data |= {"name": "Чай", "geom": '{"type":"Point","coordinates":[37.6,48.85]}', "footprint": ""}
    data |= {f"permits-{key}": value for key, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    data["without_permit"] = ""
    saved = client.post(f"/admin/kiosks/kiosk/{kiosk.pk}/change/", data)
    assert saved.status_code == 302, saved.context["adminform"].form.errors
    entry = HistoryEntry.objects.latest("id")
    assert (entry.actor, entry.via, entry.operation, entry.before["name"]) == (
        "registrar",
        "admin",
        "update",
        "Кава",
    )
