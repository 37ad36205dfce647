"""What cards of petitions, projects and tenders tell beside their rows: how signatures grew, what belongs to what."""

from typing import Any

from django import template

from layers.civic.petitions.models import Petition
from layers.civic.petitions.progress import progress_of
from layers.record import Record

register = template.Library()


@register.inclusion_tag("maps/signatures.html")
def signatures(record: Record) -> dict[str, Any]:
    """The line of a petition's signatures with the table behind it; nothing for what was never counted."""
    return {"progress": progress_of(record.id) if record.layer.model is Petition else None, "record": record}
