"""The card tells days and states of a case, and nothing that names or locates anybody."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from kiosks.cases import actions
from kiosks.cases.models import Case
from kiosks.models import Kiosk

pytestmark = pytest.mark.django_db


def test_the_card_tells_days_and_states_only(
    client: Client, case: Case, inspector: User, registrar: User
) -> None:
    said = actions.Deed(inspector, note="Таємна примітка", address="10.9.8.7", device="Пристрій-7")
    actions.take(case.pk, "inspect", said)
    actions.take(case.pk, "clear", actions.Deed(registrar, note="нема"))
    actions.take(case.pk, "reopen", actions.Deed(registrar, note="помилка"))
    page = client.get(case.path).content.decode()
    told = page.split("Case about this structure")[1].split("</section>")[0]
    assert [told.count(f"<dd>{state}</dd>") for state in ("found", "inspected", "no violation")] == [1, 1, 1]
    assert not [secret for secret in ("Таємна", "10.9.8.7", "Пристрій-7", "registrar") if secret in page]


def test_what_is_hidden_has_no_public_case(client: Client, case: Case, kiosk: Kiosk) -> None:
    Kiosk.objects.filter(pk=kiosk.pk).update(publication="hidden", publication_reason="x")
    assert client.get(case.path).status_code == 404
