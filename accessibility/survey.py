"""What an auditor is asked of a place: the criteria of the current norm, of those that its kind is asked about."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import isfinite
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accessibility import auditing, measuring, norms, opinions, telling
from accessibility.auditing import NORM
from accessibility.criteria import Condition, Criterion, Norm
from accessibility.models import Audit, Opinion, Place
from accessibility.rules import FINEST, SLIPS, UNKNOWN
from accessibility.vocabulary import Unit
from layers.surveys.survey import (
    Answers,
    Asks,
    Contradiction,
    Drawing,
    Flaw,
    Question,
    Slip,
    Statement,
    Survey,
    When,
    register,
)

#: the field of a place that says which criteria it is asked about
KIND = "kind"


def _demand(norm: Norm, criterion: Criterion) -> str:
    """What is required, with norm and clause."""
    return f"{telling.said(criterion.text)} ({telling.cited(norm, criterion)})"


_said, _demanded = lazy(telling.said, str), lazy(_demand, str)


@register
class AuditSurvey(Survey):
    slug = "audit"
    title = _("Accessibility audit")
    layer_slug = "places"
    is_statement = True
    facts = (KIND,)
    unsure = _("not sure")

    @cached_property
    def questions(self) -> tuple[Question, ...]:  # type: ignore[override]
        norm = norms.current()
        return tuple(_question(norm, criterion) for criterion in norm.criteria)

    @cached_property
    def given(self) -> Mapping[str, Any]:  # type: ignore[override]
        return {NORM: norms.current().code}

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:  # type: ignore[override]
        return tuple(
            Contradiction(tuple(map(_when, one.all)), _said(one.said))
            for one in norms.current().contradictions
        )

    def may_change(self, user: Any) -> bool:
        return bool(user and user.has_perm("accessibility.add_audit"))

    def flaws(self, answers: Answers, *, whole: bool) -> Iterator[Flaw]:
        norm = norms.norm_of(str(answers.get(NORM)))
        for code, answer in answers.items():
            if code not in {NORM, opinions.AUDIT, opinions.WORD}:
                said = _flaw(norm.by_code.get(code), answer)
                if said:
                    yield Flaw(code, said)

    def state(self, feature: Place, said: Statement) -> None:
        if opinions.WORD in said.answers:
            opinions.take(feature, said)
        else:
            auditing.take(feature, said)

    def tell(self, found: Sequence[dict[str, Any]], user: Any) -> None:
        """The last audit of each place, whoever made it and wherever: its day, and its answers to carry over."""
        by_place = {one["id"]: one for one in found}
        audits = Audit.objects.filter(pk__in=Place.objects.filter(pk__in=by_place).values("audit"))
        mine = dict(Opinion.objects.filter(audit__in=audits, by=user).values_list("audit", "word"))
        for audit in audits.select_related("place").prefetch_related("answers"):
            one = by_place[audit.place_id]
            one["inspected"] = audit.made_on
            one["due"] = _due(audit.made_on)
            one["audit"] = {
                "id": audit.pk,
                "isMine": audit.made_by_id == user.pk,
                "mine": mine.get(audit.pk, ""),
                "confirmations": audit.place.confirmations,
                "isDisputed": audit.place.is_disputed,
            }
            one["last"] = auditing.answered(audit)


def _due(day: date) -> date:
    """The day on which an audit is old: as many months later as the assessment says."""
    months = day.month - 1 + norms.assessment().stale_after
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _question(norm: Norm, criterion: Criterion) -> Question:
    least, most = criterion.plausible if criterion.unit else (None, None)
    way = measuring.of(criterion)
    return Question(
        name=criterion.code,
        title=_said(criterion.question),
        # Of a fact nothing is required.
        help="" if criterion.is_fact else _demanded(norm, criterion),
        unit=Unit(criterion.unit).label if criterion.unit else "",
        at_least=least,
        at_most=most,
        when=(_of_kind(criterion), *map(_when, criterion.applies)),
        asks=Asks.NUMBER if criterion.unit else Asks.FLAG,
        how=_said(way.how) if way else "",
        drawing=Drawing(way.stands, way.measured) if way else None,
        slips=tuple(
            Slip(factor, telling.SLIPS[name])
            for name, factor in (SLIPS[criterion.unit] if criterion.unit else ())
        ),
        finest=FINEST.get(criterion.unit, 0),
        level=bool(way and way.level),
        pictured=not criterion.is_fact,
    )


def _of_kind(criterion: Criterion) -> When:
    """A place whose kind is not known has none among the facts."""
    return When(KIND, (*sorted(criterion.kinds), *([None] if UNKNOWN in criterion.kinds else [])))


def _when(condition: Condition) -> When:
    if condition.is_measured:
        return When(condition.code, operator=condition.operator, bound=condition.bound)
    return When(condition.code, (condition.operator != "not",))


def _flaw(criterion: Criterion | None, answer: Any) -> str:
    """What is wrong with the sort of an answer; whether it is believed depends on the place."""
    if criterion is None:
        return gettext("This is not asked here (any more).")
    if answer is None:
        return ""
    if not criterion.unit:
        return "" if isinstance(answer, bool) else gettext("This is answered by yes or no.")
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool) and isfinite(answer)
    return "" if is_number else gettext("This is answered by a number.")
