"""Laws: figures count what the viewer may see, keep the unknown apart, and never add two currencies."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.test import Client
from django.utils import timezone, translation

from kiosks.vocabulary import Activity
from layers import counting
from layers.figures import Chart, charts
from layers.layer import Layer
from layers.query import select
from layers.registry import catalogue
from layers.viewer import PUBLIC
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
layers = pytest.mark.parametrize("layer", list(catalogue), ids=str)
X, Y = HERE


def told(slug: str) -> dict[str, Chart]:
    return {chart.title: chart for chart in charts(select(catalogue[slug], PUBLIC))}


def numbers(chart: Chart) -> dict[str, str]:
    return {bar.label: bar.text for bar in chart.rows}


@pytest.fixture(autouse=True)
def _ukrainian() -> Iterator[None]:
    with translation.override("uk"):
        yield


@layers
def test_classes_add_up_to_what_is_selected(layer: Layer, client: Client) -> None:
    for _ in range(2):
        row(layer)
    row(layer, publication="hidden", publication_reason="закон")
    page = client.get(f"/{layer.slug}/figures?lang=uk").content.decode()
    assert "2 об’єкти" in page
    selection = select(layer, PUBLIC)
    for chart in charts(selection):
        if chart.title == "За станом":
            assert sum(int(bar.text) for bar in chart.rows) == counting.count(selection)


def test_months_are_told_without_holes(client: Client) -> None:
    for day in (date(2026, 1, 5), date(2026, 3, 1), date(2026, 3, 31), date(2020, 1, 1), None):
        row(catalogue["barriers"], reported_on=day) if day else row(catalogue["kiosks"], permit_until=None)
    chart = told("barriers")["Відомо з: за місяцями"]
    assert chart.is_series
    assert [bar.text for bar in chart.rows] == ["1", "0", "2"]
    assert chart.note == "раніше: 1"


def test_the_unknown_is_no_month() -> None:
    row(catalogue["kiosks"], permit_until=date(2026, 3, 1))
    row(catalogue["kiosks"], permit_until=None)
    assert told("kiosks")["Дозвіл до: за місяцями"].note == "дата невідома: 1"


def test_currencies_are_never_added() -> None:
    for amount, currency in ((100, "UAH"), (200, "UAH"), (7, "EUR"), (None, "UAH")):
        row(catalogue["tenders"], amount=amount and Decimal(amount), currency=currency)
    chart = told("tenders")["Очікувана вартість"]
    assert [bar.text for bar in chart.rows if "разом" in bar.label] == ["7 EUR", "300 ₴"]
    assert chart.note == "невідомо для 1"


def test_parts_of_the_city_are_the_smallest_areas() -> None:
    def square(side: float) -> MultiPolygon:
        return MultiPolygon(Polygon.from_bbox((X - side, Y - side, X + side, Y + side)), srid=4326)

    for name, level, side in (("Громада", "community", 1), ("Місто", "settlement", 0.1)):
        row(catalogue["boundary"], name=name, level=level, geom=square(side))
    row(catalogue["kiosks"])
    row(catalogue["kiosks"], at=(X + 0.5, Y))
    row(catalogue["kiosks"], at=(X + 0.6, Y))
    assert numbers(told("kiosks")["За частинами міста"]) == {"Поза населеними пунктами": "2", "Місто": "1"}


def test_what_lies_in_several_parts_is_counted_in_the_one_that_has_it_whole(client: Client) -> None:
    for name, level, west, east in (("Громада", "community", -1, 2), ("Місто", "settlement", 0, 1)):
        _area(name, level, X + west * 0.1, X + east * 0.1)
    for name, west, east in (("Захід", 0, 0.5), ("Схід", 0.5, 1)):
        _area(name, "district", X + west * 0.1, X + east * 0.1)
    for west, east in ((0.01, 0.03), (0.01, 0.09)):
        line = LineString((X + west, Y), (X + east, Y), srid=4326)
        row(catalogue["tenders"], geom=line, location_source="street")
    assert numbers(told("tenders")["За частинами міста"]) == {"Захід": "1", "Місто": "1"}


def _area(name: str, level: str, west: float, east: float) -> None:
    square = Polygon.from_bbox((west, Y - 0.1, east, Y + 0.1))
    row(catalogue["boundary"], geom=MultiPolygon(square, srid=4326), name=name, level=level)


def test_what_is_known_by_its_settlement_only_or_has_no_place_is_told_so(client: Client) -> None:
    for name, level, west, east in (("Громада", "community", -1, 2), ("Місто", "settlement", 0, 1)):
        _area(name, level, X + west * 0.1, X + east * 0.1)
    for name, west, east in (("Захід", 0, 0.5), ("Схід", 0.5, 1)):
        _area(name, "district", X + west * 0.1, X + east * 0.1)
    # The same outline on its way through a projection: by a hair more than the city's.
    city = Polygon.from_bbox((X - 1e-9, Y - 0.1, X + 0.1, Y + 0.1))
    row(catalogue["petitions"], geom=city, location_source="settlement")
    row(catalogue["petitions"], at=(X + 0.01, Y))
    line = LineString((X + 0.01, Y), (X + 0.09, Y), srid=4326)
    row(catalogue["petitions"], geom=line, location_source="street")
    for _ in range(3):
        row(catalogue["petitions"], geom=None)
    chart = told("petitions")["За частинами міста"]
    assert numbers(chart) == {
        "Захід": "1",
        "Місто": "1",
        "Місто: відомо лише, що в цьому населеному пункті": "1",
    }
    assert (chart.absent, chart.note) == (3, "Місто: те, що лежить у кількох його частинах або поза ними")
    page = client.get("/petitions/figures?lang=uk").content.decode()
    assert '<a href="/unlocated?layer=petitions#rows">Без місця на карті: 3</a>' in page


def test_money_that_is_not_spent_is_told_apart(client: Client) -> None:
    for stage, planned in (("done", 100), ("running", 20), ("voting", 3000), ("lost", 7), ("cancelled", 1)):
        row(catalogue["projects"], stage=stage, budget_planned=Decimal(planned))
    sums = {bar.label: bar.text for bar in told("projects")["Плановий бюджет"].rows if bar.symbol is None}
    assert {label: text.replace("\xa0", " ") for label, text in sums.items()} == {
        "разом, ₴": "120 ₴",
        "ще не вирішено або невідомо, ₴": "3 000 ₴",
        "не здійснюватиметься, ₴": "8 ₴",
    }
    for phase, amount, currency in (
        ("complete", 5, "UAH"),
        ("cancelled", 6, "UAH"),
        ("unsuccessful", 7, "EUR"),
    ):
        row(catalogue["tenders"], phase=phase, amount=Decimal(amount), currency=currency)
    sums = {bar.label: bar.text for bar in told("tenders")["Очікувана вартість"].rows if bar.symbol is None}
    assert sums == {"разом, ₴": "5 ₴", "нічого не куплено, ₴": "6 ₴", "нічого не куплено, EUR": "7 EUR"}
    page = client.get(f"/around?near={X},{Y}&lang=uk").content.decode().replace("\xa0", " ")
    assert "плановий бюджет 120 ₴" in page
    assert "плановий бюджет, не здійснюватиметься 8 ₴" in page
    assert "3 128" not in page


def test_the_view_tells_all_its_layers(client: Client) -> None:
    row(catalogue["kiosks"])
    row(catalogue["places"])
    page = client.get("/figures?layers=kiosks,places&lang=uk").content.decode()
    assert page.count('class="figures"') == 2
    assert client.get("/figures?layers=nothing").status_code == 400


def test_staff_are_told_more(signed_in: Callable[[str], Client]) -> None:
    row(catalogue["kiosks"], publication="hidden", publication_reason="закон")
    assert "1 об’єкт" in signed_in("registrar").get("/kiosks/figures?lang=uk").content.decode()


def test_of_what_is_to_come_the_next_months_are_told() -> None:
    today = timezone.localdate()
    for days in (-400, 40, 400, 1400):
        row(catalogue["kiosks"], permit_until=today + timedelta(days=days))
    chart = told("kiosks")["Дозвіл до: за місяцями"]
    assert [bar.text for bar in chart.rows if bar.text != "0"] == ["1", "1"]
    assert chart.note == "раніше: 1; пізніше: 1"


def test_all_others_have_the_same_scale() -> None:
    kinds = [value for value in Activity.values if value != "unknown"][:14]
    for count, kind in enumerate(reversed(kinds), 1):
        for _one in range(count):
            row(catalogue["kiosks"], activity=kind)
    rows = told("kiosks")["Діяльність"].rows
    assert rows[-1].label == "Усі інші"
    assert rows[-1].length / rows[0].length == pytest.approx(int(rows[-1].text) / int(rows[0].text), abs=0.01)
