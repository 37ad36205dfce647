"""`PUT /api/petitions/<number>`: what the city's own petition site may say, how often, and what is refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from layers.civic.petitions import keys
from layers.civic.petitions.models import Petition, SignatureCount, SiteKey
from layers.models import HistoryEntry
from maps.page import petitions

pytestmark = pytest.mark.django_db
Put = Callable[..., Any]


def ago(days: int) -> str:
    return str(timezone.localdate() - timedelta(days=days))


@pytest.fixture
def secret() -> str:
    return keys.make("сайт петицій")[1]


@pytest.fixture
def put(client: Client, secret: str) -> Put:
    def send(number: str = "2026/0001", raw: bytes | None = None, key: str = "", **told: Any) -> Any:
        body = json.dumps(told).encode() if raw is None else raw
        return client.put(
            f"/api/petitions/{number}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key or secret}"},
        )

    return send


WHOLE: dict[str, Any] = {"title": "Світло на Лісній", "status": "collecting", "started_on": ago(20)}


def test_the_same_message_twice_is_the_same_petition(put: Put) -> None:
    counts = [{"on": ago(9), "signatures": 4}, {"on": ago(2), "signatures": 31}]
    first = put(**WHOLE, counts=counts)
    assert first.status_code == 201, first.content
    one = Petition.objects.get()
    assert first.headers["Location"] == f"/petitions/{one.pk}/"
    assert (one.number, one.signatures, one.threshold) == ("2026/0001", 31, 250)
    entries = HistoryEntry.objects.count()
    again = put(**WHOLE, counts=counts)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert HistoryEntry.objects.count() == entries
    assert SignatureCount.objects.count() == 2


def test_what_is_left_out_stays_as_it_was(put: Put) -> None:
    put(**WHOLE, text="Просимо")
    assert put(signatures=7).json()["changed"] is True
    one = Petition.objects.get()
    assert (one.title, one.text, one.signatures) == ("Світло на Лісній", "Просимо", 7)
    assert put(signatures=7).json()["changed"] is False


def test_a_title_that_is_there_is_not_taken_away(put: Put) -> None:
    put(**WHOLE)
    assert put(title="").json()["parameter"] == "title"
    assert Petition.objects.get().title == WHOLE["title"]


def test_who_wrote_is_in_the_history(put: Put, client: Client) -> None:
    put(**WHOLE)
    put(title="Світло на вулиці Лісній")
    entry = HistoryEntry.objects.filter(layer="petitions", operation="update").latest("pk")
    assert (entry.actor, entry.via) == ("сайт петицій", "petition-site")
    page = client.get(f"/petitions/{Petition.objects.get().pk}/").content.decode()
    assert "from the city’s petition site" in page


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic d3Jvbmc=", "Bearer \u0456"])
def test_nobody_writes_without_a_key(client: Client, header: str) -> None:
    answer = client.put(
        "/api/petitions/1", b"{}", content_type="application/json", headers={"Authorization": header}
    )
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not Petition.objects.exists()


def test_a_revoked_key_opens_nothing(put: Put) -> None:
    SiteKey.objects.get().revoke()
    assert put(**WHOLE).status_code == 401


def test_the_key_itself_is_kept_nowhere(secret: str) -> None:
    assert secret not in str(list(SiteKey.objects.values()))


def test_a_key_is_used_so_often_and_no_more(put: Put) -> None:
    SiteKey.objects.update(minute=timezone.now(), requests=keys.MOST_A_MINUTE)
    answer = put(**WHOLE)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    SiteKey.objects.update(minute=timezone.now() - timedelta(seconds=61))
    assert put(**WHOLE).status_code == 201


@pytest.mark.parametrize(
    ("told", "status", "parameter"),
    [
        ({"started_on": "2126-01-01"}, 422, "started_on"),
        ({"counts": [{"on": "2126-01-01", "signatures": 1}]}, 422, "started_on"),
        ({"signatures": -1}, 422, "signatures"),
        ({"signatures": 1.5}, 422, "signatures"),
        ({"signatures": True}, 422, "signatures"),
        ({"signatures": 10**20}, 422, "signatures"),
        ({"status": "dancing"}, 422, "status"),
        ({"authority_code": "ЄДРПОУ12"}, 422, "authority_code"),
        ({"authority_code": "12345670"}, 422, "authority_code"),
        ({"title": "я" * 501}, 422, "title"),
        ({"title": None}, 422, "title"),
        ({"title": "a\u0000b"}, 422, "title"),
        ({"title": {"uk": "Світло"}}, 422, "title"),
        ({"text": "x" * 60_000}, 422, "text"),
        ({"answer_url": "javascript:alert(1)"}, 422, "answer_url"),
        ({"signatories": ["Особа"]}, 422, "signatories"),
        ({"counts": {"2026-01-01": 3}}, 422, "counts"),
        ({"counts": [{"on": ago(1), "signatures": 3, "name": "Особа"}]}, 422, "counts"),
        ({"counts": [{"on": ago(1), "signatures": 3}, {"on": ago(1), "signatures": 4}]}, 422, "counts"),
        ({"counts": [{"on": ago(3), "signatures": 9}, {"on": ago(1), "signatures": 4}]}, 409, "counts"),
        ({"collect_until": ago(30)}, 409, "collect_until"),
        ({"answered_on": ago(30)}, 409, "answered_on"),
        ({"reached_on": ago(5), "review_on": ago(6)}, 409, "review_on"),
        ({"submitted_on": ago(19)}, 409, "started_on"),
        ({"correction": 7}, 422, "correction"),
        ({"threshold": 0}, 422, "threshold"),
        ({"title": "   "}, 422, "title"),
        ({"title": 5}, 422, "title"),
        ({"url": "javascript:alert(1)"}, 422, "url"),
        ({"signatures": 10_000_001}, 422, "signatures"),
        ({"counts": [{"on": ago(1), "signatures": 10_000_001}]}, 422, "signatures"),
        ({"status": "answered", "answered_on": ago(-1)}, 422, "answered_on"),
        ({"status": "reached", "reached_on": ago(-1)}, 422, "reached_on"),
        ({"status": "failed", "signatures": 300, "threshold": 250}, 409, "status"),
        ({"status": "failed", "signatures": 300}, 409, "status"),
        ({"reached_on": ago(4), "counts": [{"on": ago(2), "signatures": 100}]}, 409, "reached_on"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_changes_nothing(
    put: Put, told: dict[str, Any], status: int, parameter: str
) -> None:
    answer = put(**(WHOLE | told))
    assert answer.status_code == status, answer.content
    said = answer.json()
    assert said["parameter"] == parameter
    assert said["detail"]
    assert not Petition.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_message_is_refused(put: Put, raw: bytes) -> None:
    assert put(raw=raw).status_code == 400
    assert not Petition.objects.exists()


def test_a_body_without_an_end_is_not_read_to_it(put: Put) -> None:
    assert put(raw=b" " * (petitions.MOST_BYTES + 1)).status_code == 413


def test_signatures_do_not_go_down_but_by_a_correction_that_is_told(put: Put, client: Client) -> None:
    put(**WHOLE, counts=[{"on": ago(2), "signatures": 31}])
    refused = put(signatures=30)
    assert (refused.status_code, refused.json()["parameter"]) == (409, "counts")
    assert Petition.objects.get().signatures == 31
    assert put(signatures=30, correction="накручені підписи вилучено").status_code == 200
    one = Petition.objects.get()
    assert one.signatures == 30
    assert "накручені підписи вилучено" in client.get(f"/petitions/{one.pk}/").content.decode()


def test_todays_number_may_be_replaced_together_with_its_past(put: Put) -> None:
    put(**WHOLE, signatures=10)
    course = [{"on": ago(9), "signatures": 100}, {"on": ago(2), "signatures": 300}]
    refused = put(counts=course)
    assert (refused.status_code, refused.json()["parameter"]) == (409, "counts")
    assert put(counts=course, signatures=300).status_code == 200
    one = Petition.objects.get()
    assert (one.signatures, str(one.reached_on)) == (300, ago(2))


def test_when_it_was_reached_is_unknown_to_who_counts_when_all_is_over(put: Put) -> None:
    put(**WHOLE, collect_until=ago(3), signatures=5000)
    assert Petition.objects.get().reached_on is None


def test_a_correction_below_the_threshold_takes_back_the_day_and_what_follows(
    put: Put, client: Client
) -> None:
    put(**WHOLE, counts=[{"on": ago(9), "signatures": 40}, {"on": ago(3), "signatures": 260}])
    one = Petition.objects.get()
    assert str(one.reached_on) == ago(3)
    assert one.review_by
    told = client.get(f"/petitions/{one.pk}/?lang=uk").content.decode()
    assert "поріг досягнуто" in told
    assert put(counts=[{"on": ago(3), "signatures": 100}], correction="помилка лічби").status_code == 200
    one.refresh_from_db()
    assert (one.reached_on, one.review_by) == (None, None)
    told = client.get(f"/petitions/{one.pk}/?lang=uk").content.decode()
    assert "поріг досягнуто" not in told


def test_a_correction_leads_back_to_the_collection(put: Put) -> None:
    put(**WHOLE | {"status": "reached"}, signatures=260)
    fewer = {"signatures": 100, "correction": "помилка лічби"}
    assert put(**fewer).json()["parameter"] == "status"
    assert put(status="collecting", signatures=100).status_code == 409
    assert put(status="collecting", **fewer).json()["status"] == "collecting"
    assert Petition.objects.get().reached_on is None


def test_what_is_over_is_not_signed_and_only_what_has_ended_is_archived(put: Put) -> None:
    put(**WHOLE, signatures=12)
    early = put(status="archived")
    assert (early.status_code, early.json()["parameter"]) == (409, "status")
    assert put(status="failed").status_code == 200
    assert put(status="archived", signatures=12).status_code == 200
    late = put(signatures=300)
    assert (late.status_code, late.json()["parameter"]) == (409, "signatures")
    assert put(signatures=13, correction="перераховано").status_code == 200


def test_no_signature_comes_after_the_last_day(put: Put) -> None:
    put(**WHOLE, collect_until=ago(5), counts=[{"on": ago(5), "signatures": 40}])
    late = put(counts=[{"on": ago(2), "signatures": 300}])
    assert (late.status_code, late.json()["parameter"]) == (409, "counts")
    assert put(counts=[{"on": ago(2), "signatures": 40}]).status_code == 200


def test_characters_that_turn_text_round_are_left_out(put: Put) -> None:
    put(**WHOLE | {"title": "Світло \u202eінсіЛ\u202c на \u2067площі\u2069"})
    assert Petition.objects.get().title == "Світло інсіЛ на площі"


def test_a_petition_never_goes_back(put: Put) -> None:
    put(**WHOLE)
    assert put(status="supported").status_code == 200
    refused = put(status="collecting")
    assert (refused.status_code, refused.json()["parameter"]) == (409, "status")


@pytest.mark.parametrize(
    ("told", "parameter"),
    [
        ({"counts": [{"on": ago(-1), "signatures": 400}]}, "counts"),
        ({"counts": [{"on": ago(300), "signatures": 50}]}, "counts"),
        ({"status": "reached", "signatures": 3}, "status"),
        ({"status": "reached", "signatures": 3, "threshold": 100}, "status"),
        ({"status": "reached", "reached_on": ago(21), "signatures": 300}, "reached_on"),
        ({"status": "answered", "answered_on": "1900-01-01"}, "answered_on"),
        ({"started_on": "1999-12-31"}, "started_on"),
    ],
)
def test_what_cannot_be_true_is_refused_and_changes_nothing(
    put: Put, told: dict[str, Any], parameter: str
) -> None:
    answer = put(**WHOLE | told)
    assert answer.status_code in (409, 422)
    assert answer.json()["parameter"] == parameter
    assert not Petition.objects.exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"signatures": "багато"}, "не число"),
        ({"title": "Світло\x00"}, "містить знак, який не є текстом (NUL тощо)"),
        ({"title": "С" * 501}, "довше за 500 знаків"),
        ({"started_on": "2199-01-01"}, "До цього дня більше року"),
    ],
)
def test_a_refusal_is_in_one_language(put: Put, client: Client, told: dict[str, Any], said: str) -> None:
    client.cookies["django_language"] = "uk"
    answer = put(**WHOLE | told).json()
    assert said.lower() in answer["detail"].lower()
    assert answer["parameter"] in told


def test_a_threshold_that_is_reached_or_not_known_is_taken(put: Put) -> None:
    assert put(**WHOLE | {"status": "reached", "signatures": 250}).status_code == 201
    unknown = {"title": "Без початку", "status": "reached", "signatures": 3}
    assert put("2026/0002", **unknown).status_code == 201
    nothing = [{"on": ago(30), "signatures": 0}]
    assert put("2026/0003", **WHOLE, counts=nothing).status_code == 201


def test_html_stays_text(put: Put, client: Client) -> None:
    put(**(WHOLE | {"title": "<b>Світло</b><script>alert(1)</script>"}))
    one = Petition.objects.get()
    assert one.title == "<b>Світло</b><script>alert(1)</script>"
    assert "<script>alert" not in client.get(f"/petitions/{one.pk}/").content.decode()


def test_only_what_is_put_is_taken(client: Client) -> None:
    for method in (client.get, client.post, client.delete):
        answer = method("/api/petitions/1")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "PUT, OPTIONS"
    assert client.options("/api/petitions/1").status_code == 204


def test_it_is_described_for_programs(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    put_it = described["paths"]["/petitions/{number}"]["put"]
    assert set(put_it["responses"]) == {"200", "201", "400", "401", "409", "413", "422", "429"}
    members = described["components"]["schemas"]["Petition"]["properties"]
    assert set(members) == {*petitions.TOLD, "counts", "correction"}
    kinds = client.get("/api/problems").content.decode()
    assert "unprocessable-content" in kinds


def test_the_office_makes_a_key_that_is_shown_once(signed_in: Any) -> None:
    client = signed_in("registrar")
    page = client.post("/admin/petitions/sitekey/add/", {"name": "сайт"}, follow=True).content.decode()
    key = SiteKey.objects.get()
    shown = page.split("The key, shown this once: ")[1].split()[0]
    assert keys.known(shown) == key
    assert shown not in client.get(f"/admin/petitions/sitekey/{key.pk}/change/").content.decode()
    client.post("/admin/petitions/sitekey/", {"action": "revoke", "_selected_action": [key.pk]})
    assert keys.known(shown) is None


def test_a_command_makes_and_revokes_keys(capsys: Any) -> None:
    call_command("petition_key", "сайт")
    made = capsys.readouterr().out.strip()
    assert keys.known(made)
    call_command("petition_key", "сайт", "--revoke")
    assert keys.known(made) is None
    with pytest.raises(CommandError, match="no valid key"):
        call_command("petition_key", "сайт", "--revoke")


def test_the_number_of_the_site_may_be_any_but_a_long_one(put: Put) -> None:
    for wrong in ("1" * 81, "%20", "7%20", "7%7F"):
        assert put(wrong, **WHOLE).status_code == 422
    assert put("A-7/б", **WHOLE).status_code == 201
    assert Petition.objects.get().number == "A-7/б"
