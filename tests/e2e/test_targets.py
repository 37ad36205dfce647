"""A finger finds every control: 44 pixels each way on a phone; and at 400 % nothing of the map page is cut off."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Browser, BrowserContext, Page, expect

from layers.civic.reports import actions
from layers.civic.reports.models import Draft
from layers.civic.reports.vocabulary import Category
from tests.samples import HERE

pytestmark = pytest.mark.e2e
AT = f"at=17/{HERE[1]}/{HERE[0]}"
#: the smallest side; half a pixel is the rounding of layout
TARGET = 43.5
#: The area that a finger can hit: the control's own, or that of the label it is written in. A link in a sentence is
#: told by text beside it on its own line; what a clipped or covered box hides is no target.
SMALL = """(target) => {
  // Links that are not seen, the map's markers, and the sources, which are a sentence on the map.
  const EXCEPTED = ".skip, .leaflet-marker-icon, .leaflet-control-attribution a";
  const small = [];
  const isInSentence = (link) =>
    getComputedStyle(link).display === "inline" &&
    [...link.parentElement.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
  for (const one of document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, summary")) {
    if (!one.checkVisibility({visibilityProperty: true}) || one.matches(EXCEPTED)) continue;
    if (one.closest("a") === one && isInSentence(one)) continue;
    const boxes = [one, one.closest("label")].filter(Boolean).map((box) => box.getBoundingClientRect());
    if (boxes.some((box) => box.width >= target && box.height >= target)) continue;
    if (boxes.every((box) => box.width < 2)) continue;
    const {width, height} = boxes[0];
    small.push(`${one.outerHTML.slice(0, 90)} ${Math.round(width)}×${Math.round(height)}`);
  }
  return small;
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A device that is touched."""
    opened = browser.new_context(locale="uk-UA", has_touch=True, is_mobile=True, service_workers="block")
    yield opened
    opened.close()


def check(page: Page) -> None:
    assert page.evaluate(SMALL, TARGET) == []


@pytest.mark.wcag("2.5.8")
def test_every_control_of_the_map_has_room_for_a_finger(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=kiosks,places&{AT}", size="phone")
    check(page)
    page.locator("#grip").click()
    page.get_by_role("button", name="Фільтри: Кіоски").click()
    expect(page.locator("form.filters")).to_be_visible()
    check(page)
    page.goto(page.url.split("?")[0] + f"?layers=kiosks&kiosks.permit_state=expired&view=list&{AT}")
    expect(page.locator("#list .result").first).to_be_attached()
    check(page)
    page.goto(page.url.split("?")[0] + f"?layers=kiosks&view=charts&{AT}")
    page.wait_for_load_state("networkidle")
    check(page)
    page.goto(page.url.split("?")[0] + f"?layers=kiosks&{AT}&pick=kiosks/{city['Хліб'].pk}")
    expect(page.locator("#card h1")).to_have_text("Хліб")
    check(page)


@pytest.mark.parametrize("deed", ["share", "embed", "past", "look", "keys", "measure"])
def test_every_control_of_a_dialog_has_room_for_a_finger(visit: Any, deed: str) -> None:
    page = visit(f"/?{AT}", size="phone")
    page.locator("#menu-button").click()
    check(page)
    page.locator(f"[data-deed={deed}]").click()
    check(page)


def reported() -> dict[str, Any]:
    """A report that was sent, and one that is being written beside a kiosk."""
    draft = Draft.objects.create(geom=Point(*HERE, srid=4326), location_source="hand")
    other = Draft.objects.create(geom=Point(*HERE, srid=4326), location_source="hand")
    words = actions.Words(Category.OTHER, "Яма", "вулиця Шевченка", "resident@example.org")
    follower = actions.send(other.pk, words, site="http://localhost")
    return {"draft": draft.pk, "code": follower.code, "token": follower.token}


_PAGES = [
    "/kiosks/",
    "/kiosks/table",
    "/kiosks/figures",
    "/kiosks/{kiosk}/",
    "/kiosks/{kiosk}/remark",
    "/report",
    "/report/new/{draft}?q=вулиця",
    "/report/new/{draft}/words",
    "/report/{code}",
    "/report/letters/{token}/confirm",
    "/around?near=37.60582,48.85227",
    "/places/",
    "/print",
    "/search?q=кава",
    "/nothing",
    "/offline",
    "/styleguide/",
]


@pytest.mark.wcag("2.5.8")
@pytest.mark.parametrize("path", _PAGES)
def test_every_control_of_a_page_has_room_for_a_finger(
    visit: Any, settings: Any, city: dict[str, Any], path: str
) -> None:
    settings.DEMONSTRATION = True
    page = visit(path.format(kiosk=city["Хліб"].pk, **reported()), size="phone")
    check(page)


@pytest.mark.wcag("1.4.10")
def test_at_four_hundred_per_cent_no_tool_of_the_map_is_cut_off_or_covered(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}", size="phone")
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # There is room for one of both: the panel, or the map with its tools.
    expect(page.locator("#search-input")).to_be_in_viewport(ratio=1)
    page.get_by_role("tab", name="Список").click()
    page.locator("#list .result-link").first.click()
    expect(page.locator("#card h1")).to_be_in_viewport(ratio=1)
    page.locator("#grip").click()
    for control in ("#zoom-in", "#zoom-out", "#locate", "#menu-button"):
        expect(page.locator(control)).to_be_in_viewport(ratio=1)
        page.locator(control).click(trial=True)
