"""A passage that something narrows below the norm is a barrier: written by rule, and taken back by rule.

What a person has said of such a barrier stays: a rejected one is not reported again, a planned removal stays planned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accessibility.models import Barrier
from accessibility.rules import severity_of_passage
from accessibility.vocabulary import BarrierKind, BarrierStatus
from layers.derived import differs
from layers.history import acting

#: what such rows say as their source
SOURCE = "rule"


@dataclass(frozen=True, slots=True)
class Passage:
    """What is left beside something: `path` is its public address, widths are in metres, the place in EPSG:4326.

    The barrier is as closed to readers as what bars the way.
    """

    path: str
    name: str
    width: float
    norm: float
    clause: str
    geom: GEOSGeometry
    address: str
    location_source: str
    location_accuracy: float
    publication: str
    publication_reason: str
    publish_after: datetime | None


@transaction.atomic
def keep(passages: Iterable[Passage], today: date) -> int:
    """Make the barriers by rule those of `passages`, and no others. Only what changes is written; returns how many."""
    known = {barrier.cause_path: barrier for barrier in Barrier.objects.filter(source=SOURCE)}
    written = 0
    # Everybody reads it: in the language of the city, whoever caused it to be written.
    with acting(via="rule"), translation.override(settings.LANGUAGE_CODE):
        for passage in passages:
            barrier = known.pop(passage.path, None)
            values = _values(passage)
            if barrier is None:
                Barrier.objects.create(**values, **_measured(today), external_id=passage.path)
            elif not _update(barrier, values, today):
                continue
            written += 1
        for barrier in known.values():
            if barrier.status not in {BarrierStatus.REMOVED, BarrierStatus.REJECTED}:
                barrier.status, barrier.removed_on = BarrierStatus.REMOVED, today
                barrier.save(update_fields=["status", "removed_on"])
                written += 1
    return written


def _values(passage: Passage) -> dict[str, Any]:
    said = _(
        "“%(name)s” leaves %(width)s m of the pavement free; the norm asks for %(norm)s m (%(clause)s). "
        "Measured from its footprint and the width of the pavement; its position is exact to %(accuracy)s m."
    ) % {
        "name": passage.name,
        "width": number_format(passage.width, 2),
        "norm": number_format(passage.norm, 1),
        "clause": passage.clause,
        "accuracy": number_format(passage.location_accuracy, 1),
    }
    return {
        "source": SOURCE,
        "kind": BarrierKind.NARROW_PASSAGE,
        "severity": severity_of_passage(passage.width),
        "description": said,
        "clear_width": passage.width,
        "cause_path": passage.path,
        "cause_name": passage.name,
        "geom": passage.geom,
        "address": passage.address,
        "location_source": passage.location_source,
        "location_accuracy": passage.location_accuracy,
        "publication": passage.publication,
        "publication_reason": passage.publication_reason,
        "publish_after": passage.publish_after,
    }


def _measured(today: date) -> dict[str, Any]:
    return {"status": BarrierStatus.MEASURED, "reported_on": today, "removed_on": None}


def _update(barrier: Barrier, values: dict[str, Any], today: date) -> bool:
    """Bring a barrier up to date; whether anything was to be written."""
    fresh = values | (_measured(today) if barrier.status == BarrierStatus.REMOVED else {})
    changed = [name for name, value in fresh.items() if differs(getattr(barrier, name), value)]
    for name in changed:
        setattr(barrier, name, fresh[name])
    if changed:
        barrier.save(update_fields=changed)
    return bool(changed)
