"""Audits of places with their answers, and what people say of wheelchair access without measuring.

How well a place is kept decides its answers and what is said of it; that differs from kind to kind, as in every town:
supermarkets and banks were built lately, blocks of flats were not. A verdict is never written by hand:
accessibility.rules draws it from the answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from accessibility import rules
from maps.demo.owners import authority
from maps.demo.scene import Scene
from maps.demo.tables import Row

_AUDITOR = authority("Управління соціального захисту населення Слов’янської міської ради", 2)
_NORM = "ДБН В.2.2-40:2018"

#: clause, requirement, critical, what is written where it is not met (domain: ДБН В.2.2-40:2018, sections 5 and 6, 11)
Criterion = tuple[str, str, bool, str]
_CRITERIA: tuple[Criterion, ...] = (
    ("5.3.1", "Ухил пандуса не перевищує 8 %", True, "Ухил пандуса {a} %"),
    ("5.3.1.1", "Ширина пандуса не менше 1,2 м", False, "Ширина пандуса 0,{b} м"),
    ("5.3.2", "Поручні з двох боків на висоті 0,7 та 0,9 м", False, "Поручень лише з одного боку"),
    ("5.3.2.4", "Контрастна смуга на початку і в кінці пандуса", False, "Контрастної смуги немає"),
    ("5.1.5", "Поперечний ухил шляху 1–2 %", False, "Поперечний ухил {c} %"),
    ("6.1", "Ширина дверей у чистоті не менше 0,9 м", True, "Ширина дверей 0,{b} м"),
    ("6.2", "Поріг не вище 0,02 м", True, "Поріг 0,0{c} м"),
    ("11.1", "Універсальна вбиральня", False, "Універсальної вбиральні немає"),
    ("11.3", "Раковина на висоті 0,75–0,85 м", False, "Раковина на висоті 0,9{c} м"),
    ("12.1", "Тактильне та контрастне позначення входу", False, "Тактильного позначення немає"),
)

_DOORS, _SANITARY, _RAMP = {"6.1", "6.2"}, {"11.1", "11.3"}, {"5.3.1", "5.3.1.1", "5.3.2", "5.3.2.4"}
#: kind → clauses that say nothing of it
_NOT_FOR: dict[str, set[str]] = {
    "housing": _SANITARY,
    "park": _DOORS,
    "other": _SANITARY,
    "crossing": _DOORS | _SANITARY,
}
#: of small places with one room
_SMALL = {"shop", "pharmacy", "post", "bank", "office"}

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

    def add(self, place: int, made_on: date, answers: Sequence[Row]) -> Row:
        """One audit more. Returns what its place says of it."""
        number, verdict = len(self.audits), rules.verdict(list(map(_judged, answers)))
        self.audits.append(
            {
                "place_id": place,
                "uid": f"audit-{number + 1:05d}",
                "made_on": made_on,
                "authority_name": _AUDITOR.name,
                "authority_code": _AUDITOR.code,
                "verdict": verdict,
            }
        )
        self.answers += [{"audit_id": number, "norm": _NORM, **answer} for answer in answers]
        return {"verdict": verdict, "audited_on": made_on, "audit_id": number}


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
    said: Row = {"verdict": rules.UNKNOWN, "audited_on": None, "audit_id": None}
    if not scene.chance(0.92 if kind in _MUST_BE_AUDITED else 0.55):
        return said
    made_on = _summer_day(scene, scene.number(1, 4))
    for _turn in range(2 if scene.chance(0.25) else 1):
        said = past.add(number, made_on, _answers(scene, kind, kept))
        following = made_on + timedelta(days=scene.number(300, 420))
        if following >= scene.today:
            break
        made_on, kept = following, min(1.0, kept + 0.25)
    return said


def _summer_day(scene: Scene, years_ago: int) -> date:
    """Self-assessment is made between 1 June and 31 August (КМУ № 537)."""
    day = date(scene.today.year - years_ago, 6, 1) + timedelta(days=scene.number(0, 91))
    return min(day, scene.today - timedelta(days=1))


def _answers(scene: Scene, kind: str, kept: float) -> list[Row]:
    unsure = 0.01 if scene.chance(0.72) else 0.2
    idle = set(_NOT_FOR.get(kind, ()))
    if kind in _SMALL:
        idle |= _SANITARY
    # A door at the level of the street needs no ramp.
    if scene.chance(0.35 * kept + 0.1):
        idle |= _RAMP
    return [_answer(scene, criterion, unsure, kept, idle) for criterion in _CRITERIA]


def _answer(scene: Scene, criterion: Criterion, unsure: float, kept: float, idle: set[str]) -> Row:
    clause, question, critical, wanting = criterion
    outcome = rules.NOT_APPLICABLE if clause in idle else _outcome(scene, unsure, kept, critical=critical)
    finding = ""
    if outcome == rules.FAIL:
        finding = wanting.format(a=scene.number(9, 18), b=scene.number(70, 88), c=scene.number(3, 7))
    return {
        "clause": clause,
        "question": question,
        "outcome": outcome,
        "critical": critical,
        "finding": finding,
    }


def _outcome(scene: Scene, unsure: float, kept: float, *, critical: bool) -> str:
    """What matters most is what was seen to first: a door is wide enough sooner than a washroom is right."""
    if scene.chance(unsure):
        return rules.UNKNOWN
    return rules.PASS if scene.chance(0.52 + 0.5 * kept if critical else 0.22 + 0.80 * kept) else rules.FAIL


def _judged(answer: Row) -> rules.Answer:
    return rules.Answer(str(answer["outcome"]), bool(answer["critical"]))
