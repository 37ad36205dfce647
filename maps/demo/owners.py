"""Invented companies and authorities. No natural person is named anywhere in the demonstration.

Codes have valid control digits (layers.edrpou) but begin with 99, where the register has no legal entities.
"""

from dataclasses import dataclass

import numpy as np

from layers.edrpou import is_edrpou


@dataclass(frozen=True)
class Company:
    name: str
    code: str


COUNCIL = Company("Слов’янська міська рада (демо)", "")
_WORDS = [
    "Світанок",
    "Криниця",
    "Каштан",
    "Обрій",
    "Ромашка",
    "Веселка",
    "Джерело",
    "Мальва",
    "Горицвіт",
    "Барвінок",
    "Калина",
    "Журавель",
    "Лелека",
    "Смерека",
    "Сузір’я",
    "Вітрило",
    "Ярмарок",
    "Меркурій",
    "Оберіг",
    "Соняшник",
    "Терен",
    "Чумак",
    "Шлях",
    "Фенікс",
    "Едельвейс",
    "Орбіта",
    "Янтар",
    "Кобзар",
    "Ластівка",
    "Дзвін",
    "Перлина",
    "Затишок",
    "Степ",
    "Полин",
    "Чебрець",
    "Явір",
]
_FORMS = ("ТОВ", "ТОВ", "ТОВ", "ПП", "ФГ")


def code(number: int) -> str:
    """The invented code with a serial number from 0 to 99 999."""
    for last in range(10):
        candidate = f"99{number:05d}{last}"
        if is_edrpou(candidate):
            return candidate
    raise AssertionError("every seven digits have a control digit")


def companies(count: int, random: np.random.Generator, first: int = 0) -> list[Company]:
    """Invented companies; `first` keeps the codes of several lists apart."""
    found = []
    for k in range(count):
        word = _WORDS[int(random.integers(len(_WORDS)))]
        form = _FORMS[int(random.integers(len(_FORMS)))]
        found.append(Company(f"{form} «Демо {word} {k + 1}»", code(first + k)))
    return found


def authority(name: str, number: int) -> Company:
    """A body of the city under its real kind of name, with an invented code."""
    return Company(f"{name} (демо)", code(90_000 + number))
