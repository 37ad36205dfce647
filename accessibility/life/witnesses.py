"""What passers-by say of a barrier: that it is still there, or gone. Nobody is asked who they are.

Two who are not the same confirm what was reported; two who miss it put it in doubt, so that routes take it for unknown
and the office looks. Only the office removes a barrier.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from accessibility.life import duty, rules
from accessibility.models import Barrier, BarrierWord
from accessibility.vocabulary import GONE as OVER
from accessibility.vocabulary import BarrierStatus
from layers.history import acting

#: how long it is kept by which hash somebody said something: until then the same person counts once
_KEPT = timedelta(days=1)
#: before the number of an account, in what tells persons apart
_USER = "user "


@transaction.atomic
def say(barrier: Barrier, what: str, *, site: str, visitor: str = "", user: User | None = None) -> Barrier:
    """Take a word of a visitor (a hash that is another one each day) or of somebody who is signed in.

    Nothing is taken of a barrier that is removed or rejected: whoever sees it reports it anew.
    """
    with acting(via="site"):
        found = heard(barrier, what, visitor=visitor, user=user)
    if found.status not in OVER:
        duty.tell(found, site)
    return found


def heard(barrier: Barrier, what: str, *, visitor: str = "", user: User | None = None) -> Barrier:
    """Write down a word, and what all of them say together. Of what is over nothing is."""
    found = Barrier.objects.select_for_update().get(pk=barrier.pk)
    if found.status in OVER:
        return found
    BarrierWord.objects.update_or_create(
        barrier=found,
        who=_who(visitor, user),
        on=timezone.localdate(),
        defaults={"what": what, "said_at": timezone.now()},
    )
    reckon(found)
    return found


def reckon(barrier: Barrier) -> None:
    """Write down what the words say together, and what follows."""
    words = BarrierWord.objects.filter(barrier=barrier).order_by("said_at")
    said = rules.witnessed(_said(word) for word in words)
    barrier.witnesses, barrier.is_doubted = said.still, said.is_doubted
    if said.seen_on and (barrier.seen_on is None or said.seen_on > barrier.seen_on):
        barrier.seen_on = said.seen_on
        if barrier.expires_on and barrier.expires_on < said.seen_on:
            barrier.expires_on = rules.believed_until(barrier.kind, said.seen_on)
    if barrier.status == BarrierStatus.REPORTED and said.is_confirmed:
        barrier.status = BarrierStatus.CONFIRMED
        duty.charge(barrier)
    barrier.save()


def forget() -> int:
    """Take away by which hash visitors of past days were told apart; what they said stays. Returns how many."""
    old = BarrierWord.objects.filter(said_at__lt=timezone.now() - _KEPT, who__startswith="visitor ")
    return sum(
        BarrierWord.objects.filter(pk=number).update(who=f"past {number}")
        for number in old.values_list("pk", flat=True)
    )


def _said(word: BarrierWord) -> rules.Said:
    return rules.Said(word.what, word.who, word.on, is_known=word.who.startswith(_USER))


def _who(visitor: str, user: User | None) -> str:
    return f"{_USER}{user.pk}" if user else f"visitor {visitor}"
