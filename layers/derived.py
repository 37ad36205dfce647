"""Rows that follow by rule from others are written only where they differ: stamps, caches and history stay true."""

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

_AT_ONCE = 1000
#: columns that the database derives, or that say when a row was written
_OWN = frozenset(
    {
        *("id", "created_at", "changed_at", "gone_at", "public_geom", "search"),
        *("published", "restricted", "approximate", "px", "py", "cell"),
    }
)


def differs(one: Any, other: Any) -> bool:
    """Whether two values of a field are not the same; geometries are the same when all their corners are."""
    if isinstance(one, GEOSGeometry) and isinstance(other, GEOSGeometry):
        return not one.equals_exact(other)
    return bool(one != other)


def write(model: type[Any], source: str, wanted: Mapping[Any, Any]) -> dict[str, int]:
    """Make the rows of a source of features those that are `wanted`, by their `external_id`, and no others. Returns how
    many were `entered`, `changed` and `removed`."""
    columns = [field.name for field in model._meta.concrete_fields if field.name not in _OWN]
    fresh = dict(wanted)
    changed, gone = [], []
    for row in model._default_manager.filter(source=source).order_by().iterator(chunk_size=_AT_ONCE):
        meant = fresh.pop(row.external_id, None)
        if meant is None:
            gone.append(row.pk)
        elif any(differs(getattr(row, name), getattr(meant, name)) for name in columns):
            meant.pk = row.pk
            changed.append(meant)
    model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_update(changed, columns, batch_size=_AT_ONCE)
    model._default_manager.bulk_create(fresh.values(), batch_size=_AT_ONCE)
    return {"entered": len(fresh), "changed": len(changed), "removed": len(gone)}
