"""What residents report, and how far the city is with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What it is about."""

    KIOSK = "kiosk", _("kiosk without a permit")
    ADVERTISING = "advertising", _("advertising that hides windows or road signs")
    BARRIER = "barrier", _("barrier, or a ramp that cannot be used")
    OTHER = "other", _("something else")


class State(models.TextChoices):
    """Where a report is."""

    RECEIVED = "received", _("received")
    LOOKED_INTO = "looked_into", _("being looked into")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("not confirmed")


#: nothing more will come: there is an answer
SETTLED = (State.ANSWERED, State.DECLINED)
