"""From answers to verdicts, for everybody and for each person: three-valued, pure. No Django here.

Classes of the verdict: постанова КМУ № 537 of 26.05.2021 (ред. № 311 of 18.03.2025): безбар'єрний, частково
безбар'єрний, бар'єрний. How answers make a class is the map's own reading until the card's text is at hand. What is
asked, of whom and how much of it, is a norm's (accessibility.norms): nothing here knows a figure.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import ge, gt, le, lt
from typing import TypeVar

from accessibility import criteria
from accessibility.criteria import (
    ENTRANCE,
    OFFICIAL,
    PROFILES,
    Condition,
    Contradiction,
    Criterion,
    Demand,
    Limit,
    Norm,
)

PASS = "pass"
FAIL = "fail"
NOT_APPLICABLE = "not_applicable"
UNKNOWN = "unknown"
#: what is said of a fact, which is never judged
YES = "yes"
NO = "no"

IMPASSABLE = "impassable"
HARD = "hard"
ANNOYING = "annoying"
NO_OBSTACLE = "none"

ACCESSIBLE = "accessible"
PARTLY = "partly"
BARRIER = "barrier"

#: whom there is a verdict for
EVERYBODY = (OFFICIAL, *PROFILES)


# -- A verdict -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion's outcome. `critical`: without it nobody of the people concerned gets in."""

    outcome: str
    critical: bool = False


def verdict(answers: Iterable[Answer]) -> str:
    """`"accessible"`, `"partly"`, `"barrier"` or `"unknown"`.

    A failed critical criterion is a barrier whatever else is unknown. Otherwise anything unknown leaves the verdict
    unknown: unknown never counts as pass, nor as failure. Criteria that do not apply, and facts, say nothing; no answer
    at all is unknown.
    """
    relevant = [one for one in answers if one.outcome not in {NOT_APPLICABLE, YES, NO}]
    return _verdict(
        barred=any(one.outcome == FAIL and one.critical for one in relevant),
        unknown=not relevant or any(one.outcome not in {PASS, FAIL} for one in relevant),
        failing=any(one.outcome == FAIL for one in relevant),
    )


def _verdict(*, barred: bool, unknown: bool, failing: bool) -> str:
    if barred:
        return BARRIER
    if unknown:
        return UNKNOWN
    return PARTLY if failing else ACCESSIBLE


#: verdicts, from the one that lets nobody in
_WORST_FIRST = (BARRIER, UNKNOWN, PARTLY, ACCESSIBLE)


def worse(first: str, second: str) -> str:
    """Of two verdicts the one that promises less."""
    return min(first, second, key=_WORST_FIRST.index)


# -- One criterion -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What an auditor gave: a value in the criterion's unit, or an outcome directly (YES and NO for facts). An auditor
    who is not sure has given nothing."""

    outcome: str = UNKNOWN
    value: float | None = None


#: code of a criterion → what was given
Answers = Mapping[str, Given]
_NOTHING = Given()
_BEYOND: Mapping[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a criterion says of a place to those whom it concerns, the official verdict among them.

    `limits` are those that may hold here; of several only one does, and which is not known. `bars` are those of the
    `persons` whom a failure shuts out.
    """

    criterion: Criterion
    persons: frozenset[str]
    bars: frozenset[str]
    outcome: str
    given: Given
    limits: tuple[Limit, ...]


def judge(norm: Norm, kind: str, answers: Answers, part: str = "") -> list[Judged]:
    """Every criterion of the norm that a place of this kind is asked about, by what was answered; facts are left out.
    With `part`, those alone that speak of such a part of it.

    What nobody answered is unknown. An answer to what is not asked of the kind says nothing, and neither does one that
    others contradict, by themselves or but for a fact that nobody has told: of somebody's word that is good, that is.
    """
    judged = []
    denied = _denied(norm, answers)
    for criterion in norm.of_kind(kind, part):
        if criterion.is_fact:
            continue
        given = answers.get(criterion.code, _NOTHING)
        limits = _possible(criterion, answers) if criterion.unit else ()
        for demand in criterion.demands:
            own = demand.limits or limits
            outcome = _outcome(criterion, own, given, answers)
            if outcome == FAIL and demand.by_measure and given.value is None:
                # It may hinder or shut out: nobody has said by how much it fails.
                outcome = UNKNOWN
            if outcome == PASS and criterion.code in denied:
                outcome = UNKNOWN
            bars = _barred(criterion, demand, given)
            judged.append(Judged(criterion, demand.persons, bars, outcome, given, own))
    return judged


def _denied(norm: Norm, answers: Answers) -> dict[str, str]:
    """The codes of what other answers in words contradict, each with that of the only fact that may still make all of
    them true, or empty."""
    found: dict[str, str] = {}
    for contradiction in norm.contradictions:
        if any(condition.is_measured for condition in contradiction.all):
            continue
        said = {condition.code: holds(condition, answers) for condition in contradiction.all}
        untold = [code for code, held in said.items() if held is None]
        if False not in said.values() and len(untold) <= 1:
            found |= dict.fromkeys(said, "".join(untold))
    return found


def _barred(criterion: Criterion, demand: Demand, given: Given) -> frozenset[str]:
    """Whom a failure shuts out: by what was measured, where it is known how far a person gets at all."""
    if given.value is None or not criterion.bars_beyond:
        return demand.bars
    decided = {person for one in criterion.bars_beyond for person in one.profiles}
    beyond = {
        person
        for one in criterion.bars_beyond
        if not one.limit.allows(given.value)
        for person in one.profiles
    }
    return (demand.bars - decided) | (beyond & demand.persons)


def in_unit(value: float, unit: str, wanted: str) -> float | None:
    """A value in another unit, for audits that are judged under a norm that measures in another one; None where it
    cannot be told."""
    if unit == wanted:
        return value
    factor = {("mm", "m"): 0.001, ("m", "mm"): 1000.0}.get((unit, wanted))
    return None if factor is None else round(value * factor, 6)


def _outcome(criterion: Criterion, limits: Collection[Limit], given: Given, answers: Answers) -> str:
    met = _met(criterion, limits, given)
    if not criterion.applies:
        return met
    applies = _all_hold(criterion.applies, answers, is_measured=given.value is not None)
    if applies is False:
        # What cannot be there and was found, all the same: one of the answers is wrong, and nobody knows which.
        return UNKNOWN if _is_found(given) and _is_ruled_out(criterion, answers) else NOT_APPLICABLE
    return UNKNOWN if applies is None and met == FAIL else met


def _met(criterion: Criterion, limits: Collection[Limit], given: Given) -> str:
    """Whether a criterion is met where it applies. A value that is not believed is not known."""
    if given.value is None:
        return given.outcome if given.outcome in {PASS, FAIL, NOT_APPLICABLE} else UNKNOWN
    if not criterion.unit or not is_believed(criterion, given.value):
        return UNKNOWN
    allowed = {limit.allows(given.value) for limit in limits}
    if len(allowed) > 1:
        return UNKNOWN
    return PASS if allowed == {True} else FAIL


def _possible(criterion: Criterion, answers: Answers) -> tuple[Limit, ...]:
    """The limits that may hold, by what is known of the conditions of each variant."""
    found: list[Limit] = []
    for variant in criterion.variants:
        holds = _all_hold(variant.when, answers)
        if holds is not False:
            found.append(variant.limit)
        if holds:
            return tuple(found)
    return (*found, *criterion.limits)


def mildest(limits: Collection[Limit]) -> Limit:
    """What the mildest of several limits allows."""
    least = [limit.least for limit in limits if limit.least is not None]
    most = [limit.most for limit in limits if limit.most is not None]
    return Limit(min(least, default=None), max(most, default=None))


def _all_hold(conditions: Iterable[Condition], answers: Answers, *, is_measured: bool = False) -> bool | None:
    """Whether all conditions hold; None where that is not known. What could be measured is there (`is_measured`)."""
    found = [holds(condition, answers) for condition in conditions]
    if False in found:
        return False
    unknown = [
        condition
        for condition, held in zip(conditions, found, strict=True)
        if held is None and (condition.is_measured or not is_measured)
    ]
    return None if unknown else True


def holds(condition: Condition, answers: Answers) -> bool | None:
    """Whether one condition holds by the answers given; None where that is not known."""
    given = answers.get(condition.code, _NOTHING)
    if condition.is_measured:
        bound = answers.get(condition.than, _NOTHING).value if condition.than else condition.bound
        if given.value is None or bound is None:
            return None
        return _BEYOND[condition.operator](given.value, bound)
    if given.outcome in {YES, PASS}:
        return condition.operator != "not"
    if given.outcome in {NO, FAIL, NOT_APPLICABLE}:
        return condition.operator == "not"
    return None


def _is_found(given: Given) -> bool:
    """Whether an answer says that something is there."""
    return given.value is not None or given.outcome in {YES, PASS}


def _is_ruled_out(criterion: Criterion, answers: Answers) -> bool:
    """Whether a direct answer says that what a criterion is about is not there."""
    return any(
        holds(condition, answers) is False for condition in criterion.applies if not condition.is_measured
    )


# -- Verdicts and their reasons ------------------------------------------------------------------------------


def verdicts(judged: Iterable[Judged], others: Iterable[Answer] = ()) -> dict[str, str]:
    """The official verdict and that of each person.

    `others` are answers by norms that are not known here: they count for the official verdict, and say nothing of whom
    they concern. A person's verdict is made of the criteria that concern this person, and of nothing else.
    """
    return {
        person: UNKNOWN if found == NOT_APPLICABLE else found
        for person, found in findings(judged, others).items()
    }


def findings(judged: Iterable[Judged], others: Iterable[Answer] = ()) -> dict[str, str]:
    """The verdicts, or `"not_applicable"` for whom nothing is asked here: of a part of a place that is none of the
    whole's business, of a whole it is unknown."""
    asked: set[str] = set()
    barred: set[str] = set()
    failing: set[str] = set()
    unknown: set[str] = set()
    for one in judged:
        if one.outcome == NOT_APPLICABLE:
            continue
        asked |= one.persons
        if one.outcome == FAIL:
            failing |= one.persons
            barred |= one.bars
        elif one.outcome == UNKNOWN:
            unknown |= one.persons
    for other in others:
        if other.outcome in {NOT_APPLICABLE, YES, NO}:
            continue
        asked.add(OFFICIAL)
        if other.outcome == FAIL:
            failing.add(OFFICIAL)
            if other.critical:
                barred.add(OFFICIAL)
        elif other.outcome != PASS:
            unknown.add(OFFICIAL)
    return {
        person: _verdict(barred=person in barred, unknown=person in unknown, failing=person in failing)
        if person in asked
        else NOT_APPLICABLE
        for person in EVERYBODY
    }


# -- A place and its parts -----------------------------------------------------------------------------------

#: what is found of an entrance, from the one that a person takes to the one that nobody would. Where nothing is asked
#: for a person, nothing is in the way; an entrance that lets in with difficulty comes before one that nobody knows.
_BEST_FIRST = (ACCESSIBLE, NOT_APPLICABLE, PARTLY, UNKNOWN, BARRIER)


PartT = TypeVar("PartT", bound="Part")


@dataclass(frozen=True, slots=True)
class Part:
    """An entrance, a floor or a room (`kind`), by the criteria that speak of such a part."""

    kind: str
    judged: tuple[Judged, ...]

    def finding(self, person: str) -> str:
        """What it comes to for a person: a verdict, or `"not_applicable"`."""
        return findings(self.judged)[person]


def divided(judged: Iterable[Judged], listed: Collection[str]) -> tuple[Part, tuple[Judged, ...]]:
    """An audit of a whole place: what it says of the entrance, and what it says of the rest.

    Of kinds of parts that are `listed`, each is judged by itself. What the audit of the whole left open of them is then
    theirs to tell; what it knows stays.
    """
    entrance: list[Judged] = []
    rest: list[Judged] = []
    for one in judged:
        if ENTRANCE in one.criterion.of:
            entrance.append(one)
        elif one.outcome != UNKNOWN or not one.criterion.of & frozenset(listed):
            rest.append(one)
    return Part(ENTRANCE, tuple(entrance)), tuple(rest)


def best_first(entrances: Iterable[PartT], person: str) -> list[PartT]:
    """Entrances in the order in which a person tries them; those that are alike stay in their order."""
    return sorted(entrances, key=lambda one: _BEST_FIRST.index(one.finding(person)))


def used(parts: Sequence[PartT], person: str) -> list[PartT]:
    """The parts that a person depends on: the best entrance, each floor and room.

    One entrance is enough: a place bars a person by its entrances only where every one of them is known to. Of floors
    and rooms all have to do.
    """
    entrances = [part for part in parts if part.kind == ENTRANCE]
    return best_first(entrances, person)[:1] + [part for part in parts if part.kind != ENTRANCE]


def counted(rest: Iterable[Judged], parts: Sequence[Part], person: str) -> list[Judged]:
    """What a person's verdict of a place is made of: the rest of the place, and the parts that are used."""
    return [*rest, *(one for part in used(parts, person) for one in part.judged)]


def good(parts: Iterable[Part], person: str) -> int:
    """How many of floors or rooms are known to be good for a person."""
    return sum(part.finding(person) in {ACCESSIBLE, NOT_APPLICABLE} for part in parts)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person's verdict is what it is, and the least that would raise it.

    All of `mend`, and what is `unknown` found to be right: then the verdict is `reaches`. Without any one of them it is
    not. `ask` are the questions that what is unknown hangs on, the first ones first.
    """

    person: str
    verdict: str
    failing: tuple[Judged, ...]
    unknown: tuple[Judged, ...]
    mend: tuple[Judged, ...]
    ask: tuple[Criterion, ...]
    reaches: str


def reason(norm: Norm, judged: Iterable[Judged], person: str, answers: Answers) -> Reason:
    """The reason of a verdict by the norm alone (`others` of `verdicts` have no clause here)."""
    found = why(judged, person)
    return replace(found, ask=questions(norm, found.unknown, answers))


def why(judged: Iterable[Judged], person: str) -> Reason:
    """The reason of a verdict that several audits make; what is asked hangs on the answers of each (`questions`)."""
    concerned = [one for one in judged if person in one.persons]
    failing = tuple(one for one in concerned if one.outcome == FAIL)
    unknown = tuple(one for one in concerned if one.outcome == UNKNOWN)
    barring = tuple(one for one in failing if person in one.bars)
    found = verdicts(concerned)[person]
    mend = {BARRIER: barring, PARTLY: failing}.get(found, ())
    return Reason(
        person,
        found,
        failing,
        unknown,
        mend,
        (),
        _reached(found, failing, mend, is_asked=any(one.outcome != NOT_APPLICABLE for one in concerned)),
    )


def questions(norm: Norm, unknown: Iterable[Judged], answers: Answers) -> tuple[Criterion, ...]:
    """The questions that what is unknown hangs on, the first ones first."""
    denied = _denied(norm, answers)
    settling = {code: norm.by_code[fact] for code, fact in denied.items() if fact}
    asked = (_asked(norm, settling.get(one.criterion.code, one.criterion), answers) for one in unknown)
    return tuple(dict.fromkeys(chain.from_iterable(asked)))


def _reached(found: str, failing: tuple[Judged, ...], mend: tuple[Judged, ...], *, is_asked: bool) -> str:
    """The verdict once `mend` is mended and all that is unknown is found right."""
    if not is_asked:
        return found
    return PARTLY if len(failing) > len(mend) else ACCESSIBLE


def _asked(norm: Norm, criterion: Criterion, answers: Answers) -> Iterator[Criterion]:
    """What has to be answered before a criterion can be judged: a condition first, then a variant's, else itself."""
    given = answers.get(criterion.code, _NOTHING)
    for condition in criterion.applies:
        if holds(condition, answers) is None and (condition.is_measured or given.value is None):
            yield from _asked(norm, norm.by_code[condition.code], answers)
            return
    pending = [
        condition
        for variant in criterion.variants
        for condition in variant.when
        if given.value is not None and holds(condition, answers) is None
    ]
    if pending:
        yield norm.by_code[pending[0].code]
    else:
        yield criterion


# -- Answers that are not believed ---------------------------------------------------------------------------


#: what was probably written down instead of the unit that was asked for: the slip, and what undoes it
SLIPS = {
    "mm": (("metres", 1000.0), ("centimetres", 10.0), ("digit", 0.1)),
    "m": (("centimetres", 0.01), ("millimetres", 0.001), ("digit", 0.1)),
    "%": (("fraction", 100.0), ("digit", 0.1), ("digits", 0.01)),
    "lx": (("digit", 0.1),),
    "pcs": (),
}


#: nobody measures fractions of a millimetre: 0.9 is metres, whatever the bounds
FINEST = {"mm": 1.0}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a value that is not believed may have been: in the criterion's unit, and what the slip is called."""

    value: float
    slip: str


@dataclass(frozen=True, slots=True)
class Implausible:
    """A value that is not believed, or seldom so, and what was probably meant, the likeliest first."""

    criterion: Criterion
    value: float
    meant: tuple[Meant, ...]


def is_believed(criterion: Criterion, value: float) -> bool:
    """Whether a measured value may be true."""
    low, high = criterion.plausible
    return low <= value <= high and not 0 < value < FINEST.get(criterion.unit, 0)


def implausible(criterion: Criterion, value: float) -> Implausible | None:
    """What is wrong with a measured value; None where it may be true."""
    if is_believed(criterion, value):
        return None
    return Implausible(criterion, value, _meant(criterion, value))


def seldom(criterion: Criterion, value: float) -> Implausible | None:
    """What was probably meant by a value that may be true, and is so small that it seldom is (a threshold of «5», in
    millimetres); None where nobody would ask."""
    if not (is_believed(criterion, value) and 0 < value < criterion.seldom_below):
        return None
    meant = tuple(one for one in _meant(criterion, value) if one.value >= criterion.seldom_below)
    return Implausible(criterion, value, meant) if meant else None


def _meant(criterion: Criterion, value: float) -> tuple[Meant, ...]:
    tried = [Meant(round(value * factor, 3), slip) for slip, factor in SLIPS[criterion.unit]]
    return tuple(one for one in tried if is_believed(criterion, one.value))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Answers that cannot all be true: the criteria, and the norm's own sentence where it has one."""

    criteria: tuple[Criterion, ...]
    contradiction: Contradiction | None = None


def conflicts(norm: Norm, answers: Answers) -> Iterator[Conflict]:
    """What was found where another answer says that it is not there ("no ramp", and the ramp's slope), and what the
    norm names as contradictory."""
    for criterion in norm.criteria:
        if _is_found(answers.get(criterion.code, _NOTHING)):
            for condition in criterion.applies:
                if not condition.is_measured and holds(condition, answers) is False:
                    yield Conflict((norm.by_code[condition.code], criterion))
    for contradiction in norm.contradictions:
        if _all_hold(contradiction.all, answers):
            asked = dict.fromkeys(norm.by_code[condition.code] for condition in contradiction.all)
            yield Conflict(tuple(asked), contradiction)


# -- How old an audit is --------------------------------------------------------------------------------------

FRESH = "fresh"
STALE = "stale"
NEVER = "never"


def months_since(day: date, today: date) -> int:
    """Whole months from a day to another one, none where it lies ahead."""
    return max(0, (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day))


def freshness(audited_on: date | None, today: date, stale_after: int) -> str:
    """`"fresh"`, `"stale"` from so many months on, or `"never"`."""
    if audited_on is None:
        return NEVER
    return STALE if months_since(audited_on, today) >= stale_after else FRESH


# -- Barriers on the way -------------------------------------------------------------------------------------

_EASIER = {IMPASSABLE: HARD, HARD: ANNOYING, ANNOYING: ANNOYING}


def severity_for(severity: str, weight: str) -> str:
    """How hard a barrier is for a person: by how hard it was reported, and what its kind means for the person.

    `weight` is the city's judgement (norms/barriers.toml): `"same"`, `"less"`, `"none"` or `"impassable"`. A severity
    that is not known stays unknown to all but those whom the kind shuts out or does not concern.
    """
    if weight == criteria.NONE or severity == NO_OBSTACLE:
        return NO_OBSTACLE
    if weight == criteria.IMPASSABLE:
        return IMPASSABLE
    return _EASIER.get(severity, severity) if weight == criteria.LESS else severity


def severities(
    kind: str, severity: str, table: Mapping[str, Mapping[str, str]], *, is_gone: bool = False
) -> dict[str, str]:
    """The severity for each person, by the table of weights (norms.barriers); of a kind that is not in it nothing is
    known. What is removed or was none bars nobody."""
    if is_gone:
        return dict.fromkeys(PROFILES, NO_OBSTACLE)
    weights = table.get(kind, {})
    return {
        person: severity_for(severity, weights[person]) if person in weights else UNKNOWN
        for person in PROFILES
    }


@dataclass(frozen=True, slots=True)
class PassageWidths:
    """Metres below which a passage is of a severity: a wheelchair wants 0.9 (ДБН В.2.2-40:2018, п. 6, door), one way in
    dense old blocks 1.2 (п. 5.1, general knowledge). Whoever calls knows that the norm asks for more than is left."""

    impassable: float = 0.9
    hard: float = 1.2


def severity_of_passage(width: float, widths: PassageWidths = PassageWidths()) -> str:
    """How hard a passage of `width` metres is: `"impassable"`, `"hard"` or `"annoying"`."""
    if width < widths.impassable:
        return IMPASSABLE
    return HARD if width < widths.hard else ANNOYING
