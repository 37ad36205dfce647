"""The map in the page of another site, which has a strict policy of its own."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from maps.page.embedded import fingerprint
from tests.samples import HERE

VIEW = f"layers=kiosks&at=17/{HERE[1]}/{HERE[0]}&lang=uk"


@pytest.fixture
def host(live_server: Any) -> Iterator[str]:
    """Another site: one page with a frame of the map and our script, and nothing else allowed."""
    home = live_server.url
    page = f"""<!doctype html><html lang="uk"><title>Сайт громади</title><h1>Сайт громади</h1>
        <iframe title="Карта" width="600" height="200" src="{home}/?{VIEW}&amp;embed=1"></iframe>
        <iframe title="Не для рамки" width="300" height="200" src="{home}/kiosks/"></iframe>
        <script src="{home}/embed.js" integrity="{fingerprint()}" crossorigin="anonymous"></script>"""
    policy = f"default-src 'none'; frame-src {home}; script-src '{fingerprint()}'"

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_arguments: Any) -> None:
            """Says nothing: the tests' output is for failures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_shows_the_map_as_high_as_it_likes_to_be(
    city: dict[str, Any], context: BrowserContext, host: str
) -> None:
    page = context.new_page()
    page.goto(host)
    frame = page.locator('iframe[title="Карта"]')
    inside = frame.content_frame
    inside.locator("html[data-ready]").wait_for(state="attached")
    expect(frame).to_have_attribute("height", str(round(600 * 0.62)))
    inside.locator("summary").press("Enter")
    expect(inside.locator(".key-body")).to_contain_text("Дозвіл")
    page.keyboard.press("Escape")
    expect(inside.locator(".key-body")).to_be_hidden()
    # Walked to and opened by the keyboard alone; what is opened leads to a tab of its own.
    inside.locator("#map").focus()
    page.keyboard.press("o")
    page.keyboard.press("Enter")
    title = inside.locator("#object .card-title")
    expect(title).to_be_focused()
    expect(inside.locator("#object a").first).to_have_attribute("target", "_blank")
    page.keyboard.press("Escape")
    expect(inside.locator("#object")).to_be_hidden()
    expect(inside.locator("#map")).to_be_focused()
    assert context.cookies() == []
    # Any other page of ours stays out of frames.
    expect(page.locator('iframe[title="Не для рамки"]').content_frame.locator("main")).to_have_count(0)


def test_a_chosen_object_is_open_and_leaves_the_focus_where_it_was(visit: Any, city: dict[str, Any]) -> None:
    page = visit("/embed.js")
    for size in ({"width": 320, "height": 480}, {"width": 1200, "height": 700}):
        page.set_viewport_size(size)
        page.goto(
            page.url.split("/embed.js")[0].split("/?")[0] + f"/?{VIEW}&embed=1&pick=kiosks/{city['Хліб'].pk}"
        )
        page.locator("html[data-ready]").wait_for(state="attached")
        expect(page.locator("#object .card-title")).to_have_text("Хліб")
        expect(page.locator("body")).to_be_focused()
        findings = Axe().run(page).response["violations"]
        assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


def test_the_legend_counts_what_is_in_view(visit: Any) -> None:
    page = visit("/embed.js")
    site = page.url.removesuffix("/embed.js")
    page.goto(f"{site}/?{VIEW}&embed=1")
    expect(page.locator('[data-count-of="kiosks"]')).to_have_text("4")
    page.goto(f"{site}/?layers=kiosks&at=17/{HERE[1] - 0.1}/{HERE[0]}&embed=1")
    expect(page.locator('[data-count-of="kiosks"]')).to_have_text("0")


@pytest.mark.parametrize(("width", "height"), [(280, 200), (1440, 900)])
def test_it_fits_into_any_frame(visit: Any, width: int, height: int) -> None:
    page = visit("/embed.js")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(page.url.replace("/embed.js", f"/?{VIEW}&embed=1"))
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator("#zoom-out").bounding_box()["y"] < height - 44  # type: ignore[index]


def test_the_code_for_another_site_is_chosen_seen_and_copied(visit: Any, context: BrowserContext) -> None:
    page = visit(f"/?{VIEW}")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#menu-button").click()
    page.locator("[data-deed=embed]").click()
    dialog = page.get_by_role("dialog", name="Вбудувати на сайт")
    dialog.get_by_label("Мова").select_option("en")
    dialog.get_by_label("Кольори").select_option("dark")
    dialog.get_by_label("Ширина").select_option("480")
    code = dialog.get_by_label("Код для сторінки").input_value()
    assert 'width="480"' in code
    assert 'loading="lazy"' in code
    assert "title=" in code
    assert "layers=kiosks&amp;" in code
    assert "&amp;lang=en&amp;theme=dark&amp;embed=1" in code
    seen = dialog.locator("iframe").content_frame
    seen.locator("html[data-theme=dark][data-ready]").wait_for(state="attached")
    dialog.get_by_role("button", name="Копіювати").click()
    expect(dialog.get_by_role("status")).to_have_text("Код скопійовано.")
    assert page.evaluate("navigator.clipboard.readText()") == code
    page.keyboard.press("Escape")
    expect(page.locator("#menu-button")).to_be_focused()


def test_the_view_is_taken_along_as_a_picture_and_on_paper(visit: Any) -> None:
    page = visit(f"/?{VIEW}")
    page.locator("#menu-button").click()
    with page.expect_download() as picture:
        page.locator("[data-deed=picture]").click()
    assert picture.value.suggested_filename == "map.png"
    page.locator("#menu-button").click()
    page.locator("[data-deed=print]").click()
    expect(page.locator("h1")).to_have_text("Кіоски")
    expect(page.locator(".address")).to_contain_text("/s/")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("path", ["/?embed=1&", "/print?", "dialog"])
def test_axe_finds_nothing(visit: Any, live_server: Any, path: str, size: str) -> None:
    page = visit(f"/?{VIEW}", size=size)
    if path == "dialog":
        page.locator("#menu-button").click()
        page.locator("[data-deed=embed]").click()
        page.locator("#embed-preview iframe").content_frame.locator("html[data-ready]").wait_for(
            state="attached"
        )
    else:
        page.goto(f"{live_server.url}{path}{VIEW}")
        page.wait_for_load_state("networkidle")
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
