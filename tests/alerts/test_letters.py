"""From asking to the last letter, over a real mail server."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import LineString
from django.db import transaction
from django.test import Client
from django.utils import timezone

from kiosks.models import Kiosk
from layers.alerts import actions, matching
from layers.alerts.models import Letter, Notice, Subscription
from layers.alerts.tasks import tell
from layers.locating.models import Finding
from layers.models import Event
from layers.registry import catalogue
from tests.alerts.conftest import TO, Mailbox, link, subscribed, wish, words_of
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], None]
X, Y = HERE
NEAR = f"near={X},{Y},200"
FAR = (X + 0.02, Y)


def kiosk(**values: Any) -> Kiosk:
    return row(catalogue["kiosks"], **({"permit_state": "valid", "name": "Кава"} | values))


def expire(feature: Kiosk) -> None:
    Kiosk.objects.filter(pk=feature.pk).update(permit_state="expired")


def ask(client: Client, words: str = NEAR, **more: str) -> Any:
    sent = {"words": words, "email": TO, "pace": "at_once", "what": "states", "website": ""}
    return client.post("/alerts", sent | more)


def test_from_asking_to_the_last_letter(client: Client, reader: Client, mailbox: Mailbox, work: Work) -> None:
    client.cookies["django_language"] = "uk"
    assert ask(client).status_code == 303
    work()
    ((to, question),) = mailbox.taken
    assert to == TO
    assert question["Auto-Submitted"] == "auto-generated"
    confirm = link(question, "confirm")
    # A program that looks at links changes nothing; before the button nothing is told.
    assert "<form" in reader.get(confirm).content.decode()
    expire(kiosk())
    work()
    assert len(mailbox.taken) == 1
    assert reader.post(confirm).status_code == 200
    feature = kiosk(name="Хліб <b>")
    expire(feature)
    work()
    assert len(mailbox.taken) == 2
    letter = mailbox.taken[1][1]
    assert "2 зміни" in letter["Subject"]
    assert "Дозвіл: Дозвіл чинний → Дозвіл сплив" in words_of(letter)
    assert f"/kiosks/{feature.pk}/" in words_of(letter)
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Хліб &lt;b&gt;" in html
    assert "<img" not in html
    # RFC 8058: a mail program's button sends without asking, a cookie or a form's token.
    stop = letter["List-Unsubscribe"].strip("<>")
    assert stop.startswith("http://testserver/alerts/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = stop.removeprefix("http://testserver")
    assert reader.get(path).status_code == 200
    assert Subscription.objects.get().state == "confirmed"
    answer = reader.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    found = Subscription.objects.get()
    assert (found.state, found.email) == ("ended", "")
    expire(kiosk())
    work()
    assert len(mailbox.taken) == 2


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (NEAR, True),
        (f"near={FAR[0]},{FAR[1]},200", False),
        (f"within={X - 0.001},{Y - 0.001};{X + 0.002},{Y - 0.001};{X},{Y + 0.002}", True),
        (f"within={FAR[0]},{Y};{FAR[0] + 0.01},{Y};{FAR[0]},{Y + 0.01}", False),
        ("layers=kiosks", True),
        ("layers=tenders", False),
        # What it was before is what the filter means; and what it is now.
        ("layers=kiosks&kiosks.permit_state=valid", True),
        ("layers=kiosks&kiosks.permit_state=expired", True),
        ("layers=kiosks&kiosks.permit_state=none", False),
        (f"{NEAR}&q=кава", True),
        (f"{NEAR}&q=хліб", False),
        (f"{NEAR}&within={X - 0.001},{Y - 0.001};{X + 0.002},{Y - 0.001};{X},{Y + 0.002}", True),
        (f"{NEAR}&within={FAR[0]},{Y};{FAR[0] + 0.01},{Y};{FAR[0]},{Y + 0.01}", False),
    ],
)
def test_who_is_told(words: str, is_told: bool, mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(words)
    expire(feature)
    work()
    assert len(mailbox.taken) == is_told


def test_an_object_and_a_street(mailbox: Mailbox, work: Work) -> None:
    street, one, other = row(catalogue["streets"]), kiosk(), kiosk(name="Хліб")
    far = kiosk(at=FAR)
    work()
    subscribed(f"layers=kiosks&kiosks.ids={one.pk}", "one@example.org")
    subscribed(f"beside=streets/{street.pk},100", "street@example.org")
    for feature in (one, other, far):
        expire(feature)
    work()
    told = {to: words_of(letter) for to, letter in mailbox.taken}
    assert "Кава" in told["one@example.org"]
    assert "Хліб" not in told["one@example.org"]
    assert told["street@example.org"].count("/kiosks/") == 2


def test_a_move_is_told_to_both_places(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(NEAR, "here@example.org", states_only=False)
    subscribed(f"near={FAR[0]},{FAR[1]},200", "there@example.org", states_only=False)
    subscribed(NEAR, "states@example.org")
    feature.geom.x = FAR[0]
    feature.save()
    work()
    told = {to: words_of(letter) for to, letter in mailbox.taken}
    assert set(told) == {"here@example.org", "there@example.org", "states@example.org"}
    assert "Now among what was asked for" in told["there@example.org"]
    assert "No longer among what was asked for" in told["states@example.org"]


def test_what_moves_inside_of_an_area_neither_comes_nor_goes(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(NEAR)
    feature.geom.x += 0.0005
    feature.save()
    work()
    assert mailbox.taken == []


@pytest.mark.parametrize(
    "words",
    [
        NEAR,
        f"within={X - 0.001},{Y - 0.001};{X + 0.002},{Y - 0.001};{X},{Y + 0.002}",
        f"{NEAR}&layers=petitions",
    ],
)
def test_what_gets_its_place_late_is_news_there(
    words: str, client: Client, mailbox: Mailbox, work: Work
) -> None:
    petition = row(catalogue["petitions"], geom=None, title="Лавки", location_source="unknown")
    Finding.objects.create(layer="petitions", feature_id=petition.pk, seen="x", source="unknown")
    work()
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    subscribed(words, "place@example.org")
    subscribed("layers=petitions", "all@example.org")
    type(petition).objects.filter(pk=petition.pk).update(
        geom=row(catalogue["kiosks"]).geom, location_source="resident"
    )
    work()
    told = {to: words_of(letter) for to, letter in mailbox.taken if "Лавки" in words_of(letter)}
    assert set(told) == {"place@example.org"}, "in the whole city nothing came and nothing went"
    assert "Now among what was asked for" in told["place@example.org"]
    feed = client.get(f"/alerts.atom?{words}").content.decode()
    assert "Лавки: Now among what was asked for" in feed


def test_what_leaves_a_filter_is_told_as_that_and_the_link_promises_nothing_of_it(
    mailbox: Mailbox, work: Work
) -> None:
    feature = kiosk()
    work()
    subscribed("layers=kiosks&kiosks.permit_state=valid", "valid@example.org")
    subscribed("layers=kiosks&kiosks.permit_state=expired", "expired@example.org")
    subscribed("layers=kiosks", "all@example.org")
    expire(feature)
    work()
    told = {to: words_of(letter) for to, letter in mailbox.taken}
    promise = "What is no longer among what you asked for is not there"
    assert "No longer among what was asked for\r\n" in told["valid@example.org"]
    assert promise in told["valid@example.org"]
    assert "Now among what was asked for\r\n" in told["expired@example.org"]
    assert promise not in told["expired@example.org"] + told["all@example.org"]
    assert "among what was asked for" not in told["all@example.org"]


def test_a_text_that_changes_brings_nothing_into_a_filter(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed("layers=kiosks&kiosks.permit_state=valid")
    Kiosk.objects.filter(pk=feature.pk).update(name="Інша назва")
    work()
    assert mailbox.taken == []


def test_from_an_area_or_a_street_nobody_asked_how_far_it_is(mailbox: Mailbox, work: Work) -> None:
    street = row(catalogue["streets"])
    subscribed(f"within={X - 0.02},{Y - 0.01};{X + 0.02},{Y - 0.01};{X},{Y + 0.02}", "area@example.org")
    subscribed(f"beside=streets/{street.pk},100", "street@example.org")
    subscribed(NEAR, "point@example.org")
    kiosk(at=(X + 0.0005, Y))
    work()
    told = {to: words_of(letter) for to, letter in mailbox.taken}
    assert " m\r\n" in told["point@example.org"]
    assert " m\r\n" not in told["area@example.org"] + told["street@example.org"]


def test_what_follows_by_rule_is_no_part_of_all_layers_and_its_ranks_are_no_news(
    client: Client, mailbox: Mailbox, work: Work
) -> None:
    ranked = row(catalogue["mending"], urgency="later")
    work()
    subscribed(NEAR, "all@example.org", states_only=False)
    subscribed("layers=mending", "rule@example.org", states_only=False)
    type(ranked).objects.filter(pk=ranked.pk).update(place_in_list=99, points=3)
    work()
    assert mailbox.taken == []
    type(ranked).objects.filter(pk=ranked.pk).update(urgency="first")
    work()
    assert {to for to, _letter in mailbox.taken} == {"rule@example.org"}
    assert 'value="mending"' not in client.get("/alerts").content.decode()
    assert 'value="mending" checked' in client.get("/alerts?layers=mending").content.decode()


def test_who_is_judged_for_hears_of_that_judgement(mailbox: Mailbox, work: Work) -> None:
    place = row(catalogue["places"], verdict="unknown", for_wheelchair="unknown")
    work()
    subscribed("layers=places&profile=wheelchair", "wheels@example.org")
    subscribed("layers=places", "all@example.org")
    type(place).objects.filter(pk=place.pk).update(for_wheelchair="barrier")
    work()
    assert [to for to, _letter in mailbox.taken] == ["wheels@example.org"]


def test_what_is_withheld_is_never_told_and_is_new_when_it_opens(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk(publication="hidden", name="Таємне")
    subscribed(NEAR)
    expire(feature)
    work()
    assert mailbox.taken == []
    Kiosk.objects.filter(pk=feature.pk).update(publication="public")
    work()
    (letter,) = mailbox.news()
    assert "New on the map" in words_of(letter)
    assert "→" not in words_of(letter)
    # What was open when it happened, and is withheld when the letter is written, is not told either.
    Kiosk.objects.filter(pk=feature.pk).update(permit_state="valid")
    matching.gather()
    Kiosk.objects.filter(pk=feature.pk).update(publication="hidden")
    work()
    assert len(mailbox.taken) == 1
    assert Letter.objects.filter(state="empty").count() == 1
    assert not Event.objects.filter(kind="gone").exists()


def test_a_generalised_place_is_not_found_by_asking_ever_nearer(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(f"near={X},{Y},30", states_only=False)
    Kiosk.objects.filter(pk=feature.pk).update(publication="generalised")
    feature.refresh_from_db()
    expire(feature)
    work()
    assert mailbox.taken == []


def test_what_leaves_its_source_is_told_without_its_name(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(NEAR)
    Kiosk.objects.filter(pk=feature.pk).update(gone_at=timezone.now())
    work()
    said = words_of(mailbox.news()[0])
    assert "Gone from its source" in said
    assert "Кава" not in said


def test_what_lies_somewhere_in_the_settlement_is_no_news_of_a_place(
    client: Client, mailbox: Mailbox, work: Work
) -> None:
    for words, to in ((NEAR, "place@example.org"), ("layers=tenders", "all@example.org")):
        subscribed(words, to)
    row(catalogue["tenders"], location_source="settlement")
    work()
    assert [to for to, _letter in mailbox.taken] == ["all@example.org"]
    assert "<entry>" not in client.get(f"/alerts.atom?{NEAR}").content.decode()
    assert "<entry>" in client.get("/alerts.atom?layers=tenders").content.decode()


def test_small_changes_are_for_who_wants_them(mailbox: Mailbox, work: Work) -> None:
    feature = kiosk()
    work()
    subscribed(NEAR, "states@example.org")
    subscribed(NEAR, "all@example.org", states_only=False)
    Kiosk.objects.filter(pk=feature.pk).update(area=12, owner_phone="+380001")
    Kiosk.objects.filter(pk=feature.pk).update(owner_phone="+380002")
    work()
    ((to, letter),) = mailbox.taken
    assert to == "all@example.org"
    assert "380" not in words_of(letter)
    assert Event.objects.filter(kind="changed").count() == 1


def test_many_events_are_one_letter_with_a_count(mailbox: Mailbox, work: Work) -> None:
    subscribed("layers=kiosks")
    place = kiosk()
    fresh = [Kiosk(name=f"Кіоск {number}", geom=place.geom, permit_state="valid") for number in range(300)]
    Kiosk.objects.bulk_create(fresh)
    work()
    (letter,) = mailbox.news()
    assert letter["Subject"].strip().startswith("301 changes")
    assert words_of(letter).count("/kiosks/") == matching.MOST_TOLD
    assert "changed=" in words_of(letter)
    assert Notice.objects.count() == matching.MOST_TOLD


def test_a_daily_letter_waits_for_the_morning(mailbox: Mailbox) -> None:
    subscribed(NEAR, pace=Subscription.Pace.DAILY)
    for _turn in range(2):
        kiosk()
        tell.call()
    assert mailbox.taken == []
    letter = Letter.objects.get()
    assert (letter.count, timezone.localtime(letter.due_at).hour) == (2, matching.MORNING)
    Letter.objects.update(due_at=timezone.now())
    tell.call()
    assert mailbox.news()[0]["Subject"].strip().startswith("2 changes")


def test_letters_at_once_keep_a_distance(mailbox: Mailbox, work: Work) -> None:
    subscribed(NEAR)
    kiosk()
    tell.call()
    assert len(mailbox.taken) == 1
    kiosk()
    tell.call()
    assert len(mailbox.taken) == 1
    pause = Letter.objects.get(state="gathering").due_at - timezone.now()
    assert timedelta(minutes=14) < pause <= matching.PAUSE


def test_events_of_a_transaction_that_ends_late_are_not_passed_over(mailbox: Mailbox, work: Work) -> None:
    from django.db import connections

    subscribed(NEAR)
    slow = connections.create_connection("default")
    slow.settings_dict = connections["default"].settings_dict
    slow.set_autocommit(False)
    with slow.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kiosks_kiosk (name, geom, permit_state)
               SELECT 'Пізній', ST_SetSRID(ST_MakePoint(%s, %s), 4326), 'valid'""",
            [X, Y],
        )
    # The later number is told first.
    kiosk(name="Ранній")
    work()
    assert "Ранній" in words_of(mailbox.news()[-1])
    slow.commit()
    slow.close()
    work()
    assert [word in words_of(mailbox.news()[-1]) for word in ("Пізній", "Ранній")] == [True, False]
    assert Event.objects.filter(awaits=True).count() == 0


def test_pausing_and_changing(reader: Client, mailbox: Mailbox, work: Work) -> None:
    subscription = subscribed(NEAR)
    page = subscription.path
    assert "Pause" in reader.get(page).content.decode()
    reader.post(page, {"deed": "pause"})
    kiosk()
    work()
    reader.post(page, {"deed": "resume"})
    work()
    assert mailbox.taken == []
    reader.post(page, {"deed": "change", "pace": "daily", "what": "all"})
    subscription.refresh_from_db()
    assert (subscription.pace, subscription.states_only, subscription.state) == ("daily", False, "confirmed")
    kiosk(name="Хліб")
    work()
    assert "Хліб" in reader.get(page).content.decode()
    reader.post(page, {"deed": "stop"})
    assert "has ended" in reader.get(page).content.decode()
    assert reader.get(page[:-3] + "x/").status_code == 404


def test_what_is_not_needed_is_erased(mailbox: Mailbox) -> None:
    asked = actions.subscribe(wish(NEAR))
    ended = subscribed("layers=kiosks", "other@example.org")
    actions.end(ended.token)
    kiosk()
    matching.gather()
    long_ago = timezone.now() - timedelta(days=40)
    Subscription.objects.update(made_at=long_ago)
    Subscription.objects.filter(pk=ended.pk).update(changed_at=long_ago)
    Event.objects.update(at=long_ago)
    actions.forget()
    found = Subscription.objects.get()
    assert (found.pk, found.email, found.state, found.why) == (asked.pk, "", "ended", "unconfirmed")
    assert not Event.objects.exists()


def test_the_token_is_nowhere_in_the_database() -> None:
    subscription = subscribed(NEAR)
    kept = " ".join(str(value) for value in Subscription.objects.values_list().get())
    assert subscription.token.partition(".")[2] not in kept
    assert Subscription.of(f"{subscription.pk.hex}.x") is None


def test_what_is_still_looked_for_is_told_as_new_once_it_has_its_place(mailbox: Mailbox, work: Work) -> None:
    """The locator comes some minutes later than the worker's mail: nobody near is passed over."""
    subscribed(NEAR, "place@example.org")
    petition = row(catalogue["petitions"], geom=None, title="Лавки", location_source="unknown")
    work()
    assert mailbox.taken == []
    moved = row(catalogue["petitions"])
    layer = catalogue["petitions"].model._default_manager
    layer.filter(pk=petition.pk).update(geom=moved.geom, location_source="street")
    Finding.objects.create(layer="petitions", feature_id=petition.pk, seen="x", source="street")
    work()
    ((_to, letter),) = mailbox.taken
    assert "Лавки" in words_of(letter)


def test_who_watches_the_whole_city_hears_first_that_there_is_something(mailbox: Mailbox, work: Work) -> None:
    subscribed("layers=petitions", states_only=False)
    petition = row(catalogue["petitions"], geom=None, title="Лавки", location_source="unknown")
    petition.threshold, petition.signatures = 250, 3
    petition.save()
    work()
    assert mailbox.taken == [], "not of the change before the coming"
    Finding.objects.create(layer="petitions", feature_id=petition.pk, seen="x", source="unknown")
    work()
    (letter,) = mailbox.news()
    assert "2 changes" in letter["Subject"]
    assert "New" in words_of(letter)


def test_what_came_in_one_transaction_is_one_change(mailbox: Mailbox, work: Work) -> None:
    subscribed("layers=petitions", states_only=False)
    with transaction.atomic():
        petition = row(catalogue["petitions"], title="Лавки")
        petition.threshold, petition.signatures = 250, 3
        petition.save()
    work()
    (letter,) = mailbox.news()
    assert "1 change:" in letter["Subject"]
    assert Letter.objects.get().count == 1


def test_what_has_no_place_is_told_to_who_needs_none(
    mailbox: Mailbox, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed("layers=petitions", "all@example.org")
    row(catalogue["petitions"], geom=None, title="Лавки", location_source="unknown")
    work()
    assert mailbox.taken == []
    # Nobody looks for it any more.
    monkeypatch.setattr(matching, "_TO_BE_PLACED", 0)
    work()
    assert [to for to, _letter in mailbox.taken] == ["all@example.org"]


def test_what_has_just_come_is_one_change_and_as_far_as_its_nearest_point(
    mailbox: Mailbox, work: Work
) -> None:
    subscribed(f"near={X},{Y},300&layers=tenders", states_only=False)
    street = LineString((X, Y + 0.001), (X + 0.05, Y + 0.001), srid=4326)
    with transaction.atomic():
        tender = row(catalogue["tenders"], title="Ремонт вулиці", geom=None, amount=1)
        tender.amount = 2
        tender.save()
    tender.geom, tender.location_source = street, "street"
    tender.save()
    work()
    (letter,) = mailbox.news()
    assert "1 change:" in letter["Subject"]
    assert "110 m" in words_of(letter)
