"""Electronic petitions to the city (Закон «Про звернення громадян», ст. 23-1; КМУ № 835, annex 34), their signatures as
numbers day by day, and the keys of the city's own petition site. Of those who sign nothing is kept.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.civic.petitions.vocabulary import Status
from layers.feature import AnyFeature
from layers.surveys.papers import papers
from layers.validators import refuse_to_come, refuse_too_many

#: so far ahead may lie a day of a petition: a collection takes months, not years
_AHEAD = timedelta(days=366)
_FIRST = date(2015, 1, 1)


def refuse_far_ahead(day: date) -> None:
    """Refuse a day of the next century."""
    if day > timezone.localdate() + _AHEAD:
        raise ValidationError(_("This day is more than a year ahead."), code="ahead")


def refuse_long_ago(day: date) -> None:
    """Refuse a day of before there were electronic petitions (ст. 23-1, since 2015)."""
    if day < _FIRST:
        raise ValidationError(_("There were no electronic petitions before 2015."), code="ago")


class Petition(AnyFeature):
    """A petition. Of the signatories only their number is kept."""

    number = models.CharField(_("petition number"), max_length=80, blank=True, default="", db_default="")
    category = models.CharField(_("category"), max_length=120, blank=True, default="", db_default="")
    title = models.CharField(_("title"), max_length=500)
    url = models.URLField(
        _("petition on its own site"), max_length=500, blank=True, default="", db_default=""
    )
    text = models.TextField(_("text"), blank=True, default="", db_default="")
    authority_name = models.CharField(
        _("addressed to"), max_length=300, blank=True, default="", db_default=""
    )
    authority_code = models.CharField(
        _("EDRPOU code of the authority"), max_length=8, blank=True, default="", db_default=""
    )
    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, default="", db_default="")
    submitted_on = models.DateField(
        _("submitted on"), null=True, blank=True, validators=[refuse_to_come, refuse_long_ago]
    )
    started_on = models.DateField(
        _("collecting since"), null=True, blank=True, validators=[refuse_far_ahead, refuse_long_ago]
    )
    collect_until = models.DateField(
        _("collecting until"), null=True, blank=True, validators=[refuse_far_ahead, refuse_long_ago]
    )
    signatures = models.PositiveIntegerField(
        _("signatures"), null=True, blank=True, validators=[refuse_too_many]
    )
    threshold = models.PositiveIntegerField(
        _("threshold"), null=True, blank=True, validators=[MinValueValidator(1), refuse_too_many]
    )
    reached_on = models.DateField(
        _("threshold reached on"), null=True, blank=True, validators=[refuse_to_come, refuse_long_ago]
    )
    review_on = models.DateField(
        _("under consideration since"), null=True, blank=True, validators=[refuse_to_come, refuse_long_ago]
    )
    #: the version of the city's rules that was in force when the collection began: the day from which on it is in force
    rules_from = models.DateField(_("by the rules in force since"), null=True, blank=True, editable=False)
    # By these rules (actions.py).
    publish_by = models.DateField(_("to be published by"), null=True, blank=True, editable=False)
    review_by = models.DateField(_("to be taken up by"), null=True, blank=True, editable=False)
    answer_by = models.DateField(_("to be answered by"), null=True, blank=True, editable=False)
    initiator = models.CharField(_("initiator"), max_length=300, blank=True, default="", db_default="")
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.UNKNOWN, db_default=Status.UNKNOWN
    )
    answered_on = models.DateField(
        _("answered on"), null=True, blank=True, validators=[refuse_to_come, refuse_long_ago]
    )
    answer_url = models.URLField(_("answer"), max_length=500, blank=True, default="", db_default="")
    answer_file = models.FileField(
        _("file of the answer"), storage=papers, max_length=100, blank=True, default="", db_default=""
    )
    answer_text = models.TextField(_("text of the answer"), blank=True, default="", db_default="")

    class Meta(AnyFeature.Meta):
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    def __str__(self) -> str:
        return self.title


class SignatureCount(models.Model):
    """How many signatures a petition had at the end of a day. No signatory is named anywhere."""

    petition = models.ForeignKey(
        Petition, verbose_name=_("petition"), on_delete=models.CASCADE, related_name="counts"
    )
    on = models.DateField(_("day"), validators=[refuse_to_come, refuse_long_ago])
    signatures = models.PositiveIntegerField(_("signatures"), validators=[refuse_too_many])
    #: why it is lower than one before; empty where it is not
    correction = models.CharField(_("correction"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("count of signatures")
        verbose_name_plural = _("counts of signatures")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["petition", "on"], name="count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y}: {self.signatures}"


class SiteKey(models.Model):
    """A key with which the city's own petition site writes petitions. Only a digest of it is kept: it is shown once."""

    name = models.CharField(_("whose it is"), max_length=120)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    used_at = models.DateTimeField(_("used last"), null=True, editable=False)
    #: the minute that its requests are counted in, and how many there were (keys.py)
    minute = models.DateTimeField(null=True, editable=False)
    requests = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("key of a petition site")
        verbose_name_plural = _("keys of petition sites")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def revoke(self) -> Any:
        """Nobody writes with it any more."""
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])
