"""In words: what led to a location, or why nothing did; and how many wait to be found, for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, JSONField, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext as _

from layers.layer import Layer
from layers.locating.models import Finding
from layers.locating.suggestions import is_masked
from layers.locating.vocabulary import Reason
from layers.viewer import Viewer


def finding_of(layer: Layer, number: int) -> Finding | None:
    """What the locator made of a feature's words; None where it was never asked, or the source hides the place."""
    if not layer.clues or is_masked(layer, number):
        return None
    return Finding.objects.filter(layer=layer.slug, feature_id=number).first()


def why(reason: str, details: Iterable[str]) -> str:
    """Why something is not placed, or not better, as a sentence; empty for no reason."""
    if not reason:
        return ""
    words = "; ".join(f"«{word}»" for word in details)
    told = (
        _("The text %(reason)s.")
        if reason not in (Reason.MASKED, Reason.CLOSED)
        else _("The place is %(reason)s.")
    )
    sentence = told % {"reason": Reason(reason).label}
    return f"{sentence[:-1]}: {words}." if words else sentence


def unplaced(layer: Layer, viewer: Viewer, reason: str = "") -> Any:
    """The rows that a viewer may see and that are nowhere, with the `reason` and `details` of the locator."""
    findings = Finding.objects.filter(layer=layer.slug, feature_id=OuterRef("pk"))
    rows = layer.features(viewer).filter(geom__isnull=True, gone_at__isnull=True)
    told: Any = Subquery(findings.values("reason")[:1], output_field=CharField())
    details: Any = Subquery(findings.values("details")[:1])
    if layer.masked_by:
        # The source may have begun to hide it after it was looked for.
        hidden = Q(**{layer.masked_by: True})
        told = Case(When(hidden, then=Value(Reason.MASKED.value)), default=told, output_field=CharField())
        details = Case(When(hidden, then=Value(None, JSONField())), default=details)
    rows = rows.annotate(reason=told, details=details)
    return rows.filter(reason=reason) if reason else rows


@dataclass(frozen=True, slots=True)
class Tray:
    """How many rows of a layer are nowhere, by reason; those that nobody has looked for count as such."""

    layer: Layer
    count: int
    whole: int
    reasons: tuple[tuple[str, str, int], ...]


def trays(layers: Iterable[Layer], viewer: Viewer) -> list[Tray]:
    """Of each layer that has something that is nowhere, the most first."""
    found = [_tray(layer, viewer) for layer in layers]
    return sorted((tray for tray in found if tray.count), key=lambda tray: -tray.count)


def _tray(layer: Layer, viewer: Viewer) -> Tray:
    counted = unplaced(layer, viewer).order_by().values("reason").annotate(number=Count("pk"))
    rows = sorted(((row["reason"] or "", row["number"]) for row in counted), key=lambda row: -row[1])
    reasons = tuple(
        (reason, str(Reason(reason).label) if reason else _("not looked for"), count)
        for reason, count in rows
    )
    whole = layer.features(viewer).filter(gone_at__isnull=True).count()
    return Tray(layer, sum(count for _reason, count in rows), whole, reasons)
