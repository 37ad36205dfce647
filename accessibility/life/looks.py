"""What auditors see of barriers in the field: that one is still there, or not. Who looks with own eyes and is known
confirms what was reported; that it is gone is a word like that of others, for only the office removes a barrier. The
place at whose door a barrier stands hears of each change."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from accessibility.actions import follow_barriers
from accessibility.life import duty, rules, witnesses
from accessibility.models import Barrier
from accessibility.vocabulary import BarrierStatus
from layers.history import acting
from layers.surveys.models import Deed, Fate, Observation

_UNCONFIRMED = {BarrierStatus.REPORTED, BarrierStatus.MEASURED}
_WORDS = {Deed.INSPECT: rules.STILL, Deed.UNCHANGED: rules.STILL, Deed.GONE: rules.GONE}


def connect() -> None:
    """Called once, when the apps are ready."""
    post_save.connect(_observed, sender=Observation, dispatch_uid="looks at barriers")
    for changed in (post_save, post_delete):
        changed.connect(_changed, sender=Barrier, dispatch_uid="barriers at doors")


def _observed(instance: Observation, **_words: Any) -> None:
    word = _WORDS.get(Deed(instance.deed))
    is_accepted = instance.layer == "barriers" and instance.fate == Fate.ACCEPTED
    if word is None or not is_accepted or instance.feature_id is None or instance.by is None:
        return
    barrier = Barrier.objects.filter(pk=instance.feature_id).first()
    if barrier is None:
        return
    with acting(instance.by.get_username(), f"field:{instance.pk}"):
        seen = witnesses.heard(barrier, word, user=instance.by)
        if word == rules.STILL and seen.status in _UNCONFIRMED:
            seen.status = BarrierStatus.CONFIRMED
            charge(seen)


def _changed(instance: Barrier, **_words: Any) -> None:
    follow_barriers(instance.pk)


def charge(barrier: Barrier) -> None:
    """Write down who is responsible for what is confirmed."""
    duty.charge(barrier)
    barrier.save()
