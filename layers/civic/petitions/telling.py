"""A petition in words that a resident understands: how many signatures of how many, what is due when, what is late."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.civic.petitions import rules
from layers.civic.petitions.models import Petition
from layers.civic.petitions.versions import versions
from layers.civic.petitions.vocabulary import Status


def in_sentences(values: Mapping[str, Any]) -> str:
    """By the columns of a row, whichever its viewer may read; empty where nothing is to be done any more."""
    match values.get("status"):
        case Status.MODERATION:
            return _due(_("To be published by %s."), values.get("publish_by"))
        case Status.COLLECTING:
            return f"{gathered(values)} {_collecting(values.get('collect_until'))}".strip()
        case Status.REACHED:
            due = _due(_("To be taken up by %s."), values.get("review_by"))
            return f"{gathered(values)} {due}".strip()
        case Status.REVIEW:
            return _due(_("To be answered by %s."), values.get("answer_by"))
        case Status.FAILED:
            return f"{gathered(values)} {_failed(values)}".strip()
    return ""


def _failed(values: Mapping[str, Any]) -> str:
    """What follows by the law; nothing is claimed of a failure that the numbers deny."""
    if rules.is_enough(Status.FAILED, values.get("signatures"), values.get("threshold")):
        return _("That is enough, and yet its source says that the threshold is not reached.")
    return _("By the law it is considered as an ordinary appeal.")


def gathered(values: Mapping[str, Any]) -> str:
    """«120 of 250 signatures.»; a threshold that nobody has stated is said to be unknown."""
    count, threshold = values.get("signatures"), values.get("threshold")
    if count is None:
        return ""
    if threshold is None:
        words = ngettext(
            "%(count)s signature; how many are needed is not known.",
            "%(count)s signatures; how many are needed is not known.",
            count,
        )
        return words % {"count": _number(count)}
    return _("%(count)s of %(threshold)s signatures.") % {
        "count": _number(count),
        "threshold": _number(threshold),
    }


def _collecting(until: date | None) -> str:
    if until is None:
        return _("Until when one may sign is not known.")
    if until < timezone.localdate():
        return f"{_('The collection was over on %s, and what followed is not told yet.') % _day(until)}"
    return _due(_("One may sign until %s."), until)


def _due(sentence: str, until: date | None) -> str:
    """What is to happen by a day, with the days that are left, or by how many it is late."""
    if until is None:
        return ""
    left = (until - timezone.localdate()).days
    # «3 вересня 2026 р.» ends with a point of its own.
    said = (sentence % _day(until)).replace("..", ".")
    if left < 0:
        late = ngettext("It is late by %s day.", "It is late by %s days.", -left) % -left
        return f"{said} {late}"
    if left == 0:
        return f"{said} {_('Today is the last day.')}"
    return f"{said} {ngettext('%s day is left.', '%s days are left.', left) % left}"


def _day(day: date) -> str:
    return str(formats.date_format(day, "DATE_FORMAT"))


def told_out_of_order(first: str, then: str) -> str:
    """That two days of a petition, by the names of their fields, cannot both be true."""
    if (first, then) == ("started_on", "collect_until"):
        return _("The collection ends before it begins.")
    words = {"first": Petition._meta.get_field(first), "then": Petition._meta.get_field(then)}
    named = {name: field.verbose_name for name, field in words.items()}  # type: ignore[union-attr]
    return _("“%(then)s” cannot be before “%(first)s”.") % named


def contradiction(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why values of a petition, by the names of its fields, cannot all be true: a sentence, and the field that it is
    about. None where they can."""
    disordered = rules.out_of_order(values)
    if disordered:
        return told_out_of_order(*disordered), disordered[1]
    signatures = values.get("signatures")
    threshold = values.get("threshold") or _threshold_by_rules(values.get("started_on"))
    status, told = str(values.get("status", "")), {"count": signatures, "threshold": threshold}
    if rules.is_short(status, signatures, threshold):
        return _("The threshold is not reached: %(count)s signatures of %(threshold)s.") % told, "status"
    if rules.is_enough(status, signatures, threshold):
        said = _("A petition with enough signatures has not failed: %(count)s signatures of %(threshold)s.")
        return said % told, "status"
    return None


def _threshold_by_rules(began: date | None) -> int | None:
    """The threshold of the city's rules, which a petition that tells none is given (actions.py)."""
    version = rules.in_force(versions(), began) if began else None
    return version.threshold.value if version else None


def _number(count: int) -> str:
    return str(formats.number_format(count, force_grouping=True))
