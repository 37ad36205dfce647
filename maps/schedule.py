"""What the worker does without being asked, and how often."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from accessibility.tasks import age, count_reached, follow_norms, forget_witnesses
from kiosks.cases.tasks import remind
from kiosks.plan.tasks import compare_again
from kiosks.tasks import refresh_states
from layers.alerts.tasks import tell as tell_alerts
from layers.alerts.tasks import tend as tend_alerts
from layers.civic.petitions.tasks import follow_petitions
from layers.civic.reports.tasks import tend
from layers.civic.tenders.tasks import read_prozorro
from layers.locating.tasks import locate_features
from layers.tasks import fold_ledgers, learn_words, publish_due
from layers.threads.tasks import follow_threads


@dataclass(frozen=True)
class Duty:
    """A task that is due again `every` so often; a `daily` one is due at the first hour of each local day."""

    task: Task
    every: timedelta
    daily: bool = False

    @property
    def path(self) -> str:
        return self.task.module_path

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Whether it has to run now, when it was enqueued at `last`."""
        if last is None:
            return True
        if self.daily:
            return timezone.localtime(last).date() < timezone.localtime(now).date()
        return now - last >= self.every


DUTIES = (
    Duty(publish_due, timedelta(minutes=1)),
    Duty(tell_alerts, timedelta(minutes=1)),
    Duty(fold_ledgers, timedelta(minutes=5)),
    Duty(learn_words, timedelta(hours=1)),
    Duty(follow_norms, timedelta(minutes=10)),
    Duty(locate_features, timedelta(minutes=5)),
    Duty(follow_threads, timedelta(hours=1)),
    Duty(refresh_states, timedelta(days=1), daily=True),
    Duty(compare_again, timedelta(days=1), daily=True),
    Duty(age, timedelta(days=1), daily=True),
    Duty(count_reached, timedelta(days=1), daily=True),
    Duty(forget_witnesses, timedelta(days=1), daily=True),
    Duty(remind, timedelta(days=1), daily=True),
    Duty(tend, timedelta(days=1), daily=True),
    Duty(tend_alerts, timedelta(days=1), daily=True),
    Duty(follow_petitions, timedelta(days=1), daily=True),
    *([Duty(read_prozorro, timedelta(minutes=settings.TENDERS_EVERY))] if settings.TENDERS_EVERY else []),
)


def last_enqueued(duty: Duty) -> datetime | None:
    """When a duty was last asked for; None for never."""
    return (
        DBTaskResult.objects.filter(task_path=duty.path)
        .order_by("-enqueued_at")
        .values_list("enqueued_at", flat=True)
        .first()
    )


def enqueue_due(now: datetime) -> list[Duty]:
    """Enqueue what is due, and return it. Two workers may both enqueue a duty: duties are harmless when done twice."""
    due = [duty for duty in DUTIES if duty.is_due(last_enqueued(duty), now)]
    for duty in due:
        duty.task.enqueue()
    return due
