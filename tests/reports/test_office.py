"""A report is nobody's but the office's until a moderator publishes it; then it is a feature like any other."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from PIL import Image

from layers.civic.reports.models import Report, ReportPhoto
from layers.registry import catalogue
from tests.reports.conftest import sent
from tests.reports.test_letters import settle
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
SURFACES = (
    "/reports/",
    "/api/collections/reports/items",
    "/data/reports.csv",
    "/search?q=дозволу",
    "/list?layers=reports",
)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return whole.decode()


def test_nothing_of_it_is_public_until_somebody_publishes_it(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    state = sent(client)
    report = Report.objects.get()
    found = ("без дозволу", f"/reports/{report.pk}/")
    for address in SURFACES:
        assert not any(words in body(client, address) for words in found), address
    assert client.get(f"/reports/{report.pk}/").status_code == 404
    moderator = signed_in("moderator")
    form = {"action": "publish_reports", "_selected_action": [report.pk]}
    assert (
        "1 report is published."
        in moderator.post("/admin/reports/report/", form, follow=True).content.decode()
    )
    for address in SURFACES:
        assert any(words in body(client, address) for words in found), address
    card = body(client, f"/reports/{report.pk}/")
    assert "Kiosk without a permit" in card
    assert f'href="/reports/{report.pk}/"' in body(client, state)
    form["action"] = "withhold_reports"
    moderator.post("/admin/reports/report/", form)
    assert client.get(f"/reports/{report.pk}/").status_code == 404


def test_what_a_moderator_takes_out_is_not_public_and_stays_known(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    state = sent(client, said="Дзвоніть Петренкові 0501234567")
    Report.objects.update(text="Стоїть", publication="public")
    report = Report.objects.get()
    for address in (*SURFACES, f"/reports/{report.pk}/"):
        assert "Петренк" not in body(client, address)
    assert "Петренк" in body(client, state)
    assert "Петренк" in body(signed_in("moderator"), f"/admin/reports/report/{report.pk}/change/")


def test_it_is_handed_to_somebody_and_answered(client: Client, signed_in: Callable[[str], Client]) -> None:
    state = sent(client)
    inspector = signed_in("inspector")
    moderator = signed_in("moderator")
    report = Report.objects.get()
    office = f"/admin/reports/report/{report.pk}/change/"
    worker = User.objects.get(username="inspector")
    page = body(moderator, office)
    version = re.search(r'name="version" value="([^"]*)"', page)
    assert version
    form = {
        "category": "kiosk",
        "text": "Стоїть",
        "state": "received",
        "handed_to": worker.pk,
        "answer": "",
        "publication": "hidden",
        "location_source": "gps",
        "geom": report.geom.geojson if report.geom else "",
        "version": version[1],
    }
    assert moderator.post(office, form).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.handed_to, report.taken_up_on) == (
        "looked_into", worker, timezone.localdate(),
    )  # fmt: skip
    assert "Being looked into" in body(client, state)
    # An inspector reads, and writes nothing.
    assert "без дозволу" in body(inspector, office)
    assert inspector.post(office, form).status_code == 403
    fresh = re.search(r'name="version" value="([^"]*)"', body(moderator, office))
    assert fresh
    refused = moderator.post(office, form | {"state": "answered", "version": fresh[1]})
    assert "Write the answer" in refused.content.decode()
    settle(moderator)
    report.refresh_from_db()
    assert (report.state, report.answered_on) == ("answered", timezone.localdate())
    told = body(client, state)
    assert "Кіоск прибрано." in told


def test_the_office_finds_and_sees_what_came(client: Client, signed_in: Callable[[str], Client]) -> None:
    kiosk = row(catalogue["kiosks"], (HERE[0] + 0.0001, HERE[1]), name="Кава")
    sent(client)
    report = Report.objects.get()
    moderator = signed_in("moderator")
    listed = body(moderator, "/admin/reports/report/?state__exact=received&category__exact=kiosk")
    assert f"/admin/reports/report/{report.pk}/change/" in listed
    assert "small.jpg" in listed
    assert f"/{report.pk}/change/" not in body(moderator, "/admin/reports/report/?category__exact=barrier")
    page = body(moderator, f"/admin/reports/report/{report.pk}/change/")
    assert f'href="/kiosks/{kiosk.pk}/"' in page
    picture = re.search(r'<img src="(/map\.svg[^"]+)"', page)
    assert picture
    assert client.get(picture[1].replace("&amp;", "&")).status_code == 200
    assert moderator.get("/admin/reports/report/add/").status_code == 403
    assert moderator.get(f"/admin/reports/report/{report.pk}/delete/").status_code == 403


def test_a_photo_is_seen_once_it_was_looked_at_and_covered(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    sent(client)
    report, photo = Report.objects.get(), ReportPhoto.objects.get()
    Report.objects.update(publication="public")
    public = f"/photos/{photo.pk}.jpg"
    assert client.get(public).status_code == 404
    assert public not in body(client, f"/reports/{report.pk}/")
    moderator = signed_in("moderator")
    office = f"/admin/reports/reportphoto/{photo.pk}/change/"
    assert "cover-tool" in body(moderator, office)
    sealed = re.search(r'src="(/admin/reports/reportphoto/[^"]+whole\.jpg)"', body(moderator, office))
    assert sealed
    assert moderator.get(sealed[1])["Content-Type"] == "image/jpeg"
    assert client.get(sealed[1]).status_code == 302
    assert moderator.post(office, {"said": "", "covers": "[]"}).status_code == 200
    done = moderator.post(office, {"said": "кіоск", "covers": "[[0, 0, 1, 0.5]]"})
    assert done.status_code == 302
    assert public in body(client, f"/reports/{report.pk}/")
    shown = client.get(public)
    assert shown["Content-Type"] == "image/jpeg"
    photo.refresh_from_db()
    with Image.open(photo.picture.path) as whole, Image.open(photo.shown.path) as copy:
        box = (0, 0, 640, 240)
        assert len(set(whole.crop(box).getdata())) > 10 * len(set(copy.crop(box).getdata()))
    # The photo is as public as its report.
    Report.objects.update(publication="hidden")
    assert client.get(public).status_code == 404
    moderator.post(office, {"said": "кіоск", "covers": "[]", "_withhold": "так"})
    Report.objects.update(publication="public")
    assert client.get(public).status_code == 404


def test_roles_that_have_nothing_to_do_with_reports_do_not_see_them(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    sent(client)
    report, photo = Report.objects.get(), ReportPhoto.objects.get()
    resident = signed_in("resident")
    for address in (
        f"/admin/reports/report/{report.pk}/change/",
        f"/admin/reports/reportphoto/{photo.pk}/small.jpg",
    ):
        assert resident.get(address).status_code in (302, 403)
