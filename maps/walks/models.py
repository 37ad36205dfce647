"""What was walked of each street, as it follows from the lines that inspectors sent: made anew, never written by hand.

Where somebody walked says where they were: nothing of it is for the public.
"""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.reference.models import Street
from layers.surveys.models import Observation


class Stretch(models.Model):
    """A part of a street that was inspected on the day of an observation, by whoever made it."""

    street = models.ForeignKey(
        Street, verbose_name=_("street"), on_delete=models.CASCADE, related_name="stretches"
    )
    observation = models.ForeignKey(
        Observation, verbose_name=_("observation"), on_delete=models.CASCADE, related_name="stretches"
    )
    geom = models.MultiLineStringField(_("walked part"), srid=4326)

    class Meta:
        verbose_name = _("walked part of a street")
        verbose_name_plural = _("walked parts of streets")
        constraints = [
            models.UniqueConstraint(fields=["street", "observation"], name="stretch_once"),
        ]

    def __str__(self) -> str:
        return str(self.street)


class WalkedStreet(Street):
    """A street as the office reads it: how much of it was walked, and when last."""

    class Meta:
        proxy = True
        verbose_name = _("walked street")
        verbose_name_plural = _("walked streets")
