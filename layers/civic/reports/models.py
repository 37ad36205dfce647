"""What residents report of a place, without an account, and how whoever did is told what became of it.

A report is a feature like any other, not published until a moderator says so. How its author is reached lies apart, in
a table without a history: an address for letters is personal, and is erased as soon as it is not needed.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models.functions import Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from layers.civic.reports.vocabulary import SETTLED, Category, State
from layers.feature import LocationSource, PointFeature
from layers.publication import Publication
from layers.surveys.models import Reviewable

#: the layer's name in addresses
SLUG = "reports"


class Report(PointFeature):
    """Something that a resident saw. Of the person nothing is kept here."""

    publication = models.CharField(
        _("publication"),
        max_length=12,
        choices=Publication,
        default=Publication.HIDDEN,
        db_default=Publication.HIDDEN,
    )
    category = models.CharField(_("what it is about"), max_length=20, choices=Category)
    #: of a barrier, as far as whoever reported it can say: its kind and how hard it is, in the words of the map's other
    #: domain, and until when it is there
    kind = models.CharField(_("kind of barrier"), max_length=20, blank=True, default="", db_default="")
    severity = models.CharField(_("how hard it is"), max_length=12, blank=True, default="", db_default="")
    lasts_until = models.DateField(_("there until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.RECEIVED, db_default=State.RECEIVED
    )
    #: as it was sent; for those who answer it, never published
    said = models.TextField(_("as it was sent"), max_length=2000, blank=True, default="", db_default="")
    #: what everybody reads: the same, without what a moderator took out
    text = models.TextField(_("in words"), max_length=2000, blank=True, default="", db_default="")
    #: the address or street that it is near to
    nearby = models.CharField(_("near to"), max_length=300, blank=True, default="", db_default="")
    #: the page of the object that it is about, where whoever reported has said so
    about = models.CharField(_("about the object"), max_length=120, blank=True, default="", db_default="")
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    taken_up_on = models.DateField(_("being looked into since"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True, default="", db_default="")
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta(PointFeature.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        words = (f"№ {self.pk}", str(capfirst(self.get_category_display())), self.nearby)
        return ", ".join(filter(None, words))

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


class Draft(models.Model):
    """A report that is being written: what is known between the steps of the form. Forgotten when nobody goes on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    geom = models.PointField(srid=4326, null=True, spatial_index=False)
    location_source = models.CharField(max_length=20, choices=LocationSource, default=LocationSource.UNKNOWN)
    #: metres
    location_accuracy = models.FloatField(null=True)
    #: the page of the object that it is about, and how that is called
    about = models.CharField(max_length=120, blank=True, default="", db_default="")
    about_title = models.CharField(max_length=300, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return str(self.pk)


class Visit(models.Model):
    """That somebody began or sent a report or said something of an object, by a hash that is another one each day
    (visitors.py)."""

    class Kind(models.TextChoices):
        BEGUN = "begun"
        SENT = "sent"
        REMARKED = "remarked"
        PLACED = "placed"
        ALERTED = "alerted"

    visitor = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind)
    made_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["visitor", "kind", "-made_at"], name="visit_of_visitor")]

    def __str__(self) -> str:
        return self.kind


class ReportPhoto(Reviewable):
    """A photo of a report: for those who answer it, until somebody has looked and covered what is recognisable."""

    id = models.UUIDField(_("number"), primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="photos")
    report = models.ForeignKey(
        Report, verbose_name=_("report"), null=True, on_delete=models.CASCADE, related_name="photos"
    )
    made_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    taken_from = models.PointField(
        _("taken from, says the camera"), srid=4326, null=True, spatial_index=False
    )

    class Meta:
        verbose_name = _("photo of a report")
        verbose_name_plural = _("photos of reports")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published=False) | ~models.Q(said="") & ~models.Q(shown=""),
                name="report_photo_published_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(draft__isnull=False) | models.Q(report__isnull=False),
                name="report_photo_belongs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} № {self.report_id}"

    @classmethod
    def published_of(cls, layer: str, number: int) -> "models.QuerySet[Any]":
        if layer != SLUG:
            return cls.objects.none()
        return cls.objects.filter(published=True, report_id=number)

    def owner(self) -> tuple[str, int] | None:
        return (SLUG, self.report_id) if self.report_id is not None else None


class Follower(models.Model):
    """Whoever sent a report: the secret address of its state, and the e-mail, if they left one, while it is needed."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="follower")
    #: of the page that tells the state, and of the one that letters lead to
    code = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=40, unique=True)
    #: the site as its visitor called it, and the language that it spoke to them
    site = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    #: empty for those who left none, and once it is erased
    email = models.EmailField(blank=True, default="")
    left_at = models.DateTimeField(db_default=Now(), editable=False)
    #: when the letter went out that asks whether they want letters, and when they said so
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["left_at"], name="follower_left")]

    def __str__(self) -> str:
        return f"№ {self.report_id}"

    @property
    def awaits_answer(self) -> bool:
        return bool(self.email and self.confirmed_at)

    @property
    def path(self) -> str:
        """The page that tells what became of the report."""
        return f"/report/{self.code}"
