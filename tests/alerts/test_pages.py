"""The form and the pages that letters lead to: everything by the words of the map's address, bad input in sentences."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from layers.alerts import actions
from layers.alerts.models import Letter, Subscription, Watch
from layers.models import Event
from layers.registry import catalogue
from tests.alerts.conftest import TO, subscribed, wish
from tests.alerts.test_letters import ask
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE
WORDS = f"near={X},{Y},200"
SQUARE = f"{X},{Y};{X + 0.01},{Y};{X + 0.01},{Y + 0.01}"


@pytest.fixture(autouse=True)
def takes_letters(settings: Any) -> None:
    settings.DEMONSTRATION = True


def page(client: Client, words: str = "") -> str:
    answer = client.get(f"/alerts?{words}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def nothing_is_kept() -> bool:
    return not (Subscription.objects.exists() or Letter.objects.exists() or Watch.objects.exists())


def test_what_is_seen_is_one_step_from_being_told(client: Client) -> None:
    kiosk, street, address = (row(catalogue[slug]) for slug in ("kiosks", "streets", "addresses"))
    tells = 'href="(/alerts[^"]+)"'
    for seen in (
        f"/kiosks/{kiosk.pk}/",
        f"/streets/{street.pk}/",
        f"/addresses/{address.pk}/",
        "/kiosks/?permit_state=expired",
        f"/around?near={X},{Y},500",
        f"/thread?near={X},{Y},100",
        f"/kiosks/{kiosk.pk}/thread/",
        f"/list?layers=kiosks&kiosks.permit_state=expired&within={SQUARE}&bbox=37,48,38,49",
        f"/plain?layers=kiosks&near={X},{Y},500",
    ):
        found = re.search(tells, client.get(seen).content.decode())
        assert found, seen
        form = client.get(found[1].replace("&amp;", "&"))
        assert form.status_code == 200, found[1]
        words = re.search(r'name="words" value="([^"]*)"', form.content.decode())
        assert words, seen
        asked = QueryDict(words[1].replace("&amp;", "&"))
        assert actions.subscribe(wish(asked.urlencode(), f"{len(seen)}{hash(seen)}@example.org")).title
    watches = Watch.objects.filter(layer="kiosks")
    assert {watch.words for watch in watches} == {"", "permit_state=expired"}
    assert watches.filter(feature_id=kiosk.pk).count() == 2
    assert watches.exclude(place=None).count() == 6


def test_who_comes_without_a_question_begins_with_his_address_and_everything(client: Client) -> None:
    told = page(client)
    assert told.index("My address, everything") < told.index("Or in the whole community")
    assert "All layers" in told
    row(catalogue["addresses"], street_name="Торська", house="10")
    found = page(client, "find=Торська 10")
    assert found.index("My address, everything") < found.index(f"near={X},{Y},300") < found.index("Or in the")
    address = re.search(r'href="/alerts\?([^"]*near=[^"]*)"', found)
    assert address
    assert {"tenders", "petitions", "kiosks"} <= set(
        QueryDict(address[1].replace("&amp;", "&"))["layers"].split(",")
    )
    assert "My address, everything" not in page(client, WORDS)


def test_the_form_shows_what_it_would_have_told(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], name="<b>Кава</b>")
    row(catalogue["kiosks"], at=(X + 0.02, Y), name="Далеко")
    row(catalogue["kiosks"], name="Таємно", publication="hidden")
    Event.objects.filter(feature_id=kiosk.pk).update(at=timezone.now() - timedelta(days=3))
    text = page(client, WORDS)
    assert "&lt;b&gt;" in text
    assert "<b>" not in text
    assert "1 change" in text
    assert "Далеко" not in text
    assert "Таємно" not in text
    Event.objects.update(at=timezone.now() - timedelta(days=31))
    assert "Nothing has happened here" in page(client, WORDS)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("layers=kiosks&kiosks.permit_state=valid", "Kiosks: Permit in force"),
        ("layers=kiosks,petitions&kiosks.permit_state=valid", "Petitions; Kiosks: Permit in force"),
        ("layers=kiosks,petitions", "Kiosks, Petitions"),
    ],
)
def test_a_subscription_names_each_layer_once(words: str, title: str, client: Client) -> None:
    assert f"<strong>{title}</strong>" in page(client, words)


def test_another_place_and_other_layers_need_no_script(client: Client) -> None:
    street = row(catalogue["streets"], name="Шевченка")
    text = page(client, "find=Шевченка&layers=kiosks&layers=tenders")
    assert f"layers=kiosks,tenders&amp;beside=streets/{street.pk},50" in text
    assert page(client, f"beside=streets/{street.pk},50").count('aria-current="true"') >= 1
    assert "No layer is chosen" in page(client, "layers=")
    assert "No layer is chosen" in page(client, "layers=streets")


@pytest.mark.parametrize(
    ("words", "more", "sentence"),
    [
        (WORDS, {"email": ""}, "Write the address that the letters shall go to."),
        (WORDS, {"email": "nobody"}, "This is no address for e-mail."),
        (WORDS, {"email": "a@example.org\nBcc: b@example.org"}, "This is no address for e-mail."),
        (WORDS, {"email": "a@example.org, b@example.org"}, "This is no address for e-mail."),
        (WORDS, {"email": f"{'a' * 10_000}@example.org"}, "has at most 254 characters"),
        (WORDS, {"pace": "hourly"}, "hourly is not one of the available choices"),
        ("layers=nobody", {}, "There is no layer nobody"),
        ("layers=kiosks&kiosks.nobody=1", {}, "Unknown parameter nobody"),
        ("layers=kiosks&kiosks.owner_phone=1", {}, "Unknown parameter owner_phone"),
        ("layers=kiosks&kiosks.permit_state=x", {}, "cannot be understood as permit_state"),
        (f"near={X},{Y},9000", {}, "The radius is up to 5000 metres."),
        (f"near={X},{Y},x", {}, "near is longitude,latitude"),
        ("near=30.5,50.4,300", {}, "outside of the city"),
        (f"within={X},{Y};{X + 2},{Y};{X},{Y + 2}", {}, "A drawn area has up to 400 km²."),
        ("within=0,0;1,1;1,0;0,1", {}, "must not cross itself"),
        ("within=" + ";".join(["1,2"] * 999), {}, "from 3 to 200"),
        ("beside=streets/999", {}, "not on the map"),
        ("layers=", {}, "Choose at least one layer"),
        ("layers=streets", {}, "Choose at least one layer"),
        (f"layers=kiosks&kiosks.ids={','.join(map(str, range(1, 60)))}", {}, "up to 50 objects"),
        (f"{WORDS}&q={'a' * 10_000}", {}, "at most 200 characters"),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_a_sentence_and_nothing_is_kept(
    words: str, more: dict[str, str], sentence: str, client: Client
) -> None:
    answer = ask(client, words, **more)
    assert answer.status_code in (200, 400)
    assert sentence in answer.content.decode()
    assert nothing_is_kept()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(("ticked", "is_kept"), [({}, False), ({"keeps_person": "on"}, True)])
def test_for_whom_the_map_is_judged_is_kept_only_by_consent(
    client: Client, ticked: dict[str, str], is_kept: bool
) -> None:
    client.cookies["django_language"] = "en"
    words = f"layers=places&{WORDS}&profile=blind"
    assert 'name="keeps_person"' in page(client, words)
    assert 'name="keeps_person"' not in page(client, f"layers=places&{WORDS}")
    assert ask(client, words, **ticked).status_code == 303
    kept = Subscription.objects.get()
    told = f"{kept.words} {list(Watch.objects.values())}".casefold()
    assert ("blind" in told, "sight" in kept.title.casefold()) == (is_kept, is_kept)
    assert f"near={X}" in kept.words


def test_an_old_link_shows_what_it_still_can(client: Client) -> None:
    text = page(client, f"{WORDS}&layers=kiosks,nobody&kiosks.permit_state=x")
    assert "was left out" in text
    assert client.get("/alerts?" + "x" * 10_000).status_code == 200


def test_a_program_that_fills_in_everything_is_told_the_same(client: Client) -> None:
    assert ask(client, website="http://spam.example").status_code == 303
    assert nothing_is_kept()


def test_nobody_is_pestered_and_nobody_floods(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _turn in range(actions.MOST_ASKED):
        assert ask(client).status_code == 303
    assert Subscription.objects.count() == 1
    answer = ask(client)
    assert answer.status_code == 200
    assert "already today" in answer.content.decode()
    assert "already today" in ask(client, "layers=kiosks", email=TO.upper()).content.decode()
    for number in range(17):
        assert ask(client, email=f"other{number}@example.org").status_code == 303
    answer = ask(client, email="one.more@example.org")
    assert answer.status_code == 429
    assert "as many subscriptions" in answer.content.decode()
    monkeypatch.setattr(actions, "MOST_OF_ADDRESS", 2)
    for words in (WORDS, "layers=kiosks"):
        subscribed(words, "many@example.org")
    with pytest.raises(ValidationError, match="2 підписок"):
        actions.subscribe(wish("layers=tenders", "many@example.org"))


def test_the_form_wants_its_token_and_the_tasks_know_no_address(reader: Client, client: Client) -> None:
    assert ask(reader).status_code == 403
    ask(client)
    (result,) = DBTaskResult.objects.all()
    assert TO not in str(result.args_kwargs)


def test_addresses_of_letters_are_secret_and_only_looked_at_by_get(client: Client) -> None:
    subscription = actions.subscribe(wish(WORDS))
    for deed in ("confirm", "stop", ""):
        address = subscription.path + deed
        for method in (client.get, client.head):
            answer = method(address)
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "private, no-store"
        assert client.put(address).status_code == 405
        assert TO not in client.get(address).content.decode()
    subscription.refresh_from_db()
    assert subscription.state == "asked"
    wrong = subscription.token[:-1] + ("a" if subscription.token[-1] != "a" else "b")
    for token in (wrong, "x" * 5000, "%00", "x.y"):
        assert client.post(f"/alerts/{token}/stop").status_code in (400, 404)
    assert client.post(subscription.path, {"deed": "change", "pace": "x"}).status_code == 303


def test_office_sees_how_it_goes_and_few_see_addresses(signed_in: Any) -> None:
    subscription = subscribed(WORDS)
    row(catalogue["kiosks"])
    registrar, administrator = signed_in("registrar"), signed_in("administrator")
    forms = [f"/admin/alerts/subscription/{subscription.pk}/change/", "/admin/alerts/subscription/"]
    for address in (*forms, "/admin/alerts/letter/", "/admin/layers/event/"):
        assert registrar.get(address).status_code == 200, address
        assert TO not in registrar.get(address).content.decode()
    assert TO in administrator.get(forms[0]).content.decode()
    assert registrar.get(forms[1], {"email__startswith": "r"}).status_code in (302, 400, 403)
    assert subscription.title not in registrar.get(forms[1], {"q": TO}).content.decode()
    deed = {"action": "end_them", "_selected_action": str(subscription.pk)}
    registrar.post(forms[1], deed)
    assert Subscription.objects.get().email == TO
    administrator.post(forms[1], deed)
    assert (Subscription.objects.get().email, Subscription.objects.get().why) == ("", "office")


def test_the_history_knows_no_address() -> None:
    from layers.models import HistoryEntry

    subscription = subscribed(WORDS)
    actions.end(subscription.token)
    assert not HistoryEntry.objects.filter(before__icontains=TO).exists()
