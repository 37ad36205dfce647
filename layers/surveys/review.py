"""The review of photos: somebody looks, covers faces and number plates, says what is seen, and publishes a copy.

What is covered is gone from the copy: mean colours of a few large squares are all that is left of it. The picture
itself and the original stay sealed.
"""

import secrets
from collections.abc import Sequence
from functools import partial
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from layers.surveys.models import Reviewable
from layers.surveys.photos import CLEAN_SIDE, SMALL_SIDE, jpeg

#: left, top, width and height in shares of the picture's sides
Cover = Sequence[float]
MOST_COVERS = 60
#: squares that are left of the longer side of what is covered
_SQUARES = 4
_LEAST = 0.002


def publish(photo: Reviewable, covers: Sequence[Cover], said: str, user: Any) -> None:
    """Make the copy that everybody may see. Raises ValidationError."""
    boxes = checked(photo, covers, said)
    with photo.picture.open("rb") as file, Image.open(file) as image:
        copy = covered(image.convert("RGB"), boxes)
    old = _public_files(photo)
    name = f"{timezone.now():%Y/%m}/{secrets.token_urlsafe(24)}"
    photo.shown.save(f"{name}.jpg", jpeg(copy, CLEAN_SIDE), save=False)
    photo.shown_small.save(f"{name}-s.jpg", jpeg(copy, SMALL_SIDE), save=False)
    photo.covers, photo.said, photo.published = boxes, said.strip(), True
    _reviewed(photo, user, old)


def checked(photo: Reviewable, covers: Any, said: str) -> list[list[float]]:
    """What is to be covered, if the photo can be published so. Raises ValidationError."""
    if not photo.is_whole:
        raise ValidationError(_("This photo has not arrived as a whole."))
    if not said.strip():
        raise ValidationError(_("Say in a few words what is seen, for those who do not see it."))
    if not isinstance(covers, list) or len(covers) > MOST_COVERS:
        raise ValidationError(_("So many places cannot be covered in one photo."))
    return [_checked(cover) for cover in covers]


def withhold(photo: Reviewable, user: Any) -> None:
    """Nobody sees it (any more); the copy that was public is deleted."""
    old = _public_files(photo)
    photo.shown, photo.shown_small, photo.published = "", "", False
    _reviewed(photo, user, old)


def covered(image: Image.Image, boxes: Sequence[Cover]) -> Image.Image:
    """The picture without what lies in the boxes."""
    copy = image.copy()
    for left, top, width, height in boxes:
        x, y = int(left * copy.width), int(top * copy.height)
        right, bottom = round((left + width) * copy.width), round((top + height) * copy.height)
        box = (x, y, max(x + 1, min(copy.width, right)), max(y + 1, min(copy.height, bottom)))
        part = copy.crop(box)
        longest = max(part.size)
        few = [max(1, side * _SQUARES // longest) for side in part.size]
        blind = part.resize((few[0], few[1]), Image.Resampling.BOX).resize(
            part.size, Image.Resampling.NEAREST
        )
        copy.paste(blind, box)
    return copy


def _checked(cover: Any) -> list[float]:
    is_sound = (
        isinstance(cover, list | tuple)
        and len(cover) == 4
        and all(isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in cover)
        and all(0 <= n <= 1 for n in cover)
        and min(cover[2:]) >= _LEAST
    )
    if not is_sound:
        raise ValidationError(
            _("What is to be covered is four shares of the picture: left, top, width, height.")
        )
    left, top, width, height = map(float, cover)
    return [left, top, min(width, 1 - left), min(height, 1 - top)]


def _public_files(photo: Reviewable) -> list[str]:
    return [str(file.name) for file in (photo.shown, photo.shown_small) if file]


def _reviewed(photo: Reviewable, user: Any, old: list[str]) -> None:
    """Keep the outcome; the copies of before go when it is kept."""
    photo.reviewed_by, photo.reviewed_at = user, timezone.now()
    storage = photo.picture.storage
    with transaction.atomic():
        photo.save()
        for name in old:
            transaction.on_commit(partial(storage.delete, name))
