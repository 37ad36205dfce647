"""Why two things are held for one matter, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.threads.models import Link
from layers.threads.rules import Reason

_WORDS = {
    Reason.DISTANCE: gettext_lazy("%s m apart"),
    Reason.STREET: gettext_lazy("the same street: %s"),
    Reason.WORDS: gettext_lazy("words in common: %s"),
    Reason.TIME: gettext_lazy("%s days later"),
    Reason.MONEY: gettext_lazy("about the same sum: %s"),
    Reason.CITED: gettext_lazy("a document names it: %s"),
}


def because(link: Link) -> list[str]:
    """A line for each reason."""
    told = [str(_WORDS[Reason(reason)]) % said for reason, said in link.reasons]
    return [*told, _("confirmed by an editor")] if link.state == Link.State.CONFIRMED else told
