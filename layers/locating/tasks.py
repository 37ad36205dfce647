"""The worker places what came without a location, and looks again when the register has changed."""

from django_tasks import task

from layers.locating.actions import layers_to_locate, locate_layer


@task()
def locate_features() -> dict[str, int]:
    """How many were found by what, over all layers."""
    counts: dict[str, int] = {}
    for layer in layers_to_locate():
        for source, count in locate_layer(layer).items():
            counts[source] = counts.get(source, 0) + count
    return counts
