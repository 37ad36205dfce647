"""The objects of the layers: every state of the law is there, and nobody who exists is named."""

import json
import re
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely import STRtree

from accessibility import norms
from accessibility import rules as accessibility
from accessibility.vocabulary import BarrierKind, PlaceKind
from kiosks import rules
from kiosks.vocabulary import Activity, AdvertisingKind, Form, PermitState
from layers.civic.petitions.models import Status
from layers.civic.projects.models import Stage
from layers.civic.tenders.models import Phase
from layers.edrpou import is_edrpou
from maps.demo.ground import Ground
from maps.demo.tables import Table
from tests.maps.demo.conftest import FEW, TODAY, column

Objects = dict[str, Table]


def test_permits_are_in_every_state_and_the_rule_says_so(objects: Objects) -> None:
    pairs = (("kiosks.Kiosk", "kiosks.SitingPassport"), ("kiosks.Advertising", "kiosks.AdvertisingPermit"))
    for owner, permit in pairs:
        table, permits = objects[owner], objects[permit]
        assert set(column(table, "permit_state")) == set(PermitState.values)
        status, until = column(permits, "status"), column(permits, "valid_until")
        rows = zip(
            *(
                column(table, name)
                for name in ("permit_id", "permit_state", "permit_until", "without_permit")
            ),
            strict=True,
        )
        for current, state, last_day, without in rows:
            if current is None:
                assert state == (rules.NONE if without else rules.UNKNOWN)
                continue
            assert last_day == until[current]
            said = rules.VALID if status[current] == "expired" else status[current]
            assert state == rules.permit_state(said, last_day, TODAY)


def test_the_current_permit_is_the_latest_of_its_structure(objects: Objects) -> None:
    kiosks, permits = objects["kiosks.Kiosk"], objects["kiosks.SitingPassport"]
    latest: dict[object, tuple[object, int]] = {}
    pairs = zip(column(permits, "kiosk_id"), column(permits, "issued_on"), strict=True)
    for number, (kiosk, issued) in enumerate(pairs):
        if kiosk not in latest or issued >= latest[kiosk][0]:  # type: ignore[operator]
            latest[kiosk] = (issued, number)
    for kiosk, current in enumerate(column(kiosks, "permit_id")):
        assert (latest[kiosk][1] if kiosk in latest else None) == current


def test_kiosks_stand_in_nothing(land: Ground, objects: Objects) -> None:
    footprints = objects["kiosks.Kiosk"].geometries["footprint"]
    assert len(footprints) == FEW.kiosks
    tree = STRtree(footprints)
    for obstacles in (
        [b.polygon for b in land.buildings],
        [w.area for w in land.terrain.waters],
        [s.line.buffer(s.width / 2) for s in land.streets],
    ):
        assert len(tree.query(obstacles, predicate="intersects")[1]) == 0
    one, other = tree.query(footprints, predicate="intersects")
    assert (one == other).all()


def test_kiosks_gather_at_stops(land: Ground, objects: Objects) -> None:
    stops = STRtree([stop.place for stop in land.stops])
    places = objects["kiosks.Kiosk"].geometries["geom"]
    near = stops.query_nearest(places, return_distance=True, all_matches=False)[1]
    assert np.mean(near < 60) > 0.25


def test_codes_are_valid_and_evidently_invented(objects: Objects) -> None:
    for table in objects.values():
        for name in table.columns:
            if name.endswith("_code") and name != "dk_code":
                for code in filter(None, column(table, name)):
                    assert is_edrpou(str(code))
                    assert str(code).startswith("99")


def test_nobody_who_exists_is_named(objects: Objects) -> None:
    for table in objects.values():
        for name in (
            "owner_name",
            "distributor_name",
            "responsible_name",
            "supplier_name",
            "buyer_name",
            "author",
        ):
            if name in table.columns:
                assert all("демо" in str(value).lower() for value in column(table, name) if value)
    assert set(column(objects["petitions.Petition"], "initiator")) == {"Ініціатор (демо)"}


def test_values_are_those_of_the_models(objects: Objects) -> None:
    expected = {
        ("kiosks.Kiosk", "form"): Form.values,
        ("kiosks.Kiosk", "activity"): Activity.values,
        ("kiosks.Advertising", "kind"): AdvertisingKind.values,
        ("accessibility.Place", "kind"): PlaceKind.values,
        ("accessibility.Barrier", "kind"): BarrierKind.values,
        ("projects.Project", "stage"): Stage.values,
        ("petitions.Petition", "status"): Status.values,
        ("tenders.Tender", "phase"): Phase.values,
    }
    for (model, name), values in expected.items():
        assert set(column(objects[model], name)) <= set(values), model


def test_of_people_who_do_not_see_or_hear_something_is_known_and_not_everything(objects: Objects) -> None:
    for person in ("for_blind", "for_deaf"):
        found = Counter(column(objects["accessibility.Place"], person))
        assert set(found) == {"accessible", "partly", "barrier", "unknown"}
        assert found["unknown"] < 0.85 * found.total()


def test_verdicts_follow_from_the_answers(objects: Objects) -> None:
    audits, answers = objects["accessibility.Audit"], objects["accessibility.Answer"]
    given: dict[object, list[accessibility.Answer]] = {}
    official = {criterion.code for criterion in norms.current().criteria if criterion.is_official}
    columns = (column(answers, name) for name in ("audit_id", "code", "outcome", "critical"))
    for audit, code, outcome, critical in zip(*columns, strict=True):
        if code not in official:
            continue
        given.setdefault(audit, []).append(accessibility.Answer(str(outcome), bool(critical)))
    for number, verdict in enumerate(column(audits, "verdict")):
        assert verdict == accessibility.verdict(given[number])
    assert set(column(objects["accessibility.Place"], "verdict")) == {
        "accessible",
        "partly",
        "barrier",
        "unknown",
    }
    assert all(day < TODAY for day in column(audits, "made_on"))  # type: ignore[operator]


def test_the_petitions_of_2016_are_as_the_city_reported(objects: Objects) -> None:
    table = objects["petitions.Petition"]
    rows = list(
        zip(column(table, "started_on"), column(table, "signatures"), column(table, "status"), strict=True)
    )
    cohort = [(signatures, status) for started, signatures, status in rows if started < date(2017, 1, 1)]  # type: ignore[operator]
    assert len(cohort) == 150
    assert sum(int(str(signatures)) >= 250 for signatures, _status in cohort) == 22
    assert sum(status != "failed" for _signatures, status in cohort) == 22
    assert set(column(table, "status")) >= {"collecting", "failed", "supported", "not_supported", "refused"}
    assert all(started <= TODAY for started, _signatures, _status in rows)  # type: ignore[operator]


def test_projects_are_in_every_stage(objects: Objects) -> None:
    table = objects["projects.Project"]
    assert set(column(table, "stage")) >= set(Stage.values) - {"unknown"}
    identifiers = set(column(objects["tenders.Tender"], "tender_id"))
    linked = {value for value in column(table, "tender_ids") if value}
    assert linked
    assert linked <= identifiers


def test_a_project_cites_the_purchase_of_its_own_works(objects: Objects) -> None:
    """One story: decided, announced, begun; of the same matter, place and money."""
    purchases, projects = objects["tenders.Tender"], objects["projects.Project"]
    names = ("tender_id", "title", "announced_on", "amount", "supplier_name", "location_source")
    bought = {row[0]: row[1:] for row in zip(*(column(purchases, name) for name in names), strict=True)}
    told = ("tender_ids", "title", "decided_on", "works_from", "budget_planned", "contractor_name")
    linked = [row for row in zip(*(column(projects, name) for name in told), strict=True) if row[0]]
    assert linked
    for number, title, decided, begins, planned, contractor in linked:
        called, announced, amount, supplier, _known = bought[number]
        assert str(called).startswith(str(title))
        assert decided <= announced <= begins <= TODAY  # type: ignore[operator]
        assert (amount, supplier) == (planned, contractor)


def test_nothing_was_changed_in_the_future(objects: Objects) -> None:
    midnight = datetime.combine(TODAY, time(0), ZoneInfo("Europe/Kyiv"))
    assert all(at <= midnight for at in column(objects["tenders.Tender"], "modified_at"))  # type: ignore[operator]


def test_nobody_plans_a_lake_but_to_clean_it(land: Ground, objects: Objects) -> None:
    """A project covers a park, a yard, a stretch of street or shore; the whole of a lake only where that is cleaned."""
    lakes = shapely.union_all([water.area for water in land.terrain.waters])
    cleaning = re.compile("розчи(щення|стити) озер", re.IGNORECASE)
    for model in ("projects.Project", "petitions.Petition", "tenders.Tender"):
        table = objects[model]
        for title, place in zip(column(table, "title"), table.geometries["geom"], strict=True):
            if place is None or cleaning.match(str(title)):
                continue
            assert shapely.area(shapely.intersection(place, lakes)) < 0.05 * max(shapely.area(place), 1), (
                title
            )
    titles = [str(title) for title in column(objects["projects.Project"], "title")]
    assert any(cleaning.match(title) for title in titles)


def test_works_are_as_large_as_what_they_are_about(objects: Objects) -> None:
    table = objects["projects.Project"]
    for title, place in zip(column(table, "title"), table.geometries["geom"], strict=True):
        if str(title).startswith(("Дитячий", "Воркаут", "Інклюзивний")):
            assert shapely.area(place) < 2000, title
        if str(title).startswith("Затишний двір"):
            assert shapely.area(place) < 16_000, title
        if shapely.get_dimensions(place) == 1:
            assert shapely.length(place) < 460, title


def test_kiosks_have_names_of_their_own(objects: Objects) -> None:
    """Where a real one has a sign; a few are called by what they sell, or not at all."""
    names = Counter(column(objects["kiosks.Kiosk"], "name"))
    assert len(names) > 0.5 * FEW.kiosks
    assert names.most_common(1)[0][1] <= 0.05 * FEW.kiosks


def test_places_of_a_kind_are_kept_alike(objects: Objects) -> None:
    """A realistic mix: few are barrier-free, what is said goes with what was measured, some of it is not known."""
    table = objects["accessibility.Place"]
    rows = list(
        zip(*(column(table, name) for name in ("kind", "verdict", "claim", "claim_source")), strict=True)
    )
    audited = [verdict for _kind, verdict, _claim, _source in rows if verdict != accessibility.UNKNOWN]
    shares = {verdict: count / len(audited) for verdict, count in Counter(audited).items()}
    assert 0.05 < shares["accessible"] < 0.30
    assert 0.15 < shares["partly"] < 0.50
    assert 0.35 < shares["barrier"] < 0.75
    said = [claim for _kind, _verdict, claim, _source in rows if claim != "unknown"]
    assert 0.1 < len(said) / len(rows) < 0.5
    assert set(said) == {"yes", "limited", "no"}
    assert all((claim == "unknown") == (source == "") for _kind, _verdict, claim, source in rows)
    entrances = [verdict for kind, verdict, _claim, _source in rows if kind == "housing"]
    assert entrances.count("barrier") > entrances.count("accessible")


def test_tenders_are_placed_as_surely_as_they_are_known(objects: Objects) -> None:
    table = objects["tenders.Tender"]
    assert len(table.rows) > 400
    identifiers = column(table, "tender_id")
    assert len(set(identifiers)) == len(identifiers)
    assert all(isinstance(amount, Decimal) and amount > 0 for amount in column(table, "amount"))
    sources = column(table, "location_source")
    assert set(sources) == {"unknown", "settlement", "register", "hand"}
    places = table.geometries["geom"]
    for source, masked, place in zip(sources, column(table, "masked"), places, strict=True):
        assert (place is None) == (source == "unknown")
        assert not (masked and place is not None)
    assert any(column(table, "masked"))
    # What the title names is found by the locator, as it would be with purchases of the city's own.
    clues = [clue for told in column(table, "place_clues") for clue in json.loads(told)]
    assert sum("вулиці" in clue["text"] for clue in clues if clue["from"] == "title") > 50


def test_everything_is_marked(objects: Objects) -> None:
    for table in objects.values():
        if "source" in table.columns:
            assert set(column(table, "source")) == {"demo"}


def test_some_places_have_a_better_entrance_and_floors_without_a_lift(objects: Objects) -> None:
    parts, audits = objects["accessibility.PlacePart"], objects["accessibility.Audit"]
    assert {"entrance", "floor"} <= set(column(parts, "kind"))
    assert "вхід з двору" in column(parts, "name")
    verdicts = dict(zip(column(audits, "part_id"), column(audits, "for_wheelchair"), strict=True))
    of_yards = [verdicts.get(n) for n, name in enumerate(column(parts, "name")) if name == "вхід з двору"]
    assert "accessible" in of_yards
    assert {verdicts.get(n) for n, floor in enumerate(column(parts, "floor")) if floor == 3} == {"barrier"}
