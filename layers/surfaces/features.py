"""Features as GeoJSON in pages (OGC API – Features, Part 1 Core), written by PostgreSQL.

Pages follow one another by key, so that the millionth row costs what the first one does.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import orjson
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from layers import counting, prepared, stamps
from layers.geojson import feature_sql
from layers.layer import Layer
from layers.negotiation import FORMAT, check_format, not_modified
from layers.problems import BadParameter, NotHere
from layers.query import Selection, select
from layers.viewer import PUBLIC, ViewerRequest

MEDIA_TYPE = "application/geo+json"
LIMIT = "limit"
AFTER = "after"
_DEFAULT, _MOST = 100, 10_000
#: a box with more features than this is read in the order of their keys
_FEW = 3000


def items(request: ViewerRequest, layer: Layer) -> HttpResponse:
    """`/api/collections/<layer>/items`: `bbox`, `q`, `ids`, filters, `limit`, and `after` for the next page."""
    selection = select(layer, request.viewer, request.GET, own=(LIMIT, AFTER, FORMAT))
    check_format(request.GET)
    limit = _number(request.GET, LIMIT, _DEFAULT, 1, _MOST)
    after = _number(request.GET, AFTER, 0, 0, 2**63 - 1)
    tag = ""
    response = None
    if "If-None-Match" in request.headers:
        tag = _tag(request, stamps.version([layer]))
        response = not_modified(request, tag)
    if response is None:
        page = _page(selection, limit, after)
        tag = _tag(request, page.version)
        response = HttpResponse(_collection(request, page, limit), content_type=MEDIA_TYPE)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Cookie"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def item(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/api/collections/<layer>/items/<id>`."""
    params = request.GET.copy()
    params["ids"] = str(number)
    check_format(params)
    page = _page(select(layer, request.viewer, params, own=(FORMAT,)), 1, 0)
    if not page.body:
        raise NotHere(_("There is no such object, or it is not published."))
    response = HttpResponse(page.body, content_type=MEDIA_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


class _Page(NamedTuple):
    """Features as text, separated by commas; what they are a part of, and the key of the last one."""

    version: int
    matched: int
    body: str
    returned: int
    last: int | None


def _page(selection: Selection, limit: int, after: int) -> _Page:
    """A page, from one statement: its number matched and its version are its own."""
    box = selection.box
    if box and selection.is_only_boxed and prepared.is_possible():
        sql = _in_box(selection.layer, timezone.localdate())
        types = "float8, float8, float8, float8, bigint, bigint"
        page = _Page(*prepared.fetch(sql, types, [box.west, box.south, box.east, box.north, after, limit]))
        if page.matched <= _FEW:
            return page
    features, params = feature_sql(selection)
    count, count_params = counting.count_sql(selection)
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(
                selection.layer,
                f"page AS MATERIALIZED ({features} WHERE f.id > %s ORDER BY f.id LIMIT %s), matched AS ({count})",
            ),
            [*params, after, limit, *count_params],
        )
        return _Page(*cursor.fetchone())


@lru_cache(maxsize=512)
def _in_box(layer: Layer, day: date) -> str:
    """The statement of a page of a box, as everybody sees it, with box, key and limit left open; kept for a day.

    The box is searched once, for the number and for the page, and not further than to know that it has more than a
    few: a box of many is better read in the order of the keys, and counted by the tally.
    """
    everything = select(layer, PUBLIC)
    rows, row_params = everything.sql("id", "geom")
    features, params = feature_sql(everything)
    with connection.cursor() as cursor:
        sql = _statement(
            layer,
            f"""hits AS MATERIALIZED (SELECT id FROM ({rows}) AS r
                    WHERE ST_Intersects(geom, ST_MakeEnvelope($1, $2, $3, $4, 4326)) LIMIT {_FEW + 1}),
                matched AS (SELECT count(*) FROM hits),
                page AS MATERIALIZED ({features}
                    WHERE f.id IN (SELECT id FROM hits WHERE id > $5 ORDER BY id LIMIT $6))""",
        )
        return str(cursor.mogrify(sql, [*row_params, *params]).decode())


def _statement(layer: Layer, tables: str) -> str:
    """One row, the values of a _Page, from the tables `page` and `matched`."""
    return f"""WITH {tables}
        SELECT {stamps.whole_sql([layer])}, (SELECT * FROM matched), coalesce(features, ''), returned, last
          FROM (SELECT string_agg(feature, ',' ORDER BY id) AS features, count(*) AS returned, max(id) AS last
                  FROM page) AS joined"""


def _tag(request: ViewerRequest, version: int) -> str:
    return stamps.etag(version, request.viewer, request.get_full_path(), request.LANGUAGE_CODE)


def _collection(request: ViewerRequest, page: _Page, limit: int) -> str:
    links = [{"rel": "self", "type": MEDIA_TYPE, "href": request.build_absolute_uri()}]
    if page.returned == limit:
        params = request.GET.copy()
        params[AFTER] = str(page.last)
        links.append(
            {
                "rel": "next",
                "type": MEDIA_TYPE,
                "href": f"{request.build_absolute_uri(request.path)}?{params.urlencode()}",
            }
        )
    head = orjson.dumps(
        {"numberMatched": page.matched, "numberReturned": page.returned, "links": links}
    ).decode()
    return f'{{"type":"FeatureCollection",{head[1:-1]},"features":[{page.body}]}}'


def _number(params: QueryDict, name: str, default: int, least: int, most: int) -> int:
    raw = params.get(name)
    if raw is None:
        return default
    if len(params.getlist(name)) > 1:
        raise BadParameter(_("The parameter %s is given more than once.") % name, parameter=name)
    if not raw.isascii() or not raw.isdigit() or len(raw) > 19 or not least <= int(raw) <= most:
        raise BadParameter(
            _("%(name)s is a whole number from %(least)s to %(most)s.")
            % {"name": name, "least": least, "most": most},
            parameter=name,
        )
    return int(raw)
