"""What a norm asks, as data: criteria with their clauses, limits and conditions. No Django here.

The files beside accessibility.norms are read into these; accessibility.rules judges by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

WHEELCHAIR = "wheelchair"
POWERED = "powered"
PRAM = "pram"
BLIND = "blind"
DEAF = "deaf"
OLDER = "older"
#: whom a verdict is for
PROFILES = (WHEELCHAIR, POWERED, PRAM, BLIND, DEAF, OLDER)
#: … beside the official one, which is for everybody together
OFFICIAL = "official"

#: what parts of a place there are
ENTRANCE, FLOOR, ROOM = "entrance", "floor", "room"
PARTS = (ENTRANCE, FLOOR, ROOM)

#: what is measured: millimetres, metres, per cent, lux, pieces
UNITS = ("mm", "m", "%", "lx", "pcs")
#: how much it takes to mend: paint or a screw, a craftsman's day, building works
COSTS = ("S", "M", "L")
#: what a barrier of a kind means for a person: as reported, a step less hard, nothing at all, or shut out in any case
SAME, LESS, NONE, IMPASSABLE = "same", "less", "none", "impassable"
#: stated in a source, or general knowledge
FOUND, GENERAL = "F", "G"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the languages of the city."""

    uk: str
    en: str

    def in_language(self, code: str) -> str:
        return self.uk if code.startswith("uk") else self.en


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a requirement is known from, how sure that is (`"F"` or `"G"`), and the day on which it was looked up."""

    certainty: str
    words: Words
    checked_on: date


@dataclass(frozen=True, slots=True)
class Limit:
    """What a measured value may be, both ends included, in the unit of its criterion; None for no end."""

    least: float | None = None
    most: float | None = None

    def allows(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Condition:
    """What another answer has to be: yes (`operator` empty), no (`"not"`), or a value beyond a bound (`">"` …), which
    may be what was measured for another criterion (`than`)."""

    code: str
    operator: str = ""
    bound: float = 0
    than: str = ""

    @property
    def is_measured(self) -> bool:
        return self.operator not in {"", "not"}


@dataclass(frozen=True, slots=True)
class Variant:
    """Another limit where all of `when` hold: a steeper ramp where an old building is reconstructed."""

    when: tuple[Condition, ...]
    limit: Limit


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """What some people need instead of what the norm asks for, by a source of its own."""

    profiles: frozenset[str]
    limit: Limit
    origin: Origin


@dataclass(frozen=True, slots=True)
class Demand:
    """What a criterion asks for some people: whom a failure bars that was not measured, their own limits (empty for the
    norm's), and whether only a measure tells if it bars them (`by_measure`)."""

    persons: frozenset[str]
    bars: frozenset[str]
    limits: tuple[Limit, ...]
    by_measure: bool


@dataclass(frozen=True)
class Criterion:
    """One requirement, or a fact that others depend on (`is_fact`: asked, never judged).

    It is measured where it has a `unit`, and answered by yes or no elsewhere. More than one of `limits` means that
    sources differ: what only one of them allows is not known to pass. `bars` are those whom a failure shuts out, where
    it is `critical`; the other `profiles` are hindered by it. For those who have a limit among `bars_beyond`, what was
    measured decides: a failure within that limit hinders, one beyond it shuts out. What is not `is_official` its
    `profiles` need, and no clause that asks for it is known: it counts for them alone.
    """

    code: str
    #: as answers keep it
    clause: str
    text: Words
    question: Words
    origin: Origin
    kinds: frozenset[str]
    unit: str = ""
    limits: tuple[Limit, ...] = ()
    variants: tuple[Variant, ...] = ()
    own_limits: tuple[OwnLimit, ...] = ()
    #: the least and the most that is believed, in the unit
    plausible: tuple[float, float] = (0, 0)
    #: what is measured is seldom so small, but for nothing at all; 0 where that is not known
    seldom_below: float = 0
    is_fact: bool = False
    is_official: bool = True
    critical: bool = False
    profiles: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    #: how far people of a profile get at all, whatever the norm asks for
    bars_beyond: tuple[OwnLimit, ...] = ()
    applies: tuple[Condition, ...] = ()
    cost: str = ""
    #: the kinds of parts of a place that it speaks of; empty for what is asked of a place as a whole
    of: frozenset[str] = frozenset()
    #: what sources do not agree on
    doubt: Words | None = None
    #: what is wrong where it fails, in the few words of a line: «a narrow door»
    amiss: Words | None = None
    #: the clause in English, where it is more than a number
    clause_in_english: str = ""

    @property
    def clause_in_words(self) -> Words:
        return Words(self.clause, self.clause_in_english or self.clause)

    @cached_property
    def demands(self) -> tuple["Demand", ...]:
        """What is asked for whom, the official one first."""
        own = frozenset(person for one in self.own_limits for person in one.profiles)
        officially = frozenset({OFFICIAL} if self.is_official else ())
        barred = self.bars | (officially if self.critical else frozenset())
        by_measure = frozenset(person for one in self.bars_beyond for person in one.profiles) - barred
        asked = (
            ((self.profiles | officially) - own, ()),
            *((one.profiles, (one.limit,)) for one in self.own_limits),
        )
        return tuple(
            Demand(persons, barred & persons, limits, persons <= by_measure)
            for group, limits in asked
            for persons in (group - by_measure, group & by_measure)
            if persons
        )

    def endured_by(self, person: str) -> OwnLimit | None:
        """The limit beyond which a person does not get on; None where no such limit is known."""
        return next((one for one in self.bars_beyond if person in one.profiles), None)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot all be true, and why."""

    all: tuple[Condition, ...]
    said: Words


@dataclass(frozen=True)
class Norm:
    """One version of a norm. `name` is how answers cite it (КМУ № 835, annex 32), `code` names the version."""

    code: str
    name: str
    version: str
    title: Words
    criteria: tuple[Criterion, ...]
    is_current: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    #: what is not certain about this version
    doubts: tuple[Words, ...] = ()
    #: the fact that is so of a floor that is not at street level, and not of one that is
    upstairs: str = ""
    #: how answers cite what no clause of it is known for
    beyond: Words = Words("", "")

    def cites(self, criterion: Criterion) -> Words:
        """How answers to a criterion name what asks for it."""
        return Words(self.name, self.name) if criterion.is_official else self.beyond

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def by_clause(self) -> Mapping[str, Criterion]:
        return {criterion.clause: criterion for criterion in self.criteria}

    def of_kind(self, kind: str, part: str = "") -> tuple[Criterion, ...]:
        """The criteria that an object of a kind (PlaceKind) is asked about, facts among them, in the norm's order; with
        `part`, those that speak of parts of that kind."""
        if (kind, part) not in self._by_kind:
            self._by_kind[kind, part] = tuple(
                one for one in self.criteria if kind in one.kinds and (not part or part in one.of)
            )
        return self._by_kind[kind, part]

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], tuple[Criterion, ...]]:
        return {}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The classes of a verdict and the yearly self-assessment: months and days, both included; an audit is old after
    `stale_after` months. Answers of two auditors within `disputed_within` days that differ are in dispute."""

    code: str
    name: str
    title: Words
    classes: Mapping[str, Words]
    opens: tuple[int, int]
    closes: tuple[int, int]
    stale_after: int
    disputed_within: int
    origin: Origin
    doubts: tuple[Words, ...] = ()
