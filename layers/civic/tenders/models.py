"""Tenders of the city's buyers, as ProZorro publishes them (API 2.5), and what the reading of its feed has to remember:
whose purchases are read, how far the feed was followed, what was set aside, how each run went.
"""

from datetime import timedelta

from django.contrib.gis.db import models
from django.db.models.functions import Now
from django.utils import timezone
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
    REQUEST_FOR_PROPOSAL = "requestForProposal", _("request for proposals by the organiser’s rules")
    COMPETITIVE_ORDERING = "competitiveOrdering", _("competitive ordering")
    FRAMEWORK = "closeFrameworkAgreementUA", _("framework agreement")
    FRAMEWORK_SELECTION = (
        "closeFrameworkAgreementSelectionUA",
        _("selection under a framework agreement"),
    )
    DIALOGUE = "competitiveDialogueUA", _("competitive dialogue")
    DIALOGUE_EU = "competitiveDialogueEU", _("competitive dialogue, published in English too")
    ESCO = "esco", _("energy service contract")
    DEFENCE = "simple.defense", _("simplified tender for defence")


class Reason(models.TextChoices):
    """Why a document is not taken."""

    SILENT = "silent", _("the server does not give it")
    MISSING = "missing", _("the feed has it, and the server says that there is none")
    OLDER = "older", _("the server gives an older document than its feed announces")
    IMPROPER = "improper", _("the answer is no document")
    TOO_LONG = "long", _("the answer is too long")
    OTHER = "other", _("another document was given than was asked for")
    IDENTIFIER = "identifier", _("its identifier is none")
    NUMBER = "number", _("its number is not one of a tender")
    MOMENT = "moment", _("it does not say when it was changed")
    SUM = "sum", _("a sum of money is none")
    CURRENCY = "currency", _("a currency is none")
    TWICE = "twice", _("another document has the same number, and was changed later")
    UNKEPT = "unkept", _("the database does not take it")


class PlaceFlaw(models.TextChoices):
    """Why the coordinates of a document tell no place."""

    TEXT = "text", _("coordinates are texts, not numbers")
    HALF = "half", _("one of the coordinates is missing")
    SWAPPED = "swapped", _("latitude and longitude are swapped")
    OUTSIDE = "outside", _("not in this community")
    ABROAD = "abroad", _("not in Ukraine")
    NOWHERE = "nowhere", _("no place on Earth")


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
    enquiries_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    auction_at = models.DateTimeField(_("auction"), null=True, blank=True)
    delivery_until = models.DateField(_("to be delivered until"), null=True, blank=True)
    supplier_name = models.CharField(_("supplier"), max_length=500, blank=True, default="", db_default="")
    #: all contracts together; unknown where they are in several currencies
    contract_amount = models.DecimalField(
        _("contract value"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    contract_currency = models.CharField(
        _("currency of the contracts"), max_length=3, blank=True, default="", db_default=""
    )
    contract_signed_on = models.DateField(_("contract signed on"), null=True, blank=True)
    contract_until = models.DateField(_("contract until"), null=True, blank=True)
    page = models.URLField(_("page in ProZorro"), max_length=200, blank=True, default="", db_default="")
    address = models.CharField(_("place of delivery"), max_length=500, blank=True, default="", db_default="")
    masked = models.BooleanField(_("masked by the buyer"), default=False, db_default=False)
    #: the texts that may tell its place, the likeliest first: `{"from": "title", "text": …}`, from the title, a lot, an
    #: item, a delivery or the buyer (places.py); none of a masked one
    place_clues = models.JSONField(
        _("texts that may tell the place"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
    )
    #: why the document's own coordinates were not taken
    place_flaw = models.CharField(
        _("why its coordinates were not taken"),
        max_length=10,
        choices=PlaceFlaw,
        blank=True,
        default="",
        db_default="",
    )

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


class Document(models.Model):
    """The document of a tender as it came, without personal data: what its columns are read from, and read anew
    (`manage.py read_tenders`) without asking ProZorro."""

    tender = models.OneToOneField(
        Tender, primary_key=True, on_delete=models.CASCADE, related_name="document", verbose_name=_("tender")
    )
    raw = models.JSONField(_("document"))
    #: what the card tells beside the columns: lots, awards, contracts, periods, files (reading.py)
    told = models.JSONField(_("told on the card"), default=dict)
    taken_at = models.DateTimeField(_("read"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("document of a tender")
        verbose_name_plural = _("documents of tenders")

    def __str__(self) -> str:
        return str(self.tender_id)


class Buyer(models.Model):
    """A body whose purchases are read; or, where it is not followed, passed over though it sits in the community."""

    buyer_code = models.CharField(_("EDRPOU code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    followed = models.BooleanField(_("its purchases are read"), default=True)

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")
        ordering = ["name", "buyer_code"]

    def __str__(self) -> str:
        return self.name or self.buyer_code


class Cursor(models.Model):
    """How far a feed was followed in one direction. The offset is opaque: it is handed back as it came."""

    class Direction(models.TextChoices):
        FORWARD = "forward", _("towards what is new")
        BACKWARD = "backward", _("towards what is old")

    source = models.CharField(_("feed"), max_length=300)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    offset = models.CharField(_("offset"), max_length=500)
    #: the newest entry that was seen, forward; how far back is to be read, backward
    reach = models.DateTimeField(_("reach"), null=True)
    is_done = models.BooleanField(_("read to the end"), default=False)
    moved_at = models.DateTimeField(_("moved"), auto_now=True)

    class Meta:
        verbose_name = _("position in the feed")
        verbose_name_plural = _("positions in the feed")
        constraints = [models.UniqueConstraint(fields=["source", "direction"], name="cursor_once")]

    def __str__(self) -> str:
        return f"{self.direction} {self.offset}"


class SetAside(models.Model):
    """A document that could not be taken, and why. It is asked for again when the feed says that it has changed; at the
    next run already where the server did not give it at all, or the office wants it."""

    source = models.CharField(_("feed"), max_length=300)
    external_id = models.CharField(_("identifier in ProZorro"), max_length=64)
    tender_id = models.CharField(_("tender"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    #: the value that is wrong, or what the server said
    detail = models.CharField(_("what was found"), max_length=500, blank=True)
    modified_at = models.DateTimeField(_("changed in ProZorro"), null=True)
    times = models.PositiveIntegerField(_("how many times"), default=1)
    is_due = models.BooleanField(_("asked for at the next run"), default=False)
    first_at = models.DateTimeField(_("first"), auto_now_add=True)
    last_at = models.DateTimeField(_("last"), auto_now=True)

    class Meta:
        verbose_name = _("document set aside")
        verbose_name_plural = _("documents set aside")
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="set_aside_once")]

    def __str__(self) -> str:
        return self.tender_id or self.external_id


class SyncRun(models.Model):
    """One run of the synchroniser: what it read and what became of it. Written with each page that it takes."""

    class State(models.TextChoices):
        RUNNING = "running", _("running, or broken off")
        DONE = "done", _("read to the end of the feed")
        PAUSED = "paused", _("stopped before the end, goes on later")
        FAILED = "failed", _("failed")

    source = models.CharField(_("feed"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    entries = models.PositiveIntegerField(_("entries seen"), default=0)
    hits = models.PositiveIntegerField(_("entries of the city’s buyers"), default=0)
    entered = models.PositiveIntegerField(_("entered"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    gone = models.PositiveIntegerField(_("gone"), default=0)
    set_aside = models.PositiveIntegerField(_("set aside"), default=0)
    masked = models.PositiveIntegerField(_("masked"), default=0)
    retries = models.PositiveIntegerField(_("retries"), default=0)
    newest_at = models.DateTimeField(_("newest entry"), null=True)
    last_error = models.CharField(_("last error"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("reading of ProZorro")
        verbose_name_plural = _("readings of ProZorro")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} № {self.pk}"

    @property
    def lag(self) -> timedelta | None:
        """How old the newest entry was when the run ended, or is now: the map is behind by no more."""
        return (self.ended_at or timezone.now()) - self.newest_at if self.newest_at else None

    def count(self, name: str, more: int = 1) -> None:
        """Add to one of the counts; it is saved with the page."""
        setattr(self, name, getattr(self, name) + more)
