"""Why places are judged as they are, in the few words of a line of a list: «a high threshold: 40 mm»."""

from collections.abc import Collection, Iterator, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accessibility import rules, telling, telling_parts, whole
from accessibility.vocabulary import BarrierKind, BarrierStatus
from accessibility.whole import Whole

#: so many failures are told; the card has all of them
_MOST = 2


def of_places(numbers: Collection[int], person: str) -> Mapping[int, str]:
    """For each of these places that anybody has audited what is wrong there for a person, the worst first, and which
    entrance to take; what nothing is wrong with has no words. `person` is `"official"` or a profile."""
    told = {number: "; ".join(_told(place, person)) for number, place in whole.every(numbers).items()}
    return {number: words for number, words in told.items() if words}


def _told(place: Whole, person: str) -> Iterator[str]:
    for met in place.in_the_way(person):
        yield _("at the door: %(barrier)s (%(status)s, %(day)s)") % {
            "barrier": BarrierKind(met.kind).label,
            "status": BarrierStatus(met.status).label,
            "day": date_format(met.seen_on, "SHORT_DATE_FORMAT"),
        }
    entrances = place.best_first(person) if place.is_entered_by_choice(person) else []
    if len(entrances) > 1 and entrances[0].finding(person) in {rules.ACCESSIBLE, rules.PARTLY}:
        yield _("entrance: %s") % telling_parts.name(entrances[0])
    failing = [one for one in place.counted(person) if person in one.persons and one.outcome == rules.FAIL]
    failing.sort(key=lambda one: person not in one.bars)
    said = list(dict.fromkeys(map(_amiss, failing)))
    yield from said[:_MOST]
    if len(said) > _MOST:
        more = len(said) - _MOST
        yield ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}


def _amiss(one: rules.Judged) -> str:
    criterion = one.criterion
    words = telling.said(criterion.amiss or criterion.text)
    return (
        words if one.given.value is None else f"{words}: {telling.measure(one.given.value, criterion.unit)}"
    )
