"""The project's own database: it comes up from anything, is shared by who uses it, and goes when nobody does."""

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Checkout, hear, kill, processes_about


def test_it_starts_stays_and_stops(checkout: Checkout) -> None:
    assert "There is no database yet" in checkout.run("db").stdout
    started = checkout.run("db", "start")
    assert started.returncode == 0, started.stderr
    url = checkout.run("db", "url").stdout.strip()
    assert url.startswith("postgis://app@%2F")
    assert url.endswith("%2Fsocket/map")
    assert checkout.run("db", "status").returncode == 0
    assert checkout.run("db", "psql", "-Atc", "SELECT 6 * 7").stdout == "42\n"
    assert checkout.run("db", "status").returncode == 0, "a console must not stop what was started to stay"
    assert checkout.run("db", "stop").returncode == 0
    assert checkout.run("db", "status").returncode == 3
    assert processes_about(checkout.folder) == []


def test_nobody_else_reaches_it(checkout: Checkout) -> None:
    checkout.run("db", "start")
    sockets = checkout.folder / ".local/pg/socket"
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert checkout.run("db", "psql", "-Atc", "SHOW listen_addresses").stdout == "\n"


def test_words_are_sorted_as_in_the_ukrainian_alphabet(checkout: Checkout) -> None:
    sorted_ = checkout.run(
        "db",
        "psql",
        "-Atc",
        "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{Я,Ґ,І,Г,Д,Ї,Й,Є,Е}'::text[]) x",
    )
    assert sorted_.stdout == "ГҐДЕЄІЇЙЯ\n"


def test_what_nobody_uses_is_stopped(checkout: Checkout) -> None:
    assert checkout.run("db", "psql", "-Atc", "SELECT 1").stdout == "1\n"
    assert checkout.run("db", "status").returncode == 3


def test_it_survives_kill_9(checkout: Checkout) -> None:
    checkout.run("db", "start")
    checkout.run("db", "psql", "-c", "CREATE TABLE kept AS SELECT 1 AS one")
    for _ in range(2):
        os.kill(checkout.postmaster(), signal.SIGKILL)
        assert checkout.run("db", "psql", "-Atc", "SELECT one FROM kept").stdout == "1\n"


def test_three_starters_at_once_are_one_start(checkout: Checkout) -> None:
    starters = [checkout.start("db", "start") for _ in range(3)]
    for starter in starters:
        _output, errors = starter.communicate(timeout=60)
        assert starter.returncode == 0, errors
    postmasters = [line for line in processes_about(checkout.folder) if "bin/postgres " in line]
    assert len(postmasters) == 1


def test_the_last_one_out_stops_it(checkout: Checkout) -> None:
    one, other = (checkout.start("manage", "sleep") for _ in range(2))
    for each in (one, other):
        hear(each, "asleep")
    one.terminate()
    assert one.wait(20) == 143
    assert checkout.run("db", "status").returncode == 0
    assert "stop that one first" in checkout.run("db", "stop").stderr
    assert "stop that one first" in checkout.run("db", "destroy", "--yes").stderr
    other.terminate()
    assert other.wait(20) == 143
    assert checkout.run("db", "status").returncode == 3
    assert processes_about(checkout.folder) == []


def test_a_user_that_was_killed_does_not_count(checkout: Checkout) -> None:
    user = checkout.start("manage", "sleep")
    hear(user, "asleep")
    kill(user)
    assert checkout.run("db", "stop").returncode == 0


def test_destroying_asks_first(checkout: Checkout) -> None:
    checkout.run("db", "start")
    assert "--yes" in checkout.run("db", "destroy").stderr
    assert checkout.run("db", "status").returncode == 0
    assert checkout.run("db", "destroy", "--yes").returncode == 0
    assert not (checkout.folder / ".local/pg").exists()
    assert processes_about(checkout.folder) == []


@pytest.fixture
def far_away(folder: Path) -> Iterator[Checkout]:
    """A path that is too long for a socket, with signs that are special to shells, addresses and PostgreSQL."""
    checkout = Checkout(folder / ("a long, 'quoted' path & more; " + "x" * 90) / "Слов'янськ")
    yield checkout
    checkout.close()


def test_a_long_and_strange_path(far_away: Checkout) -> None:
    started = far_away.run("db", "start")
    assert started.returncode == 0, started.stderr
    assert far_away.run("db", "psql", "-Atc", "SELECT 6 * 7").stdout == "42\n"
    url = far_away.run("db", "url").stdout.strip()
    assert url.startswith("postgis://app@%2Ftmp%2Fcity-map.")
    sockets = Path(url.removeprefix("postgis://app@").removesuffix("/map").replace("%2F", "/"))
    assert far_away.run("db", "destroy", "--yes").returncode == 0
    assert not sockets.exists()


@pytest.mark.skipif(
    os.getuid() != 0, reason="as an ordinary user the server is that user and reaches its own folders"
)
def test_as_root_in_a_closed_folder(folder: Path) -> None:
    """Root's home is closed to the account that the server runs as: the files lie elsewhere, and are found again."""
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    checkout = Checkout(closed / "map")
    try:
        started = checkout.run("db", "start")
        assert started.returncode == 0, started.stderr
        assert "is closed to the account postgres: the database lies in /var/lib/city-map-" in started.stderr
        elsewhere = (checkout.folder / ".local/pg").resolve()
        again = checkout.run("db", "psql", "-Atc", "SELECT 6 * 7")
        assert again.stdout == "42\n"
    finally:
        checkout.close()
    assert not elsewhere.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_the_database_of_another_account(checkout: Checkout) -> None:
    checkout.run("db", "start")
    checkout.run("db", "stop")
    for path in [checkout.folder, checkout.folder / ".local", *(checkout.folder / ".local").glob("*")]:
        if path.name != "pg":
            os.chown(path, 65534, 65534)
    refused = subprocess.run(
        [
            *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--reset-env"),
            *(str(checkout.folder / "dev"), "db", "status"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "belongs to postgres: start ./dev as the account that made it" in refused.stderr
