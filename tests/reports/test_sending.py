"""A report is sent in three forms that need no script: photos, the place, words; what is bad is said and kept out."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from layers.civic.reports import actions, visitors
from layers.civic.reports.models import Draft, Follower, Report, ReportPhoto, Visit
from layers.civic.reports.tasks import tend
from layers.civic.reports.vocabulary import Category
from layers.feature import LocationSource
from layers.models import HistoryEntry
from layers.registry import catalogue
from maps.reported import record_barrier
from tests.reports.conftest import begun, photo, sent
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
FAR = (30.52, 50.45)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_photo_with_its_place_becomes_a_report(client: Client) -> None:
    row(catalogue["addresses"], street_name="вулиця Шевченка", house="5")
    draft = begun(client)
    page = client.get(draft).content.decode()
    assert "from the photo" in page
    assert "вулиця Шевченка, 5" in page
    assert "Yes, it is here" in page
    address = draft.partition("?")[0]
    assert client.post(address, {"next": "yes"})["Location"] == f"{address}/words"
    answer = client.post(f"{address}/words", {"category": "kiosk", "said": "<b>Кіоск</b>"})
    report = Report.objects.get()
    assert (report.category, report.state, report.publication) == ("kiosk", "received", "hidden")
    assert report.geom is not None
    assert report.geom.coords == pytest.approx(HERE, abs=1e-6)
    assert (report.location_source, report.nearby) == ("gps", "вулиця Шевченка, 5")
    kept = report.photos.get()
    with Image.open(kept.picture.path) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (640, 480), {})
    state = client.get(answer["Location"]).content.decode()
    assert "It has arrived" in state
    assert "&lt;b&gt;Кіоск&lt;/b&gt;" in state
    assert not Draft.objects.exists()
    # The second click on «Send» finds nothing that it could send once more.
    assert client.post(f"{address}/words", {"category": "kiosk", "said": "а"}).status_code == 404
    assert Report.objects.count() == 1


def test_it_can_be_sent_without_a_photo_and_then_needs_words(client: Client) -> None:
    draft = client.post("/report", {"near": f"{HERE[0]},{HERE[1]}"})["Location"]
    page = client.get(draft).content.decode()
    assert "pointed out on the map" in page
    refused = client.post(f"{draft}/words", {"category": "barrier"})
    assert 'id="said-error"' in refused.content.decode()
    assert client.post(f"{draft}/words", {"category": "barrier", "said": "Сходи"}).status_code == 303


def test_the_place_is_pressed_moved_looked_for_and_taken_from_the_photo(client: Client) -> None:
    house = row(catalogue["addresses"], (HERE[0] + 0.002, HERE[1]), street_name="вулиця Свободи", house="7")
    draft = client.post("/report", {"photos": [photo(FAR)]})["Location"]
    page = client.get(draft).content.decode()
    assert "outside of the community" in page
    assert "Yes, it is here" not in page
    assert "Say first where it is" in client.post(draft, {"next": "yes"}).content.decode()
    assert client.get(f"{draft}/words")["Location"] == draft

    def placed() -> tuple[float, float]:
        geom = Draft.objects.get().geom
        assert geom is not None
        return geom.x, geom.y

    view = {"at": f"18/{HERE[1]}/{HERE[0]}"}
    client.post(draft, {**view, "point.x": "352", "point.y": "170"})
    assert placed() == pytest.approx(HERE, abs=1e-5)
    client.post(draft, {**view, "point.x": "452", "point.y": "170"})
    assert placed()[0] - HERE[0] == pytest.approx(100 * 360 / 256 / 2**18, rel=0.01)
    before = placed()
    client.post(draft, {**view, "move": "north"})
    assert placed()[0] == pytest.approx(before[0], abs=1e-6)
    assert placed()[1] > before[1]
    # A key presses the corner: what is under the mark is meant.
    kept = placed()
    client.post(draft, {**view, "point.x": "0", "point.y": "0"})
    assert placed() == pytest.approx(kept, abs=1e-6)
    page = client.get(f"{draft}?q=Свободи 7").content.decode()
    button = re.search(r'name="place" value="([^"]+)"', page)
    assert button
    client.post(draft, {**view, "place": button[1]})
    assert placed() == pytest.approx((house.geom.x, house.geom.y), abs=1e-5)
    assert Draft.objects.get().location_source == "address"
    client.post(draft, {**view, "here": f"{HERE[0]},{HERE[1]},12.4"})
    one = Draft.objects.get()
    assert (one.location_source, one.location_accuracy) == ("gps", 12.4)
    zoomed = client.post(draft, {**view, "zoom": "in"})["Location"]
    assert "?at=19/" in zoomed
    assert client.get(zoomed).status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"point.x": "9999", "point.y": "1"}, "not a place on the map"),
        ({"point.x": "nan", "point.y": "1"}, "not a place on the map"),
        ({"point.x": "5"}, "not a place on the map"),
        ({"here": "a,b,c"}, "near is longitude"),
        ({"here": "30.52,50.45,10"}, "not in the community"),
        ({"here": f"{HERE[0]},{HERE[1]},5000"}, "does not know exactly enough"),
        ({"place": "400,1"}, "near is longitude"),
        ({"photo": "yes"}, "does not say where"),
        ({"point.x": "1", "point.y": "1", "at": "9/1/1"}, "not in the community"),
    ],
)
def test_a_bad_place_is_said_and_changes_nothing(client: Client, words: dict[str, str], said: str) -> None:
    draft = begun(client, None)
    answer = client.post(draft, {"at": f"18/{HERE[1]}/{HERE[0]}"} | words)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Draft.objects.get().geom is None


def test_what_stands_there_already_is_offered(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], (HERE[0] + 0.0002, HERE[1]), name="Кава")
    row(catalogue["kiosks"], (HERE[0] + 0.002, HERE[1]), name="Далекий")
    row(catalogue["kiosks"], name="Прихований", publication="hidden")
    # What is asked for at a place cannot be what somebody stands before.
    row(catalogue["petitions"], title="Прохання")
    page = client.get(begun(client)).content.decode()
    assert f'name="about" value="/kiosks/{kiosk.pk}/"' in page
    assert "Далекий" not in page
    assert "Прохання" not in page
    assert "Прихований" not in page


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\xff\xd8\xff\xe0 no more", b""],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(client: Client, media: Path, content: bytes) -> None:
    wrong = SimpleUploadedFile("b.jpg", content)
    answer = client.post("/report", {"photos": [photo(), wrong]})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Draft.objects.exists()
    assert not ReportPhoto.objects.exists()


def test_too_many_photos_are_refused(client: Client) -> None:
    answer = client.post("/report", {"photos": [photo() for _ in range(5)]})
    assert "At most 4 photos" in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"category": ""}, "Choose what it is about."),
        ({"category": "nonsense"}, "nonsense"),
        ({"said": "а" * 2001}, "2000"),
        ({"said": "а\0б"}, "Null characters"),
        ({"category": "other", "said": " "}, "Say in a few words"),
        ({"email": "нема@"}, 'id="email-error"'),
        ({"email": "a@b.example\nBcc: c@d.example"}, 'id="email-error"'),
        ({"website": "https://spam.example"}, "One field has to stay empty"),
    ],
)
def test_words_that_cannot_be_sent_are_said_and_what_was_typed_stays(
    client: Client, words: dict[str, str], said: str
) -> None:
    draft = begun(client).partition("?")[0]
    answer = client.post(f"{draft}/words", {"category": "kiosk", "said": "Стоїть"} | words)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Report.objects.exists()
    assert Draft.objects.exists()


def test_where_no_letters_are_sent_no_address_is_asked_for(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION, settings.EMAIL_HOST = False, ""
    draft = begun(client).partition("?")[0]
    assert 'name="email"' not in client.get(f"{draft}/words").content.decode()
    answer = client.post(f"{draft}/words", {"category": "kiosk", "email": "a@b.example"})
    assert "sends no letters" in answer.content.decode()


def test_a_flood_of_one_visitor_is_refused_keeps_what_was_filled_in_and_passes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(visitors.MOST, Visit.Kind.SENT, 2)
    for _ in range(2):
        sent(client)
    draft = begun(client).partition("?")[0]
    page = client.post(f"{draft}/words", {"category": "kiosk", "said": "Стоїть на тротуарі"})
    assert page.status_code == 200
    assert "Try again in" in page.content.decode()
    assert "Стоїть на тротуарі" in page.content.decode()
    # Whoever lives next door is kept from nothing.
    neighbour = {"category": "kiosk", "said": "І мені"}
    assert client.post(f"{draft}/words", neighbour, REMOTE_ADDR="192.0.2.7").status_code == 303
    Visit.objects.update(made_at=timezone.now() - timedelta(hours=25))
    sent(client)
    assert visitors.forget() > 0


def test_many_may_report_of_one_place(client: Client) -> None:
    for _ in range(7):
        sent(client)
    assert Report.objects.count() == 7


def test_more_than_one_visitor_may_begin_is_told_how_long_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(visitors.MOST, Visit.Kind.BEGUN, 1)
    assert client.post("/report").status_code == 303
    assert "Try again in" in client.post("/report").content.decode()


def test_of_a_visitor_nothing_is_kept_but_a_hash_that_a_day_makes_another(settings: Any) -> None:
    here = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.4"}
    direct = visitors.visitor_of(here)
    assert "192" not in direct
    assert direct == visitors.visitor_of({"REMOTE_ADDR": "192.0.2.1"})
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # What the proxy itself has added counts, not what anybody may write before it.
    assert visitors.visitor_of(here) == visitors.visitor_of({"HTTP_X_FORWARDED_FOR": "198.51.100.4"})


def test_the_token_of_the_form_is_wanted() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report").status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get("/report").content.decode())
    assert token
    assert strict.post("/report", {"csrfmiddlewaretoken": token[1]}).status_code == 303


def test_other_methods_and_unknown_addresses_are_refused_in_words(client: Client) -> None:
    draft = begun(client).partition("?")[0]
    for address in ("/report", draft, f"{draft}/words", "/report/letters/abc/confirm"):
        assert client.put(address).status_code == 405
    nobody = "/report/new/00000000-0000-4000-8000-000000000000"
    for address in (nobody, f"{nobody}/words", "/report/abc", "/report/letters/abc/stop", "/report/new/x"):
        assert client.get(address).status_code == 404
    assert client.post("/report/letters/abc/confirm").status_code == 404


def test_an_account_is_named_nowhere(signed_in: Callable[[str], Client]) -> None:
    sent(signed_in("resident"))
    entry = HistoryEntry.objects.get(layer="reports")
    assert (entry.operation, entry.actor, entry.via) == ("insert", "", "site")


def test_what_breaks_off_on_its_way_is_refused_in_words(client: Client) -> None:
    kind = "multipart/form-data; boundary=edge"
    half = (
        b'--edge\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n\xff\xd8\xff half'
    )
    for body in (half, b"--edge\r\nnonsense", b""):
        assert client.generic("POST", "/report", body, content_type=kind).status_code < 500
    assert not ReportPhoto.objects.exists()


def test_a_draft_that_was_sent_does_not_come_back(client: Client) -> None:
    begun(client)
    draft = Draft.objects.get()
    words = actions.Words(Category.OTHER, "Яма", "")
    actions.send(draft.pk, words, site="http://testserver")
    actions.put(draft, Point(*HERE, srid=4326), LocationSource.HAND)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("near", ["nonsense", "400,1", "30.52,50.45", "1", ","])
def test_a_link_with_a_place_that_is_none_goes_on_without_it(client: Client, near: str) -> None:
    page = client.get("/report", {"near": near})
    assert page.status_code == 200
    assert "was left out" in page.content.decode()
    assert 'name="near"' not in page.content.decode()


def test_photos_of_a_draft_are_for_who_goes_on_with_it(client: Client) -> None:
    address = begun(client).partition("?")[0]
    one = ReportPhoto.objects.get()
    picture = client.get(f"{address}/{one.pk}.jpg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    other = begun(client, None)
    assert client.get(f"{other}/{one.pk}.jpg").status_code == 404
    assert client.get(f"/photos/{one.pk}.jpg").status_code == 404


def test_what_nobody_goes_on_with_is_erased(
    client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stays = begun(client)
    begun(client)
    assert len(files(media)) == 4
    stale = Draft.objects.exclude(pk=stays.rpartition("/")[2].partition("?")[0])
    stale.update(made_at=timezone.now() - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        tend.call()
    assert Draft.objects.count() == 1
    assert len(files(media)) == 2
    assert client.get(stays).status_code == 200


def test_the_address_of_the_state_cannot_be_guessed(client: Client) -> None:
    codes = {sent(client) for _ in range(3)}
    assert all(len(code) >= len("/report/") + 24 for code in codes)
    assert len(codes) == 3
    assert (
        Follower.objects.filter(
            code__in=[str(pk) for pk in Report.objects.values_list("pk", flat=True)]
        ).count()
        == 0
    )


def test_a_report_of_an_object_that_is_on_the_map_keeps_its_photo_and_names_it(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    kiosk = row(catalogue["kiosks"], (HERE[0] + 0.0002, HERE[1]), name="Кава")
    far = row(catalogue["kiosks"], (HERE[0] + 0.02, HERE[1]), name="Далекий")
    address = begun(client).partition("?")[0]
    answer = client.post(address, {"about": f"/kiosks/{far.pk}/"})
    assert "Choose one of the objects below" in answer.content.decode()
    assert client.post(address, {"about": f"/kiosks/{kiosk.pk}/"})["Location"] == f"{address}/words"
    page = client.get(f"{address}/words").content.decode()
    assert f'<a href="/kiosks/{kiosk.pk}/">' in page
    assert re.search(r'value="kiosk"[^>]*checked', page)
    client.post(f"{address}/words", {"category": "kiosk", "said": "Стоїть на тротуарі"})
    report = Report.objects.get()
    assert (report.about, report.photos.count()) == (f"/kiosks/{kiosk.pk}/", 1)
    office = signed_in("registrar").get(f"/admin/reports/report/{report.pk}/change/").content.decode()
    assert f"/admin/kiosks/kiosk/{kiosk.pk}/change/" in office


def test_another_place_is_of_another_object(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], (HERE[0] + 0.0002, HERE[1]), name="Кава")
    address = begun(client).partition("?")[0]
    client.post(address, {"about": f"/kiosks/{kiosk.pk}/"})
    client.post(address, {"at": f"18/{HERE[1]}/{HERE[0]}", "move": "north"})
    assert Draft.objects.get().about == ""


def test_of_a_barrier_one_says_what_it_is_and_until_when(client: Client) -> None:
    draft = begun(client).partition("?")[0]
    today = timezone.localdate()
    words = {"category": "barrier", "said": "Розрита", "kind": "works", "severity": "impassable"}
    refused = client.post(f"{draft}/words", words | {"lasts_until": str(today - timedelta(1))})
    assert "a day from today on" in refused.content.decode()
    refused = client.post(f"{draft}/words", words | {"kind": "dragon"})
    assert refused.status_code == 200
    assert not Report.objects.exists()
    client.post(f"{draft}/words", words | {"lasts_until": str(today + timedelta(9))})
    made = record_barrier(Report.objects.get())
    assert made
    assert (made.kind, made.severity, made.expires_on) == ("works", "impassable", today + timedelta(9))
    assert made.for_wheelchair == "impassable"


def test_of_a_kiosk_no_kind_of_barrier_is_kept(client: Client) -> None:
    draft = begun(client).partition("?")[0]
    client.post(
        f"{draft}/words", {"category": "kiosk", "said": "Стоїть", "kind": "works", "severity": "hard"}
    )
    assert (Report.objects.get().kind, Report.objects.get().severity) == ("", "")
