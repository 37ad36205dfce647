"""The comparison follows what it is made of: by itself each day, and soon after each change."""

from django.utils import timezone
from django_tasks import task

from kiosks import measures, passages
from kiosks.plan.actions import compare
from layers.history import acting


@task()
def compare_again() -> dict[str, int]:
    """Measure what is left of the pavements, and hold the scheme against the city."""
    with acting(via="rule"):
        measures.measure()
        passages.measure()
    return compare(timezone.localdate())
