"""Everybody who is to be named for a layer, each with the licence of their rows."""

from django import template

from layers.layer import Layer
from layers.origins import sources_of
from layers.provenance import Source

register = template.Library()


@register.simple_tag
def origins(layer: Layer) -> list[Source]:
    return sources_of(layer)
