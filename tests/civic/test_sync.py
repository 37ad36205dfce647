"""ProZorro is read from a real server with its faults: nothing is lost, doubled, or put over something newer."""

import gzip
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from time import monotonic
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from layers.civic.tenders import prozorro
from layers.civic.tenders.actions import FAILURES, sync
from layers.civic.tenders.client import Client, Pace, Unanswered
from layers.civic.tenders.models import Buyer, Cursor, Document, Reason, SetAside, SyncRun, Tender
from layers.civic.tenders.prozorro import Busy, Entry, Lost, Page, alone
from layers.civic.tenders.taking import Refused, set_aside
from layers.models import HistoryEntry
from tests.civic.conftest import PACE
from tests.civic.feed import (
    BEGAN,
    OTHER_CODE,
    Feed,
    at,
    buyer,
    dripping,
    half,
    half_unannounced,
    identifier,
    offset_of,
    packed_bomb,
    reset,
    said,
    silence,
    status,
    tender,
    trickle,
)

pytestmark = pytest.mark.django_db
Sync = Callable[..., SyncRun]


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prozorro, "PAGE", 5)


def fill(feed: Feed, count: int, first: int = 1) -> None:
    """Of three tenders one is the city's."""
    for number in range(first, first + count):
        feed.put(tender(number, procuringEntity=buyer() if number % 3 == 0 else buyer(OTHER_CODE)))


def numbers() -> list[str]:
    return sorted(Tender.objects.values_list("tender_id", flat=True))


def hits(count: int) -> list[str]:
    return [f"UA-2026-01-01-{number:06d}-a" for number in range(3, count + 1, 3)]


# -- The way -------------------------------------------------------------------------------------------------------


def test_the_feed_is_read_to_both_ends(feed: Feed, synced: Sync) -> None:
    fill(feed, 30)
    run = synced()
    assert numbers() == hits(30)
    assert (run.state, run.entries, run.hits, run.entered) == (SyncRun.State.DONE, 30, 10, 10)
    assert sum(feed.asked[identifier(number)] for number in range(1, 31)) == 10, "only hits are asked for"
    assert run.newest_at == BEGAN + timedelta(minutes=30)
    assert run.lag is not None


def test_what_is_new_comes_next_time_and_nothing_twice(feed: Feed, synced: Sync) -> None:
    fill(feed, 12)
    synced()
    fill(feed, 6, first=13)
    feed.put(tender(3, minutes=500, title="Змінено"))
    run = synced()
    assert numbers() == hits(18)
    assert (run.entered, run.changed) == (2, 1)
    assert Tender.objects.get(external_id=identifier(3)).title == "Змінено"
    assert synced().entries == 0


def test_the_past_is_read_as_far_as_is_wanted_and_later_farther(feed: Feed, synced: Sync) -> None:
    fill(feed, 40)
    synced(since=BEGAN + timedelta(minutes=25))
    first = numbers()
    assert first == hits(40)[-len(first) :]
    assert len(first) < len(hits(40))
    synced(since=BEGAN - timedelta(days=1))
    assert numbers() == hits(40)


def test_the_past_of_a_new_buyer_is_read_anew(feed: Feed, synced: Sync) -> None:
    fill(feed, 12)
    synced()
    Buyer.objects.create(buyer_code=OTHER_CODE)
    assert synced().entered == 0
    fill(feed, 30, first=13)
    synced(is_anew=True, since=BEGAN + timedelta(minutes=40))
    assert Tender.objects.filter(tender_id__gte=hits(15)[-1]).count() == 28, (
        "what was not read yet is in between"
    )
    synced(is_anew=True)
    assert Tender.objects.count() == 42
    assert sum(feed.asked[identifier(number)] for number in range(1, 43)) == 42


def test_it_says_who_asks(feed: Feed, synced: Sync, settings: Any) -> None:
    fill(feed, 3)
    synced()
    assert {headers["User-Agent"] for headers in feed.headers} == {settings.AGENT}
    assert "sloviansk" in settings.AGENT


def test_bodies_of_the_community_need_no_list(feed: Feed, synced: Sync) -> None:
    feed.put(
        tender(1, procuringEntity=buyer(OTHER_CODE, locality="місто СЛОВ'ЯНСЬК", region="Донецька обл."))
    )
    feed.put(tender(2, procuringEntity=buyer(OTHER_CODE, locality="Слов’янськ", region="Одеська область")))
    details = [{"scheme": "KATOTTG", "id": "UA14120210010099999"}]
    feed.put(tender(3, procuringEntity=buyer(OTHER_CODE, locality="Слов’янськ", addressDetails=details)))
    Buyer.objects.create(buyer_code="22222222", followed=False)
    feed.put(tender(4, procuringEntity=buyer("22222222", locality="Слов’янськ")))
    feed.announce({"id": identifier(5), "dateModified": at(5)})
    synced()
    assert [number[-8:-2] for number in numbers()] == ["000001", "000003"]


def test_one_reader_at_a_time(feed: Feed, synced: Sync, transactional_db: None) -> None:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [prozorro._LOCK])
    with pytest.raises(Busy):
        synced()
    other.close()
    with alone():
        pass
    assert not SyncRun.objects.exists()


# -- Faults of the way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["feed", identifier(3)])
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(status(500), id="500"),
        pytest.param(status(502), id="502"),
        pytest.param(status(429), id="429"),
        pytest.param(status(412, Set_Cookie="SERVER_ID=one"), id="412"),
        pytest.param(half, id="half"),
        pytest.param(half_unannounced, id="half-unannounced"),
        pytest.param(reset, id="reset"),
        pytest.param(silence(1), id="silence"),
        pytest.param(trickle, id="trickle"),
        pytest.param(said(b""), id="nothing"),
        pytest.param(said(b"<html>502</html>"), id="page"),
        pytest.param(said(b"\x1f\x8b broken", Content_Encoding="gzip"), id="gzip"),
    ],
)
def test_what_fails_for_a_while_is_tried_again(feed: Feed, synced: Sync, where: str, fault: Any) -> None:
    fill(feed, 12)
    feed.fault(where, fault)
    run = synced()
    assert numbers() == hits(12)
    assert run.retries == 1
    assert run.last_error
    assert not SetAside.objects.exists()


def test_cookies_of_a_412_come_back(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    feed.fault("feed", status(412, Set_Cookie="SERVER_ID=one; Path=/"))
    synced()
    assert feed.headers[1]["Cookie"] == "SERVER_ID=one"


@pytest.mark.parametrize("is_date", [False, True])
def test_retry_after_is_obeyed_up_to_a_bound(feed: Feed, synced: Sync, is_date: bool) -> None:
    fill(feed, 3)
    asked = format_datetime(datetime.now(UTC) + timedelta(hours=9), usegmt=True) if is_date else "9999"
    feed.fault("feed", status(429, Retry_After=asked))
    begun = monotonic()
    synced()
    assert PACE.obeyed <= monotonic() - begun < PACE.obeyed + 3
    assert numbers() == hits(3)


def test_a_feed_that_stays_away_ends_the_run_with_a_sentence(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    feed.always["feed"] = status(503)
    with pytest.raises(Unanswered, match="503; given up after 4 attempts"):
        synced()
    run = SyncRun.objects.get()
    assert (run.state, run.retries) == (SyncRun.State.FAILED, 3)
    assert "503" in run.last_error
    del feed.always["feed"]
    synced()
    assert numbers() == hits(3)


def test_a_document_that_is_not_given_waits_for_the_next_run(feed: Feed, synced: Sync) -> None:
    fill(feed, 12)
    feed.always[identifier(6)] = status(500)
    run = synced()
    assert run.state == SyncRun.State.DONE
    assert set(hits(12)) - set(numbers()) == {"UA-2026-01-01-000006-a"}
    assert SetAside.objects.get().is_due
    del feed.always[identifier(6)]
    synced()
    assert numbers() == hits(12)
    assert not SetAside.objects.exists()


def test_documents_that_all_stay_away_are_not_waited_for_for_ever(feed: Feed, synced: Sync) -> None:
    for number in range(20):
        feed.put(tender(number))
        feed.always[identifier(number)] = status(500)
    run = synced()
    assert run.set_aside == 20
    assert sum(feed.asked[identifier(number)] for number in range(20)) == 3 * PACE.tries + 17
    feed.always.clear()
    synced()
    assert len(numbers()) == 20


def test_redirects_to_elsewhere_are_refused(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    feed.always["feed"] = status(302, Location="http://127.0.0.1:1/secret")
    with pytest.raises(Unanswered, match="leads elsewhere"):
        synced()


def test_nothing_packed_unpacks_without_bound(feed: Feed, synced: Sync) -> None:
    fill(feed, 6)
    feed.always[identifier(3)] = packed_bomb(200)
    synced()
    assert numbers() == hits(6)[1:]
    assert SetAside.objects.get().reason == Reason.TOO_LONG


# -- Faults of the feed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x-gzip", "GZIP"])
def test_packed_is_called_in_several_ways(feed: Feed, synced: Sync, name: str) -> None:
    feed.put(tender(3))
    body = gzip.compress(json.dumps(feed.documents[identifier(3)]).encode())
    feed.always[identifier(3)] = said(body, Content_Encoding=name)
    synced()
    assert numbers() == hits(3)


def test_a_repeated_and_disordered_feed_changes_nothing(feed: Feed, synced: Sync) -> None:
    for number in (9, 3, 6, 12):
        feed.put(tender(number))
    for _place, entry in list(feed.entries):
        feed.announce(entry)
    synced()
    assert numbers() == hits(12)
    assert all(feed.asked[identifier(number)] == 1 for number in (3, 6, 9, 12))
    assert set(HistoryEntry.objects.filter(layer="tenders").values_list("operation", flat=True)) == {"insert"}


def test_what_is_older_than_what_is_here_is_passed_over(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3, minutes=100, title="Новий"))
    synced()
    feed.put(tender(3, minutes=50, title="Старий"))
    run = synced()
    assert Tender.objects.get().title == "Новий"
    assert (run.unchanged, run.changed) == (1, 0)


def test_a_server_that_lags_behind_its_own_feed_is_asked_again(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3, minutes=10), dateModified=at(20))
    synced()
    assert SetAside.objects.get().reason == Reason.OLDER
    feed.documents[identifier(3)]["data"]["dateModified"] = at(20)
    synced()
    assert not SetAside.objects.exists()
    assert Tender.objects.get().modified_at == datetime.fromisoformat(at(20))


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_feed_that_goes_round_ends_the_run_and_loses_nothing(feed: Feed, synced: Sync, length: int) -> None:
    fill(feed, 5)
    synced()
    fill(feed, 60, first=6)
    start = 5

    def bend(asked: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
        """Forward, the page after some others is the first of them again."""
        if "descending" not in asked and page["next_page"]["offset"] == offset_of(start + 5 * length):
            page["next_page"]["offset"] = offset_of(start)
        return page

    feed.bend = bend
    with pytest.raises(Lost, match="circle"):
        synced()
    assert numbers() == hits(65), "read from the other end"
    assert feed.asked["feed"] < 80
    feed.bend = lambda _asked, page: page
    fill(feed, 3, first=66)
    synced()
    assert numbers() == hits(68)


def test_an_offset_that_goes_back_once_is_only_more_work(feed: Feed, synced: Sync) -> None:
    fill(feed, 5)
    synced()
    fill(feed, 40, first=6)
    done = []

    def bend(asked: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
        if asked.get("offset") == offset_of(25) and not done:
            done.append(page["next_page"].update(offset=offset_of(10)))
        return page

    feed.bend = bend
    synced()
    assert done
    assert numbers() == hits(45)


def test_a_forgotten_offset_begins_anew_and_overlaps(feed: Feed, synced: Sync) -> None:
    fill(feed, 12)
    synced()
    Cursor.objects.update(offset="1767225600.999.forgotten")
    fill(feed, 9, first=13)
    run = synced()
    assert numbers() == hits(21)
    assert "forgotten" in run.last_error
    assert run.state == SyncRun.State.DONE


def test_a_forgotten_offset_does_not_forget_how_far_back_is_to_be_read(feed: Feed, synced: Sync) -> None:
    fill(feed, 30)
    reach = BEGAN - timedelta(days=9)
    synced(since=reach, until=0.0)
    assert Cursor.objects.get(direction="backward").reach == reach
    Cursor.objects.update(offset="forgotten")
    synced()
    assert numbers() == hits(30)
    assert Cursor.objects.get(direction="backward").reach == reach


def test_a_feed_without_offsets_is_none(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    feed.bend = lambda _asked, page: page | {"next_page": None}
    with pytest.raises(FAILURES, match="where it goes on"):
        synced()
    assert not Cursor.objects.exists()


def test_entries_that_are_none_are_set_aside(feed: Feed, synced: Sync) -> None:
    feed.announce({"id": "../../secret", "procuringEntity": buyer(), "dateModified": at(1)})
    feed.announce({"id": 17, "procuringEntity": buyer()})
    feed.bend = lambda _asked, page: (
        page | {"data": [*page["data"], None, "text", [], {}]} if page["data"] else page
    )
    fill(feed, 3)
    synced()
    assert numbers() == hits(3)
    assert {one.external_id for one in SetAside.objects.all()} == {"../../secret", "17"}
    assert set(feed.asked) == {"feed", identifier(3)}


def test_an_empty_feed_is_no_failure(feed: Feed, synced: Sync) -> None:
    assert synced().state == SyncRun.State.DONE
    fill(feed, 3)
    synced()
    assert numbers() == hits(3)


# -- Faults of documents ---------------------------------------------------------------------------------------------

POISON = [
    ("value", {"amount": "дорого", "currency": "UAH"}, Reason.SUM),
    ("value", {"amount": -5, "currency": "UAH"}, Reason.SUM),
    ("value", {"amount": 1e30, "currency": "UAH"}, Reason.SUM),
    ("value", {"amount": 5, "currency": "гривня"}, Reason.CURRENCY),
    ("tenderID", "", Reason.NUMBER),
    ("tenderID", "UA-<script>", Reason.NUMBER),
    ("dateModified", "учора", Reason.MOMENT),
    ("id", "0" * 32, Reason.OTHER),
    ("title", "\ud800", Reason.UNKEPT),
]


@pytest.mark.parametrize(("member", "value", "reason"), POISON)
def test_a_poisoned_document_is_set_aside_and_the_run_goes_on(
    feed: Feed, synced: Sync, member: str, value: Any, reason: Reason, caplog: pytest.LogCaptureFixture
) -> None:
    fill(feed, 9)
    feed.documents[identifier(6)] = {"data": tender(6) | {member: value}}
    if member == "title":
        feed.documents[identifier(6)] = (
            b'{"data": ' + _json(tender(6)).replace(b'"\xd0\x9a', b'"\\ud800') + b"}"
        )
    with caplog.at_level(logging.WARNING, "layers.civic.tenders"):
        run = synced()
        synced()
    assert numbers() == [hits(9)[0], hits(9)[2]]
    aside = SetAside.objects.get()
    assert aside.reason == reason
    assert (aside.tender_id, aside.times, run.set_aside) == ("UA-2026-01-01-000006-a", 1, 1)
    assert len([record for record in caplog.records if "set aside" in record.message]) == 1
    feed.put(tender(6, minutes=600))
    synced()
    assert numbers() == hits(9)
    assert not SetAside.objects.exists()


def _json(document: dict[str, Any]) -> bytes:
    import json

    return json.dumps(document, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[]", id="list"),
        pytest.param(b'{"data": []}', id="data"),
        pytest.param(b'{"data": {"id": NaN}}', id="nan"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"data": {"id": 1e99999999999999999999}}', id="exponent"),
        pytest.param(b"\xff\xfe", id="bytes"),
    ],
)
def test_what_is_no_document_is_set_aside(feed: Feed, synced: Sync, body: bytes) -> None:
    fill(feed, 6)
    feed.always[identifier(3)] = said(body)
    synced()
    assert numbers() == hits(6)[1:]
    assert not SetAside.objects.get().is_due


def test_a_page_of_maintenance_loses_no_document(feed: Feed, synced: Sync) -> None:
    """However often it comes: it is asked for again, and taken once the server is well."""
    fill(feed, 6)
    feed.always[identifier(3)] = said(b"<!doctype html><h1>503</h1>")
    synced()
    assert SetAside.objects.get().is_due
    del feed.always[identifier(3)]
    synced()
    assert numbers() == hits(6)
    assert not SetAside.objects.exists()


def test_half_a_letter_holds_nothing_up() -> None:
    """A lone surrogate, which no column takes."""
    entry = Entry.of({"id": "ab\ud800", "tenderID": "UA-1\ud800\x00"})
    assert (entry.id, entry.tender_id) == ("ab?", "UA-1?")
    set_aside("feed", Refused("ab\ud800", Reason.OTHER, "said \ud800", tender_id="UA\ud800"))
    assert SetAside.objects.get().external_id == "ab?"
    with pytest.raises(ValueError, match="offset"):
        Page.of({"data": [], "next_page": {"offset": "1\ud800"}})


def test_a_server_that_drips_its_headers_is_given_up(feed: Feed, synced: Sync) -> None:
    fill(feed, 6)
    feed.fault(identifier(3), *[dripping] * 20)
    synced()
    assert numbers() == hits(6)[1:]
    assert SetAside.objects.get().is_due
    assert feed.asked[identifier(3)] == 2, "each attempt costs the others all the time that there is for one"


def test_two_documents_of_one_number_are_not_two_tenders(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3))
    feed.put(tender(6, tenderID=tender(3)["tenderID"]))
    synced()
    assert len(numbers()) == 1
    assert SetAside.objects.get().reason == Reason.TWICE


@pytest.mark.parametrize("first", [3, 6])
def test_of_two_documents_of_one_number_the_later_one_is_told(feed: Feed, synced: Sync, first: int) -> None:
    documents = {
        3: tender(3, title="Старий", minutes=10),
        6: tender(6, title="Новий", minutes=20, tenderID=tender(3)["tenderID"]),
    }
    for number in (first, 9 - first):
        feed.put(documents[number])
        synced()
    assert (Tender.objects.get().title, Tender.objects.get().external_id) == ("Новий", identifier(6))
    aside = SetAside.objects.get()
    assert (aside.external_id, aside.reason, aside.detail) == (identifier(3), "twice", tender(3)["tenderID"])


def test_a_document_of_the_future_takes_nothing_from_another(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3, title="Справжній"))
    synced()
    feed.put(tender(6, tenderID=tender(3)["tenderID"], dateModified="2199-01-01T00:00:00+00:00"))
    synced()
    assert Tender.objects.get().title == "Справжній"


def test_a_day_of_the_future_freezes_nothing(feed: Feed, synced: Sync, caplog: Any) -> None:
    feed.put(tender(3, dateModified="2199-01-01T00:00:00+00:00"))
    synced()
    assert "is dated in the future" in caplog.text
    feed.put(tender(3, minutes=900, title="Пізніша правда"))
    synced()
    assert Tender.objects.get().title == "Пізніша правда"


def test_what_is_gone_is_marked_and_comes_back(feed: Feed, synced: Sync) -> None:
    fill(feed, 6)
    synced()
    feed.put(tender(3, minutes=70))
    feed.always[identifier(3)] = status(410)
    assert synced().gone == 1
    assert Tender.objects.get(external_id=identifier(3)).gone_at
    feed.always.clear()
    feed.put(tender(3, minutes=80))
    synced()
    assert Tender.objects.get(external_id=identifier(3)).gone_at is None


def test_what_the_server_denies_is_asked_for_again(feed: Feed, synced: Sync) -> None:
    """A feed that runs ahead of the server that answers, and a proxy that is out of order, lose nothing."""
    fill(feed, 3)
    feed.always[identifier(3)] = status(404)
    synced()
    assert [str(one) for one in SetAside.objects.filter(reason="missing", is_due=True)] == hits(3)
    feed.always.clear()
    synced()
    assert numbers() == hits(3)
    assert not SetAside.objects.exists()
    for code in (404, 410):
        feed.put(tender(3, minutes=60 + code))
        feed.always[identifier(3)] = status(code)
        synced()
        feed.always.clear()
        synced()
        assert Tender.objects.get(external_id=identifier(3)).gone_at is None, code


def test_what_is_denied_for_a_day_is_gone(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    synced()
    feed.put(tender(3, minutes=70))
    feed.always[identifier(3)] = status(404)
    synced(), synced()
    assert Tender.objects.get(external_id=identifier(3)).gone_at is None
    SetAside.objects.update(first_at=timezone.now() - timedelta(days=1, minutes=1))
    synced(), synced()
    assert Tender.objects.get(external_id=identifier(3)).gone_at
    assert not SetAside.objects.get().is_due


def test_a_page_for_people_says_nothing_of_a_document(feed: Feed, synced: Sync) -> None:
    fill(feed, 3)
    synced()
    feed.put(tender(3, minutes=70))
    feed.always[identifier(3)] = status(410, Content_Type="text/html")
    synced()
    assert Tender.objects.get(external_id=identifier(3)).gone_at is None
    assert SetAside.objects.get().reason == "silent"


def test_what_is_here_is_followed_also_where_its_buyer_hides(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3))
    synced()
    hidden = "Тимчасово замасковано, щоб русня не підглядала"
    buyer = tender(3)["procuringEntity"] | {"address": {"locality": hidden, "streetAddress": hidden}}
    buyer["identifier"] = {"scheme": "UA-EDR", "id": "00000000", "legalName": hidden}
    feed.put(tender(3, minutes=90, is_masked=True, procuringEntity=buyer, title=hidden))
    synced()
    assert Tender.objects.get().masked


def test_what_is_unknown_survives(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3, status="active.dancing", procurementMethodType="lottery", newField={"deep": [1.10]}))
    synced()
    row = Tender.objects.get()
    assert (row.status, row.phase, row.method) == ("active.dancing", "unknown", "lottery")
    assert Document.objects.get().raw["data"]["newField"] == {"deep": [1.10]}


def test_ten_thousand_items_are_taken(feed: Feed, synced: Sync) -> None:
    item = tender(3)["items"][0]
    feed.put(tender(3, items=[item | {"description": f"Позиція {number}"} for number in range(10_000)]))
    synced()
    row = Tender.objects.get()
    assert len(row.place_clues) == 40
    assert row.place_clues[-1]["from"] == "buyer"
    assert row.amount == Decimal("1250000.55")


# -- Others ----------------------------------------------------------------------------------------------------------


def test_runs_that_were_killed_are_told_so(feed: Feed, synced: Sync) -> None:
    SyncRun.objects.create(source=feed.url)
    synced()
    assert {run.last_error for run in SyncRun.objects.filter(state=SyncRun.State.FAILED)} == {"broken off"}


def test_a_turn_that_is_over_goes_on_later(feed: Feed, synced: Sync) -> None:
    fill(feed, 60)
    states = [synced(until=0.0).state]
    while states[-1] == SyncRun.State.PAUSED and len(states) < 50:
        states.append(sync(feed.url, pace=PACE, until=monotonic() + 0.05).state)
    assert states[0] == SyncRun.State.PAUSED
    assert states[-1] == SyncRun.State.DONE
    assert numbers() == hits(60)


def test_the_history_says_where_a_change_came_from(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3))
    synced()
    feed.put(tender(3, minutes=90, status="complete"))
    synced()
    assert set(HistoryEntry.objects.filter(layer="tenders").values_list("operation", "via")) == {
        ("insert", "prozorro"),
        ("update", "prozorro"),
    }


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://127.0.0.1:9", "nobody answers at this address"),
        ("http://nowhere.invalid", "there is no server of this name"),
    ],
)
def test_what_the_libraries_say_is_said_in_words_of_ours(address: str, sentence: str) -> None:
    with pytest.raises(Unanswered, match=f"^{address}/tenders: {sentence}; given up after 1 attempts$"):
        Client(address, "test", Pace(tries=1)).get("tenders")
