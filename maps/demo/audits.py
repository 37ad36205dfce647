"""Audits of places with their answers, and what people say of wheelchair access without measuring.

How well a place is kept decides its answers and what is said of it; that differs from kind to kind, as in every town:
supermarkets and banks were built lately, blocks of flats were not. What is asked is what the current norm asks
(accessibility.norms), and a verdict is never written by hand: accessibility.rules draws it from what was measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from accessibility import norms, rules
from accessibility.criteria import OFFICIAL, Criterion, Norm
from accessibility.rules import Answers, Given
from maps.demo.owners import authority
from maps.demo.scene import Scene
from maps.demo.tables import Row

_AUDITOR = authority("Управління соціального захисту населення Слов’янської міської ради", 2)

#: fact → how often it is so, from badly kept places to well kept ones; others are seldom so
_FACTS: dict[str, tuple[float, float]] = {
    "steps": (0.85, 0.45),
    "ramp": (0.25, 0.95),
    "reconstruction": (0.5, 0.3),
    "glass": (0.1, 0.5),
    "storeys": (0.2, 0.2),
    "parking": (0.2, 0.6),
    "cabin_basin": (0.3, 0.7),
    "screens": (0.2, 0.6),
    "announcements": (0.3, 0.5),
    "shelter": (0.6, 0.95),
}
_SELDOM = (0.1, 0.1)
#: how many audits asked for what people need beyond the norm: the older lists of questions did not
_ASKED_NEEDS = 0.7
#: … and how much more seldom the dearer of these things are there
_SELDOM_THERE = {
    "beacon": 0.4,
    "tactile_plan": 0.5,
    "sign_language": 0.6,
    "description": 0.5,
    "subtitles": 0.6,
}
#: with steps before the door, and no ramp: somebody may have built a lift
_LIFTED = 0.08

_MUST_BE_AUDITED = {
    *("administration", "service_centre", "hospital", "school", "kindergarten", "station", "social", "post"),
}

#: kind → how well its places are kept on the average, from 0 to 1; others are half way
_KEPT = {
    "service_centre": 0.85,
    "supermarket": 0.74,
    "park": 0.70,
    "bank": 0.68,
    "social": 0.62,
    "pharmacy": 0.60,
    "station": 0.60,
    "hotel": 0.58,
    "hospital": 0.56,
    "administration": 0.55,
    "college": 0.52,
    "culture": 0.46,
    "restaurant": 0.45,
    "toilet": 0.45,
    "post": 0.44,
    "school": 0.50,
    "kindergarten": 0.42,
    "sport": 0.42,
    "shop": 0.36,
    "office": 0.33,
    "market": 0.32,
    "worship": 0.32,
    "other": 0.30,
    "housing": 0.20,
}
#: kind → how many of its places somebody has spoken of; volunteers map shops, nobody maps entrances
_SPOKEN_OF = {
    "housing": 0.04,
    "other": 0.12,
    "school": 0.25,
    "kindergarten": 0.15,
    "toilet": 0.55,
    "park": 0.45,
}
_SPEAKERS = ("зі слів власника (демо)", "позначка волонтера (демо)", "повідомлення мешканця (демо)")


@dataclass
class Audits:
    """The audits and answers of all places so far, as rows."""

    audits: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    #: place → what the latest audit of it as a whole found, and when
    latest: dict[int, tuple[date, list[rules.Judged]]] = field(default_factory=dict)

    def add(self, place: int, kind: str, made_on: date, answers: Answers) -> Row:
        """One audit more. Returns what its place says of it."""
        number, judged = len(self.audits), rules.judge(norms.current(), kind, answers)
        self.latest[place] = made_on, judged
        return {
            **self._keep(place, None, made_on, answers, judged),
            "audited_on": made_on,
            "audit_id": number,
        }

    def add_of_part(
        self, place: int, part: int, made_on: date, answers: Answers, judged: list[rules.Judged]
    ) -> None:
        """One audit more, of a part of a place."""
        self._keep(place, part, made_on, answers, judged)

    def _keep(
        self, place: int, part: int | None, made_on: date, answers: Answers, judged: list[rules.Judged]
    ) -> Row:
        norm, number = norms.current(), len(self.audits)
        found = verdicts(judged)
        self.audits.append(
            {
                "place_id": place,
                "part_id": part,
                "uid": f"audit-{number + 1:05d}",
                "made_on": made_on,
                "authority_name": _AUDITOR.name,
                "authority_code": _AUDITOR.code,
                "norm": norm.code,
                **found,
            }
        )
        outcomes = {
            one.criterion.code: one.outcome
            for one in judged
            if OFFICIAL in one.persons or not one.criterion.is_official
        }
        self.answers += [
            _answer(number, norm, norm.by_code[code], given, outcomes.get(code, given.outcome))
            for code, given in answers.items()
        ]
        return found


def verdicts(judged: Iterable[rules.Judged]) -> Row:
    """The official verdict and those of each person, by the columns of places and audits."""
    found = rules.verdicts(judged)
    return {column(person): verdict for person, verdict in found.items()}


def column(person: str) -> str:
    """The column that holds somebody's verdict."""
    return "verdict" if person == OFFICIAL else f"for_{person}"


def care(scene: Scene, kind: str) -> float:
    """How well a place of a kind is kept, from 0 to 1: most are not far from what is usual for it."""
    usual = _KEPT.get(kind, 0.5)
    return float(scene.random.beta(4 * usual, 4 * (1 - usual)))


def claim(scene: Scene, kind: str, kept: float) -> Row:
    """What somebody says of it, mostly near the truth: a step at the door is seen, a narrow toilet is not."""
    if not scene.chance(_SPOKEN_OF.get(kind, 0.34)):
        return {"claim": "unknown", "claim_source": ""}
    seen = kept + float(scene.random.normal(0.06, 0.14))
    said = "yes" if seen > 0.64 else "limited" if seen > 0.38 else "no"
    return {"claim": said, "claim_source": scene.choose(_SPEAKERS)}


def audited(scene: Scene, number: int, kind: str, kept: float, past: Audits) -> Row:
    """What a place says of its audits, once they are made; the latest one decides."""
    said: Row = {column(person): rules.UNKNOWN for person in rules.EVERYBODY}
    said |= {"audited_on": None, "audit_id": None}
    if not scene.chance(0.92 if kind in _MUST_BE_AUDITED else 0.55):
        return said
    made_on = _summer_day(scene, scene.number(1, 4))
    for _turn in range(2 if scene.chance(0.25) else 1):
        said = past.add(number, kind, made_on, answered(scene.random, kind, kept))
        following = made_on + timedelta(days=scene.number(300, 420))
        if following >= scene.today:
            break
        made_on, kept = following, min(1.0, kept + 0.25)
    return said


def _summer_day(scene: Scene, years_ago: int) -> date:
    """Self-assessment is made in summer (КМУ № 537)."""
    season, year = norms.assessment(), scene.today.year - years_ago
    opens, closes = date(year, *season.opens), date(year, *season.closes)
    day = opens + timedelta(days=scene.number(0, (closes - opens).days))
    return min(day, scene.today - timedelta(days=1))


def answered(random: np.random.Generator, kind: str, kept: float, part: str = "") -> Answers:
    """What an auditor answers to the current norm's questions about a place of a kind, or a part of it, in their order.

    What cannot be asked there (the slope of a ramp that is not there) is not answered. Some auditors leave much open.
    """
    sheet = _Sheet(random, kept)
    for criterion in norms.current().of_kind(kind, part):
        sheet.answer(criterion)
    return sheet.answers


class _Sheet:
    """An audit while it is being made."""

    def __init__(self, random: np.random.Generator, kept: float) -> None:
        self._random, self._kept = random, kept
        self.answers: dict[str, Given] = {}
        # Some places were built right as a whole, and there an auditor finds hardly anything.
        self._is_right = random.random() < 0.62 * kept**2
        self._unsure = 0.002 if random.random() < 0.75 else 0.08
        self._asks_needs = random.random() < _ASKED_NEEDS

    def answer(self, criterion: Criterion) -> None:
        if not (criterion.is_official or self._asks_needs):
            return
        if any(rules.holds(condition, self.answers) is False for condition in criterion.applies):
            return
        # What is there is seen; how high or how wide it is may stay open.
        is_open = not criterion.is_fact and self._random.random() < self._unsure
        self.answers[criterion.code] = Given() if is_open else self._given(criterion)

    def _given(self, criterion: Criterion) -> Given:
        if criterion.code == "platform":
            # Asked where there is no ramp: whoever gets in over the steps is lifted.
            is_met = self.answers.get("step_free", Given()).outcome == rules.PASS
            return Given(rules.YES if is_met else rules.NO)
        if criterion.is_fact:
            badly, well = _FACTS.get(criterion.code, _SELDOM)
            is_so = self._random.random() < badly + (well - badly) * self._kept
            return Given(rules.YES if is_so else rules.NO)
        is_met = self._random.random() < self._share(criterion)
        if criterion.unit:
            return Given(value=_measured(self._random, criterion, is_met=is_met))
        return Given(rules.PASS if is_met else rules.FAIL)

    def _share(self, criterion: Criterion) -> float:
        """How likely a requirement is met. What matters most is what was seen to first."""
        if criterion.code == "step_free":
            return self._step_free()
        if self._is_right:
            return 0.998
        share = 0.80 + 0.2 * self._kept if criterion.critical else 0.45 + 0.5 * self._kept
        return share * _SELDOM_THERE.get(criterion.code, 1.0)

    def _step_free(self) -> float:
        """Nobody says that there are no steps and no way in without them."""
        has_steps, has_ramp = (self.answers.get(code, Given()).outcome for code in ("steps", "ramp"))
        if has_steps == rules.NO:
            return 1.0
        return 0.9 if has_ramp == rules.YES or self._is_right else _LIFTED


def _measured(random: np.random.Generator, criterion: Criterion, *, is_met: bool) -> float:
    """A value in the criterion's unit on the right side of its first limit, or on the wrong one and still believed."""
    limit, (low, high) = criterion.limits[0], criterion.plausible
    least, most = limit.least, limit.most
    if is_met:
        bottom = least if least is not None else 0.4 * (most or 0)
        top = most if most is not None else 1.35 * (least or 0)
        found = random.uniform(bottom, top)
    elif most is None or (least is not None and random.random() < 0.5):
        found = random.uniform(0.7, 0.97) * (least or 0)
    else:
        found = random.uniform(1.2, 2.4) * criterion.limits[-1].most  # type: ignore[operator]
    return _rounded(min(max(found, low), high), criterion, is_met=is_met)


def _rounded(value: float, criterion: Criterion, *, is_met: bool) -> float:
    """As a tape measure or a spirit level is read, as long as that does not turn the answer round."""
    step = {"mm": 5.0, "%": 0.5}.get(criterion.unit, 1.0)
    read = round(value / step) * step
    return read if criterion.limits[0].allows(read) == is_met else round(value, 1)


def _answer(audit: int, norm: Norm, criterion: Criterion, given: Given, outcome: str) -> Row:
    is_sure = given.value is not None or given.outcome != rules.UNKNOWN
    return {
        "audit_id": audit,
        "norm": norm.cites(criterion).uk,
        "clause": criterion.clause,
        "code": criterion.code,
        "question": criterion.text.uk,
        "outcome": outcome,
        "value": given.value,
        "unit": criterion.unit if given.value is not None else "",
        "is_sure": is_sure,
        "critical": criterion.critical,
    }
