"""What a first visitor sees is the city's choice, and nothing that is empty."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from layers.registry import catalogue
from tests.samples import row

pytestmark = pytest.mark.django_db


def shown(client: Client) -> set[str]:
    page = client.get("/")
    return {slug for slug, layer in page.context["document"]["layers"].items() if layer["shown"]}


def test_the_layers_say_it_where_the_city_does_not(client: Client) -> None:
    row(catalogue["kiosks"])
    row(catalogue["stops"])
    assert shown(client) == {"kiosks"}


def test_the_city_says_it(client: Client, settings: Any) -> None:
    settings.CITY = replace(settings.CITY, shown=("stops", "barriers"))
    row(catalogue["kiosks"])
    row(catalogue["stops"])
    assert shown(client) == {"stops"}
    assert 'value="stops" checked' in client.get("/").content.decode()
    assert 'value="barriers" checked' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("words", "is_shown"),
    [
        ("layers=kiosks&kiosks.ids={id}", True),
        ("layers=kiosks,stops&changed=2020-01-01..", True),
        ("layers=kiosks&kiosks.ids={id}&at=14/48.85/37.6", False),
        ("layers=kiosks&kiosks.ids=999999", False),
        ("layers=kiosks&kiosks.ids={hidden}", False),
        ("layers=kiosks", False),
        ("layers=kiosks&kiosks.ids={id}&near=37.6,48.85,300", False),
    ],
)
def test_a_link_to_what_is_chosen_shows_where_that_is(words: str, is_shown: bool, client: Client) -> None:
    far = row(catalogue["kiosks"], (37.7, 48.9))
    hidden = row(catalogue["kiosks"], publication="hidden")
    page = client.get("/?" + words.format(id=far.pk, hidden=hidden.pk))
    box = [37.7, 48.9, 37.7, 48.9] if is_shown else None
    assert page.context["document"].get("extent") == (tuple(box) if box else None)


def test_a_link_to_a_street_shows_the_street(client: Client) -> None:
    street = row(catalogue["streets"], (37.7, 48.9))
    page = client.get(f"/?layers=kiosks&beside=streets/{street.pk},50")
    west, south, east, north = page.context["document"]["extent"]
    assert 37.699 < west < 37.7 < east < 37.702
    assert 48.899 < south < 48.9 < north < 48.902
