"""What the worker does about alerts: each minute events become letters, which go out; each day old ones are erased."""

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from layers.alerts import actions, matching, sending

#: for so long letters are sent at a time: the worker has other duties
_SECONDS = 30


@task()
def tell() -> dict[str, int]:
    """How many events were taken and letters closed. Harmless when done twice, or when it dies in the middle."""
    gathered = matching.gather()
    closed = matching.close_due()
    # The schedule asks each minute anyhow: two that go on by themselves would be more with every minute.
    if sending.send_due(_SECONDS) and not _is_asked_for():
        tell.enqueue()
    return {"events": gathered.events, "notices": gathered.notices, "letters": closed}


def _is_asked_for() -> bool:
    return DBTaskResult.objects.filter(task_path=tell.module_path, status=TaskResultStatus.READY).exists()


@task()
def tend() -> int:
    """Returns how many rows were erased."""
    return actions.forget()
