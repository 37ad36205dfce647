"""What a picture of the map shows: a piece of the Mercator plane (EPSG:3857), so many pixels wide and high."""

import math
from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.areas import NEAR, parse_near
from layers.problems import BadParameter
from layers.query import BBOX, Box, parse_box

AT = "at"
WIDTH, HEIGHT = "width", "height"
SMALLEST, LARGEST = 64, 2000
_FARTHEST, _NEAREST = 8, 20
_HIGHEST = 85.0
_RADIUS = 6378137.0
#: pixels of the whole world at zoom 0, as Leaflet has it
_TILE = 256


@dataclass(frozen=True, slots=True)
class Frame:
    """Its middle in degrees, and its size in pixels."""

    longitude: float
    latitude: float
    zoom: float
    width: int
    height: int

    @classmethod
    def of(cls, params: QueryDict, width: int, height: int) -> Self:
        """The view that an address asks for by `at` (zoom/latitude/longitude), else by `bbox`, else by the circle of
        `near`, else the city's.

        Raises BadParameter.
        """
        if AT in params:
            return cls(*_parse_at(str(params[AT])), width, height)
        if BBOX in params:
            return cls.around(parse_box(str(params[BBOX])), width, height)
        circle = parse_near(str(params[NEAR]))[1] if params.get(NEAR) else None
        if circle:
            return cls.around(Box(*circle.polygon.extent), width, height)
        return cls(*settings.CITY.centre, settings.CITY.zoom, width, height)

    @classmethod
    def around(cls, box: Box, width: int, height: int) -> Self:
        """The closest view that shows the whole of a box."""
        west, east = _x(box.west), _x(box.east)
        south, north = _y(max(box.south, -_HIGHEST)), _y(min(box.north, _HIGHEST))
        needed = max((east - west) / width, (north - south) / height)
        zoom = math.log2(2 * math.pi * _RADIUS / _TILE / needed) if needed > 0 else _NEAREST
        middle = math.degrees(2 * math.atan(math.exp((south + north) / 2 / _RADIUS)) - math.pi / 2)
        return cls((box.west + box.east) / 2, middle, min(max(zoom, _FARTHEST), _NEAREST), width, height)

    @property
    def level(self) -> int:
        """The whole zoom whose look the picture has."""
        return round(self.zoom)

    @property
    def resolution(self) -> float:
        """Units of EPSG:3857 to a pixel."""
        return 2 * math.pi * _RADIUS / (_TILE * 2**self.zoom)

    @property
    def metres_per_pixel(self) -> float:
        """True metres on the ground."""
        return self.resolution * math.cos(math.radians(self.latitude))

    @property
    def west(self) -> float:
        return _x(self.longitude) - self.width / 2 * self.resolution

    @property
    def north(self) -> float:
        return _y(self.latitude) + self.height / 2 * self.resolution

    def envelope(self, margin: int = 0) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:3857, with so many pixels more on each side."""
        more = margin * self.resolution
        return (
            self.west - more,
            self.north - self.height * self.resolution - more,
            self.west + self.width * self.resolution + more,
            self.north + more,
        )

    @property
    def box(self) -> Box:
        """What is seen, in degrees."""
        west, south, east, north = self.envelope()
        return Box(
            max(-180.0, _longitude(west)), _latitude(south), min(180.0, _longitude(east)), _latitude(north)
        )

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place lies in the picture, from its upper left corner; it may lie outside."""
        north = _y(min(max(latitude, -_HIGHEST), _HIGHEST))
        return (_x(longitude) - self.west) / self.resolution, (self.north - north) / self.resolution

    def moved(self, east: float, north: float) -> Self:
        """The view that lies so many widths to the east and heights to the north."""
        x = _x(self.longitude) + east * self.width * self.resolution
        y = _y(self.latitude) + north * self.height * self.resolution
        return replace(self, longitude=_longitude(x), latitude=_latitude(y))

    def zoomed(self, step: int) -> Self | None:
        """The view from so much closer; None where the map ends."""
        zoom = self.level + step
        return replace(self, zoom=zoom) if _FARTHEST <= zoom <= _NEAREST else None

    @property
    def at(self) -> str:
        """The word of the address that asks for it."""
        return f"{self.zoom:g}/{self.latitude:.5f}/{self.longitude:.5f}"


def side(params: QueryDict, name: str, usual: int) -> int:
    """A width or height in pixels. Raises BadParameter."""
    raw = str(params.get(name, usual))
    if raw.isascii() and raw.isdigit() and len(raw) < 5 and SMALLEST <= int(raw) <= LARGEST:
        return int(raw)
    raise BadParameter(
        _("%(name)s is a whole number of pixels from %(least)s to %(most)s.")
        % {"name": name, "least": SMALLEST, "most": LARGEST},
        parameter=name,
    )


def _parse_at(raw: str) -> tuple[float, float, float]:
    try:
        zoom, latitude, longitude = (float(part) for part in raw.split("/"))
        if 0 <= zoom <= 22 and abs(latitude) <= _HIGHEST and abs(longitude) <= 180:
            return longitude, latitude, min(max(zoom, _FARTHEST), _NEAREST)
    except ValueError:
        pass
    raise BadParameter(
        _("at is zoom/latitude/longitude: a zoom from 0 to 22, then degrees, like 14/48.853/37.606."),
        parameter=AT,
    )


def _x(longitude: float) -> float:
    return math.radians(longitude) * _RADIUS


def _y(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) * _RADIUS


def _longitude(x: float) -> float:
    return math.degrees(x / _RADIUS)


def _latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y / _RADIUS)) - math.pi / 2)
