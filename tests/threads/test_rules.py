"""What speaks for two things being one matter."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.threads.rules import ENOUGH, NEAR, STILL, Reason, Thing, alike, cited, weigh

STREET = frozenset({"вулиця Торська"})
WISH = Thing("Відремонтувати тротуар на вулиці Торській", STREET, date(2025, 3, 1))


def bought(title: str = "Поточний ремонт тротуару вул. Торської", **words: object) -> Thing:
    told = {"streets": STREET, "began": date(2025, 9, 1)} | words
    return Thing(title, **told)  # type: ignore[arg-type]


def test_a_purchase_that_does_what_a_petition_wished() -> None:
    told = weigh(WISH, bought(), 12)
    assert {one.reason for one in told} == {Reason.WORDS, Reason.DISTANCE, Reason.STREET, Reason.TIME}
    assert next(one.said for one in told if one.reason == Reason.WORDS) == "тротуар"


@pytest.mark.parametrize(
    ("later", "metres"),
    [
        (bought("Охорона будівлі вул. Торська"), 12),
        (bought("Поточний ремонт вул. Торської"), 12),
        (bought(), NEAR + 1),
        (bought(began=date(2029, 9, 1)), 12),
        (bought(began=date(2024, 9, 1)), 12),
        (bought(streets=frozenset()), None),
    ],
)
def test_what_has_the_street_in_common_only_or_another_time_is_another_matter(
    later: Thing, metres: float | None
) -> None:
    assert weigh(WISH, later, metres) == []


def test_money_speaks_only_in_one_currency() -> None:
    plan = Thing("Тротуар", STREET, date(2025, 3, 1), Decimal(100_000), "UAH")
    same, other = (
        bought(amount=Decimal(95_000), currency="UAH"),
        bought(amount=Decimal(95_000), currency="EUR"),
    )
    assert Reason.MONEY in {one.reason for one in weigh(plan, same, 100)}
    assert Reason.MONEY not in {one.reason for one in weigh(plan, other, 100)}


def test_what_papers_cite() -> None:
    said = "За петицією № 2025/0012 оголошено ua-2025-09-01-001234-A, див. також UA-2025-09-01-001234."
    assert cited(said) == {("tenders", "UA-2025-09-01-001234-a"), ("petitions", "2025/0012")}
    assert cited("проєкт громадського бюджету №15-к та інше") == {("projects", "15-к")}
    assert cited("за проектом бюджету участі № 7") == {("projects", "7")}


def test_several_numbers_after_one_sign() -> None:
    said = "За підсумками петицій № 2026/0158, 2026/0159 та 2026/160; петиції № 12, 45 м тротуару"
    numbers = {"2026/0158", "2026/0159", "2026/160", "12"}
    assert cited(said) == {("petitions", number) for number in numbers}
    assert cited("петиції №№ 7, № 9") == {("petitions", "7"), ("petitions", "9")}


@pytest.mark.parametrize(("one", "other"), [("2026/158", "2026/0158"), ("007", "7"), ("15-К", "15-к")])
def test_numbers_that_are_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2026/158", "2026/1580"), ("2026/1", "2026/10"), ("10", "1"), ("0", "1")]
)
def test_numbers_that_are_not(one: str, other: str) -> None:
    assert alike(one) != alike(other)


@pytest.mark.parametrize(
    "said", ["Робочий проєкт № 12", "проєкт №15-к", "школа № 12", "UA-2025-09-01-001234"]
)
def test_what_papers_do_not_cite(said: str) -> None:
    assert cited(said) == set()


def test_the_name_of_the_place_is_no_word_in_common() -> None:
    at_the_park = frozenset({"парк Шовковичний"})
    wish = Thing("Лавки в парк Шовковичний", began=date(2025, 3, 1), around=at_the_park)
    bought = Thing("Охорона, парк Шовковичний", began=date(2025, 9, 1), around=at_the_park)
    assert weigh(wish, bought, 0) == []
    lane = frozenset({"провулок Перемоги"})
    assert weigh(Thing("Дерева на провулку Перемоги", lane), Thing("Світло провулка Перемоги", lane), 0) == []


@given(st.text(max_size=80), st.text(max_size=80), st.floats(0, 400), st.integers(-900, 1500))
def test_what_is_suggested_weighs_enough_and_is_near(one: str, other: str, metres: float, days: int) -> None:
    told = weigh(
        Thing(one, STREET, date(2025, 1, 1)),
        Thing(other, STREET, date.fromordinal(date(2025, 1, 1).toordinal() + days)),
        metres,
    )
    assert not told or (sum(reason.weight for reason in told) >= ENOUGH and metres <= NEAR)


def barrier(since: date, until: date) -> Thing:
    return Thing("Яма тротуар покриття", STREET, since, until=until)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2019, 1, 1), date(2025, 9, 20), "19"),
        (date(2025, 11, 1), date(2026, 1, 9), "130"),
        (date(2019, 1, 1), STILL, None),
    ],
)
def test_a_barrier_may_have_been_there_long_before_it_was_seen_to(
    since: date, until: date, days: str | None
) -> None:
    told = {one.reason: one.said for one in weigh(bought(), barrier(since, until), 12)}
    assert told.get(Reason.TIME) == days
    assert told[Reason.WORDS] == "тротуар"


@pytest.mark.parametrize(
    ("since", "until"), [(date(2019, 1, 1), date(2025, 3, 1)), (date(2029, 1, 1), STILL)]
)
def test_what_was_gone_before_or_came_long_after_is_another_matter(since: date, until: date) -> None:
    assert weigh(bought(), barrier(since, until), 12) == []
