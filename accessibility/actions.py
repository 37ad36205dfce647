"""Deeds on several rows: audits are judged by their norms, and a place shows the verdicts of its audit; one that was
audited more than once, or has parts, what all its audits come to together.

Audits are judged a thousand at a time, so that memory does not grow with their number; only what changes is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from accessibility import amenities, at_the_door, confirming, norms, rules, whole
from accessibility.disputes import Dispute
from accessibility.models import Answer, Audit, Barrier, Opinion, Place, PlacePart
from accessibility.sheets import AUDIT_FIELDS, PERSONS, Sheet, answers_of, said
from accessibility.vocabulary import GONE, PROFILE_FIELDS, Freshness, Profile, Word

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """An audit whose verdicts are other ones now, by the fields that hold them."""

    audit: int
    place: int
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """So many audits were judged, and these of them changed."""

    judged: int
    changes: Sequence[Change]


@transaction.atomic
def conclude(audit: Audit) -> str:
    """Judge an audit by its answers and show it on its place. An official verdict with a reason of its own stays."""
    for _step in judge_audits(only=[audit.pk]):
        audit.refresh_from_db()
    return audit.verdict


@transaction.atomic
def conclude_all() -> None:
    """What `conclude` does, for every audit; answers that came in files are taken for the criteria that they name."""
    name_criteria()
    for _step in judge_audits():
        pass
    # Places that nobody has audited have tags, and doors.
    amenities.show()
    follow_barriers()


def judge_audits(
    under: str = "", *, only: Sequence[int] | None = None, is_written: bool = True
) -> Iterator[Step]:
    """Judge audits, all or some, under the norm with the code `under`, else each under its own; a step at a time.

    Each step is a transaction. Where nothing is written (`is_written`), the steps tell what would change.
    """
    last = 0
    while True:
        with transaction.atomic():
            audits = _audits(last, only, is_locked=is_written)
            if not audits:
                return
            last = audits[-1]["pk"]
            step = _judge(audits, under, is_written=is_written)
        yield step


def _audits(after: int, only: Sequence[int] | None, *, is_locked: bool) -> list[dict[str, Any]]:
    rows = Audit.objects.order_by("pk").filter(pk__gt=after)
    if only is not None:
        rows = rows.filter(pk__in=only)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    return list(rows.values(*AUDIT_FIELDS)[:_AT_ONCE])


def _judge(audits: Sequence[dict[str, Any]], under: str, *, is_written: bool) -> Step:
    answers = answers_of([audit["pk"] for audit in audits])
    changes: list[Change] = []
    outcomes: dict[int, str] = {}
    for audit in audits:
        sheet = Sheet.of(audit, answers.get(audit["pk"], ()), under)
        before = {field: audit[field] for field in PERSONS}
        after = sheet.verdicts() if sheet.is_judged else before
        outcomes |= sheet.outcomes()
        if after != before:
            changes.append(Change(audit["pk"], audit["place_id"], before, after))
    if is_written:
        _write(Audit, {one.audit: one.after for one in changes})
        _write(Answer, {number: {"outcome": outcome} for number, outcome in outcomes.items()})
        if under:
            _keep_norm(audits, under)
        show(sorted({audit["place_id"] for audit in audits}))
    return Step(len(audits), changes)


def _keep_norm(audits: Iterable[Mapping[str, Any]], under: str) -> None:
    """Note under which norm audits are judged from now on; the one that they were made under needs no note."""
    wanted = {audit["pk"]: "" if audit["norm"] == under else under for audit in audits}
    present = {audit["pk"]: audit["judged_by"] for audit in audits}
    _write(
        Audit,
        {number: {"judged_by": code} for number, code in wanted.items() if present[number] != code},
    )


def _write(model: type[Audit | Answer | Place], rows: Mapping[int, Mapping[str, str]]) -> None:
    """Write texts into rows, by their numbers; all rows name the same columns."""
    if not rows:
        return
    columns = list(next(iter(rows.values())))
    names = ", ".join(f'"{column}"' for column in columns)
    texts = ", ".join(["%s::text[]"] * len(columns))
    values = [[row[column] for row in rows.values()] for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{model._meta.db_table}" AS t SET {", ".join(f'"{name}" = w."{name}"' for name in columns)}
                  FROM unnest(%s::bigint[], {texts}) AS w (number, {names}) WHERE t.id = w.number""",
            [list(rows), *values],
        )


# -- What came in files ------------------------------------------------------------------------------------------


def name_criteria() -> int:
    """Note the criterion of answers that cite a norm and a clause, where both are known. Returns how many."""
    known = [
        (norm.cites(criterion).uk, criterion.clause, criterion.code)
        for norm in sorted(norms.norms().values(), key=lambda one: one.is_current)
        for criterion in norm.criteria
    ]
    newest = {(name, clause): code for name, clause, code in known}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accessibility_answer AS a SET code = known.code
              FROM unnest(%s::text[], %s::text[], %s::text[]) AS known (norm, clause, code)
             WHERE a.code = '' AND a.norm = known.norm AND a.clause = known.clause
               AND NOT EXISTS (SELECT FROM accessibility_answer AS o
                                WHERE o.audit_id = a.audit_id AND o.code = known.code)
            """,
            [
                [name for name, _clause in newest],
                [clause for _name, clause in newest],
                list(newest.values()),
            ],
        )
        return cursor.rowcount


# -- What follows ------------------------------------------------------------------------------------------------


def show(places: Sequence[int]) -> None:
    """Write what places show of their audits and of what is at their doors: verdicts, days, disputes, and what people
    look for."""
    at_the_door.mark(places)
    show_latest_verdicts(places)
    show_wholes(places)
    show_disputes(places)
    amenities.show(places)


def show_latest_verdicts(places: Sequence[int]) -> int:
    """Point places at their latest audit as a whole and copy its day, how many confirm it, and its verdicts; day and
    verdicts of a place with parts, with several audits or a dispute follow from all of them (`show_wholes`). Returns
    how many places changed."""
    is_whole = f"""(latest.is_doubted OR p.barrier_at_door
                 OR EXISTS (SELECT FROM "{PlacePart._meta.db_table}" AS part WHERE part.place_id = p.id)
                 OR EXISTS (SELECT FROM accessibility_audit AS other
                             WHERE other.place_id = p.id AND other.part_id IS NULL AND other.id <> latest.id))"""
    copied = {"audit_id": "latest.id"}
    copied["confirmations"] = "latest.confirmations + coalesce(agreeing.number, 0)"
    copied |= {
        name: f"CASE WHEN {is_whole} THEN p.{name} ELSE latest.{theirs} END"
        for name, theirs in {"audited_on": "made_on", **{name: name for name in PERSONS}}.items()
    }
    agreeing = confirming.agreeing(places)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accessibility_place AS p
               SET {", ".join(f"{own} = {theirs}" for own, theirs in copied.items())}
              FROM (SELECT DISTINCT ON (place_id) a.*, said.* FROM accessibility_audit AS a,
                           LATERAL (SELECT count(*) FILTER (WHERE word = %(confirms)s) AS confirmations,
                                           coalesce(bool_or(word = %(disagrees)s AND ruling = '' AND by_audit_id IS NULL
                                                            AND answers <> '{{}}'), false) AS is_doubted
                                      FROM accessibility_opinion AS o WHERE o.audit_id = a.id) AS said
                     WHERE part_id IS NULL AND place_id = ANY(%(places)s)
                     ORDER BY place_id, made_on DESC, a.id DESC) AS latest
              LEFT JOIN unnest(%(agreed)s::bigint[], %(agreeing)s::int[]) AS agreeing (audit, number)
                     ON agreeing.audit = latest.id
             WHERE p.id = latest.place_id
               AND ({", ".join(f"p.{own}" for own in copied)})
                   IS DISTINCT FROM ({", ".join(copied.values())})
            """,
            {
                "places": list(places),
                "agreed": list(agreeing.keys()),
                "agreeing": list(agreeing.values()),
                "confirms": Word.CONFIRMS,
                "disagrees": Word.DISAGREES,
            },
        )
        changed = cursor.rowcount
    age_audits(places)
    return changed


def show_wholes(places: Sequence[int]) -> int:
    """Write what places with parts or several audits come to as a whole, and the day of the oldest answer that it rests
    on. Returns how many verdicts changed."""
    wholes = whole.of_places(places)
    _queue({number: one.disputes for number, one in wholes.items()}, places)
    if not wholes:
        return 0
    before = {row.pop("pk"): row for row in Place.objects.filter(pk__in=wholes).values("pk", *PERSONS)}
    changed = {number: one.verdicts for number, one in wholes.items() if one.verdicts != before[number]}
    _write(Place, changed)
    days = defaultdict(list)
    for number, one in wholes.items():
        days[one.own.since].append(number)
    for day, numbers in days.items():
        dated = Place.objects.filter(Q(audited_on=None) | ~Q(audited_on=day), pk__in=numbers)
        if day is not None:
            dated.update(audited_on=day)
    age_audits(list(wholes))
    return len(changed)


def _queue(found: Mapping[int, Sequence[Dispute]], places: Sequence[int]) -> None:
    """Ask a registrar about audits that contradict each other, in the queue of second auditors' words; what is none any
    more is asked no more."""
    wanted: dict[tuple[int, int], list[Dispute]] = defaultdict(list)
    for dispute in chain.from_iterable(found.values()):
        # A word stands in the queue by itself.
        if not (dispute.earlier.said.word or dispute.later.said.word):
            wanted[dispute.earlier.said.audit, dispute.later.said.audit].append(dispute)
    asked = Opinion.objects.filter(audit__place__in=places, by_audit__isnull=False, ruling="")
    for opinion in asked:
        if (opinion.audit_id, opinion.by_audit_id) not in wanted:
            opinion.delete()
    later = Audit.objects.in_bulk([later for _earlier, later in wanted])
    for (earlier, number), disputes in wanted.items():
        answers = said(one.later.row for one in disputes)
        audit = later[number]
        Opinion.objects.update_or_create(
            audit_id=earlier,
            by_audit=audit,
            defaults={
                "word": Word.DISAGREES,
                "answers": answers,
                "by_id": audit.made_by_id,
                "given_on": audit.made_on,
                # What was settled before is another question.
                **dict.fromkeys(("ruling", "ruling_reason"), ""),
            },
        )


def show_disputes(places: Sequence[int]) -> int:
    """Write of which places something is disputed that no registrar has settled, by a word or by another audit. Returns
    how many changed."""
    disputed = Opinion.objects.filter(word=Word.DISAGREES, ruling="", audit__place=OuterRef("pk"))
    rows = Place.objects.filter(pk__in=places).annotate(has_dispute=Exists(disputed))
    return sum(
        rows.filter(has_dispute=is_so).exclude(is_disputed=is_so).update(is_disputed=is_so)
        for is_so in (True, False)
    )


@transaction.atomic
def withdraw(audit: Audit) -> None:
    """Let an audit count no more: what earlier ones say of its place counts again, beside what second auditors said."""
    place = audit.place_id
    _hand_over_words(audit)
    audit.delete()
    Place.objects.filter(pk=place, audit=None).update(
        audited_on=None, confirmations=0, is_disputed=False, **dict.fromkeys(PERSONS, rules.UNKNOWN)
    )
    show([place])


def _hand_over_words(audit: Audit) -> None:
    """What second auditors found stays, about the audit before; without one nobody can tell what they spoke of."""
    before = Audit.objects.filter(place=audit.place_id, part=audit.part_id).exclude(pk=audit.pk).first()
    if before:
        spoken = Opinion.objects.filter(audit=before, by_audit=None).values("by")
        words = audit.opinions.filter(word=Word.DISAGREES, ruling="", by_audit=None)
        words.exclude(by=before.made_by_id).exclude(by__in=spoken).update(audit=before)


@transaction.atomic
def conclude_parts(place: int) -> None:
    """A place whose parts are others now shows what follows: also where it has none any more, or no audit."""
    if not PlacePart.objects.filter(place=place).exists():
        Place.objects.filter(pk=place, audit=None).update(**dict.fromkeys(PERSONS, rules.UNKNOWN))
    show([place])


@transaction.atomic
def follow_barriers(barrier: int | None = None) -> int:
    """Let places say what is at their doors now, of all barriers or after a change of one. Returns how many were looked
    at."""
    marked = Place.objects.filter(barrier_at_door=True).order_by("pk").values_list("pk", flat=True)
    places = at_the_door.to_follow(barrier, list(marked))
    show(places)
    # Where nobody has audited anything, nothing else says what a place comes to.
    parts = PlacePart.objects.filter(place=OuterRef("pk"))
    plain = Place.objects.filter(~Exists(parts), pk__in=places, audit=None, barrier_at_door=False)
    plain.update(**dict.fromkeys(PERSONS, rules.UNKNOWN))
    return len(places)


def age_audits(places: Sequence[int] | None = None) -> int:
    """Write how old the latest audits are today. Returns how many places changed."""
    found = Place.objects.all() if places is None else Place.objects.filter(pk__in=places)
    today, months = timezone.localdate(), norms.assessment().stale_after
    days = found.order_by().values_list("audited_on", flat=True).distinct()
    ages = {day: rules.freshness(day, today, months) for day in days}
    changed = 0
    for age in Freshness:
        of_age = [day for day, found_age in ages.items() if found_age == age]
        rows = (
            found.filter(audited_on=None) if age == Freshness.NEVER else found.filter(audited_on__in=of_age)
        )
        changed += rows.exclude(freshness=age).update(freshness=age)
    return changed


def weigh_barriers() -> int:
    """Write how hard each barrier is for each person, where it is another than written. Returns how many changed."""
    is_gone = ExpressionWrapper(Q(status__in=GONE), BooleanField())
    barriers = Barrier.objects.order_by().annotate(is_gone=is_gone)
    sorts = list(barriers.values_list("kind", "severity", "is_gone").distinct())
    if not sorts:
        return 0
    found = [
        rules.severities(kind, severity, norms.barriers(), is_gone=gone) for kind, severity, gone in sorts
    ]
    columns = [[one[profile.value] for one in found] for profile in Profile]
    wanted = ", ".join(f"w.{field}" for field in PROFILE_FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accessibility_barrier AS b SET ({", ".join(PROFILE_FIELDS)}) = ROW({wanted})
              FROM unnest(%s::text[], %s::text[], %s::boolean[]{", %s::text[]" * len(PROFILE_FIELDS)})
                   AS w (kind, severity, is_gone, {", ".join(PROFILE_FIELDS)})
             WHERE b.kind = w.kind AND b.severity = w.severity AND (b.status = ANY(%s)) = w.is_gone
               AND ({", ".join(f"b.{field}" for field in PROFILE_FIELDS)}) IS DISTINCT FROM ({wanted})
            """,
            [*map(list, zip(*sorts, strict=True)), *columns, [status.value for status in GONE]],
        )
        return cursor.rowcount
