"""A purchase as a resident reads it: who won and for how much, by keyboard, narrow and wide, light and dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from layers.civic.tenders.actions import sync
from layers.civic.tenders.models import Buyer, Tender
from tests.civic.conftest import PACE
from tests.civic.feed import CITY_CODE, serving, tender
from tests.civic.test_shown import finished

pytestmark = pytest.mark.e2e


@pytest.fixture
def purchases(city: dict[str, Any]) -> dict[str, Tender]:
    """One that is finished, and one that is masked, as they came from ProZorro."""
    Buyer.objects.create(buyer_code=CITY_CODE)
    with serving() as feed:
        feed.put(finished(3))
        feed.put(tender(6, is_masked=True))
        sync(feed.url, pace=PACE)
    return {"masked" if row.masked else "finished": row for row in Tender.objects.all()}


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_who_won_is_read_at_once_and_the_rest_opened_by_keyboard(
    browser: Browser, live_server: Any, purchases: dict[str, Tender], width: int, look: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=look, locale="uk-UA")
    page.goto(f"{live_server.url}/tenders/{purchases['finished'].pk}/")
    expect(page.get_by_text("Переможець: ТОВ «Шлях», договір на 812 345,50 ₴")).to_be_visible()
    expect(page.get_by_text("ТОВ «Шлях»: переможець")).to_be_visible()
    contract = page.get_by_role("link", name="UA-2026-01-01-000002-a-c1")
    expect(contract).to_be_hidden()
    page.get_by_text("Договори (1)").press("Enter")
    expect(contract).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
    page.close()


def test_a_masked_purchase_says_so(browser: Browser, live_server: Any, purchases: dict[str, Tender]) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800}, locale="uk-UA")
    page.goto(f"{live_server.url}/tenders/{purchases['masked'].pk}/")
    expect(page.get_by_text("Замовник приховав, що купують і де.")).to_be_visible()
    expect(page.get_by_text("Показати на карті")).to_have_count(0)
    page.close()
