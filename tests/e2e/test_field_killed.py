"""The server is killed while it receives, again and again: all arrives exactly once, and the app says how it stands."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Sum
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from kiosks.models import Kiosk
from layers.surveys.models import Observation, Photo
from tests.load.field import FILL
from tests.samples import HERE

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
OBSERVATIONS, PHOTOS, KILLS = 3, 2, 5
#: bytes per second: a photo takes some seconds, so that it is met in the middle
WEAK_LINE = {"offline": False, "downloadThroughput": 2_000_000, "uploadThroughput": 250_000, "latency": 20}


class Server:
    """The program that `./dev run` starts, on this database and these files, in a process group of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        parts = connection.settings_dict
        host = str(parts["HOST"]).replace("/", "%2F")
        port = f":{parts['PORT']}" if parts["PORT"] else ""
        told = {
            "DATABASE_URL": f"postgis://{parts['USER']}@{host}{port}/{parts['NAME']}",
            "SECRET_KEY": configured.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers", "2"]
        self.process = subprocess.Popen(
            [*granian, "--blocking-threads", "8", "--port", str(self.port), "maps.wsgi:application"],
            cwd=ROOT,
            env=os.environ | told,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = monotonic() + 30
        while not self._answers():
            assert monotonic() < end, "the server does not start"
            sleep(0.1)

    def kill(self) -> None:
        """All its processes at once, as a failing machine would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.home}/healthz") as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture
def server(city: dict[str, Any]) -> Iterator[Server]:
    started = Server()
    started.start()
    yield started
    started.kill()


@pytest.fixture
def app(browser: Browser, server: Server) -> Iterator[Page]:
    user = User.objects.create_user("field")
    user.groups.add(Group.objects.get(name="inspector"))
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="uk-UA", viewport={"width": 360, "height": 740})
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.home}])
    page = context.new_page()
    page.goto(f"{server.home}/field/#outbox")
    expect(page.get_by_role("button", name="Надіслати зараз")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    yield page
    context.close()


def received() -> int:
    return int(Photo.objects.aggregate(sum=Sum("received"))["sum"] or 0)


def wait_for_more(before: int) -> None:
    end = monotonic() + 20
    while received() <= before:
        assert monotonic() < end, "nothing more has come"
        sleep(0.05)


def test_a_server_that_is_killed_while_it_receives_loses_nothing_and_takes_nothing_twice(
    app: Page, server: Server
) -> None:
    server.kill()
    sums = set(app.evaluate(FILL, [OBSERVATIONS, PHOTOS, 900, HERE]))
    line = app.context.new_cdp_session(app)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WEAK_LINE)
    send = app.get_by_role("button", name="Надіслати зараз")
    for _kill in range(KILLS):
        before = received()
        server.start()
        send.click()
        wait_for_more(before)
        # In the midst of the next piece.
        sleep(0.3)
        server.kill()
        expect(app.locator("#state")).to_contain_text("Зв’язку немає", timeout=15_000)
        expect(app.locator("#state")).to_contain_text("фото: ")
        assert Photo.objects.filter(state=Photo.State.REFUSED).count() == 0
    assert Photo.objects.filter(state=Photo.State.STORED).count() < len(sums)
    server.start()
    send.click()
    expect(app.locator("#state")).to_be_hidden(timeout=60_000)
    expect(app.locator(".outbox .fate", has_text="прийнято")).to_have_count(OBSERVATIONS)
    expect(app.get_by_text(f"Фото: надіслано {PHOTOS} із {PHOTOS}")).to_have_count(OBSERVATIONS)
    app.wait_for_load_state("networkidle")
    assert Kiosk.objects.filter(source="field").count() == Observation.objects.count() == OBSERVATIONS
    stored = list(Photo.objects.filter(state=Photo.State.STORED))
    assert sorted(photo.sha256 for photo in stored) == sorted(sums)
    for photo in stored:
        with photo.original.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == photo.sha256
