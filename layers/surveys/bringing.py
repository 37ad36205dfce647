"""Photos that somebody took without the field app, brought in in the back office.

They are what photos from the field are: checked, sealed, their maker's, and shown to everybody only after review. What
they belong to is an observation like any other, which says that photos were brought in, and nothing else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.surveys import photos
from layers.surveys.models import Deed, Fate, Observation, Photo
from layers.surveys.survey import surveys

#: photos at once
MOST = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What whoever took photos says of them: when that was, and what was seen."""

    seen_at: datetime
    note: str = ""
    device: str = ""


def bring(layer: str, number: int, files: Iterable[File[bytes]], user: Any, words: Words) -> Observation:
    """Take photos of an object, all of them or none. Raises ValidationError, which names the file."""
    files = list(files)
    if not 0 < len(files) <= MOST:
        raise ValidationError(_("Choose from 1 to %s photos.") % MOST)
    if words.seen_at > timezone.now():
        raise ValidationError(_("Nobody can have taken photos later than now."))
    survey = next(one for one in surveys if one.layer_slug == layer)
    seen = Observation(
        pk=uuid4(), survey=survey.slug, survey_version=survey.version, deed=Deed.SHOWN, layer=layer,
        feature_id=number, by=user, made_at=words.seen_at, seen_at=words.seen_at, note=words.note,
        device=words.device[:200], fate=Fate.ACCEPTED,
    )  # fmt: skip
    taken: list[Photo] = []
    try:
        for file in files:
            taken.append(_photo(file, seen, taken))
        with transaction.atomic():
            seen.save()
            Photo.objects.bulk_create(taken)
    except BaseException:
        for photo in taken:
            for kept in (photo.picture, photo.small, photo.original):
                kept.delete(save=False)
        raise
    return seen


def _photo(file: File[bytes], seen: Observation, others: list[Photo]) -> Photo:
    size = file.size or 0
    if size > photos.LARGEST:
        said = _("A photo has at most %s MB.") % (photos.LARGEST // 1024 // 1024)
        raise ValidationError(f"{file.name}: {said}")
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    of_object = Observation.objects.filter(layer=seen.layer, feature_id=seen.feature_id, by=seen.by)
    known = Photo.objects.filter(sha256=digest, observation_id__in=of_object.values("pk"))
    if digest in {other.sha256 for other in others} or known.exists():
        raise ValidationError(f"{file.name}: {_('This photo is here already.')}")
    photo = Photo(
        pk=uuid4(), observation_id=seen.pk, by=seen.by, state=Photo.State.STORED, size=size, received=size,
        sha256=digest, made_at=seen.seen_at,
    )  # fmt: skip
    assert file.file is not None
    try:
        photos.seal(photo, file.file)
    except photos.NotAPhoto as flaw:
        raise ValidationError(f"{file.name}: {flaw}") from None
    return photo
