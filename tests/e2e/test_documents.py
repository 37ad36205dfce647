"""The pages beside the map, as documents: at 320 pixels, which is a screen at 400 % zoom."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from accessibility.models import Answer, Audit
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e
NARROWEST = {"width": 320, "height": 640}


@pytest.mark.wcag("1.4.4", "1.4.10")
@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/places/",
        "/places/{place}/",
        "/places/table",
        "/places/figures",
        "/search?q=кава",
        f"/search?q={'ж' * 60}",
        "/nothing/",
        "/api/problems",
    ],
)
def test_no_page_is_wider_than_the_narrowest_screen(
    visit: Any, city: dict[str, Any], path: str, language: str
) -> None:
    audit = Audit.objects.create(place=city["place"], made_on=date(2025, 5, 1))
    Answer.objects.create(
        audit=audit,
        norm="ДБН В.2.2-40:2018",
        clause="5.3.1",
        question="Ухил пандуса не перевищує восьми відсотків",
        finding="дванадцять відсотків",
        outcome="fail",
    )
    catalogue["places"].settle()
    page = visit("/nothing/")
    page.set_viewport_size(NARROWEST)
    mark = "&" if "?" in path else "?"
    address = path.format(place=city["place"].pk)
    page.goto(page.url.removesuffix("/nothing/") + f"{address}{mark}lang={language}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST["width"]


def test_on_paper_a_page_is_light_and_says_where_it_is_from(visit: Any, city: dict[str, Any]) -> None:
    asked: list[str] = []
    page = visit("/nothing/")
    page.on("request", lambda request: "/qr.svg" in request.url and asked.append(request.url))
    site = page.url.removesuffix("nothing/")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": site}])
    page.goto(f"{site}kiosks/{city['Хліб'].pk}/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".printed")).to_be_hidden()
    assert not asked

    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--page')") == "#ffffff"
    for screen in (".languages", ".actions", ".place"):
        expect(page.locator(screen).first).to_be_hidden()
    expect(page.locator(".printed")).to_contain_text(f"/kiosks/{city['Хліб'].pk}/")
    page.wait_for_function("() => document.querySelector('.printed img').naturalWidth > 0")
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/thread", "/around"])
def test_what_is_folded_on_the_screen_is_read_on_paper(visit: Any, city: dict[str, Any], path: str) -> None:
    for year in range(2020, 2026):
        row(catalogue["petitions"], title=f"Петиція {year}", started_on=f"{year}-05-01")
    for slug in ("tenders", "projects", "barriers", "stops", "places", "advertising"):
        row(catalogue[slug])
    page = visit(f"{path}?near={HERE[0]},{HERE[1]},300")
    folded = page.locator("main > details.thread-year:not([open])")
    assert folded.count() >= 2
    inside = folded.last.locator("a").first
    expect(inside).to_be_hidden()
    page.emulate_media(media="print")
    expect(inside).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
