"""Whether a structure stands at its place: what the register says of it follows from the inspections, by rule.

Observations arrive in any order, months late: what counts is when each was made, as far as its clock is believed.
"""

from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.db.models.signals import post_save
from django.utils import timezone

from kiosks.models import Advertising, Kiosk
from layers.history import acting
from layers.surveys.models import Deed, Fate, Observation
from layers.surveys.shown import SEEN

_STRUCTURES: dict[str, type[Kiosk] | type[Advertising]] = {"kiosks": Kiosk, "advertising": Advertising}


def listen() -> None:
    """Called at start."""
    post_save.connect(_observed, sender=Observation, dispatch_uid="sightings")


def _observed(instance: Observation, **_words: Any) -> None:
    model = _STRUCTURES.get(instance.layer)
    if model is None or instance.feature_id is None or instance.fate != Fate.ACCEPTED:
        return
    if instance.deed != Deed.GONE and instance.deed not in SEEN:
        return
    since = missing_since(instance.layer, instance.feature_id)
    # Only what changes is written: a look that finds what is known leaves the version of the structure as it was.
    changed = model._default_manager.filter(pk=instance.feature_id)
    changed = changed.exclude(missing_since=since) if since else changed.exclude(missing_since=None)
    if changed.exists():
        who = instance.by.get_username() if instance.by else ""
        with acting(who, f"field:{instance.pk}"):
            changed.update(missing_since=since)


def missing_since(layer: str, number: int) -> date | None:
    """The day on which somebody first looked in vain, since the structure was last seen; None where it is there."""
    told = Observation.objects.filter(layer=layer, feature_id=number, fate=Fate.ACCEPTED)
    seen = told.filter(deed__in=SEEN).aggregate(last=Max("seen_at"))["last"]
    missed = told.filter(deed=Deed.GONE)
    since = (missed.filter(seen_at__gt=seen) if seen else missed).aggregate(first=Min("seen_at"))["first"]
    return timezone.localdate(since) if since else None
