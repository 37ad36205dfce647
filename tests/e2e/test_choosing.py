"""Rows picked out of the list over several views are shown alone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.address import has
from tests.samples import HERE

AT = f"at=17/{HERE[1]}/{HERE[0]}"


def test_what_is_picked_out_is_shown_alone(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=kiosks,places&{AT}&view=list")
    page.get_by_role("button", name="Вибрати", exact=True).click()
    page.get_by_role("checkbox", name="Вибрати: Квіти").check()
    page.get_by_role("checkbox", name="Вибрати: Аптека").check()
    expect(page.locator("#picked output")).to_have_text("Вибрано: 2")
    page.locator("#order").select_option("name")
    expect(page.get_by_role("checkbox", name="Вибрати: Квіти")).to_be_checked()
    page.get_by_role("button", name="Лише ці").click()
    expect(page.locator("#list .result")).to_have_count(2)
    expect(page.locator("#picked")).to_be_hidden()
    has(page, f"kiosks.ids={city['Квіти'].pk}")
    has(page, f"places.ids={city['place'].pk}")
    page.go_back()
    expect(page.locator("#list .result")).not_to_have_count(2)


@pytest.mark.wcag("2.1.1", "2.1.2")
def test_the_boxes_are_of_the_keyboard_and_leave_nothing_behind(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}&view=list")
    button = page.get_by_role("button", name="Вибрати", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("checkbox", name="Вибрати: Квіти").press("Space")
    expect(page.locator("#picked")).to_be_visible()
    page.get_by_role("button", name="Скинути").press("Enter")
    expect(button).to_be_focused()
    expect(page.locator("#picked")).to_be_hidden()
    button.press("Enter")
    expect(page.locator("#list .pick")).to_have_count(0)
    expect(page.get_by_role("link", name="Квіти")).to_be_visible()
