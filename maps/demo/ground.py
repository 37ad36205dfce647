"""The whole ground, drawn in its order: land, streets, names, buildings, addresses, green, pavements."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import Point, Polygon, STRtree

from maps.demo import seeds
from maps.demo.addresses import Address, number_houses
from maps.demo.buildings import Building, Site, build
from maps.demo.green import Green, greenery
from maps.demo.naming import NamedStreet, name_streets
from maps.demo.pavements import Footway, Stop, footways, stops
from maps.demo.plane import boxes, smooth
from maps.demo.streets import Area, Street, areas, blocks, network, yards
from maps.demo.terrain import Terrain, terrain

COMMUNITY_AREA = 119e6  # m², record of the community (fixtures/sloviansk/PROVENANCE.md)


@dataclass(frozen=True)
class Outline:
    """The generated outline of the community or of a settlement."""

    level: str
    name: str
    area: Polygon


@dataclass
class Ground:
    """Everything the base map is drawn from, in metres."""

    terrain: Terrain
    outlines: list[Outline]
    districts: list[Area]
    streets: list[Street]
    register: list[NamedStreet]
    buildings: list[Building]
    addresses: list[Address]
    greens: list[Green]
    footways: list[Footway]
    stops: list[Stop]
    known: list[tuple[seeds.KnownPlace, int]]  # a true institution and the index of its building, -1 for none

    @property
    def town(self) -> Polygon:
        return next(o.area for o in self.outlines if o.level == "settlement")

    @cached_property
    def address_of(self) -> dict[int, Address]:
        """The address of a building by its index."""
        return {address.building: address for address in self.addresses}

    @cached_property
    def standing(self) -> STRtree:
        return STRtree([b.polygon for b in self.buildings])

    @cached_property
    def address_tree(self) -> STRtree:
        return STRtree([a.place for a in self.addresses])

    @cached_property
    def roadways(self) -> np.ndarray:
        """The carriageways as areas."""
        return shapely.buffer(
            [s.line for s in self.streets], [s.width / 2 + 0.2 for s in self.streets], quad_segs=3
        )

    @cached_property
    def centre(self) -> np.ndarray:
        return seeds.settlements()[0].place[0]

    @cached_property
    def busy_addresses(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Indices of addresses in the centre, of blocks of flats and their schools, and of houses on main streets."""
        centre, flats, mains = [], [], []
        for index, address in enumerate(self.addresses):
            kind = self.buildings[address.building].kind
            if kind in ("commercial", "residential", "retail", "public"):
                centre.append(index)
            elif kind in ("apartments", "school", "kindergarten"):
                flats.append(index)
            elif self.streets[self.register[address.street].pieces[0]].role == "main":
                mains.append(index)
        return np.array(centre), np.array(flats), np.array(mains)

    def written(self, address: Address) -> tuple[str, str, str]:
        """Settlement, street and house of an address."""
        street = self.register[address.street]
        return street.settlement, street.full, address.house


#: what `ground` says as it goes
STAGES = ("terrain", "streets", "buildings", "addresses", "green", "pavements")


def ground(random: np.random.Generator, say: Callable[[str], None] = lambda _stage: None) -> Ground:
    """Draw the community; the same state of the generator gives the same ground."""
    say("terrain")
    land, outlines, institutions = terrain(random), _outlines(), seeds.known_places()
    settlements = [(o.name, o.area) for o in outlines if o.level == "settlement"]
    town = settlements[0][1]
    say("streets")
    districts, streets = _network(land, random)
    register = name_streets(streets, settlements, random)
    say("buildings")
    buildings = _buildings(land, districts, streets, institutions, random)
    at = {b.name: i for i, b in enumerate(buildings) if b.name}
    say("addresses")
    addresses = number_houses(buildings, streets, register, seeds.settlements()[0].place[0], random)
    addresses = _true_addresses(addresses, institutions, at, register, buildings)
    known = [(place, at.get(place.name, -1)) for place in institutions]
    say("green")
    greens = greenery(land, districts, streets, outlines[0].area, random)
    say("pavements")
    ways, halts = footways(streets, districts, town, random), stops(streets, town, random)
    built = (buildings, addresses, greens, ways, halts)
    return Ground(land, outlines, districts, streets, register, *built, known)


def _network(land: Terrain, random: np.random.Generator) -> tuple[list[Area], list[Street]]:
    districts = areas(seeds.districts(), land)
    streets = network(land, districts, random)
    return districts, streets + yards(districts, streets, land)


def _buildings(
    land: Terrain,
    districts: list[Area],
    streets: list[Street],
    institutions: list[seeds.KnownPlace],
    random: np.random.Generator,
) -> list[Building]:
    public = [_institution(place) for place in institutions if place.place is not None]
    return build(Site(land, streets), districts, blocks(streets, land), public, random)


def _outlines() -> list[Outline]:
    """Outlines with rounded corners; the community's is grown or shrunk to its true area."""
    found = []
    for seed in seeds.outlines():
        area = Polygon(smooth(seed.points, 2, closed=True))
        if seed.level == "community":
            for _round in range(12):
                area = area.buffer((COMMUNITY_AREA - area.area) / area.length)
        found.append(Outline(seed.level, seed.name, area.simplify(2)))
    return [*found, *_neighbourhoods(next(one.area for one in found if one.level == "settlement"))]


def _neighbourhoods(town: Polygon) -> list[Outline]:
    """The town divided among its neighbourhoods, to each what is nearest to its middle: their true limits are not
    known."""
    parts = (one for one in seeds.settlements() if one.kind == "neighbourhood")
    known = [one for one in parts if town.contains(Point(one.place))]
    cells = shapely.voronoi_polygons(shapely.MultiPoint([one.place for one in known]), extend_to=town)
    found = []
    for one in known:
        cell = next(part for part in cells.geoms if part.contains(Point(one.place)))
        found.append(Outline("district", one.name, cell.intersection(town)))
    return found


def _true_addresses(
    addresses: list[Address],
    institutions: list[seeds.KnownPlace],
    at: dict[str, int],
    register: list[NamedStreet],
    buildings: list[Building],
) -> list[Address]:
    """With the true addresses of institutions in place of those that were counted out."""
    entry = {
        street.full: i
        for i, street in reversed(list(enumerate(register)))
        if street.settlement == "Слов’янськ"
    }
    true = [
        Address(entry[p.street], p.house, at[p.name], shapely.point_on_surface(buildings[at[p.name]].polygon))
        for p in institutions
        if p.house and p.name in at and p.street in entry
    ]
    replaced = {a.building for a in true}
    written = {(a.street, a.house) for a in true}
    return true + [a for a in addresses if a.building not in replaced and (a.street, a.house) not in written]


def _institution(place: seeds.KnownPlace) -> Building:
    assert place.place is not None
    angle = np.radians(place.bearing)
    along = np.array([[np.cos(angle), np.sin(angle)]])
    across = np.array([[-along[0, 1], along[0, 0]]])
    shape = boxes(place.place, along, place.length / 2, place.width / 2)[0]
    if place.kind in ("hospital", "college", "administration", "worship"):
        # a transept or a wing to the back
        wing = place.place + across * (place.width * 0.55)
        shape = shapely.union(shape, boxes(wing, across, place.width * 0.95, place.width / 2.2)[0])
    kind = {"worship": "church", "station": "train_station", "market": "retail"}.get(place.kind, "public")
    return Building(kind, place.levels, shape, -1, place.name)
