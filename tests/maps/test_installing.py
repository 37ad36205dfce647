"""The map as an application: under the city's name and colour, in the reader's language, and never a stale one."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from maps.city import Accent, City
from maps.settings import BASE_DIR

LADYZHYN = City.from_toml(BASE_DIR / "fixtures/ladyzhyn/city.toml")


@pytest.mark.parametrize(
    ("language", "name"), [("uk", "Ладижин: карта міста"), ("en", "Ladyzhyn: the city’s map")]
)
def test_the_manifest_is_the_citys(client: Client, settings: Any, language: str, name: str) -> None:
    settings.CITY = replace(LADYZHYN, accent=Accent("#7a1f5c", "#e6a5cf"))
    answer = client.get(f"/manifest.webmanifest?lang={language}")
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["lang"], told["theme_color"]) == (name, language, "#7a1f5c")
    assert (told["id"], told["start_url"], told["scope"], told["display"]) == ("/", "/", "/", "standalone")
    assert told["shortcuts"]


@pytest.mark.django_db
def test_every_icon_is_there_in_its_size_and_every_shortcut_leads_somewhere(client: Client) -> None:
    told = client.get("/manifest.webmanifest").json()
    assert {icon.get("purpose") for icon in told["icons"]} == {None, "maskable"}
    for icon in told["icons"]:
        answer = client.get(icon["src"])
        assert answer.headers["Content-Type"] == icon["type"]
        if icon["type"] == "image/png":
            size = Image.open(io.BytesIO(answer.content)).size
            assert "{}x{}".format(*size) == icon["sizes"]
    for shortcut in told["shortcuts"]:
        assert not client.get(shortcut["url"]).context["dropped"]
    assert client.get("/icon-193.png").status_code == 404


def test_a_maskable_icon_has_colour_to_its_corners_and_the_mark_in_its_middle(client: Client) -> None:
    image = Image.open(io.BytesIO(client.get("/icon-maskable.png").content)).convert("RGBA")
    white = (255, 255, 255, 255)
    assert image.getpixel((0, 0)) == (11, 92, 173, 255)
    # The safe zone is a circle of four fifths.
    inside = [(x, y) for x in range(0, 512, 4) for y in range(0, 512, 4) if image.getpixel((x, y)) == white]
    assert inside
    assert all((x - 256) ** 2 + (y - 256) ** 2 < 205**2 for x, y in inside)


def test_the_worker_is_of_the_root_and_asked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "maps/js/main.js" in answer.content.decode()


def test_another_city_is_another_version(client: Client, settings: Any) -> None:
    before = client.get("/sw.js").content
    assert client.get("/sw.js").content == before
    settings.CITY = LADYZHYN
    assert client.get("/sw.js").content != before


@pytest.mark.django_db
def test_what_a_session_sees_is_private_even_if_it_sees_no_more(signed_in: Any, client: Client) -> None:
    for role in ("inspector", "registrar"):
        assert "private" in signed_in(role).get("/list?layers=kiosks").headers["Cache-Control"]
    client.force_login(User.objects.create_user("resident"))
    assert "private" in client.get("/list?layers=kiosks").headers["Cache-Control"]
    client.logout()
    assert "private" not in client.get("/list?layers=kiosks").headers.get("Cache-Control", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name"), [("uk", "Слов’янськ: робота на місці"), ("en", "Sloviansk: field work")]
)
def test_the_field_app_is_installed_as_itself(client: Client, language: str, name: str) -> None:
    page = client.get(f"/field/?lang={language}").content.decode()
    assert f'<link rel="manifest" href="/field/manifest.webmanifest?lang={language}">' in page
    assert page.count('rel="manifest"') == 1
    told = client.get(f"/field/manifest.webmanifest?lang={language}").json()
    assert (told["id"], told["start_url"], told["scope"]) == ("/field/", "/field/", "/field/")
    assert (told["name"], told["lang"]) == (name, language)
    assert told["short_name"] not in told["name"].split(":")[0]
    screens = {shortcut["url"] for shortcut in told["shortcuts"]}
    assert {"/field/#add/kiosk", "/field/#day", "/field/#outbox"} <= screens
    for icon in told["icons"]:
        assert client.get(icon["src"]).headers["Content-Type"] == icon["type"]
