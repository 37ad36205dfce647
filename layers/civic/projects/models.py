"""Public local-development projects of the participatory budget (КМУ № 835, annex 35), with documents and photos."""

from typing import Any
from uuid import uuid4

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.civic.projects.vocabulary import TENDER_ID, Moment, Scope, Size, Stage
from layers.feature import AnyFeature
from layers.surveys.models import Reviewable
from layers.surveys.papers import papers
from layers.validators import refuse_below_zero, refuse_no_budget, refuse_to_come, refuse_too_many

#: the layer's name in addresses
SLUG = "projects"


def refuse_no_tenders(text: str) -> None:
    """Refuse words that are no identifiers of tenders."""
    for word in text.replace(",", " ").replace(";", " ").split():
        if not TENDER_ID.fullmatch(word):
            raise ValidationError(
                _("%(word)s is no identifier of a tender: UA-2026-05-01-000123-a is one."),
                params={"word": word[:40]},
                code="tender",
            )


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
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True, validators=[refuse_too_many])
    author = models.CharField(_("author"), max_length=300, blank=True, default="", db_default="")
    stage = models.CharField(
        _("stage"), max_length=16, choices=Stage, default=Stage.UNKNOWN, db_default=Stage.UNKNOWN
    )
    year = models.PositiveSmallIntegerField(
        _("year of the budget"), null=True, blank=True, validators=[refuse_no_budget]
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, validators=[refuse_to_come])
    decision_url = models.URLField(_("decision"), max_length=500, blank=True, default="", db_default="")
    decision_text = models.CharField(
        _("file with the decision"), max_length=300, blank=True, default="", db_default=""
    )
    budget_planned = models.DecimalField(
        _("planned budget"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[refuse_below_zero],
    )
    budget_spent = models.DecimalField(
        _("spent"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[refuse_below_zero]
    )
    responsible = models.CharField(
        _("responsible department"), max_length=300, blank=True, default="", db_default=""
    )
    #: UA-… identifiers, separated by spaces: layers link to one another by public identifier
    tender_ids = models.CharField(
        _("tenders"), max_length=500, blank=True, default="", db_default="", validators=[refuse_no_tenders]
    )
    contractor_name = models.CharField(_("contractor"), max_length=300, blank=True, default="", db_default="")
    works_from = models.DateField(_("works from"), null=True, blank=True)
    works_until = models.DateField(_("works until"), null=True, blank=True)

    class Meta(AnyFeature.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.title


class ProjectDocument(models.Model):
    """A document of a project, as a file of ours or where it is published: an estimate, a decision, an act."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True, default="", db_default="")
    file = models.FileField(_("file"), storage=papers, max_length=100, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("document of a project")
        verbose_name_plural = _("documents of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "url"], condition=~Q(url=""), name="project_document_once"
            ),
            models.CheckConstraint(condition=~Q(url="") | ~Q(file=""), name="project_document_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where it is read."""
        return self.file.url if self.file else self.url


class ProjectPhoto(Reviewable):
    """A photo of a project before or after the works: shown to everybody once somebody has looked at it."""

    id = models.UUIDField(_("number"), primary_key=True, default=uuid4, editable=False)
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="photos"
    )
    when = models.CharField(_("when"), max_length=8, choices=Moment, default=Moment.BEFORE)
    made_at = models.DateTimeField(_("entered"), db_default=Now(), editable=False)
    taken_at = models.DateTimeField(_("taken, says the camera"), null=True, editable=False)
    taken_from = models.PointField(
        _("taken from, says the camera"), srid=4326, null=True, spatial_index=False
    )

    class Meta:
        verbose_name = _("photo of a project")
        verbose_name_plural = _("photos of projects")
        ordering = ["-when", "made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published=False) | ~Q(said="") & ~Q(shown=""),
                name="project_photo_published_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.get_when_display()}"

    @classmethod
    def published_of(cls, layer: str, number: int) -> "models.QuerySet[Any]":
        if layer != SLUG:
            return cls._default_manager.none()
        return cls._default_manager.filter(published=True, project_id=number)

    def owner(self) -> tuple[str, int] | None:
        return SLUG, self.project_id
