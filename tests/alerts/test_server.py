"""A mail server with all its faults: each letter arrives once, or somebody is told that it may not have."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from layers.alerts import sending
from layers.alerts.models import Letter, Subscription
from layers.alerts.tasks import tell
from layers.registry import catalogue
from tests.alerts.conftest import TO, Mailbox, subscribed, words_of
from tests.samples import row

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], None]
WORDS = "layers=kiosks"


@pytest.fixture
def waiting() -> Letter:
    """A letter with news that has not been sent yet."""
    subscribed(WORDS)
    row(catalogue["kiosks"], name="Кава")
    from layers.alerts import matching

    matching.gather()
    matching.close_due()
    return Letter.objects.get()


def again(work: Work, times: int = 1) -> None:
    for _turn in range(times):
        work()


@pytest.mark.parametrize("answer", ["450 try later", "451 greylisted", "421 too many"])
@pytest.mark.parametrize("where", ["recipient", "data"])
def test_not_now_is_tried_again(
    where: str, answer: str, waiting: Letter, mailbox: Mailbox, work: Work
) -> None:
    getattr(mailbox, where).append(answer)
    tell.call()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.code, waiting.attempts) == ("waiting", int(answer[:3]), 1)
    assert timezone.now() < waiting.due_at <= timezone.now() + timedelta(minutes=1)
    assert mailbox.taken == []
    again(work, 2)
    assert len(mailbox.taken) == 1
    assert mailbox.taken[0][1]["Message-ID"] == f"<{waiting.pk}@localhost>"


def test_an_address_that_is_refused_for_good_is_given_up_after_some_days(
    waiting: Letter, mailbox: Mailbox, work: Work
) -> None:
    mailbox.recipient = ["550 no such person"] * 9
    tell.call()
    waiting.refresh_from_db()
    assert timezone.now() + timedelta(hours=23) < waiting.due_at
    again(work, sending.MOST_REFUSALS - 1)
    found = Subscription.objects.get()
    assert (found.state, found.why, found.email) == ("ended", "unreachable", "")
    assert len(mailbox.recipient) == 9 - sending.MOST_REFUSALS
    assert mailbox.taken == []


def test_one_refusal_is_forgotten_when_a_letter_arrives(
    waiting: Letter, mailbox: Mailbox, work: Work
) -> None:
    mailbox.recipient = ["550 mailbox unavailable"]
    tell.call()
    assert Subscription.objects.get().refusals == 1
    again(work)
    assert Subscription.objects.get().refusals == 0
    assert len(mailbox.taken) == 1


def test_what_the_server_does_not_like_is_told_of_in_the_next_letter(
    waiting: Letter, mailbox: Mailbox, work: Work
) -> None:
    mailbox.data = ["554 looks like spam"]
    tell.call()
    assert Letter.objects.get(pk=waiting.pk).state == "failed"
    again(work)
    (letter,) = mailbox.news()
    assert "may not have reached you" in words_of(letter)
    again(work, 2)
    assert len(mailbox.taken) == 1


def test_a_server_that_goes_away_after_it_took_a_letter(
    waiting: Letter, mailbox: Mailbox, work: Work, reader: Client
) -> None:
    mailbox.goes_away = 1
    tell.call()
    assert Letter.objects.get(pk=waiting.pk).state == "unsure"
    # It has arrived, and is not sent again; that it may not have arrived is told, and where its words are.
    again(work, 2)
    first, second = mailbox.news()
    assert "Кава" in words_of(first)
    assert "Кава" not in words_of(second)
    assert "may not have reached you" in words_of(second)
    page = reader.get(Subscription.objects.get().path).content.decode()
    assert "nobody knows whether it arrived" in page.lower()
    assert "Кава" in page
    again(work, 2)
    assert len(mailbox.taken) == 2


def test_a_server_that_is_down_loses_nothing(
    waiting: Letter, mailbox: Mailbox, work: Work, settings: Any
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    for _turn in range(20):
        tell.call()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    settings.EMAIL_PORT = mailbox.port
    tell.call()
    assert len(mailbox.taken) == 1


def test_a_server_that_keeps_silent(waiting: Letter, mailbox: Mailbox, settings: Any) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.3
        tell.call()
    settings.EMAIL_PORT = mailbox.port
    tell.call()
    assert len(mailbox.taken) == 1


def test_a_server_that_takes_the_letter_and_never_answers(
    waiting: Letter, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.alerts.posting.PATIENCE", 0.3)
    mailbox.thinks = 1
    tell.call()
    assert Letter.objects.get(pk=waiting.pk).state == "unsure"
    assert len(mailbox.taken) == 1


def test_one_letter_that_breaks_the_line_holds_up_no_other(mailbox: Mailbox) -> None:
    for number in range(3):
        subscribed(WORDS, f"reader{number}@example.org")
    row(catalogue["kiosks"])
    mailbox.recipient = ["250 OK", "421 going down", "250 OK"]
    tell.call()
    assert len(mailbox.taken) == 2
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["sent", "sent", "waiting"]


def test_dots_and_long_words_arrive_as_they_are(mailbox: Mailbox) -> None:
    subscribed(WORDS, title=". \r\n.\r\nBcc: other@example.org " + "ї" * 400)
    row(catalogue["kiosks"], name=".\n.\nDATA")
    tell.call()
    ((to, letter),) = mailbox.taken
    assert to == TO
    assert letter["Bcc"] is None
    assert "ї" * 400 in words_of(letter)


def test_a_long_mailing_leaves_the_worker_to_others_and_does_not_multiply(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        subscribed(WORDS, f"reader{number}@example.org")
    row(catalogue["kiosks"])
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr("layers.alerts.tasks._SECONDS", -1)
    for _minute in range(3):
        tell.call()
    assert mailbox.taken == []
    assert DBTaskResult.objects.count() == 1
    monkeypatch.undo()
    tell.call()
    assert len(mailbox.taken) == 4


def test_the_status_tells_what_waits_too_long(waiting: Letter) -> None:
    from maps.status import findings

    def told() -> tuple[str, str]:
        (found,) = (one for one in findings() if one.name == "alerts")
        return found.text, found.warning

    assert told() == ("1 letters wait, 0 of a day may not have arrived", "")
    Letter.objects.update(due_at=timezone.now() - timedelta(hours=2))
    assert "mail server" in told()[1]


def test_two_workers_send_one_letter(waiting: Letter, mailbox: Mailbox) -> None:
    from threading import Thread

    from django.db import connection

    mailbox.thinks = 0.5

    def worker() -> None:
        tell.call()
        connection.close()

    workers = [Thread(target=worker) for _number in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(mailbox.taken) == 1
    assert Letter.objects.get(pk=waiting.pk).state == "sent"
