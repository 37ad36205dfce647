"""./dev pytest: a database of its own, gone afterwards, whatever happened."""

from pathlib import Path

import pytest

from .conftest import Checkout, kill, processes_about, until

SLEEPER = """
import os, pathlib, time

def test_sleeper():
    pathlib.Path(f"up-{os.environ['NAME']}").write_text(os.environ["DATABASE_URL"])
    while os.environ["NAME"] != "third" and not pathlib.Path("enough").exists():
        time.sleep(0.05)
"""

WORDS = ("pytest", "-q", "-p", "no:django", "test_sleeper.py")


@pytest.fixture
def sleeper(checkout: Checkout) -> Checkout:
    (checkout.folder / "test_sleeper.py").write_text(SLEEPER)
    return checkout


def remains(checkout: Checkout) -> list[Path]:
    return list((checkout.folder / ".local").glob("test-*"))


def up(checkout: Checkout, name: str) -> str:
    said = checkout.folder / f"up-{name}"
    until(lambda: said.exists() and said.read_text())
    return said.read_text()


def test_two_at_once_do_not_meet(sleeper: Checkout) -> None:
    one, two = (sleeper.start(*WORDS, NAME=name) for name in ("one", "two"))
    assert up(sleeper, "one") != up(sleeper, "two")
    (sleeper.folder / "enough").touch()
    for each in (one, two):
        output, errors = each.communicate(timeout=60)
        assert each.returncode == 0, errors
        assert output.splitlines()[-1].startswith("1 passed"), "pytest has the last word"
    assert not remains(sleeper)
    assert processes_about(sleeper.folder) == []


def test_term_leaves_nothing(sleeper: Checkout) -> None:
    process = sleeper.start(*WORDS, NAME="one")
    up(sleeper, "one")
    process.terminate()
    assert process.wait(20) == 143
    assert not remains(sleeper)
    assert processes_about(sleeper.folder) == []


def test_what_kill_9_left_is_swept_away_by_the_next(sleeper: Checkout) -> None:
    first = sleeper.start(*WORDS, NAME="first")
    other = sleeper.start(*WORDS, NAME="other")
    up(sleeper, "first")
    url = up(sleeper, "other")
    kill(first)
    assert len(remains(sleeper)) == 2
    assert sleeper.run(*WORDS, NAME="third").returncode == 0
    (left,) = remains(sleeper)
    assert left.name in url, "a run that goes on is left in peace"
    other.terminate()
    other.wait(20)
    assert not remains(sleeper)
    until(lambda: processes_about(sleeper.folder) == [], within=5)


def test_the_callers_own_database_is_never_touched(sleeper: Checkout) -> None:
    sleeper.run(*WORDS, NAME="third", DATABASE_URL="postgis://precious@127.0.0.1:1/precious")
    assert "precious" not in up(sleeper, "third")
