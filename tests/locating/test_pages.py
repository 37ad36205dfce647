"""What everybody reads of locations that were found or not, and the way from a suggestion to the map."""

import re
from collections.abc import Callable

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point, Polygon
from django.test import Client

from accessibility.models import Place
from layers.civic.petitions.models import Petition
from layers.civic.tenders.models import Tender
from layers.feature import LocationSource as By
from layers.locating.actions import locate_layer
from layers.locating.models import Suggestion
from layers.reference.models import Address, Settlement, Street
from layers.registry import catalogue
from tests.contract.test_surfaces import body, tile_of
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def street() -> Street:
    made = Settlement.objects.create(name="Слов’янськ", kind="city", geom=Point(37.6, 48.85))
    line = MultiLineString(LineString((37.6, 48.85), (37.62, 48.85)))
    found = Street.objects.create(name="Торська", kind="вулиця", settlement=made, geom=line)
    Address.objects.create(street=found, street_name="вулиця Торська", house="5", geom=Point(37.605, 48.85))
    return found


def petition(title: str, **words: object) -> Petition:
    made = Petition.objects.create(title=title, status="collecting", **words)
    locate_layer(catalogue["petitions"])
    made.refresh_from_db()
    return made


def test_the_card_tells_what_led_there(client: Client) -> None:
    there, street, nowhere = (
        petition("вул. Торська, 5"),
        petition("вул. Торська, 77"),
        petition("вул. Незнана, 1"),
    )
    told = re.sub("<[^>]+>", "", client.get(f"/petitions/{there.pk}/").content.decode())
    assert "Found by its words as: вулиця Торська, 5" in told
    told = client.get(f"/petitions/{street.pk}/").content.decode()
    assert "on this street" in told
    assert "names a house that the register does not have" in told
    told = client.get(f"/petitions/{nowhere.pk}/").content.decode()
    assert "names a street that the register does not have" in told
    assert "вул. Незнана" in told


def test_a_place_without_coordinates_is_at_its_address() -> None:
    made = Place.objects.create(
        name="Аптека", kind="pharmacy", settlement="Слов’янськ", street="вул. Торська", house="5"
    )
    locate_layer(catalogue["places"])
    made.refresh_from_db()
    assert (made.location_source, round(made.geom.x, 3)) == (By.ADDRESS, 37.605)


def test_the_tray_counts_what_is_nowhere_for_everybody(client: Client) -> None:
    petition("вул. Торська, 5")
    for number in range(60):
        Petition.objects.create(title=f"Більше сирен {number}", status="collecting")
    hidden = Petition.objects.create(title="Таємне", status="moderation")
    lost = petition("<b>вул. Незнана</b>, 1")
    told = client.get("/unlocated").content.decode()
    assert "61 of 62 without a place" in told
    page = client.get("/unlocated", {"layer": "petitions"}).content.decode()
    assert page.count('class="result"') == 50
    assert "1 / 2" in page
    assert hidden.title not in page
    assert "<b>" not in page
    only = client.get("/unlocated", {"layer": "petitions", "reason": "unknown_street"}).content.decode()
    assert only.count('class="result"') == 1
    assert f"/petitions/{lost.pk}/place" in only


@pytest.mark.parametrize(
    "words",
    [
        {"layer": "kiosks"},
        {"layer": "x"},
        {"reason": "x"},
        {"layer": "petitions", "page": "x"},
    ],
)
def test_what_makes_no_sense_is_said(client: Client, words: dict[str, str]) -> None:
    assert client.get("/unlocated", words).status_code == 400


def suggest(client: Client, made: Petition, **words: str) -> Suggestion:
    sent = client.post(f"/petitions/{made.pk}/place", {"chosen": "37.61,48.86", "next": "yes", **words})
    assert sent.status_code == 302, sent.content.decode()
    return Suggestion.objects.latest("pk")


def test_a_suggestion_is_shown_only_when_somebody_agreed(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    made = petition("Лавки у сквері")
    other, said = suggest(client, made), suggest(client, made, words="Бачив сам")
    made.refresh_from_db()
    assert made.geom is None
    office = signed_in("moderator")
    address = f"/admin/locating/suggestion/{said.pk}/change/"
    page = office.get(address).content.decode()
    assert "Бачив сам" in page
    assert str(said) == "Лавки у сквері"
    assert "petitions " not in page.split("<h1")[1]
    words = {"place": said.place.geojson, "state": "accepted", "reason": ""}
    assert office.post(address, words).status_code == 302
    made.refresh_from_db()
    assert (made.location_source, made.geom.coords) == (By.SUGGESTED, (37.61, 48.86))
    other.refresh_from_db()
    assert other.state == Suggestion.State.DECLINED
    locate_layer(catalogue["petitions"])
    made.refresh_from_db()
    assert made.location_source == By.SUGGESTED
    card = client.get(f"/petitions/{made.pk}/").content.decode()
    assert "suggested by a resident, checked by the city" in card


def test_who_declines_says_why(client: Client, signed_in: Callable[[str], Client]) -> None:
    said = suggest(client, petition("Лавки у сквері"))
    office, address = signed_in("moderator"), f"/admin/locating/suggestion/{said.pk}/change/"
    words = {"place": said.place.geojson, "state": "declined", "reason": ""}
    assert "Say why it is not there" in office.post(address, words).content.decode()
    office.post(address, words | {"reason": "Це на іншому боці."})
    said.refresh_from_db()
    assert (said.state, said.decided_by) == (Suggestion.State.DECLINED, "moderator")
    assert signed_in("auditor").get(address).status_code in (302, 403)


def test_the_place_is_pointed_out_without_a_script(client: Client) -> None:
    made = petition("Лавки у сквері")
    page = client.get(f"/petitions/{made.pk}/place").content.decode()
    assert "Press on the map" in page
    pressed = client.post(
        f"/petitions/{made.pk}/place", {"point.x": "352", "point.y": "170", "at": "16/48.85/37.61"}
    )
    assert pressed.status_code == 302
    assert "chosen=37.61" in pressed.headers["Location"]
    again = client.get(pressed.headers["Location"]).content.decode()
    assert "Yes, it is here" in again
    found = client.get(f"/petitions/{made.pk}/place", {"q": "Торська 5"}).content.decode()
    assert 'name="place"' in found


def test_who_suggests_sees_where_it_is_drawn_now_and_as_what(client: Client) -> None:
    drawn, nowhere = petition("вул. Торська, 77"), petition("Лавки у сквері")
    page = client.get(f"/petitions/{drawn.pk}/place").content.decode()
    told = re.sub("<[^>]+>", "", page)
    assert "Found by its words as: вулиця Торська." in told
    assert "The picture shows where it is drawn now." in told
    zoom, latitude, longitude = map(float, re.findall(r'name="at" value="([^"]+)"', page)[0].split("/"))
    assert (latitude, longitude) == (48.85, 37.61)
    # 0.02° of longitude are 328 pixels, of the narrow picture, at this zoom and less.
    assert 328 * 0.5 < 0.02 / 360 * 256 * 2**zoom < 328
    city = client.get(f"/petitions/{nowhere.pk}/place").content.decode()
    assert "drawn now" not in city
    assert 'name="at" value="15/48.85227/37.60582"' in city
    asked = client.get(f"/petitions/{drawn.pk}/place?at=12/48.8/37.5").content.decode()
    assert 'name="at" value="12/48.80000/37.50000"' in asked


def test_where_the_place_is_published_roughly_its_words_are_not_told(client: Client) -> None:
    hidden = petition("вул. Торська, 5", publication="generalised", publication_reason="закон")
    assert "Found by its words" not in client.get(f"/petitions/{hidden.pk}/place").content.decode()


@pytest.mark.parametrize(
    "words",
    [
        {"next": "yes"},
        {"next": "yes", "chosen": "0,0"},
        {"next": "yes", "chosen": "a,b"},
        {"point.x": "9999", "point.y": "1"},
        {"here": "37,48"},
        {"place": "30.5,50.4"},
    ],
)
def test_no_place_and_a_place_elsewhere_are_refused_in_words(client: Client, words: dict[str, str]) -> None:
    made = petition("Лавки")
    told = client.post(f"/petitions/{made.pk}/place", words)
    assert told.status_code == 200
    assert 'role="alert"' in told.content.decode()
    assert not Suggestion.objects.exists()


def test_a_flood_is_held_back_and_what_is_not_there_is_not_placed(client: Client) -> None:
    made = petition("Лавки")
    for _number in range(20):
        suggest(client, made)
    assert (
        client.post(f"/petitions/{made.pk}/place", {"chosen": "37.61,48.86", "next": "yes"}).status_code
        == 429
    )
    assert client.get("/petitions/999999/place").status_code == 404
    assert client.get(f"/kiosks/{made.pk}/place").status_code == 404
    assert client.delete(f"/petitions/{made.pk}/place").status_code == 405


def test_what_lies_somewhere_in_a_settlement_is_on_no_spot_of_it_and_near_to_nothing(client: Client) -> None:
    x, y = HERE
    square = Polygon.from_bbox((x - 0.05, y - 0.05, x + 0.05, y + 0.05))
    square.srid = 4326
    somewhere = row(catalogue["tenders"], geom=square, location_source="settlement", title="Десь у місті")
    row(catalogue["tenders"], (x + 0.001, y), location_source="address", title="Тут")
    words = {"layers": "tenders", "bbox": f"{x - 0.01},{y - 0.01},{x + 0.01},{y + 0.01}", "lang": "uk"}
    told = client.get("/list", words).content.decode()
    assert told.index("Тут") < told.index("Десь у місті")
    assert "0 м" not in told[told.index("Десь у місті") :]
    # Without the other one nothing is left to be drawn.
    Tender.objects.exclude(pk=somewhere.pk).delete()
    for zoom in (12, 15, 17):
        assert not body(client.get(tile_of(catalogue["tenders"], zoom)))
