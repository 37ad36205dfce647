"""GeoJSON of a selection, written by PostgreSQL: one text per feature, for pages and for exports alike.

Every feature says its source and its licence: it may be handed on alone, and rows of a layer may differ in both.
"""

from typing import Any

from layers.provenance import licence_sql
from layers.query import Selection

#: decimals of a degree: a centimetre
_DIGITS = 7


def feature_sql(selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """A SELECT of `id` and of each row's GeoJSON as text (`feature`), unordered; its source alias is `f`."""
    names = dict.fromkeys([*(column.name for column in selection.columns), "source"])
    sql, params = selection.sql("id", "geom", *names)
    columns = ", ".join(f'f."{name}"' for name in names)
    licence = licence_sql(selection.layer.source, "f.source")
    return (
        f"""SELECT f.id, '{{"type":"Feature","id":' || f.id || ',"geometry":' ||
                   coalesce(ST_AsGeoJSON(f.geom, {_DIGITS}, 0), 'null') || ',"properties":' ||
                   (SELECT row_to_json(properties) FROM (SELECT {columns}, {licence} AS licence) AS properties)
                   || '}}' AS feature
              FROM ({sql}) AS f""",
        params,
    )
