"""The worker looks for what belongs together."""

from django_tasks import task

from layers.threads.actions import find_links


@task()
def follow_threads() -> dict[str, int]:
    """How many links are new, by what they rest on."""
    return find_links()
