"""How text is compared, on Python's side: the twin of the SQL function layers_fold (a test holds them together)."""

import re

_PUNCTUATION = '.,;:/\\-_()[]{}#№!?&+*=<>|@%$^~–—…«»“”„"\t\r\n'
_APOSTROPHES = "'’ʼ`´‘"
_LATIN, _CYRILLIC = "abceikmhoptxyё", "авсеікмнортхуе"
_TABLE = (
    {ord(mark): " " for mark in _PUNCTUATION}
    | {ord(mark): None for mark in _APOSTROPHES}
    | {ord(latin): cyrillic for latin, cyrillic in zip(_LATIN, _CYRILLIC, strict=True)}
)


def fold(words: str) -> str:
    """Small letters, no apostrophes, Latin look-alikes as Cyrillic, punctuation as spaces; ґ stays apart from г."""
    return words.lower().translate(_TABLE)


def prefix_query(words: str, weights: str, most: int = 12) -> str:
    """A tsquery that finds rows with every word as a prefix, in text of these weights; empty for no words."""
    found = re.findall(r"\w+", fold(words))[:most]
    return " & ".join(f"'{word}':*{weights}" for word in found)
