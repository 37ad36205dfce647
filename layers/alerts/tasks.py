"""What the worker does about alerts: each minute events become letters, which go out; each day old ones are erased."""

from django_tasks import task

from layers.alerts import actions, matching, sending

#: for so long letters are sent at a time: the worker has other duties
_SECONDS = 30


@task()
def tell() -> dict[str, int]:
    """How many events were taken and letters closed. Harmless when done twice, or when it dies in the middle."""
    gathered = matching.gather()
    closed = matching.close_due()
    if sending.send_due(_SECONDS):
        tell.enqueue()
    return {"events": gathered.events, "notices": gathered.notices, "letters": closed}


@task()
def tend() -> int:
    """Returns how many rows were erased."""
    return actions.forget()
