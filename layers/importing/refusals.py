"""What an import says no to, and why. Either a row, and the rest goes on; or the whole file, and nothing changes.

Reports of imports are in English, as commands are; who is answered by an address reads the same in his own language.
"""

import re
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: what may be wrong with a value
_SAID = (
    gettext_noop("not a number"),
    gettext_noop("not a possible number"),
    gettext_noop("not a whole number"),
    gettext_noop("below zero"),
    gettext_noop("neither yes nor no"),
    gettext_noop("not a date (2026-11-22 or 22.11.2026)"),
    gettext_noop("not one of the possible values"),
    gettext_noop("not the eight digits of an EDRPOU code"),
    gettext_noop("holds a character that is no text (NUL or the like)"),
    gettext_noop("not an address of the web (https://…)"),
    gettext_noop("longer than %(count)s characters"),
)


class FileRefused(Exception):
    """The file as a whole cannot be taken. The message is a sentence for its sender."""


class RowRefused(Exception):
    """One row cannot be taken. `value` is what was wrong, shortened."""

    def __init__(self, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = str(value)[:300]

    @property
    def in_words(self) -> str:
        """What is wrong with the value, in the reader's language, without the name of its field."""
        if isinstance(self.__cause__, ValidationError):
            return " ".join(self.__cause__.messages)
        _field, _colon, said = self.reason.rpartition(": ")
        for words, pattern in _patterns():
            if match := pattern.fullmatch(said):
                return str(_(words) % match.groupdict())
        return self.reason


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(said, re.compile(re.escape(said).replace(r"%\(count\)s", r"(?P<count>\d+)"))) for said in _SAID]
