"""The locator in a city that it was not written beside: what its streets, districts and villages are called is new."""

import pytest

from layers.feature import LocationSource as By
from layers.locating.finding import Location, locate
from layers.locating.gazetteer import Gazetteer
from layers.locating.vocabulary import Reason
from tests.locating.town import Town

HOUSES = ("1", "2", "3", "4", "5", "7", "8", "10", "12", "12/1", "14", "17", "17 к2", "20", "36", "44", "45")


@pytest.fixture(scope="module")
def town() -> Town:
    """Полтава, as far as its names go, and two villages of its community."""
    made = Town(Gazetteer(region="Полтавська область", district="Полтавський район"))
    city = made.settlement("Полтава", "city")
    villages = [made.settlement(name, "village") for name in ("Терешки", "Щербані")]
    made.gazetteer.add_neighbourhood("Левада")
    for number, name in enumerate(
        [
            "Соборності",
            "Європейська",
            "Шевченка",
            "Гоголя",
            "Сакко і Ванцетті",
            "І. Франка",
            "Йосипа Сліпого",
            "Генерала Духова",
            "Половка",
        ]
    ):
        made.street(name, *HOUSES, settlement=city, along=100 * number)
    made.street("Небесної Сотні", *HOUSES, settlement=city, along=900, former=["Леніна"])
    made.street("Київське", "25", kind="шосе", settlement=city, along=1000)
    made.street("Миру", "11", kind="проспект", settlement=city, along=1100)
    for number, name in enumerate(["Балакіна", "Ковпака", "Садова", "Зелена", "Нова"]):
        made.street(name, *HOUSES, settlement=city, across=200 * number + 100)
    made.street("Хорольський", "3", kind="провулок", settlement=city, across=1300)
    made.street("1-й Кобищанський", "4", kind="провулок", settlement=city, across=1400)
    made.street("Інститутський", "4", kind="узвіз", settlement=city, across=1500)
    for village in villages:
        made.street("Центральна", "3", "8", settlement=village, along=1800)
    made.street("Яблунева", "8", settlement=villages[0], along=1900)
    for name in (
        "ЗОШ № 3",
        "ДНЗ № 26",
        "Міська лікарня № 4",
        "Поліклініка № 3",
        "Бібліотека № 5",
        "Київський вокзал",
        "Свято-Миколаївський собор",
        "Донбаський державний педагогічний університет",
        "Театр імені Гоголя",
        "Ліцей, школа № 9",
        "Вокзал Полтава-Київська",
        "Парк «Перемога»",
        "Полтавська міська рада",
        "Стадіон",
        "Аптека № 39",
    ):
        made.thing(name, 500, 500, city)
    # The same as a place and as its building, and two that are two.
    made.thing("Краєзнавчий музей", 900, 900, city), made.thing("Краєзнавчий музей", 930, 910, city)
    made.thing("Сквер «Сонячний»", 100, 100, city), made.thing("Сквер «Сонячний»", 1900, 900, city)
    return made


def find(town: Town, text: str, hint: str = "м. Полтава") -> Location:
    return locate(text, town.gazetteer, town, hint)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Addresses of deliveries, without the word for a street.
        ("м. Полтава, Соборності, 36", "вулиця Соборності, 36"),
        ("Полтава, Половка, 12, кв. 5", "вулиця Половка, 12"),
        ("Терешки, Яблунева, 8", "вулиця Яблунева, 8"),
        ("за адресами: Соборності 45, Європейська 12", "вулиця Соборності, 45; вулиця Європейська, 12"),
        ("вул. Балакіна, 1, Ковпака, 2", "вулиця Балакіна, 1; вулиця Ковпака, 2"),
        ("вул. Балакіна, 1 і Ковпака, 2", "вулиця Балакіна, 1; вулиця Ковпака, 2"),
        # As people say it, and as old papers do.
        ("Просимо лавки на Гоголя 10", "вулиця Гоголя, 10"),
        ("ями по Європейській 45", "вулиця Європейська, 45"),
        ("улица Ковпака, дом 5", "вулиця Ковпака, 5"),
        # Kinds and numbers.
        ("пр. Миру, 11", "проспект Миру, 11"),
        ("пр. Хорольський, 3", "провулок Хорольський, 3"),
        ("узв. Інститутський, 4", "узвіз Інститутський, 4"),
        ("Вулиця Київське шосе, 25", "шосе Київське, 25"),
        ("1-й пров. Кобищанський, 4", "провулок 1-й Кобищанський, 4"),
        ("1 пров. Кобищанський, 4", "провулок 1-й Кобищанський, 4"),
        ("1-й Кобищанський провулок, 4", "провулок 1-й Кобищанський, 4"),
        ("пров. 1й Кобищанський, 4", "провулок 1-й Кобищанський, 4"),
        ("вул. Балакіна (будинки № 4, 7)", "вулиця Балакіна, 4; вулиця Балакіна, 7"),
        # Persons and former names.
        ("вул. Івана Франка, 8", "вулиця І. Франка, 8"),
        ("вул. Шевченка Тараса Григоровича, 44", "вулиця Шевченка, 44"),
        ("вул. ген. Духова, 4", "вулиця Генерала Духова, 4"),
        ("вул. Й. Сліпого, 4", "вулиця Йосипа Сліпого, 4"),
        ("вул. Сакко та Ванцетті, 4", "вулиця Сакко і Ванцетті, 4"),
        ("вул. Леніна, нині Небесної Сотні, буд. 14", "вулиця Небесної Сотні, 14"),
        # Houses.
        ("вул. Садова 12 / 1", "вулиця Садова, 12/1"),
        ("ж/б №4 по вул. Балакіна", "вулиця Балакіна, 4"),
        ("буд. 4 кв. 16 по вул. Балакіна", "вулиця Балакіна, 4"),
        ("будинку 4 (під'їзд 3), вул. Балакіна", "вулиця Балакіна, 4"),
        ("вул. Балакіна, 45 п.2", "вулиця Балакіна, 45"),
        # What stands at an address is no village.
        ("вул. Балакіна, 4, Пандус", "вулиця Балакіна, 4"),
        ("вул. Балакіна, 4, Термомодернізація", "вулиця Балакіна, 4"),
        ("вул. Балакіна, 4, Нова Пошта", "вулиця Балакіна, 4"),
        ("вул. Балакіна, 4, Петро Іваненко", "вулиця Балакіна, 4"),
        ("вул. Балакіна, 3 ДПРЧ", "вулиця Балакіна, 3"),
        # Our own councils, villages and districts.
        ("Терешківська сільська рада, вул. Центральна, 3", "вулиця Центральна, 3"),
        (
            "вул. Яблунева, 8 с. Терешки, вул. Центральна, 8 с. Щербані",
            "вулиця Яблунева, 8; вулиця Центральна, 8",
        ),
        ("Подільський район, вул. Балакіна, 36", "вулиця Балакіна, 36"),
        ("вул. Балакіна, 36 (Шевченківський район)", "вулиця Балакіна, 36"),
        # Persons' initials, units and products are no settlements, lists no houses.
        ("біля пам’ятника Т.Г. Шевченку по вул. Балакіна, 4, м. Полтава", "вулиця Балакіна, 4"),
        ("бібліотека ім. М. Коцюбинського, вул. Балакіна, 4", "вулиця Балакіна, 4"),
        ("Ліцей імені С. В. Петлюри, вул. Балакіна, 4", "вулиця Балакіна, 4"),
        ("Програма M.E.Doc, вул. Балакіна, 4", "вулиця Балакіна, 4"),
        ("Труба 20 м Ду100 вул. Балакіна, 4", "вулиця Балакіна, 4"),
        ("1) вул. Половка, 12; 2) вул. Садова, 14", "вулиця Половка, 12; вулиця Садова, 14"),
        ("корпус 2, вул. Половка 17", "вулиця Половка, 17 к2"),
        ("Гоголя вул. 10", "вулиця Гоголя, 10"),
        ("вул. Половка, 12 код ДК 45000000-7", "вулиця Половка, 12"),
        ("вул. Половка, 12 1-й під'їзд", "вулиця Половка, 12"),
        ("а) вул. Половка, 12 б) вул. Садова, 14", "вулиця Половка, 12; вулиця Садова, 14"),
        ("вул. Половка, 12 — 8 вікон", "вулиця Половка, 12"),
        ("вул. Половка, буд. 12, 8 вікон", "вулиця Половка, 12"),
        # Houses before their streets, and what is only a part of a house.
        ("буд. 14 по вул. Половка, буд. 5 по вул. Садова", "вулиця Половка, 14; вулиця Садова, 5"),
        ("буд. 5 вул. Половка, буд. 7 вул. Садова", "вулиця Половка, 5; вулиця Садова, 7"),
        (
            "житлових будинків 5, 7 по вул. Половка, 12, 14 по вул. Садовій",
            "вулиця Половка, 5; вулиця Половка, 7; вулиця Садова, 12; вулиця Садова, 14",
        ),
        ("буд. 5 вул. Половка, 7 під'їзд", "вулиця Половка, 5"),
        ("вул. Половка, буд. 5, вул. Садова, 7", "вулиця Половка, 5; вулиця Садова, 7"),
        ("вул. Половка, 7, 1 та 2 під'їзди", "вулиця Половка, 7"),
        ("вул. Половка, 7, 2, 3 поверхи", "вулиця Половка, 7"),
        ("вул. Половка, 7, 1-2 під'їзди", "вулиця Половка, 7"),
        ("вул. Половка, 5, 7 та 8 класи", "вулиця Половка, 5"),
        ("вул. Половка, 5 каб. № 7,8,10", "вулиця Половка, 5"),
        ("НА ВУЛИЦІ ПОЛОВКА,5 НЕМА СВІТЛА", "вулиця Половка, 5"),
        # Somebody's address beside the place of the work.
        ("Юридична адреса: вул. Половка, 7; місце надання послуг: вул. Садова, 5", "вулиця Садова, 5"),
        ("вул. Садова, 5 (юридична адреса: вул. Половка, 7)", "вулиця Садова, 5"),
        ("Замовник: вул. Половка, 7. Місце поставки: вул. Садова, 5", "вулиця Садова, 5"),
        # A postal code, and no comma.
        ("Україна, Полтава, 36000, Соборності 12", "вулиця Соборності, 12"),
        ("с. Терешки Яблунева 8", "вулиця Яблунева, 8"),
        # What word processors leave in a text.
        ("вул. Шевче\u00adнка, 44", "вулиця Шевченка, 44"),
        ("вул. Ше\u0301вченка, ４４", "вулиця Шевченка, 44"),
    ],
)
def test_a_house(town: Town, text: str, names: str) -> None:
    found = find(town, text)
    assert (found.source, "; ".join(found.names), found.reason) == (By.ADDRESS, names, None)


@pytest.mark.parametrize(
    "text",
    [
        # A name that only begins as one of ours.
        "вул. Зелена Роща, 4",
        "вул. Садова Поляна, 12",
        "вул. Нове Життя, 3",
        "вул. Нова Зелена, 4",
        "вул. Балакіна-Заріччя, 4",
        "вул. Шевченка Бориса, 44",
        # Another institution with this number.
        "дитяча міська лікарня № 4",
        "стоматологічна поліклініка № 3",
        "бібліотека для дітей № 5",
        "Школа-інтернат № 3",
        "спеціальна школа № 3",
        "Кременчуцька лікарня № 4",
        # Elsewhere, by its name, its ending or its postal code.
        "Яреськи вул. Балакіна, 4",
        "вул. Балакіна, 4, Великі Будища",
        "вул. Садова, 12, 37500, Полтавська обл., Лубни",
        "61000, вул. Садова, 12",
        "вул. Садова, 12, Kyiv",
        "смт Нові Санжари, вул. Центральна, 3",
        "Охтирський район, вул. Балакіна, 4",
        # Names of streets that may be anything.
        "Фарба: Зелена, 5; Нова, 7",
        "Портрет Гоголя, 2",
        "відділення на Новій Пошті 5",
        "Закупівля книг, Шевченка, 5",
        "м. Кременчук вул. Половка 5",
        "парк «Перемога» в Києві",
        "ЗОШ № 3 у Мукачеві",
        "Міська лікарня № 4 м. Слов'янська",
        "Олександрійська міська лікарня, вул. Нова, 5",
        # What is not meant, or is somebody's.
        "Переможець ФОП Шевченко, вул. Половка, 12",
        "Адреса учасника: вул. Половка, 12",
        "за 50 метрів від будинку вул. Половка 12",
        "замість вул. Балакіна, 3",
        # Two of one name.
        "сквер «Сонячний»",
    ],
)
def test_nothing_is_placed_that_is_not_meant(town: Town, text: str) -> None:
    assert find(town, text).geometry is None


@pytest.mark.parametrize(
    "text",
    [
        "ВУЛ. БАЛАКІНА, 4 УРНИ ТА 6 ЛАВ",
        "ВУЛ. БАЛАКІНА 4 ЛАВКИ",
        "вул. Балакіна, 4 (чотири) шт",
        "вул. Балакіна 16-00",
        "вул. Балакіна 2024",
        "вул. Балакіна, 8 Березня",
    ],
)
def test_a_number_that_counts_something_is_no_house(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names, found.reason) == (By.STREET, ("вулиця Балакіна",), None)


@pytest.mark.parametrize(
    "text",
    [
        "ремонт дороги в районі будинку 5 по вул. Садовій",
        "спортмайданчик за будинком по вул. Садова, 5",
        "у дворі будинку вул. Садова, 5",
        "біля вул. Садова, 5",
        "біля Садової, 5",
        "через дорогу від вул. Садова, 5",
        "позаду буд. 5 вул. Садова",
        "вул. Садова, напроти буд. 5",
        "вул. Садова, в районі буд. № 5",
        "вул. Садова, територія навпроти будинку № 5",
    ],
)
def test_what_is_beside_a_house_is_near_it(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names, found.accuracy) == (By.INTERPOLATED, ("вулиця Садова, 5",), 60)


@pytest.mark.parametrize(
    "text",
    [
        "ділянка вул. Балакіна від Європейської до Гоголя",
        "вул. Балакіна (Європейська - Гоголя)",
        "вул. Балакіна (вул. Європейська - вул. Гоголя)",
        "вул. Балакіна між Європейською та Гоголя",
        "тротуарів вул. Балакіна (парна сторона) на ділянці від вул. Європейської до вул. Гоголя",
    ],
)
def test_the_ends_of_a_stretch_may_be_bare_names(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.SEGMENT, ("вулиця Балакіна",))
    assert found.geometry is not None
    assert found.geometry.length == pytest.approx(200)


def test_two_stretches_are_two(town: Town) -> None:
    found = find(
        town,
        "вул. Балакіна від вул. Європейської до вул. Гоголя та вул. Ковпака від вул. Шевченка до вул. Гоголя",
    )
    assert (found.source, found.names) == (By.SEGMENT, ("вулиця Балакіна", "вулиця Ковпака"))
    assert found.geometry is not None
    assert found.geometry.length == pytest.approx(300)


def test_a_stretch_of_one_end_is_the_street_and_says_so(town: Town) -> None:
    found = find(town, "Капремонт дороги по вул. Садова до вул. Гоголя")
    assert (found.source, found.names, found.reason) == (By.STREET, ("вулиця Садова",), Reason.UNKNOWN_PART)
    between = find(town, "Ремонт проїзду від вул. Садова до вул. Гоголя")
    assert between.names == ("вулиця Садова", "вулиця Гоголя"), "a way from one to the other lies on neither"


def test_a_list_with_a_range_is_near_its_houses(town: Town) -> None:
    for text, houses in (("вул. Садова, 1,3,8-12", "1 3 8 12"), ("вул. Садова, № 5 - № 12", "5 12")):
        found = find(town, text)
        assert (found.source, [name.split(", ")[1] for name in found.names]) == (
            By.INTERPOLATED,
            houses.split(),
        )


def test_a_village_s_own_body_does_not_mean_the_city_s_street(town: Town) -> None:
    found = find(town, "Ремонт дороги вул. Шевченка, 44", "с. Терешки")
    assert (found.geometry, found.reason) == (None, Reason.UNKNOWN_STREET)
    assert find(town, "вул. Яблунева, 8", "м. Полтава").source == By.ADDRESS, "the city buys for its villages"


def test_a_city_before_a_street_is_none_of_ours() -> None:
    made = Town(Gazetteer(region="Одеська область", district="Одеський район"))
    made.street("Чорноморська", "5", settlement=made.settlement("Одеса", "city"))
    assert find(made, "м. Чорноморськ вул. Шевченка 5", "м. Одеса").geometry is None
    assert find(made, "Чорноморська вул., 5", "м. Одеса").source == By.ADDRESS


def test_a_street_without_a_dot_that_is_not_known_is_told(town: Town) -> None:
    found = find(town, "вул Артемовського, 12")
    assert (found.reason, found.details) == (Reason.UNKNOWN_STREET, ("вул Артемовського",))


def test_a_crossing_of_bare_names(town: Town) -> None:
    assert find(town, "Перехід на розі Гоголя і Балакіна").source == By.CROSSING
    assert find(town, "угол ул. Гоголя и ул. Балакина").source == By.CROSSING
    assert find(town, "примикання вул. Балакіна до вул. Гоголя").source == By.CROSSING


def test_bare_names_of_several_kinds_are_several(town: Town) -> None:
    other = Town(Gazetteer(region="Полтавська область", district="Полтавський район"))
    city = other.settlement("Полтава", "city")
    other.street("Тараса Шевченка", "2", settlement=city)
    other.street("Шевченка", "2", kind="провулок", settlement=city, along=900)
    found = find(other, "м. Полтава, Шевченка, 2")
    assert found.reason == Reason.SEVERAL


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Київський вокзал", "Київський вокзал"),
        ("ремонт Свято-Миколаївського собору", "Свято-Миколаївський собор"),
        ("школа 3", "ЗОШ № 3"),
        ("Дитсадок 26", "ДНЗ № 26"),
        ("Краєзнавчий музей", "Краєзнавчий музей"),
    ],
)
def test_what_the_register_calls_so(town: Town, text: str, name: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.OBJECT, (name,))


@pytest.mark.parametrize("text", ["м-н Левада", "село Левада"])
def test_a_part_of_the_city_is_neither_a_street_nor_elsewhere(town: Town, text: str) -> None:
    assert find(town, text).reason == Reason.NOTHING_SAID


def test_settlements_are_named_before_a_dash(town: Town) -> None:
    assert find(town, "Щербані - ремонт дороги").source == By.SETTLEMENT


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "ремонт Донбаського державного педагогічного університету",
            "Донбаський державний педагогічний університет",
        ),
        ("Заклад дошкільної освіти № 26 «Ягідка»", "ДНЗ № 26"),
        ("Театр імені Гоголя (ремонт покрівлі)", "Театр імені Гоголя"),
        ("харчування для ЗОШ № 3, № 9", "ЗОШ № 3; Ліцей, школа № 9"),
        ("Вокзал Полтава-Київська", "Вокзал Полтава-Київська"),
        ("парк «Перемога»", "Парк «Перемога»"),
        ("опалення аптеки №39", "Аптека № 39"),
    ],
)
def test_what_is_named_in_full_or_by_its_number(town: Town, text: str, names: str) -> None:
    found = find(town, text)
    assert (found.source, "; ".join(found.names)) == (By.OBJECT, names)


@pytest.mark.parametrize(
    "text",
    [
        "вокзал станції Полтава-Південна",
        "сквер Перемоги",
        "для потреб Полтавської міської ради",
        "ремонт стадіону",
    ],
)
def test_half_of_a_name_is_none(town: Town, text: str) -> None:
    assert find(town, text).source != By.OBJECT


def test_what_is_only_measured_from_says_so(town: Town) -> None:
    found = find(town, "100 м на північ від вул. Балакіна, 4")
    assert (found.geometry, found.reason) == (None, Reason.NOT_MEANT)


def test_a_street_without_course_and_houses_is_no_missing_house() -> None:
    made = Town()
    made.course("Заміська", None, settlement=made.settlement("Полтава", "city"))
    assert find(made, "вул. Заміська, 25").reason == Reason.NO_COURSE


@pytest.mark.parametrize(
    ("city", "of_the_city", "region", "district"),
    [
        ("Кривий Ріг", "Криворізької", "Дніпропетровська область", "Криворізький район"),
        ("Біла Церква", "Білоцерківської", "Київська область", "Білоцерківський район"),
        ("Івано-Франківськ", "Івано-Франківської", "Івано-Франківська область", "Івано-Франківський район"),
        (
            "Кам’янець-Подільський",
            "Кам’янець-Подільської",
            "Хмельницька область",
            "Кам’янець-Подільський район",
        ),
        ("Часів Яр", "Часовоярської", "Донецька область", "Бахмутський район"),
        ("Лубни", "Лубенської", "Полтавська область", "Лубенський район"),
        ("Чернівці", "Чернівецької", "Чернівецька область", "Чернівецький район"),
        ("Рівне", "Рівненської", "Рівненська область", "Рівненський район"),
        ("Хмельницький", "Хмельницької", "Хмельницька область", "Хмельницький район"),
        ("Одеса", "Одеської", "Одеська область", "Одеський район"),
    ],
)
def test_a_city_knows_its_own_adjective(city: str, of_the_city: str, region: str, district: str) -> None:
    made = Town(Gazetteer(region=region, district=district))
    made.street("Садова", "5", settlement=made.settlement(city, "city"))
    for text in (
        f"вул. Садова, 5, {of_the_city} міської ради",
        f"{region}, {district}, м. {city}, вул. Садова, 5",
        f"вул. Садова, 5, {city}",
        f"{city}, Садова, 5",
    ):
        assert find(made, text, f"м. {city}").source == By.ADDRESS, text
    assert find(made, "вул. Садова, 5, Вінницької міської ради", f"м. {city}").geometry is None


def test_a_city_of_estates_blocks_and_embankments() -> None:
    made = Town(Gazetteer(region="Дніпропетровська область", district="Криворізький район"))
    city, village = made.settlement("Кривий Ріг", "city"), made.settlement("Златоустівка", "village")
    for number, (kind, name) in enumerate(
        (
            ("мікрорайон", "7-й Зарічний"),
            ("квартал", "5"),
            ("набережна", "Перемоги"),
            ("вулиця", "Отто Брозовського"),
            ("вулиця", "Бикова"),
        )
    ):
        made.street(name, "5", "12", "40 к1", kind=kind, settlement=city, along=100 * number)
    made.street("Центральна", "1", settlement=city, along=900)
    made.street("Центральна", "1", settlement=village, along=950)
    for text, name in {
        "мкр. 7-й Зарічний, буд. 12": "мікрорайон 7-й Зарічний, 12",
        "квартал 5, буд. 12": "квартал 5, 12",
        "вул. Набережна Перемоги, 12": "набережна Перемоги, 12",
        "вул. О. Брозовського, 12": "вулиця Отто Брозовського, 12",
        "вул. Бикова, 40к1": "вулиця Бикова, 40 к1",
        "ж/м Макулан, вул. Бикова, 5": "вулиця Бикова, 5",
        "вул. Бикова 5 секція 2": "вулиця Бикова, 5",
        "Златоустівський старостинський округ, вул. Центральна, 1": "вулиця Центральна, 1",
    }.items():
        found = find(made, text, "м. Кривий Ріг")
        assert (found.source, found.names) == (By.ADDRESS, (name,)), text
    assert (
        find(made, "Златоустівський старостинський округ, вул. Центральна, 1").streets[0].settlement
        == village.number
    )
