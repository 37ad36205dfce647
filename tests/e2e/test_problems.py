"""The pages of problems, as people see them: readable in each look and size, and a way on from each."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("path", ["/nothing", "/kiosks/999999/"])
def test_a_page_of_a_problem_is_for_everyone(visit: Any, path: str, size: str, theme: str) -> None:
    page = visit("/nothing", size=size, theme=theme)
    site = page.url.removesuffix("/nothing")
    page.goto(site + path)
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


def test_one_searches_on_from_where_nothing_is(visit: Any) -> None:
    page = visit("/nothing")
    page.get_by_role("searchbox").fill("Кава")
    page.get_by_role("button", name="Знайти").click()
    expect(page.get_by_role("link", name="Кава на розі")).to_be_visible()
