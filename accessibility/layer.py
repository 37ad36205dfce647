"""What the city shows of accessibility: the verdict and when it was measured, and barriers on the way."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accessibility import shortly, telling
from accessibility.actions import age_audits, conclude_all, follow_barriers, weigh_barriers
from accessibility.criteria import OFFICIAL
from accessibility.models import Barrier, Mending, Place
from accessibility.vocabulary import (
    AMENITY_FIELDS,
    MENDED_AS,
    PROFILE_FIELDS,
    BarrierStatus,
    Freshness,
    Profile,
    Severity,
    Urgency,
    Verdict,
)
from layers.fields import Audience, Field, Figure, Part, Telling
from layers.layer import Chapter, Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Fading, Shape, Symbol, Tone
from layers.viewer import Viewer


@register
class PlaceLayer(Layer):
    slug = "places"
    named_by = "name"
    clues = ("whole_address",)
    title = _("Places: can I get in?")
    description = _("Buildings and open spaces with the verdict of their latest accessibility audit.")
    model = Place
    headline = "{name}"
    address = "{street}, {house}"
    shape = Shape.CIRCLE
    group, rank = Group.ACCESS, 10
    shown_at_first = True
    style = ByValue(
        "verdict",
        {
            Verdict.ACCESSIBLE: Symbol(_("Barrier-free"), Tone.GOOD),
            Verdict.PARTLY: Symbol(_("Partly barrier-free"), Tone.WARNING, "exclamation"),
            Verdict.BARRIER: Symbol(_("With barriers"), Tone.BAD),
            Verdict.UNKNOWN: Symbol(_("Unknown: not audited in full"), Tone.UNKNOWN),
        },
    )
    profiles: ClassVar = {
        profile: ByValue(
            profile.field,
            {
                Verdict.ACCESSIBLE: Symbol(_("I can get in"), Tone.GOOD),
                Verdict.PARTLY: Symbol(_("I can get in with difficulty"), Tone.WARNING, "exclamation"),
                Verdict.UNKNOWN: Symbol(_("Unknown: not measured in full"), Tone.UNKNOWN),
                Verdict.BARRIER: Symbol(_("I cannot get in"), Tone.BAD),
            },
        )
        for profile in Profile
    }
    fades = Fading(
        "freshness", (Freshness.STALE,), _("Faded: audited more than a year ago; it may be otherwise now.")
    )
    source = Source("CC-BY-4.0", updated="P1Y")
    figures = (Figure("kind", Telling.CHOICES), Figure("audited_on", Telling.MONTHS))
    fields = (
        Field("verdict", filter=True, in_tile=True, leading=True),
        *(Field(name, filter=True, on_card=False) for name in PROFILE_FIELDS),
        *(Field(name, filter=True) for name in AMENITY_FIELDS),
        Field("audited_on", filter=True, happened=_("An auditor was there")),
        Field("freshness", filter=True, on_card=False),
        Field("confirmations"),
        Field("is_disputed", filter=True),
        Field("name", search=True),
        Field("kind", filter=True, leading=True),
        Field("claim", filter=True),
        Field("claim_source"),
        Field("owner_says"),
        Field("owner_said_on", happened=_("The owner answered")),
        Field("street", search=True, locating=True),
        Field("house", search=True, locating=True),
        Field("settlement", search=True, filter=True),
        Field("opening_hours"),
        Field("phone"),
        Field("website"),
        Field("responsible_name"),
        Field("responsible_code"),
        Field("audit__authority_name"),
        Field("katottg"),
        Field("audit__made_on", on_card=False),
        Field("audit__authority_code", on_card=False),
        Field("block", locating=True, on_card=False),
        Field("postcode", locating=True, on_card=False),
        Field("community", on_card=False),
        Field("district", on_card=False),
        Field("region", on_card=False),
    )
    parts = (
        Part(
            "audit__answers",
            _("What the latest audit found"),
            (
                Field("question"),
                Field("outcome"),
                Field("value"),
                Field("unit"),
                Field("finding"),
                Field("norm"),
                Field("clause"),
                Field("image_url"),
            ),
        ),
        Part(
            "parts",
            _("Entrances, floors and rooms"),
            (
                Field("kind"),
                Field("name"),
                Field("floor"),
                Field("is_main"),
                Field("claim"),
                Field("osm", locating=True),
            ),
        ),
    )

    def remark(self, values: Mapping[str, Any]) -> str:
        return telling.checked(
            values.get("audited_on"),
            values.get("confirmations") or 0,
            is_disputed=bool(values.get("is_disputed")),
            today=timezone.localdate(),
            latest=values.get("audit_made_on"),
        )

    def reasons(self, viewer: Viewer, rows: Mapping[int, Mapping[str, Any]]) -> Mapping[int, str]:
        # A barrier at the door shuts out of what nobody has audited, too.
        audited = [
            number
            for number, row in rows.items()
            if row.get("audited_on") or any(row.get(field) == Verdict.BARRIER for field in PROFILE_FIELDS)
        ]
        if not audited or is_closed(viewer):
            return {}
        return shortly.of_places(audited, self.is_seen_by or OFFICIAL)

    def settle(self) -> None:
        conclude_all()
        age_audits()


def is_closed(viewer: Viewer) -> bool:
    """Whether a city keeps from this viewer what audits answered."""
    part = next(part for part in PlaceLayer.parts if part.path == "audit__answers")
    told = {"outcome", "value"}
    return any(field.path in told and field.audience > viewer.on(Place).audience for field in part.fields)


@register
class BarrierLayer(Layer):
    slug = "barriers"
    title = _("Barriers")
    description = _("Obstacles on the way: reported, measured and confirmed.")
    model = Barrier
    headline = "{kind}"
    address = "{address}"
    shape = Shape.TRIANGLE
    group, rank = Group.ACCESS, 20
    hinders = True
    chapter = Chapter(
        40,
        "description",
        "reported_on",
        ended="removed_on",
        kind="kind",
        speaks_of=MENDED_AS,
        cites=("description",),
    )
    style = ByValue(
        "status",
        {
            BarrierStatus.REPORTED: Symbol(_("Reported, not confirmed"), Tone.UNKNOWN),
            BarrierStatus.MEASURED: Symbol(_("Measured by rule"), Tone.BAD, "bar"),
            BarrierStatus.CONFIRMED: Symbol(_("Confirmed"), Tone.BAD),
            BarrierStatus.PLANNED: Symbol(_("Removal is planned"), Tone.RUNNING),
            BarrierStatus.REMOVED: Symbol(_("Removed"), Tone.GOOD),
            BarrierStatus.REJECTED: Symbol(_("Rejected"), Tone.NEUTRAL, "none"),
        },
    )
    profiles: ClassVar = {
        profile: ByValue(
            profile.field,
            {
                Severity.IMPASSABLE: Symbol(_("Impassable for me"), Tone.BAD),
                Severity.HARD: Symbol(_("Passable with help"), Tone.WARNING),
                Severity.ANNOYING: Symbol(_("Passable with difficulty"), Tone.WARNING, "exclamation"),
                Severity.UNKNOWN: Symbol(_("Unknown: nobody has said how hard it is"), Tone.UNKNOWN),
                Severity.NONE: Symbol(_("No obstacle for me"), Tone.GOOD),
            },
        )
        for profile in Profile
    }
    source = Source("CC-BY-4.0", updated="P1D")
    figures = (Figure("kind", Telling.CHOICES), Figure("reported_on", Telling.MONTHS))
    fields = (
        Field("status", filter=True, in_tile=True, leading=True),
        Field("kind", filter=True),
        Field("severity", filter=True, leading=True),
        *(Field(name, filter=True) for name in PROFILE_FIELDS),
        Field("description", search=True),
        Field("clear_width", filter=True, unit=_("m")),
        Field("cause_name", link_in="cause_path"),
        Field("cause_path", on_card=False),
        Field("address", search=True, locating=True),
        Field("reported_on", filter=True, leading=True, happened=_("The barrier became known")),
        Field(
            "expires_on",
            filter=True,
            happened=_("The barrier was expected to be gone"),
            overtaken_by=("removed_on",),
        ),
        Field("witnesses", filter=True, on_card=False),
        Field("seen_on", filter=True, on_card=False),
        Field("is_doubted", filter=True, on_card=False),
        Field("responsible_name", search=True, on_card=False),
        Field("due_on", filter=True, on_card=False),
        Field("removed_on", happened=_("The barrier was removed")),
        Field("reporter_contact", audience=Audience.REGISTRAR),
    )

    def settle(self) -> None:
        weigh_barriers()
        follow_barriers()


@register
class MendingLayer(Layer):
    slug = "mending"
    title = _("Mend first")
    description = _(
        "What shuts people out: whom, how much lies behind it, and how much work it is; by rule, anew each day."
    )
    model = Mending
    headline = "{title}"
    address = "{street}"
    shape = Shape.ARCH
    group, rank = Group.ACCESS, 30
    tangible = False
    by_rule = True
    style = ByValue(
        "urgency",
        {
            Urgency.FIRST: Symbol(_("Among the first"), Tone.BAD, "exclamation"),
            Urgency.SOON: Symbol(_("Soon"), Tone.WARNING, "clock"),
            Urgency.LATER: Symbol(_("Later"), Tone.NEUTRAL),
        },
    )
    source = Source("CC-BY-4.0", updated="P1D")
    figures = (Figure("subject", Telling.CHOICES), Figure("effort", Telling.CHOICES))
    fields = (
        Field("urgency", filter=True, in_tile=True, leading=True),
        Field("todo", leading=True),
        Field("for_whom", leading=True, several=Profile),
        Field("place_in_list", filter=True),
        Field("title", search=True, link_in="subject_path"),
        Field("subject", filter=True),
        Field("persons", filter=True),
        Field("near", filter=True),
        Field("uses", filter=True),
        Field("affected", filter=True),
        Field("effort", filter=True),
        Field("points"),
        Field("score"),
        Field("street", search=True, locating=True),
        Field("remedy_name", link_in="remedy_path"),
        Field("remedy_path", on_card=False),
        Field("subject_path", on_card=False),
    )
