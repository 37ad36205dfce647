"""Rows that follow by rule from others are written only where they differ: stamps, caches and history stay true."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry


def differs(one: Any, other: Any) -> bool:
    """Whether two values of a field are not the same; geometries are the same when all their corners are."""
    if isinstance(one, GEOSGeometry) and isinstance(other, GEOSGeometry):
        return not one.equals_exact(other)
    return bool(one != other)
