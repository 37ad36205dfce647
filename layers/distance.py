"""How far two places of one town are apart, without asking the database."""

from math import cos, hypot, radians

#: metres of a degree of latitude, and of longitude at the equator
_DEGREE = 111_320


def metres_between(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Metres between two places given by longitude and latitude (EPSG:4326); right to a thousandth within a town."""
    (x0, y0), (x1, y1) = one[:2], other[:2]
    return hypot((x1 - x0) * _DEGREE * cos(radians(y0)), (y1 - y0) * _DEGREE)
