"""A city is recognised by its arms and its colour; what people could not read or what does more is refused at start."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from maps.city import Accent, Arms, City, Named
from maps.identity import check_city
from maps.settings import BASE_DIR

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12"><path d="M0 0h10v8l-5 4-5-4z" fill="#2a6"/></svg>'
VIOLET = Accent("#7a1f5c", "#e6a5cf")


@pytest.fixture
def ladyzhyn(tmp_path: Path, settings: Any) -> City:
    (tmp_path / "arms.svg").write_text(SVG)
    file = tmp_path / "city.toml"
    told = (BASE_DIR / "fixtures/ladyzhyn/city.toml").read_text()
    file.write_text(
        told
        + f'\n[accent]\nlight = "{VIOLET.light}"\ndark = "{VIOLET.dark}"\n'
        + '\n[arms]\nfile = "arms.svg"\nalt = { uk = "Герб Ладижина", en = "Arms of Ladyzhyn" }\n'
    )
    settings.CITY = City.from_toml(file)
    return settings.CITY


@pytest.mark.parametrize("path", ["/offline", "/nothing", "/admin/login/", "/"])
@pytest.mark.django_db
def test_another_citys_arms_and_colour_are_on_its_pages(ladyzhyn: City, client: Client, path: str) -> None:
    assert check_city() == []
    told = client.get(path).content.decode()
    assert '<link rel="stylesheet" href="/city.css">' in told
    assert 'src="/arms.svg" alt="Arms of Ladyzhyn"' in told


def test_the_colour_is_a_style_of_its_own_and_lies_in_the_shell(ladyzhyn: City, client: Client) -> None:
    told = client.get("/city.css").content.decode()
    assert "--city-accent: #7a1f5c; --city-accent-dark: #e6a5cf;" in told
    assert {"/city.css", "/arms.svg"} <= set(client.get("/sw.js").content.decode().split('"'))


def test_the_arms_are_an_image_that_can_do_nothing(ladyzhyn: City, client: Client) -> None:
    answer = client.get("/arms.svg")
    assert answer.content.decode() == SVG
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"#7a1f5c" in client.get("/icon.svg").content


def test_a_city_without_arms_has_the_maps_own_mark(client: Client) -> None:
    assert client.get("/arms.svg").status_code == 404
    assert 'class="brand-mark"' in client.get("/offline").content.decode()
    assert check_city() == []


@pytest.mark.parametrize(
    ("accent", "said"),
    [
        (Accent("#ffcc00", VIOLET.dark), "choose a darker one"),
        (Accent(VIOLET.light, "#303050"), "choose a lighter one"),
        (Accent("red;}", VIOLET.dark), "written as #rrggbb"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_figures(
    settings: Any, accent: Accent, said: str
) -> None:
    settings.CITY = replace(settings.CITY, accent=accent)
    (error,) = check_city()
    assert said in error.msg


@pytest.mark.parametrize(
    "content",
    [
        SVG.replace("<path", "<script>1</script><path"),
        SVG.replace("<path", '<path onload="1"'),
        SVG.replace("<path", '<use href="https://elsewhere.example/a.svg#b"/><path'),
        SVG.replace("#2a6", "url(https://elsewhere.example/a.svg#b)"),
        SVG.replace("<path", "<foreignObject/><path"),
        SVG.replace("<path", '<style>@import "https://elsewhere.example"</style><path'),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        "no drawing",
    ],
)
def test_a_drawing_that_does_more_is_refused_and_not_served(
    settings: Any, client: Client, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "arms.svg"
    file.write_text(content)
    settings.CITY = replace(settings.CITY, arms=Arms(file, Named("Герб", "Arms")))
    (error,) = check_city()
    assert "arms.svg" in error.msg
    assert client.get("/arms.svg").status_code == 404
