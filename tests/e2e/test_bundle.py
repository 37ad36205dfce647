"""The pages work from scripts that were joined with all they import, as `./dev run` serves them."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from maps.templatetags.modules import modules_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    command = ["npm", "run", "--silent", "bundle", "--", f"--outdir={folder}"]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


@pytest.fixture
def joined(bundle: Path, settings: Any) -> Any:
    settings.STATICFILES_DIRS = [str(bundle), *settings.STATICFILES_DIRS]
    modules_of.cache_clear()
    yield
    modules_of.cache_clear()


def scripts(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(name => name.endsWith('js'))"
    )
    return [name.rpartition("/")[2] for name in found]


@pytest.mark.usefixtures("joined")
def test_the_map_and_a_card_work_from_one_script_each(visit: Any, city: dict[str, Any]) -> None:
    page = visit("/")
    assert sorted(scripts(page)) == ["leaflet.js", "main.js"]
    page.get_by_role("tab", name="Список").click()
    page.get_by_role("link", name="Аптека").click()
    expect(page.locator("#card h1")).to_have_text("Аптека")
    page = visit(f"/kiosks/{city['Квіти'].pk}/")
    expect(page.locator("#place canvas").first).to_be_visible()
    assert sorted(scripts(page)) == ["leaflet.js", "place.js", "taking.js"]


@pytest.mark.usefixtures("joined", "city")
def test_the_joined_worker_is_a_classic_script_and_keeps_the_page(browser: Browser, live_server: Any) -> None:
    device = browser.new_context(locale="uk-UA")
    page = device.new_page()
    page.goto(live_server.url + "/")
    expect(page.locator("#offline-words")).to_have_attribute("data-worker", "classic")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto(live_server.url + "/kiosks/")
    device.set_offline(True)
    page.goto(live_server.url + "/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Немає зв’язку")
    device.close()
