"""Whose entries of the national feed are the city's: of bodies that the office follows, and of those that sit in the
community. The feed knows nothing of places, only of buyers and their addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from layers.civic.tenders.documents import member, rows, words

#: UA, oblast, raion and community of a code of the codifier (КАТОТТГ): what its settlements begin with, too
_COMMUNITY = 9
_KIND = re.compile(
    r"^(?:місто|м|селище міського типу|смт|селище|с-ще|село|с|сел)(?:\.|\s)\s*|\((?:пн|смт|місто)\)",
    re.IGNORECASE,
)
_REGION = re.compile(r"\b(?:область|обл)\b\.?|^м\.\s*", re.IGNORECASE)
_APOSTROPHES = re.compile("[’ʼ`´′\"']")


@dataclass(frozen=True)
class Matcher:
    """`followed` and `passed_over` are EDRPOU codes; `community` is the beginning of its codes of the codifier, `names`
    those of its settlements, `region` its oblast; the latter as `plain` writes them."""

    followed: frozenset[str]
    passed_over: frozenset[str]
    community: str
    region: str
    names: frozenset[str]

    @classmethod
    def of(
        cls,
        followed: Iterable[str],
        passed_over: Iterable[str],
        katottg: str,
        region: str,
        names: Iterable[str],
    ) -> "Matcher":
        return cls(
            frozenset(followed),
            frozenset(passed_over),
            katottg[:_COMMUNITY],
            plain_region(region),
            frozenset(map(plain, names)),
        )

    def is_hit(self, entry: Any) -> bool:
        """Whether an entry of the feed is of the city."""
        buyer = member(entry, "procuringEntity") if isinstance(entry, dict) else {}
        code = words(member(buyer, "identifier"), "id")
        if code in self.followed:
            return True
        return bool(buyer) and code not in self.passed_over and self._sits_here(member(buyer, "address"))

    def _sits_here(self, address: dict[str, Any]) -> bool:
        codes = [
            words(row, "id") for row in rows(address, "addressDetails") if row.get("scheme") == "KATOTTG"
        ]
        if codes:
            return any(code.startswith(self.community) for code in codes)
        # A name alone is no place: there are many settlements of one name in the country.
        return (
            plain(words(address, "locality")) in self.names
            and plain_region(words(address, "region")) == self.region
        )


def plain(name: str) -> str:
    """A settlement's name as it is compared: «м. Слов’янськ», «місто СЛОВ'ЯНСЬК» → «словянськ»."""
    return _APOSTROPHES.sub("", _KIND.sub("", name.strip()).strip()).casefold()


def plain_region(name: str) -> str:
    """An oblast's name as it is compared: «Донецька обл.» → «донецька»."""
    return _APOSTROPHES.sub("", _REGION.sub("", name).strip()).casefold()
