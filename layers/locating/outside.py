"""Another map's search (Nominatim or Photon), asked where a city says so in `GEOCODER`, for streets alone that its own
register does not have. Without the setting nothing is asked of anybody.

A street and the name of the community are all that is told. What lies outside of the community's bounds, or is no
street and no house, is not believed; what is found is drawn as rough as the answer is.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, hypot, radians
from typing import Any

import requests
from django.conf import settings

#: seconds until an answer is given up
_SILENCE = 10.0
#: bytes of an answer: a few places
_MOST_BYTES = 256 * 1024
#: metres: the least that an answer of somebody else is off, and the most that still says where a street is
_LEAST_OFF, _MOST_OFF = 50.0, 3000.0
#: metres of a degree
_DEGREE = 111_320
#: what streets and houses are called there
_STREETS = frozenset({"highway", "house", "building", "street", "road", "residential", "place"})
_ENDPOINTS = {"nominatim": "search", "photon": "api"}


class Unanswered(Exception):
    """The service gave no answer that can be used. A sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """One answer: longitude and latitude, and the box round it: west, south, east, north (EPSG:4326)."""

    name: str
    kind: str
    at: tuple[float, float]
    box: tuple[float, float, float, float] | None

    @property
    def off(self) -> float:
        """Metres from the middle within which all of it lies."""
        if self.box is None:
            return _LEAST_OFF
        west, south, east, north = self.box
        half = hypot((east - west) * cos(radians(south)), north - south) * _DEGREE / 2
        return max(_LEAST_OFF, half)


@dataclass
class Service:
    """A search of one kind at one address; not asked again in the same run once it gave no answer."""

    kind: str
    address: str
    #: seconds between two questions
    pause: float
    _known: dict[str, Place | None] = field(default_factory=dict)
    _asked_at: float = 0.0
    is_silent: bool = False

    @cached_property
    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers["User-Agent"] = settings.AGENT
        return session

    def find(self, street: str) -> Place | None:
        """Where a street of the community is; None where the service does not know it. Raises Unanswered."""
        if self.is_silent:
            raise Unanswered("not asked again in this run")
        if street not in self._known:
            self._known[street] = self._find(street)
        return self._known[street]

    def _find(self, street: str) -> Place | None:
        for place in self._places(f"{street}, {settings.CITY.name}"):
            if place.kind in _STREETS and _is_here(place.at) and place.off <= _MOST_OFF:
                return place
        return None

    def _places(self, text: str) -> list[Place]:
        west, south, east, north = settings.CITY.bounds
        words: dict[str, Any] = {"q": text, "limit": 5}
        if self.kind == "nominatim":
            words |= {"format": "jsonv2", "viewbox": f"{west},{north},{east},{south}", "bounded": 1}
        else:
            words |= {"bbox": f"{west},{south},{east},{north}"}
        read = _nominatim if self.kind == "nominatim" else _photon
        try:
            return list(read(self._answer(words)))
        except (requests.RequestException, OSError, ValueError, TypeError, KeyError, IndexError) as flaw:
            self.is_silent = True
            raise Unanswered(f"{self.address}: {flaw}"[:300]) from flaw

    def _answer(self, words: Mapping[str, Any]) -> Any:
        time.sleep(max(0.0, self._asked_at + self.pause - time.monotonic()))
        self._asked_at = time.monotonic()
        address = f"{self.address.rstrip('/')}/{_ENDPOINTS[self.kind]}"
        with self._session.get(
            address, params=dict(words), timeout=_SILENCE, allow_redirects=False, stream=True
        ) as response:
            if response.status_code != requests.codes.ok:
                raise ValueError(f"HTTP {response.status_code}")
            body = response.raw.read(_MOST_BYTES + 1, decode_content=True)
            if len(body) > _MOST_BYTES:
                raise ValueError("an answer that is too long")
            return requests.models.complexjson.loads(body)


def service() -> Service | None:
    """The search that the setting names: `nominatim:https://…` or `photon:https://…`; None where it names none."""
    kind, address = settings.GEOCODER
    return Service(kind, address, settings.GEOCODER_PAUSE) if kind else None


def _is_here(at: tuple[float, float]) -> bool:
    west, south, east, north = settings.CITY.bounds
    return west <= at[0] <= east and south <= at[1] <= north


def _nominatim(answer: Any) -> Iterator[Place]:
    for one in answer:
        south, north, west, east = map(float, one["boundingbox"])
        at = float(one["lon"]), float(one["lat"])
        yield Place(str(one["display_name"]), str(one["category"]), at, (west, south, east, north))


def _photon(answer: Any) -> Iterator[Place]:
    for one in answer["features"]:
        told, (longitude, latitude) = one["properties"], one["geometry"]["coordinates"][:2]
        box = None
        if "extent" in told:
            west, north, east, south = map(float, told["extent"])
            box = west, south, east, north
        name = ", ".join(
            str(told[word]) for word in ("name", "street", "housenumber", "city") if told.get(word)
        )
        yield Place(name, str(told.get("type") or told["osm_key"]), (float(longitude), float(latitude)), box)
