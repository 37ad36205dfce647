"""How far selected features reach: a link to what is chosen by number or by day shows that, wherever it is."""

from collections.abc import Iterable

from django.db import connection

from layers.areas import Surroundings
from layers.query import Box, Selection


def extent(selections: Iterable[Selection]) -> Box | None:
    """The box (EPSG:4326) round the features that are chosen by number or by the day of their change, or round the
    surroundings that are asked for; None where neither is asked, or none of them has a place."""
    boxes = [box for selection in selections if (box := _extent(selection))]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return Box(min(west), min(south), max(east), max(north))


def _extent(selection: Selection) -> tuple[float, float, float, float] | None:
    if selection.areas:
        around = (area for area in selection.areas if isinstance(area, Surroundings))
        return next((area.polygon.extent for area in around), None)
    if not (selection.ids or selection.changed):
        return None
    sql, params = selection.sql("geom")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
                  FROM (SELECT ST_Extent(geom) AS box FROM ({sql}) AS chosen) AS whole WHERE box IS NOT NULL""",
            params,
        )
        found: tuple[float, float, float, float] | None = cursor.fetchone()
    return found
