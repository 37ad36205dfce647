"""The short way of tiles leads to the same answers as the long one."""

from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import pytest
from django.db import OperationalError
from django.test import Client

from layers.registry import catalogue
from tests.contract.test_surfaces import tile_of
from tests.samples import row

pytestmark = pytest.mark.django_db
LANE = "maps.lane.TileLane"
#: what only the long way says, and no tile needs
PAGES_ONLY = {"Content-Security-Policy", "Content-Language", "X-Frame-Options"}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "?v=1",
        "?permit_state=none",
        "?permit_state=what",
        "?colour=red",
        "?bbox=1,2,3",
        "?q=%00",
        "?v=%ff",
    ],
)
def test_both_ways_give_the_same_answer(words: str, settings: Any) -> None:
    layer = catalogue["kiosks"]
    row(layer)
    address = tile_of(layer) + words
    short = Client().get(address)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != LANE]
    long = Client().get(address)
    assert (short.status_code, short.content) == (long.status_code, long.content)
    if short.status_code == 200:
        assert {**short.headers} == {k: v for k, v in long.headers.items() if k not in PAGES_ONLY}


def test_a_tile_that_is_not_there_is_told_in_words(client: Client) -> None:
    problem = client.get("/tiles/kiosks/40/0/0.mvt", headers={"Accept-Language": "en"})
    assert problem.status_code == 404
    assert problem.json()["detail"].startswith("There is no tile")


def test_staff_go_the_long_way(signed_in: Callable[[str], Client], client: Client) -> None:
    layer = catalogue["kiosks"]
    row(layer, publication="hidden")
    assert not client.get(tile_of(layer)).content
    seen = signed_in("registrar").get(tile_of(layer))
    assert seen.content
    assert seen.headers["Cache-Control"] == "private, no-cache"


def test_staff_are_told_what_the_public_does_not_see(
    signed_in: Callable[[str], Client], client: Client
) -> None:
    layer = catalogue["kiosks"]
    row(layer, publication="hidden")
    row(layer)
    (tile,) = mapbox_vector_tile.decode(signed_in("registrar").get(tile_of(layer)).content).values()
    assert sorted(one["properties"].get("restricted", False) for one in tile["features"]) == [False, True]
    (public,) = mapbox_vector_tile.decode(client.get(tile_of(layer)).content).values()
    assert [one["properties"].get("restricted") for one in public["features"]] == [None]


def test_what_fails_is_done_once_and_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def lost(*_arguments: Any, **_words: Any) -> None:
        asked.append(1)
        raise OperationalError

    monkeypatch.setattr("layers.surfaces.tiles.select_each", lost)
    problem = Client().get(tile_of(catalogue["kiosks"]))
    assert (problem.status_code, len(asked)) == (503, 1)
    assert problem.headers["Retry-After"]
