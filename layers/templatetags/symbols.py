"""Symbols of the legend as inline SVG. Colours come from the style sheet by the tone's class: the page allows no
inline styles."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from layers.drawing import GLYPHS, SHAPES
from layers.layer import Layer

register = template.Library()


@register.simple_tag
def symbol(layer: Layer, entry: Mapping[str, str], is_faded: bool = False) -> SafeString:
    """The drawing of one legend entry, faded where it may be otherwise now; decorative, its words stand beside it."""
    outline, (x, y) = SHAPES[layer.shape]
    return format_html(
        '<svg class="symbol tone-{}{}" viewBox="-1 -1 26 26" width="22" height="22" aria-hidden="true"'
        ' focusable="false">'
        '<path class="symbol-shape" d="{}"/><path class="symbol-glyph" transform="translate({} {})" d="{}"/></svg>',
        entry["tone"],
        " is-faded" if is_faded else "",
        outline,
        x,
        y,
        GLYPHS[entry["glyph"]],
    )


@register.simple_tag
def column(place: int, height: float) -> SafeString:
    """One column of a chart of a series, on a ground of 100 by 100 units a column; the smallest is still seen."""
    tall = max(height, 1.5 if height else 0)
    return format_html(
        '<rect x="{}" y="{}" width="76" height="{}"/>', place * 100 + 12, f"{100 - tall:.1f}", f"{tall:.1f}"
    )
