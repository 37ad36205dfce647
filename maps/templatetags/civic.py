"""What cards of petitions, projects and tenders tell beside their rows: how signatures grew, what belongs to what."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy

from layers.civic.petitions import rules
from layers.civic.petitions.models import Petition
from layers.civic.petitions.progress import progress_of
from layers.civic.petitions.versions import versions
from layers.civic.projects.models import Project, ProjectDocument
from layers.record import Record
from maps.page.linked import projects_of, tenders_of

register = template.Library()

_TERMS = (
    ("threshold", gettext_lazy("Threshold, signatures")),
    ("collect_days", gettext_lazy("Collection, days")),
    ("publish_working_days", gettext_lazy("Publication, working days")),
    ("start_working_days", gettext_lazy("Beginning of the consideration, working days")),
    ("review_working_days", gettext_lazy("Answer, working days")),
)


@register.inclusion_tag("maps/signatures.html")
def signatures(record: Record) -> dict[str, Any]:
    """The line of a petition's signatures with the table behind it, the file of its answer, and by which rules it goes;
    nothing of that where it is not known."""
    petition = Petition.objects.filter(pk=record.id).first() if record.layer.model is Petition else None
    if petition is None:
        return {}
    version = rules.in_force(versions(), petition.rules_from) if petition.rules_from else None
    return {
        "record": record,
        "progress": progress_of(record.id),
        "answer_file": petition.answer_file,
        "rules": version,
        "terms": [(label, getattr(version, name)) for name, label in _TERMS] if version else [],
        "unsure": rules.Certainty.PERHAPS,
    }


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
