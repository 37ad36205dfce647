"""Streets in sentences: every type of the seeds has its forms, and no title puts a name in the wrong case."""

import re

import pytest

from maps.demo import seeds
from maps.demo.cases import CASES, TYPES, Said
from maps.demo.tables import Table
from tests.maps.demo.conftest import column

_CASES = [
    ("вулиця", "Центральна", ("вулиці Центральної", "вулиці Центральній", "вулицю Центральну")),
    ("вулиця", "Верхня", ("вулиці Верхньої", "вулиці Верхній", "вулицю Верхню")),
    ("вулиця", "Шевченка", ("вулиці Шевченка", "вулиці Шевченка", "вулицю Шевченка")),
    ("вулиця", "9 Травня", ("вулиці 9 Травня", "вулиці 9 Травня", "вулицю 9 Травня")),
    ("вулиця", "Героїв Праці", ("вулиці Героїв Праці", "вулиці Героїв Праці", "вулицю Героїв Праці")),
    (
        "вулиця",
        "Рапно-Набережна",
        ("вулиці Рапно-Набережної", "вулиці Рапно-Набережній", "вулицю Рапно-Набережну"),
    ),
    ("провулок", "Музейний", ("провулка Музейного", "провулку Музейному", "провулок Музейний")),
    ("провулок", "Верхній", ("провулка Верхнього", "провулку Верхньому", "провулок Верхній")),
    ("площа", "Соборна", ("площі Соборної", "площі Соборній", "площу Соборну")),
    ("проспект", "Миру", ("проспекту Миру", "проспекті Миру", "проспект Миру")),
    (
        "бульвар",
        "Лесі Українки",
        ("бульвару Лесі Українки", "бульварі Лесі Українки", "бульвар Лесі Українки"),
    ),
    ("в’їзд", "Польовий", ("в’їзду Польового", "в’їзді Польовому", "в’їзд Польовий")),
    ("в’їзд", "Сосновий бір", ("в’їзду Сосновий бір", "в’їзді Сосновий бір", "в’їзд Сосновий бір")),
    ("шосе", "Харківське", ("шосе Харківського", "шосе Харківському", "шосе Харківське")),
]


@pytest.mark.parametrize(("kind", "name", "forms"), _CASES)
def test_a_street_is_declined(kind: str, name: str, forms: tuple[str, str, str]) -> None:
    said = Said(kind, name)
    assert f"{said}" == f"{said:nominative}" == f"{kind} {name}"
    assert (f"{said:genitive}", f"{said:locative}", f"{said:accusative}") == forms


def test_every_street_of_the_seeds_can_be_spoken_of() -> None:
    names = seeds.street_names()
    assert {name.kind for name in names} <= set(TYPES)
    for name in names:
        forms = {case: format(Said(name.kind, name.name), case) for case in CASES}
        assert all(forms.values())
        # Whose last letter says that it is an adjective changes in the genitive, or is known to be a person's.
        if " " not in name.name and name.name.endswith(("ська", "цька", "зька", "ний", "ський", "ий")):
            assert not forms["genitive"].endswith(name.name)


#: before these a type never stands in the nominative; «через» alone wants what a masculine noun has anyway
_PREPOSITIONS = "на|у|в|по|з|із|від|до|біля|вздовж|уздовж|покриття|освітлення|ремонт|прибирання"
_UNDECLINED = re.compile(
    rf"\b(?:{_PREPOSITIONS})\s+(?:{'|'.join(t for t in TYPES if t != 'шосе')})\b", re.IGNORECASE
)
_ACCUSATIVE = re.compile(r"\bчерез\s+(?:вулиця|площа|набережна|алея)\b", re.IGNORECASE)


@pytest.mark.parametrize("model", ["projects.Project", "petitions.Petition", "tenders.Tender"])
def test_no_title_leaves_a_street_undeclined(objects: dict[str, Table], model: str) -> None:
    titles = [str(title) for title in column(objects[model], "title")]
    assert not [title for title in titles if _UNDECLINED.search(title) or _ACCUSATIVE.search(title)]
    assert not [title for title in titles if "{" in title]
    assert any("вулиці " in title for title in titles)


def test_what_is_undeclined_would_be_found() -> None:
    assert _UNDECLINED.search("Світло на вулиця Зоряна")
    assert _UNDECLINED.search("Прибирання провулок Музейний")
    assert _ACCUSATIVE.search("Запустити маршрут через вулиця Гоголя")
    assert not _UNDECLINED.search("Світло на вулиці Зоряній")
