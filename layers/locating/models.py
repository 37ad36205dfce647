"""What was found of each feature's place and why, and what residents suggest."""

from django.contrib.gis.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.feature import LocationSource
from layers.locating.vocabulary import Reason
from layers.registry import catalogue


class Finding(models.Model):
    """What the locator made of one feature's words. Of what it could not place, the reason; so the tray is filled."""

    layer = models.CharField(_("layer"), max_length=40)
    feature_id = models.BigIntegerField(_("number"))
    #: of the words and the register that it was found by: nothing is looked for twice
    seen = models.CharField(max_length=64)
    source = models.CharField(_("location known from"), max_length=20, choices=LocationSource)
    #: the register's own words: «вулиця Шевченка, 15»
    names = models.JSONField(_("found as"), default=list)
    #: the field, or the part of the source's document, whose text told it
    clue = models.CharField(_("told by"), max_length=40, blank=True, default="", db_default="")
    reason = models.CharField(
        _("reason"), max_length=20, choices=Reason, blank=True, default="", db_default=""
    )
    #: the words of the text that the reason is about
    details = models.JSONField(_("words"), default=list)
    found_at = models.DateTimeField(_("looked for"), db_default=Now())

    class Meta:
        verbose_name = _("finding of a place")
        verbose_name_plural = _("findings of places")
        constraints = [models.UniqueConstraint(fields=["layer", "feature_id"], name="locating_finding_once")]
        indexes = [models.Index(fields=["layer", "source", "reason"], name="locating_finding_reason")]

    def __str__(self) -> str:
        return ", ".join(self.names) or self.get_reason_display()


class Suggestion(models.Model):
    """Where somebody says that a feature is. It counts once somebody of the city has agreed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be checked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    layer = models.CharField(_("layer"), max_length=40)
    feature_id = models.BigIntegerField(_("number"))
    place = models.PointField(_("suggested place"), srid=4326)
    words = models.CharField(_("how it is known"), max_length=500, blank=True, default="", db_default="")
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, db_default=State.WAITING
    )
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("suggested place")
        verbose_name_plural = _("suggested places")
        indexes = [models.Index(fields=["state", "layer"], name="locating_suggestion_queue")]

    def __str__(self) -> str:
        feature = catalogue[self.layer].model._default_manager.filter(pk=self.feature_id).first()
        return str(feature or f"{catalogue[self.layer].title} {self.feature_id}")
