"""Without a script the same address shows the same: card, results, chips, legend, layers, list."""

import re

import pytest
from django.test import Client

from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
AT = f"at=16/{HERE[1]}/{HERE[0]}"


def page(client: Client, words: str) -> str:
    answer = client.get(f"/plain?{words}")
    assert answer.status_code == 200
    return answer.content.decode()


def links(html: str) -> dict[str, str]:
    found = re.findall(r'<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    told = {" ".join(re.sub(r"<[^>]+>", " ", words).split()): address for address, words in found}
    return {words: address.replace("&amp;", "&") for words, address in told.items()}


def test_the_map_leads_here_where_scripts_are_off(client: Client) -> None:
    html = client.get(f"/?layers=kiosks&{AT}").content.decode()
    refresh = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)">', html)
    assert refresh
    assert client.get(refresh[1].replace("&amp;", "&")).status_code == 200


def test_a_shared_object_is_its_card(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], name="Хліб біля парку", area=7)
    html = page(client, f"pick=kiosks/{kiosk.pk}&layers=kiosks")
    assert "Хліб біля парку" in html
    assert "7 m²" in html
    assert "pick" not in links(html)["← Back to the list"]


def test_an_object_that_is_not_there_is_said(client: Client) -> None:
    assert "There is no such object" in page(client, "pick=kiosks/999999")


def test_what_is_searched_for_is_found(client: Client) -> None:
    row(catalogue["places"], name="Аптека Липа")
    html = page(client, "find=аптека")
    assert "Аптека Липа" in html
    assert 'value="аптека"' in html


def test_filters_are_chips_that_links_take_away(client: Client) -> None:
    row(catalogue["kiosks"], permit_state="none", name="Перший")
    row(catalogue["kiosks"], permit_state="valid", name="Другий")
    html = page(client, "layers=kiosks&kiosks.permit_state=none&theme=dark")
    assert "Перший" in html
    assert "Другий" not in html
    chip = next(address for words, address in links(html).items() if words.startswith("Kiosks: No permit"))
    assert "permit_state" not in chip
    assert "theme=dark" in chip
    assert "Другий" in client.get(chip).content.decode()


def test_layers_are_switched_and_legends_filter_by_links(client: Client) -> None:
    row(catalogue["kiosks"], permit_state="valid")
    shown = links(page(client, "layers=kiosks"))
    assert shown["Kiosks shown; switch off"].startswith("/plain?layers=")
    assert "layers=kiosks,places" in next(
        address for words, address in shown.items() if words.startswith("Places")
    )
    assert "kiosks.permit_state=valid" in shown["Permit in force"]
    for address in shown.values():
        if address.startswith("/plain"):
            assert client.get(address).status_code == 200


def test_near_a_place_is_the_list_of_it(client: Client) -> None:
    row(catalogue["kiosks"], name="Близько")
    row(catalogue["kiosks"], (HERE[0] + 0.05, HERE[1]), name="Далеко")
    html = page(client, f"layers=kiosks&near={HERE[0]},{HERE[1]},500")
    assert "Близько" in html
    assert "Далеко" not in html


def test_more_of_a_long_list_is_a_link(client: Client) -> None:
    for number in range(45):
        row(catalogue["kiosks"], name=f"Кіоск {number}")
    html = page(client, "layers=kiosks")
    assert html.count('class="result" data-id') == 40
    assert client.get(links(html)["Show more"]).content.decode().count('class="result" data-id') == 45
