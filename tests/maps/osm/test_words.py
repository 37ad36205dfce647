"""What the texts of tags mean."""

import pytest

from maps.osm import words


@pytest.mark.parametrize(
    ("name", "kind", "core"),
    [
        ("вулиця Центральна", "вулиця", "Центральна"),
        ("Центральна вулиця", "вулиця", "Центральна"),
        ("вул. Центральна", "вулиця", "Центральна"),
        ("вул.Центральна", "вулиця", "Центральна"),
        ("Олекси Тихого вулиця", "вулиця", "Олекси Тихого"),
        ("2-й Вокзальний провулок", "провулок", "2-й Вокзальний"),
        ("в'їзд Миколи Богуна", "в’їзд", "Миколи Богуна"),
        ("Зоряний в’їзд", "в’їзд", "Зоряний"),
        ("Зоряний вʼїзд", "в’їзд", "Зоряний"),
        ("бульвар Героїв Крут", "бульвар", "Героїв Крут"),
        ("Соборна площа", "площа", "Соборна"),
        ("пл. Соборна", "площа", "Соборна"),
        ("Набережна вулиця", "вулиця", "Набережна"),
        ("вулиця Стара Дорога", "вулиця", "Стара Дорога"),
        ("Паркова алея", "алея", "Паркова"),
        ("Mannerheimintie", "", "Mannerheimintie"),
        ("Вулиця", "", "Вулиця"),
        ("Площадка", "", "Площадка"),
    ],
)
def test_type_and_name_of_a_street(name: str, kind: str, core: str) -> None:
    assert words.split_street(name) == (kind, core)


def test_spellings_of_one_street_have_one_key() -> None:
    spellings = ["Слов'янська вулиця", "вулиця Слов’янська", "вул. Словʼянська", "ВУЛИЦЯ СЛОВ'ЯНСЬКА"]
    assert len({words.street_key(spelling) for spelling in spellings}) == 1
    assert words.street_key("провулок Слов'янський") != words.street_key("вулиця Слов'янська")


def test_the_ukrainian_name_is_preferred() -> None:
    assert (
        words.name_of({"name": "улица Ленина", "name:uk": "вулиця Університетська"})
        == "вулиця Університетська"
    )
    assert words.name_of({"name": "x" * 201}) == ""


def test_former_names_without_the_present_one() -> None:
    tags = {
        "name": "вулиця Торська",
        "old_name": "вулиця Комунарів; вулиця Ринкова",
        "old_name:uk": "вулиця Комунарів",
        "alt_name": "вулиця  Торська".replace("  ", " "),
    }
    assert words.former_names(tags) == ["вулиця Комунарів", "вулиця Ринкова"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("2", 2),
        ("2,5 m", 2.5),
        ("1.8 м", 1.8),
        ("250 cm", 2.5),
        ("8'6\"", 2.59),
        ("wide", None),
        ("-3", None),
        ("0", None),
        ("1e9", None),
        ("3-4", None),
        ("99999", None),
        (None, None),
    ],
)
def test_widths_in_metres(text: str | None, width: float | None) -> None:
    assert words.metres(text) == width


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://slavrada.gov.ua/", "https://slavrada.gov.ua/"),
        ("www.slavrada.gov.ua", "http://www.slavrada.gov.ua"),
        ("javascript:alert(1)", ""),
        ('https://a.ua/"onclick=', ""),
        ("немає", ""),
    ],
)
def test_only_addresses_that_a_browser_opens(text: str, address: str) -> None:
    assert words.website({"website": text}) == address


def test_telephones_that_fit() -> None:
    many = "; ".join(f"+380 50 000 00 {number:02}" for number in range(9))
    assert words.phone({"contact:phone": many}).count(";") == 3


def test_control_characters_go() -> None:
    assert words.plain_tags({"name": "a\x00b\nc"}) == {"name": "a b c"}
