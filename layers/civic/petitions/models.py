"""Electronic petitions to the city (Закон «Про звернення громадян», ст. 23-1; КМУ № 835, annex 34)."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.feature import AnyFeature


class Status(models.TextChoices):
    MODERATION = "moderation", _("being checked")
    COLLECTING = "collecting", _("collecting signatures")
    REACHED = "reached", _("threshold reached")
    REVIEW = "review", _("under consideration")
    SUPPORTED = "supported", _("supported")
    PARTLY_SUPPORTED = "partly_supported", _("partly supported")
    NOT_SUPPORTED = "not_supported", _("not supported")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("threshold not reached")
    REFUSED = "refused", _("refused by the moderator")
    WITHDRAWN = "withdrawn", _("withdrawn by the initiator")
    UNKNOWN = "unknown", _("unknown")


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
    started_on = models.DateField(_("collecting since"), null=True, blank=True)
    collect_until = models.DateField(_("collecting until"), null=True, blank=True)
    signatures = models.PositiveIntegerField(_("signatures"), null=True, blank=True)
    threshold = models.PositiveIntegerField(_("threshold"), null=True, blank=True)
    initiator = models.CharField(_("initiator"), max_length=300, blank=True, default="", db_default="")
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.UNKNOWN, db_default=Status.UNKNOWN
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_url = models.URLField(_("answer"), max_length=500, blank=True, default="", db_default="")
    answer_text = models.TextField(_("text of the answer"), blank=True, default="", db_default="")

    class Meta(AnyFeature.Meta):
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    def __str__(self) -> str:
        return self.title
