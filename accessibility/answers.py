"""What is refused of the answers of an audit, in sentences: nothing is stored that is not believed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accessibility import rules, telling
from accessibility.criteria import Criterion, Norm
from accessibility.sheets import given
from accessibility.vocabulary import Outcome, PartKind, PlaceKind

_OF_FACTS = frozenset({Outcome.YES, Outcome.NO, Outcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one answer: its place among the answers, the field, and a sentence."""

    index: int
    field: str
    sentence: str


def flaws(norm: Norm, kind: str, rows: Sequence[Mapping[str, Any]], part: str = "") -> Iterator[Flaw]:
    """All that is wrong with the answers of an audit of a place of a kind, or of such a `part` of it; `rows` have the
    names of Answer's fields.

    Rows without a code answer to another norm, of which nothing is known here.
    """
    places: dict[str, int] = {}
    answers: dict[str, rules.Given] = {}
    for index, row in enumerate(rows):
        if not row["code"]:
            continue
        criterion = norm.by_code.get(row["code"])
        flaw = flaw_of(norm, kind, row, part)
        if flaw:
            yield Flaw(index, *flaw)
        elif criterion and criterion.code in places:
            yield Flaw(index, "code", _("This criterion is answered twice."))
        elif criterion:
            places[criterion.code] = index
            answers[criterion.code] = given(criterion, row)
    for conflict in rules.conflicts(norm, answers):
        found = [one for one in conflict.criteria if one.code in places]
        yield Flaw(places[found[-1].code], "code", telling.not_both(conflict))


def seldom(norm: Norm, rows: Sequence[Mapping[str, Any]], confirmed: Collection[str]) -> Iterator[Flaw]:
    """What of the answers somebody wrote down that is believed, and seldom so, unless they have `confirmed` it; by the
    codes of criteria."""
    for index, row in enumerate(rows):
        criterion = norm.by_code.get(row["code"])
        if criterion and row["value"] is not None and row["code"] not in confirmed:
            flaw = rules.seldom(criterion, row["value"])
            if flaw:
                yield Flaw(index, "value", telling.seldom_so(flaw))


def flaw_of(norm: Norm, kind: str, row: Mapping[str, Any], part: str = "") -> tuple[str, str] | None:
    """The field and the sentence of what is wrong with one answer by itself."""
    criterion = norm.by_code.get(row["code"])
    if criterion is None:
        return "code", _("%(norm)s has no such criterion.") % {"norm": norm.name}
    if kind not in criterion.kinds:
        words = {"question": telling.said(criterion.question), "kind": PlaceKind(kind).label}
        return "code", _("“%(question)s” is not asked of a place of this kind: %(kind)s.") % words
    if part and part not in criterion.of:
        words = {"question": telling.said(criterion.question), "part": PartKind(part).label}
        return "code", _("“%(question)s” is not asked of such a part: %(part)s.") % words
    if row["value"] is not None:
        return _flaw_of_value(criterion, row["value"])
    if criterion.is_fact and row["outcome"] not in _OF_FACTS:
        return "outcome", _("This is answered by yes or no.")
    if not criterion.is_fact and row["outcome"] in {Outcome.YES, Outcome.NO}:
        return "outcome", _("Say whether this meets the norm, or write what was measured.")
    return None


def _flaw_of_value(criterion: Criterion, value: float) -> tuple[str, str] | None:
    if not criterion.unit:
        return "value", _("This is not measured: answer in words.")
    flaw = rules.implausible(criterion, value)
    return ("value", telling.not_believed(flaw)) if flaw else None
