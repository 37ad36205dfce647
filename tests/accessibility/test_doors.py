"""What stands at a place's door belongs to its answer: as sure as it is, for whom it is hard, until it is gone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from accessibility import rules
from accessibility.actions import conclude, follow_barriers
from accessibility.at_the_door import Met
from accessibility.models import Answer, Audit, Barrier, Place, PlacePart
from layers.registry import catalogue
from tests.accessibility.test_merging import NORM, answer
from tests.samples import HERE, row

GOOD = {
    "step_free": True,
    "path_width": 2000,
    "path_slope": 3,
    "cross_slope": 1.5,
    "threshold": 10,
    "dense": False,
    "storeys": False,
    "turning": 1600,
    "door_width": 950,
    "steps": False,
    "ramp": False,
}


@pytest.mark.parametrize(
    ("severity", "is_sure", "is_one_of_doors", "expected"),
    [
        ("impassable", True, False, "barrier"),
        ("impassable", False, False, "unknown"),
        ("impassable", True, True, "unknown"),
        ("hard", True, False, "partly"),
        ("hard", False, False, "unknown"),
        ("unknown", True, False, "unknown"),
        ("annoying", True, False, "accessible"),
        ("none", False, False, "accessible"),
    ],
)
def test_the_best_that_a_place_comes_to(
    severity: str, is_sure: bool, is_one_of_doors: bool, expected: str
) -> None:
    met = Met(1, "stairs", date(2026, 5, 1), "", "confirmed", is_sure, {"wheelchair": severity})
    assert met.cap("wheelchair", is_one_of_doors=is_one_of_doors) == expected
    assert met.cap("official", is_one_of_doors=False) == rules.ACCESSIBLE


@pytest.fixture
def shop() -> Place:
    """A shop that a wheelchair gets into, by its audit."""
    found: Place = row(catalogue["places"], kind="shop", name="Крамниця")
    audit = Audit.objects.create(place=found, made_on=timezone.localdate(), norm=NORM.code)
    Answer.objects.bulk_create(Answer(audit=audit, **answer(code, said)) for code, said in GOOD.items())
    conclude(audit)
    found.refresh_from_db()
    assert found.for_wheelchair == "accessible"
    return found


def barrier(metres: float = 0, **words: Any) -> Barrier:
    """Stairs without a ramp, so many metres north of the shop's door."""
    about = {"kind": "stairs", "severity": "impassable", "status": "confirmed", "source": "обхід"}
    dated = {
        "reported_on": timezone.localdate(),
        "geom": Point(HERE[0], HERE[1] + metres / 111_320, srid=4326),
    }
    made: Barrier = row(catalogue["barriers"], **{**about, **dated, **words})
    return made


def comes_to(place: Place) -> str:
    place.refresh_from_db()
    return str(place.for_wheelchair)


@pytest.mark.django_db
def test_a_barrier_at_the_door_shuts_out_until_it_is_gone(shop: Place, client: Client) -> None:
    stairs = barrier()
    assert comes_to(shop) == "barrier"
    assert shop.for_deaf == "unknown"
    page = client.get(f"/places/{shop.pk}/?lang=en").content.decode()
    assert f'<a href="/barriers/{stairs.pk}/">Stairs without a ramp: impassable</a>' in page
    assert "confirmed, " in page
    assert "Without what is at the door it would be: barrier-free." in page
    rows = client.get("/places/?lang=en&profile=wheelchair").content.decode()
    assert "at the door: stairs without a ramp (confirmed, " in rows
    stairs.status, stairs.removed_on = "removed", timezone.localdate()
    stairs.save()
    assert comes_to(shop) == "accessible"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"status": "reported"}, "unknown"),
        ({"is_doubted": True}, "unknown"),
        ({"status": "planned", "is_doubted": True}, "barrier"),
        ({"kind": "lift"}, "barrier"),
        ({"kind": "parked_car"}, "accessible"),
        ({"kind": "threshold", "severity": "hard"}, "partly"),
        ({"metres": 4}, "barrier"),
        ({"metres": 12}, "accessible"),
        ({"publication": "hidden"}, "accessible"),
        ({"publication": "generalised"}, "accessible"),
        ({"location_source": "street"}, "accessible"),
        ({"location_source": "gps", "location_accuracy": 30}, "unknown"),
    ],
)
def test_what_counts_at_a_door(shop: Place, words: dict[str, Any], expected: str) -> None:
    barrier(**words)
    assert comes_to(shop) == expected


@pytest.mark.django_db
def test_the_nearest_door_is_meant_or_the_one_that_is_named(shop: Place) -> None:
    other: Place = row(
        catalogue["places"], kind="shop", name="Інша", geom=Point(HERE[0], HERE[1] + 0.00003, srid=4326)
    )
    barrier(metres=3)
    assert (comes_to(shop), comes_to(other)) == ("accessible", "barrier")
    barrier(metres=3, cause_path=f"/places/{shop.pk}/")
    assert comes_to(shop) == "barrier"


@pytest.mark.django_db
def test_nobody_has_to_audit_a_place_for_a_barrier_to_bar_it(client: Client) -> None:
    place: Place = row(catalogue["places"], kind="shop", name="Ніким не обстежена")
    stairs = barrier()
    assert comes_to(place) == "barrier"
    assert "at the door" in client.get("/places/?lang=en&profile=wheelchair").content.decode()
    stairs.delete()
    assert comes_to(place) == "unknown"


@pytest.mark.django_db
def test_of_several_doors_one_that_is_barred_leaves_a_doubt(shop: Place) -> None:
    for name in ("голов", "двір"):
        PlacePart.objects.create(place=shop, kind="entrance", name=name, location=Point(*HERE, srid=4326))
    barrier()
    assert comes_to(shop) == "unknown"


@pytest.mark.django_db
def test_what_should_be_gone_by_now_is_not_sure(shop: Place) -> None:
    Barrier.objects.filter(pk=barrier().pk).update(expires_on=timezone.localdate() - timedelta(1))
    follow_barriers()
    assert comes_to(shop) == "unknown"


@pytest.mark.django_db
def test_a_place_that_is_shown_roughly_tells_of_no_barrier(shop: Place) -> None:
    shop.publication = "generalised"
    shop.save()
    barrier()
    assert comes_to(shop) == "accessible"
