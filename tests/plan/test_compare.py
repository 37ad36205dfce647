"""The scheme held against the register: what is written, when it changes, and who may see it."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.gis.geos import LineString, MultiLineString, Polygon
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accessibility.models import Barrier
from kiosks import passages
from kiosks.actions import refresh_permit_states
from kiosks.cases.actions import Deed, open_case
from kiosks.cases.models import Case
from kiosks.models import Kiosk, SitingPassport
from kiosks.plan.actions import compare
from kiosks.plan.models import Comparison, DistanceRule
from kiosks.plan.vocabulary import Goods
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
#: degrees of longitude that are a metre here
METRE = 1 / 73_250


@pytest.fixture(autouse=True)
def rules_of_a_new_city(db: None) -> None:
    """What migrations wrote is not there any more where a test before this one emptied the tables."""
    DistanceRule.objects.all().delete()
    for migration in ("0002_as_closed_as_its_structure", "0003_unchecked_rules"):
        import_module(f"kiosks.plan.migrations.{migration}").begin(apps, None)


def spot(metres: float = 0, **values: object) -> object:
    words = {"number": "С-1", "subject": "kiosks", "area": 12.0} | values
    return row(catalogue["spots"], (HERE[0] + metres * METRE, HERE[1]), **words)


def kiosk(metres: float = 0, *, permitted: bool = True, **values: object) -> Kiosk:
    words = {"name": "Кава", "area": 9.0, "owner_name": "ТОВ «Кава»", "location_accuracy": 1.0} | values
    made: Kiosk = row(catalogue["kiosks"], (HERE[0] + metres * METRE, HERE[1]), **words)
    if permitted:
        SitingPassport.objects.create(
            kiosk=made, number=f"П-{made.pk}", status="valid", valid_until=TODAY + timedelta(400)
        )
    refresh_permit_states(TODAY)
    return made


def found() -> list[str]:
    return list(Comparison.objects.order_by("pk").values_list("finding", flat=True))


def test_without_a_scheme_nothing_is_said() -> None:
    kiosk()
    assert compare(TODAY) == {"entered": 0, "changed": 0, "removed": 0}


def test_a_structure_in_its_place_matches() -> None:
    spot()
    made = kiosk(3)
    compare(TODAY)
    said = Comparison.objects.get()
    assert (said.finding, said.is_moved, said.is_oversize) == ("matches", "no", "no")
    assert (said.structure_path, said.spot_number) == (f"/kiosks/{made.pk}/", "С-1")
    assert said.moved_by == pytest.approx(3, abs=0.2)
    assert said.narrows == "unknown"


def test_a_moved_one_is_drawn_as_the_way_that_it_was_moved() -> None:
    spot()
    kiosk(25)
    compare(TODAY)
    said = Comparison.objects.get()
    assert (said.finding, said.geom.geom_type) == ("moved", "LineString")
    assert said.moved_by == pytest.approx(25, abs=0.3)


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"area": 14.0}, "oversize"),
        ({"area": None}, "unclear"),
        ({"owner_name": ""}, "unknown_owner"),
        ({"permitted": False}, "unclear"),
        ({"permitted": False, "without_permit": True}, "no_permit"),
        # as exact as it was measured it may stand in its place, or not
        ({"location_accuracy": 30.0}, "unclear"),
    ],
)
def test_what_is_wrong_or_not_known_is_told(values: dict[str, object], finding: str) -> None:
    spot()
    kiosk(2, **values)  # type: ignore[arg-type]
    compare(TODAY)
    assert found() == [finding]


def test_spots_stay_empty_and_structures_outside() -> None:
    spot()
    kiosk(120)
    compare(TODAY)
    assert found() == ["outside", "empty"]


def test_a_spot_whose_term_is_over_is_no_spot() -> None:
    spot(valid_until=TODAY - timedelta(1))
    spot(30, number="С-2")
    kiosk()
    compare(TODAY)
    assert [(one.finding, one.spot_number) for one in Comparison.objects.all()] == [("moved", "С-2")]


def test_only_what_changed_is_written_and_what_went_is_taken_away() -> None:
    spot()
    made = kiosk()
    compare(TODAY)
    assert compare(TODAY) == {"entered": 0, "changed": 0, "removed": 0}
    Kiosk.objects.filter(pk=made.pk).update(area=29)
    assert compare(TODAY) == {"entered": 0, "changed": 1, "removed": 0}
    made.delete()
    assert compare(TODAY) == {"entered": 1, "changed": 0, "removed": 1}
    assert found() == ["empty"]


def test_a_rule_of_distance_judges_only_whom_it_speaks_of_and_only_when_applied() -> None:
    spot()
    kiosk(activity="tobacco")
    row(catalogue["places"], (HERE[0] + 80 * METRE, HERE[1]), name="Школа", kind="school")
    compare(TODAY)
    assert found() == ["matches"]
    DistanceRule.objects.all().delete()
    rule = {"subject": "kiosks", "goods": "tobacco", "near_to": "school", "metres": 300}
    words = {"clause": "перевірити", "in_force_from": TODAY, "applied": True}
    DistanceRule.objects.create(**rule, **words)
    compare(TODAY)
    said = Comparison.objects.get()
    assert (said.finding, said.near_to, said.near_limit) == ("too_near", "school", 300)
    assert said.near_metres == pytest.approx(80, abs=1)
    assert "перевірити" in said.clauses
    Kiosk.objects.update(activity="coffee")
    compare(TODAY)
    said = Comparison.objects.get()
    assert (said.finding, said.is_too_near) == ("matches", "unknown")


def test_it_is_as_closed_as_its_structure_at_once(client: Client) -> None:
    spot()
    made = kiosk()
    compare(TODAY)
    address = f"/comparison/{Comparison.objects.get().pk}/"
    assert client.get(address).status_code == 200
    Kiosk.objects.filter(pk=made.pk).update(publication="hidden", publication_reason="воєнний стан")
    assert client.get(address).status_code == 404
    assert "Кава" not in client.get("/data/comparison.csv").getvalue().decode()  # type: ignore[attr-defined]
    compare(TODAY)
    assert client.get(address).status_code == 404
    Kiosk.objects.filter(pk=made.pk).update(publication="generalised")
    told = client.get(
        f"/api/collections/comparison/items/{Comparison.objects.get(is_stand_in=False).pk}"
    ).json()["properties"]
    assert told["title"] == "Кава"
    assert not told.get("spot_number")
    assert not told.get("spot_path")


def test_the_card_leads_to_both(client: Client) -> None:
    made_spot, made = spot(), kiosk()
    compare(TODAY)
    page = client.get(f"/comparison/{Comparison.objects.get().pk}/").content.decode()
    assert f'href="/kiosks/{made.pk}/"' in page
    assert f'href="/spots/{made_spot.pk}/"' in page  # type: ignore[attr-defined]
    told = client.get(f"/kiosks/{made.pk}/").content.decode()
    assert f'href="/comparison/{Comparison.objects.get().pk}/">Matches the scheme' in told


def test_a_write_asks_for_one_comparison() -> None:
    spot()
    kiosk()
    waiting = DBTaskResult.objects.filter(task_path="kiosks.plan.tasks.compare_again")
    assert waiting.count() == 1


def test_rows_that_come_in_bulk_are_compared_soon_too() -> None:
    catalogue["kiosks"].settle()
    assert DBTaskResult.objects.filter(task_path="kiosks.plan.tasks.compare_again").count() == 1


def paved(width: float | None = 2.5) -> None:
    """A pavement of 40 metres along the street, and across the place where a kiosk stands."""
    x, y = HERE
    line = MultiLineString(LineString((x - 20 * METRE, y), (x + 20 * METRE, y)), srid=4326)
    row(catalogue["roads"], geom=line, kind="footway", width=width, tags={"footway": "sidewalk"})


def outline(width: float, metres_north: float) -> Polygon:
    """A footprint of 3 m along the pavement, from `metres_north` of its middle line on, EPSG:4326."""
    x, y = HERE
    north = 1 / 111_250
    low, high = y + metres_north * north, y + (metres_north + width) * north
    left, right = x - 1.5 * METRE, x + 1.5 * METRE
    return Polygon(((left, low), (right, low), (right, high), (left, high), (left, low)), srid=4326)


def test_a_kiosk_that_narrows_a_pavement_is_a_barrier_and_no_longer_when_it_is_gone(client: Client) -> None:
    spot()
    made = kiosk(footprint=outline(3, 0.25), location_accuracy=0.2)
    paved()
    passages.measure()
    made.refresh_from_db()
    # 2.5 m of pavement, of which the upper metre is taken
    assert made.clear_width == pytest.approx(1.5, abs=0.05)
    barrier = Barrier.objects.get()
    assert (barrier.kind, barrier.severity, barrier.status) == ("narrow_passage", "annoying", "measured")
    assert barrier.cause_path == f"/kiosks/{made.pk}/"
    assert "0,2 м" in barrier.description
    page = client.get(f"/barriers/{barrier.pk}/").content.decode()
    assert f'href="/kiosks/{made.pk}/"' in page
    assert "1.5" in client.get(f"/kiosks/{made.pk}/").content.decode()
    compare(TODAY)
    assert found() == ["narrows"]
    passages.measure()
    assert Barrier.objects.count() == 1
    Kiosk.objects.filter(pk=made.pk).update(publication="hidden")
    assert client.get(f"/barriers/{barrier.pk}/").status_code == 404
    Kiosk.objects.filter(pk=made.pk).update(gone_at=timezone.now())
    passages.measure()
    barrier.refresh_from_db()
    assert (barrier.status, barrier.removed_on) == ("removed", timezone.localdate())


def test_who_rejected_a_barrier_is_not_told_of_it_again() -> None:
    kiosk(footprint=outline(3, 0.25), location_accuracy=0.2)
    paved()
    passages.measure()
    Barrier.objects.update(status="rejected")
    passages.measure()
    assert Barrier.objects.get().status == "rejected"


@pytest.mark.parametrize(
    ("width", "accuracy", "told", "said"),
    [
        (None, 0.2, "no_width", "width of the pavement is not known"),
        (2.5, 4.0, "rough", "too rough"),
        (2.5, None, "no_accuracy", "how exact its position is"),
    ],
)
def test_what_was_not_measured_well_enough_is_not_known_and_told(
    client: Client, width: float | None, accuracy: float | None, told: str, said: str
) -> None:
    made = kiosk(footprint=outline(3, 0.25), location_accuracy=accuracy)
    paved(width)
    passages.measure()
    made.refresh_from_db()
    assert (made.clear_width, made.passage) == (None, told)
    assert not Barrier.objects.exists()
    assert said in client.get(f"/kiosks/{made.pk}/").content.decode()
    listed = client.get("/api/collections/kiosks/items", {"passage": told}).json()
    assert [one["id"] for one in listed["features"]] == [made.pk]


@pytest.mark.parametrize(
    ("words", "goods", "judged"),
    [
        ({"sells_alcohol": "yes"}, "alcohol", True),
        ({"sells_alcohol": "no"}, "alcohol", False),
        ({}, "alcohol", False),
        ({"sells_tobacco": "yes"}, "tobacco", True),
        ({"activity": "tobacco"}, "tobacco", True),
        ({"activity": "tobacco", "sells_tobacco": "no"}, "tobacco", False),
    ],
)
def test_what_a_kiosk_sells_is_judged_near_schools_as_far_as_it_is_known(
    client: Client, signed_in: Callable[[str], Client], words: dict[str, str], goods: str, judged: bool
) -> None:
    spot()
    made = kiosk(**words)
    row(catalogue["places"], (HERE[0] + 80 * METRE, HERE[1]), name="Школа", kind="school")
    compare(TODAY)
    said = Comparison.objects.get()
    # Until somebody has checked the figure, the rule is told and judges nobody.
    assert said.finding != "too_near"
    with translation.override("uk"):
        told = f"({dict(Goods.choices)[goods]}): 300"
    assert (told in said.not_applied) is judged
    case = open_case(made, Deed(None))
    assert case
    office = signed_in("registrar").get(case.get_absolute_url()).content.decode()
    assert (f"({goods}): 300" in office) is judged
    assert "Not applied: figure not checked" in office
    DistanceRule.objects.filter(subject="kiosks", goods=goods).update(applied=True, clause="ст. 1")
    compare(TODAY)
    said.refresh_from_db()
    assert (said.finding == "too_near") is judged
    assert ("ст. 1" in said.clauses) is judged


def test_an_officer_opens_cases_from_the_comparison(signed_in: Callable[[str], Client]) -> None:
    spot()
    made = kiosk(25)
    compare(TODAY)
    rows = [str(number) for number in Comparison.objects.values_list("pk", flat=True)]
    asked = {"action": "open_cases_of", "_selected_action": rows}
    address = "/admin/plan/comparison/"
    signed_in("analyst").post(address, asked)
    assert not Case.objects.exists()
    assert signed_in("registrar").post(address, asked).status_code == 302
    case = Case.objects.get()
    assert (case.feature_id, case.steps.get().grounds) == (made.pk, "moved")


def test_a_hidden_structure_is_told_from_no_structure_by_nobody_but_staff(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    spot(number="С-1")
    spot(1000, number="С-2")
    made = kiosk(publication="hidden", publication_reason="закон")
    compare(TODAY)
    # What everybody sees of both spots differs in nothing but where they are.
    told = client.get("/api/collections/comparison/items").json()["features"]
    own = {"id", "title", "spot_number", "spot_path", "geometry", "changed_at"}
    alike = [{key: value for key, value in one["properties"].items() if key not in own} for one in told]
    assert len(told) == 2
    assert alike[0] == alike[1]
    assert {one["properties"]["spot_number"] for one in told} == {"С-1", "С-2"}
    office = signed_in("registrar")
    seen = office.get("/api/collections/comparison/items").json()["features"]
    assert {one["properties"]["structure_path"] for one in seen} == {"", f"/kiosks/{made.pk}/"}
    assert len(seen) == 2
    listed = office.get("/admin/plan/comparison/").content.decode()
    assert listed.count('class="action-select"') == 2
    Kiosk.objects.update(publication="public")
    compare(TODAY)
    assert Comparison.objects.count() == 2
    assert not Comparison.objects.filter(is_stand_in=True).exists()
