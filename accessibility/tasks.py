"""A norm that changed changes verdicts: the worker looks whether one did, and judges all audits again."""

from django_tasks import task

from accessibility.following import is_due, judge_again
from layers.history import acting


@task()
def follow_norms() -> int:
    """Judge all audits again where the norms' files are other ones than before. Returns how many audits changed."""
    if not is_due():
        return 0
    with acting(via="worker"):
        return sum(len(step.changes) for step in judge_again())
