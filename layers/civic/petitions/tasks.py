"""What the days bring for petitions: deadlines move with the calendar, and collections come to their end."""

from django_tasks import task

from layers.civic.petitions import actions
from layers.history import acting


@task()
def follow_petitions() -> int:
    """Returns how many petitions were changed. Harmless when done twice."""
    with acting(via="worker"):
        return actions.follow()
