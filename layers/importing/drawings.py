"""Drawings (DXF): what an outline or a mark is called stands beside it as a text of its own.

A text gives its words to the closed outline that it stands in, or to the outline or mark that is nearest; where there
is none, it stands for itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from layers.importing.rows import Row

#: the property in which GDAL tells the words of a text
TEXT = "Text"
#: units of the drawing (metres) within which a text beside a shape is its label
_BESIDE = 3.0


def labelled(rows: Iterable[Row]) -> Iterator[Row]:
    """The texts of a drawing with the shape that each is the label of; what has no label comes as it is."""
    told = list(rows)
    shapes = {
        row.number: shape for row in told if not row.values.get(TEXT) and (shape := _shape(row)) is not None
    }
    found: dict[int, int] = {}
    for row in told:
        if row.values.get(TEXT) and (number := _nearest(row, shapes, found)) is not None:
            found[row.number] = number
    taken = set(found.values())
    for row in told:
        if row.number in found:
            yield replace(row, wkb=shapely.to_wkb(shapes[found[row.number]]))
        elif row.number not in taken:
            yield row


def _nearest(text: Row, shapes: dict[int, BaseGeometry], found: dict[int, int]) -> int | None:
    """The number of the row whose label a text is; each shape has one."""
    if text.wkb is None:
        return None
    anchor = shapely.from_wkb(text.wkb)
    free = {number: shape for number, shape in shapes.items() if number not in found.values()}
    distances = {number: shape.distance(anchor) for number, shape in free.items()}
    if not distances:
        return None
    # Of outlines in one another the innermost is the spot.
    number = min(distances, key=lambda one: (distances[one], free[one].area))
    return number if distances[number] <= _BESIDE else None


def _shape(row: Row) -> BaseGeometry | None:
    """A closed outline as its area, or a mark."""
    shape = shapely.from_wkb(row.wkb) if row.wkb else None
    if shape is None or shape.geom_type in ("Point", "Polygon"):
        return shape
    is_outline = shape.geom_type == "LineString" and shape.is_closed and shape.is_simple
    return shapely.force_2d(shapely.Polygon(shape)) if is_outline else None
