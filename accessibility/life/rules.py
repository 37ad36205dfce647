"""What may follow what in the life of a barrier, what each step needs, and what it means that people say something."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("kinds.toml")

REPORTED, MEASURED, CONFIRMED = "reported", "measured", "confirmed"
PLANNED, REMOVED, REJECTED = "planned", "removed", "rejected"
STILL, GONE = "still", "gone"

#: state → what may follow it; what is gone may come back
STEPS: Mapping[str, frozenset[str]] = {
    REPORTED: frozenset({CONFIRMED, PLANNED, REMOVED, REJECTED}),
    MEASURED: frozenset({CONFIRMED, PLANNED, REMOVED, REJECTED}),
    CONFIRMED: frozenset({PLANNED, REMOVED, REJECTED}),
    PLANNED: frozenset({CONFIRMED, REMOVED, REJECTED}),
    REMOVED: frozenset({CONFIRMED}),
    REJECTED: frozenset({CONFIRMED, REPORTED}),
}
#: so many who differ say that it is there, and it is confirmed; or that it is gone, and it is in doubt
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of a barrier on a day; `who` tells persons apart, and not more."""

    what: str
    who: str
    on: date
    #: whether it was somebody with an account: an auditor, the office
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Witnessed:
    still: int
    seen_on: date | None
    is_doubted: bool

    @property
    def is_confirmed(self) -> bool:
        return self.still >= ENOUGH and not self.is_doubted


def witnessed(words: Iterable[Said]) -> Witnessed:
    """The words in the order in which they were said. Whoever says something else later is believed later; who sees it
    after others missed it takes their word back.

    Strangers are told apart within a day only, so that their words of one day are counted together, and those of two
    days may be one person's: of a barrier that is there as of one that is gone, the day counts on which most of them
    came. What somebody known has seen, strangers alone do not put in doubt.
    """
    still: dict[tuple[str, date], Said] = {}
    gone: dict[str, Said] = {}
    is_vouched = False
    for word in words:
        if word.what == STILL:
            still[word.who, word.on] = word
            gone.clear()
            is_vouched |= word.is_known
        else:
            still = {key: said for key, said in still.items() if said.who != word.who}
            gone[word.who] = word
    known, strangers = _count(still.values())
    seen_on = max((word.on for word in still.values()), default=None)
    return Witnessed(known + strangers, seen_on, _is_doubted(gone.values(), is_vouched))


def _count(words: Collection[Said]) -> tuple[int, int]:
    """How many who are known said so, and how many strangers surely did, who differ."""
    known = {word.who for word in words if word.is_known}
    strangers = Counter(on for _who, on in {(word.who, word.on) for word in words if not word.is_known})
    return len(known), max(strangers.values(), default=0)


def _is_doubted(gone: Collection[Said], is_vouched: bool) -> bool:
    known, strangers = _count(gone)
    return known + strangers >= ENOUGH and (known > 0 or not is_vouched)


def may_follow(before: str, after: str) -> bool:
    """Whether a state may follow another one; a state that stays is none that follows."""
    return before == after or after in STEPS[before]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a state lacks: who is responsible, the day until when, the day on which it was done."""

    responsible: bool = False
    due_on: bool = False
    removed_on: bool = False


def lacking(state: str, *, responsible: str, due_on: date | None, removed_on: date | None) -> Needs:
    """A removal that is planned has somebody and a day; one that was done has its day."""
    if state == PLANNED:
        return Needs(responsible=not responsible, due_on=due_on is None)
    return Needs(removed_on=state == REMOVED and removed_on is None)


def believed_until(kind: str, seen_on: date) -> date | None:
    """Until when a barrier is taken for there that was seen on a day; None for what does not pass by itself."""
    days = _days().get(kind)
    return None if days is None else seen_on + timedelta(days=days)


@cache
def _days() -> Mapping[str, int]:
    days: Mapping[str, int] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["days"]
    return days
