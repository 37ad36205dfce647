"""What the city shows of the placement scheme: its spots, and how reality differs from it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosks.plan.actions import compare
from kiosks.plan.models import Comparison, Spot
from kiosks.plan.vocabulary import Finding
from kiosks.vocabulary import Subject
from layers.fields import Field, Figure, Telling
from layers.layer import Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone
from layers.viewer import Viewer


@register
class SpotLayer(Layer):
    slug = "spots"
    title = _("Placement scheme")
    description = _("The places that the approved scheme gives to temporary and advertising structures.")
    model = Spot
    headline = "{number}"
    address = "{street}, {house}"
    shape = Shape.PENNANT
    group, rank = Group.TRADE, 40
    tangible = False
    style = ByValue(
        "subject",
        {
            Subject.KIOSKS: Symbol(_("For a temporary structure"), Tone.RUNNING, "plus"),
            Subject.ADVERTISING: Symbol(_("For an advertising structure"), Tone.NEUTRAL, "star"),
        },
    )
    source = Source("CC-BY-4.0", updated="P1Y")
    figures = (Figure("valid_until", Telling.MONTHS),)
    fields = (
        Field("subject", filter=True, in_tile=True, leading=True),
        Field("area", filter=True, leading=True, unit=_("m²")),
        Field("valid_until", filter=True, leading=True, happened=_("The place’s time was over")),
        Field("number", search=True, filter=True, identifies=True),
        Field("purpose", search=True),
        Field("street", search=True, locating=True),
        Field("house", search=True, locating=True),
        Field("address_note", locating=True),
        Field("settlement", search=True, filter=True),
        Field("scheme", search=True),
        Field("decision"),
        Field("approved_on", filter=True, happened=_("The place was approved")),
        Field("decision_url"),
        Field("katottg"),
        Field("block", locating=True, on_card=False),
        Field("postcode", locating=True, on_card=False),
        Field("community", on_card=False),
        Field("district", on_card=False),
        Field("region", on_card=False),
    )

    def settle(self) -> None:
        compare(timezone.localdate())


@register
class ComparisonLayer(Layer):
    slug = "comparison"
    title = _("Plan and reality")
    description = _("The placement scheme held against what stands in the city, by rule and anew each day.")
    model = Comparison
    headline = "{title}"
    address = "{street}, {house}"
    shape = Shape.TWINS
    group, rank = Group.TRADE, 30
    tangible = False
    style = ByValue(
        "finding",
        {
            Finding.MATCHES: Symbol(_("Matches the scheme"), Tone.GOOD),
            Finding.MOVED: Symbol(_("Moved from its spot"), Tone.WARNING, "arrow"),
            Finding.OVERSIZE: Symbol(_("Larger than allowed"), Tone.WARNING, "plus"),
            Finding.EXPIRED: Symbol(_("Permit expired or annulled"), Tone.BAD),
            Finding.NO_PERMIT: Symbol(_("No permit"), Tone.NONE),
            Finding.NARROWS: Symbol(_("Narrows the pavement below the norm"), Tone.BAD, "pause"),
            Finding.TOO_NEAR: Symbol(_("Too near to something"), Tone.WARNING, "exclamation"),
            Finding.OUTSIDE: Symbol(_("Outside of the scheme"), Tone.NONE, "star"),
            Finding.UNKNOWN_OWNER: Symbol(_("Owner unknown"), Tone.UNKNOWN),
            Finding.UNCLEAR: Symbol(_("Not enough is known"), Tone.UNKNOWN, "minus"),
            Finding.EMPTY: Symbol(_("Empty: no structure is shown there"), Tone.NEUTRAL, "bar"),
        },
    )
    source = Source("CC-BY-4.0", updated="P1D")
    by_rule = True
    figures = (Figure("subject", Telling.CHOICES),)
    fields = (
        Field("finding", filter=True, in_tile=True, leading=True),
        Field("moved_by", filter=True, leading=True, unit=_("m")),
        Field("permit_until", filter=True, leading=True),
        Field("title", search=True),
        Field("subject", filter=True),
        Field("structure_name", link_in="structure_path"),
        Field("spot_number", search=True, locating=True, link_in="spot_path"),
        Field("permit_state", filter=True),
        Field("is_moved", filter=True),
        Field("area", unit=_("m²")),
        Field("permitted_area", unit=_("m²")),
        Field("is_oversize", filter=True),
        Field("has_owner", filter=True),
        Field("clear_width", filter=True, unit=_("m")),
        Field("narrows", filter=True),
        Field("is_too_near", filter=True),
        Field("near_to"),
        Field("near_metres", unit=_("m")),
        Field("near_limit", unit=_("m")),
        Field("not_applied"),
        Field("clauses"),
        Field("street", search=True, locating=True),
        Field("house", search=True, locating=True),
        Field("structure_path", on_card=False),
        Field("spot_path", locating=True, on_card=False),
    )

    def features(self, viewer: Viewer) -> "QuerySet[Any]":
        """Staff see what stands at a spot; everybody else cannot tell what is closed to them from nothing."""
        rows = super().features(viewer)
        return rows.filter(is_stand_in=False) if viewer.on(self.model).is_staff else rows
