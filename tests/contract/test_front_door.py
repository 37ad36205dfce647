"""A layer's front door: what is narrowed there stays narrowed wherever one goes on, and is called by one name."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from layers.layer import Layer
from layers.registry import catalogue
from layers.styles import ByValue
from tests.samples import row

pytestmark = pytest.mark.django_db
layers = pytest.mark.parametrize("layer", list(catalogue), ids=str)
styled = pytest.mark.parametrize(
    "layer", [layer for layer in catalogue if isinstance(layer.style, ByValue)], ids=str
)


def links(client: Client, address: str) -> list[str]:
    found = re.findall(r'href="(/[^"]*)"', client.get(address).content.decode())
    return [unescape(link) for link in found]


def test_the_map_shows_what_the_list_was_narrowed_to(client: Client) -> None:
    asked = "/kiosks/?permit_state=expired&permit_state=none&area.from=&area.to=20&q=кава&number="
    (shown,) = [link for link in links(client, asked) if link.startswith("/?") and "at=" not in link]
    words = QueryDict(shown.removeprefix("/?"))
    assert words.dict() == {
        "layers": "kiosks",
        "q": "кава",
        "kiosks.permit_state": "expired,none",
        "kiosks.area": "..20",
    }
    assert client.get(shown).status_code == 200


def test_a_form_of_several_boxes_is_downloaded_as_it_is_seen(client: Client) -> None:
    row(catalogue["kiosks"], activity="bread")
    asked = "/kiosks/?activity=bread&activity=flowers&area.from=&area.to="
    file, *_official = [link for link in links(client, asked) if link.startswith("/data/kiosks.csv")]
    assert client.get(file).status_code == 200


def test_the_form_is_open_where_something_is_asked_for(client: Client) -> None:
    opened = '<details class="filter-box" open>'
    assert opened in client.get("/kiosks/?area=..20").content.decode()
    assert opened not in client.get("/kiosks/?lang=uk").content.decode()


@layers
def test_every_link_of_it_leads_somewhere(layer: Layer, client: Client) -> None:
    row(layer)
    for link in links(client, f"/{layer.slug}/"):
        if not link.startswith("/static/"):
            assert client.get(link).status_code == 200, link


@styled
def test_the_form_calls_classes_as_the_legend_does(layer: Layer, client: Client) -> None:
    form = client.get(f"/{layer.slug}/?fragment=filters").content.decode()
    said = re.findall(rf'name="{layer.style.field}" value="(\w+)">(<svg.*?</svg>)?<span>(.*?)</span>', form)
    with translation.override("en"):
        legend = [
            (value, str(symbol.title))
            for value, symbol in layer.style.symbols()
            # Classes of which nobody ever sees anything are in neither.
            if not layer.policy.withholds(layer.style.field, value)
        ]
    assert [(value, unescape(title)) for value, _drawn, title in said] == legend
    assert all(drawn for _value, drawn, _title in said)


@layers
@pytest.mark.parametrize("language", ["uk", "en"])
def test_search_engines_are_told_what_it_is_and_its_address_in_each_language(
    layer: Layer, language: str, client: Client
) -> None:
    for path in (f"/{layer.slug}/", f"/{layer.slug}/{row(layer).pk}/"):
        page = client.get(path, {"lang": language}).content.decode()
        (description,) = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert len(description) > 20
        links = dict(re.findall(r'hreflang="([\w-]+)" href="http://testserver(/[^"]+)"', page))
        assert links == {"uk": path, "en": f"{path}?lang=en", "x-default": path}
        (own,) = re.findall(r'rel="canonical" href="http://testserver([^"]+)"', page)
        assert own == links[language]


def test_a_title_says_which_one_of_those_of_one_name_it_is(client: Client) -> None:
    number = row(catalogue["kiosks"], name="Квіти", street="вулиця Шевченка", house="3").pk
    page = client.get(f"/kiosks/{number}/").content.decode()
    assert "<title>Квіти, вулиця Шевченка, 3 · Kiosks · " in page
