"""The style guide is as accessible as what it shows."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_style_guide_is_for_everyone(
    visit: Any, settings: Any, size: str, theme: str, language: str
) -> None:
    settings.DEMONSTRATION = True
    page = visit(f"/styleguide/?lang={language}", size=size, theme=theme)
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
