"""The map as a picture: what is drawn, what is told, and that nothing more leaves the house than on the page."""

import gzip
import json
import re
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from layers.registry import catalogue
from maps.page.picture import data, paper, svg
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
_SCRIPTS = settings.BASE_DIR / "maps/static/maps/js"
CLOSE = f"at=17/{HERE[1]}/{HERE[0]}"
FAR = f"at=12/{HERE[1]}/{HERE[0]}"
#: what a page without a script may cost
_MOST_BYTES = 100_000


def drawn(client: Client, words: str) -> str:
    answer = client.get(f"/map.svg?{words}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "image/svg+xml"
    ElementTree.fromstring(answer.content)
    return answer.content.decode()


def symbols(picture: str, layer: str) -> int:
    return len(re.findall(rf'<use href="#s-{layer}-', picture))


def test_what_everybody_may_see_is_drawn_and_told(client: Client) -> None:
    row(catalogue["kiosks"])
    row(catalogue["kiosks"], (HERE[0] + 0.0005, HERE[1]), publication="hidden", name="Прихований")
    picture = drawn(client, f"layers=kiosks&{CLOSE}")
    assert symbols(picture, "kiosks") == 1
    assert "<title>Map. In view: Kiosks: 1</title>" in picture


def test_staff_sees_what_it_sees_on_the_map_and_keeps_it_to_itself(signed_in: Any) -> None:
    row(catalogue["kiosks"], publication="hidden")
    answer = signed_in("inspector").get(f"/map.svg?layers=kiosks&{CLOSE}")
    assert symbols(answer.content.decode(), "kiosks") == 1
    assert "private" in answer["Cache-Control"]


def test_the_filters_of_the_page_are_the_filters_of_the_picture(client: Client) -> None:
    row(catalogue["kiosks"], name="Квіти")
    row(catalogue["kiosks"], (HERE[0] + 0.0005, HERE[1]), name="Хліб")
    assert symbols(drawn(client, f"layers=kiosks&q=Хліб&{CLOSE}"), "kiosks") == 1


def test_lines_and_areas_are_paths_with_the_symbol_of_their_state(client: Client) -> None:
    for kind in ("projects", "barriers"):
        row(catalogue[kind])
    row(catalogue["water"], kind="lake", name="Ропне")
    picture = drawn(client, f"layers=projects&{CLOSE}")
    assert f'fill="{paper.PAPER["light"]["water"]}" d="M' in picture
    assert ">Ропне</text>" in drawn(client, f"layers=&{CLOSE}".replace("17/", "16/"))
    assert symbols(picture, "projects") == 1


def test_what_is_not_exact_is_a_circle_with_a_dashed_edge(client: Client) -> None:
    row(catalogue["kiosks"], publication="generalised")
    near = f"at=15/{HERE[1]}/{HERE[0]}"
    assert 'stroke-dasharray="5 4"' in drawn(client, f"layers=kiosks&{near}")


def test_a_crowd_is_a_cluster_with_its_count(client: Client) -> None:
    for _ in range(12):
        row(catalogue["kiosks"])
    assert ">12</text>" in drawn(client, f"layers=kiosks&{FAR}")
    assert symbols(drawn(client, f"layers=kiosks&{CLOSE}"), "kiosks") == 12


@pytest.mark.parametrize("words", ["", "&q=Зразок", "&changed=2020-01-01.."])
def test_more_than_is_read_is_clusters_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    for _ in range(5):
        row(catalogue["kiosks"], name="Зразок")
    monkeypatch.setattr(data, "MOST", 3)
    assert ">5</text>" in drawn(client, f"layers=kiosks&{FAR}{words}")


def test_what_is_left_out_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        row(catalogue["kiosks"])
    monkeypatch.setattr(data, "MOST", 3)
    assert "2 more objects are not drawn" in drawn(client, f"layers=kiosks&{CLOSE}")


@pytest.mark.parametrize(
    "words",
    [
        "at=x",
        "at=1/2",
        "at=99/48/37",
        "width=1",
        "height=9999",
        "theme=pink",
        "layers=nothing",
        "bbox=1",
        "x=1",
    ],
)
def test_a_word_that_cannot_be_understood_is_a_problem(client: Client, words: str) -> None:
    for path in ("/map.svg", "/map.png"):
        answer = client.get(f"{path}?{words}")
        assert answer.status_code == 400
        assert json.loads(answer.content)["parameter"] in words


def test_a_picture_is_asked_for_again_only_after_a_change(client: Client) -> None:
    first = client.get("/map.svg?layers=kiosks")
    tag = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get("/map.svg?layers=kiosks", **tag).status_code == 304
    row(catalogue["kiosks"])
    assert client.get("/map.svg?layers=kiosks", **tag).status_code == 200


@pytest.mark.parametrize("look", paper.LOOKS)
def test_pixels_are_twice_as_fine(client: Client, look: str) -> None:
    png = client.get(f"/map.png?width=200&height=100&theme={look}").content
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 400
    assert int.from_bytes(png[20:24]) == 200


def test_the_colours_and_widths_are_those_of_the_page() -> None:
    ground, symbols = (_SCRIPTS / name for name in ("ground.js", "symbols.js"))
    assert _literal(ground, "PAPER") == paper.PAPER
    assert _literal(symbols, "INKS") == paper.INKS
    assert _literal(ground, "WIDTHS") == {name: list(widths) for name, widths in paper.WIDTHS.items()}
    assert _literal(ground, "CLASSES") == {name: list(kinds) for name, kinds in paper.CLASSES.items()}


def _literal(script: Path, name: str) -> Any:
    """An object that a script begins with, which is nearly JSON."""
    found = re.search(rf"^const {name} = (\{{.*?^\}});", script.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", re.sub(r"(\w+):", r'"\1":', found[1])))


def test_a_page_without_a_script_shows_the_map_and_the_ways_on(client: Client) -> None:
    kiosk = row(catalogue["kiosks"])
    for path in ("/plain?layers=kiosks", "/kiosks/", f"/kiosks/{kiosk.pk}/"):
        page = client.get(path).content.decode()
        assert 'alt="Map. In view: Kiosks: 1"' in page, path
        nav = re.search(r'<nav class="still-ways".*?</nav>', page, re.DOTALL)
        assert nav
        ways = re.findall(r'href="([^"]+)">([^<]+)<', nav[0])
        assert [title for _address, title in ways] == [
            "North",
            "West",
            "East",
            "South",
            "Zoom in",
            "Zoom out",
        ]
        for address, _title in ways:
            assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_a_page_without_a_script_costs_less_than_100_kb(client: Client) -> None:
    kiosk, random = row(catalogue["kiosks"]), Random(1)
    for slug in ("kiosks", "buildings", "roads", "streets"):
        for _ in range(250):
            row(
                catalogue[slug],
                (HERE[0] + random.uniform(-0.02, 0.02), HERE[1] + random.uniform(-0.02, 0.02)),
            )
    for path in ("/plain?layers=kiosks", "/kiosks/", f"/kiosks/{kiosk.pk}/"):
        page = client.get(path).content
        text = page.decode()
        styles = set(re.findall(r'rel="stylesheet" href="/static/([^"]+)"', text))
        image = re.search(r'<img src="(/map\.svg[^"]+)"', text)
        assert image
        picture = client.get(image[1].replace("&amp;", "&")).content
        parts = [page, picture, *(Path(finders.find(style)).read_bytes() for style in styles)]
        assert sum(len(gzip.compress(part)) for part in parts) < _MOST_BYTES, path


def test_a_name_that_is_wider_than_the_picture_is_broken_and_not_cut_off() -> None:
    name = "демонстрація (об’єкти вигадані), назви вулиць © учасники OpenStreetMap (ODbL-1.0)"
    lines = svg._wrapped(f"{name} · Місто", 200, 10)
    assert all(len(line) * 4.9 <= 200 for line in lines)
    assert " ".join(lines) == f"{name} · Місто"
    assert svg._wrapped(f"{name} · Місто", 900, 10) == [f"{name} · Місто"]


def test_where_a_question_looks_is_drawn(client: Client) -> None:
    x, y = HERE
    circles = re.findall(
        r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawn(client, f"{CLOSE}&near={x},{y},200")
    )
    # 720 × 480 pixels, and 0.786 m to a pixel of zoom 17 here
    assert ("360.0", "240.0", "6") in circles
    assert any(float(radius) == pytest.approx(200 / 0.786, rel=0.01) for _x, _y, radius in circles)
    outline = f"{x},{y};{x + 0.001},{y};{x},{y + 0.001}"
    assert '<polygon points="360.0,240.0 ' in drawn(client, f"{CLOSE}&within={outline}")
    assert "<polygon" not in drawn(client, CLOSE)
