"""Whose entries of the national feed are the city's: of bodies that the office follows, and of those that sit in the
community. And which addresses of a document are the community's: the feed knows no places, only addresses in parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.gis.geos.prepared import PreparedGeometry

from layers.civic.tenders.documents import Node, member, rows, words
from layers.reference.oblasts import plain_region, region_by_post, region_of
from layers.words import fold

#: longitude and latitude (EPSG:4326)
Place = tuple[float, float]
#: west, south, east, north
Bounds = tuple[float, float, float, float]

#: UA, oblast, raion and community of a code of the codifier (КАТОТТГ): what its settlements begin with, too
_COMMUNITY = 9
_KIND = re.compile(
    r"^(?:місто|м|селище міського типу|смт|селище|с-ще|село|с|сел)(?:\.|\s)\s*|\((?:пн|смт|місто)\)",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("[’ʼ`´′\"']")


_COUNTRY = re.compile(r"укра|ukra|ua\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Community:
    """What is the city's: `bounds` (EPSG:4326), its code of the codifier, its oblast and the names of its settlements
    as `plain` writes them, and its outline where that is known."""

    bounds: Bounds
    code: str
    region: str
    names: frozenset[str]
    outline: PreparedGeometry | None = None

    @classmethod
    def of(
        cls,
        bounds: Bounds,
        katottg: str,
        region: str,
        names: Iterable[str],
        outline: GEOSGeometry | None = None,
    ) -> "Community":
        return cls(
            bounds,
            katottg[:_COMMUNITY],
            plain_region(region),
            frozenset(map(plain, names)),
            outline.prepared if outline else None,
        )

    def contains(self, place: Place) -> bool:
        """Whether a place of the bounds is inside of the outline, where there is one."""
        return self.outline is None or bool(self.outline.covers(Point(*place, srid=4326)))

    def has(self, address: Node) -> bool:
        """Whether an address says of itself that it is here."""
        codes = codes_of(address)
        if codes:
            return any(code.startswith(self.code) for code in codes)
        # A name alone is no place: there are many settlements of one name in the country.
        return (
            plain(words(address, "locality")) in self.names
            and plain_region(words(address, "region")) == self.region
        )

    def excludes(self, address: Node) -> bool:
        """Whether an address says in any of its parts that it is somewhere else. What is no name of a place («according
        to the documents») says nothing."""
        country = words(address, "countryName")
        return bool(
            (country and not _COUNTRY.match(country))
            or any(self._is_other(code) for code in codes_of(address))
            or region_of(words(address, "region")) not in ("", self.region)
            or region_by_post(words(address, "postalCode")) not in ("", self.region)
            or self._is_other_settlement(words(address, "locality"))
        )

    def _is_other(self, code: str) -> bool:
        """Whether a code of the codifier is neither of the community nor of what the community lies in."""
        oblast, raion, community = code[4:6] == "00", code[6:9] == "000", _COMMUNITY
        known = 4 if oblast else 6 if raion else community
        return code[:known] != self.code[:known]

    def _is_other_settlement(self, locality: str) -> bool:
        """Whether the name of a settlement, and nothing else, stands there, and it is none of ours."""
        name = _KIND.sub("", locality.strip()).strip()
        parts = name.replace("-", " ").split()
        if not 0 < len(parts) < 4 or not all(_NAME.fullmatch(_APOSTROPHES.sub("", part)) for part in parts):
            return False
        is_name = all(part[0].isupper() for part in parts) and not _COUNTRY.match(name)
        return is_name and plain(name) not in self.names and not region_of(name)


@dataclass(frozen=True)
class Matcher:
    """`followed` and `passed_over` are EDRPOU codes of bodies."""

    followed: frozenset[str]
    passed_over: frozenset[str]
    community: Community

    def is_hit(self, entry: Any) -> bool:
        """Whether an entry of the feed is of the city."""
        buyer = member(entry, "procuringEntity") if isinstance(entry, dict) else {}
        code = words(member(buyer, "identifier"), "id")
        if code in self.followed:
            return True
        return bool(buyer) and code not in self.passed_over and self.community.has(member(buyer, "address"))


def codes_of(address: Node) -> list[str]:
    """The codes of the codifier that an address is given with."""
    return [words(row, "id") for row in rows(address, "addressDetails") if row.get("scheme") == "KATOTTG"]


def plain(name: str) -> str:
    """A settlement's name as it is compared: «м. Слов’янськ», «місто СЛОВ'ЯНСЬК» → «словянськ»."""
    return fold(_APOSTROPHES.sub("", _KIND.sub("", name.strip()).strip())).strip()
