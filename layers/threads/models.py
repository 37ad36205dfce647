"""Which features belong together: read from documents, suggested by rule, decided by an editor."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """Two features of different layers that are one matter; `earlier` is the chapter that comes first."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested by rule")
        CITED = "cited", _("named by a document")
        CONFIRMED = "confirmed", _("confirmed by an editor")
        DECLINED = "declined", _("not the same matter")

    earlier_layer = models.CharField(_("layer"), max_length=40)
    earlier_id = models.BigIntegerField(_("number"))
    later_layer = models.CharField(_("layer of what followed"), max_length=40)
    later_id = models.BigIntegerField(_("number of what followed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUGGESTED)
    weight = models.PositiveSmallIntegerField(_("weight of the reasons"), default=0)
    #: [reason, words] each (rules.Evidence)
    reasons = models.JSONField(_("reasons"), default=list)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("link of one matter")
        verbose_name_plural = _("links of one matter")
        constraints = [
            models.UniqueConstraint(
                fields=["earlier_layer", "earlier_id", "later_layer", "later_id"], name="threads_link_once"
            )
        ]
        indexes = [
            models.Index(fields=["later_layer", "later_id"], name="threads_link_later"),
            models.Index(fields=["state", "-weight"], name="threads_link_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_layer} {self.earlier_id} → {self.later_layer} {self.later_id}"

    @property
    def holds(self) -> bool:
        """Whether it is told to everybody as true."""
        return self.state in (self.State.CITED, self.State.CONFIRMED)
