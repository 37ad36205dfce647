"""Judgements in words: values with their units, limits, what is not believed, what contradicts itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accessibility import rules
from accessibility.criteria import FOUND, Criterion, Limit, Norm, Origin, Words
from accessibility.disputes import Dispute
from accessibility.vocabulary import Unit
from layers.surveys.survey import Echo

SLIPS = {
    "metres": gettext_lazy("given in metres"),
    "centimetres": gettext_lazy("given in centimetres"),
    "millimetres": gettext_lazy("given in millimetres"),
    "fraction": gettext_lazy("given as a fraction"),
    "digit": gettext_lazy("a digit too many"),
    "digits": gettext_lazy("two digits too many"),
}
#: what is asked in millimetres is thought of in centimetres, and what is long in metres
ECHOES = {"mm": (Echo(0.1, gettext_lazy("cm")), Echo(0.001, gettext_lazy("m"), at_least=1000))}
COSTS = {
    "S": gettext_lazy("little work"),
    "M": gettext_lazy("some work"),
    "L": gettext_lazy("building works"),
}


def said(words: Words) -> str:
    """A text of a norm's file in the language that is spoken now."""
    return words.in_language(get_language() or "uk")


def number(value: float) -> str:
    """As people write it, without idle zeros."""
    return number_format(round(value, 3) if value % 1 else int(value), use_l10n=True)


def measure(value: float, unit: str) -> str:
    """A value with its unit; a line is not broken between them."""
    return f"{number(value)}\u00a0{Unit(unit).label}"


def limit(limits: Sequence[Limit], unit: str) -> str:
    """What is allowed, in words; several limits where it is not known which one holds."""
    return _(" or ").join(_limit(one, unit) for one in dict.fromkeys(limits))


def _limit(one: Limit, unit: str) -> str:
    if one.least is None:
        return _("at most %s") % measure(one.most or 0, unit)
    if one.most is None:
        return _("at least %s") % measure(one.least, unit)
    return _("from %(least)s to %(most)s") % {
        "least": number(one.least),
        "most": measure(one.most, unit),
    }


def found_on(day: date) -> str:
    """When something was found."""
    return _("found on %s") % date_format(day)


def tagged_on(day: date | None) -> str:
    """That a tag of OpenStreetMap says something, and since when."""
    if day is None:
        return _("by a tag of OpenStreetMap; when it was found is not known")
    return _("by a tag of OpenStreetMap of %s") % date_format(day)


def disputed(criterion: Criterion, dispute: Dispute) -> str:
    """What two auditors answered, and that the worse counts."""
    words = {
        f"{name}{what}": said
        for name, told in (("earlier", dispute.earlier), ("later", dispute.later))
        for what, said in (("", _answered(criterion, told.row)), ("_on", date_format(told.said.day)))
    }
    return (
        _(
            "Two auditors disagree: %(earlier)s (%(earlier_on)s) and %(later)s (%(later_on)s); until it is settled, "
            "the worse counts."
        )
        % words
    )


def _answered(criterion: Criterion, row: Mapping[str, Any]) -> str:
    if row["value"] is not None:
        return measure(row["value"], row["unit"] or criterion.unit)
    return _("yes") if row["outcome"] in {rules.YES, rules.PASS} else _("no")


def checked(
    audited_on: date | None,
    confirmations: int,
    *,
    is_disputed: bool,
    today: date,
    latest: date | None = None,
) -> str:
    """How fresh and how sure the audits are: «checked 14 months ago, confirmed by two others»; where the `latest` one
    did not look at everything, also «partly checked within the last month; the rest 14 months ago»."""
    if audited_on is None:
        return _("never audited")
    months = rules.months_since(audited_on, today)
    since = _months_ago(months)
    if latest and rules.months_since(latest, today) < months:
        words = {"latest": _months_ago(rules.months_since(latest, today)), "rest": since}
        said = [_("partly %(latest)s, the rest %(rest)s") % words]
    else:
        said = [since]
    if confirmations:
        others = ngettext("confirmed by %(count)s other", "confirmed by %(count)s others", confirmations)
        said.append(others % {"count": confirmations})
    if is_disputed:
        said.append(_("disputed by a second auditor"))
    return ", ".join(said)


def _months_ago(months: int) -> str:
    if not months:
        return _("checked within the last month")
    return ngettext("checked %(count)s month ago", "checked %(count)s months ago", months) % {"count": months}


def cited(norm: Norm, criterion: Criterion) -> str:
    """Norm and clause."""
    return f"{said(norm.cites(criterion))}, {said(criterion.clause_in_words)}"


def certainty(origin: Origin) -> str:
    """How sure a requirement is, by which source."""
    words = _("read in a source: %s") if origin.certainty == FOUND else _("not confirmed: %s")
    return words % said(origin.words)


def not_believed(flaw: rules.Implausible) -> str:
    """Why a measured value is refused, and what was probably meant."""
    unit = flaw.criterion.unit
    low, high = flaw.criterion.plausible
    refused = _("%(value)s is not believed here: it is from %(low)s to %(high)s.") % {
        "value": measure(flaw.value, unit),
        "low": number(low),
        "high": measure(high, unit),
    }
    if not flaw.meant:
        return f"{refused} {_('Measure once more.')}"
    return f"{refused} {_was_meant(flaw)}"


def seldom_so(flaw: rules.Implausible) -> str:
    """That a measured value is unusually small, in another unit too, and what was probably meant."""
    unit = flaw.criterion.unit
    said = _("%s is unusually small.") % " = ".join([measure(flaw.value, unit), *echoes(flaw.value, unit)])
    return f"{said} {_was_meant(flaw)} {_('If it was measured so, confirm it.')}"


def _was_meant(flaw: rules.Implausible) -> str:
    meant = [f"{measure(one.value, flaw.criterion.unit)} ({SLIPS[one.slip]})" for one in flaw.meant]
    return _("Was this meant: %s?") % _(" or ").join(meant)


def echoes(value: float, unit: str) -> list[str]:
    """A value in the other units in which people think of it."""
    return [
        f"{number(value * echo.factor)}\u00a0{echo.unit}"
        for echo in ECHOES.get(unit, ())
        if value >= echo.at_least
    ]


def not_both(conflict: rules.Conflict) -> str:
    """Why answers cannot all be true."""
    if conflict.contradiction:
        return said(conflict.contradiction.said)
    fact, found = conflict.criteria
    return _(
        "This contradicts another answer: “%(fact)s” is answered so that there can be no “%(found)s”."
    ) % {
        "fact": said(fact.question),
        "found": said(found.text),
    }
