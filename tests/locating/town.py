"""A town of its own for the locator: streets on a grid of metres, houses along them, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely import MultiLineString, Point, box
from shapely.geometry.base import BaseGeometry

from layers.locating import houses
from layers.locating.gazetteer import Gazetteer, Named, Settlement, Street
from layers.locating.houses import House

#: metres from one house to the next of its side
STEP = 30


@dataclass
class Town:
    """Settlements, streets and houses that a test lays out."""

    gazetteer: Gazetteer = field(
        default_factory=lambda: Gazetteer(region="Донецька область", district="Краматорський район")
    )
    _courses: dict[int, BaseGeometry] = field(default_factory=dict)
    _houses: dict[int, list[tuple[House, Point]]] = field(default_factory=dict)
    _points: dict[int, BaseGeometry] = field(default_factory=dict)
    areas: dict[int, BaseGeometry] = field(default_factory=dict)

    def settlement(
        self, name: str, kind: str = "", area: bool = True, also: Sequence[str] = ()
    ) -> Settlement:
        made = Settlement(len(self.gazetteer.settlements) + 1, name, kind)
        self.gazetteer.add_settlement(made, also)
        if area:
            self.areas[made.number] = box(0, 0, 5000, 5000)
        return made

    def street(
        self,
        name: str,
        *numbers: str,
        kind: str = "вулиця",
        settlement: Settlement | None = None,
        former: Sequence[str] = (),
        across: float | None = None,
        along: float = 0,
    ) -> Street:
        """A street from west to east at a height of `along`, or from south to north at `across`."""
        line = [(0, along), (2000, along)] if across is None else [(across, 0), (across, 2000)]
        course = MultiLineString([line])
        return self.course(name, course, *numbers, kind=kind, settlement=settlement, former=former)

    def course(
        self,
        name: str,
        course: MultiLineString | None,
        *numbers: str,
        kind: str = "вулиця",
        settlement: Settlement | None = None,
        former: Sequence[str] = (),
    ) -> Street:
        """A street with a course of one's own, or none, and houses along it."""
        placed = {written: self._beside(written, course) for written in numbers}
        return self.lay(name, course, placed, kind=kind, settlement=settlement, former=former)

    def lay(
        self,
        name: str,
        course: MultiLineString | None,
        placed: Mapping[str, Point],
        *,
        kind: str = "вулиця",
        settlement: Settlement | None = None,
        former: Sequence[str] = (),
    ) -> Street:
        """A street with its houses where they stand."""
        number = len(self._houses) + 1
        where = settlement.number if settlement else None
        made = Street(number, kind, name, where)
        self.gazetteer.add_street(made)
        for one in former:
            self.gazetteer.add_street(Street(number, kind, one, where, present=str(made), is_former=True))
        if course is not None:
            self._courses[number] = course
        read = [(houses.parse(written), point) for written, point in placed.items()]
        self._houses[number] = [(house, point) for house, point in read if house]
        return made

    @staticmethod
    def _beside(written: str, course: MultiLineString | None) -> Point:
        house = houses.parse(written)
        assert house, written
        assert course is not None
        line = course.geoms[0]
        at = line.interpolate(house.number * STEP / 2)
        beside = 12 if house.number % 2 else -12
        is_north = line.coords[0][0] == line.coords[-1][0]
        return Point(at.x + beside * is_north, at.y + beside * (not is_north))

    def thing(self, name: str, x: float, y: float, settlement: Settlement | None = None) -> Named:
        made = Named("places", len(self._points) + 1, name, settlement.number if settlement else None)
        self.gazetteer.add_named(made)
        self._points[made.number] = Point(x, y)
        return made

    # What finding.Ground asks.

    def houses(self, street: Street) -> Sequence[tuple[House, Point]]:
        return self._houses[street.number or 0]

    def line(self, street: Street) -> BaseGeometry | None:
        return self._courses.get(street.number or 0)

    def reach(self, street: Street) -> BaseGeometry | None:
        return None

    def point(self, named: Named) -> BaseGeometry | None:
        return self._points.get(named.number)

    def area(self, settlement: Settlement) -> BaseGeometry | None:
        return self.areas.get(settlement.number)
