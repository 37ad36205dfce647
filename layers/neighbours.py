"""What stands close to a place, of several layers together, as one list: the nearest first."""

from collections.abc import Iterable

from layers.areas import Circle
from layers.layer import Layer
from layers.query import Selection
from layers.record import Record, nearest
from layers.registry import catalogue
from layers.viewer import Viewer


def close_to(
    longitude: float,
    latitude: float,
    metres: float,
    viewer: Viewer,
    *,
    limit: int,
    layers: Iterable[Layer] | None = None,
    exact: bool = False,
) -> list[Record]:
    """The objects that are as near as that (EPSG:4326), as far as the viewer may see them; of all layers of objects
    where none are named. `exact` leaves out what is not surely where it is shown."""
    circle = Circle(longitude, latitude, metres)
    found = [
        record
        for layer in (objects() if layers is None else layers)
        for record in nearest(_selection(layer, viewer, circle), longitude, latitude, limit=limit)
        if not exact or not (record.is_rough or record.uncertainty)
    ]
    found.sort(key=lambda record: record.distance or 0)
    return found[:limit]


def objects() -> list[Layer]:
    """The layers of things that stand somewhere: not those that places are called by, nor parts of the city."""
    return [layer for layer in catalogue.shown if layer.tangible and not layer.is_place and not layer.divides]


def _selection(layer: Layer, viewer: Viewer, circle: Circle) -> Selection:
    seen = viewer.on(layer.model)
    return Selection(layer, seen, layer.columns_for(seen), areas=(circle,))
