"""An extract as a stream of found objects. It is read once for relations and once for all; memory is bounded.

Of the nodes only the places are kept, in memory or, for large extracts, in a file beside the run.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import osmium
import shapely

from accessibility.routing.tags import unbelieved
from layers.importing.refusals import FileRefused
from maps.osm import doors, ground, places
from maps.osm.doors import ENTRANCES
from maps.osm.ground import Values, is_area
from maps.osm.shapes import Bounds, as_multipolygon, band, is_near, meets, square_metres, stretches
from maps.osm.words import Tags, listed

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml")
#: files above this size keep the places of their nodes on the disk: 16 bytes a node
_LARGE = 150 << 20
_LONGEST_HOUSE = 20

#: relations with none of these are not put together
_AREA_KEYS = listed(
    "boundary natural water waterway landuse leisure building amenity shop tourism office healthcare "
    "public_transport addr:housenumber"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A row for a layer. `key` is n123, w123 or r123: for areas from ways, w123."""

    layer: str
    key: str
    values: Values
    shape: Any
    #: a node of it is not in the file
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """An object that is of a layer and cannot be taken, and why."""

    layer: str
    key: str
    reason: str
    #: the object is there and cannot be read: what is known of it from before stays
    is_unreadable: bool = True
    #: the object comes, and only this of it is left out
    is_taken: bool = False


Outcome = Found | Skipped
#: layers, and the columns of an object's row in each
Rows = list[tuple[str, Values]]


def read(path: Path, bounds: Bounds, tick: Callable[[], Any]) -> Iterator[Outcome]:
    """What an extract says of the ground within the bounds (west, south, east, north; EPSG:4326).

    Calls `tick` for every object that has tags. Raises FileRefused for a file that is no extract or breaks off.
    """
    _refuse_other_files(path)
    try:
        with _node_places(path) as storage:
            yield from _Reader(bounds).read(path, storage, tick)
    except (RuntimeError, ValueError, OSError) as flaw:
        # osmium says everything by RuntimeError; a name that is not UTF-8 is a ValueError.
        raise FileRefused(
            f"{path.name} is damaged or is no OpenStreetMap file. Nothing of it was taken: fetch it once more, it may "
            f"have been cut off on its way ({flaw})"
        ) from flaw


def _refuse_other_files(path: Path) -> None:
    if not path.is_file():
        raise FileRefused(f"there is no file {path}")
    if not path.name.lower().endswith(SUFFIXES):
        raise FileRefused(
            f"{path.name} is no OpenStreetMap extract: its name ends in none of {', '.join(SUFFIXES)}"
        )
    if path.stat().st_size == 0:
        raise FileRefused(f"{path.name} is empty")


@contextmanager
def _node_places(path: Path) -> Iterator[str]:
    if path.stat().st_size < _LARGE:
        yield "flex_mem"
        return
    with tempfile.TemporaryDirectory(prefix="import_osm") as folder:
        yield f"sparse_file_array,{folder}/nodes"


class _Reader:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.box = shapely.box(*bounds)
        shapely.prepare(self.box)
        self.wkb = osmium.geom.WKBFactory()
        #: nodes that are met by whoever walks along a way: word, longitude, latitude
        self.met: dict[int, str] = {}
        #: what areas are that were announced and not built yet; None: built and not announced yet
        self.pending: dict[str, Rows | None] = {}

    def read(self, path: Path, storage: str, tick: Callable[[], Any]) -> Iterator[Outcome]:
        processor = osmium.FileProcessor(str(path)).with_locations(storage)
        if processor.header.has_multiple_object_versions:
            raise FileRefused(f"{path.name} is a history or a change file: an extract is wanted")
        processor = processor.with_areas(osmium.filter.KeyFilter(*_AREA_KEYS))
        things: Iterator[Any] = iter(processor.with_filter(osmium.filter.EmptyTagFilter()))
        for thing in things:
            tick()
            if thing.is_node():
                yield from self._node(thing)
            elif thing.is_way():
                yield from self._way(thing)
            elif thing.is_area():
                yield from self._area(thing)
            elif thing.is_relation():
                self._relation(thing)
        for key, rows in self.pending.items():
            for layer, _values in rows or ():
                yield Skipped(layer, key, "the area is not whole in the file")

    # -- By the kind of object ------------------------------------------------------------------------------

    def _node(self, node: Any) -> Iterator[Outcome]:
        place = node.location
        if not place.valid() or not is_near([[(place.lon, place.lat)]], self.bounds):
            return
        tags, key = _tags(node), f"n{node.id}"
        if word := ground.obstacle(tags):
            self.met[node.id] = f"{word}@{place.lon:.7f},{place.lat:.7f}"
        spot = shapely.Point(place.lon, place.lat)
        if values := ground.settlement(tags):
            yield Found("settlements", key, values, spot)
        yield from _at(spot, key, _rows(_POINTS, tags))
        if entrance := doors.read(tags, node.timestamp):
            told, wrong = entrance
            yield Found(ENTRANCES, key, {"told": asdict(told)}, spot)
            # What is not believed is left out, and the entrance with the rest of it comes.
            yield from (Skipped("places", key, reason, is_unreadable=False) for reason in wrong)

    def _way(self, way: Any) -> Iterator[Outcome]:
        parts, is_cut = stretches(way.nodes)
        is_closed = way.is_closed() and len(way.nodes) > 3
        if parts and not is_near(parts, self.bounds):
            if is_closed:
                self._announce(f"w{way.id}", [])
            return
        tags, key = _tags(way), f"w{way.id}"
        becomes_area = is_closed and is_area(tags)
        if is_closed:
            # The area comes by itself; that one does not come is told at the end.
            self._announce(key, _rows(_AREAS | _POINTS, tags) if becomes_area and parts else [])
        if not parts:
            reason = "its nodes are not in the file" if is_cut else "a line without length"
            yield from (Skipped(layer, key, reason) for layer, _values in _rows(_LINES, tags))
            return
        if becomes_area and "highway" not in tags:
            return
        line = shapely.MultiLineString(parts)
        if meets(line, self.box):
            met = [self.met[node.ref] for node in way.nodes if node.ref in self.met]
            told = {**tags, ground.MET: ";".join(dict.fromkeys(met))} if met else tags
            yield from self._along(line, key, told, is_cut)
            if not is_closed:
                yield from _at(line.geoms[0].interpolate(0.5, normalized=True), key, _rows(_POINTS, tags))

    def _along(self, line: Any, key: str, tags: Tags, is_cut: bool) -> Iterator[Outcome]:
        for layer, values in _rows(_LINES, tags):
            yield Found(layer, key, values, line, is_cut)
        if ground.is_unknown_road(tags):
            yield Skipped("roads", key, "a kind of road that is not known", is_unreadable=False)
        # What is not believed is left out of routes, and the way comes with the rest of it.
        if "highway" in tags:
            for told in unbelieved(tags["highway"], tags):
                yield Skipped(
                    "roads", key, f"{told[:80]} of a way is not believed", is_unreadable=False, is_taken=True
                )
        if found := ground.stream(tags):
            values, width = found
            yield from self._covering("water", key, values, band(line, width), is_cut)

    def _area(self, area: Any) -> Iterator[Outcome]:
        key = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        rows = self._take_rows(key, area)
        if not rows:
            return
        shape = self._shape(area)
        if shape is None:
            for layer, _values in rows:
                yield Skipped(layer, key, "the area is broken: its rings cross or do not close")
        elif meets(shape, self.box):
            for layer, values in rows:
                if layer in _AREAS:
                    yield from self._covering(layer, key, values, shape)
            points = [(layer, values) for layer, values in rows if layer in _POINTS]
            if points:
                yield from _at(shapely.point_on_surface(shape), key, points)

    def _shape(self, area: Any) -> Any:
        """The area, or None where it is broken: it is not repaired, for nobody knows what was meant."""
        if area.num_rings()[0] == 0:
            return None
        shape = shapely.from_wkb(self.wkb.create_multipolygon(area))
        return shape if shape.is_valid and not shape.is_empty else None

    def _covering(
        self, layer: str, key: str, values: Values, shape: Any, is_cut: bool = False
    ) -> Iterator[Outcome]:
        if layer in {"water", "green"}:
            values["min_zoom"] = ground.area_zoom(square_metres(shape))
        elif layer == "buildings":
            values["min_zoom"] = ground.building_zoom(square_metres(shape))
        yield Found(layer, key, values, as_multipolygon(shape), is_cut)

    # -- Areas that were announced by their way or relation --------------------------------------------------

    def _relation(self, relation: Any) -> None:
        tags = _tags(relation)
        if tags.get("type") in {"multipolygon", "boundary"}:
            self._announce(f"r{relation.id}", _rows(_AREAS | _POINTS, tags))

    def _announce(self, key: str, rows: Rows) -> None:
        """Note what an area is that is to come, unless it has come: the order of the two is not fixed."""
        if key in self.pending:
            del self.pending[key]
        else:
            self.pending[key] = rows

    def _take_rows(self, key: str, area: Any) -> Rows:
        """What an area is; nothing where its way lies far from the bounds."""
        if key in self.pending:
            return self.pending.pop(key) or []
        self.pending[key] = None
        tags = _tags(area)
        return [] if area.from_way() and not is_area(tags) else _rows(_AREAS | _POINTS, tags)


#: what an area may be
_AREAS: dict[str, Callable[[Tags], Values | None]] = {
    "boundary": ground.boundary,
    "water": ground.water,
    "green": ground.green,
    "buildings": ground.building,
}
#: what a point may be; of a line its middle, of an area a point on its surface
_POINTS: dict[str, Callable[[Tags], Values | None]] = {
    "stops": ground.stop,
    "addresses": places.address,
    "places": places.place,
}
_LINES: dict[str, Callable[[Tags], Values | None]] = {
    "roads": ground.road,
    "streets": ground.street,
    "railways": ground.railway,
}


def _at(spot: Any, key: str, rows: Rows) -> Iterator[Outcome]:
    for layer, values in rows:
        if len(values.get("house", "")) > _LONGEST_HOUSE and layer == "addresses":
            reason = f"the house number is longer than {_LONGEST_HOUSE} characters"
            yield Skipped(layer, key, reason, is_unreadable=False)
        else:
            yield Found(layer, key, values, spot)


def _rows(kinds: dict[str, Callable[[Tags], Values | None]], tags: Tags) -> Rows:
    return [(layer, values) for layer, classify in kinds.items() if (values := classify(tags))]


def _tags(thing: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}
