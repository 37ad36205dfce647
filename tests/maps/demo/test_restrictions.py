"""A handful of objects are closed, each for a legal ground, and nothing in an open field tells where they are."""

from datetime import date, datetime
from typing import Any

import pytest

from accessibility.models import Place
from layers.publication import Publication
from maps.demo import seeds
from maps.demo.restrictions import restricted
from maps.demo.tables import Table
from tests.maps.demo.conftest import FEW, TODAY, column

Objects = dict[str, Table]
RESTRICTED = ("accessibility.Barrier", "accessibility.Place", "kiosks.Kiosk", "tenders.Tender")


def closed(table: Table) -> list[dict[str, Any]]:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [row for row in rows if row["publication"] != Publication.PUBLIC]


def test_every_kind_of_publication_is_there(objects: Objects) -> None:
    found = {row["publication"] for model in RESTRICTED for row in closed(objects[model])}
    assert found == {"delayed", "generalised", "hidden"}


def test_it_is_a_handful(objects: Objects) -> None:
    for model in RESTRICTED:
        assert 1 <= len(closed(objects[model])) <= 12
    assert len(column(objects["accessibility.Place"], "publication")) == FEW.places


def test_what_is_closed_says_why_and_that_it_is_an_example(objects: Objects) -> None:
    limit = Place._meta.get_field("publication_reason").max_length
    for model in RESTRICTED:
        for row in closed(objects[model]):
            assert "Закон" in row["publication_reason"]
            assert row["publication_reason"].endswith("Приклад для демонстрації.")
            assert len(row["publication_reason"]) <= limit


def test_a_delay_is_reckoned_from_the_report(objects: Objects) -> None:
    delayed = closed(objects["accessibility.Barrier"])
    waiting = [row for row in delayed if row["publish_after"].date() > TODAY]
    assert waiting
    for row in delayed:
        assert (row["publish_after"].date() - row["reported_on"]).days == 14
        assert row["kind"] == "shelling"


def test_no_open_field_of_a_closed_object_tells_its_place(objects: Objects) -> None:
    for model, name in (
        ("accessibility.Place", "name"),
        ("kiosks.Kiosk", "name"),
        ("tenders.Tender", "title"),
    ):
        for row in closed(objects[model]):
            address = [row.get("street"), row.get("house"), row.get("address")]
            assert not [part for part in address if part and part in row[name]]


def test_the_true_institutions_stay_open(objects: Objects) -> None:
    names = {place.name for place in seeds.known_places()}
    table = objects["accessibility.Place"]
    known = [
        publication
        for name, publication in zip(column(table, "name"), column(table, "publication"), strict=True)
        if name in names
    ]
    assert known
    assert set(known) == {"public"}


@pytest.mark.parametrize("status", ["removed", "rejected"])
def test_what_was_settled_is_not_made_fresh(status: str) -> None:
    table = Table(
        "accessibility.Barrier", ("kind", "status", "reported_on"), [("shelling", status, date(2025, 1, 1))]
    )
    row = next(iter(next(restricted([table], TODAY)).rows))
    assert row[:3] == ("shelling", status, date(2025, 1, 1))
    assert isinstance(row[-1], datetime)
    assert row[-1].date() == date(2025, 1, 15)
