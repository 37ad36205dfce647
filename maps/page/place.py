"""What a place of the map is called and how one gets there: the nearest address or street, metres, bearing, minutes."""

from math import atan2, cos, degrees, radians, sin

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.areas import Circle
from layers.query import Selection
from layers.record import nearest
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
    layers = [layer for layer in catalogue.shown if layer.is_place]
    # A house says more than the street that it stands in.
    layers.sort(key=lambda layer: not layer.is_address)
    for layer in layers:
        close = Circle(longitude, latitude, _CLOSE)
        selection = Selection(layer, PUBLIC, layer.columns_for(PUBLIC), areas=(close,))
        found = nearest(selection, longitude, latitude, limit=1)
        if found:
            return found[0].title
    return ""


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
