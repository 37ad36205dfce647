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
_MOST = 500
#: what bodies are called: where they are named, it is mostly not for where they sit
_BODIES = frozenset(["рад", "управлін", "відділ", "департамент", "комітет", "виконком", "служб"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "objects.toml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, str]:
    return {form: kind for kind, forms in _file().items() if kind != _SPECIAL for form in forms}


def _specials(kind: str) -> list[str]:
    told = _file()[_SPECIAL]
    return [*told["any"], *told.get(kind, ())]


#: of these each city has its own
_OF_A_CITY = frozenset(
    [
        "school",
        "lyceum",
        "gymnasium",
        "complex",
        "kindergarten",
        "hospital",
        "polyclinic",
        "ambulatory",
        "maternity",
        "library",
        "college",
    ]
)


def is_of_a_city(token: Token) -> bool:
    """Whether a word is an institution of which each city has its own: «Олександрійська лікарня», no market."""
    return token.is_word and _kinds().get(names.stem(token.text)) in _OF_A_CITY


def keys(name: str) -> set[Key]:
    """By what something of this name is found."""
    return {key for key, _start, _end in mentioned(tokens(clean(name)))}


def whole(name: str) -> tuple[str, ...]:
    """The stems of a name of several words, by which it is known where it stands in full; nothing of one word, which
    may be anything, of the name of a body, and of what is found by its kind and number."""
    if any(told.isdigit() for _kind, told in keys(name)):
        return ()
    words = [token for token in tokens(clean(name)) if token.kind != "mark"]
    stems = tuple(names.stem(token.text) for token in words)
    telling = [token for token in words if token.is_number or len(token.text) > 2]
    return stems if len(telling) > 1 and not _BODIES & set(stems) else ()


def is_another(found: Sequence[Token], start: int) -> bool:
    """Whether the word before a name makes another thing of it: «обласний краєзнавчий музей»."""
    words = {word for some in _file()[_SPECIAL].values() for word in some}
    return start > 0 and found[start - 1].is_word and found[start - 1].text.startswith(tuple(words))


def is_at(stems: Sequence[str], found: Sequence[Token], start: int) -> int:
    """How many tokens from `start` on are these stems, with marks in between; 0 where they differ."""
    position = start
    for number, stem in enumerate(stems):
        while number and position < len(found) and found[position].is_mark('«»"“”„-–№.'):
            position += 1
        if position >= len(found) or names.stem(found[position].text) != stem:
            return 0
        position += 1
    return position - start


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
    if told := _numbers(found, position + 1) or _quoted(found, position + 1):
        yield from told
        return
    before = found[position - 1] if position else None
    if before and before.is_word and before.is_capital and len(before.text) > 3:
        yield names.stem(before.text), position + 1
    if word := _word(found, position + 1):
        yield word


def _word(found: Sequence[Token], position: int) -> tuple[str, int] | None:
    """The name behind the word of a kind; «Полтава-Південна» is one."""
    if position >= len(found) or not found[position].is_word or not found[position].is_capital:
        return None
    joined = found[position : position + 3]
    if len(joined) == 3 and joined[1].is_mark("-") and joined[2].is_word and not joined[2].apart:
        return f"{names.stem(joined[0].text)}-{names.stem(joined[2].text)}", position + 3
    return (names.stem(joined[0].text), position + 1) if len(joined[0].text) > 3 else None


def _numbers(found: Sequence[Token], start: int) -> list[tuple[str, int]]:
    """The numbers of things: «№ 3», «ДНЗ 26», «№ 3, № 9 та № 17»."""
    read = houses.one(found, start, is_called=False) if start < len(found) else None
    if read and read.houses[0].number < _MOST:
        return [(found[start].text, start + 1)]
    told: list[tuple[str, int]] = []
    first = _numbered(found, start, start + _REACH)
    while first is not None:
        told.append((found[first].text, first + 1))
        is_next = first + 1 < len(found) and (found[first + 1].is_mark(",") or found[first + 1].is_and)
        first = _numbered(found, first + 2, first + 3) if is_next else None
    return told


def _numbered(found: Sequence[Token], start: int, end: int) -> int | None:
    """Where the number of the first «№» is."""
    for position in range(start, min(end, len(found) - 1)):
        if found[position].is_mark(",;."):
            return None
        if found[position].is_mark("№") and found[position + 1].is_number:
            return position + 1
    return None


def _quoted(found: Sequence[Token], start: int) -> list[tuple[str, int]]:
    for position in range(start, min(start + _REACH, len(found))):
        if found[position].is_mark(",;"):
            return []
        if found[position].is_mark(_OPENING):
            inside = list(
                takewhile(lambda token: not token.is_mark(_CLOSING), found[position + 1 : position + 5])
            )
            words = [names.stem(token.text) for token in inside if token.is_word]
            return [(" ".join(words), position + len(inside) + 2)] if words else []
    return []
