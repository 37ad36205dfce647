"""A card leads on: to its own page, to what is near, and whoever may change it to where that is done."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from layers.layer import Layer
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
layers = pytest.mark.parametrize("layer", list(catalogue), ids=str)


@layers
def test_the_card_beside_the_map_leads_to_its_page_and_round_it(layer: Layer, client: Client) -> None:
    number = row(layer).pk
    card = client.get(f"/{layer.slug}/{number}/?fragment=1").content.decode()
    assert f'<a class="button" href="/{layer.slug}/{number}/">' in card
    near, address = re.findall(r'data-near="([^"]+)" href="([^"]+)"', card)[0]
    assert [float(part) for part in near.split(",")] == pytest.approx(HERE, abs=0.001)
    assert unescape(address) == f"/?near={near},500&view=list"
    assert client.get(unescape(address)).status_code == 200


def test_what_has_no_location_has_nothing_near(client: Client) -> None:
    number = row(catalogue["kiosks"], geom=None).pk
    assert "data-near" not in client.get(f"/kiosks/{number}/?fragment=1").content.decode()


@layers
def test_who_may_change_it_is_led_there(layer: Layer, signed_in: Callable[[str], Client]) -> None:
    address = f"/{layer.slug}/{row(layer).pk}/"
    model = layer.model._meta
    office = (
        f'href="/admin/{model.app_label}/{model.model_name}{address.removeprefix(f"/{layer.slug}")}change/"'
    )
    registrar = signed_in("registrar")
    for page in (address, f"{address}?fragment=1"):
        # What follows by rule is changed where it follows from.
        assert (office in registrar.get(page).content.decode()) is not layer.by_rule
    for role in ("resident", "analyst"):
        assert "/admin/" not in signed_in(role).get(address).content.decode()


def test_an_inspector_changes_kiosks_and_no_petitions(signed_in: Callable[[str], Client]) -> None:
    inspector = signed_in("inspector")
    for slug, is_led in (("kiosks", True), ("petitions", False)):
        card = inspector.get(f"/{slug}/{row(catalogue[slug]).pk}/").content.decode()
        assert ("/admin/" in card) == is_led
