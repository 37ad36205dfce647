"""What a place of the map is called and how one gets there: the nearest address or street, metres, bearing, minutes."""

from collections.abc import Sequence
from math import atan2, cos, degrees, radians, sin

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.query import Selection
from layers.record import nearest_to_each
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: metres round a place that are offered, on the map as on the page of the place
RADII = (100, 300, 500, 1000, 2000, 5000)
#: metres within which a place is called by an address or a street
_CLOSE = 80
#: metres in a minute, 4.5 km/h: an unhurried walk, in a straight line because no route is known here
_WALK = 75


def name_of(longitude: float, latitude: float) -> str:
    """The address, else the street that a place lies by; empty where there is neither within 80 metres."""
    return names_of([(longitude, latitude)])[0]


def names_of(places: Sequence[tuple[float, float]]) -> list[str]:
    """The same of each place (longitude, latitude), with as many queries as for one."""
    found = [""] * len(places)
    layers = [layer for layer in catalogue.shown if layer.is_place]
    # A house says more than the street that it stands in.
    layers.sort(key=lambda layer: not layer.is_address)
    for layer in layers:
        missing = [number for number, name in enumerate(found) if not name]
        selection = Selection(layer, PUBLIC, layer.columns_for(PUBLIC))
        close = nearest_to_each(selection, [places[number] for number in missing], within=_CLOSE)
        for number, record in zip(missing, close, strict=True):
            found[number] = record.title if record else ""
    return found


def is_in_the_city(longitude: float, latitude: float) -> bool:
    """Whether a place lies within the bounds of the community, of which alone this map knows."""
    west, south, east, north = settings.CITY.bounds
    return west <= longitude <= east and south <= latitude <= north


def bearing(here: tuple[float, float], there: tuple[float, float]) -> str:
    """The direction from one place to another (longitude, latitude) in words: «to the north-east»."""
    (x0, y0), (x1, y1) = (tuple(map(radians, place)) for place in (here, there))
    angle = atan2(sin(x1 - x0) * cos(y1), cos(y0) * sin(y1) - sin(y0) * cos(y1) * cos(x1 - x0))
    winds = (
        _("to the north"),
        _("to the north-east"),
        _("to the east"),
        _("to the south-east"),
        _("to the south"),
        _("to the south-west"),
        _("to the west"),
        _("to the north-west"),
    )
    return winds[round(degrees(angle) / 45) % 8]


def walk(metres: float) -> str:
    """How long one walks so far in a straight line."""
    minutes = max(1, round(metres / _WALK))
    return ngettext("%d minute on foot", "%d minutes on foot", minutes) % minutes
