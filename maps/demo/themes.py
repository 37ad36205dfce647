"""What a project, a petition or a purchase is about: a title with a true kind of place in it, and that place."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
from shapely import MultiLineString, Point

from maps.demo.ground_tables import GENERATED
from maps.demo.scene import Scene


@dataclass(frozen=True)
class Theme:
    """`geometry` is None where the matter has no place; `address` is an index of the ground's addresses, or -1."""

    title: str
    where: str
    geometry: Any
    address: int

    @property
    def location_source(self) -> str:
        """How the place is known."""
        return {"none": "unknown", "street": "street"}.get(self.where, GENERATED)


class Themes:
    """Fills titles with streets, parks, lakes and addresses of the ground."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = scene.ground

    def make(self, title: str, where: str) -> Theme:
        """A theme of a title with one of {street}, {address}, {park}, {water} in it, or none."""
        if where == "none":
            return Theme(title, where, None, -1)
        if where == "park":
            park = self._scene.choose(self._parks)
            return Theme(title.format(park=park.name), where, park.area, -1)
        if where == "water":
            lake = self._scene.choose(self._lakes)
            shore = lake.area.buffer(22).difference(lake.area)
            return Theme(title.format(water=lake.name), where, shore, -1)
        if where == "street":
            street = self._scene.choose(self._streets, self._street_weights)
            course = MultiLineString([self._ground.streets[i].line for i in street.pieces])
            return Theme(title.format(street=street.full), where, course, -1)
        return self._at_house(title, where)

    def _at_house(self, title: str, where: str) -> Theme:
        index = self._scene.public_address()
        entry = self._ground.addresses[index]
        street, written = self._ground.register[entry.street].full, self._scene.line_of(index)
        place: Any = entry.place
        if where == "yard":
            place = self._yard(entry.place)
        elif where == "point":
            place = Point(
                entry.place.x + self._scene.number(-9, 9), entry.place.y + self._scene.number(-9, 9)
            )
        return Theme(title.format(street=street, address=written), where, place, index)

    def _yard(self, near: Point) -> Any:
        """The yard of the block, where there is one."""
        found = shapely.STRtree(self._yards).query_nearest(near, max_distance=90, all_matches=False)
        return self._yards[int(found[0])] if len(found) else near

    @cached_property
    def _yards(self) -> list[Any]:
        return [g.area for g in self._ground.greens if g.kind == "grass" and 1500 < g.area.area < 30_000]

    @cached_property
    def _parks(self) -> list[Any]:
        return [g for g in self._ground.greens if g.kind == "park" and g.name and g.area.area > 3000]

    @cached_property
    def _lakes(self) -> list[Any]:
        return [w for w in self._ground.terrain.waters if w.kind == "lake"]

    @cached_property
    def _streets(self) -> list[Any]:
        return [s for s in self._ground.register if s.settlement]

    @cached_property
    def _street_weights(self) -> list[float]:
        lines = self._ground.streets
        return [
            (4.0 if lines[s.pieces[0]].role == "main" else 1.0) * (1.0 if s.kind == "вулиця" else 0.3)
            for s in self._streets
        ]
