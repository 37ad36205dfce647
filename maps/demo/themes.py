"""What a project, a petition or a purchase is about: a title with a true kind of place in it, and that place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
import shapely.affinity
import shapely.ops
from shapely import LineString, MultiLineString, Point, Polygon

from maps.demo.cases import Said
from maps.demo.green import Green
from maps.demo.ground_tables import GENERATED
from maps.demo.naming import NamedStreet
from maps.demo.plane import polygons
from maps.demo.scene import Scene
from maps.demo.terrain import Water

#: metres: how long works on a street or at a shore are, and half the sides of a playground and of a lawn's corner
_SECTION, _SHORE, _PLOT, _LAWN = (150, 450), (120, 320), (9.0, 6.0), (24.0, 16.0)
#: how far the yard of a house reaches from it
_YARD = 70


@dataclass(frozen=True)
class Theme:
    """`geometry` is None where the matter has no place; `address` is an index of the ground's addresses, or -1."""

    title: str
    where: str
    geometry: Any
    address: int = -1

    @property
    def is_in_words(self) -> bool:
        """Whether the title tells the place, so that nobody has to: the locator finds it there."""
        return self.where in ("street", "address")

    @property
    def location_source(self) -> str:
        """How the place is known."""
        return {"none": "unknown", "street": "street"}.get(self.where, GENERATED)


class Themes:
    """Fills titles with streets, parks, lakes and addresses of the ground."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = scene.ground
        self._makers: dict[str, Callable[[str, str], Theme]] = {
            "none": lambda title, where: Theme(title, where, None),
            "street": self._along,
            "section": self._along,
            "park": self._in_park,
            "lawn": self._in_park,
            "lake": self._at_lake,
            "shore": self._at_lake,
            "path": self._at_lake,
        }

    def make(self, title: str, where: str) -> Theme:
        """A theme of a title with one of {street}, {address}, {park}, {water} in it, or none.

        `where` says what of it: a whole `street` or a `section`; a `park` or a `lawn` in it; a `lake`, a stretch of its
        `shore` or a `path` along it; at a house its `yard`, a `plot` there, a `point` beside, or the `address` itself,
        which is that of a `school` or of `flats` where one of those is wanted.
        """
        return self._makers.get(where, self._at_house)(title, where)

    # -- Streets -------------------------------------------------------------------------------------------------

    def _along(self, title: str, where: str) -> Theme:
        street = self._scene.choose(self._streets, self._street_weights)
        course = [self._ground.streets[i].line for i in street.pieces]
        if where == "section":
            course = [self._stretch(max(course, key=lambda line: line.length), _SECTION)]
        return Theme(title.format(street=Said(street.kind, street.name)), where, MultiLineString(course))

    def _stretch(self, line: LineString, lengths: tuple[int, int]) -> LineString:
        size = min(float(self._scene.number(*lengths)), line.length)
        start = float(self._scene.random.uniform(0, line.length - size))
        return shapely.ops.substring(line, start, start + size)

    # -- Parks and lakes -----------------------------------------------------------------------------------------

    def _in_park(self, title: str, where: str) -> Theme:
        parks = self._whole_parks if where == "park" else self._parks
        park = self._scene.choose(parks, [p.area.area**0.5 for p in parks])
        area = park.area if where == "park" else self._plot(park.area, park.area, _LAWN)
        return Theme(title.format(park=park.name), where, area)

    def _at_lake(self, title: str, where: str) -> Theme:
        lake = self._scene.choose(self._lakes)
        title = title.format(water=lake.name)
        if where == "lake":
            return Theme(title, where, lake.area)
        path = self._stretch(LineString(lake.area.buffer(16).exterior), _SHORE)
        if where == "path":
            return Theme(title, where, path)
        return Theme(title, where, path.buffer(9, cap_style="flat").difference(lake.area))

    # -- Houses --------------------------------------------------------------------------------------------------

    def _at_house(self, title: str, where: str) -> Theme:
        index, place = self._house(where)
        entry = self._ground.addresses[index]
        street, written = self._ground.register[entry.street], self._scene.line_of(index)
        title = title.format(street=Said(street.kind, street.name), address=written)
        if where in ("yard", "plot"):
            return Theme(title, where, self._yard(place, where), index)
        if where == "point":
            beside = (self._scene.number(-9, 9), self._scene.number(-9, 9))
            return Theme(title, where, shapely.affinity.translate(place, *beside), index)
        return Theme(title, "address", place, index)

    def _house(self, where: str) -> tuple[int, Point]:
        """An address and the place of its house; a school has the address of the house beside it."""
        if where == "school":
            place = self._scene.choose(self._schools)
            return self._scene.nearest_addresses([place])[0], place
        pool = {"yard": self._beside_yards, "plot": self._beside_yards, "flats": self._flats}.get(where)
        index = self._scene.choose(pool) if pool else self._scene.public_address()
        return index, self._ground.addresses[index].place

    def _yard(self, near: Point, where: str) -> Any:
        """The yard of a house, or a plot in it."""
        nearest = shapely.STRtree(self._yards).query_nearest(near, all_matches=False)
        yard = self._yards[int(nearest[0])]
        if where == "plot":
            return self._plot(yard, near, _PLOT)
        # What the people of one house call their yard.
        return max(polygons(yard.intersection(near.buffer(_YARD)).simplify(1)), key=lambda part: part.area)

    def _plot(self, area: Polygon, near: Any, halves: tuple[float, float]) -> Any:
        """A rectangle of twice these sides in an area, free of houses, if chance finds one; otherwise a point."""
        within = shapely.intersection(area, near.buffer(80))
        west, south, east, north = within.bounds
        for _attempt in range(12):
            x, y = self._scene.random.uniform((west, south), (east, north))
            turn = float(self._scene.random.uniform(0, 180))
            plot = shapely.affinity.rotate(
                shapely.box(x - halves[0], y - halves[1], x + halves[0], y + halves[1]), turn
            )
            if area.contains(plot) and not len(self._ground.standing.query(plot, predicate="intersects")):
                return plot
        return area.representative_point()

    # -- What there is to choose from ----------------------------------------------------------------------------

    @cached_property
    def _yards(self) -> list[Polygon]:
        return [g.area for g in self._ground.greens if g.kind == "grass" and g.area.area > 900]

    @cached_property
    def _parks(self) -> list[Green]:
        return [g for g in self._ground.greens if g.kind == "park" and g.name and g.area.area > 3000]

    @cached_property
    def _whole_parks(self) -> list[Green]:
        """What one project may cover: not a park that a lake lies in."""
        return [park for park in self._parks if not park.area.interiors and park.area.area < 200_000]

    @cached_property
    def _lakes(self) -> list[Water]:
        return [w for w in self._ground.terrain.waters if w.kind == "lake"]

    @cached_property
    def _schools(self) -> list[Point]:
        kinds = ("school", "kindergarten")
        return [shapely.point_on_surface(b.polygon) for b in self._ground.buildings if b.kind in kinds]

    @cached_property
    def _flats(self) -> list[int]:
        buildings = self._ground.buildings
        return [i for i, a in enumerate(self._ground.addresses) if buildings[a.building].kind == "apartments"]

    @cached_property
    def _beside_yards(self) -> list[int]:
        places = [self._ground.addresses[index].place for index in self._flats]
        near = shapely.STRtree(self._yards).query(places, predicate="dwithin", distance=_YARD - 20)[0]
        return [self._flats[index] for index in sorted(set(near.tolist()))]

    @cached_property
    def _streets(self) -> list[NamedStreet]:
        return [s for s in self._ground.register if s.settlement]

    @cached_property
    def _street_weights(self) -> list[float]:
        lines = self._ground.streets
        return [
            (4.0 if lines[s.pieces[0]].role == "main" else 1.0) * (1.0 if s.kind == "вулиця" else 0.3)
            for s in self._streets
        ]
