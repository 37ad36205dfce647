"""How a case about a structure goes on: which step leads where, who may take it and what it demands. No Django here.

The table is the whole of the machine: what is not in it cannot be done (docs/adr/0011). Days are general knowledge and
the city's own rules where a term says so; the office may put others in their place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosks.rules import Certainty
from layers.working_days import end_of_term

FOUND = "found"
INSPECTED = "inspected"
VIOLATION = "violation"
ORDERED = "ordered"
RUNNING = "running"
REMEDIED = "remedied"
CONDEMNED = "condemned"
DISMANTLED = "dismantled"
STORED = "stored"
CLEARED = "cleared"

#: nothing more is due; a structure may have one other case at a time
CLOSED = frozenset({REMEDIED, STORED, CLEARED})


class Right(StrEnum):
    """What somebody is trusted with: the action of a permission on a case."""

    INSPECT = "inspect"
    DECIDE = "decide"


class Demand(StrEnum):
    """What a step cannot be taken without."""

    NOTE = "note"
    GROUNDS = "grounds"
    PHOTO = "photo"
    REPORT = "report"
    ORDER = "order"
    TERM_OVER = "term_over"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from any of `sources` to `target`."""

    name: str
    sources: frozenset[str]
    target: str
    right: Right
    demands: frozenset[Demand] = frozenset()
    #: everybody may know of it, when the structure itself is public
    is_public: bool = True


TRANSITIONS = (
    # A second look may find what the first did not.
    Transition("inspect", frozenset({FOUND, INSPECTED}), INSPECTED, Right.INSPECT, frozenset({Demand.NOTE})),
    Transition(
        "establish",
        frozenset({INSPECTED}),
        VIOLATION,
        Right.INSPECT,
        frozenset({Demand.GROUNDS, Demand.REPORT, Demand.PHOTO}),
    ),
    Transition("order", frozenset({VIOLATION}), ORDERED, Right.DECIDE, frozenset({Demand.ORDER})),
    Transition("serve", frozenset({ORDERED}), RUNNING, Right.DECIDE, frozenset({Demand.NOTE})),
    Transition(
        "remedy", frozenset({ORDERED, RUNNING, CONDEMNED}), REMEDIED, Right.INSPECT, frozenset({Demand.NOTE})
    ),
    Transition(
        "condemn", frozenset({RUNNING}), CONDEMNED, Right.DECIDE, frozenset({Demand.NOTE, Demand.TERM_OVER})
    ),
    Transition(
        "dismantle",
        frozenset({CONDEMNED}),
        DISMANTLED,
        Right.DECIDE,
        frozenset({Demand.NOTE, Demand.TERM_OVER, Demand.PHOTO}),
    ),
    Transition("store", frozenset({DISMANTLED}), STORED, Right.DECIDE, frozenset({Demand.NOTE})),
    Transition(
        "clear", frozenset({FOUND, INSPECTED, VIOLATION}), CLEARED, Right.DECIDE, frozenset({Demand.NOTE})
    ),
    Transition(
        "reopen",
        frozenset({CLEARED, REMEDIED}),
        FOUND,
        Right.DECIDE,
        frozenset({Demand.NOTE}),
        is_public=False,
    ),
)
#: a step that demands a photo → the steps before since the last of which it was to be taken
SHOWS = {"establish": frozenset({"open", "reopen"}), "dismantle": frozenset({"condemn"})}
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def steps_from(state: str) -> list[Transition]:
    """The steps that lead out of a state, in the order of the table."""
    return [transition for transition in TRANSITIONS if state in transition.sources]


@dataclass(frozen=True, slots=True)
class Term:
    """How long a state may last; `working` days are those from Monday to Friday that are no days off."""

    days: int
    working: bool
    clause: str
    certainty: Certainty


#: state → its term, unless the office keeps another one; what is not here has none
TERMS = {
    FOUND: Term(5, True, "строк огляду, вибір розпорядника", Certainty.PERHAPS),
    INSPECTED: Term(3, True, "строк оформлення акта, вибір розпорядника", Certainty.PERHAPS),
    VIOLATION: Term(3, True, "строк винесення припису, вибір розпорядника", Certainty.PERHAPS),
    ORDERED: Term(3, True, "строк вручення припису, вибір розпорядника", Certainty.PERHAPS),
    RUNNING: Term(10, False, "Правила благоустрою міста, строк у приписі", Certainty.PERHAPS),
    CONDEMNED: Term(
        10, False, "Порядок № 244, п. 2.30; строк рішення, вибір розпорядника", Certainty.PERHAPS
    ),
    DISMANTLED: Term(3, True, "передання на зберігання, вибір розпорядника", Certainty.PERHAPS),
}


def last_day(start: date, term: Term, days_off: Iterable[date] = ()) -> date:
    """The last day of a term; the day that it begins on does not count (layers/working_days.py)."""
    return end_of_term(start, term.days, working=term.working, days_off=days_off)
