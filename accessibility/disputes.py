"""Two auditors who answer one question differently within a short time, or one of whom says by a word that the other is
wrong: which answer counts. No database here.

Nobody knows then which of them is right, unless the later one says that something was changed since. Until a
registrar settles it the worse answer counts, and of a fact, which is neither good nor bad, none. It matters not how
often somebody repeats an answer: a dispute is no vote, and it does not pass with time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accessibility import rules
from accessibility.criteria import Criterion, Norm
from accessibility.merging import Row, is_said

#: who is right, by the registrar: the earlier audit, or the later one
STANDS, OVERRULED = "stands", "overruled"
#: (later audit, code of a criterion) → who is right
Rulings = Mapping[tuple[int, str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """What one audit said: by its number, its day, who made it (empty where that is not known), and its answers. A
    `word` about the audit, by its number, stands among audits; an audit itself is none."""

    audit: int
    day: date
    who: str
    rows: Sequence[Row]
    word: int = 0

    @property
    def when(self) -> tuple[date, int, int]:
        """Its place in the order in which things were said."""
        return self.day, self.audit, self.word


@dataclass(frozen=True, slots=True)
class Told:
    """One answer with the audit that it is of; `age` counts the audits after it."""

    age: int
    said: Said
    row: Row


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two answers to one criterion that nobody has settled, in the order in which they were given."""

    code: str
    earlier: Told
    later: Told


@dataclass(frozen=True, slots=True)
class Undisputed:
    """Audits, the newest first, without the answers that do not count; and what is in dispute."""

    audits: list[tuple[date, list[Row]]]
    disputes: list[Dispute]


def undisputed(norm: Norm, audits: Sequence[Said], rulings: Rulings, within: int) -> Undisputed:
    """What counts of audits of one place or part, the newest first; answers of two people that are at most `within`
    days apart are in dispute where they differ, and those of a word however late it comes."""
    dropped: set[tuple[int, str]] = set()
    disputes = []
    for code, told in _told(audits).items():
        criterion = norm.by_code.get(code)
        if criterion is None or len({one.said.who for one in told}) < 2:
            continue
        held, dispute = _held(criterion, told, rulings, within)
        is_open_fact = dispute is not None and criterion.is_fact
        dropped |= {(one.age, code) for one in told if is_open_fact or one.age < held.age}
        if dispute:
            disputes.append(dispute)
    return Undisputed(
        [
            (said.day, [row for row in said.rows if (age, row["code"]) not in dropped])
            for age, said in enumerate(audits)
        ],
        disputes,
    )


def agree(norm: Norm, first: Sequence[Row], second: Sequence[Row]) -> bool:
    """Whether two audits answer the same criteria, and each of them alike."""
    one, other = ({row["code"]: row for row in rows if is_said(row)} for rows in (first, second))
    return (
        bool(one)
        and one.keys() == other.keys()
        and all(
            code in norm.by_code and not _differ(norm.by_code[code], one[code], other[code]) for code in one
        )
    )


def _told(audits: Sequence[Said]) -> Mapping[str, Sequence[Told]]:
    """What was said to each criterion, the oldest answer first."""
    found: dict[str, list[Told]] = defaultdict(list)
    for age in reversed(range(len(audits))):
        for row in audits[age].rows:
            if is_said(row):
                found[row["code"]].append(Told(age, audits[age], row))
    return found


def _held(
    criterion: Criterion, told: Sequence[Told], rulings: Rulings, within: int
) -> tuple[Told, Dispute | None]:
    """The answer that counts, and what is in dispute about it."""
    held, dispute = told[0], None
    for one in told[1:]:
        if one.row.get("is_change") and dispute is None:
            held = one
        elif not _differ(criterion, held.row, one.row):
            held, dispute = one, _unless_agreed(criterion, dispute, one)
        elif not one.said.word and (ruling := rulings.get((one.said.audit, criterion.code))):
            held, dispute = (one if ruling == OVERRULED else held), None
        elif _is_other(held, one, within, is_open=dispute is not None):
            dispute = Dispute(criterion.code, held, one)
            held = _worse_of(criterion, held, one)
        elif dispute is not None:
            held, dispute = _measured_again(criterion, dispute, one)
        else:
            held = one
    return held, dispute


def _measured_again(criterion: Criterion, dispute: Dispute, one: Told) -> tuple[Told, Dispute | None]:
    """One of the two has another answer: it stands in the place of their own, against that of the other. Of a third one
    it changes nothing between the two."""
    other, *another = (side for side in (dispute.earlier, dispute.later) if side.said.who != one.said.who)
    if another:
        return _worse_of(criterion, other, another[0]), dispute
    if not _differ(criterion, other.row, one.row):
        return one, None
    return _worse_of(criterion, other, one), Dispute(criterion.code, other, one)


def _unless_agreed(criterion: Criterion, dispute: Dispute | None, one: Told) -> Dispute | None:
    """A dispute goes on until whoever said otherwise says the same."""
    if dispute is None:
        return None
    sides = (dispute.earlier, dispute.later)
    is_agreed = bool(one.said.who) and any(
        side.said.who == one.said.who and _differ(criterion, side.row, one.row) for side in sides
    )
    return None if is_agreed else dispute


def _is_other(held: Told, one: Told, within: int, *, is_open: bool) -> bool:
    """Whether two answers are of two people, and too near to each other for things to have changed by themselves."""
    if is_open:
        return held.said.who != one.said.who
    is_near = bool(one.said.word) or (one.said.day - held.said.day).days <= within
    # Whoever gives no name overrules nobody who has one.
    return is_near and bool(held.said.who) and held.said.who != one.said.who


def _differ(criterion: Criterion, first: Row, second: Row) -> bool:
    """Whether two answers come to something else for anybody; where one is in words, whether the norm is met."""
    one, other = _grade(criterion, first), _grade(criterion, second)
    if len(one) != len(other):
        return one[0] != other[0]
    return one != other


def _worse_of(criterion: Criterion, first: Told, second: Told) -> Told:
    """Of two answers that differ the one that is met by less."""
    one, other = _grade(criterion, first.row), _grade(criterion, second.row)
    return first if (one[0], sum(one)) <= (other[0], sum(other)) else second


def _grade(criterion: Criterion, row: Row) -> tuple[bool, ...]:
    """Whether the norm is met; of what was measured also each of its other limits, those of bodies among them."""
    if row["value"] is None:
        return (row["outcome"] in {rules.YES, rules.PASS, rules.NOT_APPLICABLE},)
    value = rules.in_unit(row["value"], row["unit"], criterion.unit)
    if value is None:
        return (False,)
    limits = [
        *criterion.limits,
        *(one.limit for one in criterion.variants),
        *(one.limit for one in (*criterion.own_limits, *criterion.bars_beyond)),
    ]
    return (criterion.limits[0].allows(value), *(limit.allows(value) for limit in limits))
