"""What people see of a purchase: the card, the summary, and the office's view of how ProZorro is read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.utils import translation

from layers.civic.tenders.actions import read_kept
from layers.civic.tenders.models import Document, SetAside, SyncRun, Tender
from layers.civic.tenders.telling import in_money, log_in_words
from layers.models import HistoryEntry
from tests.civic.feed import Feed, at, identifier, status, tender

pytestmark = pytest.mark.django_db
Sync = Callable[..., SyncRun]

HERE = {"latitude": 48.8523, "longitude": 37.6058}


def placed(number: int, **members: object) -> dict[str, object]:
    return tender(number, items=[tender(number)["items"][0] | {"deliveryLocation": HERE}], **members)


def finished(number: int) -> dict[str, object]:
    person = {"name": "ФОП Особа Вигадана", "identifier": {"scheme": "UA-EDR", "id": "1234567890"}}
    firm = {"name": "ТОВ «Шлях»", "identifier": {"scheme": "UA-EDR", "id": "37805242"}}
    return placed(
        number,
        status="complete",
        title="<b>Ремонт</b> даху",
        lots=[
            {"id": "l", "title": "Лот 1", "status": "dancing", "value": {"amount": 20000, "currency": "EUR"}}
        ],
        awards=[
            {"id": "a", "status": "unsuccessful", "suppliers": [person]},
            {
                "id": "b",
                "status": "active",
                "suppliers": [firm],
                "value": {"amount": 812345.5, "currency": "UAH"},
            },
        ],
        contracts=[
            {
                "id": identifier(77),
                "contractID": "UA-2026-01-01-000002-a-c1",
                "status": "active",
                "dateSigned": at(9000),
                "value": {"amount": 812345.5, "currency": "UAH", "valueAddedTaxIncluded": True},
            }
        ],
        documents=[
            {"id": str(n), "title": f"Файл {n}.pdf", "url": f"https://files.example/{n}"} for n in range(60)
        ],
    )


def page(client: Client, number: int = 3) -> str:
    row = Tender.objects.get(external_id=identifier(number))
    return client.get(f"/tenders/{row.pk}/").content.decode()


def test_the_card_says_who_won_and_for_how_much(feed: Feed, synced: Sync, client: Client) -> None:
    feed.put(finished(3))
    synced()
    said = page(client)
    assert "Winner: ТОВ «Шлях», contract for 812,345.50 ₴" in said
    assert "&lt;b&gt;Ремонт&lt;/b&gt; даху" in said
    assert "rejected" in said
    assert "dancing" in said, "a status that is new is shown as it is"
    assert "20,000 EUR" in said
    assert "812,345.50 ₴, with VAT" in said
    assert f"/contracts/{identifier(77)}" in said
    assert f"/plans/{identifier(5)}" in said
    assert "Files (first 50)" in said
    assert "https://prozorro.gov.ua/tender/UA-2026-01-01-000003-a" in said
    assert "1234567890" not in said
    assert "from ProZorro" in said, "the history says so"


def test_the_card_says_until_when_one_may_bid(feed: Feed, synced: Sync, client: Client) -> None:
    for number, days, words in ((3, 5, "Bids are accepted until"), (6, -5, "Bids were accepted until")):
        ends = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        feed.put(tender(number, tenderPeriod={"endDate": ends}))
        synced()
        assert words in page(client, number)


def test_what_becomes_masked_loses_its_place(feed: Feed, synced: Sync, client: Client) -> None:
    feed.put(placed(3))
    synced()
    row = Tender.objects.get()
    assert (row.geom.coords, row.location_source) == ((37.6058, 48.8523), "register")
    feed.put(placed(3, minutes=600, is_masked=True), config={"restricted": True})
    synced()
    row.refresh_from_db()
    assert (row.masked, row.geom, row.location_source, row.place_clues, row.address) == (
        True,
        None,
        "unknown",
        [],
        "",
    )
    said = page(client)
    assert "The buyer has masked what is bought, and where." in said
    assert "вул. Шевченка" not in said.replace(row.title, "")
    told = HistoryEntry.objects.get(layer="tenders", operation="update").before
    assert not {"geom", "address", "place_clues", "title"} & set(told), "the past does not tell it, either"
    assert told["status"]
    assert client.get("/data/tenders.geojson").json()["features"][0]["geometry"] is None


def test_an_editor_knows_the_place_better(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3))
    synced()
    Tender.objects.update(geom=Point(37.61, 48.86, srid=4326), location_source="street")
    feed.put(tender(3, minutes=600))
    synced()
    assert Tender.objects.get().location_source == "street", "a document without a place takes none away"
    feed.put(placed(3, minutes=700))
    synced()
    assert Tender.objects.get().location_source == "register", "coordinates are surer than a street"
    Tender.objects.update(geom=Point(37.61, 48.86, srid=4326), location_source="hand")
    feed.put(placed(3, minutes=800))
    synced()
    assert Tender.objects.get().geom.coords == (37.61, 48.86)
    Tender.objects.update(location_source="register")
    feed.put(tender(3, minutes=900))
    synced()
    assert Tender.objects.get().geom is None, "the document's coordinates are gone"


def test_the_summary_counts_the_masked_and_adds_no_currencies(
    feed: Feed, synced: Sync, client: Client
) -> None:
    for number, money in ((3, "UAH"), (6, "EUR"), (9, "UAH")):
        feed.put(tender(number, is_masked=number == 9, value={"amount": number * 1000, "currency": money}))
    synced()
    said = client.get("/tenders/figures").content.decode()
    assert "12,000 ₴" in said
    assert "6,000 EUR" in said
    assert "18,000" not in said
    assert "Masked by the buyer" in said


def test_columns_are_read_anew_without_the_network(feed: Feed, synced: Sync) -> None:
    feed.put(finished(3))
    synced()
    asked = feed.asked.total()
    Tender.objects.update(amount=1, supplier_name="", title="зіпсовано")
    Document.objects.update(told={})
    assert read_kept() == (1, [])
    row = Tender.objects.get()
    assert (row.amount, row.supplier_name, row.title) == (
        Decimal("1250000.55"),
        "ТОВ «Шлях»",
        "<b>Ремонт</b> даху",
    )
    assert row.document.told["awards"]
    assert read_kept() == (0, [])
    assert feed.asked.total() == asked


def test_money_is_told_with_its_sign_and_tax() -> None:
    assert in_money(Decimal("1250000.50"), "UAH", vat=True).endswith("₴, з ПДВ")
    assert in_money(Decimal(5), "XXX").endswith("XXX")


def test_the_office_sees_how_it_goes_and_asks_again(
    feed: Feed, synced: Sync, signed_in: Callable[[str], Client]
) -> None:
    feed.put(tender(3, value={"amount": "дорого"}))
    feed.put(tender(6))
    feed.always[identifier(9)] = status(500)
    feed.put(tender(9))
    synced()
    office = signed_in("registrar")
    runs = office.get("/admin/tenders/syncrun/").content.decode()
    assert "read to the end of the feed" in runs
    aside = office.get("/admin/tenders/setaside/").content.decode()
    assert "a sum of money is none" in aside
    assert "value.amount: дорого" in aside
    assert "the server does not give it" in aside
    run = SyncRun.objects.get()
    assert office.get(f"/admin/tenders/syncrun/{run.pk}/change/").status_code == 200
    assert office.post(f"/admin/tenders/syncrun/{run.pk}/delete/").status_code == 403
    poisoned = SetAside.objects.get(external_id=identifier(3))
    asked = {"action": "ask_again", "_selected_action": [poisoned.pk]}
    office.post("/admin/tenders/setaside/", asked)
    feed.documents[identifier(3)]["data"]["value"] = {"amount": 5, "currency": "UAH"}
    synced()
    assert Tender.objects.filter(external_id=identifier(3)).exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("broken off", "обірвалося"),
        (
            "https://api.example/tenders/x: the server says 503; given up after 6 attempts",
            "https://api.example/tenders/x: сервер відповідає 503; спроб: 6, далі не питали",
        ),
        ("the feed goes round in a circle (forward)", "стрічка ходить по колу (до нового)"),
        ("nobody answers at this address", "за цією адресою ніхто не відповідає"),
        (
            "half of an answer, or none (no JSON from character 7 on)",
            "пів відповіді або жодної (не JSON від знака 7)",
        ),
        ("a page for people says 404", "сторінка для людей каже 404"),
        (
            "https://a.example/t leads elsewhere (301), which is not followed",
            "https://a.example/t відсилає в інше місце (301), туди не ходимо",
        ),
        (
            "ProtocolError: ('Connection broken')",
            "з’єднання обірвалося (ProtocolError: ('Connection broken'))",
        ),
        ("щось інше", "щось інше"),
    ],
)
def test_the_office_reads_its_log_in_its_language(said: str, told: str) -> None:
    with translation.override("uk"):
        assert log_in_words(said) == told
    with translation.override("en"):
        assert said in log_in_words(said)


def test_a_code_that_is_none_is_logged_once(feed: Feed, synced: Sync, caplog: Any) -> None:
    named = {
        "name": "КП",
        "identifier": {"id": "АБ123456"},
        "address": {"region": "Донецька область", "locality": "Слов’янськ"},
    }
    for minutes in (3, 600):
        feed.put(tender(3, minutes=minutes, procuringEntity=named))
        synced()
    assert caplog.text.count("the code of its buyer is none: АБ123456") == 1


def test_whoever_only_looks_asks_for_nothing(signed_in: Callable[[str], Client]) -> None:
    one = SetAside.objects.create(source="x", external_id="y", reason="sum")
    signed_in("analyst").post(
        "/admin/tenders/setaside/", {"action": "ask_again", "_selected_action": [one.pk]}
    )
    assert not SetAside.objects.get().is_due


def test_the_office_says_whose_purchases_are_read(signed_in: Callable[[str], Client]) -> None:
    office = signed_in("registrar")
    for code, sentence in (("04052784", ""), ("0405278A", "Eight digits"), ("1234567890", "Eight digits")):
        answer = office.post(
            "/admin/tenders/buyer/add/", {"buyer_code": code, "name": "Хтось", "followed": "on"}
        )
        assert answer.status_code == (200 if sentence else 302)
        assert sentence in answer.content.decode()


def test_the_tender_in_the_office_says_why_it_has_no_place(
    feed: Feed, synced: Sync, signed_in: Callable[[str], Client], client: Client
) -> None:
    swapped = {"latitude": 37.6058, "longitude": 48.8523}
    feed.put(tender(3, items=[tender(3)["items"][0] | {"deliveryLocation": swapped}]))
    synced()
    row = Tender.objects.get()
    form = signed_in("registrar").get(f"/admin/tenders/tender/{row.pk}/change/").content.decode()
    assert "latitude and longitude are swapped" in form
    assert "м. Краматорськ, пл. Миру, 2" in form
    assert "swapped" not in page(client)


def test_rows_that_come_in_bulk_have_no_clues(signed_in: Callable[[str], Client]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenders_tender (tender_id, title) VALUES ('UA-2026-05-01-000001-a', 'Ремонт')"
        )
    row = Tender.objects.get()
    assert row.place_clues == []
    assert signed_in("registrar").get(f"/admin/tenders/tender/{row.pk}/change/").status_code == 200
