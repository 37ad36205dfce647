"""Public local-development projects of the participatory budget (КМУ № 835, annex 35)."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.feature import AnyFeature


class Stage(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    REVIEW = "review", _("being examined")
    NOT_ADMITTED = "not_admitted", _("not admitted to the vote")
    VOTING = "voting", _("vote is on")
    LOST = "lost", _("did not win")
    WON = "won", _("won")
    RUNNING = "running", _("being carried out")
    DONE = "done", _("carried out")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("unknown")


class Size(models.TextChoices):
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium")
    LARGE = "large", _("large")
    UNKNOWN = "unknown", _("unknown")


class Scope(models.TextChoices):
    LOCAL = "local", _("local")
    CITY = "city", _("city-wide")
    UNKNOWN = "unknown", _("unknown")


class Project(AnyFeature):
    """A project. Money is in hryvnias; its author is given as the source publishes him."""

    number = models.CharField(_("number"), max_length=80, blank=True, default="", db_default="")
    size = models.CharField(
        _("size"), max_length=8, choices=Size, default=Size.UNKNOWN, db_default=Size.UNKNOWN
    )
    scope = models.CharField(
        _("scope"), max_length=8, choices=Scope, default=Scope.UNKNOWN, db_default=Scope.UNKNOWN
    )
    category = models.CharField(_("category"), max_length=120, blank=True, default="", db_default="")
    title = models.CharField(_("title"), max_length=500)
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    url = models.URLField(_("project on its own site"), max_length=500, blank=True, default="", db_default="")
    text = models.CharField(_("file with the text"), max_length=300, blank=True, default="", db_default="")
    authority_name = models.CharField(
        _("submitted to"), max_length=300, blank=True, default="", db_default=""
    )
    authority_code = models.CharField(
        _("EDRPOU code of the authority"), max_length=8, blank=True, default="", db_default=""
    )
    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, default="", db_default="")
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True, default="", db_default="")
    stage = models.CharField(
        _("stage"), max_length=16, choices=Stage, default=Stage.UNKNOWN, db_default=Stage.UNKNOWN
    )
    year = models.PositiveSmallIntegerField(_("year of the budget"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_url = models.URLField(_("decision"), max_length=500, blank=True, default="", db_default="")
    decision_text = models.CharField(
        _("file with the decision"), max_length=300, blank=True, default="", db_default=""
    )
    budget_planned = models.DecimalField(
        _("planned budget"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    budget_spent = models.DecimalField(_("spent"), max_digits=16, decimal_places=2, null=True, blank=True)
    responsible = models.CharField(
        _("responsible department"), max_length=300, blank=True, default="", db_default=""
    )
    #: UA-… identifiers, separated by spaces: layers link to one another by public identifier
    tender_ids = models.CharField(_("tenders"), max_length=500, blank=True, default="", db_default="")

    class Meta(AnyFeature.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.title
