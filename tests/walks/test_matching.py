"""A street was walked where somebody walked along it: not where it was crossed, and not where nobody knows."""

from math import cos, radians

from maps.walks.matching import GAP, PIECE, REACH, length, walked

LATITUDE = 48.85
WIDE = cos(radians(LATITUDE)) * 111_320


def at(east: float, north: float) -> tuple[float, float]:
    """Metres from a corner of the city, in degrees."""
    return (37.6 + east / WIDE, LATITUDE + north / 111_320)


def metres(found: list[list[tuple[float, float]]]) -> float:
    return length(found)


def along(north: float, begin: float = 0, end: float = 300, step: int = 20) -> list[tuple[float, float]]:
    return [at(east, north) for east in range(int(begin), int(end) + 1, step)]


STREET = [[at(0, 0), at(300, 0)]]


def test_only_the_part_that_was_walked_counts() -> None:
    found = walked(STREET, [along(5, 60, 160)])
    assert len(found) == 1
    assert 100 <= metres(found) <= 100 + 2 * PIECE


def test_a_street_that_was_crossed_was_not_walked() -> None:
    assert walked(STREET, [[at(150, -100), at(150, -50), at(150, 0), at(150, 50), at(150, 100)]]) == []


def test_a_street_too_far_away_was_not_walked() -> None:
    assert walked(STREET, [along(REACH + 2)]) == []
    assert metres(walked(STREET, [along(REACH - 2)])) > 290


def test_it_does_not_matter_which_way_one_walks() -> None:
    assert metres(walked(STREET, [along(5)[::-1]])) > 290


def test_where_the_signal_was_lost_nobody_knows_where_one_was() -> None:
    line = [*along(0, 0, 60), *along(0, 60 + GAP + 20, 300)]
    found = walked(STREET, [line])
    assert len(found) == 2
    assert metres(found) < 300 - GAP + 2 * PIECE


def test_the_corner_that_one_turns_at_is_no_walk_along_the_other_street() -> None:
    side = [[at(150, 0), at(150, 200)]]
    assert walked(side, [[*along(0, 0, 140), at(150, 5), at(150, 12)]]) == []


def test_a_short_lane_is_walked_whole() -> None:
    lane = [[at(100, 0), at(112, 0)]]
    assert 11 < metres(walked(lane, [along(3)])) < 13


def test_a_line_of_one_place_or_none_says_nothing() -> None:
    assert walked(STREET, [[at(0, 0)]]) == []
    assert walked(STREET, [[at(0, 0), at(0, 0)]]) == []
    assert walked([], [along(0)]) == []
