"""A resident reports with a photo: with a script and without one, by keyboard, on a phone; and sees the answer."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from layers.civic.reports.models import Draft, Report, ReportPhoto
from tests.reports.conftest import photo
from tests.samples import HERE

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.DEMONSTRATION = True
    for name in ("picture", "small", "shown", "shown_small"):
        monkeypatch.setattr(ReportPhoto._meta.get_field(name), "storage", FileSystemStorage(tmp_path))


@pytest.fixture(params=[True, False], ids=["script", "scriptless"])
def page(request: Any, browser: Browser, live_server: Any, city: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(
        locale="uk-UA", viewport={"width": 360, "height": 740}, java_script_enabled=request.param
    )
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto(f"{live_server.url}/report")
    yield opened
    opened.wait_for_load_state("networkidle")
    context.close()


def choose(page: Page, at: tuple[float, float] | None = HERE) -> None:
    """The first step: a photo."""
    sent = photo(at)
    page.get_by_label("Фото з цього пристрою").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": sent.read()}
    )
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("heading", name="Де це?")).to_be_visible()


def clean(page: Page) -> None:
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


def test_a_photo_becomes_a_report_and_its_answer_is_read(page: Page) -> None:
    choose(page)
    expect(page.get_by_role("status")).to_contain_text("із фото")
    # The kiosk that stands there is offered first.
    expect(page.get_by_role("button", name="Так, це про нього: Кава на розі")).to_be_visible()
    page.get_by_role("button", name="Так, це тут").click()
    page.get_by_text("Реклама заступає вікна чи дорожні знаки").click()
    page.get_by_label("Своїми словами").fill("Щит закриває знак")
    page.get_by_role("button", name="Надіслати").click()
    expect(page.get_by_text("Надійшло.")).to_be_visible()
    report = Report.objects.get()
    assert (report.category, report.photos.count()) == ("advertising", 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    Report.objects.update(
        state="answered", answer="Щит переставлено.", answered_on=timezone.localdate(), publication="public"
    )
    page.reload()
    expect(page.locator(".answered")).to_contain_text("Щит переставлено.")
    page.get_by_role("link", name="так").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Реклама заступає вікна чи дорожні знаки")
    expect(page.locator("main")).to_contain_text("Щит переставлено.")


def test_the_place_is_pressed_on_the_map(page: Page) -> None:
    choose(page, (HERE[0] + 0.003, HERE[1]))
    press = page.locator("[name=point]")
    box, seen = press.bounding_box(), page.locator(".pointing").bounding_box()
    assert box
    assert seen
    before = Draft.objects.get().geom
    assert before
    # Sixty pixels left of the mark, wherever the page is cut off.
    page.mouse.click(seen["x"] + seen["width"] / 2 - 60, seen["y"] + seen["height"] / 2)
    expect(page.get_by_role("status")).to_contain_text("показано на карті")
    after = Draft.objects.get().geom
    assert after
    assert after.x - before.x == pytest.approx(-60 * 360 / 256 / 2**18, rel=0.03)
    assert after.y == pytest.approx(before.y, abs=2e-6)


@pytest.mark.wcag("2.1.1", "2.5.1", "2.5.7")
def test_the_place_is_set_by_keys_alone(page: Page) -> None:
    choose(page, None)
    page.locator("[name=point]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("показано на карті")
    before = Draft.objects.get().geom
    page.get_by_role("button", name="На схід").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Так, це тут")).to_be_visible()
    after = Draft.objects.get().geom
    assert before
    assert after
    assert after.x > before.x


def test_what_hinders_is_said_where_it_can_be_mended(page: Page) -> None:
    choose(page)
    page.get_by_role("button", name="Так, це тут").click()
    page.get_by_role("button", name="Надіслати").click()
    expect(page.get_by_role("alert")).to_contain_text("Виберіть, про що це.")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_category_0")).to_be_focused()
    assert not Report.objects.exists()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_step_can_be_read_by_everybody(visit: Any, theme: str) -> None:
    page = visit("/report", size="phone", theme=theme)
    clean(page)
    choose(page)
    clean(page)
    page.get_by_role("button", name="Так, це тут").click()
    clean(page)
    page.get_by_role("button", name="Надіслати").click()
    clean(page)
    page.get_by_text("Інше", exact=True).click()
    page.get_by_label("Своїми словами").fill("Яма")
    page.get_by_role("button", name="Надіслати").click()
    expect(page.get_by_text("Надійшло.")).to_be_visible()
    clean(page)


def test_the_device_says_where_it_is(visit: Any, context: Any) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": HERE[0], "latitude": HERE[1], "accuracy": 8})
    page = visit("/report")
    choose(page, None)
    page.get_by_role("button", name="Я тут").click()
    expect(page.get_by_role("status")).to_contain_text("± 8 м")
    expect(page.get_by_role("button", name="Так, це тут")).to_be_visible()


def test_a_device_that_does_not_say_it_leaves_the_map(visit: Any) -> None:
    page = visit("/report")
    choose(page, None)
    page.get_by_role("button", name="Я тут").click()
    expect(page.get_by_role("alert")).to_contain_text("Пристрій не каже, де він.")


def test_the_map_and_the_page_of_a_place_lead_here(visit: Any) -> None:
    page = visit(f"/?at=17/{HERE[1]}/{HERE[0]}")
    page.get_by_role("link", name="Повідомити", exact=True).click()
    expect(page).to_have_url(re.compile(r"/report\?at=17/"))
    page.get_by_role("button", name="Далі").click()
    # Nothing is placed yet, and the same part of the city is shown.
    expect(page.locator("[name=at]").first).to_have_value(f"17/{HERE[1]}/{HERE[0]}")
    page.goto(page.url.split("/report")[0] + f"/around?near={HERE[0]},{HERE[1]}")
    page.get_by_role("link", name="Повідомити про щось тут").click()
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("button", name="Так, це тут")).to_be_visible()
    page.wait_for_load_state("networkidle")
