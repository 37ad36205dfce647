"""A place whose location is published only roughly: nothing that is told of it says where it is."""

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accessibility.mending.actions import list_what_to_mend
from accessibility.models import Mending, Place
from layers.registry import catalogue
from tests.accessibility.routing.test_api import asked, way
from tests.accessibility.test_parts import CASES, STEPS, written
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE
DOOR = (X + 0.00123, Y + 0.00045)


@pytest.fixture
def place() -> Place:
    found = written(STEPS)
    found.parts.filter(is_main=False).update(
        name="вхід з двору", location=Point(*DOOR, srid=4326), osm="node/4711"
    )
    found.street, found.house = "вулиця Таємна", "77"
    found.geom, found.publication = Point(X + 0.0012, Y + 0.0004, srid=4326), "generalised"
    found.save()
    found.refresh_from_db()
    return found


def addresses(place: Place) -> list[str]:
    return [
        "/places.a11y.json",
        "/places.osm",
        f"/places/{place.pk}/",
        f"/places/{place.pk}/card.json",
        "/places/?fragment=list",
        "/api/collections/places/items",
        "/data/places.csv",
        "/data/places.csv?structure=annex32-parts",
        "/mend",
        "/api/collections/mending/items",
    ]


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode()


def test_no_surface_says_where_it_is(client: Client, place: Place) -> None:
    written(next(case for case in CASES if case["name"] == "every entrance is known to bar"))
    Place.objects.exclude(pk=place.pk).update(publication="generalised", street="вулиця Таємна", house="77")
    row(
        catalogue["barriers"],
        kind="stairs",
        severity="impassable",
        status="confirmed",
        publication="generalised",
        address="вулиця Таємна, 77",
    )
    list_what_to_mend()
    assert Mending.objects.count() == 2
    for address in addresses(place):
        said = told(client, address)
        assert "Таємна" not in said, address
        assert f"{DOOR[0]:.5f}" not in said, address
        assert "4711" not in said, address


def test_what_is_published_says_so(client: Client, place: Place) -> None:
    """Or the test above could not fail."""
    Place.objects.filter(pk=place.pk).update(publication="public")
    for address in addresses(place)[:4]:
        assert "Таємна" in told(client, address), address
    assert f"{DOOR[0]:.5f}" in told(client, "/places.a11y.json")
    for address in (f"/places/{place.pk}/", "/data/places.csv?structure=annex32-parts"):
        assert "4711" in told(client, address), address
    assert f"{DOOR[0]:.5f}" in told(client, f"/places/{place.pk}/")


def test_no_way_leads_to_its_door(client: Client, place: Place) -> None:
    assert place.public_geom is not None
    shown = (place.public_geom.x, place.public_geom.y)
    way((X, Y), shown)
    assert "entrance" not in asked(client, to=f"{shown[0]:.6f},{shown[1]:.6f}")
