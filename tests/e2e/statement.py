"""Keeps what the tests of accessibility found, for the accessibility statement: `./dev statement` compiles it.

Nothing is kept unless `STATEMENT` names a folder: each axe run and each test that is marked `wcag` leaves a line there.
"""

import json
import os
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

FOLDER = "STATEMENT"
#: what a page's address has of numbers and names of its own
_LETTERS = str.maketrans("0123456789", "nnnnnnnnnn")


def keep(line: dict[str, Any]) -> None:
    """Write a line down, in a file of this process."""
    folder = Path(os.environ[FOLDER])
    with (folder / f"{os.getpid()}-{uuid4().hex}.json").open("w", encoding="utf-8") as file:
        json.dump(line, file)


@pytest.fixture(scope="session", autouse=True)
def kept() -> Any:
    """Each axe run leaves which page it looked at, how wide and in which look, and what it found."""
    if FOLDER not in os.environ:
        yield
        return
    plain = Axe.run

    def run(self: Any, page: Any, *arguments: Any, **words: Any) -> Any:
        found = plain(self, page, *arguments, **words)
        view = page.viewport_size or {}
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        keep(
            {
                "page": urlsplit(page.url).path.translate(_LETTERS),
                "width": view.get("width", 0),
                "dark": dark,
                "axe": found.response["testEngine"]["version"],
                "passes": [rule["tags"] for rule in found.response["passes"]],
                "violations": [[rule["id"], *rule["tags"]] for rule in found.response["violations"]],
            }
        )
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Axe, "run", run)
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Each test that is marked with success criteria leaves whether it passed."""
    outcome = yield
    report = outcome.get_result()
    marker = item.get_closest_marker("wcag")
    if marker and report.when == "call" and FOLDER in os.environ:
        keep({"criteria": list(marker.args), "test": item.name.partition("[")[0], "passed": report.passed})


def compiled(folder: Path) -> dict[str, Any]:
    """What all lines say together. Raises ValueError where there is none."""
    lines = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    runs = [line for line in lines if "axe" in line]
    tests = [line for line in lines if "test" in line]
    if not runs or not tests:
        raise ValueError("no test of accessibility has run")
    passed: Counter[str] = Counter(
        criterion for run in runs for criterion in {c for tags in run["passes"] for c in _criteria(tags)}
    )
    failed: defaultdict[str, set[str]] = defaultdict(set)
    for run in runs:
        for rule, *tags in run["violations"]:
            for criterion in _criteria(tags) or ["best-practice"]:
                failed[criterion].add(f"{rule}: {run['page']}")
    driven: defaultdict[str, set[str]] = defaultdict(set)
    broken: set[str] = set()
    for test in tests:
        for criterion in test["criteria"]:
            driven[criterion].add(test["test"])
        if not test["passed"]:
            broken.add(test["test"])
    return {
        "tested_on": datetime.now(UTC).date().isoformat(),
        "axe": runs[0]["axe"],
        "pages": sorted({run["page"] for run in runs}),
        "states": len(runs),
        "widths": sorted({run["width"] for run in runs}),
        "dark": sum(run["dark"] for run in runs),
        "passed": {criterion: passed[criterion] for criterion in sorted(passed, key=_order)},
        "failed": {criterion: sorted(found) for criterion, found in sorted(failed.items())},
        "driven": {criterion: sorted(driven[criterion]) for criterion in sorted(driven, key=_order)},
        "broken": sorted(broken),
    }


def _criteria(tags: list[str]) -> list[str]:
    """`wcag143` is 1.4.3; `wcag2aa` is a level."""
    digits = (tag.removeprefix("wcag") for tag in tags if tag.startswith("wcag"))
    return [f"{one[0]}.{one[1]}.{one[2:]}" for one in digits if one.isdigit() and len(one) >= 3]


def _order(criterion: str) -> tuple[int, ...]:
    return tuple(int(part) for part in criterion.split("."))


if __name__ == "__main__":
    import sys

    into = Path("maps/page/statement.json")
    into.write_text(
        json.dumps(compiled(Path(sys.argv[1])), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
