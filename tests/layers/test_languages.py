"""A screen reader reads data in Ukrainian on a page in another language."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from layers.registry import catalogue
from tests.samples import row


def shown(text: str, language: str) -> str:
    with translation.override(language):
        return Template("{% load languages %}{{ text|ukrainian }}").render(Context({"text": text}))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Кава на розі", '<span lang="uk">Кава на розі</span>'),
        ("вул. Шевченка, 5", '<span lang="uk">вул. Шевченка, 5</span>'),
        ("«Кава»", '<span lang="uk">«Кава»</span>'),
        ("5 а", '<span lang="uk">5 а</span>'),
        ("former names: Леніна, 2-га", 'former names: <span lang="uk">Леніна, 2-га</span>'),
        ("ТОВ «ATB» та інші", '<span lang="uk">ТОВ «ATB» та інші</span>'),
        ("bread and pastry", "bread and pastry"),
        ("12,000 ₴", "12,000 ₴"),
        ("<Ї>", '<span lang="uk">&lt;Ї&gt;</span>'),
    ],
)
def test_what_is_ukrainian_says_so(text: str, marked: str) -> None:
    assert shown(text, "en") == marked


def test_a_ukrainian_page_says_it_once() -> None:
    assert shown("Кава & чай", "uk") == "Кава &amp; чай"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["{}/", "{}/?fragment=1", "", "table", "?fragment=list"])
def test_names_are_marked_wherever_they_stand(path: str, client: Client) -> None:
    number = row(catalogue["kiosks"], name="Калач").pk
    page = client.get(f"/kiosks/{path.format(number)}").content.decode()
    assert '<span lang="uk">Калач</span>' in page
    assert (
        '<span lang="uk">'
        not in client.get(f"/kiosks/{path.format(number)}", {"lang": "uk"}).content.decode()
    )
