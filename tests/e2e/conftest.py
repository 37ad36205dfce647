"""A real browser (Debian's Chromium) before a running map with a handful of true rows."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from kiosks.actions import refresh_permit_states
from kiosks.models import Kiosk, SitingPassport
from layers.registry import catalogue
from tests.e2e.browser import FLAGS
from tests.e2e.statement import kept, pytest_runtest_makereport  # noqa: F401  (found by pytest)
from tests.samples import HERE, row

SIZES = {"desktop": (1440, 900), "phone": (360, 740), "lying": (740, 360)}


@pytest.fixture(scope="session", autouse=True)
def allow_the_browser_thread() -> None:
    # Playwright runs an event loop in this thread; the tests' own queries are synchronous all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    call_command("compilemessages", verbosity=0)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.fail(f"There is no browser at {path}: apt-get install chromium, or set CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


#: looks, one after the other, at which nothing is read
CALM = 3


@pytest.fixture
def quiet(transactional_db: Any) -> Iterator[None]:
    """Ends when the server has answered what the closed browser had asked: emptying the tables would meet its reads."""
    yield
    until, calm = monotonic() + 20, 0
    # A request that has come and is not read yet asks nothing at one moment, and much at the next.
    while calm < CALM and monotonic() < until:
        sleep(0.05)
        calm = 0 if _is_reading() else calm + 1


def _is_reading() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM pg_stat_activity
                               WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle')"""
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def city(quiet: None) -> dict[str, Any]:
    """A square of the city: kiosks with permits in several states, a park, a place, a barrier, a hidden kiosk."""
    today = timezone.localdate()
    made: dict[str, Any] = {}
    for index, (name, days) in enumerate([("Кава на розі", 400), ("Квіти", 10), ("Хліб", -5)]):
        kiosk = row(
            catalogue["kiosks"],
            (HERE[0] + index * 0.0008, HERE[1]),
            name=name,
            number=str(index + 1),
            street="вул. Шевченка",
        )
        SitingPassport.objects.create(
            kiosk=kiosk, number=f"П-{index}", status="valid", valid_until=today + timedelta(days)
        )
        made[name] = kiosk
    made["attack"] = row(
        catalogue["kiosks"], (HERE[0], HERE[1] + 0.0012), name="<img src=x onerror=window.hit=1>"
    )
    made["hidden"] = row(
        catalogue["kiosks"], (HERE[0], HERE[1] - 0.001), name="Прихований", publication="hidden"
    )
    made["place"] = row(
        catalogue["places"], (HERE[0] - 0.001, HERE[1]), name="Аптека", kind="pharmacy", verdict="partly"
    )
    made["barrier"] = row(
        catalogue["barriers"], (HERE[0] - 0.001, HERE[1] + 0.0008), status="confirmed", kind="kerb"
    )
    x, y = HERE
    park = Polygon(((x, y), (x + 0.002, y), (x + 0.002, y - 0.001), (x, y - 0.001), (x, y)), srid=4326)
    made["park"] = row(catalogue["green"], geom=MultiPolygon(park, srid=4326), kind="park", name="Парк")
    row(catalogue["roads"], kind="primary", name="вулиця Шевченка")
    refresh_permit_states(today)
    assert Kiosk.objects.filter(permit_state="expiring").count() == 1
    return made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # What a test routes or counts are the page's own requests; tests/e2e/test_offline.py is about the worker's.
    opened = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="uk-UA", service_workers="block"
    )
    yield opened
    opened.close()


class Watch:
    """What a page must not do: fail, complain, or talk to anybody else."""

    def __init__(self, page: Page, home: str) -> None:
        self.problems: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, home))
        page.on(
            "response",
            lambda answer: answer.status >= 500 and self.problems.append(f"{answer.status} {answer.url}"),
        )

    def _said(self, message: ConsoleMessage) -> None:
        # That a page which does not exist is answered with 404 is what its test is about; that no page installs itself
        # is how the others are held apart.
        expected = ("404 (Not Found)", "Service Worker registration blocked")
        if message.type in ("error", "warning") and not any(words in message.text for words in expected):
            self.problems.append(message.text)

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.problems.append(f"asked a stranger: {url}")


@pytest.fixture
def visit(context: BrowserContext, live_server: Any, city: dict[str, Any]) -> Any:
    """Open an address of the map and wait until it is drawn; in the end nothing may have gone wrong."""
    watches: list[Watch] = []

    def go(path: str = "/", *, size: str = "desktop", theme: str = "light") -> Page:
        page = context.new_page()
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        watches.append(Watch(page, live_server.url))
        page.goto(live_server.url + path)
        if page.locator("#map").count():
            page.locator("html[data-ready]").wait_for(state="attached")
            page.locator("#list [data-count]").wait_for(state="attached")
        elif page.locator("#place").count():
            # A tile that is still being drawn when the tables are emptied would wait for them, and they for it.
            page.wait_for_load_state("networkidle")
        return page

    yield go
    # Before the tables are emptied: a page that is still open asks on.
    for page in context.pages:
        page.close()
    assert [problem for watch in watches for problem in watch.problems] == []
