"""What a text names, as it is read, and the text itself as those who read it walk over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.locating import names, objects
from layers.locating.gazetteer import Found, Gazetteer, Kinds, Named, Settlement
from layers.locating.houses import House
from layers.locating.text import Token

#: where streets meet
CROSSING = frozenset(
    [
        *("ріг", "кут", "куті", "угол", "углу"),
        "розі",
        "рогу",
        "перехрестя",
        "перехресті",
        "перехрестю",
        "перетин",
        "перетину",
        "перетині",
        "примикання",
        "примиканні",
    ]
)
#: tokens between a word and what it is about: «від перехрестя з вул. …», «від житлового будинку № 5»
REACH = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement that a text names: those of the community that it may be, or the name of another one."""

    start: int
    end: int
    known: tuple[Settlement, ...]
    name: str
    #: a council or community: all its settlements are meant, not the one that it is called after
    is_body: bool = False


@dataclass(slots=True)
class Mention:
    """A street that a text names, the houses that it gives, and where that stands."""

    start: int
    end: int
    kinds: Kinds
    found: Found | None
    #: as the text has it, where no street is called so
    words: str
    houses: tuple[House, ...] = ()
    #: at a house, not in it, or at one of some: «біля буд. 97», «12–14»
    is_near: bool = False
    #: its houses stand before it: «буд. 5 по вул. …»
    is_led: bool = False
    #: the settlement that stands nearest; of several of the same name, all
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class End:
    """Where a stretch begins or ends: at a house, at another street, where the street itself ends, or unknown."""

    house: House | None = None
    street: Mention | None = None
    is_last: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.house or self.street or self.is_last)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a street, from one end to another."""

    street: Mention
    start: End
    end: End
    #: as the text has it
    words: str = ""


@dataclass(slots=True)
class Reading:
    """All that a text says of a place."""

    text: str
    mentions: list[Mention] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    #: streets that meet where it is
    crossing: tuple[Mention, Mention] | None = None
    places: list[Place] = field(default_factory=list)
    named: list[tuple[str, list[Named]]] = field(default_factory=list)
    #: streets that are named as what is not meant, or only measured from
    left_out: list[str] = field(default_factory=list)
    #: another oblast that the text names
    other_region: str = ""

    def quote(self, start: int, end: int, found: Sequence[Token]) -> str:
        return self.text[found[start].start : found[min(end, len(found)) - 1].end]


@dataclass
class Reader:
    """One who reads a text; all readers of one text put what they find into one reading."""

    text: str
    gazetteer: Gazetteer
    found: Sequence[Token]
    #: what bears a number or a name of its own, from token to token
    things: list[tuple[objects.Key, int, int]]
    reading: Reading

    def _kind(self, position: int) -> tuple[Kinds, int]:
        """The kinds of street that a token may name, and what stands behind it."""
        token = self.found[position]
        if not token.is_word:
            return (), position
        joined = self.found[position + 2].text if self._is_word(position + 2) else ""
        if self._mark(position + 1, "-") and (kinds := names.kinds_of(f"{token.text} {joined}")):
            return kinds, self._after_dot(position + 3)
        return names.kinds_of(token.text), self._after_dot(position + 1)

    def _mark(self, position: int, marks: str) -> bool:
        return position < len(self.found) and self.found[position].is_mark(marks)

    def _is_word(self, position: int) -> bool:
        return position < len(self.found) and self.found[position].is_word

    def _after_dot(self, position: int) -> int:
        return position + 1 if self._mark(position, ".") else position

    def _says(self, start: int, end: int, words: Sequence[str]) -> bool:
        return any(token.text in words for token in self.found[start:end])

    def _quote(self, start: int, end: int) -> str:
        return self.reading.quote(start, end, self.found)
