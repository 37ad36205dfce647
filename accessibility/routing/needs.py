"""What a way has to be for a person, and how one way is judged by that: good, not known, hard, or barred; and why.

Three-valued: a measure that is missing makes a way unknown, never good. What is done with the unknown is the choice of
whoever asks (`Unknown`).
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from accessibility.routing.tags import Way
from accessibility.rules import ANNOYING, HARD, IMPASSABLE, NO_OBSTACLE

_FILE = Path(__file__).with_name("needs.toml")
_LADDERS = "ladders"
#: measures that are judged where somebody has told them, and asked of no way
_IF_TOLD = frozenset({"across"})
#: metres that a kerb called «raised» has at least (wiki: more than 3 cm)
_RAISED = 0.03


class Unknown(StrEnum):
    """What to do with a way of which not all is known."""

    ACCEPT = "accept"
    AVOID = "avoid"
    NEVER = "never"


class State(StrEnum):
    GOOD = "good"
    UNKNOWN = "unknown"
    #: passable, with help or with difficulty
    HARD = "hard"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of a measure, in its unit, and where the figure is from."""

    least: float = -inf
    most: float = inf
    clause: str = ""
    certainty: str = "G"
    #: what the norm asks of a way: within it, it is good; beyond it and within the limit, it is hard
    easy: float | None = None
    easy_clause: str = ""

    def is_easy(self, value: float) -> bool:
        if self.easy is None:
            return True
        return value >= self.easy if self.least > -inf else value <= self.easy

    @property
    def eased(self) -> "Limit":
        """The norm's figure as a limit of its own: what makes a way hard."""
        bound = {"least": self.easy} if self.least > -inf else {"most": self.easy}
        return Limit(**bound, clause=self.easy_clause)  # type: ignore[arg-type]

    def allows(self, value: float) -> bool:
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Words:
    """What is good, hard or no way for a person, of what is told in words; and of which ways it has to be known."""

    good: frozenset[str] = frozenset()
    hard: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    asked: str = ""
    #: the rung of a ladder that somebody asks for of his own
    rung: str = ""

    def concerns(self, way: Way) -> bool:
        """Whether it has to be known of a way."""
        return {
            "everywhere": True,
            "crossing": way.is_crossing,
            "signals": way.has_signals,
            "carriageway": way.is_carriageway,
        }.get(self.asked, False)


@dataclass(frozen=True, slots=True)
class Needs:
    """The limits of a person, by the name of a measure of `Way`, and what is told in words, likewise."""

    limits: Mapping[str, Limit] = field(default_factory=dict)
    steps: State = State.GOOD
    words: Mapping[str, Words] = field(default_factory=dict)
    #: metres in a minute
    pace: float = 75.0
    #: for whom a ramp beside steps has to be said to be, or this person cannot take it
    ramps: frozenset[str] = frozenset()

    def with_own(self, own: Mapping[str, float | str]) -> "Needs":
        """The same with limits of one's own: `incline=6`, `kerb=0.02`, `width=1`, `steps="hard"`, `surface="firm"`,
        `smoothness="intermediate"`. Raises ValueError with the name of what is none, or what nobody can mean."""
        limits, words, steps = dict(self.limits), dict(self.words), self.steps
        for name, value in own.items():
            if not _can_be_meant(name, value):
                raise ValueError(name)
            if name == "steps":
                steps = State(str(value))
            elif name in ladders():
                words[name] = _down_to(name, str(value))
            else:
                limits[name] = Limit(least=float(value)) if name == "width" else Limit(most=float(value))
        return replace(self, limits=limits, words=words, steps=steps)


#: what a figure of one's own may be
FIGURES = {"incline": Limit(0, 40), "kerb": Limit(0, 1), "width": Limit(0.3, 5)}
#: what steps may be to somebody
STEPS = (State.GOOD, State.HARD, State.BARRED)


def _can_be_meant(name: str, value: float | str) -> bool:
    if name in FIGURES:
        return not isinstance(value, str) and FIGURES[name].allows(value)
    return value in (STEPS if name == "steps" else ladders().get(name, ()))


def _down_to(name: str, rung: str) -> "Words":
    """What is as good as a rung of a ladder or better, and asked of every way; what is below it bars."""
    rungs = ladders()[name]
    last = list(rungs).index(rung)
    good, barred = (
        frozenset(word for words in part for word in words)
        for part in (list(rungs.values())[: last + 1], list(rungs.values())[last + 1 :])
    )
    return Words(good, barred=barred, asked="everywhere", rung=rung)


#: a stretch of an edge, in metres from its beginning
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A barrier that lies on a way: its public address on the map, its kind (vocabulary.BarrierKind), and between which
    metres of the edge; nobody knows where on it for None."""

    path: str
    kind: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Why somebody cannot pass, or passes with difficulty: the measure, its value, and the limit it breaks.

    `measure` is the name of a measure of `Way`, `"steps"` or `"barrier"`; `value` is a number of the measure's unit, or
    the word that is known.
    """

    measure: str
    value: float | str
    limit: Limit = Limit()
    #: of a barrier, its address
    path: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a way is for a person: its state, what it breaks, and the measures that are not known."""

    state: State
    breaches: tuple[Breach, ...] = ()
    missing: tuple[str, ...] = ()

    def factor(self, unknown: Unknown) -> float:
        """What a metre of it costs; infinite where it is no way."""
        if self.state is State.BARRED or (self.missing and unknown is Unknown.NEVER):
            return inf
        if self.state is State.UNKNOWN:
            return _AVOIDED if unknown is Unknown.AVOID else _ACCEPTED
        return _HARD if self.state is State.HARD else 1.0


#: so many metres more somebody goes rather than one that is unknown, or hard; who takes the unknown takes what is known
#: where it is a third longer at most
_AVOIDED, _HARD, _ACCEPTED = 3.0, 4.0, 1.33


def judge(
    way: Way,
    needs: Needs,
    barriers: Mapping[Obstacle, str] | None = None,
    spots: Iterable[Way] = (),
) -> Judgement:
    """How a way is for a person with these needs. `barriers`: those that lie on it, with their severity for this
    person; `spots`: the measures of single points of it, which are no better than they are."""
    parts = (way, *spots)
    breaches = [one for part in parts for one in _broken(part, needs)]
    hard = [one for part in parts for one in _hard(part, needs)]
    missing = list(dict.fromkeys(one for part in parts for one in _missing(part, needs)))
    for obstacle, severity in (barriers or {}).items():
        met = Breach("barrier", obstacle.kind, path=obstacle.path)
        if severity == IMPASSABLE:
            breaches.append(met)
        elif severity in (HARD, ANNOYING):
            hard.append(met)
        elif severity != NO_OBSTACLE:
            missing.append("barrier")
    if breaches:
        return Judgement(State.BARRED, tuple(breaches), tuple(missing))
    if hard:
        return Judgement(State.HARD, tuple(hard), tuple(missing))
    return Judgement(State.UNKNOWN if missing else State.GOOD, (), tuple(missing))


def _broken(way: Way, needs: Needs) -> Iterator[Breach]:
    if way.has_steps and needs.steps is State.BARRED and not way.ramps & needs.ramps:
        yield Breach("steps", "steps")
    for name, words in needs.words.items():
        if getattr(way, name) in words.barred:
            yield Breach(name, getattr(way, name))
    for name, limit in needs.limits.items():
        if name == "kerb":
            if way.is_crossing:
                yield from _kerb_broken(way, limit)
            continue
        value = getattr(way, name)
        if value is not None and not limit.allows(value):
            yield Breach(name, value, limit)


def _hard(way: Way, needs: Needs) -> Iterator[Breach]:
    if way.has_steps and needs.steps is State.HARD:
        yield Breach("steps", "steps")
    for name, words in needs.words.items():
        if getattr(way, name) in words.hard:
            yield Breach(name, getattr(way, name))
    for name, limit in needs.limits.items():
        value = getattr(way, name)
        if value is not None and limit.allows(value) and not limit.is_easy(value):
            yield Breach(name, value, limit.eased)


def _kerb_broken(way: Way, limit: Limit) -> Iterator[Breach]:
    if way.kerb is not None and not limit.allows(way.kerb):
        yield Breach("kerb", way.kerb, limit)
    elif way.has_raised_kerb and limit.most <= _RAISED:
        yield Breach("kerb", "raised", limit)


def _missing(way: Way, needs: Needs) -> Iterator[str]:
    if way.has_steps and needs.steps is State.BARRED and way.ramps & needs.ramps:
        yield "ramp"
    for name, words in needs.words.items():
        told = getattr(way, name)
        # A word that nobody knows says nothing.
        if told not in words.good | words.hard | words.barred and (
            told or (words.concerns(way) and _is_asked(way, name))
        ):
            yield name
    for name, limit in needs.limits.items():
        if name == "kerb":
            if _is_kerb_missing(way, limit):
                yield name
        elif name in _IF_TOLD or not _is_asked(way, name):
            continue
        # Steps are no slope.
        elif getattr(way, name) is None and not (name == "incline" and way.has_steps):
            yield name


def _is_asked(way: Way, measure: str) -> bool:
    return way.asked is None or measure in way.asked


def _is_kerb_missing(way: Way, limit: Limit) -> bool:
    """Whether a kerb may bar that is not known. One is met where a street is crossed; of one that is told of another
    way nobody knows whether it has to be passed."""
    is_broken = any(_kerb_broken(way, limit))
    if way.is_crossing:
        is_low = way.kerb_at_most is not None and limit.allows(way.kerb_at_most)
        return way.kerb is None and not is_broken and not is_low and _is_asked(way, "kerb")
    return is_broken


@cache
def of_profiles() -> Mapping[str, Needs]:
    """The needs of each profile where nobody says otherwise (needs.toml)."""
    return {
        name: _read(table) for name, table in _file().items() if isinstance(table, dict) and name != _LADDERS
    }


@cache
def ladders() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What may be asked of the ground: for each measure its rungs, the best first, with the words of each."""
    return {
        name: {rung: tuple(words) for rung, words in rungs.items()}
        for name, rungs in _file()[_LADDERS].items()
    }


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _read(table: Mapping[str, Any]) -> Needs:
    limits = {
        name: Limit(**value) for name, value in table.items() if isinstance(value, dict) and name != "words"
    }
    words = {name: _words(value) for name, value in table["words"].items()}
    ramps = frozenset(table.get("ramps", ()))
    return Needs(limits, State(table["steps"]), words, float(table["pace"]), ramps)


def _words(table: Mapping[str, Any]) -> Words:
    good, hard, barred = (frozenset(table.get(name, ())) for name in ("good", "hard", "barred"))
    return Words(good, hard, barred, table["asked"])
