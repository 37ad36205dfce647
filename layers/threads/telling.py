"""Why two things are held for one matter, in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.threads.models import Link
from layers.threads.rules import Reason

#: days from which on a time is told in months, and in years
_MONTHS_FROM, _YEARS_FROM = 60, 700
_MONTH, _YEAR = 30.44, 365.25


def because(link: Link) -> list[str]:
    """A line for each reason."""
    told = [_WORDS[Reason(reason)](said) for reason, said in link.reasons]
    return [*told, _("confirmed by an editor")] if link.state == Link.State.CONFIRMED else told


def _apart(metres: str) -> str:
    return _("at the same spot") if metres == "0" else _("%s m apart") % metres


def _later(said: str) -> str:
    """A time as people measure it."""
    days = int(said)
    if days <= _MONTHS_FROM:
        return ngettext("%s day later", "%s days later", days) % days
    if days < _YEARS_FROM:
        months = round(days / _MONTH)
        return ngettext("about %s month later", "about %s months later", months) % months
    years = round(days / _YEAR)
    return ngettext("about %s year later", "about %s years later", years) % years


_WORDS: dict[Reason, Callable[[str], str]] = {
    Reason.DISTANCE: _apart,
    Reason.STREET: lambda said: _("the same street: %s") % said,
    Reason.WORDS: lambda said: _("words in common: %s") % said,
    Reason.TIME: _later,
    Reason.MONEY: lambda said: _("about the same sum: %s") % said,
    Reason.CITED: lambda said: _("a document names it: %s") % said,
}
