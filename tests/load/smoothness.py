"""How smooth the map is in a browser: the times between frames while a person drags and zooms it."""

import os

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import FLAGS

SCREENS = {"desktop": (1280, 800), "phone": (360, 740)}
#: the whole city in view, a district, a street
ZOOMS = (13, 15, 17)

_RECORD = """() => {
    window.frames_ = [];
    let before = performance.now();
    const frame = now => {
        window.frames_.push(now - before);
        before = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""


def frames(home: str, layer: str, longitude: float, latitude: float) -> dict[str, list[float]]:
    """Milliseconds between frames, sorted, by screen and zoom, with one layer on and the given place in the middle."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for screen, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for zoom in ZOOMS:
                page.goto(f"{home}/?layers={layer}&at={zoom}/{latitude}/{longitude}")
                page.wait_for_selector("html[data-ready]", state="attached")
                page.wait_for_timeout(1000)
                page.evaluate(_RECORD)
                _wander(page, width * 0.7 if width > 600 else width * 0.5, height * 0.3)
                found[f"{screen}, zoom {zoom}"] = sorted(page.evaluate("() => window.frames_"))
        browser.close()
    return found


def _wander(page: Page, x: float, y: float) -> None:
    for direction in (1, -1, 1):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(40):
            page.mouse.move(x - 5 * step * direction, y - 3 * step * direction)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(400)
    for wheel in (-300, 300):
        page.mouse.wheel(0, wheel)
        page.wait_for_timeout(800)
