"""When set-up cannot go on, ./dev says in one sentence what to do next, and does nothing else."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Checkout

StandIn = Callable[[str, str], None]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_alone_it_lists_every_command_with_a_line_of_help(checkout: Checkout) -> None:
    shown = checkout.run()
    assert shown.returncode == 0
    commands = set(re.findall(r"^command_(\w+)\(\)", (ROOT / "dev").read_text(), re.MULTILINE))
    assert len(commands) > 10
    for command in commands:
        assert re.search(rf"^  {command.replace('_', '-')} .*\w{{3}}", shown.stdout, re.MULTILINE), command
    assert not (checkout.folder / ".local").exists()


def test_an_unknown_command_leads_to_the_list(checkout: Checkout) -> None:
    refused = checkout.run("fly")
    assert refused.returncode == 1
    assert "'./dev fly'" in refused.stderr
    assert "lists the commands" in refused.stderr


def test_a_taken_port_is_found_before_anything_is_made(checkout: Checkout, taken: int) -> None:
    refused = checkout.run("run", PORT=taken)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"✗ Port {taken} is taken: stop what listens there, or choose another one with 'PORT={taken + 1} ./dev run'.\n"
    )
    assert not (checkout.folder / ".local").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80;ls"])
def test_what_is_not_a_port_is_refused(checkout: Checkout, port: str) -> None:
    refused = checkout.run("run", PORT=port)
    assert refused.returncode == 1
    assert "is not a port: choose a number" in refused.stderr


def test_an_address_of_another_machine_is_refused(checkout: Checkout, port: int) -> None:
    refused = checkout.run("run", PORT=port, HOST="192.0.2.1", DATABASE_URL="", DEMO="no")
    assert refused.returncode == 1
    assert "HOST=192.0.2.1 is not an address of this machine" in refused.stderr


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgis://nobody@127.0.0.1:1/nothing", "refused"),
        ("mysql://nobody@127.0.0.1/nothing", "not of the form"),
        ("postgis://nobody@%2Fnowhere/nothing", "No such file"),
    ],
)
def test_a_database_that_does_not_answer(checkout: Checkout, port: int, address: str, reason: str) -> None:
    refused = checkout.run("run", PORT=port, DATABASE_URL=address)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "unset DATABASE_URL" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (checkout.folder / ".local/pg").exists()


def test_a_password_in_the_address_is_never_shown(checkout: Checkout, port: int) -> None:
    refused = checkout.run("run", PORT=port, DATABASE_URL="postgis://nobody:open-sesame@127.0.0.1:1/nothing")
    assert refused.returncode == 1
    assert "open-sesame" not in refused.stdout + refused.stderr


def test_a_city_that_is_not_there(checkout: Checkout, port: int) -> None:
    refused = checkout.run("run", PORT=port, CITY="atlantis")
    assert refused.returncode == 1
    assert "fixtures/atlantis/city.toml" in refused.stderr


def test_missing_packages_without_sudo(
    checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn
) -> None:
    stand_in("id", 'case "$*" in -u) echo 1000 ;; *) echo ann ;; esac')
    stand_in("apt-get", "exit 99")
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert "this account cannot use sudo: let root run 'apt-get install" in refused.stderr
    assert "gettext" in refused.stderr


def test_missing_packages_without_apt(checkout: Checkout, port: int, bare_path: Path) -> None:
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert "this system has no apt-get" in refused.stderr


@pytest.mark.parametrize(
    ("says", "advice"),
    [
        ("E: Temporary failure resolving 'registry'", "No package registry answers: check the network"),
        (
            "SSLError: self-signed certificate in certificate chain",
            "The registry's certificate is not trusted here",
        ),
        ("dpkg: error: cannot copy: No space left on device", "The disk is full: make room"),
        ("E: something else", "mend it and start again"),
    ],
)
def test_an_installation_that_fails(
    checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn, says: str, advice: str
) -> None:
    stand_in("id", "echo 0")
    stand_in("apt-get", f'echo "{says}"; exit 100')
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert says in refused.stderr
    assert advice in refused.stderr.splitlines()[-1]


def test_an_old_python(checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn) -> None:
    stand_in("python3", 'case "$*" in *print*) echo 3.9 ;; *) exit 1 ;; esac')
    refused = checkout.run("run", PORT=port, PATH=bare_path)
    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed and python3 is 3.9" in refused.stderr


def test_front_end_packages_that_cannot_be_fetched(
    checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn
) -> None:
    (checkout.folder / "node_modules").unlink()
    for name in ("msgfmt", "node"):
        stand_in(name, "exit 0")
    stand_in("npm", 'echo "npm error code ENOTFOUND"; exit 1')
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert "No package registry answers" in refused.stderr


def test_a_package_that_is_not_the_pinned_one(
    checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn
) -> None:
    (checkout.folder / "node_modules").unlink()
    for name in ("msgfmt", "node"):
        stand_in(name, "exit 0")
    stand_in("npm", 'echo "npm error code EINTEGRITY"; exit 1')
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert "not the one that was pinned" in refused.stderr


def test_a_full_disk_is_found_before_the_packages(
    checkout: Checkout, port: int, bare_path: Path, stand_in: StandIn
) -> None:
    (checkout.folder / ".venv").unlink()
    stand_in("msgfmt", "exit 0")
    stand_in("df", 'echo "Filesystem 1M-blocks Used Available"; echo "/dev/vda 9000 8990 10"')
    refused = checkout.run("run", PORT=port, PATH=bare_path, DATABASE_URL="postgis://x@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert "10 MB are free" in refused.stderr


def test_a_missing_browser_says_what_to_install(
    checkout: Checkout, bare_path: Path, stand_in: StandIn
) -> None:
    """Installing claims to work and brings nothing: the tests do not start without the browser."""
    stand_in("id", "echo 0")
    stand_in("msgfmt", "exit 0")
    stand_in("apt-get", "exit 0")
    refused = checkout.run("test", PATH=bare_path)
    assert refused.returncode == 1
    assert "apt-get install chromium" in refused.stderr


def test_a_given_browser_that_cannot_be_run(checkout: Checkout) -> None:
    refused = checkout.run("test", CHROMIUM="/nowhere/chromium")
    assert refused.returncode == 1
    assert "CHROMIUM=/nowhere/chromium cannot be run" in refused.stderr
