"""The life of a barrier: its steps, what passers-by say, who is told, and what it means for the next route."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accessibility.life import duty, rules, witnesses
from accessibility.life.rules import GONE, STILL, Said, witnessed
from accessibility.models import Barrier, BarrierPhoto, BarrierWord, Responsible
from accessibility.vocabulary import BarrierKind, BarrierStatus
from layers.civic.reports.models import Report, ReportPhoto
from layers.registry import catalogue
from maps.reported import record_barrier
from tests.accessibility.routing.test_api import EAST, X, Y, asked, way
from tests.samples import row
from tests.surveys.test_photos import picture

DAY = date(2026, 11, 1)
SITE = "https://map.example.ua/"


# -- Pure ----------------------------------------------------------------------------------------------------------

words = st.lists(
    st.builds(
        Said,
        what=st.sampled_from([STILL, GONE]),
        who=st.sampled_from("abc"),
        on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=12,
)


@given(words)
def test_one_person_never_confirms_alone_nor_puts_in_doubt(said: list[Said]) -> None:
    alone = witnessed([Said(word.what, "a", word.on) for word in said])
    assert alone.still <= 1
    assert not alone.is_confirmed
    assert not alone.is_doubted


@given(words)
def test_whoever_sees_it_now_ends_the_doubt(said: list[Said]) -> None:
    after = witnessed([*said, Said(STILL, "new", DAY)])
    assert not after.is_doubted
    assert after.still >= 1
    assert after.seen_on is not None


@given(words)
def test_more_people_who_see_it_never_make_it_less_confirmed(said: list[Said]) -> None:
    before = witnessed(said)
    assert witnessed([*said, Said(STILL, "d", DAY)]).still >= before.still


def test_two_confirm_and_two_put_in_doubt() -> None:
    assert witnessed([Said(STILL, "a", DAY), Said(STILL, "a", DAY)]).still == 1
    assert witnessed([Said(STILL, "a", DAY), Said(STILL, "b", DAY)]).is_confirmed
    assert not witnessed([Said(GONE, "a", DAY)]).is_doubted
    assert witnessed([Said(GONE, "a", DAY), Said(GONE, "b", DAY)]).is_doubted


def test_one_stranger_on_two_days_is_not_two() -> None:
    """A stranger is told apart from others within a day only."""
    assert not witnessed([Said(GONE, "a", DAY), Said(GONE, "b", DAY + timedelta(days=1))]).is_doubted
    seen = [Said(STILL, "past 1", DAY), Said(STILL, "visitor x", DAY + timedelta(days=1))]
    assert (witnessed(seen).still, witnessed(seen).is_confirmed) == (1, False)
    assert witnessed([*seen, Said(STILL, "visitor y", DAY + timedelta(days=1))]).is_confirmed
    # Somebody known is never the stranger of yesterday.
    assert witnessed([*seen[:1], Said(STILL, "user 1", DAY, is_known=True)]).is_confirmed


def test_strangers_do_not_put_in_doubt_what_somebody_known_has_seen() -> None:
    seen = Said(STILL, "user 1", DAY, is_known=True)
    strangers = [Said(GONE, name, DAY) for name in "abc"]
    assert not witnessed([seen, *strangers]).is_doubted
    assert witnessed([seen, *strangers, Said(GONE, "user 2", DAY, is_known=True)]).is_doubted
    assert not witnessed([seen, Said(GONE, "user 2", DAY, is_known=True)]).is_doubted


@pytest.mark.django_db
def test_what_is_planned_to_be_removed_bars_until_it_is(client: Client) -> None:
    way((X, Y), (X + EAST, Y))
    one = barrier(status="planned", due_on=timezone.localdate(), responsible_name="Управління")
    for visitor in ("a", "b"):
        witnesses.say(one, GONE, site=SITE, visitor=visitor)
    assert not asked(client)["open"]


def test_each_state_has_steps_and_only_removed_is_an_end_that_comes_back() -> None:
    assert set(rules.STEPS) == set(BarrierStatus.values)
    assert rules.may_follow("removed", "confirmed")
    assert not rules.may_follow("removed", "planned")
    assert all(rules.may_follow(state, state) for state in rules.STEPS)


def test_what_a_step_needs() -> None:
    nothing = {"responsible": "", "due_on": None, "removed_on": None}
    assert rules.lacking("planned", **nothing) == rules.Needs(responsible=True, due_on=True)  # type: ignore[arg-type]
    assert rules.lacking("removed", **nothing).removed_on  # type: ignore[arg-type]
    assert rules.lacking("confirmed", **nothing) == rules.Needs()  # type: ignore[arg-type]


def test_what_passes_by_itself_is_believed_for_its_days_only() -> None:
    assert rules.believed_until("ice", DAY) == DAY + timedelta(days=3)
    assert rules.believed_until("stairs", DAY) is None
    assert set(rules._days()) <= set(BarrierKind.values)


# -- Witnesses -----------------------------------------------------------------------------------------------------


def barrier(**values: Any) -> Any:
    return row(
        catalogue["barriers"], (X + EAST / 2, Y), **{"kind": "ice", "severity": "impassable", **values}
    )


@pytest.mark.django_db
def test_two_visitors_confirm_what_was_reported(client: Client) -> None:
    way((X, Y), (X + EAST, Y))
    one = barrier(status="reported")
    assert asked(client)["open"]
    for visitor in ("a", "a", "b"):
        witnesses.say(one, STILL, site=SITE, visitor=visitor)
    one.refresh_from_db()
    assert (one.status, one.witnesses, one.seen_on) == ("confirmed", 2, timezone.localdate())
    # And the next route knows it.
    assert not asked(client)["open"]


@pytest.mark.django_db
def test_what_two_visitors_miss_is_not_known_and_is_not_removed(client: Client) -> None:
    way((X, Y), (X + EAST, Y))
    one = barrier(status="confirmed")
    assert not asked(client)["open"]
    for visitor in ("a", "b"):
        witnesses.say(one, GONE, site=SITE, visitor=visitor)
    one.refresh_from_db()
    assert (one.status, one.is_doubted) == ("confirmed", True)
    told = asked(client)
    assert told["open"]
    assert told["unmeasured"] > 0
    witnesses.say(one, STILL, site=SITE, visitor="c")
    assert not asked(client)["open"]


@pytest.mark.django_db
def test_what_should_be_gone_asks_and_is_believed_again_once_it_is_seen(client: Client) -> None:
    way((X, Y), (X + EAST, Y))
    yesterday = timezone.localdate() - timedelta(days=1)
    one = barrier(status="confirmed", expires_on=yesterday)
    told = asked(client)
    assert (told["open"], told["unmeasured"] > 0) == (True, True)
    page = client.get(f"/barriers/{one.pk}/?lang=en", headers={"Accept": "text/html"}).content.decode()
    assert "It should have been gone on" in page
    witnesses.say(one, STILL, site=SITE, visitor="a")
    one.refresh_from_db()
    assert one.expires_on == timezone.localdate() + timedelta(days=3)
    assert not asked(client)["open"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["removed", "rejected"])
def test_nothing_is_taken_of_what_is_over(status: str) -> None:
    one = barrier(status=status)
    witnesses.say(one, STILL, site=SITE, visitor="a")
    assert not BarrierWord.objects.exists()


@pytest.mark.django_db
def test_by_which_hash_somebody_was_told_apart_is_forgotten() -> None:
    one = barrier(status="reported")
    witnesses.say(one, STILL, site=SITE, visitor="a")
    assert witnesses.forget() == 0
    BarrierWord.objects.update(said_at=timezone.now() - timedelta(days=2))
    assert witnesses.forget() == 1
    word = BarrierWord.objects.get()
    assert "visitor" not in word.who
    witnesses.say(one, STILL, site=SITE, visitor="a")
    one.refresh_from_db()
    assert one.witnesses == 2


@pytest.mark.django_db
def test_the_page_asks_and_takes_one_word_and_no_other(client: Client) -> None:
    one = barrier(status="reported")
    address = f"/barriers/{one.pk}/still-there"
    assert 'value="still"' in client.get(address).content.decode()
    assert client.post(address, {"what": "maybe"}).status_code == 400
    assert client.put(address).status_code == 405
    answer = client.post(address, {"what": "still"})
    assert answer.status_code == 302
    assert "You said" in client.get(answer["Location"]).content.decode()
    one.refresh_from_db()
    assert one.witnesses == 1


@pytest.mark.django_db
def test_a_hidden_barrier_is_asked_of_nobody(client: Client) -> None:
    one = barrier(status="reported", publication="hidden")
    address = f"/barriers/{one.pk}/still-there"
    assert client.get(address).status_code == client.post(address, {"what": "still"}).status_code == 404


@pytest.mark.django_db
def test_one_visitor_cannot_flood(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.civic.reports import visitors
    from layers.civic.reports.models import Visit

    monkeypatch.setitem(visitors.MOST, Visit.Kind.REMARKED, 2)
    one = barrier(status="reported")
    answers = [
        client.post(f"/barriers/{one.pk}/still-there", {"what": "gone"}).status_code for _try in range(3)
    ]
    assert answers[:2] == [302, 302]
    assert answers[2] in {429, 503}


# -- Duty ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_whoever_is_responsible_is_told_once(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.invalid"
    Responsible.objects.create(kind="ice", name="КП «Чисте місто»", email="kp@example.org", days=2)
    one = barrier(status="reported", address="вул. Шевченка, 5")
    for visitor in ("a", "b"):
        witnesses.say(one, STILL, site=SITE, visitor=visitor)
    one.refresh_from_db()
    assert (one.responsible_name, one.due_on) == (
        "КП «Чисте місто»",
        timezone.localdate() + timedelta(days=2),
    )
    assert [duty.send.call(one.pk, SITE.rstrip("/")) for _time in range(2)] == ["sent", "not needed"]
    (letter,) = mail.outbox
    assert letter.to == ["kp@example.org"]
    assert f"https://map.example.ua/barriers/{one.pk}/" in letter.body
    assert "вул. Шевченка, 5" in letter.body


@pytest.mark.django_db
def test_another_body_than_the_tables_is_not_written_to(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.invalid"
    Responsible.objects.create(kind="ice", name="КП", email="kp@example.org", days=2)
    one = barrier(status="planned", responsible_name="Хтось інший", due_on=DAY)
    assert duty.send.call(one.pk, "") == "not needed"
    assert mail.outbox == []


# -- The office ----------------------------------------------------------------------------------------------------


@pytest.fixture
def jpeg(media: Any) -> bytes:
    return picture()


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> None:
    """Files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def registrar(client: Client) -> Client:
    user = User.objects.create_user("registrar", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="registrar"))
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def form_of(client: Client, one: Any) -> dict[str, Any]:
    page = client.get(f"/admin/accessibility/barrier/{one.pk}/change/")
    form = page.context["adminform"].form
    filled = {name: form.initial.get(name, field.initial) for name, field in form.fields.items()}
    filled["geom"] = one.geom.geojson
    filled |= {"photos-TOTAL_FORMS": "0", "photos-INITIAL_FORMS": "0"}
    return {name: value for name, value in filled.items() if value not in (None, False)}


@pytest.mark.django_db
def test_a_step_that_does_not_follow_is_refused_in_words(registrar: Client) -> None:
    one = barrier(status="removed", removed_on=DAY)
    sent = {**form_of(registrar, one), "status": "planned"}
    answer = registrar.post(f"/admin/accessibility/barrier/{one.pk}/change/", sent)
    assert "is not followed by" in answer.content.decode()
    one.refresh_from_db()
    assert one.status == "removed"


@pytest.mark.django_db
def test_a_planned_removal_has_somebody_and_a_day(registrar: Client) -> None:
    one = barrier(status="confirmed")
    sent = {**form_of(registrar, one), "status": "planned"}
    answer = registrar.post(f"/admin/accessibility/barrier/{one.pk}/change/", sent)
    assert "has somebody responsible" in answer.content.decode()
    whole = {**sent, "responsible_name": "КП", "due_on": "2027-01-01"}
    assert registrar.post(f"/admin/accessibility/barrier/{one.pk}/change/", whole).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.due_on) == ("planned", date(2027, 1, 1))


@pytest.mark.django_db
def test_photos_before_and_after_are_reviewed_before_anybody_sees_them(
    registrar: Client, jpeg: bytes
) -> None:
    one = barrier(status="confirmed")
    address = f"/admin/accessibility/barrier/{one.pk}/change/"
    new = {"photos-TOTAL_FORMS": "1", "photos-INITIAL_FORMS": "0", "photos-0-when": "before"}
    wrong = {**form_of(registrar, one), **new, "photos-0-file": SimpleUploadedFile("x.jpg", b"<svg>")}
    assert registrar.post(address, wrong).status_code == 200
    assert not BarrierPhoto.objects.exists()
    right = {**form_of(registrar, one), **new, "photos-0-file": SimpleUploadedFile("x.jpg", jpeg)}
    assert registrar.post(address, right).status_code == 302
    photo = BarrierPhoto.objects.get()
    assert photo.picture
    assert not photo.published
    assert registrar.get(f"/admin/accessibility/barrierphoto/{photo.pk}/change/").status_code == 200


@pytest.mark.django_db
def test_the_list_of_what_has_to_be_looked_at(registrar: Client) -> None:
    late = barrier(status="planned", responsible_name="КП", due_on=DAY, address="прострочена")
    doubted = barrier(status="confirmed", is_doubted=True, address="сумнівна")
    for look, found in (("late", late), ("doubted", doubted)):
        told = registrar.get(f"/admin/accessibility/barrier/?look={look}").context["cl"].result_list
        assert [one.pk for one in told] == [found.pk]


# -- From a report -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_report_of_a_barrier_becomes_one_with_its_photo(jpeg: bytes) -> None:
    from io import BytesIO

    from layers.surveys import photos

    report = row(
        catalogue["reports"], (X, Y), category="barrier", text="Сходи без пандуса", nearby="вул. Шевченка"
    )
    taken = ReportPhoto(pk=uuid4(), report=report)
    photos.fill(taken, BytesIO(jpeg))
    taken.save()
    made = record_barrier(report)
    assert made is not None
    report.refresh_from_db()
    assert (report.about, report.state) == (f"/barriers/{made.pk}/", "looked_into")
    assert (made.description, made.status) == ("Сходи без пандуса", "reported")
    assert BarrierPhoto.objects.get().barrier == made
    # Once is enough.
    assert record_barrier(report) is None
    assert Barrier.objects.count() == 1


@pytest.mark.django_db
def test_a_report_of_something_else_is_no_barrier() -> None:
    assert record_barrier(row(catalogue["reports"], (X, Y), category="kiosk")) is None
    assert Report.objects.count() == 1
    assert not Barrier.objects.exists()
