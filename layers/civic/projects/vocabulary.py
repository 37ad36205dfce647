"""The words of projects: their stages, and what each one means to a resident (КМУ № 835, annex 35)."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


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


#: in a sentence; what is not known needs none
MEANINGS = {
    Stage.SUBMITTED: _("Somebody has proposed it; the city has not examined it yet."),
    Stage.REVIEW: _("The city examines whether it is possible, and what it would cost."),
    Stage.NOT_ADMITTED: _("The city has examined it and does not put it to the vote."),
    Stage.VOTING: _("Residents vote on it."),
    Stage.LOST: _("Other projects got more votes."),
    Stage.WON: _("Residents have chosen it, and the works have not begun yet."),
    Stage.RUNNING: _("The works or purchases have begun."),
    Stage.DONE: _("The works are over."),
    Stage.PAUSED: _("It has been begun and does not go on for now."),
    Stage.CANCELLED: _("It will not be carried out."),
}


class Size(models.TextChoices):
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium")
    LARGE = "large", _("large")
    UNKNOWN = "unknown", _("unknown")


class Scope(models.TextChoices):
    LOCAL = "local", _("local")
    CITY = "city", _("city-wide")
    UNKNOWN = "unknown", _("unknown")


class Moment(models.TextChoices):
    """Which side of the works a photo shows, in the order in which they are shown."""

    BEFORE = "before", _("before the works")
    AFTER = "after", _("after the works")


#: a tender's public identifier
TENDER_ID = re.compile(r"UA-\d{4}-\d{2}-\d{2}-\d{6}(?:-[a-z0-9]+)?")


def tender_ids_in(text: str) -> list[str]:
    """The identifiers that a text names, each once, in their order."""
    return list(dict.fromkeys(TENDER_ID.findall(text)))
