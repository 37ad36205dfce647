"""Takes the pictures of the README: `./dev screenshots` makes a demonstration city, serves it, and looks at it."""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browser import FLAGS

ROOT = Path(__file__).resolve().parents[2]
#: name → address, width, height, look, and how many of the list's first results are opened
VIEWS = {
    "screenshot": ("/?at=16/48.8527/37.6060", 1440, 900, "light", 0),
    "screenshot-dark": ("/?at=15/48.8600/37.6150", 1440, 900, "dark", 0),
    "screenshot-list": (
        "/?near=37.60600,48.85270,500&view=list&at=16/48.8527/37.6060",
        1440,
        900,
        "light",
        0,
    ),
    "screenshot-card": ("/?at=17/48.8527/37.6060&view=list", 1440, 900, "light", 1),
    "screenshot-phone": ("/?at=16/48.8527/37.6060", 390, 780, "light", 0),
    "screenshot-phone-card": ("/?at=17/48.8527/37.6060&view=list", 390, 780, "dark", 1),
}


@contextmanager
def served() -> Iterator[str]:
    """The address of a demonstration city that is served for as long as it is looked at."""
    for command in (
        ["migrate", "-v0"],
        ["demo_city", "--size", "small", "--if-empty"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    granian = Path(sys.executable).parent / "granian"
    command = [
        granian,
        "--interface",
        "wsgi",
        "maps.wsgi:application",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    server = subprocess.Popen([*map(str, command)], cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(address)
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def main() -> None:
    """Write one picture per view into the folder (docs/ unless another is named)."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--folder", type=Path, default=ROOT / "docs")
    folder = arguments.parse_args().folder
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for name, (path, width, height, theme, opened) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(address + path)
            page.locator("html[data-ready]").wait_for(state="attached")
            if opened:
                page.locator("#list .result-link").first.click()
                page.locator("#card h1").wait_for()
            page.wait_for_timeout(1500)  # fonts and labels settle
            page.screenshot(path=folder / f"{name}.png")
            print(folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
