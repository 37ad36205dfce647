"""The base map of a picture: water, green, buildings, roads, railways, boundaries, and the names of things."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from layers.query import select
from layers.registry import catalogue
from layers.viewer import PUBLIC
from maps.page.picture.frame import Frame
from maps.page.picture.labels import Label, Room, along, written
from maps.page.picture.paper import FONT, PAPER, WOODS, road_class, road_width
from maps.page.picture.sql import SCALE, meets, path, shape

#: shapes of one layer of the ground; the less important, which are drawn from nearer zooms, are left out first
_MOST = 4000
_MOST_NAMES = 300
#: from this zoom on buildings are told apart
_BUILDINGS = 15
#: the types of streets as maps write them
_SHORT = {
    "вулиця": "вул.",
    "провулок": "пров.",
    "площа": "пл.",
    "проспект": "просп.",
    "бульвар": "бульв.",
    "набережна": "наб.",
}
#: how far, in half pixels, a name may lie beside its street where the street bends a little
_BEND = 8


def ground(frame: Frame, look: str) -> str:
    """Everything but the names; as everybody may see it, whoever asks."""
    paper = PAPER[look]
    return (
        f'<rect width="{frame.width}" height="{frame.height}" fill="{paper["land"]}"/>'
        f'<g transform="scale({SCALE})" fill="none" stroke-linejoin="round" stroke-linecap="round">'
        f"{''.join(_ground(frame, paper))}</g>"
    )


def names(frame: Frame, look: str) -> str:
    """The names that there is room for: of settlements, waters, parks, streets, houses."""
    paper, room, zoom = PAPER[look], Room(frame.width, frame.height), frame.level
    parts = []
    if zoom <= 14:
        parts.append(_written("settlements", room.place(_settlements(frame)), paper, "label", 600))
    if zoom >= 12:
        parts.append(_written("water", room.place(_middles("water", frame, 13)), paper, "waterLabel", 500))
    if zoom >= 15:
        parts.append(_written("green", room.place(_middles("green", frame, 12)), paper, "label", 500))
    if zoom >= 14:
        parts.append(_written("streets", room.place(_streets(frame)), paper, "label", 500))
    if zoom >= 17:
        parts.append(_written("addresses", room.place(_houses(frame)), paper, "houseLabel", 500))
    return "".join(parts)


def _written(slug: str, labels: list[Label], paper: dict[str, str], colour: str, weight: int) -> str:
    slant = ' font-style="italic"' if slug == "water" else ""
    font = f'font-family="{FONT}" font-weight="{weight}"{slant}'
    return written(f"names-{slug}", labels, paper[colour], paper["halo"], font)


def _ground(frame: Frame, paper: dict[str, str]) -> Iterator[str]:
    zoom = frame.level
    green = _paths("green", frame, "kind")
    yield _filled(
        "".join(data for kind, data in green.items() if kind not in WOODS), f'fill="{paper["green"]}"'
    )
    yield _filled("".join(data for kind, data in green.items() if kind in WOODS), f'fill="{paper["wood"]}"')
    yield _filled("".join(_paths("water", frame, "kind").values()), f'fill="{paper["water"]}"')
    if zoom >= _BUILDINGS:
        edge = f' stroke="{paper["buildingEdge"]}" stroke-width="1.6"' if zoom >= 16 else ""
        yield _filled(
            "".join(_paths("buildings", frame, "kind").values()), f'fill="{paper["building"]}"{edge}'
        )
    yield from _roads(_paths("roads", frame, "kind"), zoom, paper)
    rails = "".join(_paths("railways", frame, "kind").values())
    yield _filled(rails, f'stroke="{paper["rail"]}" stroke-width="3.2"')
    yield _filled(rails, f'stroke="{paper["land"]}" stroke-width="1.6" stroke-dasharray="10 10"')
    for level, data in _paths("boundary", frame, "level").items():
        is_own = level == "community"
        width, dashes = ("3.6", "16 8") if is_own else ("1.6", "4 8")
        yield _filled(
            data, f'stroke="{paper["boundary"]}" stroke-width="{width}" stroke-dasharray="{dashes}"'
        )


def _roads(paths: dict[str, str], zoom: int, paper: dict[str, str]) -> Iterator[str]:
    by_class: dict[str, str] = {}
    for kind, data in paths.items():
        by_class[road_class(kind)] = by_class.get(road_class(kind), "") + data
    widths = {name: road_width(name, zoom) / SCALE for name in by_class}
    drawn = [name for name in ("minor", "middle", "major") if widths.get(name)]
    if widths.get("path"):
        yield _filled(
            by_class["path"],
            f'stroke="{paper["path"]}" stroke-width="{widths["path"]:g}" stroke-dasharray="4 4"'
            ' stroke-linecap="butt"',
        )
    if zoom >= 12:
        for name in drawn:
            yield _filled(
                by_class[name], f'stroke="{paper["casing"]}" stroke-width="{widths[name] + 1.6 / SCALE:g}"'
            )
    for name in drawn:
        yield _filled(by_class[name], f'stroke="{paper["road"]}" stroke-width="{widths[name]:g}"')


def _filled(data: str, look: str) -> str:
    return f'<path {look} d="{data}"/>' if data else ""


def _paths(slug: str, frame: Frame, by: str) -> dict[str, str]:
    """The shapes of a layer of the ground as one path for each value of a column."""
    layer = catalogue[slug]
    if frame.level not in layer.zooms:
        return {}
    drawn_from = ["min_zoom"] if layer.has_min_zoom else []
    sql, params = select(layer, PUBLIC).sql("id", "geom", by, *drawn_from)
    near = f"WHERE min_zoom <= {frame.level}" if drawn_from else ""
    rows = _fetch(
        f"""SELECT "{by}", string_agg(data, '') FROM (
                SELECT "{by}", {path(shape("geom", frame))} AS data FROM (SELECT * FROM ({sql}) AS f {near}) AS near
                 WHERE {meets("geom", frame)} ORDER BY {", ".join([*drawn_from, "id"])} LIMIT {_MOST}) AS drawn
             WHERE data <> '' GROUP BY 1 ORDER BY 1""",
        params,
    )
    return {str(value): data for value, data in rows}


def _settlements(frame: Frame) -> Iterator[Label]:
    sql, params = select(catalogue["settlements"], PUBLIC).sql("geom", "name", "kind", "population")
    rows = _fetch(
        f"""SELECT name, kind, ST_X(g), -ST_Y(g) FROM (
                SELECT name, kind, population, {shape("geom", frame)} AS g FROM ({sql}) AS f
                 WHERE {meets("geom", frame)}) AS seen WHERE NOT ST_IsEmpty(g)
             ORDER BY kind <> 'city', population DESC NULLS LAST, name LIMIT {_MOST_NAMES}""",
        params,
    )
    for name, kind, x, y in rows:
        if frame.level >= 12 or kind != "neighbourhood":
            yield Label(name, x * SCALE, y * SCALE, 19 if kind == "city" else 14)


def _middles(slug: str, frame: Frame, size: float) -> Iterator[Label]:
    """The names of areas, each once, the largest first."""
    sql, params = select(catalogue[slug], PUBLIC).sql("geom", "name", "min_zoom")
    rows = _fetch(
        f"""SELECT name, ST_X(p), -ST_Y(p) FROM (
                SELECT DISTINCT ON (name) name, ST_PointOnSurface(g) AS p, ST_Area(g) AS area FROM (
                    SELECT name, {shape("geom", frame)} AS g FROM ({sql}) AS f
                     WHERE {meets("geom", frame)} AND name <> '' AND min_zoom <= {frame.level}) AS seen
                 WHERE NOT ST_IsEmpty(g) ORDER BY name, ST_Area(g) DESC) AS named
             ORDER BY area DESC LIMIT {_MOST_NAMES}""",
        params,
    )
    for name, x, y in rows:
        yield Label(name, x * SCALE, y * SCALE, size)


def _streets(frame: Frame) -> Iterator[Label]:
    """The name of each street along its longest straight piece."""
    sql, params = select(catalogue["streets"], PUBLIC).sql("geom", "name", "kind")
    rows = _fetch(
        f"""SELECT kind, name, ST_X(first), -ST_Y(first), ST_X(last), -ST_Y(last) FROM (
                SELECT DISTINCT ON (kind, name) kind, name, ST_StartPoint(s) AS first, ST_EndPoint(s) AS last,
                       ST_Length(s) AS length FROM (
                    SELECT kind, name, (ST_DumpSegments(ST_Simplify(ST_LineMerge(g), {_BEND}))).geom AS s FROM (
                        SELECT kind, name, {shape("geom", frame)} AS g FROM ({sql}) AS f
                         WHERE {meets("geom", frame)}) AS seen WHERE NOT ST_IsEmpty(g)) AS pieces
                     ORDER BY kind, name, ST_Length(s) DESC) AS longest
             ORDER BY length DESC LIMIT {_MOST_NAMES}""",
        params,
    )
    for kind, name, *ends in rows:
        x1, y1, x2, y2 = (end * SCALE for end in ends)
        size = 12 if frame.level < 16 else 13
        label = along(f"{_SHORT.get(kind, kind)} {name}", (x1, y1, x2, y2), size)
        if label:
            yield label


def _houses(frame: Frame) -> Iterator[Label]:
    """The numbers of houses; where there are too many, some of them from everywhere."""
    sql, params = select(catalogue["addresses"], PUBLIC).sql("id", "geom", "house", "approximate")
    rows = _fetch(
        f"""SELECT house, ST_X(g), -ST_Y(g) FROM (
                SELECT house, {shape("geom", frame)} AS g FROM ({sql}) AS f
                 WHERE {meets("geom", frame)} AND NOT approximate ORDER BY hashint8(id) LIMIT {_MOST_NAMES}) AS seen
             WHERE NOT ST_IsEmpty(g)""",
        params,
    )
    for house, x, y in rows:
        yield Label(house, x * SCALE, y * SCALE, 11)


def _fetch(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()
