"""What the map keeps of its own, beside the layers."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


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
