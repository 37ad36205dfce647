"""What somebody asks of the ways: two places, whose needs, what to do with the unknown, limits of their own."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from pyproj import Transformer

from accessibility.routing.needs import FIGURES, STEPS, Unknown, ladders
from accessibility.routing.route import Question
from accessibility.vocabulary import Profile
from accessibility.ways import question
from layers.areas import parse_near
from layers.locating.crossings import crossing
from layers.locating.names import kinds
from layers.problems import BadParameter
from layers.query import PROFILE, TEXT, parse_text, select
from layers.readings import readings
from layers.record import Record, likeliest
from layers.registry import catalogue
from layers.viewer import PUBLIC
from layers.words import fold
from maps.page.around import places
from maps.page.place import name_of

UNKNOWN, MINUTES = "unknown", "minutes"
#: limits of one's own: figures, and words with those that are known of each
CHOICES = {"steps": tuple(STEPS), **{name: tuple(rungs) for name, rungs in ladders().items()}}
LIMITS = (*FIGURES, *CHOICES)
_LONGEST = 60
#: so many places that may be meant are told
_MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A place as somebody names it: what was typed, what it was taken for, and where that is."""

    text: str
    name: str = ""
    at: tuple[float, float] | None = None
    #: what it may be, where it may be several
    choices: tuple[Record, ...] = ()

    @classmethod
    def read(cls, request: HttpRequest, name: str) -> "Named":
        """An address, a street, a place by its name, or `longitude,latitude`; without `at` where nothing is found.

        Raises BadParameter for what is too long.
        """
        try:
            text = parse_text(request.GET.get(name, ""))
        except BadParameter as problem:
            raise BadParameter(problem.detail, parameter=name) from None
        with suppress(BadParameter):
            found, _circle = parse_near(text)
            return cls(text, name_of(*found) or text, found)
        if crossed := crossing(text):
            title, longitude, latitude = crossed
            return cls(text, title, (longitude, latitude))
        for reading in (text, *readings(text)) if text else ():
            found_so = [*places(reading), *_called(reading)]
            meant = _meant(reading, found_so)
            if meant:
                return cls(text, meant.title, meant.centre)
            if found_so:
                return cls(text, choices=tuple(found_so[:_MOST_CHOICES]))
        return cls(text)


def _called(text: str) -> list[Record]:
    """What stands somewhere and bears a name: a school, a pharmacy, a park."""
    words = QueryDict(mutable=True)
    words[TEXT] = text
    named = (layer for layer in catalogue.shown if layer.named_by and layer.tangible)
    found = [
        record for layer in named for record in likeliest(select(layer, PUBLIC, words), limit=_MOST_CHOICES)
    ]
    return [record for record in found if record.centre]


def _meant(text: str, found: Sequence[Record]) -> Record | None:
    """The one that is called just so, but for the word of its kind; or the only one. Nothing is chosen for anybody who
    may have meant another."""
    if len(found) == 1:
        return found[0]
    exactly = [record for record in found if _core(record.headline) == _core(text)]
    return exactly[0] if len(exactly) == 1 else None


def _core(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if word not in kinds())


def asked(request: HttpRequest) -> Question:
    """Raises BadParameter."""
    profile = profile_of(request)
    try:
        unknown = Unknown(request.GET.get(UNKNOWN, Unknown.ACCEPT))
    except ValueError:
        raise BadParameter(_("unknown is one of: %s.") % ", ".join(Unknown), parameter=UNKNOWN) from None
    # A form sends what nobody filled in.
    own = {limit: _own(request, limit) for limit in LIMITS if request.GET.get(limit)}
    try:
        return question(profile, unknown, own)
    except ValueError as impossible:
        limit = str(impossible)
        raise BadParameter(
            _(
                "Nobody can mean this: incline is from 0 to 40 per cent, kerb from 0 to 1 m, width from 0.3 to 5 m."
            ),
            parameter=limit,
        ) from None


def profile_of(request: HttpRequest) -> Profile:
    """Raises BadParameter."""
    name = request.GET.get(PROFILE, "")
    if name not in Profile.values:
        raise BadParameter(_("profile is one of: %s.") % ", ".join(Profile.values), parameter=PROFILE)
    return Profile(name)


def _own(request: HttpRequest, name: str) -> float | str:
    if name not in CHOICES:
        return _number(request, name)
    if request.GET[name] in CHOICES[name]:
        return request.GET[name]
    words = {"name": name, "words": ", ".join(CHOICES[name])}
    raise BadParameter(_("%(name)s is one of: %(words)s.") % words, parameter=name)


def _number(request: HttpRequest, name: str) -> float:
    try:
        return float(request.GET[name])
    except ValueError:
        raise BadParameter(_("%s is a number.") % name, parameter=name) from None


def minutes(request: HttpRequest) -> int:
    """A quarter of an hour where none are given. Raises BadParameter."""
    raw = request.GET.get(MINUTES, "15")
    if raw.isascii() and raw.isdigit() and len(raw) < 3 and 0 < int(raw) <= _LONGEST:
        return int(raw)
    raise BadParameter(_("minutes is a whole number from 1 to %d.") % _LONGEST, parameter=MINUTES)


def place(request: HttpRequest, name: str) -> tuple[float, float]:
    """Longitude and latitude (EPSG:4326). Raises BadParameter."""
    with suppress(BadParameter):
        found, circle = parse_near(request.GET.get(name, ""))
        if circle is None:
            return found
    raise BadParameter(_("%s is longitude,latitude in degrees.") % name, parameter=name)


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(4326, settings.CITY.metric_srid, always_xy=True)


def metric(place: tuple[float, float]) -> tuple[float, float]:
    """A place of the map (EPSG:4326) in metres of the city's plane."""
    x, y = _transformer().transform(*place)
    return float(x), float(y)


def degrees(x: Any, y: Any) -> Any:
    """Metres of the plane as longitude and latitude; arrays, too."""
    return _transformer().transform(x, y, direction="INVERSE")


def point(metric: tuple[float, ...]) -> list[float]:
    """A place of the plane as longitude and latitude, to a tenth of a metre."""
    longitude, latitude = degrees(*metric[:2])
    return [round(float(longitude), 6), round(float(latitude), 6)]
