"""Why something is where it is said to be, or nowhere: the words for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a text led to no location, or to a rougher one than its words have."""

    NOTHING_SAID = "nothing_said", _("names no street, no object and no settlement of the community")
    ELSEWHERE = "elsewhere", _("names a place that is not in the community")
    UNKNOWN_STREET = "unknown_street", _("names a street that the register does not have")
    SEVERAL = "several", _("names a street or an object of which there are several")
    NO_COURSE = "no_course", _("names a street or settlement whose course or outline is not known")
    UNKNOWN_PART = "unknown_part", _("names a part of a street whose ends the register does not have")
    UNKNOWN_HOUSE = "unknown_house", _("names a house that the register does not have")
    NOT_MEANT = "not_meant", _("names a place only as what is not meant, or to measure from it")
    MASKED = "masked", _("masked by its source")
    CLOSED = "closed", _("withheld from the public")
