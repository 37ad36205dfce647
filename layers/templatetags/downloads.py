"""The download menu reads the formats that there are."""

from django import template

from layers.surfaces.exports import EXPORTERS

register = template.Library()


@register.simple_tag
def downloads() -> list[tuple[str, str]]:
    """Endings of file names, and the formats' names for people."""
    # Not the classes themselves: a template would call them.
    return [(extension, exporter.title) for extension, exporter in EXPORTERS.items()]
