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
