"""The map without a connection: what was seen is there and says since when; nothing private is kept; nothing sticks."""

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.address import has
from tests.samples import HERE

pytestmark = pytest.mark.e2e
VIEW = f"/?layers=kiosks&at=17/{HERE[1]}/{HERE[0]}"
KEPT = """async () => {
  const all = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) all.push(request.url.slice(location.origin.length));
  return all;
}"""


@pytest.fixture
def device(browser: Browser, city: dict[str, Any]) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="uk-UA", viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


def seen(device: BrowserContext, address: str) -> Page:
    """A page that was visited for the first time, and all that it showed is kept."""
    page = device.new_page()
    page.goto(address)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.locator("#list [data-count]").wait_for(state="attached")
    until(
        page,
        f"""async () => {{
          const kept = await ({KEPT})();
          const shown = performance.getEntriesByType("resource").map((one) => one.name.slice(location.origin.length));
          const asked = shown.filter((path) => /^\\/(tiles|list|counts)/.test(path));
          return asked.length > 3 && [...asked, "/last-view"].every((path) => kept.includes(path));
        }}""",
    )
    return page


def until(page: Page, condition: str) -> None:
    """Waits for a condition that is itself waited for: the browser's own polling takes a promise for a yes."""
    end = monotonic() + 20
    while not page.evaluate(condition):
        assert monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(100)


def test_after_one_visit_the_map_opens_without_a_connection(device: BrowserContext, live_server: Any) -> None:
    page = seen(device, live_server.url + VIEW)
    device.set_offline(True)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.locator("#offline")).to_contain_text("Немає зв’язку: показано збережене о")
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#list")).to_contain_text("Кава на розі")
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    # As an application it begins at its root: there is the last view.
    page.goto(live_server.url + "/")
    expect(page.locator("#list")).to_contain_text("Кава на розі")
    has(page, "at=17/")
    device.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()


def test_a_page_that_was_never_seen_says_so_and_lists_those_that_were(
    device: BrowserContext, live_server: Any, city: dict[str, Any]
) -> None:
    page = seen(device, live_server.url + VIEW)
    page.goto(f"{live_server.url}/kiosks/{city['Хліб'].pk}/")
    until(page, f"async () => (await ({KEPT})()).includes('/kiosks/{city['Хліб'].pk}/')")
    device.set_offline(True)
    page.goto(f"{live_server.url}/places/")
    expect(page.get_by_role("heading", name="Немає зв’язку")).to_be_visible()
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    page.get_by_role("link", name="Хліб").click()
    expect(page.get_by_role("heading", name="Хліб")).to_be_visible()


def test_a_newer_version_replaces_the_old_one_and_all_it_kept(
    device: BrowserContext, live_server: Any, settings: Any
) -> None:
    page = seen(device, live_server.url + VIEW)
    before = page.evaluate("caches.keys()")
    page.evaluate("caches.open('tiles-of-long-ago')")
    settings.CITY = replace(settings.CITY, slug="another")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    button = page.locator("#newer").get_by_role("button", name="Є новіша версія – оновити")
    expect(button).to_be_visible()
    with page.expect_navigation():
        button.click()
    page.locator("html[data-ready]").wait_for(state="attached")
    until(page, "async () => !(await caches.keys()).includes('tiles-of-long-ago')")
    after = page.evaluate("caches.keys()")
    (old,) = [name for name in before if name.startswith("shell-")]
    (new,) = [name for name in after if name.startswith("shell-")]
    assert old != new
    expect(page.locator("#newer")).to_be_empty()


def test_nothing_is_kept_of_a_session_and_nothing_from_before_it(
    device: BrowserContext, live_server: Any
) -> None:
    User.objects.create_superuser("keeper", password="a long password")
    page = seen(device, live_server.url + VIEW)
    page.goto(live_server.url + "/admin/login/")
    page.locator("#id_username").fill("keeper")
    page.locator("#id_password").fill("a long password")
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(live_server.url + VIEW)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.locator("#list [data-count]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    kept = page.evaluate(KEPT)
    assert kept
    assert [path for path in kept if not path.startswith(("/static/", "/offline", "/icon.svg"))] == []
