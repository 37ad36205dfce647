"""What the city shows of kiosks and advertising: the state of the permit first."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosks.actions import refresh_permit_states
from kiosks.models import Advertising, Kiosk
from kiosks.plan.following import compare_soon
from kiosks.vocabulary import PermitState
from layers.fields import Audience, Field, Figure, Telling
from layers.layer import Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone

PERMIT_SYMBOLS = {
    PermitState.VALID: Symbol(_("Permit in force"), Tone.GOOD),
    PermitState.EXPIRING: Symbol(_("Expires within 30 days"), Tone.WARNING),
    PermitState.EXPIRED: Symbol(_("Permit expired"), Tone.BAD),
    PermitState.SUSPENDED: Symbol(_("Permit suspended"), Tone.WARNING, "pause"),
    PermitState.ANNULLED: Symbol(_("Permit annulled"), Tone.BAD, "bar"),
    PermitState.NONE: Symbol(_("No permit"), Tone.NONE),
    PermitState.UNKNOWN: Symbol(_("Permit unknown"), Tone.UNKNOWN),
}


class StructureLayer(Layer):
    """What kiosks and advertising share: the state of the permit follows from the permits, and the comparison with the
    placement scheme from both."""

    def settle(self) -> None:
        refresh_permit_states(timezone.localdate())
        compare_soon()


@register
class KioskLayer(StructureLayer):
    slug = "kiosks"
    title = _("Kiosks")
    description = _("Temporary structures for trade and services, with their siting passports.")
    model = Kiosk
    headline = "{name}"
    address = "{street}, {house}"
    shape = Shape.SQUARE
    outline = "footprint"
    group, rank = Group.TRADE, 10
    shown_at_first = True
    style = ByValue("permit_state", PERMIT_SYMBOLS)
    source = Source("CC-BY-4.0", updated="P1M")
    figures = (Figure("activity", Telling.CHOICES), Figure("permit_until", Telling.MONTHS))
    fields = (
        Field("permit_state", filter=True, in_tile=True, leading=True),
        Field("permit_until", filter=True, leading=True, happened=_("The permit ran out")),
        Field(
            "missing_since", filter=True, leading=True, happened=_("It was not found at its place any more")
        ),
        Field("name", search=True),
        Field("number", search=True, filter=True, identifies=True),
        Field("activity", filter=True, leading=True),
        Field("sells_alcohol", filter=True),
        Field("sells_tobacco", filter=True),
        Field("form", filter=True),
        Field("mobility", filter=True),
        Field("area", filter=True, unit=_("m²")),
        Field("footprint_area", filter=True, unit=_("m²")),
        Field("length", unit=_("m")),
        Field("width", unit=_("m")),
        Field("direction", unit=_("°")),
        Field("passage", filter=True),
        Field("clear_width", filter=True, unit=_("m")),
        Field("spot_number", locating=True),
        Field("street", search=True, locating=True),
        Field("house", search=True, locating=True),
        Field("block", locating=True),
        Field("address_note", locating=True),
        Field("settlement", search=True, filter=True),
        Field("opening_hours"),
        Field("owner_name", search=True),
        Field("owner_code", filter=True),
        Field("permit__number"),
        Field("permit__status"),
        Field("permit__issued_by"),
        Field("permit__issued_on", happened=_("The permit was issued")),
        Field("permit__document_url"),
        Field("permit__public_file", locating=True, link_in="permit_public_file"),
        Field("permit__closed_file", audience=Audience.STAFF, link_in="permit_closed_file"),
        Field("katottg"),
        Field("postcode", locating=True),
        Field("owner_phone", audience=Audience.REGISTRAR),
        Field("note", audience=Audience.STAFF),
        Field("without_permit", audience=Audience.STAFF, on_card=False),
        Field("permit__document_name", on_card=False),
        Field("permit__valid_until", on_card=False),
        Field("community", on_card=False),
        Field("district", on_card=False),
        Field("region", on_card=False),
    )


@register
class AdvertisingLayer(StructureLayer):
    slug = "advertising"
    title = _("Advertising")
    description = _("Advertising structures, with their permits.")
    model = Advertising
    headline = "{name}"
    address = "{street}, {house}"
    shape = Shape.BOARD
    outline = "footprint"
    group, rank = Group.TRADE, 20
    style = ByValue("permit_state", PERMIT_SYMBOLS)
    source = Source("CC-BY-4.0", updated="P1M")
    figures = (Figure("kind", Telling.CHOICES), Figure("permit_until", Telling.MONTHS))
    fields = (
        Field("permit_state", filter=True, in_tile=True, leading=True),
        Field("permit_until", filter=True, leading=True, happened=_("The permit ran out")),
        Field(
            "missing_since", filter=True, leading=True, happened=_("It was not found at its place any more")
        ),
        Field("name", search=True),
        Field("number", search=True, filter=True, identifies=True),
        Field("kind", filter=True, leading=True),
        Field("theme", filter=True),
        Field("planes", filter=True),
        Field("width", unit=_("m")),
        Field("height", unit=_("m")),
        Field("area", filter=True, unit=_("m²")),
        Field("place_area", filter=True, unit=_("m²")),
        Field("depth", unit=_("m")),
        Field("direction", unit=_("°")),
        Field("spot_number", locating=True),
        Field("street", search=True, locating=True),
        Field("house", search=True, locating=True),
        Field("address_note", locating=True),
        Field("settlement", search=True, filter=True),
        Field("permit__number"),
        Field("permit__status"),
        Field("permit__issued_by"),
        Field("permit__issued_on", happened=_("The permit was issued")),
        Field("permit__valid_from", happened=_("The permit came into force")),
        Field("permit__distributor_name"),
        Field("permit__distributor_code"),
        Field("permit__contract_number"),
        Field("permit__contract_signed_on", happened=_("The contract was signed")),
        Field("permit__public_file", locating=True, link_in="permit_public_file"),
        Field("permit__closed_file", audience=Audience.STAFF, link_in="permit_closed_file"),
        Field("image_url"),
        Field("katottg"),
        Field("note", audience=Audience.STAFF),
        Field("without_permit", audience=Audience.STAFF, on_card=False),
        Field("permit__issued_by_code", on_card=False),
        Field("permit__valid_until", on_card=False),
        Field("block", locating=True, on_card=False),
        Field("postcode", locating=True, on_card=False),
        Field("community", on_card=False),
        Field("district", on_card=False),
        Field("region", on_card=False),
    )
