"""Law: bad input gets a clear answer, 400 or 404, and never a stack trace."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.registry import catalogue
from tests.contract.test_surfaces import body
from tests.samples import row

pytestmark = pytest.mark.django_db

WRONG_VALUES = {
    "limit": ["-1", "1000000000", "x", "", "1.5", "99999999999999999999999999", "٣"],
    "after": ["-1", "x", "99999999999999999999999999"],
    "bbox": [
        "1",
        "1,2,3",
        "a,b,c,d",
        "nan,nan,nan,nan",
        "inf,0,0,0",
        "200,0,201,1",
        "10,10,5,5",
        "1,2,3,4,5",
        "",
    ],
    "ids": ["x", "1,,2", "-1", ",".join(["1"] * 501), "99999999999999999999"],
    "permit_state": ["foo", "valid,foo", ","],
    "area": ["x", "1..x", "..", "nan", "1e999"],
    "permit_until": ["yesterday", "2026-13-01", "2026-01-01..x", "99999-01-01"],
    "owner_phone": ["1"],
    "nobody": ["1"],
    "q": ["\0", "a" * 20_000],
    "near": ["", "1", "a,b", "37,91", "37,48,0", "37,48,-5", "37,48,1e9", "nan,48,5", "1,2,3,4"],
    "within": [
        "",
        "1,2",
        "1,2;3,4",
        "a,b;c,d;e,f",
        "0,0;1,1;1,0;0,1",
        ";".join(["1,2"] * 999),
        "0,0;0,0;0,0",
    ],
    "beside": [
        "",
        "streets",
        "streets/",
        "streets/x",
        "streets/1,0",
        "streets/1,9999",
        "nobody/1",
        "streets/999999",
    ],
    "changed": ["yesterday", "2026-13-01", "..", "2026-01-01..x"],
}
ADDRESSES = [
    "/api/collections/kiosks/items",
    "/tiles/kiosks/14/9902/5637.mvt",
    "/data/kiosks.csv",
    "/legend/kiosks",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG_VALUES.items() for v in values])
def test_wrong_values_are_refused_in_words(client: Client, address: str, name: str, value: str) -> None:
    answer = client.get(address, {name: value})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == 400
    assert len(problem["detail"]) > 20


@pytest.mark.parametrize(
    "address",
    [
        "/tiles/kiosks/40/0/0.mvt",
        "/tiles/kiosks/1/2/0.mvt",
        "/tiles/kiosks/1/0/2.mvt",
        "/tiles/kiosks/14/999999999999999999/1.mvt",
        "/tiles/kiosks/-1/0/0.mvt",
        "/tiles/nothing/1/0/0.mvt",
        "/tiles/kiosks+kiosks/1/0/0.mvt",
        "/tiles/nothing.json",
        "/api/collections/nothing",
        "/api/collections/kiosks/items/999999999999999999",
        "/data/kiosks.exe",
        "/legend/nothing",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_no_view_can_read_is_told_in_the_language_that_was_asked_for(client: Client) -> None:
    told = client.get("/api/route?from=%00&lang=en").json()
    assert told["detail"] == "The address contains a NUL character."


@pytest.mark.django_db
def test_a_word_that_stands_there_twice_is_refused(client: Client) -> None:
    told = client.get("/api/route?from=1,1&from=2,2&to=3,3&profile=blind&lang=en")
    assert (told.status_code, told.json()["detail"]) == (400, "from is given more than once.")


@pytest.mark.parametrize("query", ["q=%ff", "q=%c3%28", "%00=1", "q=%00", "bbox=%ed%a0%80"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/", "/kiosks/", "/search", "/suggest", "/list", "/counts"])
def test_bytes_that_are_no_text(client: Client, address: str, query: str) -> None:
    assert client.get(f"{address}?{query}").status_code == 400


def test_a_word_given_twice_is_not_guessed_at(client: Client) -> None:
    assert client.get("/api/collections/kiosks/items?area=1&area=2").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/list?layers=nothing", "/list?near=x", "/list?bbox=1", "/print.pdf?near=x"],
)
def test_pages_say_it_in_a_sentence(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert b"<h1>" in answer.content


@pytest.mark.parametrize(
    "words",
    [
        "layers=nothing,kiosks",
        "kiosks.nobody=1",
        "kiosks.permit_state=bogus",
        "kiosks.permit_until=xx..yy",
        "near=a,b",
        "within=1,2",
        "changed=yesterday",
        "order=x",
        "shown=-1",
        "kiosks.ids=" + ",".join(["1"] * 501),
    ],
)
def test_the_map_shows_what_an_old_address_still_can(client: Client, words: str) -> None:
    row(catalogue["kiosks"])
    answer = client.get(f"/?lang=uk&{words}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "її пропущено" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/kiosks/?permit_state=x", "«permit»"),
        ("/kiosks/?gone_field=1&activity=bread", "gone_field"),
        ("/kiosks/?after=x", "after"),
        ("/kiosks/?fragment=x", "fragment"),
        ("/kiosks/?area=1&area=2", "«area»"),
        ("/kiosks/table?columns=x&page=0", "columns"),
        ("/kiosks/figures?changed=yesterday", "changed"),
        ("/search?q=a&nothing=1", "nothing"),
        (f"/kiosks/?ids={','.join(['1'] * 501)}", "ids"),
        (f"/kiosks/?{'x' * 90}=1", "x" * 90),
    ],
)
def test_a_page_shows_what_an_old_address_still_can(client: Client, address: str, said: str) -> None:
    row(catalogue["kiosks"], name="Хліб", activity="bread")
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "was left out" in answer.content.decode()
    assert said in answer.content.decode()
    # A machine is told strictly.
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 400


@pytest.mark.parametrize("path", ["/kiosks/", "/kiosks/table", "/kiosks/figures", "/search", "/around"])
def test_a_page_takes_the_words_of_the_map(client: Client, path: str) -> None:
    words = {"theme": "dark", "at": "15/48.8/37.6", "layers": "kiosks", "view": "list", "embed": "1"}
    answer = client.get(path, words, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "left out" not in answer.content.decode()
    assert 'data-theme="dark"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/kiosks/", "/search", "/around", "/nothing"])
def test_a_language_that_is_not_there_is_said_and_the_page_is_shown(path: str) -> None:
    answer = Client().get(path, {"lang": "xx"}, headers={"Accept": "text/html"})
    assert answer.status_code in (200, 404)
    assert "Мови «xx» тут немає" in answer.content.decode()
    assert "django_language" not in answer.cookies
    assert Client().get(path, {"lang": "xx"}, headers={"Accept": "application/json"}).status_code == 400


def test_markup_in_names_is_text(client: Client) -> None:
    attack = "<img src=x onerror=alert(1)>\"'"
    feature = row(catalogue["kiosks"], name=attack)
    for address in (f"/kiosks/{feature.pk}/", "/kiosks/", "/search?q=img", "/list?layers=kiosks"):
        page = body(client.get(address)).decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_spreadsheet_runs_nothing(client: Client, start: str) -> None:
    row(catalogue["kiosks"], name=f"{start}HYPERLINK(1)")
    table = body(client.get("/data/kiosks.csv")).decode()
    assert f"'{start}HYPERLINK(1)" in table


def test_a_problem_is_told_in_ukrainian_first() -> None:
    problem = Client().get("/api/collections/kiosks/items?limit=-1").json()
    assert "число" in problem["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize(
    "path", ["/", "/kiosks/", "/api/collections/kiosks/items", "/tiles/kiosks/0/0/0.mvt", "/list"]
)
def test_writing_where_one_can_only_read_is_refused(path: str, method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(path, headers={"Accept": "application/json"})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"].endswith("#method-not-allowed")


def test_options_are_told_without_a_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client().options("/api/collections/kiosks/items")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_too_many_parameters_are_refused_in_words() -> None:
    answer = Client().get("/api/collections/kiosks/items?" + "&".join(f"a{n}=1" for n in range(1200)))
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_form_without_its_token_is_answered_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/kiosks/", "/api/collections/kiosks/items", "/data/kiosks.csv"])
def test_answers_are_compressed_for_who_asks(path: str) -> None:
    for number in range(20):
        row(catalogue["kiosks"], name=f"Кіоск {number}")
    answer = Client().get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address",
    ["/tiles/kiosks.json", "/style.json", "/styles/kiosks.json", "/api/", "/api/openapi.json"]
    + [f"/api/collections{rest}" for rest in ("", "/kiosks", "/kiosks/queryables", "/kiosks/schema")],
)
def test_descriptions_pass_over_no_word(client: Client, address: str) -> None:
    assert client.get(address, {"f": "json", "lang": "en"}).status_code == 200
    assert client.get(address, {"nobody": "1"}).json()["parameter"] == "nobody"
    assert client.get(address, {"f": "html"}).json()["parameter"] == "f"


def test_a_problem_points_to_what_its_kind_means(client: Client) -> None:
    for address in ("/api/?nobody=1", "/api/collections/nothing"):
        page, _, kind = client.get(address).json()["type"].partition("#")
        assert f'id="{kind}"' in client.get(page).content.decode()


SEARCHING = [*ADDRESSES, "/", "/kiosks/", "/search", "/suggest", "/list", "/counts", "/data/kiosks.gpkg"]


@pytest.mark.parametrize("text", ["((", "😀😀", "!!!", "_%", "'\\", "<->", ":* & |"])
@pytest.mark.parametrize("address", SEARCHING)
def test_a_text_without_words_finds_nothing(client: Client, address: str, text: str) -> None:
    row(catalogue["kiosks"], name="Буханець")
    answer = client.get(address, {"q": text})
    assert answer.status_code == 200
    if address not in ("/", "/data/kiosks.gpkg"):
        assert "Буханець" not in body(answer).decode(errors="replace")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200))
def test_any_text_may_be_searched_for(client: Client, text: str) -> None:
    for address in ("/suggest", "/search", "/api/collections/kiosks/items"):
        assert client.get(address, {"q": text}).status_code in (200, 400)


def test_a_number_given_twice_is_not_guessed_at(client: Client) -> None:
    assert client.get("/api/collections/kiosks/items?limit=1&limit=2").status_code == 400


def test_a_day_that_cannot_be_read_is_told_by_its_own_word(client: Client) -> None:
    assert client.get("/api/collections/kiosks/items?changed=2020").json()["parameter"] == "changed"


def test_who_does_not_want_gzip_gets_none(client: Client) -> None:
    answer = client.get("/tiles/kiosks/14/9902/5637.mvt", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in answer.headers


def test_a_page_leaves_out_ten_thousand_ids_and_says_so(client: Client) -> None:
    ids = ",".join(str(1000 + number) for number in range(10_000))
    for path in ("/", "/plain", "/kiosks/", "/kiosks/table"):
        word = "kiosks.ids" if path in ("/", "/plain") else "ids"
        page = client.get(f"{path}?{word}={ids}&lang=en", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "was left out" in page.content.decode()
        assert client.get(f"{path}?{word}={ids}", headers={"accept": "application/json"}).status_code == 400
