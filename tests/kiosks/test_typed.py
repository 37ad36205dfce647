"""What people type of permits and owners: what cannot be is refused in words, and a tax number is kept nowhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from kiosks.models import Advertising, AdvertisingPermit, Kiosk, SitingPassport
from layers.edrpou import holds_tax_number, without_tax_numbers
from layers.importing.values import convert
from layers.models import HistoryEntry
from layers.registry import catalogue
from tests.maps.test_office import form_of
from tests.samples import row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "permit",
    [
        lambda: SitingPassport(
            kiosk=Kiosk.objects.create(), number="1", issued_on=date(2026, 5, 1), valid_until=date(2025, 5, 1)
        ),
        lambda: AdvertisingPermit(
            advertising=Advertising.objects.create(),
            number="1",
            valid_from=date(2026, 5, 1),
            valid_until=date(2025, 5, 1),
        ),
    ],
)
def test_a_permit_that_ends_before_it_begins_is_refused(permit: Callable[[], Any]) -> None:
    one = permit()
    with translation.override("en"), pytest.raises(ValidationError, match="before it begins"):
        one.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


@pytest.mark.parametrize("valid_until", [date(2226, 1, 1), date(1026, 1, 1)])
def test_a_permit_of_another_century_is_refused(valid_until: date) -> None:
    permit = SitingPassport(kiosk=Kiosk.objects.create(), number="1", valid_until=valid_until)
    with pytest.raises(ValidationError):
        permit.full_clean()


def test_an_area_that_no_kiosk_has_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        Kiosk(name="Кава", area=1e308).full_clean()
    assert "area" in refused.value.message_dict


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"owner_code": "12345670"}, "check digit"),
        ({"owner_code": "2903511234"}, "at most 8 characters"),
        ({"owner_name": "ФОП, РНОКПП 2903511234"}, "tax number"),
    ],
)
def test_a_wrong_code_and_a_tax_number_are_refused_in_the_office(
    signed_in: Callable[[str], Client], words: dict[str, str], said: str
) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    client = signed_in("registrar")
    page = f"/admin/kiosks/kiosk/{kiosk.pk}/change/"
    assert 'name="owner_code" maxlength' not in client.get(page).content.decode()
    answer = client.post(page, form_of(client, kiosk) | words)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert client.post(page, form_of(client, kiosk) | {"owner_code": "00032129"}).status_code == 302


def test_an_import_masks_a_tax_number_beside_a_name() -> None:
    assert without_tax_numbers("ФОП 2903511234, кафе 12") == "ФОП …, кафе 12"
    assert not holds_tax_number("тел. 0501234567890")
    told = convert(Kiosk._meta.get_field("owner_name"), "РНОКПП 2903511234")
    assert told == "РНОКПП …"


def test_no_tax_number_gets_into_the_history() -> None:
    kiosk = row(catalogue["kiosks"], name="Кава")
    # Past every form: as a program or a migration would write it.
    Kiosk.objects.filter(pk=kiosk.pk).update(owner_name="ФОП 2903511234")
    Kiosk.objects.filter(pk=kiosk.pk).update(owner_name="ФОП …")
    board = Advertising.objects.create(name="Щит")
    permit = AdvertisingPermit.objects.create(
        advertising=board, number="2903511234", distributor_name="РНОКПП 2903511234"
    )
    AdvertisingPermit.objects.filter(pk=permit.pk).update(status="valid")
    states = HistoryEntry.objects.exclude(before=None).values_list("before", flat=True)
    names = [state.get("owner_name", state.get("distributor_name")) for state in states]
    assert "ФОП …" in names
    assert "РНОКПП …" in names
    assert not any(name and "2903511234" in name for name in names)
    # What is a number of a paper stays one.
    assert any(state.get("number") == "2903511234" for state in states)
