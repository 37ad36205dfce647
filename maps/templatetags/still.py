"""The map as a picture, on pages that are whole without a script."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context

from layers.layer import Layer
from layers.record import Record
from maps.page.picture.still import Still

register = template.Library()

_WIDE = (560, 400)
_CLOSE = 17


@register.inclusion_tag("maps/still.html", takes_context=True)
def still(context: Context, words: QueryDict, path: str = "/") -> dict[str, Any]:
    """What the map's page shows by these words; links lead to other views on the page `path`."""
    shown = Still.of(words, context["request"].viewer, *_WIDE, path=path)
    return {"still": shown, "theme": context.get("theme", "auto"), "is_scriptless": True}


@register.inclusion_tag("maps/still.html", takes_context=True)
def still_of_layer(context: Context, layer: Layer, words: str) -> dict[str, Any]:
    """The features of a layer that its front door lists; `words` are those of the map's page."""
    return _shown(context, QueryDict(f"{words}&layers={layer.slug}"))


@register.inclusion_tag("maps/still.html", takes_context=True)
def still_of_record(context: Context, layer: Layer, record: Record) -> dict[str, Any]:
    """One object, where it lies."""
    assert record.centre is not None, "the template asks first"
    longitude, latitude = record.centre
    words = f"layers={layer.slug}&at={max(_CLOSE, layer.zooms.start)}/{latitude:.5f}/{longitude:.5f}"
    words += f"&pick={layer.slug}/{record.id}"
    return _shown(context, QueryDict(words)) | {"is_scriptless": True}


def _shown(context: Context, words: QueryDict) -> dict[str, Any]:
    shown = Still.of(words, context["request"].viewer, *_WIDE)
    return {"still": shown, "theme": context.get("theme", "auto")}
