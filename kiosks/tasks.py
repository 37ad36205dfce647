"""Permits expire by themselves: their states are written anew each day."""

from django.utils import timezone
from django_tasks import task

from kiosks.actions import refresh_permit_states
from layers.history import acting


@task()
def refresh_states() -> int:
    """Write today's state of every permit. Returns how many changed."""
    with acting(via="worker"):
        return refresh_permit_states(timezone.localdate())
