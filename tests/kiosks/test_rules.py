from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity

from kiosks.rules import (
    ANNULLED,
    EXPIRED,
    EXPIRING,
    NONE,
    SUSPENDED,
    UNKNOWN,
    VALID,
    advertising_permit_ends,
    clear_width,
    is_moved,
    is_oversize,
    is_too_long,
    is_unused,
    narrows,
    permit_state,
    place_area,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("status", "until", "state"),
    [
        (VALID, date(2027, 11, 22), VALID),
        (VALID, date(2026, 12, 23), VALID),
        (VALID, date(2026, 12, 22), EXPIRING),
        (VALID, TODAY, EXPIRING),
        (VALID, date(2026, 11, 21), EXPIRED),
        (VALID, None, UNKNOWN),
        (UNKNOWN, date(2027, 1, 1), UNKNOWN),
        (UNKNOWN, date(2020, 1, 1), EXPIRED),
        (SUSPENDED, date(2027, 1, 1), SUSPENDED),
        (ANNULLED, None, ANNULLED),
        (NONE, None, NONE),
    ],
)
def test_state_of_a_permit_on_a_day(status: str, until: date | None, state: str) -> None:
    assert permit_state(status, until, TODAY) == state


@given(until=st.dates(date(2015, 1, 1), date(2035, 1, 1)), days=st.integers(0, 4000))
def test_a_permit_never_comes_back_to_life_by_itself(until: date, days: int) -> None:
    order = [VALID, EXPIRING, EXPIRED]
    earlier = permit_state(VALID, until, TODAY)
    later = permit_state(VALID, until, TODAY + timedelta(days=days))
    assert order.index(earlier) <= order.index(later)


@pytest.mark.parametrize(
    ("area", "permitted", "oversize"),
    [
        (30, None, False),
        (30.1, None, True),
        (12, 10, True),
        (10, 10, False),
        (40, 50, True),
        (None, 10, None),
    ],
)
def test_how_large_a_structure_may_be(
    area: float | None, permitted: float | None, oversize: bool | None
) -> None:
    assert is_oversize(area, permitted) is oversize


@pytest.mark.parametrize(
    ("issued", "installed", "unused"),
    [
        (date(2026, 5, 22), False, True),
        (date(2026, 5, 23), False, False),
        (date(2026, 5, 22), None, None),
        (date(2026, 6, 1), None, False),
        (date(2020, 1, 1), True, False),
        (None, False, None),
    ],
)
def test_a_permit_that_nobody_uses(issued: date | None, installed: bool | None, unused: bool | None) -> None:
    assert is_unused(issued, installed, TODAY) is unused


def test_an_advertising_permit_ends_after_five_years() -> None:
    assert advertising_permit_ends(date(2024, 2, 29)) == date(2029, 2, 28)
    assert is_too_long(date(2024, 3, 1), date(2029, 3, 1)) is False
    assert is_too_long(date(2024, 3, 1), date(2029, 3, 2)) is True
    assert is_too_long(None, date(2029, 3, 2)) is None


@pytest.mark.parametrize(
    ("metres", "accuracy", "moved"),
    [
        (2, 5, False),
        (16, 5, True),
        (8, 5, None),
        (14, 5, None),
        (5, 5, False),
        (None, 5, None),
        (30, None, None),
    ],
)
def test_how_exactly_it_was_measured_counts(
    metres: float | None, accuracy: float | None, moved: bool | None
) -> None:
    assert is_moved(metres, accuracy) is moved


#: a pavement of 4 m along the x axis
PAVEMENT = shapely.box(0, 0, 60, 4)


@pytest.mark.parametrize(
    ("footprint", "width"),
    [
        (shapely.box(20, 0, 23, 2), 2.0),  # at the edge: 2 m stay
        (shapely.box(20, 1.5, 22, 2.5), 1.5),  # in the middle: 1.5 m on either side
        (shapely.box(20, 0, 22, 4), 0.0),  # from edge to edge
        (shapely.box(20, 0, 22, 2.8), 1.2),
        (shapely.box(20, 3, 22, 6), 3.0),  # half of it stands beside the pavement
        (shapely.box(20, 10, 22, 12), None),  # not on the pavement
        (shapely.box(-1, 0, 2, 2), None),  # the pavement ends here
    ],
)
def test_what_a_structure_leaves_of_a_pavement(footprint: shapely.Polygon, width: float | None) -> None:
    found = clear_width(footprint, PAVEMENT)
    assert found == (None if width is None else pytest.approx(width, abs=0.02))


@given(angle=st.floats(0, 360), depth=st.floats(0.2, 3.8))
def test_the_direction_of_a_street_makes_no_difference(angle: float, depth: float) -> None:
    footprint, pavement = (
        affinity.rotate(shape, angle, origin=(0, 0)) for shape in (shapely.box(20, 0, 22, depth), PAVEMENT)
    )
    assert clear_width(footprint, pavement) == pytest.approx(4 - depth, abs=0.03)


@given(depth=st.floats(0.2, 3.5), more=st.floats(0, 0.4))
def test_a_larger_structure_never_leaves_more(depth: float, more: float) -> None:
    smaller, larger = (clear_width(shapely.box(20, 0, 22, side), PAVEMENT) for side in (depth, depth + more))
    assert smaller is not None
    assert larger is not None
    assert larger <= smaller + 0.02


def test_two_structures_that_narrow_a_pavement() -> None:
    assert narrows(clear_width(shapely.box(20, 0, 22, 2.5), PAVEMENT)) is True
    assert narrows(clear_width(shapely.box(20, 0, 22, 2.0), PAVEMENT)) is False
    assert narrows(clear_width(shapely.box(20, 9, 22, 12), PAVEMENT)) is None


def test_the_place_of_an_advertisement_is_its_projection_and_a_strip() -> None:
    assert place_area(shapely.box(0, 0, 6, 0.4)) == pytest.approx(7 * 1.4)
