"""Features as GeoJSON in pages (OGC API – Features, Part 1 Core), written by PostgreSQL.

Pages follow one another by key, so that the millionth row costs what the first one does.
"""

import orjson
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from layers import stamps
from layers.geojson import feature_sql
from layers.layer import Layer
from layers.negotiation import not_modified
from layers.problems import BadParameter, NotHere
from layers.query import Selection, select
from layers.viewer import ViewerRequest

MEDIA_TYPE = "application/geo+json"
LIMIT = "limit"
AFTER = "after"
FORMAT = "f"
_DEFAULT, _MOST = 100, 10_000


def items(request: ViewerRequest, layer: Layer) -> HttpResponse:
    """`/api/collections/<layer>/items`: `bbox`, `q`, `ids`, filters, `limit`, and `after` for the next page."""
    selection = select(layer, request.viewer, request.GET, own=(LIMIT, AFTER, FORMAT))
    limit = _number(request.GET, LIMIT, _DEFAULT, 1, _MOST)
    after = _number(request.GET, AFTER, 0, 0, 2**63 - 1)
    tag = stamps.etag(stamps.version([layer]), request.viewer, request.get_full_path(), request.LANGUAGE_CODE)
    response = not_modified(request, tag)
    if response is None:
        body, last = _page(selection, limit, after)
        response = HttpResponse(_collection(request, selection, body, last), content_type=MEDIA_TYPE)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Cookie"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def item(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/api/collections/<layer>/items/<id>`."""
    params = request.GET.copy()
    params["ids"] = str(number)
    body, _last = _page(select(layer, request.viewer, params, own=(FORMAT,)), 1, 0)
    if not body:
        raise NotHere(_("There is no such object, or it is not published."))
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _page(selection: Selection, limit: int, after: int) -> tuple[str, int | None]:
    """The features of a page as text, separated by commas, and the key after which the next page begins."""
    sql, params = feature_sql(selection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH page AS MATERIALIZED ({sql} WHERE f.id > %s ORDER BY f.id LIMIT %s)
                SELECT string_agg(feature, ',' ORDER BY id), count(*), max(id) FROM page""",
            [*params, after, limit],
        )
        body, count, last = cursor.fetchone()
    return body or "", last if count == limit else None


def _collection(request: ViewerRequest, selection: Selection, body: str, last: int | None) -> str:
    links = [{"rel": "self", "type": MEDIA_TYPE, "href": request.build_absolute_uri()}]
    if last is not None:
        params = request.GET.copy()
        params[AFTER] = str(last)
        links.append(
            {
                "rel": "next",
                "type": MEDIA_TYPE,
                "href": f"{request.build_absolute_uri(request.path)}?{params.urlencode()}",
            }
        )
    returned = body.count('{"type":"Feature","id":') if body else 0
    head = orjson.dumps(
        {"numberMatched": selection.count(), "numberReturned": returned, "links": links}
    ).decode()
    return f'{{"type":"FeatureCollection",{head[1:-1]},"features":[{body}]}}'


def _number(params: QueryDict, name: str, default: int, least: int, most: int) -> int:
    raw = params.get(name)
    if raw is None:
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 19 or not least <= int(raw) <= most:
        raise BadParameter(
            _("%(name)s is a whole number from %(least)s to %(most)s.")
            % {"name": name, "least": least, "most": most},
            parameter=name,
        )
    return int(raw)
