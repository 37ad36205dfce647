"""What no column of any layer may say, whoever says it: the office's form, a table that is imported, or a program.

They stand at the model's fields, where all three ask.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: years of a budget: the first that records tell of, and how far ahead one is planned
_FIRST_BUDGET, _BUDGETS_AHEAD = 2000, 5
#: people, where the city's file does not say how many it has: more than in any of the country's communities
_MOST_PEOPLE = 10_000_000


def refuse_to_come(day: date) -> None:
    """Refuse a day that lies ahead, of what is said to have happened."""
    if day > timezone.localdate():
        raise ValidationError(
            _("This day is still to come: what is told of it has not happened."), code="ahead"
        )


def refuse_below_zero(amount: Decimal) -> None:
    """Refuse money that nobody can plan or spend."""
    if amount < 0:
        raise ValidationError(_("Money is not below zero."), code="below")


def refuse_no_budget(year: int) -> None:
    """Refuse a year of which there is no budget, or none yet."""
    last = timezone.localdate().year + _BUDGETS_AHEAD
    if not _FIRST_BUDGET <= year <= last:
        raise ValidationError(
            _("A year of a budget lies between %(first)s and %(last)s."),
            params={"first": _FIRST_BUDGET, "last": last},
            code="year",
        )


def refuse_too_many(people: int) -> None:
    """Refuse more people than the community has."""
    most = settings.CITY.population or _MOST_PEOPLE
    if people > most:
        raise ValidationError(
            _("There are not so many people in the community: at most %(most)s."),
            params={"most": most},
            code="people",
        )
