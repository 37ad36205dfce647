"""Cases about structures: what state each is in, every step that was taken, and the papers that were issued.

A case names its structure by layer and number, as observations do, so that it outlives the row of the register. Steps
and documents are only ever added.
"""

from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosks.cases import rules
from kiosks.cases.vocabulary import STEPS, DocumentKind, Ground, State
from kiosks.models import Advertising, Kiosk
from kiosks.vocabulary import Certainty, Subject
from layers.surveys.models import sealed

#: layer → its model
STRUCTURES: dict[str, type[Kiosk] | type[Advertising]] = {"kiosks": Kiosk, "advertising": Advertising}


class Case(models.Model):
    """What is done about one structure."""

    layer = models.CharField(_("kind of structure"), max_length=60, choices=Subject)
    feature_id = models.BigIntegerField(_("number of the structure on the map"))
    #: as they were when the case was opened
    title = models.CharField(_("structure"), max_length=360)
    street = models.CharField(_("street"), max_length=300, blank=True, default="")
    house = models.CharField(_("house"), max_length=60, blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.FOUND)
    grounds = models.CharField(_("grounds"), max_length=12, choices=Ground, blank=True, default="")
    clause = models.CharField(_("clause"), max_length=300, blank=True, default="")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspector"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    #: how many steps were taken: who decides by a form says which state it was filled from
    version = models.PositiveIntegerField(default=0)
    reminded_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [
            ("inspect_case", "Can take an inspector's steps"),
            ("decide_case", "Can take a registrar's steps"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "feature_id"],
                condition=~Q(state__in=sorted(rules.CLOSED)),
                name="case_one_open",
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="case_due")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} № {self.pk}: {self.title}"

    @property
    def path(self) -> str:
        """The public page of the structure."""
        return f"/{self.layer}/{self.feature_id}/"

    @property
    def is_closed(self) -> bool:
        return self.state in rules.CLOSED

    def get_absolute_url(self) -> str:
        return reverse("admin:cases_case_change", args=[self.pk])

    def structure(self) -> Any:
        """The row of the register; None when it is gone."""
        return STRUCTURES[self.layer]._default_manager.filter(pk=self.feature_id).first()


class Step(models.Model):
    """One step of a case: who, when, from where, and on what grounds."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(_("step"), max_length=12, choices=list(STEPS.items()))
    before = models.CharField(_("before"), max_length=12, choices=State, blank=True, default="")
    after = models.CharField(_("after"), max_length=12, choices=State)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: stays when the account goes
    by_name = models.CharField(_("who"), max_length=150, blank=True, default="")
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    grounds = models.CharField(_("grounds"), max_length=12, choices=Ground, blank=True, default="")
    clause = models.CharField(_("clause"), max_length=300, blank=True, default="")
    due_on = models.DateField(_("due on"), null=True)
    #: of the term, as it was known on that day
    term_clause = models.CharField(_("clause of the term"), max_length=300, blank=True, default="")
    term_certainty = models.CharField(
        _("certainty of the term"), max_length=12, choices=Certainty, blank=True, default=""
    )
    observation_id = models.UUIDField(_("observation"), null=True, unique=True)
    is_public = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_after_display()}, {timezone.localtime(self.at):%d.%m.%Y}"


class Series(models.Model):
    """The last number of a kind of document in a year: held by whoever issues the next one."""

    kind = models.CharField(max_length=12, choices=DocumentKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.year}: {self.last}"


class Document(models.Model):
    """A paper that was issued: numbered, sealed by the hash of its file, never made anew."""

    kind = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("number in the year"))
    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="documents")
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who issued it"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: the paper stands in the archive with its number, and counts for nothing any more
    annulled_at = models.DateTimeField(_("annulled"), null=True, editable=False)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("annulled by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    annulled_why = models.TextField(_("annulled because"), blank=True, default="", editable=False)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), storage=sealed, max_length=200)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="document_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} № {self.number}"

    @property
    def number(self) -> str:
        return f"{self.serial}/{self.year}"


class Letter(models.Model):
    """A letter about a case, sent by e-mail: to whom, in which words, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        SENDING = "sending", _("handed over, without an answer yet")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")

    class Why(models.TextChoices):
        """Why it is not known to be there."""

        DOWN = "down", _("the mail server did not take it, however often it was tried")
        REFUSED = "refused", _("the mail server refused it")
        BROKEN = "broken", _("the connection broke off: it may have arrived, or not")

    #: made with the form, so that pressing twice sends once
    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="letters")
    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: stays when the account goes
    by_name = models.CharField(_("who"), max_length=150, blank=True, default="")
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    why = models.CharField(_("why"), max_length=12, choices=Why, blank=True, default="")
    #: of the mail server's refusal
    code = models.PositiveSmallIntegerField(null=True)
    #: when it was taken, or given up
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.subject}, {self.recipient}"


class Term(models.Model):
    """The office's own term of a state, in place of the one that the rules have."""

    state = models.CharField(
        _("state"), max_length=12, choices=[(s, State(s).label) for s in rules.TERMS], unique=True
    )
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    working = models.BooleanField(_("working days"), default=True)
    clause = models.CharField(_("clause"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=12, choices=Certainty, default=Certainty.PERHAPS)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return str(self.get_state_display())


class ResponseTemplate(models.Model):
    """A text of the office with words in braces that a case fills in."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("response template")
        verbose_name_plural = _("response templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        from kiosks.cases.responses import flaw

        said = flaw(self.text)
        if said:
            raise ValidationError({"text": said})
