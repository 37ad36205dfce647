"""What the law and the city's own rules ask of a petition: what may follow what, and until when. No Django here.

The law (Закон «Про звернення громадян», ст. 23-1) leaves threshold and time to each community's statute, so that both
are data: a file of the city has one version after the other, and a petition keeps the one that was in force when its
collection began. A threshold that nobody has stated is not guessed.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from layers.working_days import end_of_term


class Certainty(StrEnum):
    """How sure a figure is: read in a source, or known among those who work with it."""

    FOUND = "found"
    LIKELY = "likely"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a rule, with the clause that it stands in."""

    value: int
    clause: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class PetitionRules:
    """One version of a community's rules; days are calendar or working days (`…_working_days`), signatures a number."""

    valid_from: date
    threshold: Figure
    collect_days: Figure
    #: from the submission to the publication
    publish_working_days: Figure
    #: from the day that the threshold is reached to the news that it is considered
    start_working_days: Figure
    #: from that news to the answer
    review_working_days: Figure


def read_versions(text: str) -> tuple[PetitionRules, ...]:
    """The versions of a file (TOML), the oldest first. Raises KeyError, TypeError or ValueError for one that is not
    whole."""
    raws = tomllib.loads(text).get("rules", ())
    for raw in raws:
        if not isinstance(raw["valid_from"], date):
            raise TypeError(f"valid_from is no date: {raw['valid_from']!r}")
    named = [field.name for field in fields(PetitionRules) if field.name != "valid_from"]
    versions = (
        PetitionRules(valid_from=raw["valid_from"], **{name: _figure(raw[name]) for name in named})
        for raw in raws
    )
    return tuple(sorted(versions, key=lambda version: version.valid_from))


def _figure(raw: Mapping[str, Any]) -> Figure:
    return Figure(int(raw["value"]), str(raw["clause"]), Certainty(raw["certainty"]))


def in_force(versions: Iterable[PetitionRules], day: date) -> PetitionRules | None:
    """The version in force on a day; None before the first one."""
    found = [version for version in versions if version.valid_from <= day]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days by a version of the rules; None where a term has not begun, or nobody knows when."""

    publish_by: date | None = None
    collect_until: date | None = None
    review_by: date | None = None
    answer_by: date | None = None


def deadlines(
    version: PetitionRules,
    *,
    submitted_on: date | None = None,
    started_on: date | None = None,
    reached_on: date | None = None,
    review_on: date | None = None,
    days_off: Iterable[date] = (),
) -> Deadlines:
    """Until when a petition has to be published, can be signed, has to be taken up and answered."""
    off = frozenset(days_off)

    def after(day: date | None, term: Figure) -> date | None:
        return end_of_term(day, term.value, working=True, days_off=off) if day else None

    return Deadlines(
        publish_by=after(submitted_on, version.publish_working_days),
        # Signatures are given on days off, too.
        collect_until=started_on + timedelta(days=version.collect_days.value) if started_on else None,
        review_by=after(reached_on, version.start_working_days),
        answer_by=after(review_on, version.review_working_days),
    )


#: days of a petition, the second of each pair never before the first
_IN_ORDER = (
    ("submitted_on", "started_on"),
    ("started_on", "collect_until"),
    ("started_on", "reached_on"),
    ("started_on", "review_on"),
    ("reached_on", "review_on"),
    ("started_on", "answered_on"),
    ("review_on", "answered_on"),
)


def out_of_order(days: Mapping[str, date | None]) -> tuple[str, str] | None:
    """The first two days of a petition that cannot both be true, by name: the earlier one, and what comes before it all
    the same. Days that nobody knows contradict nothing."""
    for first, then in _IN_ORDER:
        before, after = days.get(first), days.get(then)
        if before and after and after < before:
            return first, then
    return None


def is_short(status: str, signatures: int | None, threshold: int | None) -> bool:
    """Whether a threshold is said to be reached that is not: what is not known contradicts nothing."""
    return status == "reached" and signatures is not None and threshold is not None and signatures < threshold


def is_enough(status: str, signatures: int | None, threshold: int | None) -> bool:
    """Whether a petition is said to have failed that has its signatures: the law then knows no such end."""
    has_failed = status in ("failed", "appeal")
    return has_failed and signatures is not None and threshold is not None and signatures >= threshold


def reached_on(
    told: date | None, counts: Mapping[date, int], threshold: int, until: date | None
) -> date | None:
    """The day on which there were enough: the one that is told, unless the newest count since then has fewer; else the
    first count of enough that no later one takes back. Whoever counts only when all is over does not know it."""
    since = [day for day in counts if told and day >= told]
    if told and not (since and counts[max(since)] < threshold):
        return told
    fewer = max((day for day, count in counts.items() if count < threshold), default=date.min)
    first = min((day for day, count in counts.items() if count >= threshold and day > fewer), default=None)
    return None if first and until and first > until else first


_ANSWERS = frozenset({"supported", "partly_supported", "not_supported", "answered"})
#: the whole of a petition's life: what may follow each state
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"moderation", "withdrawn"}),
    "moderation": frozenset({"collecting", "refused", "withdrawn"}),
    "collecting": frozenset({"reached", "failed", "withdrawn"}),
    "reached": frozenset({"review"}),
    "review": _ANSWERS,
    "answered": frozenset({"supported", "partly_supported", "not_supported", "archived"}),
    "supported": frozenset({"archived"}),
    "partly_supported": frozenset({"archived"}),
    "not_supported": frozenset({"archived"}),
    # By the law it is then an appeal like any other.
    "failed": frozenset({"appeal", "archived"}),
    "appeal": frozenset({"archived"}),
    "archived": frozenset(),
    "refused": frozenset({"archived"}),
    "withdrawn": frozenset({"archived"}),
}
#: states in which nothing is signed any more
OVER = _ANSWERS | {"failed", "appeal", "archived", "refused", "withdrawn"}


def may_follow(before: str, after: str) -> bool:
    """Whether a petition may go from one state to another in one step; from one that is not known, to any."""
    return before == after or before not in TRANSITIONS or after in TRANSITIONS[before]


def may_be_told(before: str, after: str, *, corrected: bool = False) -> bool:
    """Whether who tells of a petition may say so: he may have left states out, but only what has ended is archived,
    and only a correction of its signatures takes a petition back to those that collect them."""
    if corrected and (before, after) == ("reached", "collecting"):
        return True
    return may_follow(before, after) if after == "archived" else is_ahead(before, after)


def is_ahead(before: str, after: str) -> bool:
    """Whether a state may be reached from another in any number of steps: who tells late may have left some out."""
    if before == after or before not in TRANSITIONS:
        return True
    seen, waiting = {before}, [before]
    while waiting:
        for following in TRANSITIONS[waiting.pop()] - seen:
            if following == after:
                return True
            seen.add(following)
            waiting.append(following)
    return False


def by_clock(
    status: str, signatures: int | None, threshold: int | None, until: date | None, today: date
) -> str:
    """The state that follows by itself: enough signatures, or not any more, or a collection that is over without. What
    is not known moves nothing."""
    if status not in ("collecting", "reached") or signatures is None or threshold is None:
        return status
    if signatures >= threshold:
        return "reached"
    return "failed" if until is not None and until < today else "collecting"
