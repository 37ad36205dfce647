"""The style guide shows the product's own tokens, and only to those it is for."""

from typing import Any

import pytest
from django.test import Client

from layers.registry import catalogue
from maps.styleguide import roles

pytestmark = pytest.mark.django_db


def test_a_public_map_shows_it_to_staff_only(client: Client, signed_in: Any, settings: Any) -> None:
    settings.DEMONSTRATION = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404
    assert signed_in("inspector").get("/styleguide/").status_code == 200
    settings.DEMONSTRATION = True
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_symbol_of_every_layer_is_there_and_every_colour_is_enough(
    client: Client, settings: Any, language: str
) -> None:
    settings.DEMONSTRATION = True
    page = client.get(f"/styleguide/?lang={language}")
    drawn = sum(len(list(layer.style.symbols())) for layer in catalogue.shown)
    symbols = page.content.decode().split('id="legends"')[1].split("</section>")[0]
    assert symbols.count('<svg class="symbol ') == drawn
    assert all(figure["is_enough"] for _look, figures in page.context["looks"] for figure in figures)


def test_all_looks_have_the_same_roles() -> None:
    light, dark, contrast = roles().values()
    assert set(dark) == set(contrast) <= set(light)
    assert light["accent"] == "#0b5cad"
