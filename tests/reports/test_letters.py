"""Letters go to a real server, to those only who asked for them twice; and an address is kept no longer than needed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from layers.civic.reports import actions, letters
from layers.civic.reports.models import Follower, Report
from layers.civic.reports.tasks import tend
from maps.schedule import DUTIES
from tests.reports.conftest import MailServer, begun, closed_port, sent

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "resident@example.org"
Work = Callable[[], None]


def links(letter: Any) -> list[str]:
    """The paths that a letter leads to, as its plain text has them."""
    return re.findall(r"http://testserver(\S+)", letter.get_body(("plain",)).get_content())


def settle(client: Client, state: str = "answered", answer: str = "Кіоск прибрано.") -> None:
    report = Report.objects.get()
    office = f"/admin/reports/report/{report.pk}/change/"
    page = client.get(office).content.decode()
    version = re.search(r'name="version" value="([^"]*)"', page)
    assert version
    form = {
        "category": report.category,
        "text": report.text,
        "state": state,
        "answer": answer,
        "publication": report.publication,
        "publication_reason": report.publication_reason,
        "location_source": report.location_source,
        "geom": report.geom.geojson if report.geom else "",
        "version": version[1],
    }
    answered = client.post(office, form)
    assert answered.status_code == 302, re.findall(r"errorlist.*?</ul>", answered.content.decode())


def test_an_address_is_asked_then_told_then_erased(
    client: Client, signed_in: Callable[[str], Client], mail: MailServer, work: Work
) -> None:
    state = sent(client, email=EMAIL)
    assert not mail.taken
    work()
    ((to, asking),) = mail.taken
    assert (to, asking["Auto-Submitted"]) == (EMAIL, "auto-generated")
    assert asking["Subject"] == "Shall we tell you of the answer?"
    confirm, stop, _map = links(asking)
    assert str(asking["List-Unsubscribe"]).strip() == f"<http://testserver{stop}>"
    assert confirm.endswith("/confirm")
    assert 'lang="en"' in asking.get_body(("html",)).get_content()
    # Whoever else has that address learns nothing of the report.
    assert state not in asking.as_string()
    assert "Стоїть без дозволу" not in asking.get_body(("html",)).get_content()
    # A program that looks at links confirms nothing.
    assert client.get(confirm).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    assert "confirm your address" in client.get(state).content.decode()
    assert "you will get one letter" in client.post(confirm).content.decode()
    assert "your address is confirmed" in client.get(state).content.decode()
    work()
    assert len(mail.taken) == 1

    settle(signed_in("moderator"))
    work()
    _asking, answer = mail.letters
    assert answer["To"] == EMAIL
    assert "Кіоск прибрано." in answer.get_body(("plain",)).get_content()
    assert "Кіоск прибрано." in answer.get_body(("html",)).get_content()
    assert state in links(answer)
    assert stop in links(answer)
    follower = Follower.objects.get()
    assert follower.email == ""
    assert follower.told_at
    assert "your address is erased" in client.get(state).content.decode()
    # Written anew, the answer is not sent again.
    settle(signed_in("registrar"), answer="Кіоск прибрано вчора.")
    work()
    assert len(mail.taken) == 2


def test_whoever_does_not_confirm_gets_no_answer_and_is_forgotten(
    client: Client, signed_in: Callable[[str], Client], mail: MailServer, work: Work
) -> None:
    sent(client, email=EMAIL)
    work()
    settle(signed_in("moderator"))
    work()
    assert len(mail.taken) == 1
    tend.call()
    assert Follower.objects.get().email == EMAIL
    Follower.objects.update(left_at=timezone.now() - timedelta(days=4))
    assert tend in [duty.task for duty in DUTIES]
    tend.call()
    assert Follower.objects.get().email == ""
    confirm = links(mail.letters[0])[0]
    assert "No address is kept here" in client.post(confirm).content.decode()


def test_an_answer_that_came_before_the_click_is_sent_with_it(
    client: Client, signed_in: Callable[[str], Client], mail: MailServer, work: Work
) -> None:
    sent(client, email=EMAIL)
    work()
    settle(signed_in("moderator"), state="declined", answer="Дозвіл є.")
    client.post(links(mail.letters[0])[0])
    work()
    assert "Дозвіл є." in mail.letters[1].get_body(("plain",)).get_content()
    assert Follower.objects.get().email == ""


def test_each_letter_stops_all_others(client: Client, mail: MailServer, work: Work) -> None:
    sent(client, email=EMAIL)
    work()
    confirm, stop, _map = links(mail.letters[0])
    client.post(confirm)
    assert "will be erased" in client.get(stop).content.decode()
    assert Follower.objects.get().email == EMAIL
    # As mail programs do it, without a page and without its token.
    program = Client(enforce_csrf_checks=True)
    assert program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Follower.objects.get().email == ""
    Report.objects.update(state="answered", answer="Так", answered_on=timezone.localdate())
    actions.tell(Report.objects.get())
    work()
    assert len(mail.taken) == 1
    assert "No address is kept here" in client.get(stop).content.decode()


@pytest.mark.parametrize("flaw", ["closed", "busy", "full"])
def test_a_server_that_fails_is_asked_again_later(
    client: Client, mail: MailServer, work: Work, settings: Any, flaw: str, caplog: Any
) -> None:
    if flaw == "closed":
        settings.EMAIL_PORT = closed_port()
    elif flaw == "busy":
        mail.greeting = b"421 try later\r\n"
    else:
        mail.recipient = b"452 no room\r\n"
    sent(client, email=EMAIL)
    work()
    assert not mail.taken
    (waiting,) = DBTaskResult.objects.filter(finished_at=None)
    assert not DBTaskResult.objects.failed().exists()
    assert waiting.args_kwargs["args"] == [Follower.objects.get().pk, letters.CONFIRM, 1]
    assert waiting.run_after > timezone.now()
    assert EMAIL not in caplog.text
    settings.EMAIL_PORT, mail.greeting, mail.recipient = mail.port, b"220 ready\r\n", b"250 ok\r\n"
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    work()
    assert len(mail.taken) == 1
    assert Follower.objects.get().asked_at


def test_an_address_that_is_none_is_erased_and_not_tried_again(
    client: Client, mail: MailServer, work: Work
) -> None:
    mail.recipient = b"550 nobody here\r\n"
    sent(client, email=EMAIL)
    work()
    assert Follower.objects.get().email == ""
    assert not DBTaskResult.objects.filter(finished_at=None).exists()


def test_a_letter_that_was_lost_is_sent_by_the_duty_of_the_day(
    client: Client, signed_in: Callable[[str], Client], mail: MailServer, work: Work
) -> None:
    sent(client, email=EMAIL)
    work()
    client.post(links(mail.letters[0])[0])
    settle(signed_in("moderator"))
    # The worker dies over it.
    DBTaskResult.objects.all().delete()
    Report.objects.update(answered_on=timezone.localdate() - timedelta(days=1))
    tend.call()
    work()
    assert len(mail.taken) == 2
    tend.call()
    work()
    assert len(mail.taken) == 2


def test_an_address_that_is_never_reached_is_given_up(client: Client) -> None:
    sent(client, email=EMAIL)
    Follower.objects.update(confirmed_at=timezone.now())
    Report.objects.update(
        state="answered", answer="Так", answered_on=timezone.localdate() - timedelta(days=20)
    )
    tend.call()
    assert Follower.objects.get().email == ""


def test_a_stranger_is_not_pestered(client: Client) -> None:
    for _ in range(actions.MOST_ASKED):
        sent(client, email=EMAIL)
    draft = begun(client).partition("?")[0]
    answer = client.post(f"{draft}/words", {"category": "kiosk", "email": EMAIL.upper()})
    assert "Letters were sent to this address already today" in answer.content.decode()
    assert Report.objects.count() == actions.MOST_ASKED


def test_the_letter_is_asked_for_with_the_report_or_not_at_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(client).partition("?")[0]
    client.raise_request_exception = False

    def broken(*_arguments: Any, **_words: Any) -> None:
        raise RuntimeError

    # The last write of the deed fails: neither the report nor the job is there.
    monkeypatch.setattr(type(letters.send), "enqueue", broken)
    assert client.post(f"{draft}/words", {"category": "kiosk", "email": EMAIL}).status_code == 500
    assert not Report.objects.exists()
    assert client.get(draft).status_code == 200


def test_letters_are_written_in_the_language_of_the_page(
    client: Client, mail: MailServer, work: Work
) -> None:
    call_command("compilemessages", verbosity=0)
    client.cookies["django_language"] = "uk"
    sent(client, email=EMAIL)
    work()
    assert re.search("[а-яіїєґ]{4}", str(mail.letters[0]["Subject"]))
    assert "Слов’янськ" in mail.letters[0].get_body(("plain",)).get_content()


def test_no_address_is_in_histories_exports_and_the_office(
    client: Client, signed_in: Callable[[str], Client], mail: MailServer
) -> None:
    sent(client, email=EMAIL)
    report = Report.objects.get()
    moderator = signed_in("moderator")
    settle(moderator)
    Report.objects.update(publication="public")
    for page in (
        f"/admin/reports/report/{report.pk}/change/",
        f"/admin/reports/report/{report.pk}/history/",
        "/admin/reports/report/",
        f"/reports/{report.pk}/",
        "/data/reports.csv",
        "/data/reports.geojson",
        "/api/collections/reports/items",
    ):
        answer = moderator.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, page
        assert EMAIL.encode() not in body, page
        assert Follower.objects.get().code.encode() not in body, page
    with connection.cursor() as cursor:
        cursor.execute("SELECT before::text FROM layers_historyentry")
        assert EMAIL not in str(cursor.fetchall())
    assert DBTaskResult.objects.exists()
    assert EMAIL not in str(list(DBTaskResult.objects.values()))
