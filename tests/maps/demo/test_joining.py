"""Ways that meet have a point in common, to the last digit."""

import shapely
from shapely import LineString, MultiLineString

from maps.demo.joining import joined


def places(line: LineString) -> set[tuple[float, ...]]:
    return set(line.coords)


def test_ways_that_cross_share_the_crossing() -> None:
    one, other = joined([LineString([(0, 0), (10, 0)]), LineString([(5, -5), (5, 5)])])
    assert places(one) & places(other) == {(5, 0)}


def test_an_end_that_misses_is_taken_to_the_other_way() -> None:
    one, other = joined([LineString([(0, 0), (10, 0)]), LineString([(4, 1), (4, 9)])])
    assert places(one) & places(other) == {(4, 0)}
    far, away = joined([LineString([(0, 0), (10, 0)]), LineString([(4, 3), (4, 9)])])
    assert not places(far) & places(away)


def test_parts_stay_parts() -> None:
    course = MultiLineString([[(0, 0), (4, 0)], [(6, 0), (10, 0)]])
    one, _other = joined([course, LineString([(2, -2), (2, 2)])])
    assert isinstance(one, MultiLineString)
    assert [len(part.coords) for part in shapely.get_parts(one)] == [3, 2]
