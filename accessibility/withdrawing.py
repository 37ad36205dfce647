"""An observation that the office sets aside counts no more, and neither does the audit or the word about one that it
came as: what earlier ones say of the place counts again. What was sent stays with the observation."""

from typing import Any

from django.db.models.signals import post_save

from accessibility import opinions
from accessibility.actions import withdraw
from accessibility.models import Audit
from layers.surveys.models import Fate, Observation


def connect() -> None:
    """Called once, when the apps are ready."""
    post_save.connect(_observed, sender=Observation, dispatch_uid="audits")


def _observed(instance: Observation, **signal: Any) -> None:
    if instance.fate == Fate.SET_ASIDE:
        for audit in Audit.objects.filter(observation=instance.pk):
            withdraw(audit)
        if opinions.WORD in instance.answers:
            opinions.take_back(instance.answers, instance.by_id)
