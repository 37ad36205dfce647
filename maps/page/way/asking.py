"""What somebody asks of the ways: two places, whose needs, what to do with the unknown, limits of their own."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from pyproj import Transformer

from accessibility.routing.needs import FIGURES, STEPS, Unknown, ladders
from accessibility.routing.route import Question
from accessibility.vocabulary import Profile
from accessibility.ways import question
from layers.areas import parse_near
from layers.distance import metres_between
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
from maps.page.place import bearing, name_of

UNKNOWN, MINUTES = "unknown", "minutes"
#: limits of one's own: figures, and words with those that are known of each
CHOICES = {"steps": tuple(STEPS), **{name: tuple(rungs) for name, rungs in ladders().items()}}
LIMITS = (*FIGURES, *CHOICES)
_LONGEST = 60
_FIGURE = re.compile(r"^\s*(-?\d{1,6}(?:[.,]\d{1,6})?)\s*(мм|см|м|mm|cm|m|%|)\s*$", re.IGNORECASE)
_OF_SLOPES = ("", "%")
_UNITS = {"": 1.0, "%": 1.0, "m": 1.0, "м": 1.0, "cm": 0.01, "см": 0.01, "mm": 0.001, "мм": 0.001}
#: so many places that may be meant are told
_MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A place as somebody names it: what was typed, what it was taken for, and where that is."""

    text: str
    name: str = ""
    at: tuple[float, float] | None = None
    #: metres within which it lies, where its exact place is not published or not known
    off: int = 0
    #: what it may be, where it may be several, and what tells those apart that are called alike
    choices: tuple[tuple[Record, str], ...] = ()

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
                return cls(text, meant.title, meant.centre, meant.uncertainty or 0)
            if found_so:
                exactly = [record for record in found_so if _core(record.headline) == _core(reading)]
                return cls(text, choices=_told_apart((exactly or found_so)[:_MOST_CHOICES]))
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


def _told_apart(found: Sequence[Record]) -> tuple[tuple[Record, str], ...]:
    """Places with what tells them apart: their settlement and address, and of those that are called alike where they
    lie from the middle of the city."""
    alike = Counter(record.headline for record in found)
    west, south, east, north = settings.CITY.bounds
    middle = (west + east) / 2, (south + north) / 2
    told = []
    for record in found:
        words = [str(record.values.get("settlement_name") or ""), *record.brief]
        if alike[record.headline] > 1 and record.centre:
            far = number_format(metres_between(middle, record.centre) / 1000, 1)
            where = {"km": far, "bearing": bearing(middle, record.centre)}
            words.append(_("%(km)s km %(bearing)s from the middle of the map") % where)
        told.append((record, ", ".join(dict.fromkeys(filter(None, words)))))
    return tuple(told)


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
                " Centimetres are written with their unit: 2 cm."
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
    """A figure as people write it: «0,02», «2 см», «5,5 %»; metres and per cent where no unit is written."""
    match = _FIGURE.match(request.GET[name])
    if (
        match is None
        or (name == "incline" and match[2] not in _OF_SLOPES)
        or (name != "incline" and match[2] == "%")
    ):
        raise BadParameter(_("%s is a number.") % name, parameter=name)
    return round(float(match[1].replace(",", ".")) * _UNITS[match[2].lower()], 6)


def asked_by_form(request: HttpRequest) -> tuple[Question | None, dict[str, str]]:
    """What a person asks by the form; where something cannot be meant, no question, and the sentence about it by the
    name of its field. Nobody is answered without a limit that they set."""
    try:
        return asked(request), {}
    except BadParameter as problem:
        return None, {problem.parameter: problem.detail}


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
