"""Trial checkouts for the command script: the real ./dev and the real environments around a stand-in for the map."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MANAGE = '''
"""Stands in for Django: every command works, and says that it was asked for."""
import pathlib, sys, time

with pathlib.Path("asked").open("a") as asked:
    asked.write(" ".join(sys.argv[1:]) + "\\n")
match sys.argv[1]:
    case "work":
        time.sleep(600)
    case "demo_accounts":
        print("inspector  secret")
    case "sleep":
        print("asleep", flush=True)
        time.sleep(600)
    case "fail":
        sys.exit(3)
'''

WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""


class Checkout:
    """A folder in which ./dev is tried. `run` waits for the end, `start` does not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []
        folder.mkdir(parents=True)
        shutil.copy2(ROOT / "dev", folder / "dev")
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy2(ROOT / name, folder / name)
        for name in (".venv", "node_modules"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "manage.py").write_text(MANAGE)
        shutil.copytree(ROOT / "maps/static", folder / "maps/static")
        (folder / "maps/__init__.py").touch()
        (folder / "maps/wsgi.py").write_text(textwrap.dedent(WSGI))

    def _environment(self, given: Mapping[str, object]) -> dict[str, str]:
        dropped = (
            "DATABASE_URL",
            "LOCAL_DIR",
            "PORT",
            "HOST",
            "CITY",
            "DEMO",
            "SECRET_KEY",
            "PYTHON",
            "CHROMIUM",
        )
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return kept | {name: str(value) for name, value in given.items()}

    def run(self, *words: str, within: float = 60, **environment: object) -> subprocess.CompletedProcess[str]:
        process = self.start(*words, **environment)
        output, errors = process.communicate(timeout=within)
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def start(self, *words: str, **environment: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [str(self.folder / "dev"), *words],
            cwd="/",
            env=self._environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def postmaster(self) -> int:
        return int((self.folder / ".local/pg/data/postmaster.pid").read_text().split()[0])

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text().splitlines()

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                try:
                    process.communicate(timeout=20)
                except subprocess.TimeoutExpired:
                    kill(process)
        if (self.folder / ".local/pg").exists():
            self.run("db", "destroy", "--yes")


def processes_about(folder: Path) -> list[str]:
    """The command lines of the living processes that work in a folder, or whose command names it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                continue
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            # One that is just ending has given back its memory, and with it its command line.
            if not command.strip():
                continue
            if str(folder) in command or str((process / "cwd").readlink()).startswith(str(folder)):
                found.append(f"{process.name} {command}")
        except OSError:
            continue
    return found


def until(true: Callable[[], object], within: float = 20) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def hear(process: subprocess.Popen[str], word: str) -> str:
    """What a process says, up to the first line with a word."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            break
    return said


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(20)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts can enter, as a checkout in /srv would be."""
    made = Path(tempfile.mkdtemp(prefix="dev-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def checkout(folder: Path) -> Iterator[Checkout]:
    trial = Checkout(folder / "map")
    yield trial
    trial.close()


@pytest.fixture
def ports() -> tuple[int, int]:
    """Two that nobody listens on: both are held while they are looked for, so that they are not the same."""
    with socket.socket() as one, socket.socket() as other:
        for held in (one, other):
            held.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


@pytest.fixture
def port(ports: tuple[int, int]) -> int:
    return ports[0]


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder of commands to be used as the whole PATH: what every system has, and no sudo."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (
        *(
            "awk",
            "base64",
            "basename",
            "bash",
            "cat",
            "chmod",
            "chown",
            "cut",
            "date",
            "df",
            "dirname",
            "env",
            "find",
        ),
        *(
            "flock",
            "grep",
            "head",
            "hostname",
            "id",
            "ldconfig",
            "ln",
            "ls",
            "mkdir",
            "mktemp",
            "mv",
            "node",
            "npm",
        ),
        *("readlink", "rm", "rmdir", "sed", "setpriv", "sh", "sha256sum", "sleep", "sort", "stat", "tail"),
        *("tee", "test", "tr", "wc", "xargs"),
    ):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


@pytest.fixture
def stand_in(bare_path: Path) -> Callable[[str, str], None]:
    """`stand_in(name, script)`: a command on the bare PATH that does what the test says."""

    def put(name: str, script: str) -> None:
        command = bare_path / name
        command.unlink(missing_ok=True)
        command.write_text("#!/bin/bash\n" + script)
        command.chmod(0o755)

    return put
