"""The download menu reads the formats that there are."""

from django import template

from layers.surfaces.exports import EXPORTERS, Exporter

register = template.Library()


@register.simple_tag
def downloads() -> dict[str, type[Exporter]]:
    """Endings of file names and their formats."""
    return EXPORTERS
