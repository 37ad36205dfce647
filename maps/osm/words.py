"""What the texts of OpenStreetMap's tags mean: names, types of streets, widths. No database.

What does not fit a column is left out of it and stays, whole, among the tags: nothing is cut in the middle of a word.
"""

import re
from collections.abc import Iterator, Mapping

from accessibility.routing.tags import metres as length
from layers.words import fold

Tags = Mapping[str, str]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_APOSTROPHES = re.compile(r"['ʼ`´‘]")

#: words that are a type wherever they stand, and their short forms
_TYPES = {
    "вулиця": "вулиця",
    "вул": "вулиця",
    "провулок": "провулок",
    "пров": "провулок",
    "в’їзд": "в’їзд",
    "заїзд": "заїзд",
    "проїзд": "проїзд",
    "бульвар": "бульвар",
    "бул": "бульвар",
    "бульв": "бульвар",
    "проспект": "проспект",
    "просп": "проспект",
    "пр-т": "проспект",
    "узвіз": "узвіз",
    "шосе": "шосе",
    "тупик": "тупик",
    "мікрорайон": "мікрорайон",
    "мкр": "мікрорайон",
    "м-н": "мікрорайон",
    "м-рн": "мікрорайон",
    "квартал": "квартал",
}
#: words that are a type only beside none of the others: «вулиця Набережна» is a street, «Паркова алея» an alley
_WEAK_TYPES = {
    "площа": "площа",
    "пл": "площа",
    "майдан": "майдан",
    "алея": "алея",
    "набережна": "набережна",
    "дорога": "дорога",
    "лінія": "лінія",
}
_WIDEST_ROAD = 200.0
_TALLEST = 300


def listed(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


def plain(text: str) -> str:
    """A text without control characters, which neither a page nor JSONB can hold."""
    return _CONTROL.sub(" ", text).strip()


def plain_tags(tags: Tags) -> dict[str, str]:
    """All tags, to be kept beside the columns."""
    return {plain(key): plain(value) for key, value in tags.items()}


def fitting(text: str | None, longest: int) -> str:
    """The text where it fits into its column, else nothing."""
    text = plain(text or "")
    return text if len(text) <= longest else ""


def name_of(tags: Tags, longest: int = 200) -> str:
    """The name in Ukrainian where there is one, else as it stands on the spot."""
    return fitting(tags.get("name:uk"), longest) or fitting(tags.get("name"), longest)


def former_names(tags: Tags) -> list[str]:
    """Former and other names: an old paper may cite any of them. Several stand between semicolons."""
    present = fold(name_of(tags))
    found: dict[str, str] = {}
    for key in ("old_name:uk", "old_name", "alt_name:uk", "alt_name"):
        for part in plain(tags.get(key, "")).split(";"):
            name = part.strip()
            if name and len(name) <= 200 and fold(name) != present:
                found.setdefault(fold(name), name)
    return list(found.values())


def split_street(name: str) -> tuple[str, str]:
    """Type and name of a street: («вулиця», «Центральна») of «Центральна вулиця», «вул. Центральна» and the like.

    The type is empty where the name has none: it is not guessed.
    """
    words = re.sub(r"\b(вул|пров|бульв|бул|просп|пл|мкр)\.\s*", r"\1. ", name).split()
    if len(words) < 2:
        return "", name
    for types in (_TYPES, _WEAK_TYPES):
        for index in (0, len(words) - 1):
            kind = types.get(_bare(words[index]))
            if kind:
                return kind, " ".join(words[:index] + words[index + 1 :])
    return "", name


def _bare(word: str) -> str:
    return _APOSTROPHES.sub("’", word.lower()).strip(".,")


def street_key(name: str) -> str:
    """What two spellings of one street have in common; the same as layers_fold(type || ' ' || name) in SQL."""
    kind, core = split_street(name)
    return fold(f"{kind} {core}")


def metres(text: str | None, widest: float = _WIDEST_ROAD) -> float | None:
    """A width in metres: «2», «2,5 m», «250 cm», «8'6"»; None for what cannot be understood or cannot be."""
    return length(plain(text or ""), widest) or None


def whole(text: str | None, most: int) -> int | None:
    """A whole number from nought to `most`, else None."""
    text = plain(text or "").replace(" ", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) and int(text) <= most else None


def storeys(tags: Tags) -> int | None:
    return whole(tags.get("building:levels", "").removesuffix(".0"), _TALLEST)


def website(tags: Tags) -> str:
    """An address that a browser opens: nothing but http and https is taken."""
    text = fitting(tags.get("website") or tags.get("contact:website") or tags.get("url"), 480)
    if re.match(r"https?://[^\s\"<>]+$", text, re.IGNORECASE):
        return text
    return f"http://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[^\s\"<>]*)?", text) else ""


def phone(tags: Tags) -> str:
    """The first telephone numbers that fit."""
    numbers = [
        part.strip() for part in plain(tags.get("phone") or tags.get("contact:phone") or "").split(";")
    ]
    while numbers and len("; ".join(numbers)) > 80:
        numbers.pop()
    return "; ".join(numbers)


def numbers_of(tags: Tags) -> Iterator[str]:
    """House numbers; an object may stand for several («12;14»)."""
    for part in plain(tags.get("addr:housenumber", "")).split(";"):
        if part.strip():
            yield part.strip()
