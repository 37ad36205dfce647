"""Vector tiles (MVT) of one or several layers, written by PostgreSQL.

A tile holds what is drawn and picked, nothing else. Where more lies in a tile than can be told apart, it holds counted
clusters instead: far zooms from the tally, near ones counted live over one range of the Morton index. So no tile
grows with the data. Several layers in one address (`water+roads`) are one answer: MVT layers concatenate.
"""

import zlib
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _

from layers import stamps
from layers.layer import Geometry, Layer
from layers.negotiation import accepts_gzip, not_modified
from layers.problems import NotHere
from layers.query import Selection, select_each
from layers.triggers import COARSEST_LEVEL, FINEST_LEVEL
from layers.viewer import ViewerRequest

DEEPEST = 22
#: more features than this in one tile of 256 pixels cannot be told apart
MOST_FEATURES = 1500
#: lines and areas of the ground in one tile; the least important (small kinds) are drawn from nearer zooms only
MOST_GROUND = 12_000
EXTENT = 4096
#: clusters stand on a grid of 8 × 8 in a tile: 32 pixels apart
_CLUSTER_BITS = 3
_MARGIN = 64
_GRID_BITS = 30
#: the deepest zoom whose clusters are in the tally
_TALLIED_ZOOM = FINEST_LEVEL - _CLUSTER_BITS
_VERSION = "v"
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


def tile(request: ViewerRequest, layers: Sequence[Layer], z: int, x: int, y: int) -> HttpResponse:
    """`/tiles/<layer>[+<layer>…]/<z>/<x>/<y>.mvt`, filtered by the same words as every surface."""
    if z > DEEPEST or x >= 1 << z or y >= 1 << z:
        raise NotHere(
            _("There is no tile %(z)s/%(x)s/%(y)s: zooms go from 0 to 22, x and y from 0 to 2^z - 1.")
            % locals()
        )
    selections = select_each(layers, request.viewer, request.GET, own=(_VERSION,))
    version = stamps.version(layers, z, x, y)
    gzip = accepts_gzip(request)
    tag = stamps.etag(version, request.viewer, request.get_full_path(), gzip)
    response = not_modified(request, tag)
    if response is None:
        body = b"".join(_bytes(selection, z, x, y) for selection in selections if z in selection.layer.zooms)
        response = HttpResponse(_deflate(body) if gzip else body, content_type=MEDIA_TYPE)
        if gzip:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = _cache_control(request, layers)
    return response


def _cache_control(request: ViewerRequest, layers: Sequence[Layer]) -> str:
    # An address that names the present version may be kept for ever: after a change the page asks for another one.
    asked = request.GET.get(_VERSION)
    if asked and asked == str(stamps.version(layers)):
        return "public, max-age=31536000, immutable"
    return "public, no-cache"


def _deflate(body: bytes) -> bytes:
    # Level 1: half of the time of the default for an eighth more bytes.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _bytes(selection: Selection, z: int, x: int, y: int) -> bytes:
    layer = selection.layer
    if not layer.clustered:
        return _run(*_ground(selection, z, x, y))
    if layer.geometry is Geometry.POINT and selection.viewer.is_public:
        return _run(*_points(selection, z, x, y))
    return _run(*_shapes(selection, z, x, y))


def _run(sql: str, params: Sequence[Any]) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return bytes(row[0]) if row and row[0] else b""


class _Range:
    """A tile as a range of Morton keys and as the origin of its own grid."""

    def __init__(self, z: int, x: int, y: int) -> None:
        #: a deeper tile than the grid's zoom 18 has less than one grid step to a pixel: its numbers are scaled up
        self.shift = _GRID_BITS - z
        self.first = stamps.morton(x, y) << (2 * self.shift)
        self.last = self.first + (1 << (2 * self.shift)) - 1
        self.x0, self.y0 = x << self.shift, y << self.shift

    def point(self, px: str, py: str) -> str:
        """SQL of a point in tile coordinates, from grid coordinates (bigint or numeric)."""
        scale = EXTENT / (1 << self.shift)
        return f"ST_Point(floor(({px} - {self.x0}) * {scale!r}::float8), floor(({py} - {self.y0}) * {scale!r}::float8))"


def _points(selection: Selection, z: int, x: int, y: int) -> tuple[str, list[Any]]:
    """Points of the public view: one contiguous range of the covering index, no geometry is read."""
    tile_range = _Range(z, x, y)
    names = _tile_names(selection)
    sql, params = selection.sql("id", "cell", "px", "py", "approximate", *names)
    attributes = _attributes(names)
    carried = "".join(f', "{name}"' for name in (*names, "approximate"))
    name = selection.layer.slug
    clusters, cluster_params = _clusters(selection, z, tile_range, sql, params)
    return (
        f"""
        WITH drawn AS MATERIALIZED (
            SELECT id, px, py{attributes} FROM ({sql}) AS f
             WHERE cell BETWEEN {tile_range.first} AND {tile_range.last} LIMIT {MOST_FEATURES + 1})
        SELECT CASE WHEN (SELECT count(*) FROM drawn) <= {MOST_FEATURES} THEN (
            SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'g', 'id')
              FROM (SELECT id{carried}, {tile_range.point("px", "py")} AS g FROM drawn) AS t)
        ELSE ({clusters}) END
        """,
        [*params, *cluster_params],
    )


def _shapes(selection: Selection, z: int, x: int, y: int) -> tuple[str, list[Any]]:
    """Features of any geometry, or exact points for staff: through the spatial index."""
    tile_range = _Range(z, x, y)
    names = _tile_names(selection)
    sql, params = selection.sql("id", "geom", "cell", "px", "py", "approximate", *names)
    attributes = _attributes(names)
    carried = "".join(f', "{name}"' for name in (*names, "approximate"))
    name = selection.layer.slug
    clusters, cluster_params = _clusters(selection, z, tile_range, sql, params)
    return (
        f"""
        WITH drawn AS MATERIALIZED (
            SELECT id, geom{attributes} FROM ({sql}) AS f
             WHERE geom && {_envelope(z, x, y)} LIMIT {MOST_FEATURES + 1})
        SELECT CASE WHEN (SELECT count(*) FROM drawn) <= {MOST_FEATURES} THEN (
            SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'g', 'id')
              FROM (SELECT id{carried}, {_clipped("geom", z, x, y)} AS g FROM drawn) AS t)
        ELSE ({clusters}) END
        """,
        [*params, *cluster_params],
    )


def _ground(selection: Selection, z: int, x: int, y: int) -> tuple[str, list[Any]]:
    """Lines and areas of the base map, from the zoom on that each is drawn from."""
    names = _tile_names(selection)
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


def _clusters(
    selection: Selection, z: int, tile_range: _Range, sql: str, params: Sequence[Any]
) -> tuple[str, list[Any]]:
    """SQL of a tile of clusters: `n` features, of them `classes` by class, at their mean place."""
    if z <= _TALLIED_ZOOM and selection.is_tallied:
        counted, counted_params = _tallied(selection, z, tile_range)
    else:
        counted, counted_params = _counted(selection, z, tile_range, sql, params)
    # The classes go into one text attribute: "valid:12,none:3", largest first.
    return (
        f"""
        SELECT ST_AsMVT(t, '{selection.layer.slug}', {EXTENT}, 'g') FROM (
            SELECT sum(n)::int AS n, string_agg(value || ':' || n, ',' ORDER BY n DESC, value) AS classes,
                   {tile_range.point("sum(sx) / sum(n)", "sum(sy) / sum(n)")} AS g
              FROM ({counted}) AS counted WHERE n > 0 GROUP BY cell) AS t
        """,
        counted_params,
    )


def _tallied(selection: Selection, z: int, tile_range: _Range) -> tuple[str, list[Any]]:
    level = max(z + _CLUSTER_BITS, COARSEST_LEVEL)
    shift = 2 * (_GRID_BITS - level)
    audience = "" if selection.viewer.is_staff else "AND published"
    limited = "AND value = ANY(%s)" if selection.classes else ""
    return (
        f"""SELECT cell, value, sum(n) AS n, sum(sx) AS sx, sum(sy) AS sy FROM layers_tally
             WHERE layer = %s AND level = {level}
               AND cell BETWEEN {tile_range.first >> shift} AND {tile_range.last >> shift}
               {audience} {limited} GROUP BY cell, value""",
        [selection.layer.slug, *([selection.classes] if selection.classes else [])],
    )


def _counted(
    selection: Selection, z: int, tile_range: _Range, sql: str, params: Sequence[Any]
) -> tuple[str, list[Any]]:
    shift = 2 * (_GRID_BITS - z - _CLUSTER_BITS)
    value = selection.layer.style.class_sql("f")
    return (
        f"""SELECT cell >> {max(shift, 0)} AS cell, {value} AS value, count(*) AS n,
                   sum(px::bigint) AS sx, sum(py::bigint) AS sy
              FROM ({sql}) AS f WHERE cell BETWEEN {tile_range.first} AND {tile_range.last} GROUP BY 1, 2""",
        list(params),
    )


def _tile_names(selection: Selection) -> list[str]:
    return [column.name for column in selection.columns if column.field.in_tile]


def _attributes(names: Sequence[str]) -> str:
    # A null attribute is not written: only what is approximate says so.
    return "".join(f', "{name}"' for name in names) + ", nullif(approximate, false) AS approximate"


def _envelope(z: int, x: int, y: int) -> str:
    return f"ST_Transform(ST_TileEnvelope({z}, {x}, {y}, margin => {_MARGIN / EXTENT!r}), 4326)"


def _clipped(geometry: str, z: int, x: int, y: int) -> str:
    return f"ST_AsMVTGeom(ST_Transform({geometry}, 3857), ST_TileEnvelope({z}, {x}, {y}), {EXTENT}, {_MARGIN}, true)"
