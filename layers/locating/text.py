"""A text as tokens: folded words, numbers and marks, each with where it stood, so that a reason can quote the text."""

import re
import unicodedata
from dataclasses import dataclass

from layers.words import fold

#: what is read of a text: titles are shorter, a description's place stands near its beginning
LONGEST = 4000

_TOKEN = re.compile(r"(?P<number>[0-9]+)|(?P<word>[^\W\d_]+(?:['’ʼ`´‘][^\W\d_]+)*)|(?P<mark>[^\w\s]|_)")


_AND = ("та", "і", "й", "и")
#: digits
_POSTAL_CODE = 5


@dataclass(frozen=True, slots=True)
class Token:
    """One word (folded), number or mark."""

    kind: str
    #: folded: small, without apostrophes, Latin look-alikes as Cyrillic
    text: str
    start: int
    end: int
    #: whether it stands apart from what is before it
    apart: bool
    is_capital: bool
    #: in capitals throughout: of a title in capitals, or short for something
    is_shouted: bool = False

    @property
    def is_word(self) -> bool:
        return self.kind == "word"

    @property
    def is_number(self) -> bool:
        return self.kind == "number"

    @property
    def is_and(self) -> bool:
        """Whether it joins two names or numbers, in Ukrainian or Russian."""
        return self.text in _AND

    @property
    def is_postal_code(self) -> bool:
        return self.is_number and len(self.text) == _POSTAL_CODE

    def is_mark(self, marks: str) -> bool:
        return self.kind == "mark" and self.text in marks


#: what is no letter of its own: soft hyphens, joiners, the stress mark; and digits of full width
_UNSEEN = {
    **dict.fromkeys((0, 0x00A0), " "),
    **dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x0301), None),
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}


def clean(text: str) -> str:
    """A text as it is read: composed letters, no control characters, at most 4,000 characters."""
    return unicodedata.normalize("NFC", text[:LONGEST]).translate(_UNSEEN)


def tokens(text: str) -> list[Token]:
    """The tokens of a clean text."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup or "", match[0]
        folded = fold(word) if kind == "word" else word
        is_shouted = len(word) > 1 and word.isupper()
        found.append(
            Token(
                kind, folded, match.start(), match.end(), match.start() > end, word[0].isupper(), is_shouted
            )
        )
        end = match.end()
    return found
