"""The office writes down the entrances, floors and rooms of a place, and audits each by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accessibility.models import Audit, PlacePart
from layers.models import HistoryEntry
from layers.registry import catalogue
from tests.accessibility.test_office import ADD, form
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
YARD = {"kind": "entrance", "name": "вхід з двору", "claim": "unknown"}


@pytest.fixture
def shop() -> Any:
    return row(catalogue["places"], kind="shop", name="Крамниця")


@pytest.fixture
def auditor(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("auditor")


@pytest.fixture
def yard(shop: Any) -> PlacePart:
    return PlacePart.objects.create(place=shop, kind="entrance", name="вхід з двору")


def page(place: Any, *parts: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends of the page of a place."""
    place.refresh_from_db()
    sent: dict[str, Any] = {
        "name": place.name,
        "kind": place.kind,
        "claim": "unknown",
        "publication": "public",
        "location_source": place.location_source,
        "geom": place.geom.geojson,
        "version": place.changed_at.isoformat(),
        "parts-TOTAL_FORMS": len(parts),
        "parts-INITIAL_FORMS": 0,
        "audits-TOTAL_FORMS": 0,
        "audits-INITIAL_FORMS": 0,
    }
    for index, part in enumerate(parts):
        sent |= {f"parts-{index}-{name}": value for name, value in part.items()}
    return sent


def address(place: Any) -> str:
    return f"/admin/accessibility/place/{place.pk}/change/"


def test_parts_are_written_down_with_their_place(auditor: Client, shop: Any) -> None:
    where = f"{HERE[1]}, {HERE[0]}"
    parts = [
        YARD | {"is_main": "on", "at": where},
        {"kind": "floor", "name": "2 поверх", "floor": "2", "claim": "no"},
    ]
    answer = auditor.post(address(shop), page(shop, *parts))
    assert answer.status_code == 302, answer.context["errors"]
    yard, floor = shop.parts.order_by("pk")
    assert (yard.name, yard.is_main, yard.location.coords) == ("вхід з двору", True, HERE)
    assert (floor.kind, floor.floor, floor.claim, floor.location) == ("floor", 2, "no", None)
    assert HistoryEntry.objects.filter(layer="accessibility_placepart", operation="insert").count() == 2
    told = auditor.get(address(shop)).content.decode()
    assert f'value="{HERE[1]:.6f}, {HERE[0]:.6f}"' in told
    assert "вхід з двору" in Client().get(f"/places/{shop.pk}/?lang=uk").content.decode()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([YARD | {"at": "48.85"}], "This is no place: latitude and longitude are wanted"),
        ([YARD | {"at": "50.45, 30.52"}], "This place is not in the community"),
        ([YARD, YARD], "Please correct the duplicate"),
        (
            [YARD | {"is_main": "on"}, YARD | {"name": "інший", "is_main": "on"}],
            "A place has one main entrance",
        ),
        (
            [{"kind": "floor", "name": "1", "is_main": "on", "claim": "unknown"}],
            "Only an entrance is the main one",
        ),
        (
            [{"kind": "room", "name": "12", "claim": "unknown", "at": f"{HERE[1]}, {HERE[0]}"}],
            "Only an entrance has a location of its own",
        ),
        (
            [{"kind": "floor", "name": "0", "floor": "0", "claim": "unknown"}],
            "The floor at street level is 1",
        ),
        ([YARD | {"osm": "way 12"}], "As there: node/4711"),
        ([YARD | {"name": "", "floor": "2"}], "This field is required"),
    ],
)
def test_what_cannot_be_is_refused(auditor: Client, shop: Any, parts: list[Any], told: str) -> None:
    answer = auditor.post(address(shop), page(shop, *parts), headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not PlacePart.objects.exists()


# -- Audits of parts ---------------------------------------------------------------------------------------------------


def test_an_audit_is_of_a_part(auditor: Client, shop: Any, yard: PlacePart) -> None:
    assert (
        auditor.post(ADD, form(shop, {"code": "door_width", "value": "700"}, part=yard.pk)).status_code == 302
    )
    audit = Audit.objects.get()
    assert (audit.part, audit.verdict) == (yard, "barrier")
    shop.refresh_from_db()
    assert (shop.for_wheelchair, shop.audited_on) == ("barrier", None), (
        "it is the only entrance that is known"
    )


def test_another_entrance_is_named_with_its_audit(auditor: Client, shop: Any) -> None:
    answers = ({"code": "door_width", "value": "950"},)
    # The whole and the entrance on one day, by one authority.
    assert auditor.post(ADD, form(shop, *answers)).status_code == 302
    answer = auditor.post(ADD, form(shop, *answers, new_part="вхід з двору"))
    assert answer.status_code == 302, answer.context["errors"]
    part = PlacePart.objects.get()
    assert (part.place, part.kind, part.name) == (shop, "entrance", "вхід з двору")
    assert (
        auditor.post(ADD, form(shop, *answers, new_part="вхід з двору", made_on="2026-07-02")).status_code
        == 302
    )
    assert PlacePart.objects.count() == 1, "it is there already"
    assert part.audits.count() == 2


def test_the_answers_of_a_part_are_judged_by_what_is_asked_of_it(
    auditor: Client, shop: Any, yard: PlacePart
) -> None:
    lift = form(shop, {"code": "storeys", "outcome": "yes"}, part=yard.pk)
    answer = auditor.post(ADD, lift, headers={"accept-language": "en"})
    assert "is not asked of such a part: entrance" in answer.content.decode()
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"new_part": "інший"}, "not both"),
        (
            {"override_reason": "так", "verdict": "accessible"},
            "The verdict of a part follows from its answers",
        ),
    ],
)
def test_a_contradictory_form_is_refused(
    auditor: Client, shop: Any, yard: PlacePart, words: dict[str, Any], told: str
) -> None:
    sent = form(shop, {"code": "door_width", "value": "950"}, part=yard.pk, **words)
    assert told in auditor.post(ADD, sent, headers={"accept-language": "en"}).content.decode()
    assert not Audit.objects.exists()


def test_a_part_of_another_place_is_refused(auditor: Client, shop: Any, yard: PlacePart) -> None:
    other = row(catalogue["places"], kind="shop", name="Інша")
    sent = form(other, {"code": "door_width", "value": "950"}, part=yard.pk)
    told = auditor.post(ADD, sent, headers={"accept-language": "en"}).content.decode()
    assert "This is a part of another place" in told
    assert not Audit.objects.exists()


def test_parts_are_found_by_their_place(auditor: Client, yard: PlacePart) -> None:
    asked = "/admin/autocomplete/?app_label=accessibility&model_name=audit&field_name=part&term=Крамниця"
    (found,) = auditor.get(asked).json()["results"]
    assert found == {"id": str(yard.pk), "text": "Крамниця: вхід з двору"}
