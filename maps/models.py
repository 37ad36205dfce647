"""What the map keeps of its own, beside the layers."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.surveys.models import sealed


class ShortAddress(models.Model):
    """A view of the map under a short code that follows from its path."""

    code = models.CharField(_("code"), max_length=16, primary_key=True)
    path = models.CharField(_("path"), max_length=1500)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False, db_index=True)

    class Meta:
        verbose_name = _("short address")
        verbose_name_plural = _("short addresses")

    def __str__(self) -> str:
        return self.code


class Remark(models.Model):
    """What a visitor says is wrong with an object, and what became of it. Nothing is kept of the person."""

    class Kind(models.TextChoices):
        PLACE = "place", _("it stands elsewhere")
        FACTS = "facts", _("what is written about it is wrong")
        GONE = "gone", _("it is no longer there")
        ACCESS = "access", _("one cannot get in as it says")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        NEW = "new", _("waits to be read")
        MENDED = "mended", _("mended")
        DECLINED = "declined", _("not confirmed")

    code = models.CharField(_("code"), max_length=12, unique=True)
    layer = models.CharField(_("layer"), max_length=60)
    feature_id = models.BigIntegerField(_("object"))
    title = models.CharField(_("what it was called"), max_length=300)
    kind = models.CharField(_("what is wrong"), max_length=12, choices=Kind)
    text = models.TextField(_("in words"), max_length=2000)
    #: written anew without what the camera wrote; for those who read the remark, never published
    photo = models.FileField(_("photo"), storage=sealed, max_length=200, blank=True)
    #: metres from the object, if the camera says where it was taken
    photo_distance = models.IntegerField(_("photo taken at a distance of"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW, db_index=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True, default="")
    #: whether the answer stands on the object's page for everybody; the remark itself is for those who read it
    is_public = models.BooleanField(_("the answer is shown with the object"), default=False)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False, db_index=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["layer", "feature_id"], name="remark_of_feature")]

    def __str__(self) -> str:
        return f"№ {self.code}"
