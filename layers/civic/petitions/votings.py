"""From the rows of signatures (annex 34, «votings») to numbers a day. Who signed is not even read: only which petition,
and when.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from layers.civic.petitions import actions
from layers.civic.petitions.models import Petition, SignatureCount
from layers.importing.refusals import RowRefused
from layers.importing.sources import Table
from layers.importing.values import convert

_PETITION, _DAY = "motionUid", "date"
_MOST_TOLD = 20


class VotingsRefused(Exception):
    """A file that has no such columns, or an impossible course, with a sentence."""


@dataclass
class Taken:
    """What became of a file."""

    signatures: int = 0
    petitions: int = 0
    changed: int = 0
    rows_refused: int = 0
    #: the first refused rows and petitions, a line each
    refused: list[str] = field(default_factory=list)

    def refuse(self, line: str, rows: int = 1) -> None:
        self.rows_refused += rows
        if len(self.refused) < _MOST_TOLD:
            self.refused.append(line)


def take(table: Table, source: str, *, fewer: bool = False) -> Taken:
    """Count the signatures of a file, and write the counts of each petition that is known by its `uid`. A part of a
    file would take signatures away: fewer than are known are taken only where that is said (`fewer`). Raises
    VotingsRefused for a file without the columns."""
    missing = {_PETITION, _DAY} - set(table.columns)
    if missing:
        raise VotingsRefused(f"the file has no column {', '.join(sorted(missing))}")
    taken = Taken()
    for uid, days in _by_petition(table, taken).items():
        petition = Petition.objects.filter(source=source, external_id=uid).first()
        if petition is None:
            taken.refuse(f"petition {uid}: there is none of the source {source}", sum(days.values()))
            continue
        total = sum(days.values())
        if total < (petition.signatures or 0) and not fewer:
            known = f"{petition.signatures} are known: is the file whole? --fewer takes it all the same"
            taken.refuse(f"petition {uid}: {total} signatures in the file, {known}", total)
            continue
        ordered = sorted(days)
        counts = dict(zip(ordered, accumulate(days[day] for day in ordered), strict=True))
        try:
            taken.changed += actions.count(petition, counts)
        except actions.CountRefused as refusal:
            taken.refuse(f"petition {uid}: {refusal}", sum(days.values()))
            continue
        actions.follow_one(petition)
        taken.petitions += 1
        taken.signatures += sum(days.values())
    return taken


def _by_petition(table: Table, taken: Taken) -> dict[str, Counter[date]]:
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for row in table.rows:
        uid = str(row.values.get(_PETITION) or "").strip()
        try:
            day = _day(row.values.get(_DAY))
        except RowRefused as refusal:
            taken.refuse(f"row {row.number}: {refusal}")
            continue
        if not uid:
            taken.refuse(f"row {row.number}: {_PETITION} is empty")
        else:
            found[uid][day] += 1
    return found


def _day(raw: Any) -> date:
    field_of_days = SignatureCount._meta.get_field("on")
    day = convert(field_of_days, raw)
    if day is None:
        raise RowRefused(f"{_DAY} is empty")
    return day  # type: ignore[no-any-return]
