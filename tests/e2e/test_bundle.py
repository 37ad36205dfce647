"""The pages work from scripts that were joined with all they import, as `./dev run` serves them."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
    assert sorted(scripts(page)) == ["leaflet.js", "place.js"]
