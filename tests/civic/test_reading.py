"""A document is read into columns: exactly, without personal data, and never with a place that it does not tell."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.gis.geos import Polygon

from layers.civic.tenders.documents import Poisoned, parse
from layers.civic.tenders.matching import Community, plain, plain_region
from layers.civic.tenders.models import PlaceFlaw
from layers.civic.tenders.reading import Reading, read
from tests.civic.feed import tender

COMMUNITY = Community.of(
    settings.CITY.bounds, settings.CITY.katottg, settings.CITY.region.uk, [settings.CITY.name.uk, "Мирне"]
)
HERE = {"latitude": 48.8523, "longitude": 37.6058}


def reading(config: dict[str, Any] | None = None, **members: Any) -> Reading:
    answer = {"data": tender(7, **members), "config": config or {}}
    return read(parse(json.dumps(answer).encode()), COMMUNITY)


def item(**members: Any) -> list[dict[str, Any]]:
    return [tender(7)["items"][0] | members]


def test_what_a_resident_wants_to_know() -> None:
    columns = reading(
        status="complete",
        awards=[
            {"id": "a", "status": "unsuccessful", "suppliers": [{"name": "ТОВ «Другий»"}]},
            {"id": "b", "status": "active", "suppliers": [{"name": "ТОВ «Шлях»", "identifier": {"id": "37805242"}}]},
        ],
        contracts=[
            {
                "id": "c",
                "status": "active",
                "contractID": "UA-2026-01-01-000007-a-c1",
                "dateSigned": "2026-03-01T10:00:00+02:00",
                "period": {"endDate": "2026-12-31T00:00:00+02:00"},
                "value": {"amount": 1200000.1, "currency": "UAH", "valueAddedTaxIncluded": True},
            },
            {"id": "d", "status": "cancelled", "value": {"amount": 9, "currency": "UAH"}},
        ],
    ).columns  # fmt: skip
    assert columns["amount"] == Decimal("1250000.55")
    assert (columns["currency"], columns["vat_included"]) == ("UAH", True)
    assert columns["supplier_name"] == "ТОВ «Шлях»"
    assert (columns["contract_amount"], columns["contract_currency"]) == (Decimal("1200000.10"), "UAH")
    assert (columns["contract_signed_on"], columns["contract_until"]) == (
        date(2026, 3, 1),
        date(2026, 12, 31),
    )
    assert (columns["dk_code"], columns["phase"], columns["method"]) == (
        "45233000-9",
        "complete",
        "aboveThreshold",
    )
    assert columns["bids_until"] == datetime.fromisoformat(tender(7)["tenderPeriod"]["endDate"])
    assert columns["announced_on"] == date(2026, 1, 1)
    assert columns["delivery_until"] == date(2026, 12, 31)
    assert columns["address"] == "м. Слов’янськ, вул. Шевченка, 7"
    assert columns["page"] == "https://prozorro.gov.ua/tender/UA-2026-01-01-000007-a"


def test_money_is_exact_to_the_last_digit() -> None:
    assert parse(b'{"a": 0.1}') == {"a": Decimal("0.1")}
    body = json.dumps({"data": tender(7)}).encode().replace(b"1250000.55", b"1234567890123456.78")
    assert read(parse(body), COMMUNITY).columns["amount"] == Decimal("1234567890123456.78")


def test_contracts_in_two_currencies_have_no_sum() -> None:
    contracts = [
        {"id": money, "status": "active", "value": {"amount": 5, "currency": money}}
        for money in ("UAH", "EUR")
    ]
    columns = reading(contracts=contracts).columns
    assert (columns["contract_amount"], columns["contract_currency"]) == (None, "")


def test_a_tender_without_a_value_has_none() -> None:
    assert reading(value=None).columns["amount"] is None


def test_of_persons_neither_number_nor_address_is_kept() -> None:
    person = {
        "name": "ФОП Особа Вигадана 1234567890",
        "identifier": {"scheme": "UA-EDR", "id": "1234567890", "legalName": "ФОП Особа Вигадана"},
        "address": {"streetAddress": "вул. Домашня, 1"},
        "contactPoint": {"telephone": "+380501112233", "email": "somebody@example.org"},
    }
    made = reading(
        awards=[{"id": "a", "status": "active", "suppliers": [person]}],
        bids=[{"id": "b", "tenderers": [person | {"identifier": {"scheme": "UA-EDR", "id": 1234567890}}]}],
    )
    assert made.columns["supplier_name"] == "ФОП Особа Вигадана …"
    kept = made.raw.decode() + json.dumps(made.told, ensure_ascii=False)
    for closed in ("1234567890", "Домашня", "+380501112233", "somebody@", "Контактна особа"):
        assert closed not in kept
    assert "вул. Шевченка, 7" in kept


def test_identifiers_that_are_mostly_digits_stay_whole() -> None:
    files = [
        {"id": "1234567890", "title": "Обсяги 1234567890.pdf", "url": "https://files.example/1234567890"}
    ]
    told = reading(documents=files).told
    assert told["documents"][0]["url"] == "https://files.example/1234567890"
    assert told["documents"][0]["title"] == "Обсяги ….pdf"


def test_markup_is_text_and_controls_are_nothing() -> None:
    columns = reading(title="<script>alert(1)</script>\x00 \n ремонт").columns
    assert columns["title"] == "<script>alert(1)</script> ремонт"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://files.example/x", 5, None])
def test_files_lead_to_the_web_only(url: Any) -> None:
    assert "documents" not in reading(documents=[{"id": "a", "title": "Файл", "url": url}]).told


@pytest.mark.parametrize(
    "name", ["lots", "awards", "contracts", "documents", "plans", "items", "tenderPeriod"]
)
@pytest.mark.parametrize("value", [None, "text", 5, [None, "text", [[]]], {"a": 1}, [{"value": None}]])
def test_another_shape_than_documented_is_unknown(name: str, value: Any) -> None:
    assert reading(**{name: value}).columns["tender_id"] == "UA-2026-01-01-000007-a"


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "9999-12-31T23:59:59+00:00", "2026-13-01", "", 20260101, None]
)
def test_days_that_cannot_be_are_unknown(moment: Any) -> None:
    assert reading(tenderPeriod={"startDate": moment, "endDate": moment}).columns["bids_until"] is None


@pytest.mark.parametrize("code", ["ABCDEFGH", "1234567", "123456789", "1234567890", 12345678.5, None])
def test_a_code_that_is_none_is_unknown(code: Any) -> None:
    buyer = tender(7)["procuringEntity"] | {"identifier": {"scheme": "UA-EDR", "id": code}}
    assert reading(procuringEntity=buyer).columns["buyer_code"] == ""


# -- The place -------------------------------------------------------------------------------------------------------


def test_coordinates_in_the_community_are_a_place() -> None:
    made = reading(items=item(deliveryLocation=HERE))
    assert made.points == [(37.6058, 48.8523)]
    assert made.columns["place_flaw"] == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "flaw"),
    [
        (37.6058, 48.8523, PlaceFlaw.SWAPPED),
        (24.03, 49.84, PlaceFlaw.SWAPPED),
        ("48.8523", "37.6058", PlaceFlaw.TEXT),
        (True, 37.6058, PlaceFlaw.TEXT),
        ([48.8523], 37.6058, PlaceFlaw.TEXT),
        (48.8523, None, PlaceFlaw.HALF),
        (49.84, 24.03, PlaceFlaw.OUTSIDE),
        (52.52, 13.4, PlaceFlaw.ABROAD),
        (-33.9, 151.2, PlaceFlaw.ABROAD),
        (48852300, 37605800, PlaceFlaw.NOWHERE),
        (1e300, 1, PlaceFlaw.NOWHERE),
    ],
)
def test_coordinates_that_tell_no_place(latitude: Any, longitude: Any, flaw: PlaceFlaw) -> None:
    made = reading(items=item(deliveryLocation={"latitude": latitude, "longitude": longitude}))
    assert (made.points, made.columns["place_flaw"]) == ([], flaw)
    assert made.columns["place_clues"], "the texts may still tell it"


def test_clues_stand_in_the_order_of_what_they_tell() -> None:
    made = reading(lots=[{"id": "l", "title": "Лот 1, вул. Банківська"}])
    assert [(clue["from"], clue["text"]) for clue in made.columns["place_clues"]] == [
        ("title", "Капітальний ремонт тротуару по вул. Шевченка, 7"),
        ("lot", "Лот 1, вул. Банківська"),
        ("item", "Ремонт тротуару"),
        ("delivery", "м. Слов’янськ, вул. Шевченка, 7"),
        ("buyer", "м. Краматорськ, пл. Миру, 2"),
    ]


def test_a_clue_of_ten_thousand_characters_is_cut() -> None:
    made = reading(title="вул. " + "Ш" * 10_000)
    assert len(made.columns["place_clues"][0]["text"]) == 500


@pytest.mark.parametrize(
    "members",
    [
        {"is_masked": True},
        {"config": {"restricted": True}},
        {"title": "Приховано"},
        {"title": "Тимчасово замасковано, щоб русня не підглядала"},
        {"items": item(description="Hidden")},
        {"items": item(deliveryLocation={"latitude": 0.0, "longitude": 0.0})},
        {"items": item(deliveryLocation={"latitude": "0.0", "longitude": "0"})},
        {"items": item(deliveryDate={"endDate": "1970-01-01T03:00:00+03:00"})},
        {"items": item(deliveryAddress={"streetAddress": "Приховано"})},
        {"items": [*item(deliveryLocation=HERE), *item(description="Приховано")]},
        {"is_masked": "true"},
        {"config": {"restricted": "True"}},
        {"title": "«Тимчасово замасковано, щоб русня не підглядала»"},
        {"title": '"Приховано"'},
        {"title": "Приховано."},
        {"description": "Закупівля тимчасово замаскована: тимчасово замасковано"},
        {"lots": [{"id": "l", "title": "Тимчасово  замасковано"}]},
        {"items": item(description="Приховано, за потребою")},
        {"items": item(deliveryAddress={"region": "Приховано", "locality": "м. Слов’янськ"})},
        {"items": item(deliveryAddress={"postalCode": "приховано"})},
        {"procuringEntity": tender(7)["procuringEntity"] | {"name": "Приховано"}},
        {"procuringEntity": {"identifier": {"legalName": "«Приховано»"}}},
    ],
)
def test_a_masked_tender_tells_no_place_at_all(members: dict[str, Any]) -> None:
    made = reading(**members)
    assert made.columns["masked"]
    assert (made.points, made.columns["place_clues"], made.columns["address"]) == ([], [], "")
    assert not {"lots", "items", "documents"} & set(made.told)


def test_what_is_not_masked_is_not() -> None:
    assert not reading({"restricted": False}, is_masked=False).columns["masked"]
    assert not reading(is_masked="false", title="Прихована електропроводка, вул. Шевченка, 7").columns[
        "masked"
    ]


@pytest.mark.parametrize(
    "address",
    [
        {"region": "Київська область", "locality": "Біла Церква", "streetAddress": "вул. Шевченка, 37"},
        {"region": "Львівська область", "locality": "", "streetAddress": "вул. Шевченка, 7"},
        {"region": "Запорізька обл.", "locality": "с. Мирне", "streetAddress": "вул. Центральна, 5"},
        {"region": "м. Київ", "streetAddress": "вул. Шевченка, 7"},
        {"countryName": "Польща", "streetAddress": "вул. Шевченка, 7"},
        {"locality": "м. Краматорськ", "streetAddress": "вул. Шевченка, 7"},
        {"locality": "Кривий Ріг", "streetAddress": "вул. Шевченка, 7"},
        {"postalCode": "79008", "locality": "с. Мирне", "streetAddress": "вул. Шевченка, 7"},
        {
            "locality": "Мирне",
            "streetAddress": "вул. Шевченка, 7",
            "addressDetails": [{"scheme": "KATOTTG", "id": "UA23100270010014284"}],
        },
    ],
)
def test_a_delivery_to_somewhere_else_says_so_before_everything(address: dict[str, Any]) -> None:
    made = reading(items=item(deliveryAddress=address, deliveryLocation=HERE))
    first = made.columns["place_clues"][0]
    assert (first["from"], first.get("is_elsewhere")) == ("delivery", True)
    assert made.points == []


@pytest.mark.parametrize(
    "address",
    [
        {
            "countryName": "Україна",
            "region": "Донецька обл.",
            "locality": "Слов`янськ",
            "postalCode": "84100",
        },
        {"countryName": "Ukraine", "region": "відповідно до документації", "locality": "смт Мирне"},
        {"locality": "Відповідно до документації", "streetAddress": "вул. Шевченка, 7"},
        {"locality": "Донецька область", "postalCode": "за потребою"},
        {"addressDetails": [{"scheme": "KATOTTG", "id": "UA14000000000091971"}], "locality": "Слов’янськ"},
        {},
    ],
)
def test_a_delivery_that_may_be_here_is_not_elsewhere(address: dict[str, Any]) -> None:
    made = reading(items=item(deliveryAddress=address))
    assert not any(
        clue.get("is_elsewhere") for clue in made.columns["place_clues"] if clue["from"] != "buyer"
    )


def test_of_several_deliveries_those_that_are_here_count() -> None:
    there = item(deliveryAddress={"region": "Київська область", "locality": "Біла Церква"})
    clues = reading(items=[*there, *item()]).columns["place_clues"]
    assert [clue["text"] for clue in clues if clue["from"] == "delivery"] == [
        "м. Слов’янськ, вул. Шевченка, 7"
    ]


def test_coordinates_in_the_box_but_not_in_the_outline_are_outside() -> None:
    west, south, east, north = settings.CITY.bounds
    outline = Polygon(((west, south), (east, north), (west, north), (west, south)), srid=4326)
    here = Community.of(settings.CITY.bounds, "UA14", "Донецька", ["Слов’янськ"], outline)
    corner = {"latitude": south + 0.001, "longitude": east - 0.001}
    answer = {"data": tender(7, items=item(deliveryLocation=corner))}
    made = read(parse(json.dumps(answer).encode()), here)
    assert (made.points, made.columns["place_flaw"]) == ([], PlaceFlaw.OUTSIDE)


def test_ten_thousand_things_push_no_delivery_out() -> None:
    things = [item()[0] | {"description": f"Продукт {number}"} for number in range(10_000)]
    clues = reading(items=things).columns["place_clues"]
    assert len(clues) == 40
    assert ("delivery", "м. Слов’янськ, вул. Шевченка, 7") in [(clue["from"], clue["text"]) for clue in clues]
    alike = [item()[0] for _number in range(10_000)]
    assert [clue["from"] for clue in reading(items=alike).columns["place_clues"]] == [
        "title",
        "item",
        "delivery",
        "buyer",
    ]


# -- Names of settlements --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["м. Слов’янськ", "м.Слов'янськ", "місто СЛОВ`ЯНСЬК", " Слов’янськ(пн) ", "м Словʼянськ"]
)
def test_a_settlement_is_known_however_it_is_written(name: str) -> None:
    assert plain(name) == "словянськ"


def test_settlements_that_begin_like_their_kind_keep_their_name() -> None:
    assert plain("смт Мирне") == plain("Мирне") == "мирне"
    assert plain("Святогірськ") == "святогірськ"
    assert plain_region("Донецька обл.") == plain_region("ДОНЕЦЬКА ОБЛАСТЬ") == "донецька"


@pytest.mark.parametrize("answer", [None, [], "text", {}, {"data": None}, {"data": {"id": "a"}}])
def test_what_is_no_document_is_poisoned(answer: Any) -> None:
    with pytest.raises(Poisoned):
        read(answer, COMMUNITY)
