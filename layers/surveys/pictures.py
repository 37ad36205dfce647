"""The published thumbnails that an area takes along: the newest of each object, within bounds, their size told before.

They are asked for one by one at the address that everybody uses, which says anew who may see each of them.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from layers.layer import Layer
from layers.surveys.models import Fate, Observation, Photo

#: of one area: some fifteen kilobytes each
MOST, MOST_BYTES = 400, 8_000_000

Told = dict[str, Any]


def newest(layer: Layer, numbers: Iterable[int]) -> dict[int, Told]:
    """By object, its newest published thumbnail: `{"id", "version", "bytes", "said"}`, another version when it is
    covered otherwise."""
    owner = Observation.objects.filter(
        pk=OuterRef("observation_id"), by=OuterRef("by"), fate=Fate.ACCEPTED, layer=layer.slug
    )
    rows = Photo.objects.filter(published=True).annotate(feature=Subquery(owner.values("feature_id")[:1]))
    found = rows.filter(feature__in=list(numbers)).order_by("feature", "-made_at", "-received_at")
    return {photo.feature: told for photo in found.distinct("feature") if (told := _told(photo))}


def within_bounds(objects: list[Told], found: dict[int, Told], room: list[int]) -> None:
    """Give each object its picture, in the order in which they come, as long as there is `room`: [count, bytes]."""
    for one in objects:
        picture = found.get(one["id"])
        if picture and room[0] > 0 and picture["bytes"] <= room[1]:
            one["picture"] = picture
            room[0] -= 1
            room[1] -= picture["bytes"]


def _told(photo: Photo) -> Told | None:
    try:
        size = photo.shown_small.size
    except OSError:
        # A file that is gone is no picture, and no reason to take nothing along.
        return None
    version = hashlib.sha256(str(photo.shown_small.name).encode()).hexdigest()[:12]
    return {"id": str(photo.pk), "version": version, "bytes": size, "said": photo.said}
