"""A layer says what the city shows: a model, its fields, its look, its source, who may see it. It names no surface."""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from string import Formatter
from typing import Any, ClassVar, NamedTuple

from django.contrib.gis.db.models import GeometryField
from django.db.models import Choices, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.columns import Column, bind
from layers.fields import Audience, Field, Figure, Part
from layers.provenance import ROW_SOURCES, UNSAID, Source, Words
from layers.publication import PublicationPolicy
from layers.styles import ByValue, Fading, Shape, Style
from layers.viewer import Viewer


class Group(Enum):
    """How people find layers. Order of declaration is order of display."""

    TRADE = ("trade", _("Trade and advertising"))
    ACCESS = ("access", _("Accessibility"))
    CIVIC = ("civic", _("Public money and public will"))
    CITY = ("city", _("The city"))
    #: drawn under everything; not switched by visitors
    GROUND = ("ground", _("Base map"))

    @property
    def slug(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return str(self.value[1])


class Geometry(Enum):
    POINT = "point"
    LINE = "line"
    AREA = "area"
    ANY = "any"


_GEOMETRIES = {
    "POINT": Geometry.POINT,
    "LINESTRING": Geometry.LINE,
    "MULTILINESTRING": Geometry.LINE,
    "POLYGON": Geometry.AREA,
    "MULTIPOLYGON": Geometry.AREA,
}


class Whereabouts(NamedTuple):
    """Roughly where something is that has no location of its own (EPSG:4326), and the sentence that says by what that
    is known."""

    longitude: float
    latitude: float
    words: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a layer's features are in the story of a place: fields by name, and the order in which things follow."""

    #: wishes before plans, plans before purchases, purchases before what was done
    rank: int
    #: the text that says what it is about
    words: str
    #: the day it began
    began: str
    money: str = ""
    #: the field of the currency; hryvnias where there is none
    currency: str = ""
    #: the public number by which papers cite it
    number: str = ""
    #: texts in which public numbers of others stand
    cites: tuple[str, ...] = ()
    #: the day it ended, of what lasts: a barrier is there until it is removed
    ended: str = ""
    #: the field that tells of which kind it is, and the words by which papers speak of each kind
    kind: str = ""
    speaks_of: Mapping[Any, str] = field(default_factory=dict)


class Layer:
    """One kind of thing shown. Subclass it in the app's `layer.py`, override when the default does not fit."""

    #: public and permanent: in addresses, saved maps, dataset identifiers
    slug: ClassVar[str]
    title: ClassVar[Any]
    description: ClassVar[Any] = ""
    model: ClassVar[type[Model]]
    #: what a card and a search hit are called, from the words of public fields: `"{street_name}, {house}"`
    headline: ClassVar[str]
    #: where it stands, in lists and search hits, likewise: `"{street}, {house}"`
    address: ClassVar[str] = ""
    fields: ClassVar[tuple[Field, ...]]
    parts: ClassVar[tuple[Part, ...]] = ()
    #: what is told of many features together, beside how many are in each class and in each part of the city
    figures: ClassVar[tuple[Figure, ...]] = ()
    style: ClassVar[Style]
    #: how else its rows are judged and drawn: for a person of a profile of needs, by a field with choices; the classes
    #: in the order in which that person wants to know of them
    profiles: ClassVar[Mapping[Choices, ByValue]] = {}
    source: ClassVar[Source]
    #: what is drawn faded, since what is known of it is old
    fades: ClassVar[Fading | None] = None
    shape: ClassVar[Shape] = Shape.DOT
    policy: ClassVar[PublicationPolicy] = PublicationPolicy()
    group: ClassVar[Group] = Group.CITY
    #: order inside the group; free to change
    rank: ClassVar[int] = 100
    #: drawn from the first to the last of these zooms; narrow it when a far view would be noise
    zooms: ClassVar[range] = range(23)
    #: switched on when a visitor comes for the first time
    shown_at_first: ClassVar[bool] = False
    #: what other things are named after and people look up to go there (a street): search finds it before those
    is_place: ClassVar[bool] = False
    #: something that one can stand before; False for what is said, planned or reckoned of a place
    tangible: ClassVar[bool] = True
    #: the field with the outline on the ground of what lies at a point: drawn from near, as large as it is
    outline: ClassVar[str] = ""
    #: areas that the city is divided into: figures tell how many features lie in each
    divides: ClassVar[bool] = False
    #: drawn in the base map, too, whether a visitor switches it on or not
    underlies: ClassVar[bool] = False
    #: far views show counted clusters; False for what is drawn whole (lines of the ground) by `min_zoom`
    clustered: ClassVar[bool] = True
    #: its rows follow from other layers, by rule: nobody edits or imports them
    by_rule: ClassVar[bool] = False
    #: what is in somebody's way: whoever looks for what suits them finds it behind that
    hinders: ClassVar[bool] = False
    #: the profile that it is judged for; empty: for everybody
    is_seen_by: str = ""
    #: … and the field of the judgement that is for everybody
    judged_officially: str = ""
    #: the field with the name by which texts speak of its features: «ЗОШ № 15», «парк Шовковичний»
    named_by: ClassVar[str] = ""
    #: the fields whose text says where a feature is that came without a location, surest first (layers/locating/)
    clues: ClassVar[tuple[str, ...]] = ()
    #: the flag of a feature whose place its source hides: it is never looked for
    masked_by: ClassVar[str] = ""
    #: the field with the year, or the day, in which its numbers are given: an import moves no number to another year
    numbered_in: ClassVar[str] = ""
    #: its part in the story of a place (layers/threads/)
    chapter: ClassVar[Chapter | None] = None
    #: every change of a row is kept; False for what its source keeps a history of
    keeps_history: ClassVar[bool] = True

    def features(self, viewer: Viewer) -> "QuerySet[Any]":
        """The rows that a viewer may see: the only place that decides it.

        May depend on the viewer's audience, not on the time: see publication.py.
        """
        rows = self.model._default_manager.all()
        return rows if viewer.on(self.model).is_staff else rows.filter(published=True)

    def source_of(self, row: str, words: Words = UNSAID) -> Source:
        """The source of a row by what the row says of it (`Feature.source`), and a mapping of that source in words."""
        return ROW_SOURCES.get(row) or self.source.put(words)

    def seen_by(self, profile: str) -> "Layer":
        """The same layer as a person of this profile needs it: judged, drawn and counted by what bars their way. Itself
        where it is one to everybody."""
        return self._seen.get(profile, self)

    @property
    def person(self) -> str:
        """Whom it is judged for, in words; empty for everybody."""
        return next((str(one.label) for one in self.profiles if one.value == self.is_seen_by), "")

    @cached_property
    def _seen(self) -> "dict[str, Layer]":
        seen = {}
        for profile, style in self.profiles.items():
            seen[str(profile.value)] = one = copy(self)
            one.style, one.is_seen_by = style, str(profile.value)  # type: ignore[misc]
            one.judged_officially = self.style.field or ""
            # From one person's judgement to another's.
            one.__dict__["_seen"] = seen
        return seen

    def whereabouts(self, numbers: Collection[int]) -> Mapping[int, Whereabouts]:
        """Where features without a location roughly are, by number, as far as everybody may know it.

        For cards and search only: nothing is drawn there, exported, or found by a box.
        """
        return {}

    def remark(self, values: Mapping[str, Any]) -> str:
        """What cards and lists say of a row in words of the layer's own, by the columns that its viewer may read."""
        return ""

    def reasons(self, viewer: Viewer, rows: Mapping[int, Mapping[str, Any]]) -> Mapping[int, str]:
        """Why features are of the class that they are of, by number, in the few words of a line: «a high threshold:
        40 mm». Of `rows` it has the columns that the viewer may read, and it tells nothing else."""
        return {}

    def contradiction(self, values: Mapping[str, Any]) -> str:
        """Why values of one row cannot all be true, as a sentence; empty for those that can. An import asks it."""
        return ""

    def settle(self) -> None:
        """What follows from rows that were written in bulk (an import, a revert); override where something does."""

    def columns_for(self, viewer: Viewer) -> tuple[Column, ...]:
        """The only door to values. For a viewer, a column that is not here does not exist."""
        audience = viewer.on(self.model).audience
        return tuple(column for column in self.columns if column.audience <= audience)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All declared columns, in order."""
        return tuple(bind(self.model, field) for field in self.fields)

    @cached_property
    def facets(self) -> tuple[Column, ...]:
        """The columns that are filtered by choice: the tally counts by each of them, too."""
        return tuple(
            column
            for column in self.columns
            if column.is_local
            and column.field.filter
            and not column.field.locating
            and column.choices
            and column.name != self.style.field
            and column.name not in {style.field for style in self.profiles.values()}
        )

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def geometry(self) -> Geometry:
        field = self.model._meta.get_field("geom")
        assert isinstance(field, GeometryField)
        return _GEOMETRIES.get(field.geom_type, Geometry.ANY)

    @property
    def is_topical(self) -> bool:
        """Whether people ask about it for its own sake: not the ground, and not what places are called by."""
        return self.group not in (Group.GROUND, Group.CITY) and not self.is_place

    @property
    def is_address(self) -> bool:
        """Whether it is looked up to ask what is near it: a place that lies at a point."""
        return self.is_place and self.geometry is Geometry.POINT

    @cached_property
    def has_min_zoom(self) -> bool:
        return any(field.name == "min_zoom" for field in self.model._meta.get_fields())

    def geometry_column(self, viewer: Viewer) -> str:
        """What the viewer is given as the location: exact for staff, published for everybody."""
        return "geom" if viewer.on(self.model).is_staff else "public_geom"

    def searchable(self, audience: Audience) -> tuple[Column, ...]:
        """The columns whose text a viewer of exactly this audience is the first to find."""
        return tuple(c for c in self.columns if c.field.search and c.is_local and c.audience == audience)

    @cached_property
    def headline_fields(self) -> tuple[str, ...]:
        """The fields that the headline is made of."""
        return _names_in(self.headline)

    @cached_property
    def address_fields(self) -> tuple[str, ...]:
        """The fields that the address is made of."""
        return _names_in(self.address)

    def __str__(self) -> str:
        return self.slug


def _names_in(pattern: str) -> tuple[str, ...]:
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name)
