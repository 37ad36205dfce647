"""Whether two things may be one matter, and why: a pure judgement, each reason with its weight.

The weights and bounds are the map's own choice (2026); no law has them. A suggestion is for an editor to decide.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from layers.words import fold, stem

#: metres within which two things may be one matter, and within which they are at one spot
NEAR, SAME_SPOT = 150, 30
#: days that may lie between a wish and what was done about it, and by which papers run ahead of it
AFTER, BEFORE = 3 * 366, 45
#: what lasts, and has not ended
STILL = date.max
#: part of the larger sum by which two sums of one matter differ at most
_MONEY = Decimal("0.1")
#: of all reasons together, from so much on an editor is asked
ENOUGH = 6
#: words of one matter: more of them say no more
_MOST_WORDS = 3
_SHORTEST = 4
#: stems that every title has, and that tell no matter from another
_EVERYDAY = frozenset(
    stem(fold(word))
    for word in [
        "вулиця",
        "вулиці",
        "вулицею",
        "провулок",
        "провулку",
        "площа",
        "проспект",
        "бульвар",
        "узвіз",
        "мікрорайон",
        "місто",
        "міста",
        "міський",
        "слов'янськ",
        "україна",
        "область",
        "район",
        "громада",
        "роботи",
        "послуги",
        "закупівля",
        "капітальний",
        "поточний",
        "ремонт",
        "відремонтувати",
        "об'єкт",
        "об’єкта",
        "адреса",
        "адресою",
        "будівля",
        "будинок",
        "будівництво",
        "реконструкція",
        "встановити",
        "проєкт",
        "проект",
        "коригування",
        "код",
        "класифікатор",
        "нагляд",
        "технічний",
        "виготовлення",
        "проектно",
        "кошторисної",
        "документації",
        "просимо",
        "міську",
        "раду",
        "розглянути",
        "питання",
        "текст",
        "створено",
    ]
)


class Reason(StrEnum):
    """What speaks for two things being one matter."""

    DISTANCE = "distance"
    STREET = "street"
    WORDS = "words"
    TIME = "time"
    MONEY = "money"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is known of one feature: its words, the streets that it was found on, its day and its money, and what the
    places round it are called."""

    words: str
    streets: frozenset[str] = frozenset()
    began: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    around: frozenset[str] = frozenset()
    #: the last day of what lasts, `STILL` where it is still so; None for what is of one day
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, how much it weighs, and the figure or words that it is."""

    reason: Reason
    weight: int
    said: str


def stems(text: str) -> frozenset[str]:
    """The stems of the words by which one matter is told from another."""
    found = {stem(word) for word in re.findall(r"[^\W\d_]+", fold(text)) if len(word) >= _SHORTEST}
    return frozenset(found - _EVERYDAY)


def weigh(earlier: Thing, later: Thing, metres: float | None) -> list[Evidence]:
    """What speaks for `later` having come of `earlier`; nothing where something speaks against it.

    `metres` lie between them; None where that says nothing: one of both has no place, or both are a whole street.
    """
    if (metres is not None and metres > NEAR) or not _follows(earlier, later):
        return []
    days = _days_between(earlier, later)
    common = _words(earlier, later)
    if not common:
        # Two matters of one street have the street in common, and nothing else.
        return []
    shared = earlier.streets & later.streets
    told = [
        Evidence(Reason.WORDS, min(len(common), _MOST_WORDS), ", ".join(_whole(common, earlier, later))),
        *(
            [Evidence(Reason.DISTANCE, 3 if metres <= SAME_SPOT else 2, f"{metres:.0f}")]
            if metres is not None
            else []
        ),
        *([Evidence(Reason.STREET, 2, ", ".join(sorted(shared)))] if shared else []),
        *([Evidence(Reason.TIME, 1, str(days))] if days is not None and days >= 0 else []),
        *(
            [Evidence(Reason.MONEY, 3, f"{later.amount} {later.currency}".strip())]
            if _same_money(earlier, later)
            else []
        ),
    ]
    return told if sum(one.weight for one in told) >= ENOUGH else []


def _follows(earlier: Thing, later: Thing) -> bool:
    """Whether the times of both allow it: what lasts (a barrier) may have been there long before it was seen to."""
    if not (earlier.began and later.began):
        return True
    last = later.until or later.began
    return (later.began - earlier.began).days <= AFTER and (last - earlier.began).days >= -BEFORE


def _days_between(earlier: Thing, later: Thing) -> int | None:
    """From the one to the other, or to its end; None where that is not known or has not come."""
    last = later.until or later.began
    return (last - earlier.began).days if earlier.began and last and last != STILL else None


def _words(earlier: Thing, later: Thing) -> Collection[str]:
    """What both speak of, beside the place: that its name is in both says no more than that they are near."""
    names = earlier.streets | later.streets | earlier.around | later.around
    places = frozenset().union(*map(stems, names))
    return (stems(earlier.words) & stems(later.words)) - places


def _whole(common: Collection[str], earlier: Thing, later: Thing) -> list[str]:
    """The first of the common words as people read them: of its forms in both texts the shortest."""
    forms: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", f"{earlier.words} {later.words}".lower()):
        one = stem(fold(word))
        if one in common:
            forms[one] = min(forms.get(one, word), word, key=lambda form: (len(form), form))
    return [forms[one] for one in sorted(forms)[:_MOST_WORDS]]


def _same_money(earlier: Thing, later: Thing) -> bool:
    if not earlier.amount or not later.amount or earlier.currency != later.currency:
        return False
    return abs(earlier.amount - later.amount) <= _MONEY * max(earlier.amount, later.amount)


_ONE = r"\w(?:[\w./-]{0,40}\w)?"
#: one number, or several: of those that follow a comma only what looks like one, as lengths and days stand there, too
_NUMBER = rf"\s*№+\s*({_ONE}(?:(?:\s*[,;]\s*|\s+(?:та|і|й)\s+)(?:№\s*{_ONE}|\d+/\d+))*)"
#: how papers cite what has a public number, by the layer that has it. A project that is not said to be of a
#: participatory budget may be the design of any building.
_CITED = {
    "tenders": re.compile(r"\b(UA-\d{4}-\d{2}-\d{2}-\d{6}-[a-z])\b", re.IGNORECASE),
    "petitions": re.compile(rf"\bпетиці\w*{_NUMBER}", re.IGNORECASE),
    "projects": re.compile(
        rf"\bпро[єе]кт\w*\s+(?:громадськ\w+\s+бюджет\w*|бюджет\w*\s+участі|партисипат\w+\s+бюджет\w*){_NUMBER}",
        re.IGNORECASE,
    ),
}


def cited(text: str) -> set[tuple[str, str]]:
    """The public numbers that a text cites, each with the layer that it is a number of."""
    return {
        (layer, number[:2].upper() + number[2:].lower() if layer == "tenders" else number)
        for layer, pattern in _CITED.items()
        for told in pattern.findall(text)
        for number in re.findall(_ONE, told)
        if re.search(r"\d", number)
    }


def alike(number: str) -> str:
    """A public number as it is compared: papers write «2026/158» for «2026/0158»."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", number.casefold())
