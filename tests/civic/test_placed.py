"""Where tenders are put by their words: never here what is delivered elsewhere, and nothing of what is masked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.test import Client

from layers.civic.tenders.models import SyncRun, Tender
from layers.locating import suggestions
from layers.locating.actions import locate_layer
from layers.locating.models import Finding, Suggestion
from layers.reference import community
from layers.reference.models import Address, Boundary, Settlement, Street
from layers.registry import catalogue
from tests.civic.feed import Feed, tender

pytestmark = pytest.mark.django_db
Sync = Callable[..., SyncRun]
BUYER = {"address": {"locality": "м. Слов’янськ"}, "name": "Управління ЖКГ", "identifier": {"id": "04052784"}}


@pytest.fixture(autouse=True)
def town() -> None:
    """A city with one house."""
    city = Settlement.objects.create(name="Слов’янськ", kind="city", geom=Point(37.61, 48.85, srid=4326))
    street = Street.objects.create(name="Шевченка", kind="вулиця", settlement=city)
    Address.objects.create(street=street, house="7", geom=Point(37.611, 48.851, srid=4326))


def delivered(**address: str) -> dict[str, Any]:
    return {"items": [tender(7)["items"][0] | {"deliveryAddress": address}], "procuringEntity": BUYER}


@pytest.mark.parametrize(
    "address",
    [
        {"locality": "Біла Церква", "region": "Київська область", "streetAddress": "вул. Шевченка, 7"},
        {"locality": "", "region": "Львівська область", "streetAddress": "вул. Шевченка, 7"},
        {"locality": "Слов’янськ", "countryName": "Польща", "streetAddress": "вул. Шевченка, 7"},
    ],
)
def test_what_is_delivered_elsewhere_is_not_placed_here(
    feed: Feed, synced: Sync, address: dict[str, str]
) -> None:
    feed.put(tender(3, title="Капітальний ремонт, вул. Шевченка, 7", **delivered(**address)))
    synced()
    locate_layer(catalogue["tenders"])
    assert Tender.objects.get().geom is None
    assert Finding.objects.get().reason == "elsewhere"


def test_what_is_delivered_here_is_placed(feed: Feed, synced: Sync) -> None:
    here = {"locality": "Слов’янськ", "region": "Донецька область", "streetAddress": "вул. Шевченка, 7"}
    feed.put(tender(3, title="Продукти", **delivered(**here)))
    synced()
    locate_layer(catalogue["tenders"])
    assert Tender.objects.get().location_source == "address"


def test_who_buys_from_another_oblast_means_this_city_only_where_it_says_so(feed: Feed, synced: Sync) -> None:
    far = BUYER | {"address": {"region": "Запорізька область", "locality": "Слов’янськ"}}
    feed.put(tender(3, title="Ремонт, вул. Шевченка, 7", items=[], procuringEntity=far))
    feed.put(tender(6, title="Ремонт у м. Слов’янськ, вул. Шевченка, 7", items=[], procuringEntity=far))
    synced()
    locate_layer(catalogue["tenders"])
    assert [*Tender.objects.order_by("tender_id").values_list("location_source", flat=True)] == [
        "unknown",
        "address",
    ]


def test_what_another_city_buys_for_ours_is_placed_here(feed: Feed, synced: Sync) -> None:
    feed.put(tender(3, title="Ремонт тротуару по вул. Шевченка, 7"))
    synced()
    assert Tender.objects.get().place_clues[-1]["is_elsewhere"], "the buyer sits in another city"
    locate_layer(catalogue["tenders"])
    assert Tender.objects.get().location_source == "address", "it is delivered to ours"


def test_what_becomes_masked_is_told_nowhere_at_once(feed: Feed, synced: Sync, client: Client) -> None:
    feed.put(tender(3, title="Ремонт, вул. Шевченка, 999", items=[], procuringEntity=BUYER))
    synced()
    locate_layer(catalogue["tenders"])
    row = Tender.objects.get()
    assert Finding.objects.get().details, "the house that the register does not have"
    feed.put(tender(3, minutes=600, title="Приховано", items=[], procuringEntity=BUYER))
    synced()
    assert not Finding.objects.exists()
    for page in (f"/tenders/{row.pk}/", "/unlocated?layer=tenders"):
        assert "Шевченка" not in client.get(page).content.decode()


def test_a_finding_of_what_is_masked_is_not_told(feed: Feed, synced: Sync, client: Client) -> None:
    feed.put(tender(3, is_masked=True, title="Приховано"))
    synced()
    row = Tender.objects.get()
    told = {"source": "unknown", "reason": "unknown_house", "details": ["вул. Таємна, 7"]}
    Finding.objects.create(layer="tenders", feature_id=row.pk, seen="", **told)
    for page in (f"/tenders/{row.pk}/", "/unlocated?layer=tenders", "/unlocated?layer=tenders&reason=masked"):
        assert "Таємна" not in client.get(page).content.decode()
    listed = client.get("/unlocated?layer=tenders&reason=masked").content.decode()
    assert f"/tenders/{row.pk}/" in listed


# -- The community -------------------------------------------------------------------------------------------------


def outline(**members: Any) -> Boundary:
    """The half of the bounds above the diagonal."""
    west, south, east, north = settings.CITY.bounds
    half = Polygon(((west, south), (east, north), (west, north), (west, south)), srid=4326)
    return Boundary.objects.create(
        name="Громада", level="community", geom=MultiPolygon(half, srid=4326), **members
    )


def test_the_community_is_its_outline_where_that_is_known() -> None:
    west, south, east, north = settings.CITY.bounds
    corner, inside = (
        Point(east - 0.001, south + 0.001, srid=4326),
        Point(west + 0.001, north - 0.001, srid=4326),
    )
    assert community.contains(corner)
    outline()
    assert not community.contains(corner)
    assert community.contains(inside)
    assert not community.contains(Point(east + 1, north, srid=4326))


def test_a_place_outside_of_the_outline_is_neither_suggested_nor_accepted(client: Client) -> None:
    outline()
    _west, south, east, _north = settings.CITY.bounds
    row = Tender.objects.create(tender_id="UA-2026-01-01-000001-a", title="Ремонт", phase="open")
    place = f"{east - 0.001:.4f},{south + 0.001:.4f}"
    said = client.post(
        f"/tenders/{row.pk}/place", {"chosen": place, "next": "1", "words": "тут"}
    ).content.decode()
    assert "This place is not in the community" in said
    corner = Point(east - 0.001, south + 0.001, srid=4326)
    kept = Suggestion.objects.create(layer="tenders", feature_id=row.pk, place=corner)
    with pytest.raises(ValidationError):
        suggestions.accept(kept, "somebody")
    row.refresh_from_db()
    assert row.geom is None


def test_a_moderator_is_told_why_a_place_cannot_be_accepted(signed_in: Callable[[str], Client]) -> None:
    outline()
    _west, south, east, _north = settings.CITY.bounds
    row = Tender.objects.create(tender_id="UA-2026-01-01-000001-a", title="Ремонт", phase="open")
    corner = Point(east - 0.001, south + 0.001, srid=4326)
    kept = Suggestion.objects.create(layer="tenders", feature_id=row.pk, place=corner)
    answer = signed_in("moderator").post(
        f"/admin/locating/suggestion/{kept.pk}/change/", {"state": "accepted", "place": corner.geojson}
    )
    assert answer.status_code == 200
    kept.refresh_from_db()
    assert kept.state == "waiting"


# -- Suggestions ---------------------------------------------------------------------------------------------------


def test_a_moderator_sees_what_is_meant_and_what_its_source_says(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    row = Tender.objects.create(
        tender_id="UA-2026-01-01-000001-a",
        title="Ремонт тротуару",
        phase="open",
        place_clues=[{"from": "lot", "text": "Лот 1, вул. Невідома"}],
    )
    locate_layer(catalogue["tenders"])
    words = {"chosen": "37.61,48.85", "next": "1", "words": "тел. 050 123 45 67, напроти"}
    assert client.post(f"/tenders/{row.pk}/place", words).status_code == 302
    kept = Suggestion.objects.get()
    assert "050" not in kept.words
    office = signed_in("moderator")
    for page in ("/admin/locating/suggestion/", f"/admin/locating/suggestion/{kept.pk}/change/"):
        said = office.get(page).content.decode()
        assert "Ремонт тротуару" in said
        assert "names a street that the register does not have" in said
    assert "Лот 1, вул. Невідома" in said


def test_of_what_its_own_text_places_elsewhere_residents_are_told_so(client: Client) -> None:
    clue = {"from": "delivery", "text": "Київська область, Біла Церква", "is_elsewhere": True}
    row = Tender.objects.create(
        tender_id="UA-2026-01-01-000001-a", title="Ремонт", phase="open", place_clues=[clue]
    )
    locate_layer(catalogue["tenders"])
    page = client.get(f"/tenders/{row.pk}/place").content.decode()
    assert "Point it out only if you know that this is wrong." in page
    assert "Біла Церква" in page


def test_the_picture_to_press_on_shows_what_is_placed_and_nothing_else(client: Client) -> None:
    row = Tender.objects.create(tender_id="UA-2026-01-01-000001-a", title="Ремонт", phase="open")
    page = client.get(f"/tenders/{row.pk}/place").content.decode()
    assert f"layers=tenders&amp;tenders.ids={row.pk}&amp;" in page
    assert "kiosks" not in page.split("<picture>")[1].split("</picture>")[0]
