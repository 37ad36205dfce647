"""A feature as people read it: the same record is behind the card, the list, a search hit and the printed page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from math import ceil, sqrt
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.db.models import URLField
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers.columns import Column
from layers.feature import HAS_A_PLACE, ROUGH, LocationSource
from layers.layer import Layer, Whereabouts
from layers.provenance import ROW_SOURCES, Source, words_of
from layers.publication import Publication
from layers.query import Selection
from layers.styles import ByRange, Symbol
from layers.viewer import Viewer
from layers.words import alphabetically, any_query, fold, stems

_OWN = (
    "id",
    "geom",
    "source",
    "changed_at",
    "gone_at",
    "location_source",
    "location_accuracy",
    "publication",
    "publication_reason",
    "publish_after",
)
_FEW = 500
#: the place among the classes of a person's judgement of what is not judged at all
_UNJUDGED = 2
#: more than any class of a layer has
_BEHIND = 100
#: ISO 4217 codes that have a sign which everybody here reads
SIGNS = {"UAH": "₴"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of one feature, in words. `text` is empty where the value is not known."""

    name: str
    label: str
    text: str
    #: the address that it leads to, on this map or elsewhere
    link: str = ""
    #: whether the value says by itself what it is («bread and pastry», not a date)
    speaks: bool = False

    @classmethod
    def of(cls, column: Column, text: str, link: str = "") -> "Fact":
        """A column's value in words, with a unit if it has one; a web address leads there by itself."""
        is_web = isinstance(column.model_field, URLField) and _is_web(text)
        return cls(
            column.name,
            column.label,
            # An address of ours says nothing by itself.
            _("open it") if link and link == text else text,
            link=text if is_web else link,
            # «Unknown» alone does not say what is not known.
            speaks=bool(column.model_field.choices) and text.casefold() != _("unknown"),
        )

    @property
    def phrase(self) -> str:
        """The fact where no label stands beside it: «permit until: 5 December 2027»."""
        return self.text if self.speaks else f"{self.label}: {self.text}"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day in the life of a feature: «5 December 2027, permit until»."""

    day: date
    name: str
    label: str
    #: what happened on it, as a sentence
    happened: str = ""

    @property
    def said(self) -> str:
        """What happened on it; of a day that has not come, what it is."""
        return self.label if self.is_ahead else self.happened or self.label

    @property
    def is_ahead(self) -> bool:
        return self.day > timezone.localdate()


@dataclass(frozen=True)
class Reasons:
    """Why features that were read together are of their classes: looked up for all of them, once one is asked."""

    layer: Layer
    viewer: Viewer
    rows: Mapping[int, Mapping[str, Any]]

    @cached_property
    def found(self) -> Mapping[int, str]:
        return self.layer.reasons(self.viewer, self.rows)


@dataclass(frozen=True)
class Record:
    """One feature of one layer, as its viewer may read it."""

    layer: Layer
    columns: tuple[Column, ...]
    values: Mapping[str, Any]
    #: the feature's own columns that are not declared by the layer
    own: Mapping[str, Any]
    #: metres from where the viewer asked, if asked
    distance: float | None = None
    #: where it roughly is, if it has no location and that is known
    whereabouts: Whereabouts | None = None
    #: whether the location is the exact one, also of what is published with a generalised one
    is_exact: bool = False
    #: why it and those that were read with it are of their classes
    reasons: Reasons | None = None

    @property
    def id(self) -> int:
        return int(self.own["id"])

    @property
    def url(self) -> str:
        """The permanent address of the feature."""
        return f"/{self.layer.slug}/{self.id}/"

    @cached_property
    def title(self) -> str:
        """What it is called, as inside of a sentence; a number where the source gives no name."""
        words = self.layer.headline.format_map(
            {name: self._text(name) for name in self.layer.headline_fields}
        )
        return words.strip(" ,") or _("%(layer)s, no. %(id)s") % {
            "layer": self.layer.title,
            "id": self.id,
        }

    @property
    def headline(self) -> str:
        """What it is called where nothing stands before it: with a capital, but for a name like «iStore»."""
        return capfirst(self.title) if self.title[:2].islower() else self.title

    @cached_property
    def symbol(self) -> dict[str, str]:
        """The legend's entry for this feature: value, title, colours, glyph."""
        value = self._class_value()
        symbols = dict(self.layer.style.symbols())
        symbol = symbols.get(value) or Symbol(value)
        return symbol.as_json(value)

    @property
    def fit(self) -> int:
        """How soon the person whom its layer is judged for wants to know of it, the soonest first; alike for everybody,
        and then as what nothing is known of. What is drawn faded comes behind all of its class and of the next one: it
        may be otherwise now. What is in somebody's way comes behind all that may suit them."""
        order = [value for value, _symbol in self.layer.style.symbols()] if self.layer.is_seen_by else []
        value = self._class_value()
        place = order.index(value) if value in order else _UNJUDGED
        behind = _BEHIND if self.layer.hinders and order else 0
        return 2 * place + (3 if self.is_faded and order else 0) + behind

    @property
    def is_faded(self) -> bool:
        """Whether it is drawn faded (the layer's `fades`)."""
        fades = self.layer.fades
        return bool(fades and self.values.get(fades.field) in fades.values)

    @cached_property
    def facts(self) -> list[Fact]:
        """All known facts, in the order of the layer's fields, without the headline and the legend's own."""
        return [fact for fact in self._facts(self.columns) if fact.text]

    @cached_property
    def leading(self) -> list[Fact]:
        """The facts that matter first."""
        leading = [column for column in self.columns if column.field.leading]
        return [fact for fact in self._facts(leading) if fact.text]

    @cached_property
    def address(self) -> str:
        """Where it stands, as far as the viewer may know: it tells apart what bears one name."""
        words = {name: self._text(name) for name in self.layer.address_fields}
        return self.layer.address.format_map(words).strip(" ,")

    @property
    def brief(self) -> list[str]:
        """What a line of a list says beside the headline and the status."""
        closed = [self.publication] if self.is_restricted else []
        address = [self.address] if self.address else []
        # Two judgements in one line would be taken for one.
        facts = [fact for fact in self.further if fact.name != self.layer.judged_officially]
        remark = [self.remark] if self.remark else []
        reason = [self.reason] if self.reason else []
        return [*closed, *reason, *address, *remark, *(fact.phrase for fact in facts[: 2 - len(remark)])]

    @property
    def reason(self) -> str:
        """Why it is of its class, in a few words."""
        return self.reasons.found.get(self.id, "") if self.reasons else ""

    @cached_property
    def remark(self) -> str:
        """What its layer says of it in a sentence of its own."""
        return self.layer.remark(self.values)

    @property
    def further(self) -> list[Fact]:
        """The facts that matter first, but for what its layer has said already."""
        return [fact for fact in self.leading if not _stands_in(self.remark, fact.text)]

    @property
    def numbers(self) -> list[str]:
        """What it is known by in registers."""
        return [self._text(column.name) for column in self.columns if column.field.identifies]

    @cached_property
    def days(self) -> list[Milestone]:
        """The days that its columns tell, the earliest first."""
        days = [
            Milestone(value, column.name, column.label, str(column.field.happened))
            for column in self.columns
            if column.field.on_card
            and isinstance(value := self.values[column.name], date)
            and not isinstance(value, datetime)
        ]
        return sorted(days, key=lambda milestone: milestone.day)

    @property
    def story(self) -> list[Milestone]:
        """The days but for those that were overtaken by what happened before them."""
        overtaken_by = {column.name: column.field.overtaken_by for column in self.columns}
        return [
            one
            for one in self.days
            if not any(other.name in overtaken_by[one.name] and other.day <= one.day for other in self.days)
        ]

    @property
    def milestones(self) -> list[Milestone]:
        """Its line of time; one day alone makes none."""
        return self.days if len(self.days) > 1 else []

    @cached_property
    def rest(self) -> list[Fact]:
        """What is told neither first nor in the line of time."""
        names = {fact.name for fact in self.leading} | {milestone.name for milestone in self.milestones}
        return [fact for fact in self.facts if fact.name not in names]

    def cells(self, columns: Sequence[Column]) -> list[Fact]:
        """Some of its columns in words, known or not: a row of a table. The legend's own is called as it is there."""
        status = self.layer.style.field
        return [
            Fact.of(
                column,
                self.symbol["title"] if column.name == status else self._with_unit(column),
                self._text(column.field.link_in),
            )
            for column in columns
        ]

    @cached_property
    def place(self) -> GEOSGeometry | None:
        """The location that the viewer is given, EPSG:4326; None when there is none."""
        return GEOSGeometry(self.own["geom"]) if self.own["geom"] else None

    @cached_property
    def centre(self) -> tuple[float, float] | None:
        """Longitude and latitude of a point on the feature, or of where it roughly is."""
        if self.place is None or self.place.empty:
            return self.whereabouts[:2] if self.whereabouts else None
        point = self.place if isinstance(self.place, Point) else self.place.point_on_surface
        return round(point.x, 6), round(point.y, 6)

    @property
    def distance_text(self) -> str:
        """«40 m», «1.2 km»; never more exact than the location is."""
        if self.distance is None:
            return ""
        if self.is_generalised or self.distance >= 950:
            return _("%(km)s km") % {"km": formats.number_format(self.distance / 1000, 1)}
        return _("%(metres)s m") % {
            "metres": f"{round(self.distance, -1 if self.distance >= 100 else 0):.0f}"
        }

    @property
    def is_generalised(self) -> bool:
        return bool(self.own["publication"] == Publication.GENERALISED)

    @property
    def is_rough(self) -> bool:
        """Whether it is known by other things than its own place: a street, its neighbours, a settlement."""
        return self.own["location_source"] in ROUGH

    @property
    def uncertainty(self) -> int | None:
        """How far from the shown location it may be, in metres; None for what is exact enough to be pointed at."""
        # The circle round the whole square.
        around = ceil(self.layer.policy.grid / sqrt(2))
        if self.is_generalised:
            return None if self.is_exact else around
        accuracy = self.own["location_accuracy"]
        # A street or a settlement that is drawn as it lies says itself how far it reaches.
        if self.is_rough and (accuracy or isinstance(self.place, Point)):
            return ceil(accuracy or around)
        return None

    @property
    def is_restricted(self) -> bool:
        """Whether it is not published, or not with its exact location; a delay that is over restricts nothing."""
        if self.own["publication"] == Publication.DELAYED:
            after = self.own["publish_after"]
            return after is None or bool(after > timezone.now())
        return bool(self.own["publication"] != Publication.PUBLIC)

    @property
    def publication(self) -> str:
        """How far it is published, and from when on; to staff also of what the public does not see."""
        words = str(Publication(self.own["publication"]).label)
        after = self.own["publish_after"]
        if self.own["publication"] != Publication.DELAYED or after is None:
            return words
        return _("%(words)s: from %(date)s on") % {
            "words": words,
            "date": formats.date_format(timezone.localtime(after), "DATETIME_FORMAT"),
        }

    @property
    def publication_reason(self) -> str:
        return str(self.own["publication_reason"])

    @property
    def location_statement(self) -> str:
        """How sure the location is, in one phrase."""
        if self.place is None:
            return self.whereabouts.words if self.whereabouts else _("The location is not known.")
        if self.is_generalised and not self.is_exact:
            return _("The exact location is not published; shown to within %(side)s m.") % {
                "side": self.layer.policy.grid
            }
        words = str(LocationSource(self.own["location_source"]).label)
        accuracy = self.own["location_accuracy"]
        if accuracy is not None:
            return _("Location: %(source)s, ± %(accuracy)s m.") % {
                "source": words,
                "accuracy": formats.number_format(accuracy, 1) if accuracy < 1 else round(accuracy),
            }
        return _("Location: %(source)s.") % {"source": words}

    @property
    def changed_at(self) -> datetime:
        return self.own["changed_at"]  # type: ignore[no-any-return]

    @property
    def gone_at(self) -> datetime | None:
        return self.own["gone_at"]  # type: ignore[no-any-return]

    @cached_property
    def source(self) -> Source:
        """Where the row is from, and under which licence."""
        name = str(self.own["source"])
        return self.layer.source_of(name, words_of(name))

    @property
    def import_name(self) -> str:
        """The short name of the files that the row came in, where nobody has said it in words."""
        name = str(self.own["source"])
        return "" if name in ROW_SOURCES or self.source.title else name

    def _class_value(self) -> str:
        style = self.layer.style
        value = self.values.get(style.field) if style.field else None
        if isinstance(style, ByRange):
            if value is None:
                return ""
            return next(
                (str(i) for i, (upper, _s) in enumerate(style.steps) if upper is None or value < upper), ""
            )
        return "" if value is None else str(value)

    def _facts(self, columns: "list[Column] | tuple[Column, ...]") -> Iterator[Fact]:
        hidden = {self.layer.style.field, *self.layer.headline_fields}
        for column in columns:
            if column.field.on_card and column.name not in hidden:
                yield Fact.of(column, self._with_unit(column), self._text(column.field.link_in))

    def _with_unit(self, column: Column) -> str:
        text = column.display(self.values[column.name])
        unit = self._text(column.field.unit_in)
        return f"{text} {SIGNS.get(unit, unit)}".rstrip() if text else text

    def _text(self, name: str) -> str:
        for column in self.columns:
            if column.name == name:
                return column.display(self.values[name])
        return ""


def records(selection: Selection, *, limit: int, after: int = 0) -> list[Record]:
    """Up to `limit` records of a selection with an identifier above `after`, in the order of their identifiers."""
    query = "SELECT *, NULL FROM ({sql}) AS r WHERE id > %s ORDER BY id LIMIT %s"
    few = _few(selection) if selection.text else None
    if few == ():
        return []
    if few is not None:
        selection = selection.of(few)
    return _read(selection, query, after=[after, limit])


def likeliest(selection: Selection, *, limit: int) -> list[Record]:
    """Up to `limit` records that a text finds, first those that have its words whole in what everybody may read."""
    few = _few(selection)
    if few is None:
        return records(selection, limit=limit)
    if not few:
        return []
    found = selection.of(few)
    # Weight A alone, the public's: the order must tell nothing else.
    whole = "ts_rank('{0,0,0,1}', search, %s::tsquery)"
    query = f"SELECT *, NULL FROM ({{sql}}) AS r ORDER BY {whole} DESC, id LIMIT %s"
    return _read(found, query, after=[any_query(selection.text), limit], also=["search"])


def likeness(record: Record, text: str) -> tuple[bool, bool, bool, int, bool, int, bool, str]:
    """The order of hits, the least first.

    What has the text as its number; then what is called so («вулиця Шевченка» before a kiosk that stands there), with
    whole words before beginnings of words («Кава» before «вулиця Кавказька»), what suits whoever asks, places that
    people look up before what is called after them (a street before its bus stop), the shorter name before the longer
    one, and streets before houses.
    """
    asked = stems(text)
    title = stems(record.title)
    is_called = all(any(word.startswith(part) for word in title) for part in asked)
    is_whole = set(asked) <= set(title)
    is_numbered = fold(text).strip() in map(fold, record.numbers)
    place = not record.layer.is_place, len(title), record.layer.is_address, alphabetically(record.title)
    return not is_numbered, not is_called, not is_whole, record.fit, *place


def _few(selection: Selection) -> tuple[int, ...] | None:
    """The identifiers of all selected rows when they are few; None when they are many.

    Few are found by the text's index, many by going through the identifiers: the planner cannot know a word's rarity.
    """
    sql, params = selection.sql("id")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({sql}) AS r LIMIT {_FEW + 1}", params)
        found = tuple(identifier for (identifier,) in cursor.fetchall())
    return found if len(found) <= _FEW else None


def nearest(selection: Selection, longitude: float, latitude: float, *, limit: int) -> list[Record]:
    """Up to `limit` records of a selection that have a location, nearest to a point first, with their distance. What is
    known to lie somewhere in a settlement is near to nothing: it comes last, and has none."""
    point = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)"
    # The index orders by degrees, which are shorter to the east than to the north: twice as many are looked at.
    query = f"""SELECT * FROM (
            SELECT close.*, ST_Distance(geom::geography, {point}::geography) AS distance
              FROM (SELECT * FROM ({{sql}}) AS r WHERE geom IS NOT NULL AND {HAS_A_PLACE}
                     ORDER BY geom <-> {point} LIMIT %s) AS close
            ) AS measured ORDER BY distance, id LIMIT %s"""
    here = [longitude, latitude]
    found = _read(selection, query, before=here, after=[*here, limit * 2, limit])
    if len(found) < limit and selection.layer.clues:
        rest = f"SELECT *, NULL FROM ({{sql}}) AS r WHERE geom IS NOT NULL AND NOT ({HAS_A_PLACE}) ORDER BY id LIMIT %s"
        found += _read(selection, rest, after=[limit - len(found)])
    return found


def nearest_to_each(
    selection: Selection, places: Sequence[tuple[float, float]], *, within: float
) -> list[Record | None]:
    """For each place (longitude, latitude) the nearest record of a selection within so many metres; None where there is
    none. Two queries, however many places there are."""
    sql, params = selection.sql("id", "geom")
    longitudes, latitudes = ([float(place[axis]) for place in places] for axis in (0, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT here.number, close.id
                  FROM (SELECT number, ST_SetSRID(ST_MakePoint(x, y), 4326) AS place
                          FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS given(x, y, number)) AS here
                 CROSS JOIN LATERAL (
                    SELECT id, ST_Distance(geom::geography, here.place::geography) AS metres
                      FROM (SELECT * FROM ({sql}) AS r WHERE geom IS NOT NULL
                             ORDER BY geom <-> here.place LIMIT 2) AS two
                     ORDER BY metres LIMIT 1) AS close
                 WHERE close.metres <= %s""",
            [longitudes, latitudes, *params, within],
        )
        chosen = {int(number) - 1: identifier for number, identifier in cursor.fetchall()}
    few = selection.of(tuple(set(chosen.values())))
    found = {one.id: one for one in _read(few, "SELECT *, NULL FROM ({sql}) AS r")} if chosen else {}
    return [found.get(chosen.get(number, 0)) for number in range(len(places))]


def newest(selection: Selection, *, limit: int) -> list[Record]:
    """Up to `limit` records of a selection, the last changed first."""
    return _ordered(selection, ["changed_at"], "changed_at DESC", limit)


def alphabetical(selection: Selection, *, limit: int) -> list[Record]:
    """Up to `limit` records of a selection by their headline, in the order of the Ukrainian alphabet."""
    names = selection.layer.headline_fields
    return _ordered(selection, names, ", ".join(map(_comparable, names)), limit)


def in_order(
    selection: Selection, name: str | None, *, down: bool = False, first: int = 0, limit: int
) -> list[Record]:
    """Records of a selection by one of its columns, what is not known last; by their number where none is given."""
    if name is None:
        return _ordered(selection, [], f"id {'DESC' if down else 'ASC'}", limit, first)
    column = next(column for column in selection.columns if column.name == name)
    # A text that is empty is not known, either.
    value = f"nullif({_comparable(name)}, '')" if column.kind.table == "string" else f'"{name}"'
    return _ordered(selection, [name], f"{value} {'DESC' if down else 'ASC'} NULLS LAST", limit, first)


def _comparable(name: str) -> str:
    """SQL of a text that is compared as Ukrainian is, its numbers by their value."""
    return f'"{name}"::text COLLATE "layers_ukrainian"'


def _ordered(
    selection: Selection, names: Sequence[str], order: str, limit: int, first: int = 0
) -> list[Record]:
    """Some records by an order of some of their columns: whole rows are read of these only."""
    sql, params = selection.sql("id", *names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({sql}) AS r ORDER BY {order}, id LIMIT %s OFFSET %s", [*params, limit, first]
        )
        chosen = tuple(number for (number,) in cursor.fetchall())
    if not chosen:
        return []
    few = selection.of(chosen)
    found = {record.id: record for record in _read(few, "SELECT *, NULL FROM ({sql}) AS r")}
    return [found[number] for number in chosen if number in found]


def _read(
    selection: Selection,
    query: str,
    *,
    before: Sequence[Any] = (),
    after: Sequence[Any] = (),
    also: Sequence[str] = (),
) -> list[Record]:
    names = [column.name for column in selection.columns]
    taken = [*(name for name in _OWN if name not in names), *names, *also]
    sql, params = selection.sql(*taken)
    with connection.cursor() as cursor:
        cursor.execute(query.replace("{sql}", sql), [*before, *params, *after])
        rows = [dict(zip([*taken, "distance"], row, strict=True)) for row in cursor.fetchall()]
    unlocated = [row["id"] for row in rows if row["geom"] is None]
    whereabouts = selection.layer.whereabouts(unlocated) if unlocated else {}
    reasons = Reasons(selection.layer, selection.viewer, {row["id"]: row for row in rows})
    return [_record(selection, row, whereabouts.get(row["id"]), reasons) for row in rows]


def _record(
    selection: Selection, row: dict[str, Any], whereabouts: Whereabouts | None, reasons: Reasons
) -> Record:
    values = {column.name: row[column.name] for column in selection.columns}
    own = {name: row[name] for name in _OWN}
    is_exact = selection.viewer.is_staff
    return Record(
        selection.layer, selection.columns, values, own, row["distance"], whereabouts, is_exact, reasons
    )


def _stands_in(remark: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", remark))


def _is_web(text: str) -> bool:
    # An imported address may be anything: only what leads to a page becomes a link.
    return text.startswith(("https://", "http://"))
