"""A second auditor's word: one each, never about one's own; a dispute waits until a registrar settles it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from accessibility import norms, opinions, whole
from accessibility.models import Audit, Opinion
from layers.registry import catalogue
from layers.surveys.models import Observation
from layers.surveys.verdicts import set_aside
from tests.accessibility.test_field import said
from tests.samples import HERE, row
from tests.surveys.conftest import Device

pytestmark = pytest.mark.django_db
ADD = "/admin/accessibility/opinion/add/"


def device(name: str) -> Device:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name="auditor"))
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return Device(client)


@pytest.fixture
def shop() -> Any:
    return row(catalogue["places"], kind="shop", name="Крамниця")


@pytest.fixture
def first() -> Device:
    return device("first")


@pytest.fixture
def second() -> Device:
    return device("second")


@pytest.fixture
def audit(first: Device, shop: Any) -> Audit:
    assert first.send(said(first, shop, {"threshold": 15, "door_width": 950})).status_code == 200
    return Audit.objects.get()


def word(device: Device, audit: Audit, word: str, **answers: Any) -> Any:
    return device.send(said(device, audit.place, {"audit": audit.pk, "word": word} | answers))


def place(audit: Audit) -> Any:
    return catalogue["places"].model._default_manager.get(pk=audit.place_id)


def test_confirmations_are_counted_each_person_once(second: Device, audit: Audit) -> None:
    assert word(second, audit, "confirms").status_code == 200
    assert word(second, audit, "confirms").status_code == 200
    assert word(device("third"), audit, "confirms").status_code == 200
    assert word(device("fourth"), audit, "cannot_tell").status_code == 200
    assert (place(audit).confirmations, place(audit).is_disputed) == (2, False)
    assert Audit.objects.count() == 1


def test_nobody_confirms_their_own(first: Device, audit: Audit) -> None:
    answer = word(first, audit, "confirms")
    assert answer.status_code == 422
    assert "somebody else has to look" in answer.json()["flaws"][0]["said"]
    assert not Opinion.objects.exists()


def test_whoever_thinks_again_says_another_word(second: Device, audit: Audit) -> None:
    word(second, audit, "confirms")
    word(second, audit, "disagrees", threshold=45)
    assert (place(audit).confirmations, place(audit).is_disputed) == (0, True)
    # What was measured is taken back by another measure, and by nothing else.
    word(second, audit, "confirms")
    word(second, audit, "cannot_tell")
    assert (place(audit).confirmations, place(audit).is_disputed) == (0, True)
    word(second, audit, "confirms", threshold=15)
    assert (place(audit).confirmations, place(audit).is_disputed) == (1, False)


def test_a_second_word_adds_to_what_was_said(second: Device, audit: Audit) -> None:
    word(second, audit, "disagrees", threshold=90)
    assert place(audit).for_wheelchair == "barrier"
    word(second, audit, "disagrees", steps=True)
    assert Opinion.objects.get().answers == {"threshold": 90, "steps": True}
    assert place(audit).for_wheelchair == "barrier"


def test_a_dispute_lives_until_a_registrar_settles_it(first: Device, second: Device, audit: Audit) -> None:
    word(second, audit, "disagrees", threshold=90)
    same = {"threshold": 15, "door_width": 950}
    for deed in ({"deed": "unchanged"}, {}, {"changed": "threshold"}):
        told = {**same, **({"changed": deed["changed"]} if "changed" in deed else {})}
        words = {"deed": deed["deed"]} if "deed" in deed else {}
        assert first.send(said(first, audit.place, told, **words), uuid4()).status_code == 200
        assert (place(audit).for_wheelchair, place(audit).is_disputed) == ("barrier", True)
    registrar = User.objects.create_superuser("settles")
    opinions.settle(Opinion.objects.get(), "stands", "Двері міряли втрьох.", registrar)
    assert (place(audit).for_wheelchair, place(audit).is_disputed) == ("unknown", False)


def test_who_was_right_is_not_asked_again_for_what_was_said_meanwhile(
    first: Device, second: Device, audit: Audit
) -> None:
    word(second, audit, "disagrees", threshold=90)
    assert (
        first.send(said(first, audit.place, {"threshold": 15, "door_width": 700}), uuid4()).status_code == 200
    )
    opinions.settle(
        Opinion.objects.get(), "overruled", "Виміряно втретє.", User.objects.create_superuser("settles")
    )
    found = whole.of_places([audit.place_id])[audit.place_id].own.answers
    assert (found["threshold"].value, found["door_width"].value) == (90, 700)
    assert not place(audit).is_disputed
    assert not Opinion.objects.filter(ruling="").exists()


@pytest.mark.parametrize("party", ["first", "second"])
def test_nobody_settles_a_dispute_of_their_own(party: str, second: Device, audit: Audit) -> None:
    word(second, audit, "disagrees", threshold=90)
    with pytest.raises(ValidationError, match="somebody else settles it"), translation.override("en"):
        opinions.settle(Opinion.objects.get(), "stands", "Так.", User.objects.get(username=party))
    assert place(audit).is_disputed


def test_what_a_second_auditor_found_outlives_an_audit_that_is_set_aside(
    first: Device, second: Device, audit: Audit
) -> None:
    assert first.send(said(first, audit.place, {"threshold": 10}), uuid4()).status_code == 200
    latest = Audit.objects.order_by("pk").last()
    assert latest is not None
    word(second, latest, "disagrees", threshold=90)
    set_aside([latest.observation], "Не той будинок.")
    assert Opinion.objects.get().audit == audit
    assert (place(audit).for_wheelchair, place(audit).is_disputed) == ("barrier", True)


def test_a_word_that_the_office_sets_aside_counts_no_more(second: Device, audit: Audit) -> None:
    word(second, audit, "disagrees", threshold=90)
    word(second, audit, "disagrees", steps=True)
    of_threshold, of_steps = Observation.objects.filter(by__username="second").order_by("received_at")
    set_aside([of_threshold.pk], "Не ті двері.")
    assert Opinion.objects.get().answers == {"steps": True}
    set_aside([of_steps.pk], "Не ті двері.")
    assert not Opinion.objects.exists()
    assert not place(audit).is_disputed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"word": "disagrees"}, "Say what you found otherwise"),
        ({"word": "hates"}, "no such choice"),
        ({"word": "disagrees", "threshold": 9000}, "is not believed"),
        ({"word": "confirms", "audit": 987654}, "not there (any more)"),
        ({"word": "confirms", "audit": "x"}, "not there (any more)"),
    ],
)
def test_a_word_that_cannot_be_is_refused(
    second: Device, audit: Audit, words: dict[str, Any], told: str
) -> None:
    answer = second.send(said(second, audit.place, {"audit": audit.pk} | words))
    assert answer.status_code == 422
    assert told in answer.json()["flaws"][0]["said"]
    assert not Opinion.objects.exists()
    assert Observation.objects.filter(fate="refused").count() == 1


def test_an_audit_of_another_place_is_not_judged(second: Device, audit: Audit) -> None:
    other = row(catalogue["places"], kind="shop", name="Інша")
    answer = second.send(said(second, other, {"audit": audit.pk, "word": "confirms"}))
    assert answer.status_code == 422


def test_the_queue_shows_both_values_and_a_registrar_settles(
    second: Device, audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    word(second, audit, "disagrees", threshold=45)
    assert place(audit).verdict == "barrier"
    opinion = Opinion.objects.get()
    registrar = signed_in("registrar")
    queue = registrar.get("/admin/accessibility/opinion/?dispute=open").content.decode()
    assert "Крамниця" in queue
    assert "<b>a high threshold</b>: 15\u00a0mm (first, " in queue
    assert " ↔ 45\u00a0mm (second, " in queue
    address = f"/admin/accessibility/opinion/{opinion.pk}/change/"
    page = registrar.get(address).content.decode()
    assert "How high is the threshold?</th><td>15\u00a0mm</td><td>45\u00a0mm</td>" in page
    assert (
        "Say why" in registrar.post(address, {"ruling": "overruled", "ruling_reason": " "}).content.decode()
    )
    assert Audit.objects.count() == 1
    told = {"ruling": "overruled", "ruling_reason": "Виміряно втретє: 45 мм."}
    assert registrar.post(address, told, follow=True).status_code == 200
    corrected = Audit.objects.exclude(pk=audit.pk).get()
    assert {one.code: one.value for one in corrected.answers.all()} == {"threshold": 45}
    assert (place(audit).verdict, place(audit).is_disputed) == ("barrier", False)
    assert "Крамниця" not in registrar.get("/admin/accessibility/opinion/?dispute=open").content.decode()


def test_what_was_confirmed_as_unusual_is_not_asked_about_again_when_it_is_settled(
    second: Device, audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    refused = word(second, audit, "disagrees", threshold=5)
    assert "is unusually small" in refused.json()["flaws"][0]["said"]
    assert word(second, audit, "disagrees", threshold=5, confirmed="threshold").status_code == 200
    assert Opinion.objects.get().answers == {"threshold": 5}
    address = f"/admin/accessibility/opinion/{Opinion.objects.get().pk}/change/"
    told = {"ruling": "overruled", "ruling_reason": "Виміряно щупом."}
    assert signed_in("registrar").post(address, told).status_code == 302
    assert Audit.objects.exclude(pk=audit.pk).get().answers.get(code="threshold").value == 5


def test_an_audit_that_stands_is_disputed_no_more(
    second: Device, audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    word(second, audit, "disagrees", threshold=45)
    address = f"/admin/accessibility/opinion/{Opinion.objects.get().pk}/change/"
    told = {"ruling": "stands", "ruling_reason": "Міряли сходинку, а не поріг."}
    registrar = signed_in("registrar")
    assert registrar.post(address, told).status_code == 302
    assert not place(audit).is_disputed
    # Settled once: nobody settles it again.
    assert registrar.post(address, told).status_code == 403
    assert Audit.objects.count() == 1


def test_an_auditor_says_it_in_the_office_and_settles_nothing(second: Device, audit: Audit) -> None:
    own = second.client
    assert "Say what you found" in own.post(ADD, {"audit": audit.pk, "word": "disagrees"}).content.decode()
    sent = {"audit": audit.pk, "word": "disagrees", "note": "Поріг вищий."}
    assert own.post(ADD, sent).status_code == 302
    opinion = Opinion.objects.get()
    assert (opinion.by.username, place(audit).is_disputed) == ("second", True)  # type: ignore[union-attr]
    address = f"/admin/accessibility/opinion/{opinion.pk}/change/"
    assert own.post(address, {"ruling": "stands", "ruling_reason": "Так."}).status_code == 403


def test_whoever_entered_an_audit_in_the_office_does_not_confirm_it(first: Device, audit: Audit) -> None:
    answer = first.client.post(ADD, {"audit": audit.pk, "word": "confirms"}).content.decode()
    assert "somebody else has to look" in answer
    assert not Opinion.objects.exists()


def test_an_older_audits_words_are_not_the_newer_ones(first: Device, second: Device, audit: Audit) -> None:
    word(second, audit, "confirms")
    assert first.send(said(first, audit.place, {"threshold": 20}), uuid4()).status_code == 200
    assert place(audit).confirmations == 0


def test_what_is_taken_along_says_whether_one_may_judge(first: Device, second: Device, audit: Audit) -> None:
    word(second, audit, "confirms")
    told = [taken_along(one)["audit"] for one in (first, second)]
    assert [(one["isMine"], one["mine"], one["confirmations"]) for one in told] == [
        (True, "", 1),
        (False, "confirms", 1),
    ]


def test_audits_are_found_by_age_auditor_dispute_and_part(
    first: Device, second: Device, audit: Audit, signed_in: Callable[[str], Client]
) -> None:
    assert first.send(said(first, audit.place, {"threshold": 10, "entrance": "двір"})).status_code == 200
    registrar = signed_in("registrar")

    def listed(**words: Any) -> list[str]:
        page = registrar.get("/admin/accessibility/audit/", words)
        assert page.status_code == 200
        return [one.part.name if one.part else "whole" for one in page.context["cl"].result_list]

    assert sorted(listed()) == ["whole", "двір"]
    assert listed(of="whole") == ["whole"]
    assert listed(of="entrance") == ["двір"]
    assert listed(of="room") == []
    assert len(listed(place__freshness__exact="fresh")) == 2
    assert listed(place__freshness__exact="stale") == []
    assert len(listed(made_by__id__exact=audit.made_by_id)) == 2
    assert listed(dispute="open") == []
    word(second, audit, "disagrees", threshold=45)
    assert listed(dispute="open") == ["whole"]


def test_what_is_in_dispute_is_looked_at_without_the_answers_of_others(
    first: Device, second: Device, audit: Audit
) -> None:
    assert second.send(said(second, audit.place, {"threshold": 45})).status_code == 200
    assert place(audit).is_disputed
    told = {name: taken_along(one) for name, one in {"second": second, "third": device("third")}.items()}
    assert [one["isDisputed"] for one in told.values()] == [True, True]
    # One's own answers are no secret; what nobody disputes is carried over.
    assert told["second"]["last"] == {"threshold": 45, "door_width": 950}
    assert told["third"]["last"] == {"door_width": 950}
    assert taken_along(first)["last"] == {"door_width": 950}


def test_nobody_carries_over_the_word_of_who_disagrees(first: Device, second: Device, audit: Audit) -> None:
    word(second, audit, "disagrees", threshold=90)
    assert taken_along(first)["last"] == {"door_width": 950}


def taken_along(device: Device) -> Any:
    """The only place of an area, as the field app is told it."""
    west, south = HERE[0] - 0.01, HERE[1] - 0.01
    area = f"/field/area?bbox={west},{south},{west + 0.02},{south + 0.02}"
    return device.client.get(area).json()["objects"]["audit"][0]


@pytest.mark.parametrize(
    ("answers", "confirmations"),
    [
        ({"threshold": 15, "door_width": 950}, 1),
        # Tapes differ, and it comes to the same.
        ({"threshold": 10, "door_width": 955}, 1),
        ({"threshold": 45, "door_width": 950}, 0),
        # Who looked at half of it confirms no whole.
        ({"threshold": 15}, 0),
        ({"threshold": 15, "door_width": None}, 0),
    ],
)
def test_whoever_audits_anew_and_finds_the_same_confirms_it(
    second: Device, audit: Audit, answers: dict[str, Any], confirmations: int
) -> None:
    assert second.send(said(second, audit.place, answers)).status_code == 200
    assert place(audit).confirmations == confirmations


def test_only_another_persons_audit_of_these_days_confirms(
    first: Device, second: Device, audit: Audit
) -> None:
    same = {"threshold": 15, "door_width": 950}
    assert first.send(said(first, audit.place, same)).status_code == 200
    assert place(audit).confirmations == 0
    Audit.objects.update(made_on=timezone.localdate() - timedelta(norms.assessment().disputed_within + 1))
    assert second.send(said(second, audit.place, same)).status_code == 200
    assert place(audit).confirmations == 0
    # A word of the same person counts once, whatever else they found.
    third = device("third")
    assert third.send(said(third, audit.place, same)).status_code == 200
    assert place(audit).confirmations == 1
    word(second, Audit.objects.get(made_by__username="third"), "confirms")
    assert place(audit).confirmations == 1
