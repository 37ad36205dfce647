"""From a text to a place: what is found, how surely, and why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiLineString, Point, box

from layers.feature import LocationSource as By
from layers.locating import objects
from layers.locating.finding import Location, locate
from layers.locating.vocabulary import Reason
from tests.locating.town import STEP, Town


@pytest.fixture(scope="module")
def town() -> Town:
    """Слов’янськ and two of its villages, and much that is called alike."""
    made = Town()
    city, village, other = (
        made.settlement("Слов’янськ", "city", also=["Славянск"]),
        made.settlement("Билбасівка", "town"),
        None,
    )
    other = made.settlement("Мирне", "village", area=False)
    made.settlement("Торець", "village", area=False)
    made.gazetteer.add_neighbourhood("Черевківка")
    made.street("Тараса Шевченка", *map(str, range(1, 41)), "10а", settlement=city, along=500)
    made.street("Шевченка", "2", kind="провулок", settlement=city, along=900)
    made.street("Банківська", "1", "2", settlement=city, across=300, former=["Юних Комунарів"])
    made.street("Торська", "10", "10а", "12", "20", settlement=city, along=700, former=["Комунарів"])
    made.street("Соборна", "1", "2", kind="площа", settlement=city, across=900)
    made.street("Університетська", "5", settlement=city, across=1200, former=["Леніна"])
    made.street("40-річчя Перемоги", "3", settlement=city, along=1100)
    made.street("1 Травня", "7", settlement=city, along=1300)
    made.street("Бічна Зелена", "1", settlement=city, along=1400)
    made.street("Героїв Майдану", "6", settlement=city, along=1500)
    made.street("Лесі Українки", "9", settlement=city, along=1600)
    made.street("Богдана Хмельницького", "4", "9/2", settlement=city, along=1700)
    made.street("Союзна", "8", settlement=city, along=1800)
    made.street("Миколи Богуна", "3", settlement=city, along=1900, former=["Артема"])
    for where in (city, village):
        made.street("Центральна", "1", "3", "5", settlement=where, along=200)
    made.street("Степова", "1", settlement=other, along=100)
    made.course("Заміська", None, settlement=city)
    made.thing("ЗОШ № 15", 640, 710, city)
    made.thing("Парк «Шовковичний»", 1000, 1000, city)
    made.thing("Бібліотека № 1", 10, 10, city)
    made.thing("Бібліотека № 1", 20, 20, village)
    return made


def find(town: Town, text: str, hint: str = "") -> Location:
    return locate(text, town.gazetteer, town, hint)


HOUSES = {
    "Капітальний ремонт покрівлі, вул. Шевченка, 10": "вулиця Тараса Шевченка, 10",
    "ремонт під'їзду за адресою: м. Слов'янськ, вул. Т.Шевченка, буд. 10-А": "вулиця Тараса Шевченка, 10а",
    "вул. Тараса Шевченка 10 а": "вулиця Тараса Шевченка, 10а",
    "м.Словʼянськ, вул.Шевченка Т.,буд.№ 12": "вулиця Тараса Шевченка, 12",
    "у житловому будинку № 14 на вул. Шевченка у м. Слов’янську": "вулиця Тараса Шевченка, 14",
    "ЗОШ № 15, вул. Торська, 10-А": "вулиця Торська, 10а",
    "ремонт на вулиці Торській, 12": "вулиця Торська, 12",
    "вул. Комунарів, 20": "вулиця Торська, 20",
    "вул. Юних Комунарів, 1": "вулиця Банківська, 1",
    "вул. Банківська (Юних Комунарів), буд. 2": "вулиця Банківська, 2",
    "пров. Шевченка, 2": "провулок Шевченка, 2",
    "на Соборній площі, 2": "площа Соборна, 2",
    "Будівля ради (площа Соборна, 2)": "площа Соборна, 2",
    "вул. 40-річчя Перемоги, 3": "вулиця 40-річчя Перемоги, 3",
    "вул. Сорокаріччя Перемоги, 3": "вулиця 40-річчя Перемоги, 3",
    "вул. 1-го Травня, 7": "вулиця 1 Травня, 7",
    "вул. Першого Травня, 7": "вулиця 1 Травня, 7",
    "вул. Л. Українки, 9": "вулиця Лесі Українки, 9",
    "вул. Українки Лесі, 9": "вулиця Лесі Українки, 9",
    "вул. Б.Хмельницького, 9/2": "вулиця Богдана Хмельницького, 9/2",
    "вул. Героїв Майдану 6": "вулиця Героїв Майдану, 6",
    "вул. Cоюзна, 8": "вулиця Союзна, 8",
    "ВУЛ. ТОРСЬКА, 12": "вулиця Торська, 12",
    "вул. Торська, 12, кв. 5": "вулиця Торська, 12",
    "вул. Торська, 12 (2-й поверх)": "вулиця Торська, 12",
    "Билбасівка, вул. Центральна, 3": "вулиця Центральна, 3",
    "смт Билбасівка, вул. Центральна, 3": "вулиця Центральна, 3",
    "вул. Артема, 3": "вулиця Миколи Богуна, 3",
    "вул. ім. Шевченка, 10": "вулиця Тараса Шевченка, 10",
    "вулиця імені Лесі Українки, 9": "вулиця Лесі Українки, 9",
    "вул. Тараса Григоровича Шевченка, 10": "вулиця Тараса Шевченка, 10",
    "вул. Торьська, 12": "вулиця Торська, 12",
    "ул. Торская, 12": "вулиця Торська, 12",
}


@pytest.mark.parametrize("text", HOUSES)
def test_a_house(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.ADDRESS, (HOUSES[text],))
    assert isinstance(found.geometry, Point)


def test_several_houses_are_several_points(town: Town) -> None:
    found = find(town, "прибудинкові території по вул. Шевченка, 10, 12 та 14")
    assert found.source == By.ADDRESS
    assert len(getattr(found.geometry, "geoms", ())) == 3
    found = find(town, "за адресами: вул. Торська, 12, площа Соборна, 1")
    assert found.names == ("вулиця Торська, 12", "площа Соборна, 1")


def test_a_house_between_known_ones_says_how_far_off_it_may_be(town: Town) -> None:
    found = find(town, "вул. Торська, 16")
    assert found.source == By.INTERPOLATED
    assert isinstance(found.geometry, Point)
    assert found.geometry.x == pytest.approx(16 * STEP / 2, abs=1)
    assert found.accuracy == (20 - 12) * STEP / 4
    beside = find(town, "вул. Торська, 12 корпус 3")
    assert (beside.source, beside.accuracy) == (By.INTERPOLATED, 40)


@pytest.mark.parametrize("text", ["вул. Торська, 88", "вул. Торська, 1 4", "вул. Торська, б/н"])
def test_a_house_that_is_not_known_leaves_the_street(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.STREET, ("вулиця Торська",))
    assert isinstance(found.geometry, MultiLineString)


def test_the_house_that_was_not_found_is_told(town: Town) -> None:
    found = find(town, "вул. Торська, 88")
    assert (found.reason, found.details) == (Reason.UNKNOWN_HOUSE, ("вулиця Торська, 88",))


def length(found: Location) -> float:
    assert found.geometry is not None
    return float(found.geometry.length)


STRETCHES = {
    "капітальний ремонт тротуару по вул. Шевченка (від вул. Банківської до пл. Соборної)": 600,
    "тротуар на вулиці Шевченка від вулиці Банківської до вулиці Університетської": 900,
    "вул. Шевченка від буд. № 2 до буд. № 12": 10 * STEP / 2,
    "освітлення по вул. Шевченка від №2 до №12": 10 * STEP / 2,
    "дороги від №2 до №12 по вул. Шевченка": 10 * STEP / 2,
    "від буд. 20 по вул. Шевченка до перехрестя з вул. Банківською": 0,
    "вул. Шевченка між вул. Банківською та пл. Соборною": 600,
    "вул. Шевченка від буд. № 20 до кінця вулиці": 2000 - 20 * STEP / 2,
}


@pytest.mark.parametrize("text", STRETCHES)
def test_a_part_of_a_street(town: Town, text: str) -> None:
    found = find(town, text)
    if not STRETCHES[text]:
        assert found.source == By.STREET, "it is no way from a crossing to a house that stands there"
        return
    assert (found.source, found.names) == (By.SEGMENT, ("вулиця Тараса Шевченка",))
    assert length(found) == pytest.approx(STRETCHES[text], abs=2)


@pytest.mark.parametrize(
    "text",
    [
        "вул. Шевченка від спортивного майданчика до буд. № 12",
        "вул. Шевченка від вул. Незнаної до пл. Соборної",
        "вул. Шевченка (від № 20)",
        "вул. Шевченка від вул. Торської до пл. Соборної",
    ],
)
def test_a_part_with_an_end_that_nobody_knows_is_the_whole_street(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.STREET, ("вулиця Тараса Шевченка",))


def test_a_crossing(town: Town) -> None:
    for text in (
        "на розі вулиць Шевченка та Банківської",
        "перехрестя вул. Шевченка та вул. Банківської",
        "світлофор на перетині вул. Банківської і вул. Т. Шевченка",
    ):
        found = find(town, text)
        assert found.source == By.CROSSING, text
        assert found.geometry == Point(300, 500)
    beside = find(town, "на розі вулиць Шевченка та Торської")
    assert beside.source == By.STREET, "they do not meet"


STREETS = {
    "Поточний ремонт вул. Торської": ("вулиця Торська",),
    "вулицях Торська, Банківська та Шевченка": (
        "вулиця Торська",
        "вулиця Банківська",
        "вулиця Тараса Шевченка",
    ),
    "по вул. Леніна": ("вулиця Університетська",),
    "вул. Торська, Слов’янської міської ради": ("вулиця Торська",),
}


@pytest.mark.parametrize("text", STREETS)
def test_whole_streets(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.STREET, STREETS[text])


NOWHERE = {
    "Капітальний ремонт, м. Київ, вул. Шевченка, 10": Reason.ELSEWHERE,
    "с. Черкаське, вул. Центральна, 1": Reason.ELSEWHERE,
    "Харківська область, вул. Шевченка, 10": Reason.ELSEWHERE,
    "вул. Зелена, 1": Reason.UNKNOWN_STREET,
    "вул. Незнана, 1": Reason.UNKNOWN_STREET,
    "вул. Центральна, 1": Reason.SEVERAL,
    "вул. Заміська": Reason.NO_COURSE,
    "у с. Мирне": Reason.NO_COURSE,
    "бібліотека № 1": Reason.SEVERAL,
    "Набори для гемодіалізу, площа поверхні фільтра 1,5 м²": Reason.NOTHING_SAID,
    "Швабра, віник для вулиці": Reason.NOTHING_SAID,
    "м. Слов’янськ, вул. ****": None,
    "Тимчасово замасковано": Reason.NOTHING_SAID,
    "": Reason.NOTHING_SAID,
}


@pytest.mark.parametrize("text", NOWHERE)
def test_nothing_is_pinned_that_is_not_known(town: Town, text: str) -> None:
    found = find(town, text)
    if NOWHERE[text] is None:
        assert found.source == By.SETTLEMENT
    else:
        assert (found.geometry, found.reason) == (None, NOWHERE[text])


def test_the_buyer_s_settlement_tells_of_two_streets_of_one_name(town: Town) -> None:
    assert find(town, "вул. Центральна, 1", "м. Слов’янськ, пл. Соборна, 2").source == By.ADDRESS
    assert find(town, "вул. Центральна, 1 у смт Билбасівка", "м. Слов’янськ").streets[0].settlement == 2


def test_the_settlement_that_stands_nearest_is_meant(town: Town) -> None:
    found = find(town, "м. Слов’янськ, вул. Центральна, 1; смт Билбасівка, вул. Центральна, 3")
    assert [one.settlement for one in found.streets] == [1, 2]


def test_things_with_names_and_settlements(town: Town) -> None:
    assert (find(town, "ремонт даху ЗОШ № 15").source, find(town, "у парку «Шовковичний»").names) == (
        By.OBJECT,
        ("Парк «Шовковичний»",),
    )
    assert find(town, "школа І-ІІІ ступенів №15").source == By.OBJECT
    assert find(town, "благоустрій у смт Билбасівка").source == By.SETTLEMENT
    assert find(town, "бібліотека № 1 у смт Билбасівка").geometry == Point(20, 20)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    made = Town()
    made.street("Торська", "1")
    assert locate(text, made.gazetteer, made).rank >= 0


@given(
    st.lists(
        st.sampled_from(
            [
                "вул.",
                "Торська",
                ",",
                "12",
                "від",
                "до",
                "буд",
                "№",
                "м.",
                "Київ",
                "-",
                "а",
                "/",
                "та",
                "(",
                ")",
                "між",
                "розі",
                "площа",
                "«",
            ]
        ),
        max_size=25,
    )
)
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    made = Town()
    made.street("Торська", "12")
    made.street("Соборна", "1", kind="площа", across=300)
    found = locate(" ".join(words), made.gazetteer, made)
    assert (found.geometry is None) <= (found.source == By.UNKNOWN or found.reason is not None)


def test_a_text_without_end_is_read_as_far_as_it_matters(town: Town) -> None:
    assert find(town, "вул. Торська, 12 " * 10_000).source == By.ADDRESS
    assert find(town, "буд. " * 50_000).reason == Reason.NOTHING_SAID


#: what is told of another city or village, beside a street that is called as one of ours, with and without its kind
ABROAD = (
    "у Краматорську на вул. Шевченка, 5",
    "вул. Шевченка, 5, Краматорськ",
    "вул. Шевченка, 5 Лиман",
    "84300 Краматорськ вул Шевченка 5",
    "Донецька обл. Краматорськ вулиця Шевченка 5",
    "Миколаївка вул. Шевченка 5",
    "вул. Шевченка, 5, Черкаське",
    "вул. Шевченка, 5 (Черкаське)",
    "вул. Шевченка, 5 в Райгородку",
    "вул. Шевченка, 5 у Маяках",
    "вул. Шевченка, 5 Краматорської міської територіальної громади",
    "Святогірська міська рада: ремонт, вул. Шевченка, 5",
    "Лиманська громада, вул. Шевченка, 5",
    "Краматорськ: вул. Шевченка, 5",
    "сщ Райгородок вул Шевченка 7",
    # Oblasts, districts and states.
    "с. Мирне, Запорізька обл., вул. Шевченка, 5",
    "Вінницька обл., вул. Шевченка, 5",
    "Чернівецька область, вул. Шевченка, 5",
    "АР Крим, вул. Шевченка, 5",
    "Республіка Польща, вул. Шевченка, 5",
    "Бахмутський район, вул. Шевченка, 5",
    "вул. Шевченка, 5, Бахмутський р-н",
    "с. Мирне Бахмутського району, вул. Шевченка, 5",
    # Names of two words.
    "Кривий Ріг, вул. Шевченка, 5",
    "вул. Шевченка, 5, Біла Церква",
    "у Білій Церкві, вул. Шевченка, 5",
    "Часів Яр вул. Шевченка 5",
    "у Часовому Яру вул. Шевченка 5",
    "Ясна Поляна, вул. Шевченка, 5",
    # Villages that no list has, where addresses have theirs.
    "вул. Шевченка, 5, Торське",
    "вул. Шевченка, 5, Закітне",
    "в Торському вул. Шевченка 5",
    "в Очеретиному на вул. Шевченка, 5",
    "вул. Шевченка, 5; Гродівка",
    "вул. Шевченка, 5 - Гродівка",
    # A firm's name is no settlement, and a large city is meant wherever it stands.
    "ПАТ «Слов'янський» вул. Шевченка 5 м.Львів",
    "Відрядження до Києва, готель по вул. Шевченка, 5",
    "Поставка: Київ, Поділ; вул. Шевченка, 15",
    "ЗОШ № 15, Краматорськ",
    "Краматорська ЗОШ № 15",
    "КЗ «Краматорський ліцей № 15»",
    # What is not meant, or only measured from.
    "крім вул. Шевченка, 5",
    "окрім буд. 5 по вул. Шевченка",
    "за межами вул. Шевченка, 5",
    "200 метрів на південь від вул. Шевченка, 5",
    # Somebody else of this surname, and other things with this number.
    "вул. Олени Шевченко, 15",
    "вул. Петра Шевченка, 15",
    "вул. Хмельницька, 4",
    "вул. Союзного, 8",
    "вул. Зелена Балка, 1",
    "спортивна школа № 15",
    "школа мистецтв № 15",
    "Дитяча музична школа № 15",
    "ліцей № 15",
)


@pytest.mark.parametrize("text", ABROAD)
def test_what_lies_in_another_settlement_is_no_house_of_ours(town: Town, text: str) -> None:
    found = find(town, text)
    assert found.geometry is None, text


def test_of_two_cities_ours_alone_is_placed(town: Town) -> None:
    found = find(town, "Краматорськ: вул. Шевченка, 5; Слов'янськ: вул. Торська, 12")
    assert found.names == ("вулиця Торська, 12",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Слов’янська міська рада, вул. Шевченка, 5", "вулиця Тараса Шевченка, 5"),
        ("Слов'янської міської територіальної громади, вул. Шевченка, 5", "вулиця Тараса Шевченка, 5"),
        ("Билбасівська селищна рада, вул. Центральна, 3", "вулиця Центральна, 3"),
        ("в смт. Билбасівці на вул. Центральній, 3", "вулиця Центральна, 3"),
        ("вул. Центральна, 3, Билбасівка", "вулиця Центральна, 3"),
        ("вул. Шевченка, 5, м. Слов'янськ, Краматорський район", "вулиця Тараса Шевченка, 5"),
        ("Славянск, ул. Шевченко, 15", "вулиця Тараса Шевченка, 15"),
        ("г. Славянск, ул. Шевченко, 15", "вулиця Тараса Шевченка, 15"),
        # Parts of the city, and what stands at an address.
        ("Черевківка, вул. Шевченка, 5", "вулиця Тараса Шевченка, 5"),
        ("Торець будинку вул. Шевченка 5", "вулиця Тараса Шевченка, 5"),
        ("Ремонт даху, вул. Шевченка, 5", "вулиця Тараса Шевченка, 5"),
        ("вул. Шевченка, 5 (ріг вул. Банківської)", "вулиця Тараса Шевченка, 5"),
        ("вул. Шевченка, 5 (вхід з вул. Банківської)", "вулиця Тараса Шевченка, 5"),
        ("не вул. Шевченка, 5, а вул. Торська, 12", "вулиця Торська, 12"),
        ("вул. Шевченка 12 кв.14", "вулиця Тараса Шевченка, 12"),
        ("вул. Шевченка 12, 3 під'їзд, 5 поверх", "вулиця Тараса Шевченка, 12"),
        ("вул. Шевченка, 10, Краматорський р-н, Донецька обл.", "вулиця Тараса Шевченка, 10"),
        ("Донецька область, вул. Шевченка, 10", "вулиця Тараса Шевченка, 10"),
    ],
)
def test_our_own_settlements_by_their_councils_and_cases(town: Town, text: str, name: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.ADDRESS, (name,))


@pytest.mark.parametrize(
    "text",
    [
        "на вул. Шевченка 7 лавок",
        "на вул. Шевченка 10 років немає світла",
        "вул. Шевченка 4 дерева",
        "вивозити сміття з вул. Шевченка 5 раз на тиждень",
        "вул. Шевченка 1 черга",
        "вул. Шевченка 1,5 км",
        "вул. Шевченка, 1,5 км",
        "вул. Шевченка 40 осіб",
        "вул. Шевченка 5 листопада",
        "вул. Шевченка 15.06.2025",
        "вул. Шевченка, 15.06.2025",
        "вул. Шевченка 10:30",
        "вул. Шевченка 3 аварійні дерева",
        # … also behind a comma.
        "вул. Шевченка, 5 липня 2026 року",
        "вул. Шевченка, 15-05-2026",
        "вул. Шевченка, 15/05/2026",
        "вул. Шевченка, 2 черга (коригування)",
        "вул. Шевченка, 3 лавки та урни",
        "вул. Шевченка, 10 п.м.",
        "вул. Шевченка, 10 м²",
        "вул. Шевченка, 15 %",
        "вул. Шевченка, 10*15",
        "вул. Шевченка, 10х15 м",
        "вул. Шевченка 15 т",
        "вул. Шевченка 7 ЛІХТАРІВ",
        "вул. Шевченка. 5 дерев аварійні",
        "вул. Шевченка, 5 поверховий ж/б № 10",
        "вул. Шевченка, 5 та 7 ліхтарів",
    ],
)
def test_a_number_that_counts_something_is_no_house(town: Town, text: str) -> None:
    found = find(town, text)
    assert (found.source, found.names) == (By.STREET, ("вулиця Тараса Шевченка",))


@pytest.mark.parametrize(
    "text",
    [
        "вул. Шевченка, 5,7,9",
        "вул. Шевченка 5 в Слов’янську",
        "вул. Шевченка 5, 2 під’їзд",
        "вул. Шевченка 5",
    ],
)
def test_a_number_that_is_a_house_stays_one(town: Town, text: str) -> None:
    assert find(town, text).names[0] == "вулиця Тараса Шевченка, 5"


@pytest.mark.parametrize(
    ("text", "houses"),
    [("12-14", ("12", "14")), ("12–14", ("12", "14")), ("12 до 20", ("12", "20")), ("5-3", ("5",))],
)
def test_a_range_of_houses_is_near_them(town: Town, text: str, houses: tuple[str, ...]) -> None:
    found = find(town, f"вул. Шевченка, {text}")
    assert (found.source, found.accuracy) == (By.INTERPOLATED, 60)
    assert found.names == tuple(f"вулиця Тараса Шевченка, {house}" for house in houses)


def test_what_is_beside_a_house_is_near_it(town: Town) -> None:
    for text in ("біля будинку № 10 по вул. Торській", "вул. Торська, біля буд. 10"):
        assert find(town, text).source == By.INTERPOLATED, text
    assert find(town, "у будинку № 10 по вул. Торській").source == By.ADDRESS


def test_a_part_whose_ends_are_not_known_says_so(town: Town) -> None:
    found = find(town, "вул. Шевченка (від вул. Невідомої до пл. Нечуваної)")
    assert (found.source, found.reason) == (By.STREET, Reason.UNKNOWN_PART)


def test_a_street_that_nobody_has_told_the_settlement_of_is_not_in_each() -> None:
    made = Town()
    made.settlement("Слов’янськ", "city")
    village = made.settlement("Мирне", "village")
    made.areas[village.number] = box(50_000, 0, 51_000, 1000)
    made.street("Довга", "5")
    assert find(made, "м. Слов’янськ, вул. Довга, 5").source == By.ADDRESS
    assert find(made, "с. Мирне, вул. Довга, 5").source == By.SETTLEMENT


@pytest.mark.parametrize("text", ["площа Миру, 10", "бульвар Лесі Курбаса, 5", "мікрорайон Артема, буд. 5"])
def test_a_street_of_any_kind_that_is_not_known_is_told(town: Town, text: str) -> None:
    assert find(town, text).reason == Reason.UNKNOWN_STREET


def test_a_number_behind_a_wrong_letter_is_no_pin(town: Town) -> None:
    found = find(town, "вул. Банкевська, 1")
    assert (found.source, found.names) == (By.INTERPOLATED, ("вулиця Банківська, 1",))
    assert find(town, "вул. Панківська, 1").geometry is None


def test_an_ambulatory_is_no_hospital() -> None:
    assert not set(objects.keys("Амбулаторія сімейної медицини № 1")) & set(
        objects.keys("Міська лікарня № 1")
    )
