"""Letters about cases go to a real mail server, each once, and the case tells what became of them."""

import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kiosks.cases import letters
from kiosks.cases.models import Case, Letter, ResponseTemplate
from tests.reports.conftest import MailServer, closed_port, mail, work

__all__ = ["mail", "work"]
pytestmark = pytest.mark.django_db(transaction=True)
TO = "owner@example.org"
Work = Callable[[], None]


@pytest.fixture
def page(case: Case) -> str:
    template = ResponseTemplate.objects.create(name="Повідомлення", text="Справа № {case}: {state}.")
    return f"/admin/cases/case/{case.pk}/letter/{template.pk}/"


@pytest.fixture
def office(registrar: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(registrar)
    return client


def form(client: Client, page: str) -> dict[str, str]:
    number = re.search(r'name="number" value="([^"]+)"', client.get(page).content.decode())
    assert number
    return {"number": number[1], "recipient": TO, "subject": "Щодо кіоску"}


def told(client: Client, case: Case) -> str:
    return str(client.get(case.get_absolute_url()).content.decode())


def test_a_letter_is_sent_once_and_stands_in_the_history(
    office: Client, case: Case, page: str, mail: MailServer, work: Work
) -> None:
    words = form(office, page)
    for _again in range(2):
        assert office.post(page, words, REMOTE_ADDR="10.1.2.3").status_code == 302
    assert "Waits to be sent" in told(office, case)
    work()
    work()
    ((to, letter),) = mail.taken
    assert (to, letter["Subject"]) == (TO, "Щодо кіоску")
    assert (
        f"Справа № {case.pk}: знайдено." in letter.get_content()
        or f"Справа № {case.pk}: " in letter.get_content()
    )
    assert letter["Message-ID"] == f"<{words['number']}@localhost>"
    history = told(office, case)
    assert all(word in history for word in (TO, "✓ Sent", "registrar", "10.1.2.3"))
    # The same task once more, and a form that was sent long after, change nothing.
    assert letters.send.call(words["number"]) == "not needed"
    office.post(page, words)
    work()
    assert len(mail.taken) == 1
    # The case itself did not move, and nobody else learns of the letter.
    assert Case.objects.get().version == case.version
    assert TO not in Client().get(case.path).content.decode()


def test_a_server_that_is_down_is_tried_again_and_one_that_refuses_is_told(
    office: Client, case: Case, page: str, mail: MailServer, work: Work, settings: Any
) -> None:
    settings.EMAIL_PORT = closed_port()
    office.post(page, form(office, page))
    work()
    letter = Letter.objects.get()
    assert letter.state == "waiting"
    settings.EMAIL_PORT = mail.port
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    work()
    letter.refresh_from_db()
    assert (letter.state, len(mail.taken)) == ("sent", 1)
    mail.recipient = b"550 no such person\r\n"
    office.post(page, form(office, page))
    work()
    assert len(mail.taken) == 1
    history = told(office, case)
    assert "× Not sent" in history
    assert "refused it (550)" in history


def test_a_server_that_never_answers_is_given_up_and_told(
    office: Client, case: Case, page: str, mail: MailServer, settings: Any
) -> None:
    office.post(page, form(office, page))
    settings.EMAIL_PORT = closed_port()
    letter = Letter.objects.get()
    for attempt in range(len(letters.PAUSES)):
        assert letters.send.call(str(letter.pk), attempt) == "later"
    assert letters.send.call(str(letter.pk), len(letters.PAUSES)) == "failed"
    assert "however often" in told(office, case)


def test_a_connection_that_breaks_off_is_no_reason_to_send_again(
    office: Client, case: Case, page: str, mail: MailServer, work: Work, settings: Any
) -> None:
    office.post(page, form(office, page))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.3
        assert letters.send.call(str(Letter.objects.get().pk)) == "sending"
    settings.EMAIL_PORT = mail.port
    work()
    assert not mail.taken
    assert "may have arrived" in told(office, case)


def test_what_cannot_be_sent_is_refused_in_words(
    office: Client, page: str, mail: MailServer, inspector: User, settings: Any
) -> None:
    words = form(office, page)
    for wrong in ({"recipient": "nobody"}, {"subject": ""}, {"number": "1"}, {"subject": "а" * 201}):
        assert office.post(page, words | wrong).status_code == 200
    assert not Letter.objects.exists()
    assert office.post(page, words | {"subject": "а\r\nBcc: b@example.org"}).status_code == 302
    assert Letter.objects.get().subject == "а Bcc: b@example.org"
    Letter.objects.all().delete()
    settings.EMAIL_HOST = ""
    assert "No mail server is named" in office.post(page, words).content.decode()
    assert not Letter.objects.exists()
    watching = Client()
    watching.force_login(inspector)
    assert 'name="recipient"' not in watching.get(page).content.decode()
    assert watching.post(page, words).status_code == 403
