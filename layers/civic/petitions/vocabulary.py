"""The words of petitions: in which state one can be (ст. 23-1 Закону «Про звернення громадян»; КМУ № 835, annex 34)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How far a petition is. What may follow what stands in rules.py."""

    DRAFT = "draft", _("draft")
    MODERATION = "moderation", _("being checked")
    COLLECTING = "collecting", _("collecting signatures")
    REACHED = "reached", _("threshold reached")
    REVIEW = "review", _("under consideration")
    SUPPORTED = "supported", _("supported")
    PARTLY_SUPPORTED = "partly_supported", _("partly supported")
    NOT_SUPPORTED = "not_supported", _("not supported")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("threshold not reached")
    APPEAL = "appeal", _("considered as an ordinary appeal")
    ARCHIVED = "archived", _("archived")
    REFUSED = "refused", _("refused by the moderator")
    WITHDRAWN = "withdrawn", _("withdrawn by the initiator")
    UNKNOWN = "unknown", _("unknown")


#: not for everybody, or not yet
CLOSED = (Status.DRAFT, Status.MODERATION, Status.REFUSED)
