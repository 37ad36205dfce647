"""A view is handed on by a short address or by a code, and neither leads away from the map."""

import pytest
from django.test import Client

from maps.models import ShortAddress
from maps.page import sharing

pytestmark = pytest.mark.django_db
VIEW = "/?layers=kiosks&kiosks.permit_state=expired&at=15/48.85/37.6"


def test_a_short_address_leads_to_its_view(client: Client) -> None:
    short = client.post("/short", {"to": VIEW}).json()["address"]
    assert len(short) < 12
    assert client.get(short).headers["Location"] == VIEW


def test_the_same_view_has_the_same_address(client: Client) -> None:
    assert client.post("/short", {"to": VIEW}).json() == client.post("/short", {"to": VIEW}).json()
    assert ShortAddress.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.example/",
        "https://evil.example/",
        "/admin/",
        "/\\evil.example",
        "/?layers=nothing",
        "/?" + "a" * 1500,
    ],
)
def test_what_is_no_view_is_refused(client: Client, path: str) -> None:
    assert client.post("/short", {"to": path}).status_code == 400
    assert not ShortAddress.objects.exists()


def test_other_sites_make_none(client: Client) -> None:
    answer = client.post("/short", {"to": VIEW}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_nobody_fills_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_IN_A_DAY", 1)
    assert client.post("/short", {"to": VIEW}).status_code == 200
    answer = client.post("/short", {"to": VIEW + "1"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert client.post("/short", {"to": VIEW}).status_code == 200


def test_an_unknown_code_is_told(client: Client) -> None:
    assert client.get("/s/nothing").status_code == 404
    assert client.get("/short").status_code == 405


def test_a_code_for_the_camera_is_a_picture_of_our_own_address(client: Client) -> None:
    picture = client.get("/qr.svg", {"to": VIEW})
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")
    assert client.get("/qr.svg", {"to": "//evil.example"}).status_code == 400
    assert client.get("/qr.svg").status_code == 400
