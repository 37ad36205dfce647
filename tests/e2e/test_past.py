"""The map on a day that is past: chosen, said, left again."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from kiosks.models import Kiosk
from layers.history import acting
from tests.e2e.address import has, lacks
from tests.samples import HERE

AT = f"at=17/{HERE[1]}/{HERE[0]}"


def test_a_past_day_is_shown_and_said(visit: Any, city: dict[str, Any]) -> None:
    kiosk = city["Хліб"]
    with acting(via="admin"):
        Kiosk.objects.filter(pk=kiosk.pk).update(activity="press")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kiosks_kiosk SET created_at = now() - interval '90 days'")
    day = timezone.localdate() - timedelta(days=30)
    page = visit(f"/?layers=kiosks&{AT}")
    page.locator("#menu-button").click()
    page.get_by_role("button", name="Мапа минулого дня").click()
    page.get_by_label("День", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Показати").click()
    badge = page.locator("#past")
    expect(badge).to_contain_text(f"{day.year}")
    has(page, f"as_of={day}")
    page.get_by_role("tab", name="Список").click()
    page.get_by_role("link", name="Хліб").click()
    expect(page.locator("#card .notice")).to_contain_text("Як це знала мапа")
    expect(page.locator("#card")).not_to_contain_text("преса")
    badge.get_by_role("button", name="До сьогодні").click()
    expect(badge).to_be_hidden()
    lacks(page, "as_of")
    page.go_back()
    expect(badge).to_be_visible()
