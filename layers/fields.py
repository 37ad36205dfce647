"""What a layer declares about its fields: only what the model cannot know."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from django.db.models import Choices
from django.utils.functional import Promise


class Audience(IntEnum):
    """Who may read a field. Each audience includes the ones before it."""

    PUBLIC = 0
    STAFF = 1
    REGISTRAR = 2


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the model that is served, by its path (`"permit__number"` follows a relation).

    A name that is not declared is not served by any surface, to anybody.
    """

    path: str
    audience: Audience = Audience.PUBLIC
    #: found by text search
    search: bool = False
    #: offered in the filter form and as a query parameter
    filter: bool = False
    #: carried by tiles: drawn or picked by, nothing else
    in_tile: bool = False
    #: one of the facts that matter first: shown in lists and at the top of the card
    leading: bool = False
    #: tells where the feature is: withheld where its location is generalised
    locating: bool = False
    #: a number that the feature is known by: search finds by it the feature itself before what mentions it
    identifies: bool = False
    #: SI unit or currency of the number, shown after it
    unit: str | Promise = ""
    #: the field that holds the unit, where rows differ in it
    unit_in: str = ""
    #: the field that holds the address on this map that it leads to
    link_in: str = ""
    #: the choices of which a value names several, by their codes with commas between them
    several: type[Choices] | None = None
    #: what happened on the day that the field holds, as a sentence of the story of a place; empty: its label says it
    happened: str | Promise = ""
    #: the fields of days that make this one void, where they come first: what was expected by it has happened before
    overtaken_by: tuple[str, ...] = ()
    #: told on cards; False for what is there for machines only (exports, API)
    on_card: bool = True

    @property
    def name(self) -> str:
        """The public name: in addresses, exports and schemas."""
        return self.path.replace("__", "_")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of which a feature has many, imported and exported in tables of their own.

    `path` leads there from the feature, directly (`"parts"`) or over its present row: `"audit__answers"`.
    """

    path: str
    #: what the feature's page calls them
    title: str | Promise
    fields: tuple[Field, ...]

    @property
    def holder(self) -> str:
        """The relation to the present row that has the rows; empty where they are the feature's own."""
        return self.path.partition("__")[0] if "__" in self.path else ""


class Telling(Enum):
    """How a field is told of many features together."""

    #: how many have each choice, or each word of a text
    CHOICES = "choices"
    #: how many in each month
    MONTHS = "months"
    #: how much together, by currency and by class of the legend
    SUM = "sum"
    #: how much together beside how much of another field, by the values of a third; both in one unit
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Apart:
    """Classes of the legend whose money is no part of what the layer comes to, and what they are called together."""

    title: str | Promise
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of many features: a declared field by its public name, and how it is told."""

    name: str
    telling: Telling
    #: its heading, where the name of the field is none
    title: str | Promise = ""
    #: of a sum: what is added up by itself, because nobody spends it, or not yet
    apart: tuple[Apart, ...] = ()
    #: the field that it is held against, and the one by whose values
    against: str = ""
    by: str = ""
