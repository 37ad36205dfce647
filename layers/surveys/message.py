"""A message from the field, read: strict about what it is, mild about what it was made with.

What cannot be read at all is a problem of the program that sent it (400); what can be read and not be taken is an
observation with a fate, so that its maker sees why and mends it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.problems import Problem
from layers.surveys import clocks
from layers.surveys.models import Deed, Placing

#: bytes; a form has some hundred
LARGEST = 200_000
_LONGEST_NOTE = 4000
_MOST_ANSWERS = 200
#: what a column of the database holds
_WHOLE, _BIG = 2**31, 2**63


class Unreadable(Problem):
    """A message that is not one."""

    kind = "unreadable-message"

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said}" if name else said, parameter=name)


@dataclass(frozen=True, slots=True)
class Message:
    """What a device says; `position` is EPSG:4326, `accuracy` metres."""

    survey: str
    version: int
    deed: Deed
    feature: int | None
    answers: dict[str, Any]
    base: dict[str, Any]
    note: str
    position: GEOSGeometry | None
    placing: str
    accuracy: float | None
    made_at: datetime
    sent_at: datetime | None
    device: str
    digest: str = field(default="", compare=False)

    @classmethod
    def read(cls, body: bytes) -> "Message":
        """A message from its JSON. Raises Unreadable."""
        if len(body) > LARGEST:
            raise Unreadable("", _("A message has at most %s bytes; photos are sent apart.") % LARGEST)
        try:
            raw = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Unreadable("", _("This is no JSON: %s.") % error) from None
        if not isinstance(raw, dict):
            raise Unreadable("", _("A message is an object."))
        return _Reader(raw).message()

    @property
    def clock_ahead(self) -> Any:
        """By how much the device's clock is ahead of ours, at the moment of sending; if it did not say when that was,
        by how much what was made lies in the future."""
        ahead = (self.sent_at or self.made_at) - timezone.now()
        return ahead if self.sent_at or ahead > clocks.CLOCK else None

    def seen_at(self, received: datetime) -> datetime:
        """When it was seen, for everybody: by the device's clock where that is right, else when it arrived."""
        return self.made_at if clocks.is_right(self.made_at, self.sent_at, timezone.now()) else received


class _Reader:
    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    def message(self) -> Message:
        position = self.raw.get("position")
        place, placing, accuracy = self._position(position) if position is not None else (None, "", None)
        # When it was sent, and by what, makes no other message of it.
        said = {name: value for name, value in self.raw.items() if name not in ("sent", "device")}
        return Message(
            survey=self._text("survey", 60),
            version=self._whole("version", _WHOLE),
            deed=self._choice("deed", Deed),
            feature=None if self.raw.get("feature") is None else self._whole("feature", _BIG),
            answers=self._answers("answers"),
            base=self._answers("base"),
            note=self._text("note", _LONGEST_NOTE, default=""),
            position=place,
            placing=placing,
            accuracy=accuracy,
            made_at=self._moment("made"),
            sent_at=self._moment("sent") if "sent" in self.raw else None,
            device=self._text("device", 200, default=""),
            digest=hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        )

    def _text(self, name: str, longest: int, default: str | None = None) -> str:
        value = self.raw.get(name, default)
        if not isinstance(value, str) or len(value) > longest or "\x00" in value:
            raise Unreadable(name, _("a text of at most %s characters is expected.") % longest)
        return value

    def _whole(self, name: str, end: int) -> int:
        value = self.raw.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < end:
            raise Unreadable(name, _("a whole number is expected."))
        return value

    def _choice(self, name: str, choices: Any) -> Any:
        try:
            return choices(self.raw.get(name))
        except ValueError:
            raise Unreadable(name, _("one of these is expected: %s.") % ", ".join(choices.values)) from None

    def _answers(self, name: str) -> dict[str, Any]:
        value = self.raw.get(name, {})
        if not isinstance(value, dict) or len(value) > _MOST_ANSWERS:
            raise Unreadable(name, _("an object of answers by name is expected."))
        for key, answer in value.items():
            if answer is not None and not isinstance(answer, str | int | float | bool):
                raise Unreadable(f"{name}.{key[:60]}", _("an answer is a text, a number, yes, no or null."))
            if "\x00" in key or (isinstance(answer, str) and "\x00" in answer):
                raise Unreadable(name, _("a text holds a character that no text has (NUL)."))
        return value

    def _moment(self, name: str) -> datetime:
        value = clocks.moment(self.raw.get(name))
        if value is None:
            raise Unreadable(name, _("a moment is expected: 2026-11-01T12:00:00Z."))
        return value

    def _position(self, raw: Any) -> tuple[GEOSGeometry, str, float | None]:
        if not isinstance(raw, dict):
            raise Unreadable("position", _("an object is expected."))
        reader = _Reader(raw)
        accuracy = raw.get("accuracy")
        if accuracy is not None and (
            isinstance(accuracy, bool) or not isinstance(accuracy, int | float) or not 0 <= accuracy < 1e7
        ):
            raise Unreadable("position.accuracy", _("metres are expected."))
        place = _geometry(raw["geometry"]) if "geometry" in raw else reader._point()
        return place, reader._choice("placing", Placing).value, accuracy

    def _point(self) -> Point:
        longitude, latitude = self.raw.get("longitude"), self.raw.get("latitude")
        numbers = [longitude, latitude]
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
            raise Unreadable("position", _("longitude and latitude in degrees are expected."))
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # type: ignore[operator]
            raise Unreadable("position", _("longitude and latitude in degrees are expected."))
        return Point(longitude, latitude, srid=4326)


def _geometry(raw: Any) -> GEOSGeometry:
    """GeoJSON of a line that was walked."""
    try:
        place = GEOSGeometry(orjson.dumps(raw).decode())
    except (GEOSException, GDALException, ValueError, TypeError, orjson.JSONEncodeError):
        place = None
    if (
        place is None
        or place.geom_type not in ("LineString", "MultiLineString")
        or place.empty
        or place.num_coords > 20_000
    ):
        raise Unreadable("position.geometry", _("a line in GeoJSON is expected."))
    place.srid = 4326
    return place
