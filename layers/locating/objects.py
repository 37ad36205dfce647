"""What a text calls by a name or number of its own: «ЗОШ № 15», «парк «Шовковичний»», «міська лікарня № 1»."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from layers.locating import houses, names
from layers.locating.text import Token, clean, tokens

#: what it is, and its number or the stems of its name
Key = tuple[str, str]

#: the table of words that make another thing of one
_SPECIAL = "special"
_OPENING, _CLOSING = "«\"“„'", "»\"”'"
#: between what it is and its number: «школа І-ІІІ ступенів № 15»
_REACH = 6
#: no thing has a higher number that is not called one
_MOST = 200


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "objects.toml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, str]:
    return {form: kind for kind, forms in _file().items() if kind != _SPECIAL for form in forms}


def _specials(kind: str) -> list[str]:
    told = _file()[_SPECIAL]
    return [*told["any"], *told.get(kind, ())]


def keys(name: str) -> set[Key]:
    """By what something of this name is found."""
    return {key for key, _start, _end in mentioned(tokens(clean(name)))}


def mentioned(found: Sequence[Token]) -> Iterator[tuple[Key, int, int]]:
    """What a text names, from which token to which."""
    for position, token in enumerate(found):
        kind = _kinds().get(names.stem(token.text)) if token.is_word else None
        if kind:
            for word, end in _told(found, position):
                yield (_special(found, position, end, kind) + kind, word), position, end


def _special(found: Sequence[Token], position: int, end: int, kind: str) -> str:
    """What makes another thing of it: a «музична школа № 1» is not the school no. 1."""
    around = [*found[max(0, position - 2) : position], *found[position + 1 : end]]
    return next(
        (f"{word} " for token in around for word in _specials(kind) if token.text.startswith(word)), ""
    )


def _told(found: Sequence[Token], position: int) -> Iterator[tuple[str, int]]:
    """The numbers and names that go with the word of a kind, and where each is over; a number goes before a name."""
    if told := _number(found, position + 1) or _quoted(found, position + 1):
        yield told
        return
    before = found[position - 1] if position else None
    if before and before.is_word and before.is_capital and len(before.text) > 3:
        yield names.stem(before.text), position + 1
    after = found[position + 1] if position + 1 < len(found) else None
    if after and after.is_word and after.is_capital and len(after.text) > 3:
        yield names.stem(after.text), position + 2


def _number(found: Sequence[Token], start: int) -> tuple[str, int] | None:
    if (
        start < len(found)
        and (read := houses.one(found, start, is_called=False))
        and read.houses[0].number < _MOST
    ):
        # «ДНЗ 26», «школа 9».
        return found[start].text, start + 1
    for position in range(start, min(start + _REACH, len(found) - 1)):
        if found[position].is_mark(",;."):
            return None
        if found[position].is_mark("№") and found[position + 1].is_number:
            return found[position + 1].text, position + 2
    return None


def _quoted(found: Sequence[Token], start: int) -> tuple[str, int] | None:
    for position in range(start, min(start + _REACH, len(found))):
        if found[position].is_mark(",;"):
            return None
        if found[position].is_mark(_OPENING):
            inside = list(
                takewhile(lambda token: not token.is_mark(_CLOSING), found[position + 1 : position + 5])
            )
            words = [names.stem(token.text) for token in inside if token.is_word]
            return (" ".join(words), position + len(inside) + 2) if words else None
    return None
