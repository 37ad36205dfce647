"""The register in the database, rows placed by their words, and what follows when either changes."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.core.management import call_command

from layers.civic.petitions.models import Petition
from layers.civic.projects.models import Project
from layers.feature import LocationSource as By
from layers.locating import register
from layers.locating.actions import Clue, best, locate_layer
from layers.locating.finding import locate
from layers.locating.models import Finding
from layers.locating.tasks import locate_features
from layers.locating.vocabulary import Reason
from layers.reference.models import Address, Boundary, FormerName, Green, Settlement, Street
from layers.registry import catalogue

pytestmark = pytest.mark.django_db
LEFT, BOTTOM = 37.60, 48.85


@pytest.fixture(autouse=True)
def city() -> dict[str, Any]:
    """Two streets that cross, with houses; a street that only addresses name; a settlement with an outline."""
    made = Settlement.objects.create(name="Слов’янськ", kind="city", geom=Point(LEFT, BOTTOM))
    outline = Polygon.from_bbox((LEFT - 0.1, BOTTOM - 0.1, LEFT + 0.1, BOTTOM + 0.1))
    Boundary.objects.create(name="Слов’янськ", level="settlement", geom=MultiPolygon(outline))
    east = MultiLineString(LineString((LEFT, BOTTOM), (LEFT + 0.02, BOTTOM)))
    north = MultiLineString(LineString((LEFT + 0.01, BOTTOM - 0.01), (LEFT + 0.01, BOTTOM + 0.01)))
    street = Street.objects.create(name="Торська", kind="вулиця", settlement=made, geom=east)
    FormerName.objects.create(street=street, name="Комунарів")
    Street.objects.create(
        name="Героїв Майдану", kind="вулиця", settlement=made, geom=north, former="площа Леніна"
    )
    for number in (1, 2, 3, 9, 10):
        where = Point(LEFT + number / 1000, BOTTOM + 0.0001)
        Address.objects.create(street=street, street_name="вулиця Торська", house=str(number), geom=where)
        lone = Point(LEFT + number / 1000, BOTTOM + 0.005)
        words = {
            "street_name": "вул. Шкільна",
            "settlement_name": "Слов’янськ",
            "former_street": "вул. Піонерська",
        }
        Address.objects.create(house=f"{number}", geom=lone, **words)
    Green.objects.create(
        kind="park",
        name="Парк «Шовковичний»",
        geom=MultiPolygon(Polygon.from_bbox((37.61, 48.86, 37.62, 48.87))),
    )
    return {"street": street}


def find(text: str) -> tuple[By, str, tuple[float, float] | None]:
    ground = register.DatabaseGround()
    found = locate(text, register.gazetteer(), ground)
    middle = ground.on_the_map(found.geometry.centroid) if found.geometry is not None else None
    return found.source, ", ".join(found.names), (round(middle.x, 4), round(middle.y, 4)) if middle else None


def test_what_the_register_has_is_found() -> None:
    assert find("вул. Торська, 2") == (By.ADDRESS, "вулиця Торська, 2", (37.602, 48.8501))
    assert find("вул. Комунарів, 2") == (By.ADDRESS, "вулиця Торська, 2", (37.602, 48.8501))
    assert find("вул. Героїв Майдану") == (By.STREET, "вулиця Героїв Майдану", (37.61, 48.85))
    assert find("площа Леніна")[:2] == (By.STREET, "вулиця Героїв Майдану")
    assert find("на розі вулиць Торської та Героїв Майдану")[::2] == (By.CROSSING, (37.61, 48.85))
    assert find("парк Шовковичний")[:2] == (By.OBJECT, "Парк «Шовковичний»")
    assert find("місто Слов'янськ")[:2] == (By.SETTLEMENT, "Слов’янськ")
    assert find("вул. Торська від буд. № 1 до буд. № 9")[::2] == (By.SEGMENT, (37.605, 48.85))


def test_a_street_that_only_addresses_name_is_where_they_are() -> None:
    assert find("вул. Шкільна, 3") == (By.ADDRESS, "вул. Шкільна, 3", (37.603, 48.855))
    assert find("вул. Піонерській, 3")[:2] == (By.ADDRESS, "вул. Шкільна, 3")
    assert find("вул. Шкільна")[0] == By.STREET


def test_what_is_hidden_tells_nothing(city: dict[str, Any]) -> None:
    Address.objects.filter(house="2").update(publication="closed", publication_reason="ст. 6")
    assert find("вул. Торська, 2")[0] == By.STREET
    Street.objects.filter(pk=city["street"].pk).update(publication="closed", publication_reason="ст. 6")
    assert find("вул. Торська, 1")[0] == By.UNKNOWN


def petition(title: str, **words: Any) -> Petition:
    return Petition.objects.create(title=title, **words)


def test_rows_are_placed_and_the_others_are_told_why(django_assert_max_num_queries: Any) -> None:
    there, street = (
        petition("Ремонт даху, вул. Торська, 2"),
        petition("Дорога", text="Просимо про вул. Торську."),
    )
    nowhere = petition("Більше сирен у віддалених районах")
    with django_assert_max_num_queries(25):
        counts = locate_layer(catalogue["petitions"])
    assert counts == {By.ADDRESS: 1, By.STREET: 1, By.UNKNOWN: 1}
    for made in (there, street, nowhere):
        made.refresh_from_db()
    assert (there.location_source, there.location_accuracy, there.geom.geom_type) == (By.ADDRESS, 10, "Point")
    assert (street.location_source, street.geom.geom_type, street.approximate) == (
        By.STREET,
        "MultiLineString",
        True,
    )
    assert (nowhere.geom, nowhere.location_source) == (None, By.UNKNOWN)
    told = Finding.objects.get(feature_id=nowhere.pk)
    assert (told.reason, told.layer) == (Reason.NOTHING_SAID, "petitions")
    assert Finding.objects.get(feature_id=street.pk).clue == "text"


def test_nothing_is_looked_for_twice_and_nothing_is_written_that_is_the_same() -> None:
    made = petition("вул. Торська, 2")
    locate_layer(catalogue["petitions"])
    made.refresh_from_db()
    assert locate_layer(catalogue["petitions"]) == {}
    Petition.objects.filter(pk=made.pk).update(title="вул. Торська, 3")
    assert locate_layer(catalogue["petitions"]) == {By.ADDRESS: 1}
    moved = Petition.objects.get(pk=made.pk)
    assert moved.geom.x > made.geom.x


def test_of_what_is_no_more_no_finding_is_kept() -> None:
    made = petition("вул. Торська, 2")
    locate_layer(catalogue["petitions"])
    made.delete()
    locate_layer(catalogue["petitions"])
    assert not Finding.objects.exists()


def test_a_new_address_places_what_had_none() -> None:
    made = petition("вул. Нова, 7")
    locate_features.call()
    assert Finding.objects.get(feature_id=made.pk).reason == Reason.UNKNOWN_STREET
    Address.objects.create(street_name="вулиця Нова", house="7", geom=Point(37.6, 48.86))
    locate_features.call()
    made.refresh_from_db()
    assert made.location_source == By.ADDRESS
    Address.objects.filter(street_name="вулиця Нова").delete()
    locate_features.call()
    made.refresh_from_db()
    assert (made.geom, made.location_source) == (None, By.UNKNOWN)


@pytest.mark.parametrize("source", [By.HAND, By.REGISTER, By.SURVEY, By.SUGGESTED])
def test_what_somebody_placed_stays_where_it_is(source: By) -> None:
    made = Project.objects.create(
        title="вул. Торська, 2", geom=Point(37.61, 48.86, srid=4326), location_source=source
    )
    locate_layer(catalogue["projects"])
    made.refresh_from_db()
    assert (made.geom.x, made.location_source) == (37.61, source)
    assert not Finding.objects.exists()


def test_an_address_that_somebody_else_found_is_theirs() -> None:
    made = Project.objects.create(
        title="вул. Торська, 2", geom=Point(37.61, 48.86), location_source=By.ADDRESS
    )
    locate_layer(catalogue["projects"])
    made.refresh_from_db()
    assert made.geom.x == 37.61


def test_the_place_of_the_work_goes_before_that_of_a_delivery() -> None:
    ground = register.DatabaseGround()
    clues = [
        Clue("title", "Ремонт вул. Торської"),
        Clue("delivery", "вул. Шкільна, 1"),
        Clue("buyer", "м. Слов’янськ"),
    ]
    assert best(clues, register.gazetteer(), ground)[0].names == ("вулиця Торська",)
    clues[0] = Clue("title", "Папір")
    assert best(clues, register.gazetteer(), ground)[1] == "delivery"
    clues[0] = Clue("title", "Ремонт, м. Київ, вул. Торська, 1")
    assert best(clues, register.gazetteer(), ground)[0].geometry is None
    assert best(clues[2:], register.gazetteer(), ground)[0].geometry is None, (
        "a buyer's address is no place of work"
    )


@pytest.mark.parametrize("part", ["lot", "item", "delivery"])
def test_what_is_at_several_places_is_at_all_of_them(part: str) -> None:
    clues = [Clue("title", "Папір")] + [
        Clue(part, f"м. Слов’янськ, вул. Торська, {house}") for house in (2, 3)
    ]
    found, said_in = best(clues, register.gazetteer(), register.DatabaseGround())
    assert (found.names, said_in) == (("вулиця Торська, 2", "вулиця Торська, 3"), part)
    clues[0] = Clue("title", "Ремонт даху, вул. Незнана, 12")
    found, said_in = best(clues, register.gazetteer(), register.DatabaseGround())
    assert (found.geometry, found.reason, said_in) == (None, Reason.UNKNOWN_STREET, "title")


def test_a_city_without_a_register_of_settlements_knows_itself() -> None:
    Settlement.objects.all().delete()
    Address.objects.filter(house="2").update(settlement_name="Заріччя")
    known = register.gazetteer()
    assert {one.name for one in known.settlements.values()} >= {"Слов’янськ", "Заріччя"}


def test_the_command_tells_what_it_found() -> None:
    petition("вул. Торська, 2")
    out = StringIO()
    call_command("locate", stdout=out)
    assert "petitions: 1 address" in out.getvalue()
    call_command("locate", text="вул. Незнана, 2", stdout=out)
    assert "вул. Незнана" in out.getvalue()
