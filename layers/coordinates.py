"""Coordinates as people write and copy them, for the search box: `48.8523, 37.6058`, `48,8523 37,6058`, `48°51′08″N`.

Latitude stands first, as other maps and navigators write it. Where only the other order lies in the community, that one
is meant: GeoJSON and many tables have the longitude first.
"""

import re

from django.conf import settings

_DECIMAL = re.compile(r"^(-?\d{1,3}[.,]\d{1,15})°?\s*[,;\s]\s*(-?\d{1,3}[.,]\d{1,15})°?$")
#: so other maps write a place into their addresses: `@48.85,37.6`, `?q=48.85,37.6`, `#map=15/48.85/37.6`
_LINK = re.compile(
    r"https?://\S*?(?:@|[?&](?:q|query|ll|center)=|#map=[\d.]+/)(-?\d{1,3}\.\d+)(?:,|%2C|/)(-?\d{1,3}\.\d+)"
)
#: digits behind the point: with fewer, two numbers are a place only where that lies in the city
_EXACT = 2
_SEXAGESIMAL = re.compile(
    r"""^(\d{1,3})°\s*(\d{1,2})['′’]\s*(\d{1,2}(?:[.,]\d{1,6})?)["″”]?\s*([NS]|пн\.?|пд\.?)?\s*[,;\s]?\s*
        (\d{1,3})°\s*(\d{1,2})['′’]\s*(\d{1,2}(?:[.,]\d{1,6})?)["″”]?\s*([EW]|сх\.?|зх\.?)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_BELOW = ("s", "w", "пд", "зх")


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """Longitude and latitude (EPSG:4326) that a text consists of; None when it is no place of this Earth."""
    found = _linked(text.strip()) or _decimal(text.strip()) or _sexagesimal(text.strip())
    if found is None:
        return None
    first, second = found
    if not _is_here(second, first) and _is_here(first, second):
        first, second = second, first
    if _is_rough(text) and not _is_here(second, first):
        return None
    return (second, first) if abs(first) <= 90 and abs(second) <= 180 else None


def _decimal(text: str) -> tuple[float, float] | None:
    match = _DECIMAL.match(text)
    if not match:
        return None
    first, second = (float(number.replace(",", ".")) for number in match.groups())
    return first, second


def _is_rough(text: str) -> bool:
    match = _DECIMAL.match(text.strip())
    numbers = match.groups() if match else ()
    return any(len(re.split("[.,]", number)[1]) < _EXACT for number in numbers)


def _linked(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in the address of another map."""
    match = _LINK.match(text)
    return (float(match[1]), float(match[2])) if match else None


def _sexagesimal(text: str) -> tuple[float, float] | None:
    match = _SEXAGESIMAL.match(text)
    if not match:
        return None
    parts = match.groups()
    return _degrees(*parts[:4]), _degrees(*parts[4:])


def _degrees(degrees: str, minutes: str, seconds: str, half: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + float(seconds.replace(",", ".")) / 3600
    return -size if (half or "").lower().rstrip(".") in _BELOW else size


def _is_here(longitude: float, latitude: float) -> bool:
    west, south, east, north = settings.CITY.bounds
    return bool(west <= longitude <= east and south <= latitude <= north)
