"""A real SMTP server (aiosmtpd) with the faults that such servers have, a subscriber, and the worker."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from layers.alerts import actions
from layers.alerts.models import Letter, Subscription
from layers.alerts.tasks import tell
from maps.page.asked import asked_of
from tests.reports.conftest import closed_port

TO = "reader@example.org"
Box = TypeVar("Box", bound="Mailbox")


class Mailbox:
    """What the server took, and how it answers. Its answers are given once each, then it takes everything."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.recipient: list[str] = []
        self.data: list[str] = []
        #: seconds that it thinks over a letter; it goes away without a word after so many letters
        self.thinks = 0.0
        self.goes_away = 0
        self.port = 0

    async def handle_RCPT(  # noqa: N802  (the server's name)
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any
    ) -> str:
        answer = self.recipient.pop(0) if self.recipient else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(to)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith("2"):
            letter = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
            assert isinstance(letter, EmailMessage)
            self.taken.append((envelope.rcpt_tos[0], letter))
        if self.goes_away:
            self.goes_away -= 1
            server.transport.close()
        await asyncio.sleep(self.thinks)
        return answer

    def news(self) -> list[EmailMessage]:
        return [letter for _to, letter in self.taken if "reader" in _to]


@contextmanager
def listening(box: Box, settings: Any) -> Iterator[Box]:
    """The map's mail goes to this box, over a socket."""
    controller = Controller(box, hostname="127.0.0.1", port=closed_port(), decode_data=False)
    controller.start()
    box.port = controller.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 5
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with listening(Mailbox(), settings) as box:
        yield box


def wish(words: str, email: str = TO, **more: Any) -> actions.Wish:
    asked = asked_of(QueryDict(words))
    told = {
        "email": email,
        "words": asked.address,
        "title": asked.title,
        "parts": asked.parts,
        "pace": Subscription.Pace.AT_ONCE,
        "states_only": True,
        "language": "en",
        "site": "https://map.example.org/",
    }
    return actions.Wish(**(told | more))


def subscribed(words: str, email: str = TO, **more: Any) -> Subscription:
    """Somebody who asked and has confirmed; the question itself was answered long ago."""
    subscription = actions.subscribe(wish(words, email, **more))
    subscription.letters.all().delete()
    actions.confirm(subscription.token)
    subscription.refresh_from_db()
    return subscription


@pytest.fixture
def work() -> Callable[[], None]:
    """The worker tells, as if all pauses were over."""

    def work() -> None:
        tell.call()
        now = timezone.now()
        Letter.objects.filter(state__in=["gathering", "waiting"]).update(due_at=now)
        tell.call()

    return work


def link(letter: EmailMessage, deed: str) -> str:
    """The path of a link in a letter's words."""
    found = re.search(rf"https?://[^/\s]+(/alerts/[^\s/]+/{deed})\b", words_of(letter))
    assert found, words_of(letter)
    return found[1]


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def reader() -> Client:
    """Whoever reads letters, in a browser without the site's cookies that checks the tokens of forms."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    return client
