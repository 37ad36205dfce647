"""Deeds on several rows: audits are judged by their norms, and a place shows the verdicts of its latest one.

Audits are judged a thousand at a time, so that memory does not grow with their number; only what changes is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from accessibility import amenities, norms, rules
from accessibility.criteria import OFFICIAL, Criterion, Norm
from accessibility.models import Answer, Audit, Barrier, Place
from accessibility.vocabulary import GONE, PROFILE_FIELDS, Freshness, Profile, Word

_AT_ONCE = 1000
#: field of an audit → whose verdict it holds
PERSONS = {"verdict": OFFICIAL} | {profile.field: profile.value for profile in Profile}
#: what a Sheet is made of
AUDIT_FIELDS = ("pk", "place_id", "place__kind", "norm", "judged_by", "override_reason", *PERSONS)
ANSWER_FIELDS = ("pk", "audit_id", "code", "value", "unit", "outcome", "critical", "is_sure")


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
    # Places that nobody has audited have tags.
    amenities.show()


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
        places = sorted({audit["place_id"] for audit in audits})
        show_latest_verdicts(places)
        amenities.show(places)
    return Step(len(audits), changes)


def answers_of(audits: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    """The rows of the answers of audits, by the audit's number."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in Answer.objects.order_by().filter(audit__in=audits).values(*ANSWER_FIELDS).iterator():
        found[row["audit_id"]].append(row)
    return found


def _keep_norm(audits: Iterable[Mapping[str, Any]], under: str) -> None:
    """Note under which norm audits are judged from now on; the one that they were made under needs no note."""
    wanted = {audit["pk"]: "" if audit["norm"] == under else under for audit in audits}
    present = {audit["pk"]: audit["judged_by"] for audit in audits}
    _write(
        Audit,
        {number: {"judged_by": code} for number, code in wanted.items() if present[number] != code},
    )


def _write(model: type[Audit | Answer], rows: Mapping[int, Mapping[str, str]]) -> None:
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


# -- One audit with its answers --------------------------------------------------------------------------------


class Sheet:
    """The answers of one audit as its norm asks for them: rows of Answer, by the names of their fields."""

    def __init__(
        self, audit: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], norm: Norm, kind: str
    ) -> None:
        asked = {criterion.code for criterion in norm.of_kind(kind)}
        self.norm, self.kind = norm, kind
        self._audit, self._rows = audit, rows
        self._known = [row for row in rows if row["code"] in asked]
        self._foreign = [row for row in rows if row["code"] not in asked]
        self.answers = {row["code"]: given(norm.by_code[row["code"]], row) for row in self._known}
        self.judged = rules.judge(norm, kind, self.answers)

    @classmethod
    def of(cls, audit: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], under: str = "") -> "Sheet":
        """The sheet of an audit under its own norm, or under another one."""
        norm = norms.norm_of(under or audit["judged_by"] or audit["norm"])
        return cls(audit, rows, norm, audit["place__kind"])

    @property
    def is_judged(self) -> bool:
        """A verdict that came without any answer is somebody's word: nothing could be judged by."""
        return bool(self._rows or not self._audit["override_reason"])

    def verdicts(self) -> dict[str, str]:
        """The verdicts by the fields that hold them."""
        found = rules.verdicts(self.judged, map(_as_given, self._foreign))
        if self._audit["override_reason"]:
            found[OFFICIAL] = self._audit["verdict"]
        elif not self._audit["norm"]:
            # Made by a list of questions that is not ours, which is for its authority to complete.
            found[OFFICIAL] = rules.verdict(self._all_as_given())
        return {field: found[person] for field, person in PERSONS.items()}

    def outcomes(self) -> dict[int, str]:
        """Answers (by number) whose outcome is another one than is written: it follows from what was measured."""
        judged = {one.criterion.code: one.outcome for one in reversed(self.judged) if OFFICIAL in one.persons}
        wanted = {
            row["pk"]: _outcome(self.norm.by_code[row["code"]], row, judged.get(row["code"], rules.UNKNOWN))
            for row in self._known
        }
        return {row["pk"]: wanted[row["pk"]] for row in self._known if wanted[row["pk"]] != row["outcome"]}

    def _all_as_given(self) -> Iterator[rules.Answer]:
        yield from map(_as_given, self._foreign)
        for row in self._known:
            criterion = self.norm.by_code[row["code"]]
            if not criterion.is_fact:
                yield _as_given({**row, "critical": row["critical"] or criterion.critical})


def given(criterion: Criterion, row: Mapping[str, Any]) -> rules.Given:
    """What a row of Answer says to a criterion: nothing where its auditor was not sure."""
    if not row["is_sure"]:
        return rules.Given()
    if row["value"] is None:
        return rules.Given(row["outcome"])
    return rules.Given(value=rules.in_unit(row["value"], row["unit"], criterion.unit))


def _as_given(row: Mapping[str, Any]) -> rules.Answer:
    return rules.Answer(row["outcome"] if row["is_sure"] else rules.UNKNOWN, row["critical"])


def _outcome(criterion: Criterion, row: Mapping[str, Any], judged: str) -> str:
    """What an answer's outcome has to be; a fact that came as met or not met is a yes or a no."""
    if criterion.is_fact:
        facts = {rules.PASS: rules.YES, rules.FAIL: rules.NO}
        return facts.get(row["outcome"], row["outcome"])
    return row["outcome"] if row["value"] is None else judged


def name_criteria() -> int:
    """Note the criterion of answers that cite a norm and a clause, where both are known. Returns how many."""
    known = [
        (norm.name, criterion.clause, criterion.code)
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


def show_latest_verdicts(places: Sequence[int] | None = None) -> int:
    """Point places at their latest audit and copy its verdicts, its day and what second auditors say of it. Returns how
    many places changed."""
    copied = {"audit_id": "id", "audited_on": "made_on"}
    copied |= {name: name for name in (*PERSONS, "confirmations", "is_disputed")}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accessibility_place AS p
               SET {", ".join(f"{own} = latest.{theirs}" for own, theirs in copied.items())}
              FROM (SELECT DISTINCT ON (place_id) a.*, said.* FROM accessibility_audit AS a,
                           LATERAL (SELECT count(*) FILTER (WHERE word = %(confirms)s) AS confirmations,
                                           coalesce(bool_or(word = %(disagrees)s AND ruling = ''), false) AS is_disputed
                                      FROM accessibility_opinion AS o WHERE o.audit_id = a.id) AS said
                     WHERE %(places)s IS NULL OR place_id = ANY(%(places)s)
                     ORDER BY place_id, made_on DESC, a.id DESC) AS latest
             WHERE p.id = latest.place_id
               AND ({", ".join(f"p.{own}" for own in copied)})
                   IS DISTINCT FROM ({", ".join(f"latest.{theirs}" for theirs in copied.values())})
            """,
            {
                "places": list(places) if places is not None else None,
                "confirms": Word.CONFIRMS,
                "disagrees": Word.DISAGREES,
            },
        )
        changed = cursor.rowcount
    age_audits(places)
    return changed


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
