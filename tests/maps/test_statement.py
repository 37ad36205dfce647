"""The accessibility statement says what the tests left, and what they found against it, too."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from maps.page import statement
from tests.e2e.statement import compiled

AXE: dict[str, Any] = {"axe": "4.14.1", "page": "/kiosks/n/", "width": 360, "dark": True}


def left(folder: Path, *lines: dict[str, Any]) -> Path:
    for number, line in enumerate(lines):
        (folder / f"{number}.json").write_text(json.dumps(line), encoding="utf-8")
    return folder


def test_lines_are_added_up(tmp_path: Path) -> None:
    found = compiled(
        left(
            tmp_path,
            {**AXE, "passes": [["wcag2aa", "wcag143"], ["wcag2a", "wcag412"]], "violations": []},
            {**AXE, "dark": False, "passes": [["wcag2aa", "wcag143"]], "violations": [["label", "wcag412"]]},
            {"criteria": ["2.1.1", "2.5.7"], "test": "test_keys", "passed": True},
            {"criteria": ["2.1.1"], "test": "test_more", "passed": False},
        )
    )
    assert found["passed"] == {"1.4.3": 2, "4.1.2": 1}
    assert found["failed"] == {"4.1.2": ["label: /kiosks/n/"]}
    assert found["driven"] == {"2.1.1": ["test_keys", "test_more"], "2.5.7": ["test_keys"]}
    assert (found["states"], found["dark"], found["broken"]) == (2, 1, ["test_more"])


def test_without_any_test_there_is_no_statement(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no test"):
        compiled(left(tmp_path, {**AXE, "passes": [], "violations": []}))


@pytest.mark.django_db
def test_what_was_found_against_it_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told = client.get("/accessibility?lang=en").content.decode()
    kept = statement.results()
    assert f"{kept['states']} states" in told
    for one in statement.criteria(kept):
        assert f">{one.number}</td>" in told
        assert one.clause == f"9.{one.number}"
    bad = {**kept, "failed": {"1.4.3": ["color-contrast: /plain"]}, "broken": ["test_keys"]}
    monkeypatch.setattr(statement, "results", lambda: bad)
    told = client.get("/accessibility?lang=en").content.decode()
    assert "No test found anything against it" not in told
    assert "color-contrast: /plain" in told
    assert "test_keys" in told
    assert "partly conforms" in told
    assert "9.2.1.1 Keyboard" in told
    bad = {**kept, "broken": [kept["driven"]["2.1.1"][0]]}
    monkeypatch.setattr(statement, "results", lambda: bad)
    assert "<li>9.2.1.1 Клавіатура" in client.get("/accessibility?lang=uk").content.decode()


@pytest.mark.django_db
def test_what_nobody_tested_is_listed_as_such(client: Client) -> None:
    found = {one.number: one for one in statement.criteria(statement.results())}
    assert not found["3.3.8"].is_tested
    assert found["1.2.1"].is_absent
    assert all(one.name for one in found.values() if one.number != "2.1.3"), "that one is of level AAA"
    told = client.get("/accessibility?lang=uk").content.decode()
    assert "9.3.3.8 Доступна автентифікація (мінімум)" in told
    assert "не перевірено" in told


def test_the_statement_speaks_of_what_matters_most() -> None:
    numbers = {one.number for one in statement.criteria(statement.results())}
    assert {"1.1.1", "1.3.1", "1.4.3", "1.4.10", "2.1.1", "2.4.7", "2.5.8", "4.1.2", "4.1.3"} <= numbers
