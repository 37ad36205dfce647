"""The tally: how many features of each legend class lie in each cell of a pyramid. Far zooms are drawn from it.

A cell of level L is a tile of zoom L. Every write adds the difference that it makes, at all levels (models.Tally); the
far levels are counted once more by each facet, and by all facets together, so that filters by choice do not send a far
zoom to the rows themselves.
"""

from layers.layer import Layer

#: grid coordinates are of zoom 18 × 4096 = 2^30 steps round the world
GRID_BITS = 30
#: the finest level: cells of 32 pixels at the last zoom that is drawn from it
FINEST_LEVEL = 17
#: nearer than this, the rows of a tile are few enough to be counted by a filter
FACETED_LEVEL = 15
COARSEST_LEVEL = 3

#: the facet of all facets: its choice is theirs, in their order, with the separator between
TOGETHER = "*"
SEPARATOR = "\x1f"

_SUMS = "sum(n) AS n, sum(sx) AS sx, sum(sy) AS sy"


def add(layer: Layer, delta: str) -> str:
    """SQL that adds a delta, a query of the layer's rows with a `sign`, to the tally. Level 0 counts all rows."""
    tables = [f"changed AS MATERIALIZED ({_changed(layer, delta)})"]
    rows = [_everywhere("changed", "'', ''"), *_pyramid(layer, "all", FINEST_LEVEL, "changed", tables)]
    if layer.facets:
        tables.append(
            "faceted AS MATERIALIZED (SELECT changed.*, facet, choice FROM changed,"
            f" LATERAL (VALUES {', '.join(_facets(layer))}) AS facets (facet, choice))"
        )
        rows += [
            _everywhere("faceted", "facet, choice"),
            *_pyramid(layer, "by", FACETED_LEVEL, "faceted", tables),
        ]
    return f"""INSERT INTO layers_tally (layer, level, cell, published, value, facet, choice, n, sx, sy)
        WITH {", ".join(tables)}
        SELECT '{layer.slug}', * FROM ({" UNION ALL ".join(rows)}) AS sums;"""


def _changed(layer: Layer, delta: str) -> str:
    """What counts of the rows of a delta; a row without a location has the cell null."""
    facets = "".join(
        f', coalesce("{column.model_field.column}"::text, \'\') AS "{column.name}"' for column in layer.facets
    )
    return f"""SELECT nullif(cell, -1) AS cell, published, {layer.style.class_sql("delta")} AS value{facets},
                      sign AS n, sign * px::bigint AS sx, sign * py::bigint AS sy FROM ({delta}) AS delta"""


def _facets(layer: Layer) -> list[str]:
    """Pairs of a facet's name and its choice, as rows of SQL."""
    names = [column.name for column in layer.facets]
    together = f" || '{SEPARATOR}' || ".join(f'"{name}"' for name in names)
    return [
        *(f"('{name}', \"{name}\")" for name in names),
        *([f"('{TOGETHER}', {together})"] if len(names) > 1 else []),
    ]


def _everywhere(table: str, facet: str) -> str:
    return (
        f"(SELECT 0, 0, published, value, {facet}, sum(n), 0, 0 FROM {table}"
        " GROUP BY 3, 4, 5, 6 HAVING sum(n) <> 0)"
    )


def _pyramid(layer: Layer, name: str, finest: int, table: str, tables: list[str]) -> list[str]:
    """Queries of the cells of each level; each level is the sum of the finer one, which `tables` gets."""
    if not layer.clustered:
        return []
    facet = "facet, choice" if table == "faceted" else "'' AS facet, '' AS choice"
    source, shift, condition = table, 2 * (GRID_BITS - finest), "WHERE cell IS NOT NULL"
    rows = []
    for level in range(finest, COARSEST_LEVEL - 1, -1):
        tables.append(
            f"{name}_{level} AS MATERIALIZED (SELECT cell >> {shift} AS cell, published, value, {facet}, {_SUMS}"
            f" FROM {source} {condition} GROUP BY 1, 2, 3, 4, 5)"
        )
        rows.append(f"SELECT {level}, * FROM {name}_{level} WHERE n <> 0 OR sx <> 0 OR sy <> 0")
        source, shift, condition, facet = f"{name}_{level}", 2, "", "facet, choice"
    return rows
