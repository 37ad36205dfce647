"""Files that the office brought in, for whoever may open them: one of a permit for everybody where the office has
published it, else for staff; an answer to a petition and a document of a project for whoever sees those.
"""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _

from kiosks.actions import PERMITS
from layers.civic.petitions.models import Petition
from layers.civic.projects.models import Project, ProjectDocument
from layers.problems import NotHere
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.surveys.papers import MEDIA_TYPES
from layers.surveys.shown import may_be_shown
from layers.viewer import ViewerRequest


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, the object that it belongs to, and how it is called where it is saved."""

    file: Any
    model: type[Any]
    number: int
    name: str
    is_public: bool = True


def paper(request: ViewerRequest, name: str) -> HttpResponseBase:
    """`/papers/<name>`: the file as it was checked. Raises NotHere, also for what this visitor may not open."""
    found = _found(name)
    if found is None or not _may_open(request, found):
        raise NotHere(_("There is no such file, or it is not published."))
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise NotHere(_("There is no such file, or it is not published.")) from None
    suffix = name.rpartition(".")[2]
    response = FileResponse(content, content_type=MEDIA_TYPES[suffix], filename=f"{found.name}.{suffix}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _found(name: str) -> Paper | None:
    if not name:
        return None
    for model, (kind, owner) in PERMITS.items():
        permit = kind._default_manager.filter(file=name).first()
        if permit:
            number = getattr(permit, owner)
            return Paper(permit.file, model, number, f"permit-{permit.pk}", permit.is_file_public)
    petition = Petition.objects.filter(answer_file=name).first()
    if petition:
        return Paper(petition.answer_file, Petition, petition.pk, f"answer-{petition.pk}")
    document = ProjectDocument.objects.filter(file=name).first()
    if document:
        return Paper(document.file, Project, document.project_id, f"document-{document.pk}")
    return None


def _may_open(request: ViewerRequest, found: Paper) -> bool:
    """A file is never more open than what it belongs to."""
    layer = next(layer for layer in catalogue if layer.model is found.model)
    record = one(layer, request, found.number)
    if request.viewer.on(found.model).is_staff:
        return True
    return found.is_public and may_be_shown(record, request.viewer)
