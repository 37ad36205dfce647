"""What the worker does for accessibility: verdicts follow the norms, and each day it is counted what is reached."""

from django_tasks import task

from accessibility import reachable
from accessibility.actions import age_audits, follow_barriers
from accessibility.following import is_due, judge_again
from accessibility.life import witnesses
from accessibility.mending.actions import list_what_to_mend
from layers.history import acting


@task()
def follow_norms() -> int:
    """Judge all audits again where the norms' files are other ones than before. Returns how many audits changed."""
    if not is_due():
        return 0
    with acting(via="worker"):
        return sum(len(step.changes) for step in judge_again())


@task()
def age() -> int:
    """Write which audits have become old, and what should be gone from doors by now. Returns how many places became
    old."""
    with acting(via="worker"):
        follow_barriers()
        return age_audits()


@task()
def count_reached() -> None:
    """Write which share of the city's places each person gets to today, and what to mend first."""
    reachable.count()
    list_what_to_mend()


@task()
def forget_witnesses() -> int:
    """Take away by which hash the visitors of past days were told apart. Returns how many."""
    return witnesses.forget()
