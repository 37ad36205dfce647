"""The worker of the field app sends what waits while no page is open, by the same rules as a page."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from kiosks.models import Kiosk
from layers.surveys.models import Observation, Photo
from tests.e2e.test_bundle import bundle, joined
from tests.e2e.test_field import _own_media, add_a_kiosk, app, context, until

pytestmark = pytest.mark.e2e
__all__ = ["_own_media", "app", "bundle", "context", "joined"]


class Browsing:
    """What the browser does by itself once there is a connection: it wakes the worker."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.page = context.new_page()
        self.line: CDPSession = context.new_cdp_session(self.page)
        self.registrations: list[dict[str, Any]] = []
        self.line.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self.registrations.extend(told["registrations"]),
        )
        self.line.send("ServiceWorker.enable")

    def wake(self) -> None:
        registration = next(one for one in self.registrations if one["scopeURL"] == f"{self.home}/field/")
        asked = {"origin": self.home, "registrationId": registration["registrationId"], "tag": "outbox"}
        self.line.send("ServiceWorker.dispatchSyncEvent", asked | {"lastChance": False})


@pytest.fixture
def browsing(app: Page, context: BrowserContext, live_server: Any) -> Browsing:
    """Beside the app, on a page of nobody."""
    return Browsing(context, live_server.url)


def save_without_a_signal(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    add_a_kiosk(page)
    expect(page.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    page.close()
    context.set_offline(False)


def has_arrived() -> bool:
    return [row.state for row in Photo.objects.all()] == ["stored"]


def test_what_waits_arrives_while_no_page_is_open(
    app: Page, context: BrowserContext, browsing: Browsing, live_server: Any
) -> None:
    save_without_a_signal(app, context)
    assert not Observation.objects.exists()
    browsing.wake()
    until(browsing.page, has_arrived)
    assert [page.url for page in context.pages] == ["about:blank"]
    assert Kiosk.objects.filter(source="field").count() == 1
    again = context.new_page()
    again.goto(f"{live_server.url}/field/#outbox")
    expect(again.locator(".outbox")).to_contain_text("прийнято")
    expect(again.locator("#state")).to_be_hidden()
    again.wait_for_load_state("networkidle")
    assert Observation.objects.count() == 1


@pytest.mark.usefixtures("joined")
def test_the_joined_worker_sends_too(app: Page, context: BrowserContext, browsing: Browsing) -> None:
    save_without_a_signal(app, context)
    browsing.wake()
    until(browsing.page, has_arrived)


def test_the_worker_and_a_page_send_nothing_twice(
    app: Page, context: BrowserContext, browsing: Browsing, live_server: Any
) -> None:
    save_without_a_signal(app, context)
    page = context.new_page()
    page.goto(f"{live_server.url}/field/#outbox", wait_until="commit")
    for _time in range(5):
        browsing.wake()
    until(page, has_arrived)
    expect(page.locator(".outbox")).to_contain_text("прийнято")
    expect(page.locator("#state")).to_be_hidden()
    assert (Observation.objects.count(), Kiosk.objects.filter(source="field").count()) == (1, 1)


def test_the_worker_sends_nothing_of_somebody_else_and_tells_nobody(
    app: Page, context: BrowserContext, browsing: Browsing, live_server: Any
) -> None:
    save_without_a_signal(app, context)
    other = User.objects.create_user("other")
    other.groups.add(Group.objects.get(name="inspector"))
    client = Client()
    client.force_login(other)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    browsing.wake()
    browsing.page.wait_for_timeout(1500)
    assert not Observation.objects.exists()
    context.clear_cookies()
    browsing.wake()
    browsing.page.wait_for_timeout(1500)
    assert not Observation.objects.exists()
    again = context.new_page()
    again.goto(f"{live_server.url}/field/")
    expect(again.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    again.wait_for_load_state("networkidle")
