"""What is found of a structure, and which spot is whose: decided without a database."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kiosks import rules as structures
from kiosks.plan import rules
from kiosks.plan.rules import Seen, Standing, covered, findings, match, metres_from, nearest

RIGHT = Seen(structures.VALID, has_owner=True, has_spot=True, is_moved=False, is_oversize=False)
STATES = (structures.VALID, structures.EXPIRING, structures.EXPIRED, structures.NONE, structures.UNKNOWN)
ANSWERS = st.sampled_from([True, False, None])


def seen(**more: object) -> Seen:
    values = {name: getattr(RIGHT, name) for name in Seen.__slots__} | more
    return Seen(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, [rules.MATCHES]),
        ({"narrows": False, "is_too_near": False}, [rules.MATCHES]),
        ({"permit_state": structures.EXPIRING}, [rules.MATCHES]),
        ({"permit_state": structures.NONE}, [rules.NO_PERMIT]),
        ({"permit_state": structures.ANNULLED}, [rules.EXPIRED]),
        ({"permit_state": structures.EXPIRED, "is_moved": True}, [rules.EXPIRED, rules.MOVED]),
        ({"narrows": True, "is_oversize": True}, [rules.NARROWS, rules.OVERSIZE]),
        ({"is_too_near": True}, [rules.TOO_NEAR]),
        ({"has_owner": False}, [rules.UNKNOWN_OWNER]),
        ({"permit_state": structures.UNKNOWN}, [rules.UNCLEAR]),
        ({"permit_state": structures.SUSPENDED}, [rules.UNCLEAR]),
        ({"is_moved": None}, [rules.UNCLEAR]),
        ({"is_oversize": None}, [rules.UNCLEAR]),
        ({"has_spot": False, "is_moved": None, "is_oversize": None}, [rules.OUTSIDE]),
    ],
)
def test_all_that_is_found_is_told_the_gravest_first(more: dict[str, object], found: list[str]) -> None:
    assert findings(seen(**more)) == found


@given(ANSWERS, ANSWERS, ANSWERS, ANSWERS, st.sampled_from(STATES), st.booleans(), st.booleans())
def test_what_is_not_known_never_matches(
    moved: bool | None,
    size: bool | None,
    narrow: bool | None,
    near: bool | None,
    state: str,
    owner: bool,
    spot: bool,
) -> None:
    found = findings(Seen(state, owner, spot, moved, size, narrow, near))
    assert found
    if rules.MATCHES in found:
        assert found == [rules.MATCHES]
        assert (state in {structures.VALID, structures.EXPIRING}, owner, spot) == (True, True, True)
        assert (moved, size) == (False, False)
    assert found == sorted(found, key=rules.GRAVITY.index)


def at(number: int, x: float, name: str = "") -> Standing:
    return Standing(number, shapely.Point(x, 0), name)


def test_the_nearest_pairs_come_first_and_a_spot_has_one_structure() -> None:
    assert match([at(1, 0), at(2, 30)], [at(11, 5), at(12, 2), at(13, 31)]) == {12: 1, 13: 2}


def test_beyond_its_reach_a_spot_has_nothing() -> None:
    assert match([at(1, 0)], [at(11, 41)]) == {}
    assert match([at(1, 0)], [at(11, 40)]) == {11: 1}


def test_papers_go_before_distance() -> None:
    assert match([at(1, 0, "С-1")], [at(11, 1), at(12, 300, "С-1")]) == {12: 1}
    assert match([Standing(1, None, "С-1")], [Standing(11, None, "С-1")]) == {11: 1}


@given(st.lists(st.integers(0, 200), max_size=12), st.lists(st.integers(0, 200), max_size=12))
def test_each_has_one_at_most_and_it_is_in_reach(spots: list[int], standing: list[int]) -> None:
    planned = [at(number, x) for number, x in enumerate(spots)]
    found = [at(100 + number, x) for number, x in enumerate(standing)]
    pairs = match(planned, found)
    assert len(set(pairs.values())) == len(pairs)
    assert all(abs(standing[one - 100] - spots[spot]) <= rules.REACH.value for one, spot in pairs.items())
    # Nobody stays alone beside a free spot in reach.
    free = set(range(len(spots))) - set(pairs.values())
    alone = {one.number for one in found} - set(pairs)
    assert not any(
        abs(standing[one - 100] - spots[spot]) <= rules.REACH.value for one in alone for spot in free
    )


def test_the_scheme_does_not_speak_of_a_village_without_spots() -> None:
    spots = [at(1, 0, "С-1")]
    assert covered(spots, [at(11, 499), at(12, 501), at(13, 9000, "С-1"), Standing(14, None)]) == {11, 13}
    assert covered([Standing(1, None)], [at(11, 0)]) == set()


def test_inside_of_an_area_a_structure_is_in_its_place() -> None:
    assert metres_from(shapely.Point(2, 2), shapely.box(0, 0, 4, 4)) == 0
    assert metres_from(shapely.Point(7, 2), shapely.box(0, 0, 4, 4)) == 3
    assert metres_from(None, shapely.box(0, 0, 4, 4)) is None


def test_the_nearest_is_never_the_structure_itself() -> None:
    shapes = {1: shapely.Point(0, 0), 2: shapely.Point(8, 0), 3: shapely.Point(50, 0)}
    assert nearest(shapes, shapes, 10) == {1: 8.0, 2: 8.0}
    assert nearest({}, shapes, 10) == {}
    assert nearest(shapes, {}, 10) == {}
