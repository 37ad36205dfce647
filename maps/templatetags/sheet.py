"""Symbols of the legend that carry their colours: what lays a sheet out for a file gives drawings no style sheet."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from layers.drawing import GLYPHS, SHAPES
from layers.layer import Layer

register = template.Library()

_PAPER = "#ffffff"


@register.simple_tag
def sheet_symbol(layer: Layer, entry: Mapping[str, str]) -> SafeString:
    """The drawing of one legend entry on paper; decorative, its words stand beside it."""
    outline, (x, y) = SHAPES[layer.shape]
    hollow = entry["tone"] == "unknown"
    fill, line = (_PAPER, entry["light"]) if hollow else (entry["light"], _PAPER)
    return format_html(
        '<svg class="symbol" viewBox="-1 -1 26 26" width="15" height="15" aria-hidden="true" focusable="false">'
        '<path d="{}" fill="{}" stroke="{}" stroke-width="2"/><path transform="translate({} {})" d="{}" fill="none"'
        ' stroke="{}" stroke-width="2.1" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        outline,
        fill,
        line,
        x,
        y,
        GLYPHS[entry["glyph"]],
        line,
    )
