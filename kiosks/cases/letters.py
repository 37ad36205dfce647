"""Letters about cases, sent by e-mail: each once, with what became of it in the history of its case.

That a letter is being handed over is written down before it is: whatever dies in between, nobody sends it again by
itself. A letter of which nobody knows whether it arrived is told as one.
"""

import logging
import smtplib
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kiosks.cases.models import Case, Letter

logger = logging.getLogger(__name__)

#: minutes until a letter that was surely not taken is tried again
PAUSES = (1, 5, 30, 120, 360)
#: from here on the server says that it will never take it
_NEVER = 500
#: what happens before anything of a letter is handed over
_BEFORE = (ConnectionRefusedError, socket.gaierror, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


@dataclass(frozen=True, slots=True)
class Words:
    """To whom a letter goes and what it says; who sends it, and from where."""

    recipient: str
    subject: str
    text: str
    by: Any
    address: str | None = None
    device: str = ""


@transaction.atomic
def post(number: UUID, case: Case, words: Words) -> Letter:
    """Have a letter sent; the same number again sends nothing. Raises ValidationError where no mail server is named."""
    if not settings.EMAIL_HOST:
        raise ValidationError(_("No mail server is named (EMAIL_HOST): the letter can only be printed."))
    letter, is_new = Letter.objects.get_or_create(
        pk=number,
        defaults={
            "case": case,
            "recipient": words.recipient,
            "subject": words.subject,
            "text": words.text,
            "by": words.by,
            "by_name": words.by.get_username(),
            "address": words.address,
            "device": words.device[:200],
        },
    )
    if is_new:
        send.enqueue(str(letter.pk))
    return letter


@task()
def send(number: str, attempt: int = 0) -> str:
    """Hand a letter over to the mail server; what became of it is returned in a word."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=number).first()
        if letter is None or letter.state != Letter.State.WAITING:
            return "not needed"
        letter.state = Letter.State.SENDING
        letter.save(update_fields=["state"])
    try:
        _message(letter).send()
    except (OSError, smtplib.SMTPException) as problem:
        return _failed(letter, attempt, problem)
    return _settled(letter, Letter.State.SENT)


def _message(letter: Letter) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    return EmailMessage(
        letter.subject, letter.text, to=[letter.recipient], headers={"Message-ID": f"<{letter.pk}@{host}>"}
    )


def _failed(letter: Letter, attempt: int, problem: Exception) -> str:
    """Another try later where nothing was taken; else the office is told."""
    logger.warning("letter %s was not taken: %s", letter.pk, type(problem).__name__)
    codes = _codes(problem)
    if isinstance(problem, _BEFORE) or (codes and max(codes) < _NEVER):
        if attempt < len(PAUSES):
            letter.state = Letter.State.WAITING
            letter.save(update_fields=["state"])
            later = timezone.now() + timedelta(minutes=PAUSES[attempt])
            send.using(run_after=later).enqueue(str(letter.pk), attempt + 1)
            return "later"
        return _settled(letter, Letter.State.FAILED, Letter.Why.DOWN)
    if codes:
        letter.code = max(codes)
        return _settled(letter, Letter.State.FAILED, Letter.Why.REFUSED)
    return _settled(letter, Letter.State.SENDING, Letter.Why.BROKEN)


def _codes(problem: Exception) -> set[int]:
    """What the server answered, where it did."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return {code for code, _words in problem.recipients.values()}
    return {problem.smtp_code} if isinstance(problem, smtplib.SMTPResponseException) else set()


def _settled(letter: Letter, state: Letter.State, why: Letter.Why | str = "") -> str:
    letter.state, letter.why, letter.settled_at = state, why, timezone.now()
    letter.save(update_fields=["state", "why", "code", "settled_at"])
    return state.value
