from datetime import date, timedelta

import pytest

from kiosks.actions import refresh_permit_states
from kiosks.models import Kiosk, SitingPassport

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def passport(
    kiosk: Kiosk, number: str, until: date | None, status: str = "valid", issued: date | None = None
) -> None:
    SitingPassport.objects.create(
        kiosk=kiosk, number=number, valid_until=until, status=status, issued_on=issued
    )


def test_the_latest_permit_counts() -> None:
    kiosk = Kiosk.objects.create(name="Кава")
    passport(kiosk, "1", TODAY + timedelta(days=400), issued=date(2020, 1, 1))
    passport(kiosk, "2", TODAY - timedelta(days=1), issued=date(2024, 1, 1))
    refresh_permit_states(TODAY)
    kiosk.refresh_from_db()
    assert (kiosk.permit.number, kiosk.permit_state, kiosk.permit_until) == (
        "2",
        "expired",
        TODAY - timedelta(days=1),
    )


def test_unknown_is_not_none() -> None:
    unknown = Kiosk.objects.create(name="Ніхто не дивився")
    without = Kiosk.objects.create(name="Дивилися: немає", without_permit=True)
    refresh_permit_states(TODAY)
    unknown.refresh_from_db()
    without.refresh_from_db()
    assert (unknown.permit_state, without.permit_state) == ("unknown", "none")


def test_a_day_later_only_what_changed_is_written() -> None:
    kiosk = Kiosk.objects.create(name="Кава")
    passport(kiosk, "1", TODAY + timedelta(days=31))
    assert refresh_permit_states(TODAY) == 1
    assert refresh_permit_states(TODAY) == 0
    assert refresh_permit_states(TODAY + timedelta(days=1)) == 1
    kiosk.refresh_from_db()
    assert kiosk.permit_state == "expiring"


def test_whose_last_permit_is_taken_away_has_no_day_of_it() -> None:
    kiosk = Kiosk.objects.create(name="Кава")
    passport(kiosk, "1", TODAY - timedelta(days=1))
    refresh_permit_states(TODAY)
    kiosk.refresh_from_db()
    assert kiosk.permit_until == TODAY - timedelta(days=1)
    SitingPassport.objects.all().delete()
    refresh_permit_states(TODAY)
    kiosk.refresh_from_db()
    assert (kiosk.permit_until, kiosk.permit_state) == (None, "unknown")
