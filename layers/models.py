"""The framework's own tables: ledgers that the database writes (stamps, tallies, history), import runs, and the city's
calendar."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from layers.importing.models import ImportRun, NamedSource, Refusal
from layers.noting import Kind

__all__ = ["DayOff", "Event", "HistoryEntry", "ImportRun", "NamedSource", "Refusal", "Stamp", "Tally", "Word"]


class Stamp(models.Model):
    """A ledger of changes: every write adds a row, the sum of `n` is the version.

    Writers only insert, so that they never wait for one another; the worker folds rows into one whose `n` is their
    sum. `cell` is a tile of zoom 12 as a Morton key, -1 the whole layer, -2 «anywhere».
    """

    layer = models.CharField(max_length=60)
    cell = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["layer", "cell"], include=["n"], name="stamp_version")]

    def __str__(self) -> str:
        return f"{self.layer}/{self.cell}"


class Tally(models.Model):
    """A ledger of counts per cell of a pyramid, kept by the same triggers: what far zooms are drawn from.

    `n` rows of legend class `value` lie in `cell` of `level`; `sx` and `sy` are the sums of their grid coordinates.
    Level 0 counts all rows, also those without a location. Far levels are counted a second time by each `facet`, a
    column that is filtered by choice: `n` rows then have the given `choice` too; and once more by all facets together.
    """

    layer = models.CharField(max_length=60)
    level = models.SmallIntegerField()
    cell = models.BigIntegerField()
    published = models.BooleanField()
    value = models.CharField(max_length=60)
    facet = models.CharField(max_length=60, default="", db_default="")
    choice = models.TextField(default="", db_default="")
    n = models.BigIntegerField()
    sx = models.BigIntegerField()
    sy = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["layer", "facet", "level", "cell"],
                include=["published", "value", "choice", "n", "sx", "sy"],
                name="tally_cells",
            )
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.level}/{self.cell}"


class Word(models.Model):
    """A word that the public's search finds, in how many rows: what typing errors are compared with (readings.py).

    It says nothing of what is not published, and lags behind by as much as the worker lets it.
    """

    word = models.TextField(primary_key=True)
    rows = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class HistoryEntry(models.Model):
    """What a row was before a change: who changed it, when, from where (written by the triggers).

    `layer` is the table's name for rows that belong to features (related.py).
    """

    layer = models.CharField(_("layer"), max_length=60)
    feature_id = models.BigIntegerField(_("object"))
    #: the beginning of the transaction: what it wrote belongs together
    at = models.DateTimeField(_("when"), db_default=TransactionNow())
    actor = models.CharField(_("who"), max_length=150, db_default="")
    via = models.CharField(_("from where"), max_length=150, db_default="")
    operation = models.CharField(
        _("what"),
        max_length=6,
        choices=[("insert", _("entered")), ("update", _("changed")), ("delete", _("deleted"))],
    )
    before = models.JSONField(_("before"), null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["layer", "feature_id", "-at"], name="history_of_feature"),
            models.Index(fields=["via"], name="history_via"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.feature_id}: {self.operation}"


class Event(models.Model):
    """What happened to an object, as everybody could see it (written by triggers, noting.py).

    What is told of it is decided when it is told: an object that is withheld by then has no events.
    """

    id = models.BigAutoField(_("number"), primary_key=True)
    layer = models.CharField(_("layer"), max_length=60)
    feature_id = models.BigIntegerField(_("object"))
    kind = models.CharField(_("what"), max_length=7, choices=Kind)
    #: the beginning of the transaction
    at = models.DateTimeField(_("when"), db_default=TransactionNow())
    #: what public columns were and became, by name; the former place of what moved
    before = models.JSONField(db_default=Value({}, models.JSONField()))
    after = models.JSONField(db_default=Value({}, models.JSONField()))
    #: the names of texts that changed
    texts = ArrayField(models.CharField(max_length=60), db_default=Value([], ArrayField(models.CharField())))
    #: nobody has been looked for yet who asked to be told. Taken one by one: numbers are given before transactions end,
    #: so that a position in the log would pass over those that end late
    awaits = models.BooleanField(_("waits to be told"), db_default=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["layer", "-id"], name="event_of_layer"),
            models.Index(fields=["id"], condition=models.Q(awaits=True), name="event_awaits"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.feature_id}: {self.kind}"


class DayOff(models.Model):
    """A day from Monday to Friday on which nobody works. Under martial law holidays are working days: none is given."""

    day = models.DateField(_("day"), unique=True)
    why = models.CharField(_("why"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"
