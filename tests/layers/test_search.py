"""The search box finds what is meant: by endings, other keyboards, Latin letters, and in spite of typing errors."""

from typing import Any

import pytest
from django.test import Client

from layers.readings import learn_words, readings
from layers.registry import catalogue
from layers.words import prefix_query, stem
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Any:
    found = row(catalogue["streets"], kind="вулиця", name="Шевченка", former="")
    row(catalogue["stops"], name="Шевченка")
    row(catalogue["kiosks"], name="Квіти", street="вулиця Шевченка", house="3")
    learn_words()
    return found


def suggested(client: Client, text: str) -> dict[str, Any]:
    answer = client.get("/suggest", {"q": text})
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("text", ["Шевченка", "шевченко", "Шевченком", "вул шевч", "вулиці Шевченка"])
def test_the_street_comes_before_what_is_called_after_it(client: Client, street: Any, text: str) -> None:
    found = suggested(client, text)
    assert found["suggestions"][0] | {"layer": "streets", "id": street.pk} == found["suggestions"][0]
    assert "reading" not in found


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Шевчнка", "шевченка"),
        ("itdxtyrf", "шевченка"),
        ("Shevchenka", "шевченка"),
        ("vulytsia Shevchenka", "вулиця шевченка"),
        ("Shevchnka", "шевченка"),
    ],
)
def test_what_finds_nothing_is_read_otherwise_and_says_so(
    client: Client, street: Any, text: str, reading: str
) -> None:
    found = suggested(client, text)
    assert found["reading"] == reading
    assert found["suggestions"][0]["id"] == street.pk
    assert (
        f'“<span lang="uk">{reading}</span>”'
        in client.get("/search", {"q": text, "lang": "en"}).content.decode()
    )


def test_letters_of_a_russian_keyboard_are_known() -> None:
    assert next(readings("пыщана")) == "піщана"


def test_the_apostrophe_may_be_typed_on_either_keyboard() -> None:
    assert list(readings("ckjd'zycmr"))[:2] == ["словєянськ", "словянськ"]


def test_words_of_what_is_not_published_are_not_learned(client: Client) -> None:
    row(catalogue["kiosks"], name="Таємниця", publication="hidden")
    learn_words()
    assert list(readings("таємниця")) == []
    assert suggested(client, "таємнеця") == {"suggestions": []}


def test_a_number_finds_what_bears_it_before_what_mentions_it(client: Client) -> None:
    number = "UA-2024-05-01-000123-a"
    row(catalogue["projects"], title="Двір", tender_ids=[number])
    tender = row(catalogue["tenders"], title="Бруківка", tender_id=number)
    assert suggested(client, number)["suggestions"][0]["id"] == tender.pk


def test_what_bears_one_name_is_told_apart_by_its_address(client: Client, street: Any) -> None:
    (kiosk,) = suggested(client, "квіти")["suggestions"]
    assert "вулиця Шевченка, 3" in kiosk["note"]


def test_a_full_list_leads_to_the_rest(client: Client) -> None:
    for _ in range(21):
        row(catalogue["stops"], name="Вокзал")
    page = client.get("/search?q=вокзали").content.decode()
    assert page.count('class="result"') == 20
    assert "/stops/?q=%D0%B2%D0%BE%D0%BA%D0%B7%D0%B0%D0%BB%D0%B8" in page
    assert client.get("/stops/?q=вокзали").content.decode().count('class="result"') == 21


@pytest.mark.parametrize(
    ("path", "parameter"), [("/search?q=а&colour=red", "colour"), (f"/suggest?q={'я' * 201}", "q")]
)
def test_what_search_does_not_know_is_refused(client: Client, path: str, parameter: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("шевченко", "шевченк"),
        ("центральної", "центральн"),
        ("кава", "кава"),
        ("вулицею", "вулиц"),
        ("ринок", "ринок"),
        ("14а", "14а"),
    ],
)
def test_a_stem_is_what_the_cases_of_a_word_have_in_common(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_a_query_asks_for_beginnings() -> None:
    assert prefix_query("вулиці Шевченко", "A") == "'вулиц':*A & 'шевченк':*A"


@pytest.mark.parametrize(
    ("text", "reading"),
    [("ленина", "леніна"), ("ул. Ленина", "вул леніна"), ("Шевченка 5а", "шевченка"), ("вокзал", None)],
)
def test_russian_and_houses_that_are_not_known_are_read_otherwise(text: str, reading: str | None) -> None:
    assert next(readings(text), None) == reading


def test_a_kind_of_things_is_found_and_asked_for(client: Client) -> None:
    row(catalogue["kiosks"], permit_state="none", name="Квіти", street="вулиця Шевченка")
    row(catalogue["places"], kind="pharmacy", name="Ліки")
    assert asked(client, "кіоск без дозволу", "uk") == ["kiosks.permit_state=none&layers=kiosks"]
    assert asked(client, "pharmacy", "en") == ["places.kind=pharmacy&layers=places"]
    assert asked(client, "без дозволу шевченка", "uk") == [
        "kiosks.permit_state=none&q=%D1%88%D0%B5%D0%B2%D1%87%D0%B5%D0%BD%D0%BA&layers=kiosks"
    ]
    # What there is none of is not offered.
    assert asked(client, "дозвіл анульовано", "uk") == []


def asked(client: Client, text: str, language: str) -> list[str]:
    answer = client.get("/suggest", {"q": text, "lang": language}).json()
    return [hit["asks"] for hit in answer["suggestions"] if "asks" in hit]


def test_what_finds_nothing_says_what_to_try(client: Client) -> None:
    assert "Try the name of a street" in client.get("/search", {"q": "щщщщщ"}).content.decode()


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("мерія", "міська рада"),
        ("туалети", "вбиральня"),
        ("shevchenko street", "шевченко вул"),
        ("пр. казацкий", "козацький"),
    ],
)
def test_everyday_and_foreign_words_are_read_as_the_map_calls_it(text: str, reading: str) -> None:
    row(catalogue["places"], name="Козацький двір")
    learn_words()
    assert reading in list(readings(text))


def test_a_wrong_first_letter_is_mended() -> None:
    row(catalogue["places"], name="Аптека Меліса")
    learn_words()
    assert "аптека" in list(readings("фптека"))
    # Two letters that are wrong are another word.
    assert "аптека" not in list(readings("фптекп"))


def test_a_question_is_offered_and_a_kind_in_peoples_words(client: Client) -> None:
    row(catalogue["kiosks"], permit_state="none")
    offered = client.get("/suggest", {"q": "незаконні кіоски", "lang": "uk"}).json()["suggestions"]
    assert [hit["asks"].split("&")[0] for hit in offered[:2]] == ["layers=kiosks", "kiosks.permit_state=none"]
    page = client.get("/search", {"q": "незаконні кіоски", "lang": "uk"}).content.decode()
    assert 'href="/?layers=kiosks&amp;kiosks.permit_state=expired,annulled,none"' in page


def test_what_is_found_tells_how_far_it_is(client: Client) -> None:
    row(catalogue["places"], (HERE[0], HERE[1] + 0.001), name="Аптека Меліса")
    words = {"q": "меліса", "fragment": "1"}
    assert "result-distance" not in client.get("/search", words).content.decode()
    told = client.get("/search", {**words, "near": f"{HERE[0]},{HERE[1]}"}).content.decode()
    assert '<span class="result-distance">110 m</span>' in told


def test_a_number_without_a_space_and_one_letter(client: Client) -> None:
    row(catalogue["places"], name="Свободи 10")
    assert "Свободи 10" in list(readings("Свободи10"))
    assert "type at least two" in client.get("/search", {"q": "а"}).content.decode()


def test_coordinates_are_read_as_nothing_else(client: Client) -> None:
    told = client.get("/search", {"q": "48°51′00″N 37°36′00″E"}).content.decode()
    assert "37.60000" in told
    assert "Nothing is found" not in told
