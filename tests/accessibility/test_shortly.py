"""Lines of lists say why a place is judged so, and which entrance to take."""

from typing import Any

import pytest
from django.test import Client

from accessibility import norms
from accessibility.shortly import of_places
from layers.registry import catalogue
from tests.accessibility.test_parts import CASES, written
from tests.samples import row

pytestmark = pytest.mark.django_db


def test_a_line_says_why(client: Client) -> None:
    written(next(case for case in CASES if case["name"] == "a good entrance, a bad floor"))
    row(catalogue["places"], name="Never audited", kind="shop")
    for words in ({}, {"profile": "wheelchair"}):
        told = client.get("/places/", {"lang": "en", "fragment": "list", **words}).content.decode()
        assert told.count("no lift") == 1


def test_the_list_beside_the_map_says_why_and_where(client: Client) -> None:
    written(CASES[0])
    near = {"layers": "places", "profile": "wheelchair", "lang": "en", "order": "near"}
    told = client.get("/list", {**near, "bbox": "37.5,48.8,37.7,48.9"}).content.decode()
    assert "entrance: № 1" in told


def test_reasons_are_read_at_once(django_assert_num_queries: Any) -> None:
    numbers = [written(case).pk for case in CASES]
    with django_assert_num_queries(8):
        few = of_places(numbers[:3], "wheelchair")
    with django_assert_num_queries(8):
        many = of_places(numbers, "wheelchair")
    assert few.items() <= many.items()


def test_each_requirement_says_what_is_amiss() -> None:
    for norm in norms.norms().values():
        assert all(one.amiss or one.is_fact for one in norm.criteria)
