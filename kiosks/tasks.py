"""Permits expire by themselves: their states are written anew each day."""

from django.utils import timezone
from django_tasks import task

from kiosks.actions import refresh_permit_states


@task()
def refresh_states() -> int:
    """Write today's state of every permit. Returns how many changed."""
    return refresh_permit_states(timezone.localdate())
