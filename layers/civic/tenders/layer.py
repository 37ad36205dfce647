"""What the city shows of tenders: the phase, the money, and the way to the document."""

from django.utils.translation import gettext_lazy as _

from layers.civic.tenders.models import Phase, Tender
from layers.fields import Field, Figure, Telling
from layers.layer import Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone


@register
class TenderLayer(Layer):
    slug = "tenders"
    title = _("Tenders")
    description = _("Purchases of the city's bodies, from ProZorro.")
    model = Tender
    headline = "{title}"
    address = "{address}"
    shape = Shape.DIAMOND
    group, rank = Group.CIVIC, 30
    tangible = False
    style = ByValue(
        "phase",
        {
            Phase.OPEN: Symbol(_("Bids are accepted"), Tone.RUNNING),
            Phase.EVALUATION: Symbol(_("Choosing the winner"), Tone.WARNING),
            Phase.AWARDED: Symbol(_("Winner chosen"), Tone.GOOD, "plus"),
            Phase.COMPLETE: Symbol(_("Completed"), Tone.GOOD),
            Phase.UNSUCCESSFUL: Symbol(_("Did not take place"), Tone.NEUTRAL, "bar"),
            Phase.CANCELLED: Symbol(_("Cancelled"), Tone.BAD),
            Phase.UNKNOWN: Symbol(_("Phase unknown"), Tone.UNKNOWN),
        },
    )
    source = Source("CC-BY-4.0", updated="PT15M", publisher=_("ProZorro"), url="https://prozorro.gov.ua/")
    figures = (
        Figure("amount", Telling.SUM),
        Figure("contract_amount", Telling.SUM),
        Figure("announced_on", Telling.MONTHS),
    )
    fields = (
        Field("phase", filter=True, in_tile=True, leading=True),
        Field("title", search=True),
        Field("tender_id", search=True, filter=True, identifies=True),
        Field("amount", filter=True, leading=True, unit_in="currency"),
        Field("currency", filter=True, on_card=False),
        Field("vat_included"),
        Field("buyer_name", search=True),
        Field("buyer_code", filter=True),
        Field("announced_on", filter=True, leading=True),
        Field("bids_until", filter=True),
        Field("status", filter=True, on_card=False),
        Field("method", filter=True),
        Field("category", filter=True),
        Field("dk_code", filter=True),
        Field("dk_title", search=True),
        Field("description", search=True),
        Field("supplier_name", search=True),
        Field("contract_amount", unit_in="currency"),
        Field("address", search=True, locating=True),
        Field("masked", filter=True, on_card=False),
        Field("modified_at"),
    )
