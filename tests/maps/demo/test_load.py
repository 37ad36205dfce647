"""Loading: references are kept, a second run replaces, and rows of other sources are left alone."""

from datetime import date
from decimal import Decimal

import pytest
import shapely
from django.contrib.gis.geos import Point

from kiosks.models import Kiosk, SitingPassport
from layers.models import HistoryEntry
from layers.reference.models import Address, Street
from maps.demo import load, region
from maps.demo.ground_tables import settlement_table
from maps.demo.tables import Table
from tests.maps.demo.conftest import TODAY

_PLACE = shapely.Point(397_726, 5_411_970)


def _tables(name: str = "Кава\tі «чай»\\") -> list[Table]:
    street = Table(
        "reference.Street",
        ("source", "kind", "name", "settlement_id"),
        [("demo", "вулиця", "Центральна", 1)],
        {"geom": shapely.multilinestrings([[shapely.LineString([(0, 5_400_000), (9, 5_400_009)])]])},
        {"settlement_id": "reference.Settlement"},
    )
    kiosk = Table(
        "kiosks.Kiosk",
        ("source", "name", "area", "permit_id"),
        [("demo", name, Decimal("7.5"), 0)],
        {"geom": shapely.points([_PLACE.x], [_PLACE.y])},
        {"permit_id": "kiosks.SitingPassport"},
        {"kiosks.SitingPassport": 1},
    )
    passport = Table(
        "kiosks.SitingPassport",
        ("kiosk_id", "number", "status", "issued_on", "valid_until"),
        [(0, "ПП-1", "valid", date(2025, 1, 1), None)],
        references={"kiosk_id": "kiosks.Kiosk"},
    )
    return [settlement_table(), street, kiosk, passport]


def _load() -> int:
    return load.replace(_tables(), lambda _table: None)


@pytest.mark.django_db
def test_rows_arrive_with_their_references() -> None:
    assert load.is_empty()
    assert _load() == 18
    assert not load.is_empty()
    assert Street.objects.get().settlement.name == "Билбасівка"  # type: ignore[union-attr]
    kiosk = Kiosk.objects.get()
    assert kiosk.name == "Кава\tі «чай»\\"
    assert kiosk.permit == SitingPassport.objects.get()
    assert kiosk.permits.get() == kiosk.permit
    assert (round(kiosk.geom.x, 4), round(kiosk.geom.y, 4)) == (37.6058, 48.8523)
    assert kiosk.published


@pytest.mark.django_db
def test_a_second_run_replaces_only_the_demonstration() -> None:
    _load()
    first = Kiosk.objects.get()
    own = Kiosk.objects.create(name="Справжній", source="register", geom=Point(37.6, 48.85, srid=4326))
    address = Address.objects.create(street=Street.objects.get(), street_name="вулиця Центральна", house="1")
    _load()
    assert set(Kiosk.objects.values_list("name", flat=True)) == {"Справжній", first.name}
    assert Kiosk.objects.filter(pk=own.pk).exists()
    assert not Kiosk.objects.filter(pk=first.pk).exists()
    address.refresh_from_db()
    assert address.street is None
    assert not HistoryEntry.objects.filter(feature_id=first.pk).exists()


def test_a_line_of_copy_keeps_every_character() -> None:
    cells = ["a\tb\\\n", None, True, Decimal("1.50"), date(2026, 3, 1)]
    assert load.line(cells) == "a\\tb\\\\\\n\t\\N\tt\t1.50\t2026-03-01\n"


def test_the_region_has_a_million_objects_in_chunks() -> None:
    assert region.total() >= 1_000_000
    groups = list(region.chunks(3, TODAY, scale=0.002))
    assert sum(len(group[0].rows) for group in groups) == region.total(0.002)
    assert {group[0].model for group in groups} == {
        "kiosks.Kiosk",
        "kiosks.Advertising",
        "accessibility.Place",
        "accessibility.Barrier",
    }
    again = next(region.chunks(3, TODAY, scale=0.002))
    assert again[0].rows == groups[0][0].rows
    assert again[0].located() == groups[0][0].located()


@pytest.mark.django_db
def test_the_region_is_loaded_chunk_by_chunk() -> None:
    load.replace([], lambda _table: None, region.chunks(3, TODAY, scale=0.0005))
    assert Kiosk.objects.count() == 160
    assert Kiosk.objects.filter(permit__isnull=True).count() == 0
