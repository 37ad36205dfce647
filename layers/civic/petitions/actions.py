"""What follows for petitions by rule: the version of the rules, the deadlines, the series of counts, and for our own
what the clock brings. Written only where it differs.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.civic.petitions import rules
from layers.civic.petitions.models import Petition, SignatureCount
from layers.civic.petitions.versions import versions
from layers.civic.petitions.vocabulary import Status
from layers.models import DayOff

#: the petitions that the city's own site writes
SITE = "petition-site"
_BY_RULE = (
    "status", "rules_from", "threshold", "reached_on", "publish_by", "collect_until", "review_by", "answer_by",
)  # fmt: skip
_AT_ONCE = 500


class CountRefused(Exception):
    """A count of signatures that cannot be right, with a sentence."""


def follow(petitions: "QuerySet[Petition] | None" = None) -> int:
    """Write what follows by rule for petitions, all of them by default. Returns how many were changed."""
    rows = Petition.objects.all() if petitions is None else petitions
    days_off = list(DayOff.objects.values_list("day", flat=True))
    changed, counted = [], []
    for petition in rows.prefetch_related("counts").iterator(chunk_size=_AT_ONCE):
        counts = {count.on: count.signatures for count in petition.counts.all()}
        if _is_uncounted(petition, counts):
            counted.append(petition)
            counts[timezone.localdate()] = petition.signatures  # type: ignore[assignment]
        if _apply(petition, counts, days_off):
            changed.append(petition)
    for petition in counted:
        told: dict[str, Any] = {"signatures": petition.signatures, "correction": ""}
        earlier = petition.counts.exclude(on=timezone.localdate())
        if earlier.filter(signatures__gt=petition.signatures or 0).exists():
            told["correction"] = _("the source tells fewer than before")
        SignatureCount.objects.update_or_create(petition=petition, on=timezone.localdate(), defaults=told)
    Petition.objects.bulk_update(changed, _BY_RULE, batch_size=_AT_ONCE)
    return len(changed)


def _is_uncounted(petition: Petition, counts: Mapping[date, int]) -> bool:
    """Whether its source tells another number than the last that is kept, while signatures are collected."""
    if petition.signatures is None or petition.status not in (Status.COLLECTING, Status.REACHED):
        return False
    return not counts or counts[max(counts)] != petition.signatures


def _apply(petition: Petition, counts: Mapping[date, int], days_off: Iterable[date]) -> bool:
    before = [getattr(petition, name) for name in _BY_RULE]
    began = petition.started_on or petition.submitted_on
    version = rules.in_force(versions(), began) if began else None
    petition.rules_from = version.valid_from if version else None
    if version and petition.threshold is None and petition.started_on:
        petition.threshold = version.threshold.value
    if petition.threshold is not None:
        petition.reached_on = rules.reached_on(
            petition.reached_on, counts, petition.threshold, petition.collect_until
        )
    due = _deadlines(petition, version, days_off)
    petition.publish_by, petition.review_by, petition.answer_by = due.publish_by, due.review_by, due.answer_by
    petition.collect_until = petition.collect_until or due.collect_until
    if not petition.source:
        # What comes from elsewhere is in the state that its source says.
        petition.status = rules.by_clock(
            petition.status,
            petition.signatures,
            petition.threshold,
            petition.collect_until,
            timezone.localdate(),
        )
    return before != [getattr(petition, name) for name in _BY_RULE]


def _deadlines(
    petition: Petition, version: rules.PetitionRules | None, days_off: Iterable[date]
) -> rules.Deadlines:
    if version is None:
        return rules.Deadlines()
    return rules.deadlines(
        version,
        submitted_on=petition.submitted_on,
        started_on=petition.started_on,
        reached_on=petition.reached_on,
        review_on=petition.review_on,
        days_off=days_off,
    )


def follow_one(petition: Petition) -> None:
    """Write what follows by rule for one petition, and read it anew."""
    follow(Petition.objects.filter(pk=petition.pk))
    petition.refresh_from_db()


def _refuse_fewer(on: date, signatures: int, then: int) -> None:
    if then < signatures:
        raise CountRefused(
            _(
                "On %(day)s there were %(before)s signatures: there cannot be fewer without a correction that says why."
            )
            % {"day": on.isoformat(), "before": signatures}
        )


def _refuse_more(on: date, signatures: int, before: int) -> None:
    if before > signatures:
        raise CountRefused(
            _(
                "On %(day)s there were %(after)s signatures: there cannot be more before without a correction that "
                "says why."
            )
            % {"day": on.isoformat(), "after": signatures}
        )


def _refuse_out_of_time(petition: Petition, numbers: Mapping[date, int]) -> None:
    """Nobody has signed tomorrow, or before one could."""
    ahead = [on for on in numbers if on > timezone.localdate()]
    if ahead:
        raise CountRefused(_("%s is not over yet: nobody knows its signatures.") % min(ahead).isoformat())
    began = petition.started_on
    early = [on for on, signatures in numbers.items() if began and on < began and signatures]
    if early:
        raise CountRefused(
            _("On %(day)s nothing was collected yet: the collection began on %(began)s.")
            % {"day": min(early).isoformat(), "began": began.isoformat() if began else ""}
        )


def _refuse_late(petition: Petition, before: int, signatures: int) -> None:
    """A collection that is over brings no signatures."""
    if before < signatures:
        raise CountRefused(
            _(
                "The collection was over on %(until)s with %(before)s signatures: there are no more without a "
                "correction."
            )
            % {"until": str(petition.collect_until), "before": before}
        )


@transaction.atomic
def count(petition: Petition, numbers: Mapping[date, int], correction: str = "") -> int:
    """Note how many signatures there were on days; the petition then has the newest number. Returns how many days are
    different by it. Raises CountRefused, and then nothing is written: signatures are not taken back, unless it is told
    why. All days that are told are looked at together: a number may replace that of its day and its past come with it.
    """
    _refuse_out_of_time(petition, numbers)
    known = {one.on: one for one in petition.counts.all()}
    course = {on: one.signatures for on, one in known.items()} | dict(numbers)
    days = sorted(course)
    changed = 0
    for before, on, after in zip([None, *days], days, [*days[1:], None], strict=False):
        if on not in numbers or (on in known and known[on].signatures == numbers[on]):
            continue
        if not correction:
            if on in known:
                _refuse_fewer(on, known[on].signatures, numbers[on])
            if before:
                _refuse_fewer(before, course[before], numbers[on])
            if before and petition.collect_until and before >= petition.collect_until:
                _refuse_late(petition, course[before], numbers[on])
            if after and not (after in known and known[after].correction):
                _refuse_more(after, course[after], numbers[on])
        was_more = any(one.signatures > numbers[on] for day, one in known.items() if day <= on)
        told = {"signatures": numbers[on], "correction": correction[:300] if was_more else ""}
        petition.counts.update_or_create(on=on, defaults=told)
        changed += 1
    take_newest_count(petition)
    return changed


def with_today(petition: Petition, numbers: Mapping[date, int], signatures: int | None) -> dict[date, int]:
    """Numbers by day with that of today, unless it is the newest already."""
    course = dict(petition.counts.values_list("on", "signatures")) | dict(numbers)
    if signatures is None or (course and course[max(course)] == signatures):
        return dict(numbers)
    return {**numbers, timezone.localdate(): signatures}


def take_newest_count(petition: Petition) -> None:
    """A petition has the number of its newest count, where there is one."""
    newest = petition.counts.order_by("-on").first()
    if newest and petition.signatures != newest.signatures:
        petition.signatures = newest.signatures
        petition.save(update_fields=["signatures"])
