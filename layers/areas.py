"""A part of the world that is asked for beside the box of a view: round a place, or inside of a drawn outline.

These are words of the address that every surface takes: `near=37.61,48.85,500`, `within=37.60,48.84;37.62,…`, and
`beside=streets/12,50` for what lies along something of the map itself (query.py finds it).
"""

import re
from dataclasses import dataclass
from math import cos, radians

from django.contrib.gis.geos import GEOSException, GEOSGeometry, Polygon
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.utils.translation import gettext as _

from layers.problems import BadParameter

NEAR = "near"
WITHIN = "within"
BESIDE = "beside"
#: metres
FARTHEST = 50_000
_MOST_CORNERS = 200
#: metres round something of the map: where none are given, and at most
CLOSE_BESIDE, FARTHEST_BESIDE = 50, 2_000
_BESIDE = re.compile(r"([a-z]{1,40})/([0-9]{1,18})(?:,([0-9]{1,4}(?:\.[0-9]{1,3})?))?")
#: metres in a degree of latitude, rounded down: a box by it is a little larger than the circle
_METRES_IN_A_DEGREE = 110_000


@dataclass(frozen=True, slots=True)
class Circle:
    """All that is within so many metres of a place (EPSG:4326), measured on the ellipsoid."""

    longitude: float
    latitude: float
    metres: float

    def condition(self, column: str) -> Q:
        """The condition on a geometry column; its first half is what the spatial index answers."""
        place = Func(
            Func(Value(self.longitude), Value(self.latitude), function="ST_MakePoint"),
            template="ST_SetSRID(%(expressions)s, 4326)::geography",
            output_field=TextField(),
        )
        geometry = Func(F(column), template="(%(expressions)s)::geography", output_field=TextField())
        close = Func(geometry, place, Value(self.metres), function="ST_DWithin", output_field=BooleanField())
        return Q(**{f"{column}__bboverlaps": self.polygon}) & Q(close)

    @property
    def polygon(self) -> Polygon:
        """The box that the circle lies in."""
        tall = self.metres / _METRES_IN_A_DEGREE
        # Degrees of longitude get shorter to the north; beyond 85° nobody lives.
        wide = tall / cos(radians(min(85, abs(self.latitude) + tall)))
        box = Polygon.from_bbox(
            (self.longitude - wide, self.latitude - tall, self.longitude + wide, self.latitude + tall)
        )
        box.srid = 4326
        return box


@dataclass(frozen=True, slots=True)
class Outline:
    """All that touches the inside of an outline: corners as longitude and latitude (EPSG:4326)."""

    corners: tuple[tuple[float, float], ...]

    def condition(self, column: str) -> Q:
        return Q(**{f"{column}__intersects": self.polygon})

    @property
    def polygon(self) -> Polygon:
        return Polygon((*self.corners, self.corners[0]), srid=4326)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All within so many metres of a geometry (EPSG:4326): a street, a park, a point."""

    geometry: GEOSGeometry
    metres: float
    #: layer and number of what it is the geometry of, where that was asked for: `streets/12`
    of: str = ""

    def condition(self, column: str) -> Q:
        """The condition on a geometry column; its first half is what the spatial index answers."""
        shape = Func(Value(self.geometry.hexewkb.decode()), template="(%(expressions)s)::geography")
        geometry = Func(F(column), template="(%(expressions)s)::geography", output_field=TextField())
        close = Func(geometry, shape, Value(self.metres), function="ST_DWithin", output_field=BooleanField())
        return Q(**{f"{column}__bboverlaps": self.polygon}) & Q(close)

    @property
    def polygon(self) -> Polygon:
        """The box that it lies in."""
        west, south, east, north = self.geometry.extent
        around = Circle((west + east) / 2, (south + north) / 2, self.metres).polygon.extent
        wide, tall = (around[2] - around[0]) / 2, (around[3] - around[1]) / 2
        box = Polygon.from_bbox((west - wide, south - tall, east + wide, north + tall))
        box.srid = 4326
        return box


Area = Circle | Outline | Surroundings


def parse_near(raw: str) -> tuple[tuple[float, float], Circle | None]:
    """`longitude,latitude` in degrees, from which lists are ordered; with a third number, metres, all else is left out.

    Raises BadParameter.
    """
    try:
        longitude, latitude, *rest = (float(part) for part in raw.split(","))
        if -180 <= longitude <= 180 and -90 <= latitude <= 90:
            if not rest:
                return (longitude, latitude), None
            (metres,) = rest
            if 0 < metres <= FARTHEST:
                return (longitude, latitude), Circle(longitude, latitude, metres)
    except ValueError:
        pass
    raise BadParameter(
        _("near is longitude,latitude in degrees, or longitude,latitude,metres with up to %s metres.")
        % FARTHEST,
        parameter=NEAR,
    )


def parse_within(raw: str) -> Outline:
    """`longitude,latitude;longitude,latitude;…`: the corners of an outline that does not cross itself. Raises
    BadParameter."""
    try:
        corners = tuple(_corner(part) for part in raw.split(";"))
        if 3 <= len(corners) <= _MOST_CORNERS:
            outline = Outline(corners)
            if outline.polygon.valid:
                return outline
    except (ValueError, GEOSException):
        pass
    raise BadParameter(
        _(
            "within is the corners of an area, from 3 to %s, as longitude,latitude in degrees with semicolons between"
            " them; its outline must not cross itself."
        )
        % _MOST_CORNERS,
        parameter=WITHIN,
    )


def parse_beside(raw: str) -> tuple[str, int, float]:
    """`layer/number` of something on the map, `,metres` round it: 50 where none are given. Raises BadParameter."""
    match = _BESIDE.fullmatch(raw)
    metres = float(match[3] or CLOSE_BESIDE) if match else 0
    if match and 0 < metres <= FARTHEST_BESIDE:
        return match[1], int(match[2]), metres
    raise BadParameter(
        _("beside is an object of a layer and up to %s metres round it: streets/12,50.") % FARTHEST_BESIDE,
        parameter=BESIDE,
    )


def _corner(raw: str) -> tuple[float, float]:
    longitude, latitude = (float(part) for part in raw.split(","))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(raw)
    return longitude, latitude
