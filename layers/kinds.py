"""Kinds of things that a text names: «без дозволу», «кафе на Шевченка» are a filter, perhaps with words beside it.

People look for what something is as often as for what it is called; what it is stands in no text of a row, but among
the choices of its columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.text import capfirst

from layers import counting
from layers.layer import Layer
from layers.query import TEXT, select
from layers.registry import catalogue
from layers.viewer import Viewer
from layers.words import stems

_MOST = 4
#: letters: fewer begin too many words
_LEAST = 3
#: words between what something is and where; they are neither
_BETWEEN = frozenset({"на", "в", "у", "біля", "по", "вул", "the", "in", "on", "at", "near"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A layer's features with one choice, and perhaps with words."""

    layer: Layer
    column: str
    value: str
    title: str
    text: str

    @property
    def words(self) -> QueryDict:
        """The words that select it at the layer's own addresses."""
        return self._words("")

    @property
    def url(self) -> str:
        """The layer's front door with this filter."""
        return f"/{self.layer.slug}/?{self.words.urlencode()}"

    @property
    def words_of_map(self) -> str:
        """The words of the map's address that ask for it."""
        words = self._words(f"{self.layer.slug}.")
        words["layers"] = self.layer.slug
        return words.urlencode()

    def _words(self, prefix: str) -> QueryDict:
        words = QueryDict(mutable=True)
        words[f"{prefix}{self.column}"] = self.value
        if self.text:
            words[TEXT] = self.text
        return words


def choices(viewer: Viewer, text: str) -> list[Kind]:
    """The kinds that a text names and that there are any of, those with the shortest names first."""
    asked = stems(text)
    if len(text) < _LEAST or not asked:
        return []
    named = [kind for layer in catalogue.shown for kind in _of(layer, viewer, asked)]
    found = []
    for kind in sorted(named, key=lambda kind: (bool(kind.text), len(kind.title))):
        if counting.count(select(kind.layer, viewer, kind.words)):
            found.append(kind)
        if len(found) == _MOST:
            break
    return found


def _of(layer: Layer, viewer: Viewer, asked: list[str]) -> Iterator[Kind]:
    titles = {value: str(symbol.title) for value, symbol in layer.style.symbols()}
    for column in layer.columns_for(viewer):
        if not (column.field.filter and column.choices and column.is_local):
            continue
        for value, label in column.choices:
            called = titles.get(value, label) if column.name == layer.style.field else label
            rest = _rest(asked, _stems(str(called)), _stems(str(layer.title)))
            if rest is not None:
                yield Kind(layer, column.name, value, capfirst(str(called)), " ".join(rest))


def _rest(asked: list[str], called: tuple[str, ...], layer: tuple[str, ...]) -> list[str] | None:
    """What is asked for beside the kind; None where the kind is not named."""
    named = [word for word in asked if _is_among(word, called)]
    others = [word for word in asked if word not in named and not _is_among(word, layer)]
    others = [word for word in others if word not in _BETWEEN]
    if not named or all(word in _BETWEEN for word in named):
        return None
    is_whole = all(any(part.startswith(word) for word in named) for part in called)
    return others if is_whole or not others else None


@lru_cache(maxsize=2048)
def _stems(title: str) -> tuple[str, ...]:
    return tuple(stems(title))


def _is_among(word: str, words: tuple[str, ...]) -> bool:
    return len(word) >= _LEAST and any(one.startswith(word) for one in words)
