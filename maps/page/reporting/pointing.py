"""Where something is, said without a script: by pressing on a picture of the map, by steps, an address, or its photo.

The picture has two widths, for a wide page and for a phone, both round the same middle and of the same scale: what is
pressed is measured from the middle.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.areas import parse_near
from layers.feature import LocationSource
from layers.neighbours import objects
from layers.problems import BadParameter
from maps.page.context import THEME
from maps.page.picture.frame import AT, Frame
from maps.page.picture.paper import LOOKS

#: pixels of the picture, and its width on a phone
WIDE, NARROW, TALL = 704, 328, 340
#: where the page has no room for the wide one
_PHONE = "(max-width: 735px)"
#: the zoom at which one house is told from the next
CLOSE = 18
#: shares of the picture that a step moves the place by
_STEP = 0.08
_STEPS = {"north": (0, 1), "west": (-1, 0), "east": (1, 0), "south": (0, -1)}
#: metres; a device that knows no better than that does not know where it is
_ROUGHEST = 1000


#: takes the place that was pointed out, how it is known, and how exactly in metres; raises ValidationError
Put = Callable[[Point, LocationSource, float | None], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One picture for one kind of screen and look."""

    address: str
    width: int
    media: str = ""


def frame_of(place: Point | None, params: QueryDict) -> Frame:
    """The view that is shown: round the place once there is one, at the zoom of the address. Raises BadParameter."""
    asked = Frame.of(params, WIDE, TALL) if AT in params else None
    if place is None:
        return asked or Frame.of(QueryDict(), WIDE, TALL)
    zoom = asked.zoom if asked else CLOSE
    return Frame(place.x, place.y, zoom, WIDE, TALL)


def sources(frame: Frame, theme: str, shown: Mapping[str, str]) -> list[Source]:
    """The pictures that a browser chooses from; the last is for those that choose none. `shown` are the words of the
    address that say which objects are on them."""
    if theme in LOOKS:
        looks = [(theme, "")]
    else:
        looks = [
            ("contrast", "(prefers-contrast: more)"),
            ("dark", "(prefers-color-scheme: dark)"),
            ("light", ""),
        ]
    found = []
    for width, screen in ((NARROW, _PHONE), (WIDE, "")):
        for look, preference in looks:
            media = " and ".join(filter(None, (screen, preference)))
            found.append(Source(_address(frame, look, width, shown), width, media))
    return found


def deed(put: Put, params: QueryDict, frame: Frame, taken_from: Point | None = None) -> Frame:
    """Do what a form asks for, and return the view that follows. `taken_from` is where its photo was taken. Raises
    ValidationError in words."""
    here, move, zoom, place = (str(params.get(name, "")) for name in ("here", "move", "zoom", "place"))
    if here:
        return _here(put, here, frame)
    if "point.x" in params:
        return _pressed(put, str(params["point.x"]), str(params.get("point.y", "")), frame)
    if move in _STEPS:
        east, north = _STEPS[move]
        return _moved(put, frame.moved(east * _STEP * TALL / WIDE, north * _STEP))
    if zoom in ("in", "out"):
        return frame.zoomed(1 if zoom == "in" else -1) or frame
    if place:
        return _put(put, point(place), LocationSource.ADDRESS, frame)
    if params.get("photo"):
        if taken_from is None:
            raise ValidationError(_("The photo does not say where it was taken."))
        return _put(put, taken_from, LocationSource.GPS, frame)
    return frame


def _here(put: Put, raw: str, frame: Frame) -> Frame:
    """`longitude,latitude,metres`, as the device told them."""
    place, _comma, told = raw.rpartition(",")
    where, accuracy = point(place), _number(told)
    if accuracy > _ROUGHEST:
        raise ValidationError(
            _("Your device does not know exactly enough where it is. Press on the map instead.")
        )
    return _put(put, where, LocationSource.GPS, frame, accuracy)


def _pressed(put: Put, across: str, down: str, frame: Frame) -> Frame:
    x, y = _number(across), _number(down)
    if not (0 <= x <= WIDE and 0 <= y <= TALL):
        raise ValidationError(_("This was not a place on the map. Press on it once more."))
    # A key presses the upper left corner: the middle is meant, which is under the mark.
    if (x, y) == (0, 0):
        return _moved(put, frame)
    return _moved(put, frame.moved(x / WIDE - 0.5, 0.5 - y / TALL))


def _moved(put: Put, frame: Frame) -> Frame:
    return _put(put, Point(frame.longitude, frame.latitude, srid=4326), LocationSource.HAND, frame)


def _put(
    put: Put, place: Point, source: LocationSource, frame: Frame, accuracy: float | None = None
) -> Frame:
    put(place, source, accuracy)
    # What was found is looked at closely; what is pointed out stays at the scale that it was seen at.
    zoom = frame.zoom if source is LocationSource.HAND else max(frame.zoom, CLOSE)
    return Frame(place.x, place.y, zoom, WIDE, TALL)


def point(raw: str) -> Point:
    """`longitude,latitude` as a place. Raises ValidationError in words."""
    try:
        (longitude, latitude), _circle = parse_near(raw)
    except BadParameter as flaw:
        raise ValidationError(flaw.detail) from None
    return Point(longitude, latitude, srid=4326)


def _number(raw: str) -> float:
    try:
        number = float(raw)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValidationError(_("This was not a place on the map. Press on it once more."))
    return number


def what_stands() -> dict[str, str]:
    """Words of an address for all that one can stand before: by it a place is known again."""
    return {"layers": ",".join(layer.slug for layer in objects())}


def _address(frame: Frame, look: str, width: int, shown: Mapping[str, str]) -> str:
    words = QueryDict(mutable=True)
    words.update(shown)
    words[AT], words["width"], words["height"], words[THEME] = frame.at, str(width), str(TALL), look
    return f"/map.svg?{words.urlencode(safe='/,')}"
