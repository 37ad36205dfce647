"""The SQL of a vector tile of one selection. It gives one value: the bytes of an MVT layer, or null.

A tile holds what is drawn and picked, nothing else. Where more lies in a square of it than can be told apart, it holds
one counted cluster instead; where more lies in the tile than can be looked at, clusters alone: far zooms from the
tally, near ones counted live over one range of the Morton index. So no tile grows with the data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers import counting
from layers.feature import HAS_A_PLACE
from layers.query import OUTLINE, Selection
from layers.stamps import morton
from layers.tally import COARSEST_LEVEL, GRID_BITS

#: a tile of more features than this has clusters alone
MOST_FEATURES = 1500
#: more features than this in a square of 64 pixels (the page draws tiles at 512) cannot be told apart …
MOST_IN_A_SQUARE = 8
#: … but from this zoom on a person has come to see them one by one
ALWAYS_APART = 16
#: lines and areas of the ground in one tile; the least important (small kinds) are drawn from nearer zooms only
MOST_GROUND = 12_000
#: from this zoom on what lies at a point is drawn as large as it is, too
OUTLINES_FROM = 18
EXTENT = 4096
#: clusters stand on a grid of 8 × 8 squares in a tile
_CLUSTER_BITS = 3
_MARGIN = 64

Sql = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile is, in words of SQL: its range of Morton keys and the origin of its own grid.

    They are numbers, or the arguments `$2` to `$5` of a prepared statement.
    """

    z: int
    first: str
    last: str
    x0: str
    y0: str

    @classmethod
    def of(cls, z: int, x: int, y: int) -> "Place":
        return cls(z, *map(str, numbers(z, x, y)))

    @classmethod
    def open(cls, z: int) -> "Place":
        return cls(z, "$2", "$3", "$4", "$5")

    def point(self, px: str, py: str) -> str:
        """SQL of a point in tile coordinates, from grid coordinates (bigint or numeric)."""
        # A deeper tile than the grid's zoom 18 has less than one grid step to a pixel: its numbers are scaled up.
        scale = EXTENT / (1 << (GRID_BITS - self.z))
        return f"ST_Point(floor(({px} - {self.x0}) * {scale!r}::float8), floor(({py} - {self.y0}) * {scale!r}::float8))"


def numbers(z: int, x: int, y: int) -> tuple[int, int, int, int]:
    """First and last Morton key of a tile, and its west and north edge on the grid."""
    shift = GRID_BITS - z
    first = morton(x, y) << (2 * shift)
    return first, first + (1 << (2 * shift)) - 1, x << shift, y << shift


def points(selection: Selection, place: Place) -> Sql:
    """A tile of a selection that is ranged: no row and no geometry is read."""
    sql, params = selection.sql("id", "cell", "px", "py", *_own(selection), *_names(selection))
    inside = f"({sql}) AS f WHERE cell BETWEEN {place.first} AND {place.last}"
    return _tile(selection, place, inside, params, place.point("px", "py"))


def shapes(selection: Selection, z: int, x: int, y: int) -> Sql:
    """A tile of features of any geometry, or of exact points for staff: through the spatial index. What lies somewhere
    in a settlement lies on no spot of it: lists tell it, and its card shows the settlement."""
    own = ("id", "geom", "cell", "px", "py", "location_source", *_own(selection))
    sql, params = selection.sql(*dict.fromkeys([*own, *_names(selection)]))
    inside = f"({sql}) AS f WHERE geom && {_envelope(z, x, y)} AND {HAS_A_PLACE}"
    return _tile(selection, Place.of(z, x, y), inside, params, _clipped("geom", z, x, y))


def outlines(selection: Selection, z: int, x: int, y: int) -> Sql:
    """The outlines of what lies at the points of a tile, whole: each is drawn by the tile that its point is in."""
    place = Place.of(z, x, y)
    names = _names(selection)
    sql, params = selection.sql("id", "cell", OUTLINE, *names)
    attributes = "".join(f', "{name}"' for name in names)
    shape = f"ST_AsMVTGeom(ST_Transform({OUTLINE}, 3857), ST_TileEnvelope({z}, {x}, {y}), {EXTENT}, {_MARGIN}, false)"
    return (
        f"""
        SELECT ST_AsMVT(t, '{selection.layer.slug}.{OUTLINE}', {EXTENT}, 'g', 'id') FROM (
            SELECT id{attributes}, {shape} AS g FROM ({sql}) AS f
             WHERE cell BETWEEN {place.first} AND {place.last} AND {OUTLINE} IS NOT NULL LIMIT {MOST_FEATURES}) AS t
        """,
        list(params),
    )


def ground(selection: Selection, z: int, x: int, y: int) -> Sql:
    """Lines and areas of the base map, from the zoom on that each is drawn from."""
    names = _names(selection)
    sql, params = selection.sql("id", "geom", "min_zoom", *names)
    attributes = "".join(f', "{name}"' for name in names)
    return (
        f"""
        SELECT ST_AsMVT(t, '{selection.layer.slug}', {EXTENT}, 'g', 'id') FROM (
            SELECT id{attributes}, {_clipped("geom", z, x, y)} AS g FROM ({sql}) AS f
             WHERE geom && {_envelope(z, x, y)} AND min_zoom <= {z} LIMIT {MOST_GROUND}) AS t
        """,
        list(params),
    )


def _tile(selection: Selection, place: Place, inside: str, params: Sequence[Any], geometry: str) -> Sql:
    """A tile of the rows `inside`, or of clusters alone where they are more than MOST_FEATURES.

    They are counted first, square by square and as far as that: to keep them would cost more than to find them again.
    """
    drawn, drawn_params = (_apart if place.z >= ALWAYS_APART else _mixed)(
        selection, place, inside, params, geometry
    )
    counted, count_params = _tallied(selection, place) or _counted(selection, place)
    return (
        f"""
        WITH squares AS MATERIALIZED (
            SELECT square, count(*) AS n
              FROM (SELECT {_square(place)} AS square FROM {inside} LIMIT {MOST_FEATURES + 1}) AS some_rows GROUP BY 1)
        SELECT CASE WHEN (SELECT coalesce(sum(n), 0) FROM squares) <= {MOST_FEATURES}
               THEN (SELECT ST_AsMVT(t, '{selection.layer.slug}', {EXTENT}, 'g', 'id') FROM ({drawn}) AS t)
               ELSE (SELECT ST_AsMVT(t, '{selection.layer.slug}', {EXTENT}, 'g')
                       FROM ({_clusters(place, counted)}) AS t) END
        """,
        [*params, *drawn_params, *count_params],
    )


def _apart(selection: Selection, place: Place, inside: str, params: Sequence[Any], geometry: str) -> Sql:
    """Every feature by itself."""
    return f"SELECT id{_attributes(selection)}, {geometry} AS g FROM {inside}", list(params)


def _mixed(selection: Selection, place: Place, inside: str, params: Sequence[Any], geometry: str) -> Sql:
    """Features by themselves where there is room; one cluster in a square of the grid with a crowd."""
    square = _square(place)
    crowds = f"(SELECT square FROM squares WHERE n > {MOST_IN_A_SQUARE} AND square IS NOT NULL)"
    nothing = ", NULL" * (len(_names(selection)) + len(_marks(selection)))
    counted = f"""SELECT {square} AS cell, {selection.layer.style.class_sql("f")} AS value, count(*) AS n,
                         sum(px) AS sx, sum(py) AS sy FROM {inside} AND {square} IN {crowds} GROUP BY 1, 2"""
    return (
        f"""
        SELECT id{_attributes(selection)}, NULL::int AS n, NULL::text AS classes, {geometry} AS g FROM {inside}
           AND ({square} IN {crowds}) IS NOT TRUE
        UNION ALL SELECT NULL{nothing}, n, classes, g FROM ({_clusters(place, counted)}) AS clusters
        """,
        [*params, *params],
    )


def _square(place: Place) -> str:
    """SQL of the square of the clusters' grid that a row lies in; null for one whose own place is in another tile: it
    is drawn here as a shape, and counted there.
    """
    return f"CASE WHEN cell BETWEEN {place.first} AND {place.last} THEN cell >> {_square_shift(place)} END"


def _clusters(place: Place, counted: str) -> str:
    """Clusters from counts by cell and class: `n` features, of them `classes` by class, at their mean place."""
    # The classes go into one text attribute: "valid:12,none:3", largest first.
    return f"""
        SELECT sum(n)::int AS n, string_agg(value || ':' || n, ',' ORDER BY n DESC, value) AS classes,
               {place.point("sum(sx) / sum(n)", "sum(sy) / sum(n)")} AS g
          FROM ({counted}) AS counted WHERE n > 0 GROUP BY cell"""


def _square_shift(place: Place) -> int:
    """How far a Morton key is shifted for the square of the clusters' grid that it lies in."""
    return max(2 * (GRID_BITS - place.z - _CLUSTER_BITS), 0)


def _tallied(selection: Selection, place: Place) -> Sql | None:
    """Counts from the pyramid; None where it does not know this selection at this zoom."""
    level = max(place.z + _CLUSTER_BITS, COARSEST_LEVEL)
    tally = counting.tally_of(selection) if level <= counting.finest_level(selection) else None
    if tally is None or selection.box:
        return None
    condition, params = tally
    shift = 2 * (GRID_BITS - level)
    return (
        f"""SELECT cell, value, sum(n) AS n, sum(sx) AS sx, sum(sy) AS sy FROM layers_tally
             WHERE {condition} AND level = {level} AND cell BETWEEN {place.first} >> {shift} AND {place.last} >> {shift}
             GROUP BY cell, value""",
        params,
    )


def _counted(selection: Selection, place: Place) -> Sql:
    """Counts of the rows themselves, over one range of the Morton index."""
    style = selection.layer.style
    sql, params = selection.sql("cell", "px", "py", *([style.field] if style.field else []))
    return (
        f"""SELECT cell >> {_square_shift(place)} AS cell, {style.class_sql("f")} AS value, count(*) AS n,
                   sum(px) AS sx, sum(py) AS sy
              FROM ({sql}) AS f WHERE cell BETWEEN {place.first} AND {place.last} GROUP BY 1, 2""",
        list(params),
    )


def _names(selection: Selection) -> list[str]:
    drawn_by = selection.layer.style.field
    return [column.name for column in selection.columns if column.field.in_tile or column.name == drawn_by]


def _own(selection: Selection) -> list[str]:
    """What is read of every row for the marks of its symbol."""
    fades = [selection.layer.fades.field] if selection.layer.fades else []
    return ["approximate", *fades, *(["published", "publication"] if selection.viewer.is_staff else [])]


def _marks(selection: Selection) -> dict[str, str]:
    """The marks, as SQL. A null attribute is not written: only what is marked says so."""
    marks = {"approximate": "nullif(approximate, false)"}
    if selection.viewer.is_staff:
        marks["restricted"] = "nullif(NOT published OR publication = 'generalised', false)"
    fades = selection.layer.fades
    if fades:
        marks["faded"] = f"nullif({fades.sql()}, false)"
    return marks


def _attributes(selection: Selection) -> str:
    names = "".join(f', "{name}"' for name in _names(selection))
    return names + "".join(f', {sql} AS "{name}"' for name, sql in _marks(selection).items())


def _envelope(z: int, x: int, y: int) -> str:
    return f"ST_Transform(ST_TileEnvelope({z}, {x}, {y}, margin => {_MARGIN / EXTENT!r}), 4326)"


def _clipped(geometry: str, z: int, x: int, y: int) -> str:
    return f"ST_AsMVTGeom(ST_Transform({geometry}, 3857), ST_TileEnvelope({z}, {x}, {y}), {EXTENT}, {_MARGIN}, true)"
