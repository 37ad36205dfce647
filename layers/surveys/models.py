"""What was sent from the field: observations, which are only ever added, and photos, which come piece by piece.

Both are named by the device, so that sending twice is harmless, and neither waits for the other: a photo may arrive
before the observation that it belongs to, or months after.
"""

from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import FileSystemStorage
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class Deed(models.TextChoices):
    """What an observation says."""

    ADD = "add", _("a new object")
    INSPECT = "inspect", _("inspected")
    UNCHANGED = "unchanged", _("inspected, nothing has changed")
    GONE = "gone", _("the object is not there")
    BARRED = "barred", _("could not be inspected")
    WALKED = "walked", _("walked along, nothing found")
    SHOWN = "shown", _("photos brought in")


class Fate(models.TextChoices):
    """What became of an observation."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    CONFLICT = "conflict", _("conflict")
    SET_ASIDE = "set_aside", _("set aside by the office")


class Placing(models.TextChoices):
    """How the position was found."""

    GPS = "gps", _("GPS")
    CROSSHAIR = "crosshair", _("on the map")


class Observation(models.Model):
    """One message of one person about one object, as it was sent, and what became of it."""

    id = models.UUIDField(_("number"), primary_key=True, editable=False)
    survey = models.CharField(_("survey"), max_length=60)
    survey_version = models.IntegerField(_("version of the survey"))
    deed = models.CharField(_("what"), max_length=12, choices=Deed)
    layer = models.CharField(_("layer"), max_length=60)
    #: of the object; of a new one once it is there
    feature_id = models.BigIntegerField(_("object"), null=True)
    answers = models.JSONField(_("answers"), default=dict)
    #: what the device knew of the object where it answers: three sides make a conflict plain
    base = models.JSONField(_("before"), default=dict)
    note = models.TextField(_("note"), blank=True, default="")
    geom = models.GeometryField(_("position"), srid=4326, null=True, spatial_index=False)
    placing = models.CharField(
        _("position known from"), max_length=12, choices=Placing, blank=True, default=""
    )
    #: metres
    accuracy = models.FloatField(_("accuracy of the position"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: by the clock of the device, which may be wrong
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"), db_default=Now())
    #: what everybody is told: by the device's clock where that is right, else when it was received
    seen_at = models.DateTimeField(_("seen"), db_default=Now())
    #: by how much the clock of the device was ahead when it sent
    clock_ahead = models.DurationField(_("clock of the device ahead by"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True, default="")
    #: of what was sent, to know the same message again
    digest = models.CharField(max_length=64)
    fate = models.CharField(_("fate"), max_length=12, choices=Fate)
    #: `[{"name": …, "said": …}]`: why it was refused
    flaws = models.JSONField(_("why"), default=list)
    #: `[{"name": …, "base": …, "theirs": …, "mine": …}]`: where somebody else said something else meanwhile
    conflicts = models.JSONField(_("conflict"), default=list)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [
            models.Index(fields=["by", "-received_at"], name="observation_of_inspector"),
            models.Index(fields=["layer", "feature_id", "-seen_at"], name="observation_of_object"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_deed_display()}, № {self.feature_id}" if self.feature_id else self.get_deed_display()
        )


def sealed() -> FileSystemStorage:
    """Where photos lie as they came: under no address."""
    return FileSystemStorage(location=settings.MEDIA_ROOT / "sealed", base_url=None)


class Reviewable(models.Model):
    """A picture that everybody may see once somebody has looked: no face and no number plate is recognised in the copy.

    Whoever keeps photos of what is on the map derives from it; the review, the cards and the address of the copy are
    then there (review.py, shown.py).
    """

    #: without what the camera wrote, at most 2048 pixels wide; who may see it: photos.py
    picture = models.FileField(_("picture"), storage=sealed, max_length=200, blank=True)
    small = models.FileField(_("thumbnail"), storage=sealed, max_length=200, blank=True)
    width = models.IntegerField(_("width"), null=True)
    height = models.IntegerField(_("height"), null=True)
    #: what is seen on it, for those who do not see it
    said = models.CharField(_("what is seen"), max_length=300, blank=True, default="")
    #: what was covered before it was shown: `[[left, top, width, height]]` in shares of the picture
    covers = models.JSONField(_("covered"), default=list, blank=True)
    #: what everybody sees once somebody looked
    shown = models.FileField(_("published copy"), storage=sealed, max_length=200, blank=True)
    shown_small = models.FileField(_("published thumbnail"), storage=sealed, max_length=200, blank=True)
    published = models.BooleanField(_("published"), default=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_whole(self) -> bool:
        """Whether there is a picture to look at."""
        return bool(self.picture)

    @classmethod
    def published_of(cls, layer: str, number: int) -> "models.QuerySet[Any]":
        """The published ones of an object, the newest first."""
        raise NotImplementedError

    def owner(self) -> tuple[str, int] | None:
        """The layer and number of the object that it shows; None where there is none that it may be shown with."""
        raise NotImplementedError


class Photo(Reviewable):
    """A photo of an observation: received piece by piece, checked when it is whole."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("on its way")
        STORED = "stored", _("received")
        REFUSED = "refused", _("refused")
        #: other bytes came than were announced: it may be sent again under its number
        DAMAGED = "damaged", _("damaged on its way")

    id = models.UUIDField(_("number"), primary_key=True, editable=False)
    #: no foreign key: the observation may come later
    observation_id = models.UUIDField(_("observation"), db_index=True)
    #: the question that it is of; empty for the whole
    about = models.CharField(_("of which question"), max_length=60, blank=True, default="", db_default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVING)
    #: in bytes: of the whole, and what has come of it
    size = models.IntegerField(_("size"))
    received = models.IntegerField(_("received"), default=0)
    sha256 = models.CharField(max_length=64)
    flaw = models.CharField(_("why"), max_length=300, blank=True, default="")
    received_at = models.DateTimeField(_("received"), db_default=Now())
    #: by the clock of the device, and by the camera's own
    made_at = models.DateTimeField(_("made"), null=True)
    taken_at = models.DateTimeField(_("taken, says the camera"), null=True)
    taken_from = models.PointField(
        _("taken from, says the camera"), srid=4326, null=True, spatial_index=False
    )
    #: as it came, kept for documents
    original = models.FileField(_("original"), storage=sealed, max_length=200, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")), name="photo_received"
            ),
            models.CheckConstraint(
                condition=models.Q(published=False) | ~models.Q(said="") & ~models.Q(shown=""),
                name="photo_published_whole",
            ),
        ]

    @property
    def is_whole(self) -> bool:
        return self.state == Photo.State.STORED

    @classmethod
    def published_of(cls, layer: str, number: int) -> "models.QuerySet[Any]":
        of_object = Observation.objects.filter(layer=layer, feature_id=number, fate=Fate.ACCEPTED)
        found = cls.objects.filter(published=True, observation_id__in=of_object.values("pk"))
        return found.order_by("-made_at", "-received_at")

    def owner(self) -> tuple[str, int] | None:
        row = Observation.objects.filter(pk=self.observation_id, fate=Fate.ACCEPTED, by=self.by_id).first()
        return (row.layer, row.feature_id) if row and row.feature_id is not None else None

    def __str__(self) -> str:
        moment = self.made_at or self.received_at
        return f"{self._meta.verbose_name}, {date_format(localtime(moment), 'DATETIME_FORMAT')}"


class Round(models.Model):
    """Objects that an inspector is asked to look at, by a day."""

    title = models.CharField(_("title"), max_length=120)
    survey = models.CharField(_("survey"), max_length=60)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("inspector"), on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateField(_("by"), null=True, blank=True)
    #: numbers of the objects, of the survey's layer
    objects_asked = ArrayField(models.BigIntegerField(), verbose_name=_("numbers of the objects"), size=500)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return self.title
