"""How many features are selected, in all and by class of the legend: by the tally as far as it knows."""

from typing import Any

from django.db import connection

from layers.columns import NULL
from layers.cover import Cover
from layers.layer import Layer
from layers.query import Box, Selection
from layers.styles import ByValue
from layers.tally import FACETED_LEVEL, FINEST_LEVEL, SEPARATOR, TOGETHER

Sql = tuple[str, list[Any]]

#: degrees to either side of a box's outline within which the geometry decides: more than two steps of the grid
_OUTLINE = 1e-6
_WITHIN = "px > %s AND px < %s AND py > %s AND py < %s"
_NONE: list[list[int]] = [[], [], []]


def count(selection: Selection) -> int:
    """How many rows are selected (`numberMatched`)."""
    with connection.cursor() as cursor:
        cursor.execute(*count_sql(selection))
        return int(cursor.fetchone()[0])


def count_sql(selection: Selection) -> Sql:
    """A SELECT of how many rows are selected."""
    classes, params = classes_sql(selection)
    return f"SELECT coalesce(sum(n), 0)::bigint FROM ({classes}) AS classes", params


def count_by_class(*selections: Selection) -> list[dict[str, int]]:
    """For each selection how many rows are in each class of the legend, in one query; classes without any are left
    out."""
    counts: list[dict[str, int]] = [{} for _selection in selections]
    parts = [classes_sql(selection) for selection in selections]
    union = " UNION ALL ".join(
        f"SELECT {place}, * FROM ({sql}) AS c" for place, (sql, _p) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(union, [param for _sql, params in parts for param in params])
        for place, value, n in cursor.fetchall():
            counts[place][value] = n
    return counts


def classes_sql(selection: Selection) -> Sql:
    """A SELECT of `value` and `n` for each class of the legend that has any rows."""
    tally = tally_of(selection)
    if tally and not selection.box:
        condition, params = tally
        parts = [
            (
                f"SELECT value, sum(n) AS n FROM layers_tally WHERE {condition} AND level = 0 GROUP BY 1",
                params,
            )
        ]
    elif tally and selection.box and selection.is_ranged:
        parts = _in_box(selection, selection.box, tally)
    else:
        style = selection.layer.style
        rows, row_params = selection.sql("id", *([style.field] if style.field else []))
        parts = [
            (
                f"SELECT {style.class_sql('f')} AS value, count(*) AS n FROM ({rows}) AS f GROUP BY 1",
                [*row_params],
            )
        ]
    union = " UNION ALL ".join(sql for sql, _params in parts)
    return (
        f"SELECT value, sum(n)::bigint AS n FROM ({union}) AS parts GROUP BY value HAVING sum(n) > 0",
        [param for _sql, params in parts for param in params],
    )


def finest_level(selection: Selection) -> int:
    """The finest level at which the tally knows this selection."""
    return FACETED_LEVEL if _facet(selection) else FINEST_LEVEL


def tally_of(selection: Selection) -> Sql | None:
    """The condition of the tally's rows that count exactly the selected rows, of any level and, where there is a box,
    also outside of it; None where the tally does not know.

    It knows the default visibility, the legend's classes, and filters by choice (these not at its finest level).
    """
    layer = selection.layer
    if (
        selection.ids
        or selection.is_unforeseen
        or layer.is_seen_by
        or type(layer).features is not Layer.features
    ):
        return None
    expressions = _choices(selection)
    if isinstance(layer.style, ByValue):
        expressions[layer.style.field] = "value"
    filters = selection.filters
    if not filters.keys() <= expressions.keys() or NULL in filters.values():
        return None
    condition = f"layer = '{layer.slug}' AND facet = '{_facet(selection)}'"
    condition += "" if selection.viewer.is_staff else " AND published"
    condition += "".join(f" AND {expressions[name]} = ANY(%s)" for name in filters)
    return condition, [values.split(",") for values in filters.values()]


def _facet(selection: Selection) -> str:
    """The facet of the tally that knows all choices that the rows are filtered by."""
    asked = [column.name for column in selection.layer.facets if column.name in selection.filters]
    return TOGETHER if len(asked) > 1 else "".join(asked)


def _choices(selection: Selection) -> dict[str, str]:
    """For each column that the rows may be filtered by, what holds its choice in the tally's rows, as SQL."""
    facet = _facet(selection)
    names = [column.name for column in selection.layer.facets]
    if facet != TOGETHER:
        return {facet: "choice"} if facet else {}
    return {name: f"split_part(choice, '{SEPARATOR}', {place})" for place, name in enumerate(names, start=1)}


def _in_box(selection: Selection, box: Box, tally: Sql) -> list[Sql]:
    """Counts by class of whole cells inside of a box, of the cells on its edge, and of its outline."""
    cover = Cover.of(box.west, box.south, box.east, box.north, finest_level(selection))
    anywhere = Selection(selection.layer, selection.viewer, selection.columns, filters=selection.filters)
    return [_inside(cover, tally), _edge(cover, anywhere), _outline(cover, anywhere, box)]


# OFFSET 0 below: range by range, or the planner would read a whole index and compare each row with each range.


def _inside(cover: Cover, tally: Sql) -> Sql:
    condition, params = tally
    levels, firsts, lasts = (
        (list(numbers) for numbers in zip(*cover.inside, strict=True)) if cover.inside else _NONE
    )
    return (
        f"""SELECT value, sum(n) AS n
              FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS part (deep, first, last),
                   LATERAL (SELECT value, n FROM layers_tally
                             WHERE {condition} AND level = deep AND cell BETWEEN first AND last OFFSET 0) AS those
             GROUP BY 1""",
        [levels, firsts, lasts, *params],
    )


def _edge(cover: Cover, anywhere: Selection) -> Sql:
    firsts, lasts = (list(keys) for keys in zip(*cover.edge, strict=True)) if cover.edge else _NONE[:2]
    rows, params, value = _rows(anywhere, "cell")
    return (
        f"""SELECT value, count(*) AS n
              FROM unnest(%s::bigint[], %s::bigint[]) AS part (first, last),
                   LATERAL (SELECT {value} AS value FROM ({rows}) AS f
                             WHERE cell BETWEEN first AND last AND {_WITHIN} OFFSET 0) AS those GROUP BY 1""",
        [firsts, lasts, *params, cover.west, cover.east, cover.north, cover.south],
    )


def _outline(cover: Cover, anywhere: Selection, box: Box) -> Sql:
    west, south, east, north, e = box.west, box.south, box.east, box.north, _OUTLINE
    lines = [
        *(west - e, south - e, west + e, north + e),
        *(east - e, south - e, east + e, north + e),
        *(west - e, south - e, east + e, south + e),
        *(west - e, north - e, east + e, north + e),
    ]
    rows, params, value = _rows(anywhere, "id", "geom")
    envelope = "ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
    return (
        f"""SELECT value, count(*) AS n FROM (
                SELECT DISTINCT id, {value} AS value
                  FROM (VALUES {", ".join([f"({envelope})"] * 4)}) AS lines (line), ({rows}) AS f
                 WHERE geom && line AND NOT ({_WITHIN})
                   AND ST_X(geom) BETWEEN %s AND %s AND ST_Y(geom) BETWEEN %s AND %s) AS outline GROUP BY 1""",
        [*lines, *params, cover.west, cover.east, cover.north, cover.south, west, east, south, north],
    )


def _rows(anywhere: Selection, *names: str) -> tuple[str, tuple[Any, ...], str]:
    """Rows with their place on the grid as SQL, its parameters, and the expression of a row's class."""
    style = anywhere.layer.style
    rows, params = anywhere.sql(*names, "px", "py", *([style.field] if style.field else []))
    return rows, params, style.class_sql("f")
