"""Vector tiles (MVT) of one or several layers, written by PostgreSQL (layers.tiling).

Several layers in one address (`water+roads`) are one answer: MVT layers concatenate. A tile and its version come from
one statement, so that the version is the tile's own.
"""

import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from layers import prepared, stamps, tiling
from layers.layer import Layer
from layers.negotiation import accepts_gzip, not_modified
from layers.problems import NotHere
from layers.query import Selection, select, select_each
from layers.stamps import Version
from layers.viewer import PUBLIC, ViewerRequest

DEEPEST = 22
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
    response = _unchanged(request, layers, z, x, y)
    if response is None:
        version, body = draw(selections, z, x, y)
        gzip = accepts_gzip(request)
        response = HttpResponse(_deflate(body) if gzip else body, content_type=MEDIA_TYPE)
        if gzip:
            response.headers["Content-Encoding"] = "gzip"
        _label(response, request, version)
    return response


def _unchanged(
    request: ViewerRequest, layers: Sequence[Layer], z: int, x: int, y: int
) -> HttpResponse | None:
    """304 for a client that has this version of the tile; the tile's own query is not run."""
    if "If-None-Match" not in request.headers:
        return None
    version = stamps.at(layers, z, x, y)
    response = not_modified(request, _tag(request, version))
    if response is not None:
        _label(response, request, version)
    return response


def _label(response: HttpResponse, request: ViewerRequest, version: Version) -> None:
    # An address that names the present version may be kept for ever: after a change the page asks for another one.
    named = request.GET.get(_VERSION) == str(version.whole)
    response.headers["ETag"] = _tag(request, version)
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    # The style and the TileJSON lead other sites' maps here.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "public, no-cache"


def _tag(request: ViewerRequest, version: Version) -> str:
    return stamps.etag(version.here, request.viewer, request.get_full_path(), accepts_gzip(request))


def _deflate(body: bytes) -> bytes:
    # Level 1: half of the time of the default for an eighth more bytes.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def draw(selections: Sequence[Selection], z: int, x: int, y: int) -> tuple[Version, bytes]:
    """The tile of some selections and the version it is of."""
    cells = stamps.cells(z, x, y)
    drawn = [selection for selection in selections if z in selection.layer.zooms]
    is_plain = all(s.is_whole and s.is_ranged and not _has_outlines(s, z) for s in drawn)
    if drawn and is_plain and prepared.is_possible():
        sql = _prepared(
            tuple(s.layer for s in selections), tuple(s.layer for s in drawn), z, timezone.localdate()
        )
        row = prepared.fetch(
            sql, "bigint[], bigint, bigint, bigint, bigint", [cells, *tiling.numbers(z, x, y)]
        )
    else:
        values = [_value(s, z, x, y) for s in drawn]
        values += [tiling.outlines(s, z, x, y) for s in drawn if _has_outlines(s, z)]
        sql, params = _statement([s.layer for s in selections], "%s", values)
        with connection.cursor() as cursor:
            cursor.execute(sql, [cells, *params])
            row = cursor.fetchone()
    here, whole, *parts = row
    return Version(here, whole), b"".join(bytes(part) for part in parts if part)


def _has_outlines(selection: Selection, z: int) -> bool:
    """Whether things are drawn as large as they are. On a day that is past nobody knows how large they were."""
    return bool(selection.layer.outline) and z >= tiling.OUTLINES_FROM and selection.as_of is None


def _value(selection: Selection, z: int, x: int, y: int) -> tiling.Sql:
    if not selection.layer.clustered:
        return tiling.ground(selection, z, x, y)
    if selection.is_ranged:
        return tiling.points(selection, tiling.Place.of(z, x, y))
    return tiling.shapes(selection, z, x, y)


def _statement(layers: Sequence[Layer], cells: str, parts: Sequence[tiling.Sql]) -> tiling.Sql:
    """One row: the two versions of the layers, and the parts of the tile."""
    columns = ", ".join(f"({sql})" for sql, _params in parts)
    params = [param for _sql, params in parts for param in params]
    return f"SELECT {stamps.version_sql(layers, cells)}{', ' if parts else ''}{columns}", params


@lru_cache(maxsize=512)
def _prepared(layers: tuple[Layer, ...], drawn: tuple[Layer, ...], z: int, day: date) -> str:
    """The statement of whole layers as everybody sees them, with a tile's numbers left open; kept for a day."""
    place = tiling.Place.open(z)
    sql, params = _statement(layers, "$1", [tiling.points(select(layer, PUBLIC), place) for layer in drawn])
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, params).decode())
