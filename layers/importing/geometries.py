"""Geometries of a file as the layer stores them: EPSG:4326, of the layer's type, valid, inside the community unless a
run takes them from anywhere."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy
import pyproj
import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils import translation
from pyproj.exceptions import CRSError

from layers.importing.refusals import FileRefused, RowRefused
from layers.layer import Geometry, Layer

_SINGLE = {
    Geometry.POINT: {"Point"},
    Geometry.LINE: {"LineString", "MultiLineString"},
    Geometry.AREA: {"Polygon", "MultiPolygon"},
}
_SWAPPED = "latitude and longitude are swapped"
_EARTH = (-180.0, -90.0, 180.0, 90.0)
_MULTI = {"LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}


class Placer:
    """Brings the geometries of one file into one layer. Raises FileRefused for a CRS that nobody knows."""

    def __init__(self, layer: Layer, crs: str, *, is_inside: bool = False, anywhere: bool = False) -> None:
        """`is_inside`: a layer of points takes areas, by a point inside of each. `anywhere`: what lies outside of the
        community is taken, too."""
        self.layer = layer
        self.anywhere = anywhere
        self.is_inside = is_inside and layer.geometry is Geometry.POINT
        try:
            self.transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except CRSError as flaw:
            raise FileRefused(f"the coordinate system {crs[:60]} is not known") from flaw
        self.is_degrees = pyproj.CRS.from_user_input(crs).to_epsg() == 4326

    def shapes(self, wkbs: Sequence[bytes | None]) -> list[Any]:
        """Shapely geometries in EPSG:4326 as the file has them, or a RowRefused in the place of one that is none."""
        shapes = shapely.force_2d(shapely.from_wkb(numpy.array(wkbs, dtype=object), on_invalid="ignore"))
        if not self.is_degrees:
            shapes = shapely.transform(shapes, self.transformer.transform, interleaved=False)
        return [None if wkb is None else _sound(shape) for shape, wkb in zip(shapes, wkbs, strict=True)]

    def fitted(self, shape: Any) -> Any:
        """What `shapes` gave as the layer stores it. Raises RowRefused for what cannot be taken."""
        if isinstance(shape, RowRefused):
            raise shape
        return None if shape is None else self.fit(shape)

    def fit(self, shape: Any) -> Any:
        """A geometry as the layer stores it. Raises RowRefused for what the layer cannot hold."""
        if self.is_inside and shape.geom_type in _SINGLE[Geometry.AREA] and shape.is_valid:
            shape = shape.point_on_surface()
        wanted = _SINGLE.get(self.layer.geometry)
        if (
            self.layer.geometry is Geometry.POINT
            and shape.geom_type == "MultiPoint"
            and len(shape.geoms) == 1
        ):
            shape = shape.geoms[0]
        if wanted and shape.geom_type not in wanted:
            raise RowRefused(f"the geometry is a {shape.geom_type}, wanted: {' or '.join(sorted(wanted))}")
        if not shape.is_valid:
            raise RowRefused(f"the geometry is not valid: {shapely.is_valid_reason(shape)}")
        refuse_misplaced(shape, anywhere=self.anywhere)
        if wanted and shape.geom_type in _MULTI:
            shape = _MULTI[shape.geom_type]([shape])
        return shape


def _sound(shape: Any) -> Any:
    """The geometry, or a RowRefused in its place where it is none."""
    if shape is None or shape.is_empty:
        return RowRefused("the geometry cannot be read")
    if not all(map(numpy.isfinite, shape.bounds)):
        return RowRefused("the geometry has no finite coordinates")
    return shape


def outline(shape: Any, field: Any) -> str | None:
    """An area (EPSG:4326) as a field of polygons keeps it; None for what is none. Raises RowRefused."""
    if isinstance(shape, RowRefused):
        raise shape
    parts = shapely.get_parts(shape)
    if shape is None or shape.geom_type not in _SINGLE[Geometry.AREA]:
        return None
    if len(parts) > 1:
        raise RowRefused(f"{field.name}: the area has {len(parts)} parts, wanted is one")
    if not parts[0].is_valid:
        raise RowRefused(f"{field.name}: the area is not valid: {shapely.is_valid_reason(parts[0])}")
    text = shapely.to_wkb(shapely.set_srid(parts[0], 4326), hex=True, include_srid=True)
    try:
        field.run_validators(GEOSGeometry(text))
    except ValidationError as flaw:
        # What imports tell is in one language, whoever reads it.
        with translation.override("en"):
            raise RowRefused(f"{field.name}: {' '.join(flaw.messages)}") from None
    return str(text)


def words(raw: Any) -> bytes | None:
    """WKB of a geometry in words (WKT); None for nothing. Raises RowRefused."""
    text = "" if raw is None else str(raw).strip()
    if not text or text.casefold() == "null":
        return None
    try:
        return bytes(shapely.to_wkb(shapely.from_wkt(text.rpartition(";")[2])))
    except shapely.GEOSException:
        raise RowRefused("the geometry is no WKT", text[:60]) from None


def point(longitude: Any, latitude: Any) -> bytes | None:
    """WKB of a point from two columns; None when both are empty. Raises RowRefused."""
    texts = ["" if value is None else str(value).strip().replace(",", ".") for value in (longitude, latitude)]
    if not any(texts) or all(text.casefold() == "null" for text in texts):
        return None
    try:
        x, y = (float(text) for text in texts)
    except ValueError:
        raise RowRefused("the coordinates are not numbers", " ".join(texts)) from None
    return bytes(shapely.to_wkb(shapely.Point(x, y)))


def refuse_misplaced(shape: Any, *, anywhere: bool) -> None:
    """Refuse a shapely geometry (EPSG:4326) that does not lie in the community, or reaches farther beyond it than it is
    wide; with `anywhere`, one that cannot lie where it says. Raises RowRefused.
    """
    west, south, east, north = settings.CITY.bounds
    left, bottom, right, top = shape.bounds
    if west <= right and left <= east and south <= top and bottom <= north:
        wide, tall = east - west, north - south
        around = (west - wide, south - tall, east + wide, north + tall)
        if not anywhere and not (_holds(around, left, bottom) and _holds(around, right, top)):
            raise RowRefused(f"reaches far beyond the community ({settings.CITY.name})")
        return
    x, y = shape.representative_point().coords[0][:2]
    where = f"{x:.5f} {y:.5f}"
    if _holds(settings.CITY.bounds, y, x):
        raise RowRefused(_SWAPPED, where)
    if not anywhere:
        raise RowRefused(f"outside of the community ({settings.CITY.name})", where)
    if not (_holds(_EARTH, left, bottom) and _holds(_EARTH, right, top)) or x == y == 0:
        raise RowRefused("there is no such place", where)
    if _holds(_country(), y, x) and not _holds(_country(), x, y):
        raise RowRefused(_SWAPPED, where)


def _holds(bounds: Sequence[float], x: float, y: float) -> bool:
    west, south, east, north = bounds
    return west <= x <= east and south <= y <= north


@cache
def _country() -> tuple[float, float, float, float]:
    """West, south, east, north of Ukraine: where its own coordinate system is in use (UCS-2000, EPSG:5561)."""
    area = pyproj.CRS.from_epsg(5561).area_of_use
    assert area is not None
    return area.west, area.south, area.east, area.north
