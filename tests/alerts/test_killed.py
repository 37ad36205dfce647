"""The worker is killed in the middle of a mailing, again and again, at points that hurt: every subscriber is told
of every event, and of none twice. The server counts, not we.
"""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as configured
from django.db import connection, connections
from django.utils import timezone

from layers.alerts.models import Letter, Notice
from layers.alerts.tasks import tell
from layers.models import Event
from layers.registry import catalogue
from tests.alerts.conftest import Mailbox, listening, subscribed, words_of
from tests.samples import row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
READERS = 12


class Worker:
    """The real worker, in a process of its own; `strike` kills it."""

    def __init__(self, port: int) -> None:
        parts = connection.settings_dict
        host = str(parts["HOST"]).replace("/", "%2F")
        database = f":{parts['PORT']}" if parts["PORT"] else ""
        told = {
            "DATABASE_URL": f"postgis://{parts['USER']}@{host}{database}/{parts['NAME']}",
            "SECRET_KEY": configured.SECRET_KEY,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(port),
        }
        # As the schedule does each minute, whatever became of the task before.
        tell.enqueue()
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--batch", "--interval", "0", "--no-startup-delay"],
            cwd=ROOT,
            env=os.environ | told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def strike(self) -> None:
        self._process.send_signal(signal.SIGKILL)

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def wait(self) -> int:
        return self._process.wait(timeout=120)


class Deadly(Mailbox):
    """Kills whoever sends, at one point of the conversation, after so many letters."""

    def __init__(self) -> None:
        super().__init__()
        self.point, self.after, self.strike = "", 0, lambda: None
        self.struck = 0

    def _reached(self, point: str) -> None:
        if point != self.point:
            return
        self.after -= 1
        if self.after <= 0:
            self.point, self.struck = "", self.struck + 1
            self.strike()

    async def handle_RCPT(  # noqa: N802  (the server's name)
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any
    ) -> str:
        self._reached("recipient")
        return await super().handle_RCPT(server, session, envelope, to, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        # The end of the letter has come; no answer was given.
        self._reached("before the answer")
        answer = await super().handle_DATA(server, session, envelope)
        self._reached("with the answer")
        return answer

    async def handle_MAIL(  # noqa: N802  (the server's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        # The letter before is settled, or is just about to be.
        self._reached("the next letter")
        envelope.mail_from = address
        return "250 OK"


POINTS = ("recipient", "before the answer", "with the answer", "the next letter")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Deadly]:
    with listening(Deadly(), settings) as box:
        yield box


@contextmanager
def held(table: str) -> Iterator[None]:
    """Nobody writes into a table meanwhile."""
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')
    try:
        yield
    finally:
        other.rollback()
        other.close()


def until_somebody_waits() -> None:
    until = monotonic() + 60
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody came")


def happen(number: int) -> None:
    feature = row(catalogue["kiosks"], name=f"Кіоск {number}", permit_state="valid")
    type(feature).objects.filter(pk=feature.pk).update(permit_state="expired")


def make_due() -> None:
    """Pauses are over."""
    Letter.objects.filter(state__in=["gathering", "waiting", "handed"]).update(due_at=timezone.now())


def told_by(mailbox: Mailbox) -> dict[str, Counter[str]]:
    """How often each reader was told of each kiosk."""
    told: dict[str, Counter[str]] = {}
    for to, letter in mailbox.taken:
        told.setdefault(to, Counter()).update(set(re.findall(r"/kiosks/(\d+)/", words_of(letter))))
    return told


def finish(mailbox: Deadly) -> None:
    """The worker works on; once more than it has to."""
    for _turn in range(10):
        is_last = not Letter.objects.filter(state__in=["gathering", "waiting", "handed"]).exists()
        make_due()
        assert Worker(mailbox.port).wait() == 0
        if is_last and not Event.objects.filter(awaits=True).exists():
            return
    raise AssertionError("it does not come to an end")


def check(mailbox: Deadly, kiosks: int) -> None:
    told = told_by(mailbox)
    assert len(told) == READERS
    for reader, counts in told.items():
        assert set(counts.values()) == {1}, reader
        assert len(counts) == kiosks, reader
    numbers = [letter["Message-ID"] for _to, letter in mailbox.taken]
    assert len(numbers) == len(set(numbers))
    assert Notice.objects.count() == READERS * Event.objects.count() == READERS * kiosks * 2
    assert Letter.objects.filter(state="unsure").count() <= mailbox.struck


def test_killed_at_every_point_of_the_conversation(mailbox: Deadly) -> None:
    chance = random.Random(23)
    for number in range(READERS):
        subscribed("layers=kiosks", f"reader{number}@example.org")
    turns = [(point, after) for point in POINTS for after in (1, chance.randint(2, READERS))]
    for number, (point, after) in enumerate(turns):
        happen(number)
        make_due()
        worker = Worker(mailbox.port)
        mailbox.point, mailbox.after, mailbox.strike = point, after, worker.strike
        assert worker.wait() == -signal.SIGKILL, point
    mailbox.strike = lambda: None
    assert mailbox.struck == len(turns)
    finish(mailbox)
    check(mailbox, len(turns))


def test_killed_at_any_moment(mailbox: Deadly) -> None:
    chance = random.Random(6)
    # A server takes its time: most of a mailing is waiting for its answers.
    mailbox.thinks = 0.01
    for number in range(READERS):
        subscribed("layers=kiosks", f"reader{number}@example.org")
    met = 0
    for number in range(8):
        happen(number)
        make_due()
        before = len(mailbox.taken)
        worker = Worker(mailbox.port)
        _until_it_speaks(worker, mailbox, before, chance.uniform(0, 0.25))
        worker.strike()
        worker.wait()
        met += 0 < len(mailbox.taken) - before < READERS
    mailbox.struck = 8
    finish(mailbox)
    check(mailbox, 8)
    assert met >= 2, "it was met at work"


def _until_it_speaks(worker: Worker, mailbox: Mailbox, before: int, seconds: float) -> None:
    until = monotonic() + 30
    while len(mailbox.taken) == before and not worker.is_over() and monotonic() < until:
        sleep(0.002)
    sleep(seconds)


def test_killed_while_events_become_letters(mailbox: Deadly) -> None:
    for number in range(READERS):
        subscribed("layers=kiosks", f"reader{number}@example.org")
    for number in range(5):
        happen(number)
    # What is compared is locked until the worker waits for it in the middle of its transaction.
    with held("alerts_letter"):
        worker = Worker(mailbox.port)
        until_somebody_waits()
        worker.strike()
        worker.wait()
    assert Event.objects.filter(awaits=True).count() == 10
    assert not Notice.objects.exists()
    finish(mailbox)
    check(mailbox, 5)
