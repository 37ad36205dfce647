"""What the city shows of tenders: the phase, the money, and the way to the document."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from layers.civic.tenders.models import Phase, Tender
from layers.civic.tenders.telling import in_sentences
from layers.fields import Apart, Audience, Field, Figure, Telling
from layers.layer import Chapter, Group, Layer
from layers.provenance import ROW_SOURCES
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone

#: for these nothing is paid
_NOT_BOUGHT = (Apart(_("nothing was bought"), (Phase.UNSUCCESSFUL, Phase.CANCELLED)),)


@register
class TenderLayer(Layer):
    slug = "tenders"
    title = _("Tenders")
    description = _("Purchases of the city's bodies, from ProZorro.")
    model = Tender
    clues = ("place_clues",)
    masked_by = "masked"
    chapter = Chapter(
        30, "title", "announced_on", "amount", "currency", number="tender_id", cites=("title", "description")
    )
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
    source = ROW_SOURCES["prozorro"]
    figures = (
        Figure("amount", Telling.SUM, apart=_NOT_BOUGHT),
        Figure("contract_amount", Telling.SUM, apart=_NOT_BOUGHT),
        Figure("announced_on", Telling.MONTHS, _("How many purchases were announced, by month")),
        Figure("masked", Telling.CHOICES),
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
        Field("announced_on", filter=True, leading=True, happened=_("The purchase was announced")),
        Field("enquiries_until"),
        Field("bids_until", filter=True),
        Field("auction_at"),
        Field("delivery_until", filter=True, happened=_("Until this day it was to be done")),
        Field("status", filter=True, on_card=False),
        Field("method", filter=True),
        Field("category", filter=True),
        Field("dk_code", filter=True),
        Field("dk_title", search=True),
        Field("description", search=True),
        Field("supplier_name", search=True),
        Field("contract_amount", filter=True, unit_in="contract_currency"),
        Field("contract_currency", on_card=False),
        Field("contract_signed_on", happened=_("The contract was signed")),
        Field("contract_until", filter=True, happened=_("The contract ran out")),
        Field("address", search=True, locating=True),
        Field("masked", filter=True, on_card=False),
        Field("page"),
        Field("modified_at"),
        Field("place_flaw", audience=Audience.STAFF),
    )

    def remark(self, values: Mapping[str, Any]) -> str:
        """What matters first: until when one may bid, or who won and for how much."""
        return in_sentences(values)
