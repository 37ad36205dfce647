"""Another map's search, asked for streets that the register does not have: a real server, in order and out of order."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.contrib.gis.geos import Point
from django.core.exceptions import ImproperlyConfigured

from layers.civic.projects.models import Project
from layers.feature import LocationSource as By
from layers.locating.actions import locate_layer
from layers.locating.models import Finding
from layers.reference.models import Settlement
from layers.registry import catalogue
from maps import environment

pytestmark = pytest.mark.django_db
AT = (37.61, 48.86)
STREET = {
    "lon": str(AT[0]),
    "lat": str(AT[1]),
    "display_name": "вулиця Невідома, Слов’янськ",
    "category": "highway",
    "boundingbox": ["48.858", "48.862", "37.605", "37.615"],
}


@dataclass
class Search:
    """A search that answers what a test says, and notes what it was asked."""

    address: str = ""
    body: bytes = b"[]"
    status: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)


@pytest.fixture
def search(settings: LazySettings) -> Iterator[Search]:
    state = Search()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            state.asked.append({"path": [parts.path], **parse_qs(parts.query)})
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_words: object) -> None:
            """Not into the output of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    settings.GEOCODER, settings.GEOCODER_PAUSE = ("nominatim", state.address), 0
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def settlement() -> None:
    Settlement.objects.create(name="Слов’янськ", kind="city", geom=Point(*AT))


def located(title: str) -> Project:
    project = Project.objects.create(title=title, external_id=title[:100], source="test")
    locate_layer(catalogue["projects"])
    project.refresh_from_db()
    return project


def told(*places: Any) -> bytes:
    return json.dumps(places).encode()


def test_a_street_that_the_register_does_not_have(search: Search) -> None:
    search.body = told(STREET)
    project = located("Ремонт вул. Невідомої, 5")
    assert project.location_source == By.OUTSIDE
    assert project.geom.coords == pytest.approx(AT, abs=1e-5)
    # Half of the diagonal of its box.
    assert project.location_accuracy == pytest.approx(430, abs=15)
    assert project.approximate
    (asked,) = search.asked
    assert asked["path"] == ["/search"]
    assert asked["bounded"] == ["1"]
    assert "Невідомої" in asked["q"][0]
    assert "Ремонт" not in asked["q"][0]


def test_photon(search: Search, settings: LazySettings) -> None:
    settings.GEOCODER = ("photon", search.address)
    one = {
        "geometry": {"coordinates": list(AT)},
        "properties": {
            "name": "вулиця Невідома",
            "type": "street",
            "extent": [37.605, 48.862, 37.615, 48.858],
        },
    }
    search.body = json.dumps({"features": [one]}).encode()
    assert located("Ремонт вул. Невідомої").location_source == By.OUTSIDE
    assert search.asked[0]["path"] == ["/api"]


@pytest.mark.parametrize(
    "place",
    [
        {**STREET, "lon": "30.5", "lat": "50.4"},
        {**STREET, "category": "amenity"},
        {**STREET, "boundingbox": ["48.5", "49.2", "37.1", "38.0"]},
    ],
    ids=["elsewhere", "no street", "as large as a city"],
)
def test_what_is_not_believed_stays_nowhere(search: Search, place: Any) -> None:
    search.body = told(place)
    project = located("Ремонт вул. Невідомої")
    assert project.geom is None
    assert Finding.objects.get(layer="projects").reason == "unknown_street"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b'[{"lon": "x"}]'),
        (200, b"null"),
        (200, b"[" * 400_000),
    ],
)
def test_who_gives_no_answer_is_asked_in_the_next_run(search: Search, status: int, body: bytes) -> None:
    search.status, search.body = status, body
    Project.objects.create(title="Ремонт вул. Забутої", external_id="other", source="test")
    project = located("Ремонт вул. Невідомої")
    assert project.geom is None
    assert len(search.asked) == 1, "nor again in this one"
    search.status, search.body = 200, told(STREET)
    locate_layer(catalogue["projects"])
    project.refresh_from_db()
    assert project.location_source == By.OUTSIDE


def test_what_names_no_street_is_asked_of_nobody(search: Search) -> None:
    located("Послуги зв’язку")
    assert search.asked == []


def test_nobody_is_asked_without_the_setting(search: Search, settings: LazySettings) -> None:
    settings.GEOCODER = ("", "")
    assert located("Ремонт вул. Невідомої").geom is None
    assert search.asked == []


@pytest.mark.parametrize("said", ["google:https://x", "nominatim", "nominatim:ftp://x"])
def test_a_setting_that_means_nothing_stops_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("GEOCODER", said)
    with pytest.raises(ImproperlyConfigured):
        environment.service("GEOCODER", ("nominatim", "photon"))
