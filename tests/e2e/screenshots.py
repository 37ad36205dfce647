"""Takes the pictures of the README from a map that is running: `./dev run`, then `./dev screenshot`."""

import argparse
import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import FLAGS

ROOT = Path(__file__).resolve().parents[2]
VIEWS = {
    "screenshot": ("/?at=16/48.8527/37.6060", 1440, 900, "light"),
    "screenshot-dark": ("/?at=15/48.8600/37.6150", 1440, 900, "dark"),
    "screenshot-phone": ("/?at=16/48.8527/37.6060", 390, 780, "light"),
}


def main() -> None:
    """Write one picture per view into the folder (docs/ unless another is named)."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--address", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    arguments.add_argument("--folder", type=Path, default=ROOT / "docs")
    asked = arguments.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        for name, (path, width, height, theme) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(asked.address + path)
            page.locator("html[data-ready]").wait_for(state="attached")
            page.wait_for_timeout(1500)  # fonts and labels settle
            page.screenshot(path=asked.folder / f"{name}.png")
            print(asked.folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
