"""Tenders of the city's buyers, as ProZorro publishes them (API 2.5; domain notes A)."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.feature import AnyFeature


class Phase(models.TextChoices):
    """What a tender's status means to a resident; ProZorro's own code is kept beside it, known or not."""

    OPEN = "open", _("bids are accepted")
    EVALUATION = "evaluation", _("choosing the winner")
    AWARDED = "awarded", _("winner chosen")
    COMPLETE = "complete", _("completed")
    UNSUCCESSFUL = "unsuccessful", _("did not take place")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("unknown")


#: ProZorro's statuses (standards @c32ccbf2) → phases. A status that is not here is shown as it is, in phase «unknown».
PHASES = {
    "active.enquiries": Phase.OPEN,
    "active.tendering": Phase.OPEN,
    "active.pre-qualification": Phase.EVALUATION,
    "active.pre-qualification.stand-still": Phase.EVALUATION,
    "active.auction": Phase.EVALUATION,
    "active.qualification": Phase.EVALUATION,
    "active.qualification.stand-still": Phase.EVALUATION,
    "active.stage2.pending": Phase.EVALUATION,
    "active.stage2.waiting": Phase.EVALUATION,
    "active.awarded": Phase.AWARDED,
    "active": Phase.AWARDED,
    "complete": Phase.COMPLETE,
    "unsuccessful": Phase.UNSUCCESSFUL,
    "cancelled": Phase.CANCELLED,
}


class Category(models.TextChoices):
    """What is bought (mainProcurementCategory)."""

    GOODS = "goods", _("goods")
    SERVICES = "services", _("services")
    WORKS = "works", _("works")


class Method(models.TextChoices):
    """How it is bought (procurementMethodType); a code that is not here is shown as it is."""

    PRICE_QUOTATION = "priceQuotation", _("request for price quotations")
    REPORTING = "reporting", _("purchase without the electronic system")
    BELOW_THRESHOLD = "belowThreshold", _("simplified purchase")
    ABOVE_THRESHOLD = "aboveThreshold", _("open tender with particularities")
    ABOVE_THRESHOLD_UA = "aboveThresholdUA", _("open tender")
    ABOVE_THRESHOLD_EU = "aboveThresholdEU", _("open tender, published in English too")
    NEGOTIATION = "negotiation", _("negotiation")
    NEGOTIATION_QUICK = "negotiation.quick", _("negotiation, shortened")


class Tender(AnyFeature):
    """A tender. A masked one has no location, whatever its document says."""

    tender_id = models.CharField(_("tender"), max_length=40)
    title = models.CharField(_("title"), max_length=2000)
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    phase = models.CharField(
        _("phase"), max_length=16, choices=Phase, default=Phase.UNKNOWN, db_default=Phase.UNKNOWN
    )
    status = models.CharField(_("status in ProZorro"), max_length=60, blank=True, default="", db_default="")
    method = models.CharField(
        _("procurement method"), max_length=60, choices=Method, blank=True, default="", db_default=""
    )
    category = models.CharField(
        _("category"), max_length=20, choices=Category, blank=True, default="", db_default=""
    )
    buyer_name = models.CharField(_("buyer"), max_length=500, blank=True, default="", db_default="")
    buyer_code = models.CharField(
        _("EDRPOU code of the buyer"), max_length=8, blank=True, default="", db_default=""
    )
    amount = models.DecimalField(_("expected value"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", db_default="")
    vat_included = models.BooleanField(_("VAT included"), null=True, blank=True)
    dk_code = models.CharField(_("DK 021 code"), max_length=12, blank=True, default="", db_default="")
    dk_title = models.CharField(_("subject by DK 021"), max_length=300, blank=True, default="", db_default="")
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    bids_until = models.DateTimeField(_("bids until"), null=True, blank=True)
    modified_at = models.DateTimeField(_("changed in ProZorro"), null=True, blank=True)
    supplier_name = models.CharField(_("supplier"), max_length=500, blank=True, default="", db_default="")
    contract_amount = models.DecimalField(
        _("contract value"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    address = models.CharField(_("place of delivery"), max_length=500, blank=True, default="", db_default="")
    masked = models.BooleanField(_("masked by the buyer"), default=False, db_default=False)

    class Meta(AnyFeature.Meta):
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        constraints = [
            *AnyFeature.Meta.constraints,
            models.UniqueConstraint(fields=["tender_id"], name="tender_once"),
            models.CheckConstraint(
                condition=models.Q(masked=False) | models.Q(geom__isnull=True), name="tender_masked"
            ),
        ]

    def __str__(self) -> str:
        return self.title
