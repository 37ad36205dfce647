"""A record of every import: what came, what was refused and why, and what is needed to take it back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.provenance import NAMED


class ImportRun(models.Model):
    """One import of one file into one layer, in one transaction."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running, or broken off")
        DONE = "done", _("done")
        DRY = "dry", _("tried only")
        REFUSED = "refused", _("refused as a whole")
        REVERTED = "reverted", _("taken back")

    layer = models.CharField(_("layer"), max_length=60)
    source = models.CharField(_("source"), max_length=80)
    file_name = models.CharField(_("file"), max_length=300)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, blank=True, on_delete=models.SET_NULL
    )
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    gone = models.PositiveIntegerField(_("gone from the source"), default=0)
    #: how many rows the mapping passed over, by its condition
    passed_over = models.JSONField(_("passed over"), default=dict)
    unlocated = models.PositiveIntegerField(_("without a location"), default=0)
    #: rows that were taken because the run was told to take them anywhere
    outside = models.PositiveIntegerField(_("outside of the community"), default=0)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        app_label = "layers"
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.layer} ← {self.file_name}"

    @property
    def tag(self) -> str:
        """How changes of this run are marked in the history (`via`)."""
        return f"import:{self.pk}"

    @property
    def skipped(self) -> int:
        """How many rows the mapping passed over."""
        return sum(self.passed_over.values())


class Refusal(models.Model):
    """A row that was not taken, and why, in words that its sender understands."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    row = models.BigIntegerField(_("row"))
    reason = models.CharField(_("reason"), max_length=300)
    value = models.CharField(_("value"), max_length=300, blank=True)

    class Meta:
        app_label = "layers"
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        ordering = ["run", "row"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class NamedSource(models.Model):
    """What a mapping says of its source in words: rows carry its short name only (`Feature.source`)."""

    name = models.CharField(_("source"), max_length=80, primary_key=True)
    #: by language, as the publisher
    title = models.JSONField(_("title"), default=dict)
    publisher = models.JSONField(_("publisher"), default=dict)
    url = models.CharField(_("address"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=20, blank=True)

    class Meta:
        app_label = "layers"
        db_table = NAMED
        verbose_name = _("named source")
        verbose_name_plural = _("named sources")

    def __str__(self) -> str:
        return self.name
