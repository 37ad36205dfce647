"""A survey on paper asks what the app asks, in the same order."""

import pytest
from django.test import Client
from django.utils.translation import override

from layers.surveys.survey import surveys

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", [survey.slug for survey in surveys])
def test_every_question_and_choice_is_on_paper(client: Client, slug: str) -> None:
    page = client.get(f"/field/paper/{slug}").content.decode()
    with override("en"):
        told = surveys[slug].described()
        asked, unsure = told["questions"], told["unsure"]
    places = [page.index(f"<b>{question['title']}") for question in asked]
    assert places == sorted(places)
    assert all(f"<li>{choice['title']}</li>" in page for one in asked for choice in one.get("choices", []))
    assert page.count(f"<li>{unsure}</li>") == sum(one["asks"] in ("choice", "flag") for one in asked)


def test_a_survey_that_is_not_there_is_told(client: Client) -> None:
    assert client.get("/field/paper/castle").status_code == 404
