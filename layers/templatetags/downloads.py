"""The download menu reads the formats and the official structures that there are."""

from django import template

from layers.layer import Layer
from layers.structures import structures
from layers.surfaces.exports import EXPORTERS, TABLES

register = template.Library()


@register.simple_tag
def downloads() -> list[tuple[str, str]]:
    """Endings of file names, and the formats' names for people."""
    # Not the classes themselves: a template would call them.
    return [(extension, exporter.title) for extension, exporter in EXPORTERS.items()]


@register.simple_tag
def official_downloads(layer: Layer) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The layer's official structures: name, title, and the formats that each can be had in."""
    formats = [(extension, EXPORTERS[extension].title) for extension in TABLES]
    return [(structure.name, structure.title, formats) for structure in structures(layer).values()]
