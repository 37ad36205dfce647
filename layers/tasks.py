"""What has to happen by itself: publish what is due, keep the ledgers short. Jobs are rows; the worker runs them."""

from django.db import connection
from django.utils import timezone
from django_tasks import task

from layers import readings, stamps
from layers.publication import Publication
from layers.registry import catalogue


@task()
def publish_due() -> int:
    """Release delayed rows whose date has come. A write like any other: triggers derive what is public of it."""
    released = 0
    for layer in catalogue:
        due = layer.model._default_manager.filter(
            publication=Publication.DELAYED, published=False, gone_at=None, publish_after__lte=timezone.now()
        )
        for name, values in layer.policy.withheld.items():
            due = due.exclude(**{f"{name}__in": values})
        released += due.update(publication=Publication.DELAYED)
    return released


@task()
def fold_ledgers() -> int:
    """Fold stamps and tallies; afterwards the planner learns their new size."""
    folded = stamps.fold()
    if folded > 10_000:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE layers_stamp, layers_tally")
    return folded


@task()
def learn_words() -> int:
    """Note the words that search knows, for typing errors."""
    return readings.learn_words()
