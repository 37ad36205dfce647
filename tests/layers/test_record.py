"""A line of a list has no labels beside its facts: each says what it is."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db


def note(client: Client, text: str, language: str) -> str:
    found = client.get("/suggest", {"q": text, "lang": language}).json()["suggestions"]
    return str(found[0]["note"])


def test_a_date_says_which_one_it_is_and_a_choice_speaks_for_itself(client: Client) -> None:
    row(catalogue["kiosks"], name="Калач", activity="bread", permit_until="2028-08-06")
    assert note(client, "калач", "uk").endswith("дозвіл до: 6 серпня 2028 р. · хліб і випічка")
    assert note(client, "калач", "en").endswith("permit until: 6 August 2028 · bread and pastry")


def test_money_has_the_sign_of_its_currency_or_its_code(client: Client) -> None:
    row(catalogue["tenders"], title="Сирена", amount="12000.50", currency="UAH")
    row(catalogue["tenders"], title="Дрон", amount="7", currency="EUR")
    assert "12 000,50 ₴" in note(client, "сирена", "uk").replace("\xa0", " ")
    assert "7 EUR" in note(client, "дрон", "uk")


@pytest.mark.parametrize(
    ("slug", "values", "headline"),
    [
        ("barriers", {"kind": "surface"}, "Зруйноване покриття"),
        ("kiosks", {"name": "кава"}, "Кава"),
        ("kiosks", {"name": "iStore"}, "iStore"),
    ],
)
def test_a_headline_begins_with_a_capital(
    slug: str, values: dict[str, str], headline: str, client: Client
) -> None:
    number = row(catalogue[slug], **values).pk
    assert f">{headline}</h1>" in client.get(f"/{slug}/{number}/?lang=uk").content.decode()


@pytest.mark.parametrize(
    ("status", "signatures"), [("collecting", "Підписів: 152 із 250"), ("review", "підписи: 152")]
)
def test_what_a_layer_says_in_a_sentence_is_not_told_again(
    client: Client, status: str, signatures: str
) -> None:
    until = timezone.localdate() + timedelta(days=46)
    row(catalogue["petitions"], status=status, signatures=152, threshold=250, collect_until=until)
    for path in (
        f"/around?near={HERE[0]},{HERE[1]}",
        f"/thread?near={HERE[0]},{HERE[1]}",
        "/list?layers=petitions",
    ):
        told = re.sub(
            "<[^>]+>", "", client.get(f"{path}{'&' if '?' in path else '?'}lang=uk").content.decode()
        )
        assert told.count("152") == told.count(signatures) == 1, path
