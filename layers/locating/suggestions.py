"""Where residents say that something is, and what the city makes of it."""

from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.contacts import without_contacts
from layers.feature import LocationSource
from layers.history import acting
from layers.layer import Layer
from layers.locating.models import Suggestion
from layers.reference import community
from layers.registry import catalogue


def suggest(layer: Layer, number: int, place: Point, words: str) -> Suggestion:
    """Note where somebody says that a feature is; nothing of it is shown before somebody of the city has agreed."""
    told = without_contacts(words)
    return Suggestion.objects.create(layer=layer.slug, feature_id=number, place=place, words=told)


def is_masked(layer: Layer, number: int) -> bool:
    """Whether its source hides where a feature is: nobody is asked for that, and nobody tells it."""
    rows: Any = layer.model._default_manager
    return bool(layer.masked_by) and rows.filter(pk=number, **{layer.masked_by: True}).exists()


def refuse_unfit(layer: Layer, number: int, place: Point) -> None:
    """Raises ValidationError for a place that this feature cannot be put at."""
    if is_masked(layer, number):
        raise ValidationError(_("Its source hides where this is, and nobody is asked for it."))
    if not community.contains(place):
        raise ValidationError(_("This place is not in the community, and its map can do nothing about it."))


def accept(suggestion: Suggestion, by: str, reason: str = "") -> None:
    """Put the feature there, and say that it was suggested. Other suggestions for it are settled with that. Raises
    ValidationError."""
    layer = catalogue[suggestion.layer]
    model: Any = layer.model
    refuse_unfit(layer, suggestion.feature_id, suggestion.place)
    with transaction.atomic(), acting(by, via="admin"):
        model._default_manager.filter(pk=suggestion.feature_id).update(
            geom=suggestion.place, location_source=LocationSource.SUGGESTED, location_accuracy=None
        )
        _settle(suggestion, Suggestion.State.ACCEPTED, by, reason)
        others = Suggestion.objects.filter(
            layer=suggestion.layer, feature_id=suggestion.feature_id, state=Suggestion.State.WAITING
        )
        for other in others:
            _settle(other, Suggestion.State.DECLINED, by, _("Another place was accepted."))


def decline(suggestion: Suggestion, by: str, reason: str) -> None:
    """Leave the feature where it is."""
    _settle(suggestion, Suggestion.State.DECLINED, by, reason)


def _settle(suggestion: Suggestion, state: Suggestion.State, by: str, reason: str) -> None:
    suggestion.state, suggestion.decided_by, suggestion.reason = state, by, reason
    suggestion.decided_at = timezone.now()
    suggestion.save()
