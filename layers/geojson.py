"""GeoJSON of a selection, written by PostgreSQL: one text per feature, for pages and for exports alike.

Every feature says its source, its licence and how exact its place is: it may be handed on alone.
"""

from typing import Any

from layers.disclosure import columns_of, disclosed
from layers.query import Selection

#: decimals of a degree: a centimetre
_DIGITS = 7


def feature_sql(selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """A SELECT of `id` and of each row's GeoJSON as text (`feature`), unordered; its source alias is `f`."""
    sql, params = selection.sql("id", "geom", *columns_of(selection))
    declared = {column.name: f'f."{column.name}"' for column in selection.columns}
    properties = ", ".join(
        f'{value} AS "{name}"' for name, value in (declared | disclosed(selection)).items()
    )
    return (
        f"""SELECT f.id, '{{"type":"Feature","id":' || f.id || ',"geometry":' ||
                   coalesce(ST_AsGeoJSON(f.geom, {_DIGITS}, 0), 'null') || ',"properties":' ||
                   (SELECT row_to_json(properties) FROM (SELECT {properties}) AS properties)
                   || '}}' AS feature
              FROM ({sql}) AS f""",
        params,
    )
