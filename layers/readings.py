"""What may have been meant by a text that finds nothing: another keyboard, Latin letters, a typing error.

A reading is another text to search for. The page says which one it shows: nothing is corrected in silence.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from layers.fields import Audience
from layers.registry import catalogue
from layers.words import MOST_WORDS, edits, fold, stem

_SAID = tomllib.loads(Path(__file__).with_name("everyday.toml").read_text(encoding="utf-8"))
#: the stem of what people say → what it is called here
_EVERYDAY = {stem(fold(said)): called for said, called in _SAID["words"].items()}
_THOROUGHFARES: dict[str, str] = _SAID["thoroughfares"]
_KINDS_OF_STREETS = frozenset(_THOROUGHFARES.values())

#: the Ukrainian keyboard by the keys of the English one
_KEYS = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
        "йцукенгшщзхїфівапролджєячсмитьбю",
        strict=True,
    )
)
_ENGLISH_KEYS = str.maketrans(_KEYS)
#: the Russian letters on the keys of Ukrainian ones
_RUSSIAN_KEYS = str.maketrans("ыэъ", "ієї")
#: Russian as Ukrainian sounds it: old names of streets are remembered so
_RUSSIAN_LETTERS = str.maketrans({"и": "і", "ы": "и", "э": "е", "ё": "е", "ъ": ""})
#: who writes these writes Ukrainian
_UKRAINIAN = frozenset("іїєґ")
#: «казацкий» is «козацький»: the sign between stands in Ukrainian only
_RUSSIAN_ENDING = re.compile("([сц])к(ий|ая|ой|ое|ого)$")
#: Transliteration of Ukrainian (Cabinet of Ministers, 27 January 2010, no. 55), read backwards: the longest first.
_LATIN = {
    "shch": "щ", "zgh": "зг",
    "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "ye": "є", "yi": "ї", "yu": "ю", "ya": "я", "ie": "є",
    "iu": "ю", "ia": "я", "yo": "йо",
    "a": "а", "b": "б", "v": "в", "h": "г", "g": "ґ", "d": "д", "e": "е", "z": "з", "y": "и", "i": "і", "j": "й",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф",
    "c": "к", "q": "к", "w": "в", "x": "кс",
}  # fmt: skip
_LATIN_LETTERS = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
#: where a house's number follows its street without a space
_GLUED = re.compile(r"(?<=[^\W\d_]{3})(?=\d)")
#: of trigrams: «шевчнка» and «шевченка» have 0.55 in common, words of different meaning seldom more than 0.4
_LIKENESS = 0.42
#: letters of a word that may be mistaken all the same, and how many of them: «фптека» has few trigrams of «аптека»
_LONG, _MOST_EDITS = 6, 1


def readings(text: str) -> Iterator[str]:
    """Other texts that may have been meant, the likeliest first; a later one costs more to find."""
    apart = _GLUED.sub(" ", text)
    if apart != text:
        yield apart
        text = apart
    called = as_called(text)
    if called != text:
        yield called
    latin = bool(re.search("[a-z]", text.lower()))
    if latin:
        yield text.lower().translate(_ENGLISH_KEYS)
        if "'" in text:
            # The key of the apostrophe is another one here and there.
            yield text.lower().replace("'", "").translate(_ENGLISH_KEYS)
        cyrillic = " ".join(_THOROUGHFARES.get(word) or _sounded(word) for word in text.lower().split())
        yield cyrillic
        text = cyrillic
    russian = text.lower().translate(_RUSSIAN_KEYS)
    if russian != text.lower():
        yield russian
    text = russian
    ukrainian = text if _UKRAINIAN & set(text) else " ".join(map(_ukrainian, _words(text)))
    if ukrainian != " ".join(_words(text)):
        yield ukrainian
    named = [word for word in _words(text) if not any(letter.isdigit() for letter in word)]
    if named and len(named) < len(_words(text)):
        # A house that is not known: its street may be.
        yield " ".join(named)
    for typed in dict.fromkeys((text, ukrainian)):
        words = fold(typed).split()[:MOST_WORDS]
        spelt = [_nearest(word) for word in words]
        if spelt != words:
            yield " ".join(spelt)
        bare = [word for word in spelt if word not in _KINDS_OF_STREETS]
        if bare and bare != spelt:
            # It may be a lane that somebody takes for a street.
            yield " ".join(bare)


def as_called(text: str) -> str:
    """A text with the words by which registers and this map call what people say otherwise: «туалет» is «вбиральня»."""
    words = text.split()
    called = [_EVERYDAY.get(stem(fold(word).strip()), word) for word in words]
    return " ".join(called) if called != words else text


def _sounded(word: str) -> str:
    return _LATIN_LETTERS.sub(lambda letters: _LATIN[letters[0]], word)


def _ukrainian(word: str) -> str:
    """A Russian word as it may be in Ukrainian."""
    ending = _RUSSIAN_ENDING.sub(r"\1ький", word)
    return _THOROUGHFARES.get(word) or (ending if ending != word else word.translate(_RUSSIAN_LETTERS))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def learn_words() -> int:
    """Note every word that the public's search may find, and return how many there are. Long at a million rows
    (seconds): the worker does it now and then."""
    rows = " UNION ALL ".join(
        f"SELECT search FROM {connection.ops.quote_name(layer.table)} WHERE published"
        for layer in catalogue
        if layer.searchable(Audience.PUBLIC)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE layers_word IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM layers_word")
        cursor.execute(
            # Numbers are typed as they are, and a short word is like too many others.
            r"""INSERT INTO layers_word (word, rows)
                SELECT word, ndoc FROM ts_stat(%s, 'a') WHERE length(word) BETWEEN 4 AND 60 AND word !~ '\d'""",
            [rows],
        )
        return int(cursor.rowcount)


def _nearest(word: str) -> str:
    """The word that is most like one that begins none of the known words; else the word itself."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return word
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM layers_word WHERE word LIKE %s LIMIT 1", [f"{stem(word)}%"])
        if cursor.fetchone():
            return word
        cursor.execute(
            """SELECT word, similarity(word, %s) FROM layers_word WHERE word %% %s
                ORDER BY similarity(word, %s) DESC, rows DESC LIMIT 40""",
            [word, word, word],
        )
        close = cursor.fetchall()
    if close and close[0][1] >= _LIKENESS:
        return str(close[0][0])
    mistaken = (
        other for other, _likeness in close if len(word) >= _LONG and edits(word, other) <= _MOST_EDITS
    )
    return str(next(mistaken, word))
