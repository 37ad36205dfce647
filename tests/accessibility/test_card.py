"""The card of an object by КМУ № 537: written, read again, refused in sentences; and the yearly campaign."""

import io
import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accessibility import card, norms
from accessibility.actions import conclude
from accessibility.campaign import Campaign, current_year
from accessibility.models import Answer, Audit, Place, PlacePart
from layers.registry import catalogue
from tests.accessibility.test_parts import STEPS, written
from tests.samples import row

pytestmark = pytest.mark.django_db
NORM = norms.current()
#: a code that is one
AUTHORITY = "00034022"


@pytest.fixture
def place() -> Any:
    found = row(
        catalogue["places"],
        name="Аптека",
        kind="pharmacy",
        responsible_name="КП «Ліки»",
        responsible_code=AUTHORITY,
    )
    audit = Audit.objects.create(
        place=found,
        made_on=date(2026, 6, 15),
        norm=NORM.code,
        authority_name="Рада",
        authority_code=AUTHORITY,
    )
    for code, value in (("door_width", 700), ("threshold", 15)):
        criterion = NORM.by_code[code]
        Answer.objects.create(
            audit=audit,
            norm=NORM.name,
            clause=criterion.clause,
            code=code,
            value=value,
            unit=criterion.unit,
            question=criterion.text.uk,
        )
    conclude(audit)
    found.refresh_from_db()
    return found


def handed_in(place: Place, **changed: Any) -> bytes:
    return json.dumps({**card.as_json(place), **changed}).encode()


def test_a_card_that_is_written_is_read_again_as_it_was(place: Place) -> None:
    before = card.as_json(place)
    audit = card.take(card.read(handed_in(place)))
    place.refresh_from_db()
    assert place.audit == audit
    assert card.as_json(place) == before
    assert Audit.objects.count() == 1


def test_the_class_is_reckoned_anew_and_never_believed(place: Place) -> None:
    told = card.as_json(place)
    told["assessment"]["verdict"] = "accessible"
    assert card.take(card.read(json.dumps(told).encode())).verdict == "barrier"
    # Unless the authority says why.
    told["assessment"]["override_reason"] = "Рішення комісії"
    assert card.take(card.read(json.dumps(told).encode())).verdict == "accessible"


def test_metres_are_taken_for_what_they_are(place: Place) -> None:
    told = card.as_json(place)
    told["answers"][0] |= {"value": 0.95, "unit": "m"}
    audit = card.take(card.read(json.dumps(told).encode()))
    assert Answer.objects.get(audit=audit, code="door_width").value == 950


def test_a_card_of_another_year_is_another_audit(place: Place) -> None:
    told = card.as_json(place)
    told["assessment"]["made_on"] = "2025-07-01"
    told["answers"][0]["value"] = 950
    card.take(card.read(json.dumps(told).encode()))
    assert Audit.objects.filter(place=place).count() == 2
    place.refresh_from_db()
    # The newer one counts.
    assert place.verdict == "barrier"


def answers(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"answers": list(rows)}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"format": "something"}, "format is not"),
        ({"version": 7}, "version of the card is not known"),
        ({"object": {"id": 999_999_999}}, "no such object"),
        ({"object": {"id": "1; DROP TABLE"}}, "no such object"),
        ({"object": None}, "no part “object”"),
        ({"norm": "dbn-of-tomorrow"}, "norm is not known"),
        ({"answers": "all right"}, "no list of answers"),
        (answers({"code": "door_width", "value": "wide"}), "is no number"),
        (answers({"code": "door_width", "value": -1}), "is no number"),
        (answers({"code": "door_width", "value": 9000}), "not believed"),
        (answers({"code": "door_width", "value": 0.9}), "Was this meant"),
        (answers({"code": "door_width", "value": 90, "unit": "%"}), "is measured in mm"),
        (answers({"code": "door_width", "outcome": "superb"}), "no such answer"),
        (answers({"code": "castle_moat", "outcome": "pass"}), "no such criterion"),
        (answers({"outcome": "pass"}), "are missing"),
        (
            answers({"code": "steps", "outcome": "no"}, {"code": "step_contrast", "outcome": "pass"}),
            "contradicts",
        ),
        (answers(*[{"code": "door_width", "value": 900}] * 2), "answered twice"),
        ({"assessment": {"made_on": "yesterday"}}, "day of the assessment is none"),
        ({"assessment": {"made_on": "2999-01-01"}}, "still to come"),
        ({"assessment": {"made_on": "1066-10-14"}}, "too far back"),
        ({"assessment": {"made_on": "2026-06-01", "authority_code": "1234567"}}, "EDRPOU code"),
        (answers({"code": "door_width", "value": 900, "made_on": "never"}), "day of the assessment is none"),
        ({"parts": "boo"}, "no list of parts"),
        ({"parts": [{"name": "двір", "answers": []}]}, "no such part: двір"),
        ({"parts": [{"name": "чорний хід", "answers": "boo"}]}, "no list of answers"),
        (
            {"parts": [{"name": "чорний хід", "answers": [{"code": "lift", "outcome": "yes"}]}]},
            "is not asked of such",
        ),
        ({"parts": [{"name": "чорний хід"}] * 2}, "twice: чорний хід"),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_wrong_is_said_and_changes_nothing(place: Place, changed: dict[str, Any], said: str) -> None:
    PlacePart.objects.create(place=place, kind="entrance", name="чорний хід")
    before = card.as_json(place)
    with pytest.raises(card.CardRefused) as refused:
        card.read(handed_in(place, **changed))
    assert any(said in sentence for sentence in refused.value.sentences), refused.value.sentences
    place.refresh_from_db()
    assert card.as_json(place) == before


@pytest.fixture
def english() -> Any:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"x" * (card.LARGEST + 1)])
def test_what_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(card.CardRefused):
        card.read(content)


def test_the_document_says_class_clauses_and_what_is_not_certain(client: Client, place: Place) -> None:
    answer = client.get(f"/places/{place.pk}/card.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("Аптека", "Бар’єрний", "700 мм", NORM.by_code["door_width"].clause, "КП «Ліки»"):
        assert words in text, words
    assert "власне прочитання карти" in " ".join(text.split())
    nobody = row(catalogue["places"], name="Ніким не обстежене")
    assert client.get(f"/places/{nobody.pk}/card.pdf").status_code == 200
    assert client.get(f"/places/{nobody.pk}/card.json").json()["assessment"] is None


def test_the_card_of_a_hidden_place_is_nobodys(client: Client, place: Place) -> None:
    place.publication = "hidden"
    place.save()
    for name in ("card.pdf", "card.json"):
        assert client.get(f"/places/{place.pk}/{name}").status_code == 404


def test_a_card_is_brought_in_in_the_office(client: Client, place: Place) -> None:
    user = User.objects.create_user("auditor", password="x", is_staff=True)
    client.force_login(user)
    address = "/admin/accessibility/audit/card/"
    client.cookies["django_language"] = "en"
    assert client.get(address).status_code == 403
    user.groups.add(Group.objects.get(name="auditor"))
    told = card.as_json(place)
    told["answers"][0]["value"] = 9000
    wrong = client.post(address, {"file": SimpleUploadedFile("card.json", json.dumps(told).encode())})
    assert "not believed" in wrong.content.decode()
    told["answers"][0]["value"] = 950
    right = client.post(address, {"file": SimpleUploadedFile("card.json", json.dumps(told).encode())})
    assert right.status_code == 302
    place.refresh_from_db()
    assert Answer.objects.get(audit=place.audit_id, code="door_width").value == 950


def test_what_no_text_can_hold_is_left_out(place: Place) -> None:
    told = card.as_json(place)
    told["assessment"] |= {"authority_name": "Ра\x00да", "override_reason": "Рішення\x00"}
    told["answers"][0] |= {"finding": "вузькі\x00", "question": "Двері\x00"}
    audit = card.take(card.read(json.dumps(told).encode()))
    assert (audit.authority_name, audit.override_reason) == ("Рада", "Рішення")
    assert audit.answers.get(code="door_width").finding == "вузькі"


# -- Whose word a card is ----------------------------------------------------------------------------------------------


def owners(place: Place, name: str, code: str = "", **answers: float) -> Audit:
    """A card of today by whoever answers for the place."""
    assessment = {"made_on": f"{timezone.localdate()}", "authority_name": name, "authority_code": code}
    told = [{"code": code, "value": value} for code, value in answers.items()]
    return card.take(card.read(handed_in(place, assessment=assessment, answers=told)))


def by_an_auditor(place: Place, **answers: float) -> Audit:
    user, _is_new = User.objects.get_or_create(username="auditor")
    audit = Audit.objects.create(place=place, made_on=timezone.localdate(), norm=NORM.code, made_by=user)
    for code, value in answers.items():
        cited = {"norm": NORM.name, "clause": NORM.by_code[code].clause}
        Answer.objects.create(audit=audit, code=code, value=value, unit=NORM.by_code[code].unit, **cited)
    conclude(audit)
    return audit


@pytest.fixture
def shop() -> Place:
    found: Place = row(catalogue["places"], kind="shop", name="Крамниця")
    return found


@pytest.mark.parametrize("who", [{"name": "Власник"}, {"name": "Власник", "code": AUTHORITY}, {"name": ""}])
def test_a_card_overrules_no_auditor(shop: Place, who: dict[str, str]) -> None:
    audit = by_an_auditor(shop, threshold=60)
    owners(shop, **who, threshold=10)
    shop.refresh_from_db()
    assert (shop.for_wheelchair, shop.is_disputed) == ("barrier", True)
    assert card.as_json(shop)["disputed"] == ["threshold"]
    assert {one.value for one in audit.answers.all()} == {60}


def test_a_card_with_a_class_of_its_own_overrules_no_auditor(shop: Place) -> None:
    by_an_auditor(shop, threshold=60)
    shop.refresh_from_db()
    told = card.as_json(shop)
    told["assessment"] |= {
        "verdict": "accessible",
        "override_reason": "Ми так вважаємо",
        "authority_name": "Власник",
    }
    told["answers"] = [{"code": "threshold", "value": 10}]
    card.take(card.read(json.dumps(told).encode()))
    shop.refresh_from_db()
    assert shop.verdict == "barrier"


def test_a_card_never_becomes_somebody_elses_audit(shop: Place) -> None:
    audit = by_an_auditor(shop, door_width=700)
    first, second = owners(shop, "Перший", door_width=950), owners(shop, " Другий", door_width=940)
    assert owners(shop, "Перший", door_width=930) == first
    made = {one.pk: [answer.value for answer in one.answers.all()] for one in Audit.objects.all()}
    assert made == {audit.pk: [700], first.pk: [930], second.pk: [940]}
    shop.refresh_from_db()
    assert shop.for_wheelchair == "barrier"


def test_old_answers_stay_old_when_a_card_is_brought_in(shop: Place) -> None:
    long_ago = date(2024, 7, 10)
    old = by_an_auditor(shop, threshold=60)
    Audit.objects.filter(pk=old.pk).update(made_on=long_ago)
    by_an_auditor(shop, door_width=950)
    shop.refresh_from_db()
    told = card.as_json(shop)
    days = {one["code"]: one["made_on"] for one in told["answers"]}
    assert days == {"threshold": "2024-07-10", "door_width": f"{timezone.localdate()}"}
    told["assessment"]["authority_name"] = "Власник"
    for _time in range(2):
        card.take(card.read(json.dumps(told).encode()))
    shop.refresh_from_db()
    assert (shop.audited_on, shop.freshness, shop.is_disputed) == (long_ago, "stale", False)
    assert shop.audits.filter(authority_name="Власник").count() == 2
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(card.as_pdf(shop, "/"))).pages)
    assert "10.07.2024" in paper


def test_the_document_tells_of_disputes_and_of_what_is_not_known(shop: Place) -> None:
    by_an_auditor(shop, threshold=60)
    owners(shop, "Власник", threshold=10)
    shop.refresh_from_db()
    pages = PdfReader(io.BytesIO(card.as_pdf(shop, "/"))).pages
    paper = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "У суперечці:" in paper
    assert "60 мм" in paper
    assert "10 мм" in paper
    assert NORM.by_code["steps"].question.uk in paper
    by_an_auditor(row(catalogue["places"], kind="shop", name="Інша"), threshold=60)
    other = Place.objects.get(name="Інша")
    pages = PdfReader(io.BytesIO(card.as_pdf(other, "/"))).pages
    assert "обстежувач міста" in " ".join(page.extract_text() for page in pages)


# -- The campaign --------------------------------------------------------------------------------------------------


def audited(name: str, day: date, body: str = "КП") -> Any:
    found = row(catalogue["places"], name=name, kind="pharmacy", responsible_name=body)
    Audit.objects.create(place=found, made_on=day, verdict="partly", override_reason="так")
    return found


def test_who_filled_in_between_june_and_august_counts() -> None:
    year = current_year()
    for month, day in ((5, 31), (6, 1), (8, 31), (9, 1)):
        audited(f"{month}-{day}", date(year, month, day), "Освіта")
    row(catalogue["places"], name="ніколи", responsible_name="Медицина")
    campaign = Campaign(year)
    assert (campaign.whole.total, campaign.whole.assessed, campaign.whole.share) == (5, 2, 40.0)
    assert campaign.whole.classes["partly"] == 2
    assert [(body.name, body.lacking, body.total) for body in campaign.missing] == [
        ("Освіта", 2, 4),
        ("Медицина", 1, 1),
    ]


def test_the_class_is_what_all_audits_come_to() -> None:
    year = current_year()
    found = row(catalogue["places"], name="Аптека", kind="pharmacy", responsible_name="КП")

    def said(day: date, part: Any = None, **answers: Any) -> None:
        audit = Audit.objects.create(place=found, part=part, made_on=day, norm=NORM.code)
        for code, value in answers.items():
            criterion = NORM.by_code[code]
            Answer.objects.create(
                audit=audit, norm=NORM.name, clause=criterion.clause, code=code, value=value, unit="mm"
            )
        conclude(audit)

    said(date(year - 1, 7, 1), door_width=600)
    assert Campaign(year).whole.assessed == 0
    # The door alone was looked at last year: who asks for the threshold this year does not forget it.
    said(date(year, 7, 1), threshold=10)
    assert (Campaign(year).whole.assessed, Campaign(year).whole.classes["barrier"]) == (1, 1)
    # What was mended after the campaign is the next one's.
    said(date(year, 9, 5), door_width=950)
    assert Campaign(year).whole.classes["barrier"] == 1
    assert Campaign(year - 1).whole.classes["barrier"] == 1


def test_an_audit_of_a_part_is_an_assessment_of_the_place() -> None:
    year = current_year()
    found = row(catalogue["places"], name="Аптека", kind="pharmacy")
    yard = PlacePart.objects.create(place=found, kind="entrance", name="двір")
    audit = Audit.objects.create(place=found, part=yard, made_on=date(year, 7, 1), norm=NORM.code)
    criterion = NORM.by_code["door_width"]
    Answer.objects.create(
        audit=audit, norm=NORM.name, clause=criterion.clause, code="door_width", value=600, unit="mm"
    )
    conclude(audit)
    assert (Campaign(year).whole.assessed, Campaign(year).whole.classes["barrier"]) == (1, 1)


def test_the_weeks_add_up_to_the_whole() -> None:
    year = current_year()
    for day in (1, 7, 8, 30):
        audited(str(day), date(year, 6, day))
    weeks = Campaign(year).weeks
    assert [count for _end, count in weeks][:2] == [2, 3]
    assert weeks[-1][1] == 4
    assert all(end <= max(Campaign(year).closes, timezone.localdate()) for end, _count in weeks)


def test_the_page_tells_who_is_missing(client: Client) -> None:
    audited("Аптека", date(current_year(), 5, 1), "КП «Ліки»")
    told = client.get("/campaign?lang=en").content.decode()
    assert "0 of 1 place is assessed" in told
    assert "КП «Ліки»" in told
    strict = client.get("/campaign?year=1999", headers={"Accept": "application/json"})
    assert strict.status_code == 400
    assert client.get("/campaign?year=1999", headers={"Accept": "text/html"}).status_code == 200


def test_a_hidden_place_is_in_no_figure() -> None:
    row(catalogue["places"], name="Укриття", publication="hidden")
    assert Campaign(current_year()).whole.total == 0


# -- Parts of the object -----------------------------------------------------------------------------------------------


def test_the_card_tells_of_parts_and_is_brought_in_again() -> None:
    place = written(STEPS)
    told = card.as_json(place)
    front, yard = told["parts"]
    assert (front["is_main"], front["verdicts"]["wheelchair"]) == (True, "barrier")
    assert (yard["kind"], yard["verdicts"]["wheelchair"], yard["verdicts"]["deaf"]) == (
        "entrance",
        "accessible",
        "unknown",
    )
    yard["answers"][0]["finding"] = "Клумба"
    card.take(card.read(json.dumps(told).encode()))
    place.refresh_from_db()
    assert place.for_wheelchair == "accessible"
    assert place.audits.filter(part=None).count() == 1
    assert card.as_json(place)["parts"] == told["parts"]


def test_a_card_leaves_audits_from_the_field_alone() -> None:
    """Of one day, too, and however many there are."""
    place = written(STEPS)
    sheet = card.as_json(place)
    made = [
        Audit.objects.create(
            place=place, made_on=place.audit.made_on, observation=uuid4(), norm=place.audit.norm
        )
        for _number in range(3)
    ]
    for _time in range(2):
        taken = card.take(card.read(json.dumps(sheet).encode()))
    assert taken.pk not in {audit.pk for audit in made}
    assert Audit.objects.filter(place=place, observation=None, part=None).count() == 1
