"""The layers on a picture: symbols as the legend draws them, lines, areas, circles for what is not exact, clusters.

It is drawn as the page's canvas draws it (static/maps/js/painter.js), from the same selections.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Any

from django.db import connection
from django.utils.html import escape

from layers import counting, tiling
from layers.drawing import GLYPHS, SHAPES
from layers.layer import Layer
from layers.query import OUTLINE, Selection
from layers.styles import Symbol, Tone
from layers.tally import COARSEST_LEVEL, GRID_BITS
from maps.page.picture.frame import Frame
from maps.page.picture.paper import FONT, INKS
from maps.page.picture.sql import SCALE, meets, path, shape, spot

#: more features of one layer than this are clusters alone, and from near by left out and told
MOST = 1200
#: more features than this in a square of so many pixels cannot be told apart …
_MOST_IN_A_SQUARE = 8
_SQUARE = 64
#: … but from this zoom on a person has come to see them one by one
_APART = 16
#: … and from this one on what lies at a point is drawn as large as it is, too
_OUTLINES_FROM = 19
#: the pixels of a square that a cluster of what is not read row by row stands for
_CLUSTER = 128
#: half a diagonal, in metres, of the squares by which a place that is not published exactly is given
_FARTHEST_OFF = 500 / math.sqrt(2)
#: the share of the picture's side that such a circle may take
_WIDEST = 0.4
#: the share of the picture that symbols may cover, and from which size on a glyph is told from another
_COVERAGE = 0.12
_SMALLEST_GLYPH = 10
_FULL = 18
_MOST_GROWN = 1.6
_MARK = 16
#: how clusters are moved apart: pixels between two, pixels from their own place, and how often it is tried
_GAP = 1
_FARTHEST = 44
_ROUNDS = 10
_MISSING = Symbol("", Tone.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Item:
    """One feature where it is drawn, in pixels; `path` is of a line or an area, in half pixels."""

    id: int
    value: str
    x: float
    y: float
    is_approximate: bool = False
    is_restricted: bool = False
    is_faded: bool = False
    is_area: bool = False
    path: str = ""
    #: of what lies at a point and is seen as large as it is
    outline: str = ""


@dataclass(slots=True)
class Cluster:
    """Features counted together, by class of the legend."""

    x: float
    y: float
    classes: Mapping[str, int]

    @property
    def n(self) -> int:
        return sum(self.classes.values())

    @property
    def radius(self) -> float:
        return 13 + min(12, math.log10(self.n) * 4.5)


@dataclass
class Drawn:
    """What of one layer is seen."""

    layer: Layer
    #: of all in view, also of those that are not drawn
    count: int
    items: list[Item] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    #: how many are neither drawn nor counted in a cluster
    left_out: int = 0


def look_up(selection: Selection, frame: Frame) -> Drawn:
    """What of a selection is seen in a frame."""
    layer = selection.layer
    count = counting.count(replace(selection, box=frame.box))
    drawn = Drawn(layer, count)
    if not count:
        return drawn
    if count > MOST and frame.level < _APART:
        drawn.clusters = list(_clusters(selection, frame))
        return drawn
    items = _items(selection, frame)
    drawn.left_out = max(0, count - len(items)) if len(items) == MOST else 0
    if frame.level >= _APART:
        drawn.items = items
        return drawn
    squares: dict[tuple[int, int], list[Item]] = defaultdict(list)
    # Squares of the world: what is gathered does not depend on where the picture begins.
    west, north = frame.west / frame.resolution, frame.north / frame.resolution
    for item in items:
        squares[math.floor((item.x + west) / _SQUARE), math.floor((item.y - north) / _SQUARE)].append(item)
    for crowd in squares.values():
        if len(crowd) > _MOST_IN_A_SQUARE:
            drawn.clusters.append(_gathered(crowd))
        else:
            drawn.items += crowd
    return drawn


def _gathered(crowd: list[Item]) -> Cluster:
    x, y = (sum(of) / len(crowd) for of in zip(*((item.x, item.y) for item in crowd), strict=True))
    return Cluster(x, y, Counter(item.value for item in crowd))


def _items(selection: Selection, frame: Frame) -> list[Item]:
    style, fades = selection.layer.style, selection.layer.fades
    faded = [fades.field] if fades else []
    marks = ["approximate", *faded, *(["published", "publication"] if selection.viewer.is_staff else [])]
    outlines = [OUTLINE] if selection.layer.outline else []
    sql, params = selection.sql("id", "geom", *outlines, *marks, *([style.field] if style.field else []))
    restricted = "NOT published OR publication = 'generalised'" if selection.viewer.is_staff else "false"
    near = frame.level >= _OUTLINES_FROM and selection.layer.outline and not selection.as_of
    outline = path(shape("outline", frame)) if near else "''"
    rows = _fetch(
        f"""SELECT id, value, ST_X(p), -ST_Y(p), approximate, restricted, faded, dimension = 2,
                   CASE WHEN dimension > 0 THEN {path("g")} ELSE '' END, coalesce(outline, '')
              FROM (SELECT *, ST_PointOnSurface(g) AS p, ST_Dimension(g) AS dimension FROM (
                    SELECT id, {style.class_sql("f")} AS value, approximate, {restricted} AS restricted,
                           {f"coalesce({fades.sql()}, false)" if fades else "false"} AS faded,
                           {outline} AS outline,
                           {shape("geom", frame)} AS whole, {spot("geom", frame)} AS spot
                      FROM ({sql}) AS f WHERE {meets("geom", frame)} ORDER BY id LIMIT {MOST}) AS placed,
                   LATERAL (SELECT CASE WHEN NOT ST_IsEmpty(whole) THEN whole ELSE spot END AS g) AS either) AS seen
             ORDER BY -ST_Y(p), id""",
        params,
    )
    return [Item(number, value, x * SCALE, y * SCALE, *rest) for number, value, x, y, *rest in rows]


def _clusters(selection: Selection, frame: Frame) -> Iterator[Cluster]:
    """Clusters of more rows than are read one by one: from the tally as far as it knows."""
    level = max(round(math.log2(2**frame.zoom * 256 / _CLUSTER)), COARSEST_LEVEL)
    tally = counting.tally_of(selection) if level <= counting.finest_level(selection) else None
    shift = 2 * (GRID_BITS - level)
    if tally:
        condition, params = tally
        firsts, lasts = zip(*_ranges(frame, shift), strict=True)
        counted = f"""SELECT cell, value, n, sx, sy
              FROM unnest(%s::bigint[], %s::bigint[]) AS part (first, last),
                   LATERAL (SELECT cell, value, n, sx, sy FROM layers_tally
                             WHERE {condition} AND level = {level} AND cell BETWEEN first AND last OFFSET 0) AS those"""
        params = [list(firsts), list(lasts), *params]
    else:
        style = selection.layer.style
        sql, rows = selection.sql("geom", "cell", "px", "py", *([style.field] if style.field else []))
        counted = f"""SELECT cell >> {shift} AS cell, {style.class_sql("f")} AS value, 1 AS n, px AS sx, py AS sy
                        FROM ({sql}) AS f WHERE {meets("geom", frame)}"""
        params = list(rows)
    found: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    for cell, *part in _fetch(
        f"""SELECT cell, value, sum(n)::bigint, sum(sx)::numeric, sum(sy)::numeric FROM ({counted}) AS counted
             GROUP BY cell, value HAVING sum(n) > 0 ORDER BY sum(n) DESC, value""",
        params,
    ):
        found[cell].append(tuple(part))
    for parts in found.values():
        n = sum(part[1] for part in parts)
        x, y = _pixel(
            frame, float(sum(part[2] for part in parts) / n), float(sum(part[3] for part in parts) / n)
        )
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            yield Cluster(x, y, {value: count for value, count, _sx, _sy in parts})


def _ranges(frame: Frame, shift: int) -> Iterator[tuple[int, int]]:
    """The ranges of the tally's cells in the tiles that the frame touches."""
    zoom = frame.level
    west, south, east, north = frame.envelope()
    half = math.pi * 6378137.0
    size = 2 * half / 2**zoom
    for x in range(max(0, math.floor((west + half) / size)), math.floor((east + half) / size) + 1):
        for y in range(max(0, math.floor((half - north) / size)), math.floor((half - south) / size) + 1):
            first, last, _x, _y = tiling.numbers(zoom, x, y)
            yield first >> shift, last >> shift


def _pixel(frame: Frame, px: float, py: float) -> tuple[float, float]:
    """A place on the grid in pixels of the picture."""
    half = math.pi * 6378137.0
    unit = 2 * half / 2**GRID_BITS
    return (px * unit - half - frame.west) / frame.resolution, (
        frame.north - (half - py * unit)
    ) / frame.resolution


def size_at(zoom: int, count: int, area: float) -> float:
    """The size of symbols in pixels: smaller from afar, and smaller where there is much."""
    by_zoom = max(8, min(27, 8 + (zoom - 11) * 3.2))
    by_count = math.sqrt(_COVERAGE * area / max(1, count))
    return max(_SMALLEST_GLYPH + 2 if zoom >= 13 else 7, round(min(by_zoom, by_count)))


def painted(layers: Iterable[Drawn], frame: Frame, look: str, pick: str = "") -> str:
    """The layers as SVG: shapes first, points over them, clusters above all; the first layer above the others.

    `pick` is the feature that is chosen (`kiosks/12`): it lies above all, in a ring.
    """
    drawn = list(layers)[::-1]
    size = size_at(frame.level, sum(len(one.items) for one in drawn), frame.width * frame.height)
    brush = _Brush(frame, look, size)
    for one in drawn:
        brush.outlines(one)
    for one in drawn:
        brush.shapes(one)
    for one in drawn:
        brush.marks(one)
    for one in drawn:
        brush.points(one)
    several = sum(bool(one.clusters) for one in drawn) > 1
    _spread([cluster for one in drawn for cluster in one.clusters])
    for one in drawn:
        brush.clusters(one, several)
    for one in drawn:
        brush.chosen(one, pick)
    return f"<defs>{''.join(brush.symbols.values())}</defs>{''.join(brush.parts)}"


def _spread(clusters: list[Cluster]) -> None:
    """Move clusters of several layers apart where they lie upon one another, not far from what they count."""
    homes = [(one.x, one.y) for one in clusters]
    for _round in range(_ROUNDS):
        for a, b in combinations(clusters, 2):
            needed = a.radius + b.radius + _GAP
            dx, dy = b.x - a.x, b.y - a.y
            away = math.hypot(dx, dy)
            if abs(dx) > needed or away >= needed:
                continue
            turn = math.atan2(dy, dx) if away else math.pi / 4
            push = (needed - away) / 2
            a.x, a.y = a.x - push * math.cos(turn), a.y - push * math.sin(turn)
            b.x, b.y = b.x + push * math.cos(turn), b.y + push * math.sin(turn)
        for one, (x, y) in zip(clusters, homes, strict=True):
            away = math.hypot(one.x - x, one.y - y)
            if away > _FARTHEST:
                one.x, one.y = (
                    x + (one.x - x) * _FARTHEST / away,
                    y + (one.y - y) * _FARTHEST / away,
                )


class _Brush:
    """Writes the parts of the picture, and each symbol that they use once."""

    def __init__(self, frame: Frame, look: str, size: float) -> None:
        self.frame = frame
        self.is_dark = look == "dark"
        self.ink = INKS[look]
        self.size = size
        self.symbols: dict[str, str] = {}
        self.parts: list[str] = []
        area = frame.width * frame.height
        off = min(_WIDEST * math.sqrt(area), _FARTHEST_OFF / frame.metres_per_pixel)
        self.uncertainty = max(size * 0.9, off)

    def shapes(self, one: Drawn) -> None:
        filled = set()
        for item in one.items:
            if not item.path:
                continue
            colour, tone = self._colour(one.layer, item.value), self._symbol(one.layer, item.value).tone
            tint = "none"
            # Ten projects in one park tint it once, or it would be as dark as a wall.
            if item.is_area and tone is not Tone.NEUTRAL and (item.x, item.y) not in filled:
                filled.add((item.x, item.y))
                tint = f'{colour}" fill-opacity="0.09" fill-rule="evenodd'
            dashes = ' stroke-dasharray="14 12"' if item.is_approximate else ""
            self.parts.append(
                f'<path transform="scale({SCALE})" fill="{tint}" stroke="{colour}" stroke-linejoin="round"'
                f' stroke-width="{4 if item.is_area else 8}"{dashes} d="{item.path}"/>'
            )

    def marks(self, one: Drawn) -> None:
        """The symbol of each line and area whose state is told: colour alone tells nobody who does not see it."""
        if one.layer.style.field:
            self.parts += [
                self._use(one.layer, item.value, _MARK, item.x, item.y) for item in one.items if item.path
            ]

    def outlines(self, one: Drawn) -> None:
        """How large things are on the ground."""
        for item in one.items:
            if item.outline:
                colour = self._colour(one.layer, item.value)
                self.parts.append(
                    f'<path transform="scale({SCALE})" fill="{colour}" fill-opacity="0.25" stroke="{colour}"'
                    f' stroke-width="3" d="{item.outline}"/>'
                )

    def points(self, one: Drawn) -> None:
        for item in one.items:
            if item.path:
                continue
            # A symbol must not hide how large the thing is.
            size = min(self.size, _MARK) if item.outline else self.size
            if item.is_approximate:
                size = min(size, 17)
                colour = self._colour(one.layer, item.value)
                self.parts.append(
                    f'<circle cx="{item.x:g}" cy="{item.y:g}" r="{self.uncertainty:.1f}" fill="{colour}"'
                    f' fill-opacity="0.07" stroke="{colour}" stroke-width="1.5" stroke-dasharray="5 4"/>'
                )
            symbol = self._use(one.layer, item.value, size, item.x, item.y)
            self.parts.append(f'<g opacity="0.5">{symbol}</g>' if item.is_faded else symbol)
            if item.is_restricted:
                self.parts.append(
                    f'<circle cx="{item.x:g}" cy="{item.y:g}" r="{size / 2 + 3:g}" fill="none"'
                    f' stroke="{self.ink["text"]}" stroke-width="2" stroke-dasharray="2 3"/>'
                )

    def chosen(self, one: Drawn, pick: str) -> None:
        for item in one.items:
            if pick == f"{one.layer.slug}/{item.id}":
                grown = max(24, self.size * 1.3)
                self.parts.append(
                    f'<circle cx="{item.x:g}" cy="{item.y:g}" r="{grown / 2 + 5:g}" stroke-width="3"'
                    f' fill="{self.ink["page"]}" fill-opacity="0.85" stroke="{self.ink["accent"]}"/>'
                    + self._use(one.layer, item.value, grown, item.x, item.y)
                )

    def clusters(self, one: Drawn, several: bool) -> None:
        """A ring divided by class with the count in the middle, and the layer's shape where there are several."""
        for cluster in one.clusters:
            n, radius = cluster.n, cluster.radius
            ring = "".join(self._ring(one.layer, cluster))
            mark = ""
            if several:
                mark = self._use(one.layer, None, _MARK, radius * 0.7, -radius * 0.7)
            self.parts.append(
                f'<g transform="translate({cluster.x:.1f} {cluster.y:.1f})"><circle r="{radius + 1.5:.1f}"'
                f' fill="{self.ink["page"]}"/>{ring}<text y="4.5" text-anchor="middle" font-family="{FONT}"'
                f' font-weight="650" font-size="{11 if n > 9999 else 12.5}"'
                f' fill="{self.ink["text"]}">{_brief(n)}</text>'
                f"{mark}</g>"
            )

    def _ring(self, layer: Layer, cluster: Cluster) -> Iterator[str]:
        radius = cluster.radius - 2.5
        ends = [0.0]
        for count in cluster.classes.values():
            ends.append(ends[-1] + count / cluster.n)
        for value, (start, end) in zip(cluster.classes, pairwise(ends), strict=True):
            look = f'fill="none" stroke-width="5" stroke="{self._colour(layer, value)}"'
            if end - start > 0.999:
                yield f'<circle r="{radius:.1f}" {look}/>'
                continue
            x1, y1, x2, y2 = (
                radius * of((turn - 0.25) * 2 * math.pi)
                for turn in (start, end)
                for of in (math.cos, math.sin)
            )
            large = int(end - start > 0.5)
            yield f'<path {look} d="M{x1:.1f} {y1:.1f}A{radius:.1f} {radius:.1f} 0 {large} 1 {x2:.1f} {y2:.1f}"/>'

    def _use(self, layer: Layer, value: str | None, size: float, x: float, y: float) -> str:
        """A symbol at a place; without a class the layer's shape alone."""
        key = f"s-{layer.slug}-{'' if value is None else _index(layer, value)}-{size:g}"
        if key not in self.symbols:
            self.symbols[key] = self._defined(key, layer, value, size)
        return f'<use href="#{key}" x="{x:g}" y="{y:g}"/>'

    def _defined(self, key: str, layer: Layer, value: str | None, size: float) -> str:
        outline, (x, y) = SHAPES[layer.shape]
        page = self.ink["page"]
        if value is None:
            inside = (
                f'<path d="{outline}" stroke="{page}" stroke-width="5"/>'
                f'<path d="{outline}" fill="{self.ink["mark"]}"/>'
            )
        else:
            symbol, colour = self._symbol(layer, value), self._colour(layer, value)
            hollow = symbol.tone is Tone.UNKNOWN
            fill, line = (page, colour) if hollow else (colour, page)
            inside = (
                f'<path d="{outline}" fill="{fill}" stroke="{line}" stroke-width="{2.4 if hollow else 1.6}"/>'
            )
            glyph = GLYPHS[symbol.glyph or symbol.tone.glyph]
            if glyph and size >= _SMALLEST_GLYPH:
                growth = min(_MOST_GROWN, max(1, _FULL / size))
                inside += (
                    f'<path transform="translate({x} {y}) scale({growth:.2f})" d="{glyph}" fill="none"'
                    f' stroke="{line}" stroke-width="2.1"/>'
                )
        return (
            f'<g id="{escape(key)}"><g transform="scale({size / 27:.3f}) translate(-12 -12)"'
            f' stroke-linejoin="round" stroke-linecap="round">{inside}</g></g>'
        )

    def _symbol(self, layer: Layer, value: str) -> Symbol:
        return dict(layer.style.symbols()).get(value, _MISSING)

    def _colour(self, layer: Layer, value: str) -> str:
        tone = self._symbol(layer, value).tone
        return tone.dark if self.is_dark else tone.light


def _index(layer: Layer, value: str) -> int:
    """A class as a number: its own word may be of any letters."""
    return next((i for i, (one, _symbol) in enumerate(layer.style.symbols()) if one == value), 99)


def _brief(n: int) -> str:
    if n < 10_000:
        return str(n)
    return f"{round(n / 1000)}k" if n < 999_500 else f"{n / 1e6:.1f}M"


def _fetch(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()
