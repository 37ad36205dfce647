"""A small true row for any model of a layer, so that a law over all layers needs no list of them."""

from datetime import date
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import models

from layers.layer import Layer

#: a place in the middle of the city (longitude, latitude)
HERE = (37.60582, 48.85227)


def row(layer: Layer, at: tuple[float, float] = HERE, **values: Any) -> Any:
    """Save a row of the layer's model at a place; required fields are filled by their type."""
    # What waits for a moderator by default is no sample of what is seen.
    filled = {"geom": geometry(layer, at), "publication": "public"} | _required(layer.model) | values
    feature = layer.model(**filled)
    feature.save()
    return feature


def geometry(layer: Layer, at: tuple[float, float] = HERE) -> GEOSGeometry:
    """A geometry of the layer's type that holds or touches the place, EPSG:4326."""
    field = layer.model._meta.get_field("geom")
    assert isinstance(field, GeometryField)
    x, y = at
    point = Point(x, y, srid=4326)
    line = LineString((x, y), (x + 0.0005, y + 0.0003), srid=4326)
    square = Polygon(((x, y), (x + 0.0004, y), (x + 0.0004, y + 0.0003), (x, y + 0.0003), (x, y)), srid=4326)
    return {
        "POINT": point,
        "MULTILINESTRING": MultiLineString(line, srid=4326),
        "MULTIPOLYGON": MultiPolygon(square, srid=4326),
        "GEOMETRY": point,
    }[field.geom_type]


def _required(model: type[models.Model]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in model._meta.get_fields():
        if (
            not isinstance(field, models.Field)
            or field.auto_created
            or field.primary_key
            or isinstance(field, GeometryField)
        ):
            continue
        if field.null or field.has_default() or field.has_db_default() or not field.editable:
            continue
        if isinstance(field, models.DateField):
            values[field.name] = date(2026, 5, 1)
        elif isinstance(field, models.CharField):
            values[field.name] = (
                field.choices[0][0] if field.choices else f"Зразок {field.name}"[: field.max_length]
            )
    if any(field.name == "tender_id" for field in model._meta.get_fields()):
        values["tender_id"] = f"UA-2026-05-01-{model._default_manager.count():06d}-a"
    if any(field.name == "min_zoom" for field in model._meta.get_fields()):
        values["min_zoom"] = 10
    return values
