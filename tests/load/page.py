"""`./dev bench-page`: what the map's page costs a visitor, measured in Chromium.

Bytes of the first view and of the next one; the time until the page can be used, and how much it shifts, on a slow
phone (a processor 4 times as slow, slow 4G: 1.6 Mbit/s and 150 ms); how long a touch is answered with 50,000 points on
screen; memory before and after 200 moves of the map and 50 opened cards.

Lighthouse gives its opinion, too, of the map, a layer's list and an object's page, as it sees them on a phone.

In a database of its own: the demonstration first, then kiosks alone.
"""

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import django
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from tests.e2e.browser import FLAGS

SCREENS: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "desktop": {"width": 1440, "height": 900},
}
#: bytes per second and milliseconds of the «slow 4G» that Lighthouse throttles to
SLOW_LINE = {
    "offline": False,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
    "latency": 150,
}
SLOW_PROCESSOR = 4
POINTS = 50_000
#: what the issue of the page asks for
GOALS = {
    "first view, kB": 350,
    "next view, kB": 50,
    "usable, ms": 2000,
    "layout shift": 0.1,
    "answer to a touch, ms": 200,
}
#: Lighthouse's marks that the issue of the page asks for
BUDGETS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}

_WATCH = """() => {
    window.seen = {shift: 0, paint: 0, slowest: 0};
    new PerformanceObserver(list => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
    }).observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => {
        seen.paint = list.getEntries().at(-1).startTime;
    }).observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => {
        for (const one of list.getEntries())
            if (one.interactionId) seen.slowest = Math.max(seen.slowest, one.duration);
    }).observe({type: "event", buffered: true, durationThreshold: 16});
}"""


def main() -> None:
    """Measure, and print each figure beside what is asked for."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1 localhost"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from kiosks.models import Kiosk
    from tests.load import plain, rows, servers

    call_command("migrate", verbosity=0)
    call_command("demo_city", size="small")
    longitude, latitude = settings.CITY.centre
    view = f"/?layers=kiosks&at=13/{latitude}/{longitude}"
    with servers.ours() as home:
        with _browser() as browser:
            for name, size in SCREENS.items():
                with _visitor(browser, size) as visitor:
                    _report(f"{name}: bytes", _bytes(visitor, home + "/"))
                with _visitor(browser, size) as visitor:
                    _report(f"{name}: slow line and processor", _slow(visitor, home + "/"))
        first = Kiosk.objects.order_by("pk").values_list("pk", flat=True)[0]
        for path in ("/", "/kiosks/", f"/kiosks/{first}/", "/search?q=кава"):
            _report(f"Lighthouse: {path}", _opinion(home + path), at_least=BUDGETS)
        rows.prepare(POINTS)
        with plain.page(longitude, latitude) as neighbour, _browser() as browser:
            for name, size in SCREENS.items():
                for title, address in (("", home + view), (", plain Leaflet", neighbour)):
                    points = f"{name}: {POINTS} points in view{title}"
                    with _visitor(browser, size) as visitor:
                        _report(points, _bytes(visitor, address))
                    with _visitor(browser, size) as visitor:
                        _report(f"{points}, slow line and processor", _slow(visitor, address))
                    with _visitor(browser, size) as visitor:
                        _report(f"{points}, touched", _touched(visitor, address))
            with _visitor(browser, SCREENS["desktop"]) as visitor:
                _report("memory", _memory(visitor, home + view))


@contextmanager
def _browser() -> Iterator[Browser]:
    """Chromium. Not open while the database is written: Django takes its loop for an asynchronous program."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


@contextmanager
def _visitor(browser: Browser, size: ViewportSize) -> Iterator[BrowserContext]:
    """Somebody who was never here."""
    context = browser.new_context(viewport=size, locale="uk-UA")
    yield context
    context.close()


def _report(title: str, figures: dict[str, float], at_least: dict[str, float] | None = None) -> None:
    print(f"\n{title}")
    for name, figure in figures.items():
        goal = (at_least or GOALS).get(name)
        is_met = goal is None or (figure >= goal if at_least else figure <= goal)
        bound = "at least" if at_least else "at most"
        asked = "" if goal is None else f"   asked for: {bound} {goal}{'' if is_met else '   MISSED'}"
        print(f"  {name:28}{figure:12.{0 if figure >= 10 else 2}f}{asked}")


def _opinion(address: str) -> dict[str, float]:
    """Lighthouse's marks out of 100, the middle ones of three."""
    found: list[dict[str, dict[str, float]]] = []
    for _attempt in range(6):
        flags = "--headless=new " + " ".join(FLAGS)
        words = [
            "--quiet",
            f"--chrome-flags={flags}",
            "--output=json",
            f"--only-categories={','.join(BUDGETS)}",
        ]
        answer = subprocess.run(
            [os.environ["LIGHTHOUSE"], quote(address, safe=":/?=&"), *words],
            env=os.environ | {"CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")},
            check=False,
            capture_output=True,
        )
        # On a busy machine it now and then loses its browser.
        if answer.returncode == 0:
            found.append(json.loads(answer.stdout)["categories"])
        if len(found) == 3:
            break
    return {name: statistics.median(100 * one[name]["score"] for one in found) for name in BUDGETS}


def _ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
    if page.locator("#list").count():
        page.wait_for_selector("#list [data-count]", state="attached")


def _bytes(visitor: BrowserContext, address: str) -> dict[str, float]:
    """What comes over the line, with its headers, until nothing more is asked for."""
    figures: dict[str, float] = {}
    for name in ("first", "next"):
        page = visitor.new_page()
        session = visitor.new_cdp_session(page)
        session.send("Network.enable")
        lengths: list[float] = []
        session.on(
            "Network.loadingFinished", lambda event, kept=lengths: kept.append(event["encodedDataLength"])
        )
        page.goto(address)
        _ready(page)
        page.wait_for_load_state("networkidle")
        figures[f"{name} view, kB"] = sum(lengths) / 1000
        figures[f"{name} view, answers"] = len([length for length in lengths if length])
        page.close()
    return figures


def _slow(visitor: BrowserContext, address: str) -> dict[str, float]:
    """Three first visits without a cache; the middle one is told. Usable: search, layers and map answer."""
    found: list[dict[str, float]] = []
    for _visit in range(3):
        page = visitor.new_page()
        session = visitor.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
        begun = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-started]", state="attached", timeout=120_000)
        usable = (time.perf_counter() - begun) * 1000
        _ready(page)
        drawn = (time.perf_counter() - begun) * 1000
        page.evaluate(_WATCH)
        page.wait_for_load_state("networkidle")
        seen = page.evaluate("() => window.seen")
        found.append(
            {
                "usable, ms": usable,
                "map and list, ms": drawn,
                "largest paint, ms": seen["paint"],
                "layout shift": seen["shift"],
            }
        )
        page.close()
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _touched(visitor: BrowserContext, address: str) -> dict[str, float]:
    """The slowest answer to touches of the panel and the map, as the browser itself counts interactions."""
    page = visitor.new_page()
    page.goto(address)
    _ready(page)
    page.evaluate(_WATCH)
    page.locator("#zoom-in, .leaflet-control-zoom-in").click()
    page.wait_for_timeout(1000)
    page.locator("#zoom-out, .leaflet-control-zoom-out").click()
    page.wait_for_timeout(1000)
    if page.locator("#search-input").count():
        page.get_by_role("tab").nth(1).click()
        page.wait_for_timeout(500)
        page.get_by_role("tab").nth(0).click()
        page.locator("#search-input").type("кава", delay=80)
        page.wait_for_timeout(1000)
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
    return {"answer to a touch, ms": page.evaluate("() => window.seen.slowest")}


def _memory(visitor: BrowserContext, address: str) -> dict[str, float]:
    """The heap after collecting what nobody holds, at first and after much use."""
    page = visitor.new_page()
    session = visitor.new_cdp_session(page)
    page.goto(address.replace("at=13", "at=16"))
    _ready(page)
    _move(page, 20)
    before = _heap(session)
    _move(page, 200)
    after_moves = _heap(session)
    page.get_by_role("tab").nth(1).click()
    for _card in range(50):
        page.locator("#list .result-link").nth(_card % 10).click()
        page.locator("#card h1").wait_for()
        page.keyboard.press("Escape")
        page.locator("#list .result-link").first.wait_for()
    return {
        "at first, MB": before,
        "after 200 moves, MB": after_moves,
        "after 50 cards, MB": _heap(session),
    }


def _move(page: Page, times: int) -> None:
    page.locator("#map").focus()
    for step in range(times):
        page.keyboard.press(("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")[step // 5 % 4])
        page.wait_for_timeout(120)


def _heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["JSHeapUsedSize"]) / 1e6


if __name__ == "__main__":
    main()
