"""What stands near an object, on its own page."""

from typing import Any

from django import template
from django.template import Context

from layers.record import Record
from maps.page.around import neighbours

register = template.Library()


@register.inclusion_tag("maps/neighbours.html", takes_context=True)
def around(context: Context, record: Record) -> dict[str, Any]:
    """A few lines on what is nearest; nothing for what lies nowhere."""
    return {"results": neighbours(record, context["request"].viewer), "record": record}
