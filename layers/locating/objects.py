"""What a text calls by a name or number of its own: «ЗОШ № 15», «парк «Шовковичний»», «міська лікарня № 1»."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from layers.locating import names
from layers.locating.text import Token, clean, tokens

#: what it is, and its number or the stems of its name
Key = tuple[str, str]

_OPENING, _CLOSING = "«\"“„'", "»\"”'"
#: between what it is and its number: «школа І-ІІІ ступенів № 15»
_REACH = 6


@cache
def _kinds() -> dict[str, str]:
    told = tomllib.loads((Path(__file__).parent / "objects.toml").read_text("utf-8"))
    return {form: kind for kind, forms in told.items() for form in forms}


def keys(name: str) -> set[Key]:
    """By what something of this name is found."""
    return {key for key, _start in mentioned(tokens(clean(name)))}


def mentioned(found: Sequence[Token]) -> Iterator[tuple[Key, int]]:
    """What a text names, and at which token."""
    for position, token in enumerate(found):
        kind = _kinds().get(names.stem(token.text)) if token.is_word else None
        if kind:
            for word in _told(found, position):
                yield (kind, word), position


def _told(found: Sequence[Token], position: int) -> Iterator[str]:
    """The numbers and names that go with the word of a kind; a number goes before a name."""
    number = _number(found, position + 1)
    if number:
        yield number
        return
    if quoted := _quoted(found, position + 1):
        yield quoted
        return
    before = found[position - 1] if position else None
    if before and before.is_word and before.is_capital and len(before.text) > 3:
        yield names.stem(before.text)
    after = found[position + 1] if position + 1 < len(found) else None
    if after and after.is_word and after.is_capital and len(after.text) > 3:
        yield names.stem(after.text)


def _number(found: Sequence[Token], start: int) -> str:
    for position in range(start, min(start + _REACH, len(found) - 1)):
        if found[position].is_mark(",;."):
            return ""
        if found[position].is_mark("№") and found[position + 1].is_number:
            return found[position + 1].text
    return ""


def _quoted(found: Sequence[Token], start: int) -> str:
    for position in range(start, min(start + _REACH, len(found))):
        if found[position].is_mark(",;"):
            return ""
        if found[position].is_mark(_OPENING):
            words: list[str] = []
            for token in found[position + 1 : position + 5]:
                if token.is_mark(_CLOSING):
                    break
                if token.is_word:
                    words.append(names.stem(token.text))
            return " ".join(words)
    return ""
