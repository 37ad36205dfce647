"""What an auditor is asked of a place, the criteria of the current norm that its kind is asked about; and of a barrier
that they come upon."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import isfinite
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accessibility import auditing, measuring, norms, opinions, telling, whole
from accessibility.auditing import CHANGED, CONFIRMED, ENTRANCE_NAME, NORM, PART
from accessibility.criteria import Condition, Criterion, Norm
from accessibility.life import duty, looks
from accessibility.life.rules import believed_until
from accessibility.models import Audit, Barrier, Opinion, Place, PlacePart
from accessibility.rules import FINEST, SLIPS, UNKNOWN
from accessibility.sheets import known_of_floor
from accessibility.vocabulary import BarrierKind, BarrierStatus, Unit
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
#: the kind of the part that is looked at; a place as a whole has none
OF = "of"
_LONGEST_NAME = PlacePart._meta.get_field("name").max_length or 0


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
    facts = (KIND, OF)
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
            if code in {PART, ENTRANCE_NAME}:
                said = _flaw_of_part(code, answer)
            elif code in {NORM, CONFIRMED, CHANGED, opinions.AUDIT, opinions.WORD}:
                continue
            else:
                said = _flaw(norm.by_code.get(code), answer)
            if said:
                yield Flaw(code, said)

    def state(self, feature: Place, said: Statement) -> None:
        if opinions.WORD in said.answers:
            opinions.take(feature, said)
        else:
            auditing.take(feature, said)

    def tell(self, found: Sequence[dict[str, Any]], user: Any) -> None:
        """The last audit of each place, whoever made it and wherever: its day; what is known, to carry over; and
        whether something is disputed, which a place without an audit of the whole may be, too."""
        by_place = {one["id"]: one for one in found}
        disputed = opinions.in_dispute(list(by_place))
        for number, parts in _parts(list(by_place), user, disputed).items():
            by_place[number]["parts"] = parts
        last = {number: place.own.said() for number, place in whole.of_places(list(by_place)).items()}
        audits = Audit.objects.filter(pk__in=Place.objects.filter(pk__in=by_place).values("audit"))
        mine = dict(
            Opinion.objects.filter(audit__in=audits, by=user, by_audit=None).values_list("audit", "word")
        )
        for number in Place.objects.filter(pk__in=by_place, is_disputed=True).values_list("pk", flat=True):
            by_place[number]["isDisputed"] = True
        for audit in audits.select_related("place").prefetch_related("answers"):
            one = by_place[audit.place_id]
            one["inspected"] = audit.made_on
            one["due"] = _due(audit.made_on)
            one["audit"] = {
                "id": audit.pk,
                "isMine": audit.made_by_id == user.pk,
                "mine": mine.get(audit.pk, ""),
                "confirmations": audit.place.confirmations,
            }
            known = last.get(audit.place_id) or auditing.answered(audit)
            one["last"] = _told_to(user, audit, known, disputed)


@register
class BarrierSurvey(Survey):
    slug = "barrier"
    title = _("Barrier")
    layer_slug = "barriers"
    may_be_line = True
    alike_within = 25
    until = "expires_on"
    questions = (
        Question("kind", first=True, needed=True),
        Question("severity", title=_("How hard is it to get past?"), first=True),
        Question(
            "expires_on",
            title=_("If it passes by itself: until when?"),
            help=_("A fence of building works has a day on it. Leave it out for what stays."),
        ),
        Question(
            "clear_width",
            unit=_("m"),
            at_least=0.1,
            at_most=10,
            help=_("What is left of the passage, if something narrows it."),
        ),
        Question("description", title=_("In words")),
        Question("address", title=_("Address or crossing")),
    )

    def may_change(self, user: Any) -> bool:
        """Who audits places; who moderates barriers does so in the office."""
        return super().may_change(user) and bool(user.has_perm("accessibility.change_place"))

    def may_add(self, user: Any) -> bool:
        return super().may_add(user) and self.may_change(user)

    def flaws(self, answers: Answers, *, whole: bool) -> Iterator[Flaw]:
        yield from super().flaws(answers, whole=whole)
        until = str(answers.get("expires_on") or "")
        if whole and "" < until < timezone.localdate().isoformat():
            yield Flaw("expires_on", gettext("This day is over: what is there today is not gone yet."))

    def begins(self, on: date) -> Answers:
        """An auditor has seen it: it is confirmed at once, as the life of barriers has it."""
        return {"status": BarrierStatus.CONFIRMED, "reported_on": on, "seen_on": on}

    def follow(self, feature: Barrier, answers: Answers) -> None:
        feature.expires_on = feature.expires_on or believed_until(
            feature.kind, feature.seen_on or feature.reported_on
        )
        looks.charge(feature)

    def tell(self, found: Sequence[dict[str, Any]], user: Any) -> None:
        """What it is, in words: a barrier has no other name."""
        for one in found:
            kind = one["known"].get(KIND)
            one["title"] = capfirst(str(BarrierKind(kind).label)) if kind else one["title"]

    def arrived(self, number: int, site: str) -> None:
        duty.tell(Barrier.objects.get(pk=number), site)


def _told_to(user: Any, audit: Audit, known: Answers, disputed: Mapping[int, Collection[str]]) -> Answers:
    """What is known, for whoever looks next: what is in dispute is looked at without the answers of others. Nobody
    carries over as their own what somebody else answered there."""
    hidden = disputed.get(audit.place_id, ())
    own = auditing.answered(audit) if hidden and audit.made_by_id == user.pk else {}
    return {
        code: answer
        for code, answer in known.items()
        if code not in hidden or (code in own and own[code] == answer)
    }


def _parts(
    places: Sequence[int], user: Any, disputed: Mapping[int, Collection[str]]
) -> Mapping[int, list[dict[str, Any]]]:
    """What an auditor takes along of the parts of places: the name, what is known of each, and its last answers."""
    parts = list(PlacePart.objects.filter(place__in=places))
    latest = Audit.objects.filter(part__in=parts).order_by("part_id", "-made_on", "-pk").distinct("part_id")
    audits = {audit.part_id: audit for audit in latest.prefetch_related("answers")}
    said = {
        section.part.pk: section.sheet.said()
        for place in whole.of_places(places).values()
        for section in place.sections
        if section.part
    }
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in parts:
        audit = audits.get(part.pk)
        found[part.place_id].append(
            {
                "id": part.pk,
                "name": part.name,
                "kind": part.get_kind_display(),
                "facts": {OF: part.kind} | dict(known_of_floor(norms.current(), part.kind, part.floor)),
                "inspected": audit.made_on if audit else None,
                "last": _told_to(user, audit, said[part.pk], disputed) if audit else {},
            }
        )
    return found


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
        when=(_of_kind(criterion), _of_part(criterion), *map(_when, criterion.applies)),
        asks=Asks.NUMBER if criterion.unit else Asks.FLAG,
        how=_said(way.how) if way else "",
        drawing=Drawing(way.stands, way.measured) if way else None,
        slips=tuple(
            Slip(factor, telling.SLIPS[name])
            for name, factor in (SLIPS[criterion.unit] if criterion.unit else ())
        ),
        finest=FINEST.get(criterion.unit, 0),
        seldom_below=criterion.seldom_below,
        echoes=telling.ECHOES.get(criterion.unit, ()),
        level=bool(way and way.level),
        pictured=not criterion.is_fact,
    )


def _of_kind(criterion: Criterion) -> When:
    """A place whose kind is not known has none among the facts."""
    return When(KIND, (*sorted(criterion.kinds), *([None] if UNKNOWN in criterion.kinds else [])))


def _of_part(criterion: Criterion) -> When:
    """A place as a whole is asked everything: what speaks of an entrance, by its main one."""
    return When(OF, (None, *sorted(criterion.of)))


def _when(condition: Condition) -> When:
    if condition.is_measured:
        return When(condition.code, operator=condition.operator, bound=condition.bound, than=condition.than)
    return When(condition.code, (condition.operator != "not",))


def _flaw_of_part(code: str, answer: Any) -> str:
    if code == PART:
        is_number = isinstance(answer, int) and not isinstance(answer, bool) and 0 < answer < 1 << 63
        return "" if is_number else gettext("This part is named by its number.")
    if not isinstance(answer, str) or not answer.strip():
        return gettext("Say in words which entrance it is.")
    return "" if len(answer) <= _LONGEST_NAME else gettext("At most %s characters.") % _LONGEST_NAME


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
