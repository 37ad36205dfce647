"""What everybody sees of an object beside its row: published photos, and when it was inspected.

A photo is as public as its object: whoever may not see the one gets no picture of it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _

from layers.layer import Layer
from layers.negotiation import not_modified
from layers.problems import NotHere
from layers.record import Record
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.surveys.models import Deed, Fate, Observation, Reviewable
from layers.viewer import Viewer, ViewerRequest

MOST_PHOTOS, MOST_INSPECTIONS = 12, 20
#: what says that somebody stood before the object
SEEN = (Deed.ADD, Deed.INSPECT, Deed.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Inspection:
    """That an object was looked at: by the clock of the device where it was right, else by ours."""

    at: datetime
    said: str


def photos_of(layer: Layer, number: int) -> list[Any]:
    """The published photos of an object, whoever sent them, the newest first."""
    found = (one for kind in _kinds() for one in kind.published_of(layer.slug, number)[:MOST_PHOTOS])
    return list(islice(found, MOST_PHOTOS))


def inspections_among(layer: Layer, numbers: Collection[int]) -> dict[int, list[Inspection]]:
    """When each of some objects was inspected, in one query; nobody is named."""
    found: dict[int, list[Inspection]] = defaultdict(list)
    rows = Observation.objects.filter(layer=layer.slug, feature_id__in=numbers, fate=Fate.ACCEPTED)
    rows = rows.exclude(deed__in=(Deed.WALKED, Deed.SHOWN)).order_by("seen_at")
    for number, at, deed in rows.values_list("feature_id", "seen_at", "deed"):
        assert number is not None
        found[number].append(Inspection(at, str(Deed(deed).label)))
    return found


def inspections(layer: Layer, number: int) -> list[Inspection]:
    """When an object was inspected and what that came to, the newest first; nobody is named."""
    found = Observation.objects.filter(layer=layer.slug, feature_id=number, fate=Fate.ACCEPTED)
    rows = (
        found.exclude(deed__in=(Deed.WALKED, Deed.SHOWN)).order_by("-seen_at").values_list("seen_at", "deed")
    )
    return [Inspection(at, str(Deed(deed).label)) for at, deed in rows[:MOST_INSPECTIONS]]


def picture(request: ViewerRequest, number: UUID, small: bool = False) -> HttpResponseBase:
    """`/photos/<uuid>.jpg`, `/photos/<uuid>-small.jpg`: the published copy. Raises NotHere."""
    found = (kind._default_manager.filter(pk=number, published=True).first() for kind in _kinds())
    photo = next(filter(None, found), None)
    if photo is None or not _is_seen(request, photo):
        raise NotHere(_("There is no such photo, or it is not published."))
    return served(request, photo.shown_small if small else photo.shown)


def served(request: ViewerRequest, file: FieldFile) -> HttpResponseBase:
    """A file of ours, which nobody may read as anything but a picture."""
    # The name changes with the content.
    etag = f'"{file.name}"'
    response: HttpResponseBase = not_modified(request, etag) or FileResponse(
        file.open("rb"), content_type="image/jpeg"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def may_be_shown(record: Record, viewer: Viewer) -> bool:
    """Whether photos of an object are for this viewer: a photo shows the place that a generalised location hides."""
    return not record.is_generalised or not viewer.on(record.layer.model).is_public


def _kinds() -> list[type[Reviewable]]:
    """All that is reviewed: the inspectors' photos, and those of every domain that keeps some."""
    return Reviewable.__subclasses__()


def _is_seen(request: ViewerRequest, photo: Reviewable) -> bool:
    owner = photo.owner()
    if owner is None or owner[0] not in catalogue:
        return False
    record = one(catalogue[owner[0]], request, owner[1])
    return may_be_shown(record, request.viewer)
