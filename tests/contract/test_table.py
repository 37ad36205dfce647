"""Laws: every layer as a table, by any of its columns, for everybody as far as they may read."""

import pytest
from django.test import Client

from layers.fields import Audience
from layers.layer import Layer
from layers.registry import catalogue
from tests.samples import row

pytestmark = pytest.mark.django_db
layers = pytest.mark.parametrize("layer", list(catalogue), ids=str)


@layers
def test_every_column_can_be_shown_and_ordered_by(layer: Layer, client: Client) -> None:
    feature = row(layer)
    for column in layer.columns:
        if column.audience != Audience.PUBLIC or not column.field.on_card:
            for word in ("columns", "order"):
                answer = client.get(f"/{layer.slug}/table", {word: column.name})
                assert "was left out" in answer.content.decode()
            continue
        for order in (column.name, f"-{column.name}"):
            page = client.get(f"/{layer.slug}/table", {"columns": column.name, "order": order})
            assert page.status_code == 200
            assert f'href="/{layer.slug}/{feature.pk}/"' in page.content.decode()


def test_rows_stand_in_the_order_and_the_unknown_last(client: Client) -> None:
    layer = catalogue["kiosks"]
    for name, area in (("Б", 5), ("А", None), ("В", 9)):
        row(layer, name=name, area=area)

    def names(order: str) -> list[str]:
        page = client.get("/kiosks/table", {"order": order})
        return [record.title for record, _cells in page.context["rows"]]

    assert names("area") == ["Б", "В", "А"]
    assert names("-area") == ["В", "Б", "А"]
    assert names("name") == ["А", "Б", "В"]


def test_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.surfaces.table.ROWS", 2)
    numbers = [row(catalogue["kiosks"]).pk for _ in range(3)]
    first = client.get("/kiosks/table").content.decode()
    assert f"/kiosks/{numbers[0]}/" in first
    assert f"/kiosks/{numbers[2]}/" not in first
    assert 'rel="next" href="?page=2"' in first
    second = client.get("/kiosks/table?page=2").content.decode()
    assert f"/kiosks/{numbers[2]}/" in second
    assert 'rel="next"' not in second
    for wrong in ("0", "101", "x", "-1"):
        assert "«page»" in client.get(f"/kiosks/table?page={wrong}").content.decode()


def test_rows_that_are_picked_out_are_taken_away(client: Client) -> None:
    numbers = [row(catalogue["kiosks"]).pk for _ in range(3)]
    export = client.get(f"/api/collections/kiosks/items?ids={numbers[0]}&ids={numbers[2]}").json()
    assert [feature["id"] for feature in export["features"]] == [numbers[0], numbers[2]]
