"""From a viewer and the words of a query string to rows: every surface passes here, so that all obey alike.

A selection holds visibility, filters, text and box, and the columns that the viewer may read. It becomes SQL here;
what is built from that SQL (a tile, GeoJSON, CSV) is the surface's business.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.gis.geos import Polygon
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Func, Q, QuerySet, TextField, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.areas import (
    BESIDE,
    NEAR,
    WITHIN,
    Area,
    Outline,
    Surroundings,
    parse_beside,
    parse_near,
    parse_within,
)
from layers.columns import Column, bind
from layers.feature import LocationSource
from layers.fields import Audience, Field
from layers.layer import Geometry, Layer
from layers.past import shadows
from layers.problems import BadParameter
from layers.publication import Publication
from layers.registry import catalogue
from layers.viewer import Viewer
from layers.words import prefix_query

BBOX = "bbox"
TEXT = "q"
IDS = "ids"
#: when a row was entered or last changed, as a day or a range of days
CHANGED = "changed"
#: a day that is past: rows as they were at its end
AS_OF = "as_of"
#: the language of words in an answer; every address takes it
LANGUAGE = "lang"
#: whom things are judged for: `profile=wheelchair`
PROFILE = "profile"
#: the name of the outline of what lies at a point (`Layer.outline`), where a selection becomes SQL
OUTLINE = "outline"
WORDS = frozenset({BBOX, TEXT, IDS, CHANGED, AS_OF, NEAR, WITHIN, BESIDE, PROFILE})

_WEIGHTS = {Audience.PUBLIC: "A", Audience.STAFF: "AB", Audience.REGISTRAR: "ABC"}
_MOST_IDS = 500
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees (EPSG:4326)."""

    west: float
    south: float
    east: float
    north: float

    @property
    def polygon(self) -> Polygon:
        polygon = Polygon.from_bbox((self.west, self.south, self.east, self.north))
        polygon.srid = 4326
        return polygon

    def __str__(self) -> str:
        return f"{self.west},{self.south},{self.east},{self.north}"


def parse_box(raw: str) -> Box:
    """`west,south,east,north` in degrees, or six numbers with heights, which are passed over. Raises BadParameter."""
    try:
        numbers = [float(part) for part in raw.split(",")]
        box = Box(*numbers) if len(numbers) == 4 else Box(*numbers[:2], *numbers[3:5])
        if (
            len(numbers) in (4, 6)
            and -180 <= box.west <= box.east <= 180
            and -90 <= box.south <= box.north <= 90
        ):
            return box
    except (ValueError, TypeError):
        pass
    raise BadParameter(
        _("bbox is west,south,east,north in degrees: longitudes from -180 to 180, latitudes from -90 to 90."),
        parameter=BBOX,
    )


def parse_ids(raw: str) -> tuple[int, ...]:
    """Up to 500 identifiers, separated by commas. Raises BadParameter."""
    parts = raw.split(",")
    if len(parts) > _MOST_IDS or not all(
        part.isascii() and part.isdigit() and len(part) < 19 for part in parts
    ):
        raise BadParameter(_("ids is a list of up to 500 numbers, separated by commas."), parameter=IDS)
    return tuple(int(part) for part in parts)


def parse_profile(raw: str) -> str:
    """A profile of needs; empty for everybody. Raises BadParameter for one that nothing is judged for."""
    if raw and raw not in catalogue.profiles:
        raise BadParameter(
            _("profile is one of: %s.") % ", ".join(sorted(catalogue.profiles)), parameter=PROFILE
        )
    return raw


def parse_text(raw: str) -> str:
    """Words to search for, up to 200 characters. Raises BadParameter."""
    text = raw.strip()
    if len(text) > _LONGEST_TEXT:
        raise BadParameter(
            _("A text to search for has at most %s characters.") % _LONGEST_TEXT, parameter=TEXT
        )
    return text


@dataclass(frozen=True)
class Selection:
    """Rows of one layer for one viewer."""

    layer: Layer
    viewer: Viewer
    columns: tuple[Column, ...]
    box: Box | None = None
    #: query parameters by the column's name, as they were given
    filters: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    ids: tuple[int, ...] = ()
    areas: tuple[Area, ...] = ()
    #: days, as they were given
    changed: str = ""
    #: the day at whose end the rows are seen; None for now
    as_of: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether these are all rows that the viewer may see."""
        return not (self.filters or self.ids or self.box or self.is_unforeseen)

    @property
    def is_only_boxed(self) -> bool:
        """Whether these are all rows of a box that everybody may see."""
        return self.viewer.is_public and not (self.filters or self.ids or self.is_unforeseen)

    @property
    def is_unforeseen(self) -> bool:
        """Whether rows are chosen by what nothing is counted by beforehand."""
        return bool(self.text or self.areas or self.changed or self.as_of)

    @property
    def is_ranged(self) -> bool:
        """Whether rows lie where their key says, so that a tile is one range of keys: points as everybody sees them."""
        return self.layer.clustered and self.layer.geometry is Geometry.POINT and self.viewer.is_public

    @property
    def geometry_column(self) -> str:
        return self.layer.geometry_column(self.viewer)

    @cached_property
    def rows(self) -> "QuerySet[Any]":
        """The selected rows, unordered."""
        rows = self.layer.features(self.viewer).order_by()
        columns = {column.name: column for column in self.columns}
        for name, raw in self.filters.items():
            rows = rows.filter(columns[name].condition(raw))
            if columns[name].field.locating and not self.viewer.is_staff:
                # A filter by address must not find what is published with a generalised location only.
                rows = rows.exclude(publication=Publication.GENERALISED)
        if self.ids:
            rows = rows.filter(pk__in=self.ids)
        if self.text:
            rows = rows.filter(matching(self.text, self.viewer))
        if self.box:
            rows = rows.filter(**{f"{self.geometry_column}__intersects": self.box.polygon})
        for area in self.areas:
            rows = rows.filter(area.condition(self.geometry_column)).filter(self._surely_in(area))
        if self.changed:
            rows = rows.filter(_when(self.layer).condition(self.changed))
        return rows

    def _surely_in(self, area: Area) -> Q:
        """What is known to lie somewhere in a settlement lies at no place of it; an outline round all of it holds
        it."""
        has_a_place = ~Q(location_source=LocationSource.SETTLEMENT)
        if isinstance(area, Outline):
            return has_a_place | Q(**{f"{self.geometry_column}__coveredby": area.polygon})
        return has_a_place

    def sql(self, *names: str) -> tuple[str, tuple[Any, ...]]:
        """A SELECT over the rows with columns by their public name (or `id`, `cell`, `px`, `py`, `geom`, `outline`),
        and its parameters. `geom` is what the viewer is given as the location, `outline` null where it is not exact.
        """
        if not self.viewer.is_public or self.filters or self.is_unforeseen:
            return self.compile(names)
        if self.is_whole:
            return _whole(self.layer, self.viewer, names, timezone.localdate())
        inner = tuple(dict.fromkeys((*names, "id", "geom")))
        sql, params = _whole(self.layer, self.viewer, inner, timezone.localdate())
        conditions, more = self._place_and_ids
        columns = ", ".join(f'"{name}"' for name in names)
        return f"SELECT {columns} FROM ({sql}) AS whole WHERE {conditions}", (*params, *more)

    @property
    def _place_and_ids(self) -> tuple[str, list[Any]]:
        """The conditions of box and identifiers on what `sql` gives, and their parameters."""
        conditions: list[str] = []
        params: list[Any] = []
        if self.box:
            conditions.append("ST_Intersects(geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))")
            params += [self.box.west, self.box.south, self.box.east, self.box.north]
        if self.ids:
            conditions.append("id = ANY(%s)")
            params.append(list(self.ids))
        return " AND ".join(conditions), params

    def compile(self, names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
        """What `sql` gives, built anew."""
        sql, params = self.rows.values(
            **{f"{name}_": self._expression(name) for name in names}
        ).query.sql_with_params()
        named = ", ".join(f'"{name}_" AS "{name}"' for name in names)
        then, then_params = shadows(self.layer, self.viewer, self.as_of) if self.as_of else ("", [])
        return f"{then}SELECT {named} FROM ({sql}) AS selected", (*then_params, *params)

    def of(self, ids: tuple[int, ...]) -> "Selection":
        """Some rows by their numbers, of the same day and for the same viewer."""
        return Selection(self.layer, self.viewer, self.columns, ids=ids, as_of=self.as_of)

    def _expression(self, name: str) -> Any:
        for column in self.columns:
            if column.name == name:
                return self.readable(column)
        if name == "geom":
            # Wrapped, or Django would cast a geometry it selects to bytea.
            return Func(F(self.geometry_column), template="%(expressions)s", output_field=TextField())
        if name == OUTLINE:
            outline = Func(F(self.layer.outline), template="%(expressions)s", output_field=TextField())
            # As it tells the exact place, it is for whom that is for.
            return Case(When(approximate=True, then=Value(None)), default=outline, output_field=TextField())
        return F(name)

    def readable(self, column: Column) -> Any:
        """The expression of a column's value as this viewer may read it: where a location is generalised, what tells
        the exact one is null for everybody but staff."""
        if column.field.locating and not self.viewer.is_staff:
            return Case(When(publication=Publication.GENERALISED, then=Value(None)), default=F(column.path))
        return F(column.path)


@lru_cache(maxsize=512)
def _whole(layer: Layer, viewer: Viewer, names: tuple[str, ...], day: date) -> tuple[str, tuple[Any, ...]]:
    # Building the SQL costs more than many a tile: it is kept for a day, what a layer may depend on besides the viewer.
    return Selection(layer, viewer, layer.columns_for(viewer)).compile(names)


def matching(text: str, viewer: Viewer) -> Q:
    """The rows in whose searched text every word begins a word but for its ending, as far as the viewer may read it."""
    words = prefix_query(text, _WEIGHTS[viewer.audience])
    if not words:
        # No row has such a number; Django takes an empty list for a mistake where it writes SQL.
        return Q(pk__lt=0)
    return Q(search=SearchQuery(words, config="simple", search_type="raw"))


#: words that are read alike whatever the layer: the part of a selection that they are, and how they are read
_READ_AS: dict[str, tuple[str, Callable[[str], Any]]] = {
    BBOX: ("box", parse_box),
    TEXT: ("text", parse_text),
    IDS: ("ids", parse_ids),
}


def select(
    layer: Layer, viewer: Viewer, params: QueryDict | None = None, own: Collection[str] = ()
) -> Selection:
    """The rows of a layer that `params` ask for.

    `own` are the words that the surface understands itself. Raises BadParameter for a word that is neither, for one
    given twice, and for a value that cannot be understood: nothing is passed over in silence.
    """
    viewer = viewer.on(layer.model)
    columns = layer.columns_for(viewer)
    filterable = {column.name: column for column in columns if column.field.filter}
    chosen: dict[str, Any] = {"filters": {}}
    areas: list[Area | None] = []
    for name, values in (params or QueryDict()).lists():
        if name in own or name == LANGUAGE:
            continue
        if len(values) > 1 and name != IDS:
            raise BadParameter(_("The parameter %s is given more than once.") % name, parameter=name)
        # A form sends a word for each row that is picked out.
        raw = ",".join(values)
        if name in _READ_AS:
            part, read = _READ_AS[name]
            chosen[part] = read(raw)
        elif name in _AREAS:
            areas.append(_AREAS[name](raw, viewer))
        elif name == CHANGED:
            chosen["changed"] = parse_days(raw, layer)
        elif name == PROFILE:
            layer = layer.seen_by(parse_profile(raw))
        elif name == AS_OF:
            # A form sends it empty for today.
            chosen["as_of"] = parse_past_day(raw, layer) if raw else None
        elif name in filterable:
            if raw:
                filterable[name].condition(raw)
                chosen["filters"][name] = raw
        else:
            raise BadParameter(
                _("Unknown parameter %(name)s. Known ones: %(known)s.")
                % {"name": name[:60], "known": ", ".join(sorted(WORDS | set(own) | set(filterable)))},
                parameter=name[:60],
            )
    return Selection(layer, viewer, columns, areas=tuple(area for area in areas if area), **chosen)


def beside(raw: str, viewer: Viewer) -> Surroundings:
    """What lies along an object, as far as this viewer may know where that is. Raises BadParameter."""
    slug, number, metres = parse_beside(raw)
    place = None
    if slug in catalogue:
        layer = catalogue[slug]
        seen = viewer.on(layer.model)
        rows = layer.features(seen).filter(pk=number)
        place = rows.values_list(layer.geometry_column(seen), flat=True).first()
    if place is None or place.empty:
        raise BadParameter(_("beside names an object that is not on the map (any more)."), parameter=BESIDE)
    return Surroundings(place, metres, f"{slug}/{number}")


_AREAS: dict[str, Callable[[str, Viewer], Area | None]] = {
    NEAR: lambda raw, _viewer: parse_near(raw)[1],
    WITHIN: lambda raw, _viewer: parse_within(raw),
    BESIDE: beside,
}


def parse_days(raw: str, layer: Layer) -> str:
    """A day or a range of days that a row was entered or changed in. Raises BadParameter."""
    try:
        _when(layer).condition(raw)
    except BadParameter:
        raise BadParameter(
            _("changed is a day or a range of days: 2026-11-01, 2026-11-01.. or 2026-11-01..2026-11-30."),
            parameter=CHANGED,
        ) from None
    return raw


def parse_past_day(raw: str, layer: Layer) -> date:
    """A day before today. Raises BadParameter, also for a layer that keeps no history."""
    if not layer.keeps_history:
        raise BadParameter(_("%s: this layer keeps no history.") % layer.title, parameter=AS_OF)
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        day = date.max
    if len(raw) == 10 and date.min < day < timezone.localdate():
        return day
    raise BadParameter(_("as_of is a day before today: 2026-11-01."), parameter=AS_OF)


def _when(layer: Layer) -> Column:
    return bind(layer.model, Field("changed_at"))


def select_each(
    layers: Iterable[Layer], viewer: Viewer, params: QueryDict, own: Collection[str] = ()
) -> list[Selection]:
    """Selections of several layers from one query string: `kiosks.status=expired` is meant for one of them, a word
    without a layer for all of them. Raises BadParameter.
    """
    layers = list(layers)
    if len(layers) == 1 and not any(name.startswith(f"{layers[0].slug}.") for name in params):
        return [select(layers[0], viewer, params, own)]
    shared = QueryDict(mutable=True)
    private = {layer.slug: QueryDict(mutable=True) for layer in layers}
    for name, values in params.lists():
        slug, dot, word = name.partition(".")
        if not dot:
            shared.setlist(name, values)
        elif slug in private:
            private[slug].setlist(word, values)
        else:
            raise BadParameter(_("Unknown parameter %(name)s.") % {"name": name[:60]}, parameter=name[:60])
    selections = []
    for layer in layers:
        words = shared.copy()
        for name, values in private[layer.slug].lists():
            words.setlist(name, values)
        selections.append(select(layer, viewer, words, own))
    return selections
