"""Being told of changes, in a real browser: from the list of the map to the pages of a letter, by key, on a phone."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from layers.alerts.models import Letter, Subscription
from layers.alerts.tasks import tell
from layers.models import Event
from layers.registry import catalogue
from tests.alerts.conftest import Mailbox, link, mailbox, subscribed, words_of
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e
__all__ = ["mailbox"]
NEAR = f"near={HERE[0]},{HERE[1]},500"


@pytest.fixture
def reader(city: dict[str, Any], mailbox: Mailbox) -> Subscription:
    """Somebody who got a letter."""
    subscription = subscribed(NEAR, language="uk")
    row(catalogue["tenders"], title="Ремонт вулиці Торської")
    tell.call()
    Letter.objects.create(subscription=subscription, state="unsure", due_at="2026-01-01T00:00Z")
    return subscription


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        "/alerts",
        f"/alerts?{NEAR}",
        "/alerts?find=Торська&layers=",
        "/alerts/asked",
        "/alerts/{token}/",
        "/alerts/{token}/confirm",
        "/alerts/{token}/stop",
    ],
)
def test_nothing_stands_in_anybodys_way(
    visit: Any, reader: Subscription, size: str, path: str, scheme: str
) -> None:
    page = visit(f"{path.format(token=reader.token)}{'&' if '?' in path else '?'}lang=uk", size=size)
    page.emulate_media(color_scheme=scheme)
    findings = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in findings] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.wcag("2.1.1", "3.3.1", "3.3.2")
def test_from_the_map_to_the_letter_and_back_by_key(
    visit: Any, city: dict[str, Any], mailbox: Mailbox
) -> None:
    page = visit(f"/?layers=kiosks,tenders&{NEAR}&view=list&lang=en", size="phone")
    page.get_by_role("link", name="Tell me of changes").press("Enter")
    expect(page.locator(".alert-about")).to_contain_text("Kiosks")
    page.get_by_role("button", name="Subscribe").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write the address")
    page.get_by_label("Address for letters").fill("reader@example.org")
    page.get_by_label("At once").press("Space")
    page.get_by_role("button", name="Subscribe").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("A letter is on its way")
    tell.call()
    confirm = link(mailbox.taken[-1][1], "confirm")
    page = visit(f"{confirm}?lang=en", size="phone")
    page.get_by_role("button", name="Yes, send me letters").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is confirmed")
    row(catalogue["tenders"], title="Ремонт вулиці Торської")
    tell.call()
    assert "1 change" in mailbox.taken[-1][1]["Subject"]
    page.get_by_role("link", name="Change or pause").press("Enter")
    page.get_by_text("What letters said").wait_for()
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.locator("main")).to_contain_text("Paused")
    page.get_by_role("button", name="End it").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It has ended")
    assert Subscription.objects.get().email == ""


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize(
    "words", ["layers=tenders&tenders.ids={id}", "layers=tenders&tenders.phase=complete"]
)
def test_behind_the_link_of_a_letter_is_what_it_tells(
    visit: Any, city: dict[str, Any], mailbox: Mailbox, size: str, words: str
) -> None:
    far = (HERE[0] + 0.09, HERE[1] + 0.05)
    tender = row(catalogue["tenders"], far, title="Ремонт мосту", phase="open")
    Event.objects.update(awaits=False)
    subscribed(words.format(id=tender.pk))
    tender.phase = "complete"
    tender.save()
    tell.call()
    found = re.search(r"https://map.example.org(/\?layers\S+)", words_of(mailbox.taken[-1][1]))
    assert found
    page = visit(found[1], size=size)
    expect(page.locator("#list")).to_contain_text("Ремонт мосту")
