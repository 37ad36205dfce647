"""The two letters that whoever sent a report may get: whether they want to be told, and the answer.

They are sent by the worker, and again later where the mail server does not take them. No address is in a task, a log or
an error: all that a task knows is a number.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks import task

from layers.civic.reports.models import Follower

logger = logging.getLogger(__name__)

CONFIRM, ANSWER = "confirm", "answer"
#: minutes until a letter is tried again: two days in all
PAUSES = (1, 5, 30, 120, 360, 720, 1440)
#: from here on the server says that it will never take it
_NEVER = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says; the same in plain words and with a little look."""

    subject: str
    greeting: str
    #: the city's own words, which are quoted
    quoted: str
    button: str
    address: str
    closing: str
    stop: str


@task()
def send(number: int, kind: str, attempt: int = 0) -> str:
    """Send a letter to a follower, by number; what became of it is returned in a word."""
    with transaction.atomic():
        follower = Follower.objects.select_for_update().filter(pk=number).first()
        if follower is None or not _is_due(follower, kind):
            return "not needed"
        try:
            _message(follower, kind).send()
        except (OSError, smtplib.SMTPException) as problem:
            return _failed(follower, kind, attempt, problem)
        _note(follower, kind)
    return "sent"


def _is_due(follower: Follower, kind: str) -> bool:
    if kind == CONFIRM:
        return bool(follower.email and not follower.asked_at and not follower.confirmed_at)
    return follower.awaits_answer and follower.report.is_settled


def _note(follower: Follower, kind: str) -> None:
    """A letter is out. After the answer the address is not needed."""
    if kind == CONFIRM:
        follower.asked_at = timezone.now()
    else:
        follower.told_at, follower.email, follower.confirmed_at = timezone.now(), "", None
    follower.save()


def _failed(follower: Follower, kind: str, attempt: int, problem: Exception) -> str:
    """Another try later; none where the server will never take this address, which is then erased."""
    # Of the problem only its kind: its words may have the address in them.
    logger.warning("letter no. %s (%s) was not taken: %s", follower.pk, kind, type(problem).__name__)
    if _is_for_good(problem):
        follower.email, follower.confirmed_at = "", None
        follower.save()
        return "refused"
    if attempt >= len(PAUSES):
        return "given up"
    later = timezone.now() + timedelta(minutes=PAUSES[attempt])
    send.using(run_after=later).enqueue(follower.pk, kind, attempt + 1)
    return "later"


def _is_for_good(problem: Exception) -> bool:
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= _NEVER for code, _words in problem.recipients.values())


def _message(follower: Follower, kind: str) -> EmailMultiAlternatives:
    with translation.override(follower.language):
        letter = _asking(follower) if kind == CONFIRM else _answering(follower)
        words = {
            "letter": letter,
            "city": settings.CITY,
            "language": follower.language,
            "site": follower.site,
        }
        message = EmailMultiAlternatives(
            letter.subject,
            render_to_string("reports/letter.txt", words),
            to=[follower.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{letter.stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string("reports/letter.html", words), "text/html")
    return message


def _asking(follower: Follower) -> Letter:
    """Nothing of the report but where it is: the address may be that of somebody else."""
    return Letter(
        subject=_("Shall we tell you of the answer?"),
        greeting=_(
            "Somebody, probably you, left this address with a report on the map, to be told of the answer. "
            "If you want that, confirm it:"
        ),
        quoted="",
        button=_("Yes, tell me of the answer"),
        address=_of(follower, "confirm"),
        closing=_(
            "If it was not you, do nothing: without an answer the address is erased within a few days, and no "
            "other letter comes."
        ),
        stop=_of(follower, "stop"),
    )


def _answering(follower: Follower) -> Letter:
    report = follower.report
    return Letter(
        subject=_("The answer to your report no. %s") % report.pk,
        greeting=_("Your report (%(what)s) has an answer. State: %(state)s.")
        % {
            "what": ", ".join(filter(None, (str(report.get_category_display()), report.nearby))),
            "state": report.get_state_display(),
        },
        quoted=str(capfirst(report.answer)),
        button=_("The report and the answer"),
        address=follower.site + follower.path,
        closing=_("This is the last letter about it: your address is erased now."),
        stop=_of(follower, "stop"),
    )


def _of(follower: Follower, deed: str) -> str:
    return f"{follower.site}/report/letters/{follower.token}/{deed}"
