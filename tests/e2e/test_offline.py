"""Without a network the page begins all the same, shows what was seen, and keeps nothing that is not for everybody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from maps.page import installation
from tests.samples import HERE

VIEW = f"/?at=17/{HERE[1]}/{HERE[0]}"
_SEEN = """async () => {
    const found = [];
    for (const name of await caches.keys())
        if (name.startsWith("seen"))
            for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
    return found;
}"""


@pytest.fixture
def context(browser: Browser, city: Any) -> Iterator[BrowserContext]:
    """A browser that lets pages install themselves."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, locale="uk-UA")
    yield opened
    opened.set_offline(False)
    opened.close()


def installed(context: BrowserContext, home: str) -> Page:
    """A page that was there twice: once to be installed, once to be kept."""
    page = context.new_page()
    for _time in range(2):
        page.goto(home + VIEW)
        page.locator("html[data-ready]").wait_for(state="attached")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.wait_for_load_state("networkidle")
    return page


def test_what_was_seen_is_shown_without_a_network(
    context: BrowserContext, live_server: Any, city: dict[str, Any]
) -> None:
    page = installed(context, live_server.url)
    card = f"{live_server.url}/kiosks/{city['Квіти'].pk}/"
    page.goto(card)
    context.set_offline(True)
    page.goto(live_server.url + VIEW)
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.locator("#offline")).to_contain_text("Немає зв’язку: показано збережене")
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#list")).to_contain_text("Кава на розі")
    page.goto(card)
    expect(page.locator("h1")).to_have_text("Квіти")
    expect(page.locator(".notice")).to_contain_text("показано збережене")
    page.goto(live_server.url + "/advertising/")
    expect(page.locator("h1")).to_have_text("Немає зв’язку")
    expect(page.locator("#saved")).to_contain_text("Квіти")
    context.set_offline(False)
    page.goto(live_server.url + VIEW)
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.locator("#offline")).to_be_hidden()


def test_a_newer_version_is_offered_and_the_older_one_is_gone(
    context: BrowserContext, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = installed(context, live_server.url)
    (before,) = [name for name in page.evaluate("caches.keys()") if name.startswith("shell")]
    monkeypatch.setattr(installation, "_FILES", (*installation._FILES, "maps/css/print.css"))
    page.goto(live_server.url + VIEW)
    page.get_by_role("button", name="Оновити").click()
    page.locator("html[data-ready]").wait_for(state="attached")
    page.wait_for_function(f"async () => !(await caches.keys()).includes('{before}')")


def test_what_staff_see_is_not_kept(context: BrowserContext, live_server: Any) -> None:
    page = installed(context, live_server.url)
    assert "/" in page.evaluate(_SEEN)
    registrar = User.objects.create_user("registrar", password="a password of four words", is_staff=True)
    registrar.groups.add(Group.objects.get(name="registrar"))
    page.goto(live_server.url + "/admin/login/")
    page.locator("[name=username]").fill("registrar")
    page.locator("[name=password]").fill("a password of four words")
    page.locator("[type=submit]").click()
    page.wait_for_url("**/admin/")
    page.wait_for_function(f"async () => (await ({_SEEN})()).length === 0")
    page.goto(live_server.url + VIEW)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(_SEEN) == []
