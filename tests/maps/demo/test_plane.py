"""Places along lines: many at once are exactly what GEOS says of each."""

import numpy as np
import shapely
from shapely import LineString

from maps.demo.plane import places_along

LINES = np.array(
    [
        LineString([(0, 0), (3, 4), (3, 4), (10, 4)]),
        LineString([(5, 5), (5, 0)]),
        LineString([(1, 1), (2, 9)]),
    ]
)


def test_many_places_are_what_geos_says_of_each() -> None:
    random = np.random.default_rng(1)
    owner = random.integers(0, 2, 200)  # nothing lies on the third line
    at = random.uniform(0, 14, 200)
    expected = shapely.get_coordinates(shapely.line_interpolate_point(LINES[owner], at))
    assert (places_along(LINES, owner, at) == expected).all()


def test_what_lies_past_the_end_is_the_end() -> None:
    found = places_along(LINES, np.array([1, 0]), np.array([99.0, 0.0]))
    assert found.tolist() == [[5, 0], [0, 0]]
