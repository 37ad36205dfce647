"""Letters go out: each once. What is done is written down before and after the one step that cannot be undone.

A letter is «handed» in the database before its last byte is sent, and «sent» after the server's answer. Whoever
finds it «handed» knows that the one who wrote that is dead (a lock says so): the server has it, most probably, and
it is not sent again. The reader is told of it in the next letter, with the way to its words (docs/adr/0024).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from layers.alerts import posting
from layers.alerts.actions import end_for
from layers.alerts.letters import message
from layers.alerts.matching import next_morning
from layers.alerts.models import Letter, Subscription

logger = logging.getLogger(__name__)

#: minutes until a letter is tried again that was surely not taken
PAUSES = (1, 5, 30, 120, 360, 720, 1440)
#: refusals of one address for good, a day apart, until it is given up
MOST_REFUSALS = 3
#: letters that are looked up at a time
_SOME = 200
_LOCKS = 602_302


def send_due(seconds: float) -> bool:
    """Send the letters that are due, for so long at most. Returns whether there may be more.

    Where the server cannot be spoken to, they stay as they are.
    """
    until = time.monotonic() + seconds
    with posting.Post() as post:
        try:
            while numbers := list(_due()[:_SOME]):
                for number in numbers:
                    if time.monotonic() > until:
                        return True
                    deliver(number, post)
        except posting.NotNow as problem:
            # Of the problem only its kind: its words may have an address in them.
            logger.warning("letters of alerts wait: the mail server takes none (%s)", problem)
    return False


def _due() -> "list[UUID]":
    states = [Letter.State.WAITING, Letter.State.HANDED]
    rows = Letter.objects.filter(state__in=states, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return rows.values_list("pk", flat=True)  # type: ignore[return-value]


def deliver(number: UUID, post: posting.Post) -> None:
    """Bring one letter as far as it goes. Raises NotNow."""
    with _mine(number) as is_mine:
        letter = Letter.objects.select_related("subscription").filter(pk=number).first() if is_mine else None
        if letter is None:
            _put_off(number)
        elif letter.state == Letter.State.HANDED:
            _doubt(letter)
        elif letter.state == Letter.State.WAITING:
            _send(letter, post)


def _put_off(number: UUID) -> None:
    """Another worker is at it, or it is gone: look again in a minute."""
    Letter.objects.filter(pk=number).update(due_at=timezone.now() + timedelta(minutes=1))


@contextmanager
def _mine(number: UUID) -> Iterator[bool]:
    """Whether nobody else is at this letter; until the end nobody is. The database frees it when a worker dies."""
    key = number.int & 0x7FFF_FFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, key])
        is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, key])


def _send(letter: Letter, post: posting.Post) -> None:
    written = message(letter) if _is_wanted(letter) else None
    if written is None:
        _settle(letter, Letter.State.EMPTY)
        return
    try:
        post.hand_over(written, lambda: _hand(letter))
    except posting.Refused as refusal:
        _refused(letter, refusal)
    except posting.Unsure:
        _doubt(letter)
    else:
        _sent(letter)


def _is_wanted(letter: Letter) -> bool:
    state = letter.subscription.state
    if letter.kind == Letter.Kind.ASKING:
        return state != Subscription.State.ENDED
    return state == Subscription.State.CONFIRMED


def _hand(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.HANDED)


@transaction.atomic
def _sent(letter: Letter) -> None:
    _settle(letter, Letter.State.SENT)
    letter.subscription.missed.update(told_in=letter)
    Subscription.objects.filter(pk=letter.subscription_id).exclude(refusals=0).update(refusals=0)


@transaction.atomic
def _doubt(letter: Letter) -> None:
    logger.warning("letter %s was handed over, and no answer is known", letter.pk)
    _settle(letter, Letter.State.UNSURE)
    _tell_of_it(letter)


@transaction.atomic
def _refused(letter: Letter, refusal: posting.Refused) -> None:
    letter.code, letter.state = refusal.code, Letter.State.WAITING
    letter.attempts += 1
    subscription = letter.subscription
    if refusal.by_address and refusal.for_good:
        subscription.refusals += 1
        subscription.save(update_fields=["refusals"])
        if subscription.refusals >= MOST_REFUSALS or letter.kind == Letter.Kind.ASKING:
            _settle(letter, Letter.State.FAILED)
            end_for(subscription, Subscription.Why.UNREACHABLE)
        else:
            _later(letter, timedelta(days=1))
    elif refusal.for_good or letter.attempts > len(PAUSES):
        _settle(letter, Letter.State.FAILED)
        _tell_of_it(letter)
    else:
        _later(letter, timedelta(minutes=PAUSES[letter.attempts - 1]))


def _tell_of_it(letter: Letter) -> None:
    """Have the reader told of a letter that they may miss, with the next one; in the morning, if none comes before."""
    if letter.kind == Letter.Kind.NEWS:
        Letter.objects.get_or_create(
            subscription=letter.subscription,
            state=Letter.State.GATHERING,
            defaults={"due_at": next_morning(timezone.now())},
        )


def _later(letter: Letter, pause: timedelta) -> None:
    letter.due_at = timezone.now() + pause
    letter.save(update_fields=["state", "code", "attempts", "due_at"])


def _settle(letter: Letter, state: Letter.State, at: datetime | None = None) -> None:
    letter.state, letter.settled_at = state, at or timezone.now()
    letter.save(update_fields=["state", "code", "attempts", "settled_at"])
