"""The file of a permit, for whoever may open it: everybody where the office has published it, else staff."""

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _

from kiosks.actions import PERMITS
from kiosks.models import Permit
from kiosks.papers import MEDIA_TYPES
from layers.problems import NotHere
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.surveys.shown import may_be_shown
from layers.viewer import ViewerRequest


def paper(request: ViewerRequest, name: str) -> HttpResponseBase:
    """`/papers/<name>`: the file as it was checked. Raises NotHere, also for what this visitor may not open."""
    permit = _found(name)
    if permit is None or not _may_open(request, permit):
        raise NotHere(_("There is no such file, or it is not published."))
    try:
        content = permit.file.open("rb")
    except FileNotFoundError:
        raise NotHere(_("There is no such file, or it is not published.")) from None
    suffix = name.rpartition(".")[2]
    response = FileResponse(
        content, content_type=MEDIA_TYPES[suffix], filename=f"permit-{permit.pk}.{suffix}"
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _found(name: str) -> Permit | None:
    rows = (kind._default_manager.filter(file=name).first() for kind, _owner in PERMITS.values() if name)
    return next(filter(None, rows), None)


def _may_open(request: ViewerRequest, permit: Permit) -> bool:
    """A file is never more open than its structure."""
    model, owner = next(
        (model, owner) for model, (kind, owner) in PERMITS.items() if isinstance(permit, kind)
    )
    layer = next(layer for layer in catalogue if layer.model is model)
    record = one(layer, request, getattr(permit, owner))
    if request.viewer.on(model).is_staff:
        return True
    return permit.is_file_public and may_be_shown(record, request.viewer)
