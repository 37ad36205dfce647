"""What cards of petitions, projects and tenders tell beside their rows: how signatures grew, what belongs to what."""

from typing import Any

from django import template
from django.template import Context

from layers.civic.petitions.models import Petition
from layers.civic.petitions.progress import progress_of
from layers.civic.projects.models import Project, ProjectDocument
from layers.record import Record
from maps.page.linked import projects_of, tenders_of

register = template.Library()


@register.inclusion_tag("maps/signatures.html")
def signatures(record: Record) -> dict[str, Any]:
    """The line of a petition's signatures with the table behind it; nothing for what was never counted."""
    return {"progress": progress_of(record.id) if record.layer.model is Petition else None, "record": record}


@register.inclusion_tag("maps/linked.html", takes_context=True)
def linked(context: Context, record: Record) -> dict[str, Any]:
    """What a project and a tender say of one another by the tender's identifier, and a project's documents."""
    viewer = context["request"].viewer
    documents = ProjectDocument.objects.filter(project_id=record.id) if record.layer.model is Project else []
    return {
        "documents": documents,
        "tenders": tenders_of(record, viewer),
        "projects": projects_of(record, viewer),
        "record": record,
    }
