"""The map as people use it, a deed a test."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.address import has, lacks
from tests.samples import HERE

pytestmark = pytest.mark.e2e
AT = f"at=17/{HERE[1]}/{HERE[0]}"


def centre(page: Any) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_on_a_kiosk_opens_its_card_and_back_closes_it(visit: Any) -> None:
    page = visit(f"/?{AT}")
    page.mouse.click(*centre(page))
    expect(page.get_by_role("heading", name="Кава на розі")).to_be_visible()
    expect(page.locator("#card")).to_contain_text("Дозвіл чинний")
    has(page, "pick=kiosks/")
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    lacks(page, "pick=")


def test_the_legend_is_the_filter(visit: Any) -> None:
    page = visit(f"/?{AT}")
    page.locator('[data-legend-of="kiosks"] button[data-value="expired"]').click()
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#list .result", has_text="Хліб")).to_be_visible()
    expect(page.locator("#list .result", has_text="Квіти")).to_have_count(0)
    has(page, "kiosks.permit_state=expired")


def test_an_address_is_the_whole_state(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=kiosks&kiosks.permit_state=expired&{AT}&pick=kiosks/{city['Хліб'].pk}")
    expect(page.get_by_role("heading", name="Хліб")).to_be_visible()
    expect(page.locator('#layers input[value="places"]')).not_to_be_checked()
    expect(page.locator('[data-value="expired"][aria-pressed="true"]')).to_have_count(1)


def test_a_link_to_what_is_withdrawn_says_so(visit: Any) -> None:
    page = visit(f"/?{AT}&pick=kiosks/999999")
    expect(page.locator("#card")).to_contain_text("Такого об’єкта немає")
    expect(page.locator("#card")).not_to_contain_text("{")


@pytest.mark.wcag("2.1.1", "4.1.2", "4.1.3")
def test_search_by_keyboard(visit: Any) -> None:
    page = visit("/")
    box = page.get_by_role("combobox", name="Об’єкт, вулиця або адреса")
    box.fill("квіт")
    expect(page.get_by_role("option", name="Квіти")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Квіти")).to_be_visible()


def test_on_a_phone_a_found_place_lies_in_the_free_part_of_the_map(visit: Any) -> None:
    page = visit("/", size="phone")
    page.get_by_role("combobox", name="Об’єкт, вулиця або адреса").fill("кава")
    page.get_by_role("option", name="Кава на розі").click()
    expect(page.get_by_role("heading", name="Кава на розі")).to_be_visible()
    page.wait_for_function("() => new URLSearchParams(location.search).get('at')?.startsWith('17/')")
    sheet = page.locator("#panel").bounding_box()
    page.locator("#card .card-back").click()
    expect(page.locator("#card")).to_be_hidden()
    page.mouse.click(180, sheet["y"] / 2)
    expect(page.get_by_role("heading", name="Кава на розі")).to_be_visible()


LOWEST = "() => document.activeElement.getBoundingClientRect().bottom <= innerHeight"


@pytest.mark.wcag("2.4.7", "2.4.11")
@pytest.mark.parametrize("size", ["phone", "lying"])
def test_on_a_phone_what_has_the_focus_is_in_sight(visit: Any, size: str) -> None:
    page = visit("/", size=size)
    attribution = page.locator(".leaflet-control-attribution").bounding_box()
    free = page.locator("#panel").bounding_box()["y"] if size == "phone" else 360
    assert attribution["y"] + attribution["height"] <= free + 1
    for _ in range(25):
        page.keyboard.press("Tab")
        page.wait_for_function(LOWEST)


def test_the_page_of_an_object_shows_where_it_is(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/kiosks/{city['Хліб'].pk}/")
    drawn = page.locator("#place .place-symbol .symbol-shape")
    expect(drawn).to_be_visible()
    assert drawn.get_attribute("d") == page.locator(".card-status .symbol-shape").get_attribute("d")
    expect(page.locator("#place canvas").first).to_be_visible()


def test_what_is_published_within_a_square_is_a_circle_there(visit: Any, city: dict[str, Any]) -> None:
    city["Хліб"].publication = "generalised"
    city["Хліб"].publication_reason = "ст. 6"
    city["Хліб"].save()
    circle = visit(f"/kiosks/{city['Хліб'].pk}/").locator("#place path.leaflet-interactive")
    expect(circle).to_have_attribute("stroke-dasharray", "5 4")
    assert circle.bounding_box()["width"] > 60


def test_what_is_known_by_its_street_is_a_circle_there(visit: Any, city: dict[str, Any]) -> None:
    city["Хліб"].location_source = "street"
    city["Хліб"].location_accuracy = 90
    city["Хліб"].save()
    page = visit(f"/kiosks/{city['Хліб'].pk}/")
    expect(page.locator("#place path.leaflet-interactive")).to_have_attribute("stroke-dasharray", "5 4")
    expect(page.locator("#place .place-symbol")).to_have_count(0)


def test_without_a_script_the_same_is_a_picture_and_a_list(
    browser: Any, live_server: Any, city: dict[str, Any]
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + "/")
    page.wait_for_url("**/plain?**")
    picture = page.locator(".still img")
    expect(picture).to_have_attribute("alt", re.compile("Кіоски: 4"))
    page.get_by_role("link", name="Наблизити").click()
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    page.get_by_label("Об’єкт, вулиця або адреса").fill("Хліб")
    page.get_by_role("button", name="Знайти").click()
    page.get_by_role("link", name="Хліб").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Хліб")


def test_the_list_is_the_map(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#list .result")).to_have_count(4)
    expect(page.locator("#list .result").first).to_contain_text("Кава на розі")
    page.locator("#list .result", has_text="Хліб").click()
    expect(page.get_by_role("heading", name="Хліб")).to_be_visible()


def test_a_name_with_markup_is_text(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=kiosks&{AT}&pick=kiosks/{city['attack'].pk}")
    expect(page.get_by_role("heading", name="<img src=x onerror=window.hit=1>")).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_what_is_hidden_is_not_on_the_page(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    assert "Прихований" not in page.content()


def test_english_is_complete(visit: Any) -> None:
    page = visit(f"/?lang=en&{AT}")
    expect(page.get_by_role("tab", name="Layers")).to_be_visible()
    page.mouse.click(*centre(page))
    expect(page.locator("#card")).to_contain_text("Permit in force")


def test_the_strict_policy_is_there(visit: Any) -> None:
    page = visit("/")
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize(
    "path", ["/", "/?lang=en", "pick", "/kiosks/", "/search?q=кава", "card", "/nothing/"]
)
def test_axe_finds_nothing(visit: Any, city: dict[str, Any], path: str, size: str, theme: str) -> None:
    number = city["Кава на розі"].pk
    path = {"pick": f"/?{AT}&pick=kiosks/{number}", "card": f"/kiosks/{number}/"}.get(path, path)
    page = visit(path, size=size, theme=theme)
    if "pick" in path:
        expect(page.get_by_role("heading", name="Кава на розі")).to_be_visible()
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


@pytest.mark.parametrize("path", ["/", "/kiosks/", "/search?q=кава", "card"])
def test_nothing_is_wider_than_a_phone(visit: Any, city: dict[str, Any], path: str) -> None:
    path = f"/kiosks/{city['Кава на розі'].pk}/" if path == "card" else path
    page = visit(path, size="phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
