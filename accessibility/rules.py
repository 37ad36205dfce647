"""From answers to a verdict: three-valued, pure. No Django here.

Classes of the verdict: постанова КМУ № 537 of 26.05.2021 (ред. № 311 of 18.03.2025): безбар'єрний, частково
безбар'єрний, бар'єрний. How answers make a class is the map's own reading until the card's text is at hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PASS = "pass"
FAIL = "fail"
NOT_APPLICABLE = "not_applicable"
UNKNOWN = "unknown"

IMPASSABLE = "impassable"
HARD = "hard"
ANNOYING = "annoying"
NO_OBSTACLE = "none"

ACCESSIBLE = "accessible"
PARTLY = "partly"
BARRIER = "barrier"

WHEELCHAIR = "wheelchair"
POWERED = "powered"
PRAM = "pram"
BLIND = "blind"
DEAF = "deaf"
OLDER = "older"
#: whom a verdict is for
PROFILES = (WHEELCHAIR, POWERED, PRAM, BLIND, DEAF, OLDER)


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion's outcome. `critical`: without it nobody of the people concerned gets in."""

    outcome: str
    critical: bool = False


def verdict(answers: Iterable[Answer]) -> str:
    """`"accessible"`, `"partly"`, `"barrier"` or `"unknown"`.

    A failed critical criterion is a barrier whatever else is unknown. Otherwise anything unknown leaves the verdict
    unknown: unknown never counts as pass, nor as failure. Criteria that do not apply say nothing; no answer at all
    is unknown.
    """
    relevant = [answer for answer in answers if answer.outcome != NOT_APPLICABLE]
    if any(answer.outcome == FAIL and answer.critical for answer in relevant):
        return BARRIER
    if not relevant or any(answer.outcome not in {PASS, FAIL} for answer in relevant):
        return UNKNOWN
    if any(answer.outcome == FAIL for answer in relevant):
        return PARTLY
    return ACCESSIBLE


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
