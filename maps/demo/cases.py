"""How a street sounds in a sentence: «на вулиці Центральній», «уздовж провулка Музейного», «через площу Миру».

Types have their forms in a small table. A name that is an adjective goes with its type; one that stands in the genitive
already (Шевченка, Героїв Крут, 9 Травня) stays as it is.
"""

from dataclasses import dataclass

NOMINATIVE, GENITIVE, LOCATIVE, ACCUSATIVE = CASES = ("nominative", "genitive", "locative", "accusative")

#: type → its gender, and its genitive, locative and accusative
_TYPES = {
    "вулиця": ("f", "вулиці", "вулиці", "вулицю"),
    "площа": ("f", "площі", "площі", "площу"),
    "набережна": ("f", "набережної", "набережній", "набережну"),
    "алея": ("f", "алеї", "алеї", "алею"),
    "провулок": ("m", "провулка", "провулку", "провулок"),
    "проспект": ("m", "проспекту", "проспекті", "проспект"),
    "бульвар": ("m", "бульвару", "бульварі", "бульвар"),
    "проїзд": ("m", "проїзду", "проїзді", "проїзд"),
    "в’їзд": ("m", "в’їзду", "в’їзді", "в’їзд"),
    "узвіз": ("m", "узвозу", "узвозі", "узвіз"),
    "тупик": ("m", "тупика", "тупику", "тупик"),
    "шосе": ("n", "шосе", "шосе", "шосе"),
}
#: gender → ending of an adjective → that of its genitive, locative and accusative
_ENDINGS = {
    "f": {"а": ("ої", "ій", "у"), "я": ("ьої", "ій", "ю")},
    "m": {"ий": ("ого", "ому", "ий"), "ій": ("ього", "ьому", "ій")},
    "n": {"е": ("ого", "ому", "е"), "є": ("ього", "ьому", "є")},
}
#: genitives of names of people that end as an adjective would
_OF_PEOPLE = frozenset(
    (
        *("Батюка", "Бехтерєва", "Богомольця", "Василькова", "Гладиша", "Глекова", "Гоголя", "Гончарова"),
        *("Дарвіна", "Довженка", "Кармалюка", "Ком’яхова", "Короленка", "Корольова", "Костюріна", "Коха"),
        *("Леонтовича", "Лізенка", "Марапульця", "Мартиненка", "Мержанова", "Мілютенка", "Рибалка"),
        *("Симеренка", "Солоділова", "Філатова", "Шевченка"),
    )
)
TYPES = tuple(_TYPES)


@dataclass(frozen=True)
class Said:
    """A street for a title: `"Світло на {street:locative}".format(street=Said("вулиця", "Зоряна"))`."""

    kind: str
    name: str

    def __format__(self, case: str) -> str:
        if not case or case == NOMINATIVE:
            return f"{self.kind} {self.name}"
        form = CASES.index(case)
        gender, *forms = _TYPES[self.kind]
        return f"{forms[form - 1]} {_name(self.name, gender, form)}"


def _name(name: str, gender: str, form: int) -> str:
    if " " in name or name in _OF_PEOPLE:
        return name
    for ending, forms in _ENDINGS[gender].items():
        if name.endswith(ending):
            return name.removesuffix(ending) + forms[form - 1]
    return name
