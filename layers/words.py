"""How text is compared, on Python's side: `fold` is the twin of the SQL function layers_fold (a test holds them
together), and a stem is what the cases of a Ukrainian word have in common.

A query asks for words that begin with the stems: «шевченко» finds «вулиця Шевченка», «бібліотеки» finds «Бібліотека».
"""

import re

_PUNCTUATION = '.,;:/\\-_()[]{}#№!?&+*=<>|@%$^~–—…«»“”„"\t\r\n'
_APOSTROPHES = "'’ʼ`´‘"
_LATIN, _CYRILLIC = "abceikmhoptxyё", "авсеікмнортхуе"
_TABLE = (
    {ord(mark): " " for mark in _PUNCTUATION}
    | {ord(mark): None for mark in _APOSTROPHES}
    | {ord(latin): cyrillic for latin, cyrillic in zip(_LATIN, _CYRILLIC, strict=True)}
)
#: endings of nouns and adjectives, of which a word loses the longest
_ENDING = re.compile(
    "(?:ого|ому|ими|ові|еві|єві|ами|ями|ої|ою|ею|єю|ій|ий|им|их|ів|їв|ах|ях|ам|ям|ом|ем|єм|[аеєиіїоуюяйь])$"
)
_SHORTEST_STEM = 4
#: of a text are looked for
MOST_WORDS = 12


def fold(words: str) -> str:
    """Small letters, no apostrophes, Latin look-alikes as Cyrillic, punctuation as spaces; ґ stays apart from г."""
    return words.lower().translate(_TABLE)


def stem(word: str) -> str:
    """A folded word without its ending; as it is, where fewer than four letters would be left."""
    stripped = _ENDING.sub("", word)
    return stripped if len(stripped) >= _SHORTEST_STEM else word


def stems(words: str) -> list[str]:
    """The stems of at most twelve words."""
    return [stem(word) for word in re.findall(r"\w+", fold(words))[:MOST_WORDS]]


def prefix_query(words: str, weights: str) -> str:
    """A tsquery that finds rows with every stem as a prefix, in text of these weights; empty for no words."""
    return " & ".join(f"'{word}':*{weights}" for word in stems(words))


def any_query(words: str) -> str:
    """A tsquery that finds rows with any of the words just as it is; empty for no words."""
    return " | ".join(f"'{word}'" for word in re.findall(r"\w+", fold(words))[:MOST_WORDS])


_PLACES = {
    ord(letter): place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", start=0x430)
}


def alphabetically(text: str) -> str:
    """A key that sorts texts by the Ukrainian alphabet, and their numbers by value: in Unicode «є», «і», «ї» and «ґ»
    stand after «я»."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), text.casefold()).translate(_PLACES)


def edits(one: str, other: str) -> int:
    """How many letters have to be put in, left out or changed to make one word of another (Levenshtein's distance)."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, met in enumerate(other, start=1):
            current.append(
                min(before[column] + 1, current[column - 1] + 1, before[column - 1] + (letter != met))
            )
        before = current
    return before[-1]
