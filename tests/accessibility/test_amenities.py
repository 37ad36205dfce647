"""What a place has of what people look for: by its audit first, by its tags else, and not known where neither says."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accessibility import amenities, norms
from accessibility.actions import conclude, conclude_all
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.vocabulary import AMENITY_FIELDS, Amenity
from layers.registry import catalogue
from tests.samples import row

NORM = norms.current()


def test_each_is_told_by_criteria_that_the_norm_has() -> None:
    assert set(amenities.told_by()) == set(Amenity.values)
    for told in amenities.told_by().values():
        assert {*told["yes"], *told.get("no", ()), *told.get("needless_without", ())} <= set(NORM.by_code)


def audited(tags: dict[str, str] | None = None, **answers: str) -> Any:
    place = row(catalogue["places"], name="Місце", kind="hospital", tags=tags or {})
    audit = Audit.objects.create(place=place, made_on=date(2026, 5, 1), norm=NORM.code)
    for code, outcome in answers.items():
        clause = NORM.by_code[code].clause
        sure = not outcome.endswith("?")
        Answer.objects.create(
            audit=audit, norm=NORM.name, clause=clause, code=code, outcome=outcome.rstrip("?"), is_sure=sure
        )
    conclude(audit)
    place.refresh_from_db()
    return place


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tags", "answers", "has"),
    [
        ({}, {}, {}),
        ({}, {"lift": "pass", "hearing_loop": "fail"}, {"lift": "yes", "hearing_loop": "no"}),
        # No steps before the door: one gets in without a ramp.
        ({}, {"steps": "no"}, {"ramp": "yes"}),
        ({}, {"steps": "yes", "ramp": "no", "step_free": "fail"}, {"ramp": "no"}),
        ({}, {"steps": "yes", "ramp": "yes"}, {"ramp": "yes"}),
        # A ramp that is too steep, a cabin or a lift that no chair fits into: nobody looks for these.
        ({}, {"steps": "yes", "ramp": "yes", "ramp_slope": "fail"}, {"ramp": "no"}),
        ({}, {"washroom": "pass", "cabin_width": "fail"}, {"toilet": "no"}),
        ({"elevator": "yes"}, {"lift": "pass", "lift_door": "fail"}, {"lift": "no"}),
        # There is nothing to go up to: no lift is no want.
        ({}, {"storeys": "no"}, {"lift": "needless"}),
        ({"elevator": "no"}, {"storeys": "no"}, {"lift": "needless"}),
        ({}, {"storeys": "yes", "lift": "fail"}, {"lift": "no"}),
        # Whoever is not sure has said nothing.
        ({}, {"lift": "pass?"}, {}),
        ({"toilets:wheelchair": "yes", "hearing_loop": "no"}, {}, {"toilet": "yes", "hearing_loop": "no"}),
        # What was measured comes before what somebody wrote.
        ({"toilets:wheelchair": "yes"}, {"washroom": "fail"}, {"toilet": "no"}),
        ({"capacity:disabled": "3"}, {}, {"parking": "yes"}),
        ({"capacity:disabled": "0"}, {}, {"parking": "no"}),
        ({"elevator": "perhaps"}, {}, {}),
        # The more exact tag decides; a little is no yes, and what is said both ways is not known.
        ({"ramp": "yes", "ramp:wheelchair": "no"}, {}, {"ramp": "no"}),
        ({"ramp": "no", "ramp:wheelchair": "yes"}, {}, {"ramp": "yes"}),
        ({"hearing_loop": "limited", "toilets:wheelchair": "limited"}, {}, {}),
        ({"ramp": "yes", "wheelchair": "no"}, {}, {}),
        ({"ramp": "yes", "wheelchair": "no"}, {"steps": "yes", "ramp": "yes"}, {"ramp": "yes"}),
    ],
)
def test_what_a_place_has(tags: dict[str, str], answers: dict[str, str], has: dict[str, str]) -> None:
    place = audited(tags, **answers)
    found = {amenity.value: getattr(place, amenity.field) for amenity in Amenity}
    assert found == {amenity.value: has.get(amenity.value, "unknown") for amenity in Amenity}


@pytest.mark.django_db
def test_places_that_nobody_has_audited_have_tags() -> None:
    place = row(catalogue["places"], name="Кав’ярня", tags={"toilets:wheelchair": "limited"})
    conclude_all()
    place.refresh_from_db()
    assert place.has_toilet == "unknown"
    assert amenities.show() == 0


@pytest.mark.django_db
def test_the_map_is_asked_for_them_and_for_what_is_not_known(client: Client) -> None:
    audited(lift="pass")
    audited(lift="fail")
    audited()
    for value, count in (("yes", 1), ("no", 1), ("unknown", 1), ("yes,unknown", 2)):
        told = client.get("/api/collections/places/items", {"has_lift": value}).json()
        assert told["numberMatched"] == count, value
    assert all(Place._meta.get_field(name) for name in AMENITY_FIELDS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whole", "is_main", "of_part", "has"),
    [
        ({}, True, {"steps": "yes", "ramp": "no"}, "no"),
        ({}, False, {"steps": "no"}, "yes"),
        # A measure that fails spoils what was said of the whole; a ramp that is somewhere else does not.
        ({"ramp": "yes"}, True, {"ramp_slope": "fail"}, "no"),
        ({"ramp": "yes"}, False, {"ramp_slope": "fail"}, "no"),
        ({"ramp": "yes"}, False, {"ramp": "no"}, "yes"),
        ({"ramp": "yes", "ramp_slope": "fail"}, False, {"ramp": "yes"}, "yes"),
    ],
)
def test_audits_of_parts_count(
    whole: dict[str, str], is_main: bool, of_part: dict[str, str], has: str
) -> None:
    place = audited(**whole)
    part = PlacePart.objects.create(place=place, kind="entrance", name="вхід", is_main=is_main)
    audit = Audit.objects.create(place=place, part=part, made_on=date(2026, 6, 1), norm=NORM.code)
    for code, outcome in of_part.items():
        clause = NORM.by_code[code].clause
        Answer.objects.create(audit=audit, norm=NORM.name, clause=clause, code=code, outcome=outcome)
    conclude_all()
    place.refresh_from_db()
    assert place.has_ramp == has
