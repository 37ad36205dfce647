"""How features look. The legend, the map's canvas and the printed key read the same symbols.

A layer has one shape; a state has one tone and one glyph inside the shape, so that nobody needs to tell
red from green. Contrast of the tones against land, water and panel is a law (tests/contract).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices


class Shape(TextChoices):
    """Says what: one per layer."""

    SQUARE = "square"
    BOARD = "board"
    CIRCLE = "circle"
    TRIANGLE = "triangle"
    HEXAGON = "hexagon"
    PENTAGON = "pentagon"
    BUBBLE = "bubble"
    DIAMOND = "diamond"
    PILL = "pill"
    PENNANT = "pennant"
    TWINS = "twins"
    ARCH = "arch"
    DOT = "dot"


class Tone(Enum):
    """Says how: colour in light, colour in dark, glyph."""

    GOOD = ("#00695C", "#5CC9B6", "check")
    WARNING = ("#9A5B00", "#F0B24A", "clock")
    BAD = ("#B3261E", "#FF8A80", "cross")
    NONE = ("#6A1B9A", "#CE93D8", "none")
    UNKNOWN = ("#56616B", "#A7B0B9", "question")
    RUNNING = ("#0B5CAD", "#7DB8F5", "arrow")
    NEUTRAL = ("#4E565E", "#AEB6BE", "")

    @property
    def light(self) -> str:
        return self.value[0]

    @property
    def dark(self) -> str:
        return self.value[1]

    @property
    def glyph(self) -> str:
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One entry of a legend. `title` is translatable; an empty `glyph` takes the tone's own."""

    title: Any
    tone: Tone = Tone.NEUTRAL
    glyph: str = ""

    def as_json(self, value: str) -> dict[str, str]:
        return {
            "value": value,
            "title": str(self.title),
            "light": self.tone.light,
            "dark": self.tone.dark,
            "glyph": self.glyph or self.tone.glyph,
            "tone": self.tone.name.lower(),
        }


@dataclass(frozen=True, slots=True)
class Fading:
    """What is drawn faded: rows whose field says one of some values (a field with choices), and what that means."""

    field: str
    values: tuple[str, ...]
    title: Any

    def sql(self) -> str:
        """Whether a row is faded; its field is a column."""
        values = ", ".join(f"'{value}'" for value in self.values)
        return f'"{self.field}" IN ({values})'


@dataclass(frozen=True, slots=True)
class Single:
    """Every feature looks the same."""

    symbol: Symbol

    field: str | None = None

    def symbols(self) -> Iterator[tuple[str, Symbol]]:
        yield "", self.symbol

    def class_sql(self, row: str) -> str:
        """The SQL expression of a row's legend class (text, never null)."""
        return "''::text"


@dataclass(frozen=True, slots=True)
class ByValue:
    """A symbol for each value of a field with choices."""

    field: str
    by_value: Mapping[Any, Symbol]

    def symbols(self) -> Iterator[tuple[str, Symbol]]:
        for value, symbol in self.by_value.items():
            yield str(getattr(value, "value", value)), symbol

    def class_sql(self, row: str) -> str:
        return f"coalesce({row}.\"{self.field}\"::text, '')"


@dataclass(frozen=True, slots=True)
class ByRange:
    """A symbol for each range of a number: `((upper bound, symbol), …)`, the last bound is None.

    `unknown` is the symbol of a feature without the number: unknown is never the first class.
    """

    field: str
    steps: tuple[tuple[float | None, Symbol], ...]
    unknown: Symbol

    def symbols(self) -> Iterator[tuple[str, Symbol]]:
        for index, (_, symbol) in enumerate(self.steps):
            yield str(index), symbol
        yield "", self.unknown

    def class_sql(self, row: str) -> str:
        column = f'{row}."{self.field}"'
        branches = "".join(
            f" WHEN {column} < {upper} THEN '{index}'"
            for index, (upper, _) in enumerate(self.steps)
            if upper is not None
        )
        return f"CASE WHEN {column} IS NULL THEN ''{branches} ELSE '{len(self.steps) - 1}' END"


Style = Single | ByValue | ByRange
