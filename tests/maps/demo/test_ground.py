"""What makes the drawn town believable: nothing stands in anything else, and what is true is where it truly is."""

import numpy as np
import pytest
import shapely
from shapely import Point, STRtree

from maps.demo import seeds
from maps.demo.ground import Ground
from maps.demo.plane import to_metres


def test_the_seeds_are_whole() -> None:
    names = [name.full for name in seeds.street_names()]
    assert len(names) == len(set(names)) > 400
    assert all(not set("abcdefghijklmnopqrstuvwxyz'") & set(name.lower()) for name in names)
    codes = [s.katottg for s in seeds.settlements() if s.kind != "neighbourhood"]
    assert len(codes) == 5
    assert all(len(code) == 19 and code.startswith("UA1412021") for code in codes)


def test_the_community_has_its_true_area(land: Ground) -> None:
    community = next(o.area for o in land.outlines if o.level == "community")
    assert community.area == pytest.approx(119e6, rel=0.005)
    assert community.contains(Point(to_metres([(37.60582, 48.85227)])[0]))


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [("Ріпне", 37.6358, 48.8711), ("Солоне", 37.6225, 48.8756), ("Сліпне (Вейсове)", 37.6253, 48.8683)],
)
def test_the_lakes_lie_at_their_true_places(
    land: Ground, name: str, longitude: float, latitude: float
) -> None:
    lake = next(water.area for water in land.terrain.waters if water.name == name)
    assert lake.contains(Point(to_metres([(longitude, latitude)])[0]))


def test_streets_of_known_location_lie_there(land: Ground) -> None:
    known = [name for name in seeds.street_names() if name.place is not None]
    courses = {street.full: street for street in land.register if street.settlement in ("Слов’янськ", "")}
    far = []
    for name in known:
        street = courses.get(name.full)
        if street:
            line = shapely.multilinestrings([land.streets[i].line for i in street.pieces])
            if line.distance(Point(name.place[0])) > 350:
                far.append(name.full)
    assert len(set(courses) & {name.full for name in known}) >= 34
    assert not far


def test_local_streets_stay_out_of_water(land: Ground) -> None:
    water = land.terrain.water
    wet = [s for s in land.streets if s.role in ("long", "cross") and s.line.intersection(water).length > 1]
    assert not wet


def test_the_network_is_one(land: Ground) -> None:
    lines = [street.line for street in land.streets]
    tree = STRtree(lines)
    seen, waiting = {0}, [0]
    while waiting:
        for other in tree.query(lines[waiting.pop()], predicate="dwithin", distance=0.6).tolist():
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    assert sum(lines[i].length for i in seen) / sum(line.length for line in lines) > 0.995


def test_buildings_overlap_neither_one_another_nor_streets_nor_water(land: Ground) -> None:
    shapes = np.array([b.polygon for b in land.buildings])
    assert shapely.is_valid(shapes).all()
    shrunk = shapely.buffer(shapes, -0.15)
    one, other = STRtree(shrunk).query(shrunk, predicate="intersects")
    assert not ((one != other).sum() > 2)
    carriageways = [s.line.buffer(s.width / 2) for s in land.streets]
    assert len(np.unique(STRtree(shrunk).query(carriageways, predicate="intersects")[1])) == 0
    assert len(STRtree(shrunk).query([w.area for w in land.terrain.waters], predicate="intersects")[1]) == 0


def test_every_way_of_building_is_there(land: Ground) -> None:
    kinds = {b.kind for b in land.buildings}
    wanted = "house shed apartments school kindergarten industrial garages hotel church"
    assert kinds >= set(wanted.split())
    assert max(b.levels for b in land.buildings) == 9


def test_an_address_is_given_once(land: Ground) -> None:
    written = [(a.street, a.house) for a in land.addresses]
    numbers = [house for _street, house in written]
    assert len(written) == len(set(written)) > 15_000
    assert all(number.rstrip("А").isdigit() for number in numbers)


def test_odd_numbers_face_even_ones(land: Ground) -> None:
    street = max(
        land.register, key=lambda entry: len(entry.pieces) == 1 and land.streets[entry.pieces[0]].line.length
    )
    index = land.register.index(street)
    line = land.streets[street.pieces[0]].line
    sides: dict[int, set[bool]] = {0: set(), 1: set()}
    for address in land.addresses:
        if address.street == index and address.place.distance(line) < 40:
            at = line.project(address.place)
            before, after = line.interpolate(at - 3), line.interpolate(at + 3)
            turn = (after.x - before.x) * (address.place.y - before.y) - (after.y - before.y) * (
                address.place.x - before.x
            )
            sides[int(address.house.rstrip("А")) % 2].add(turn > 0)
    assert sides[0] == {False}
    assert sides[1] == {True}


def test_the_council_sits_at_its_address(land: Ground) -> None:
    council = next(i for place, i in land.known if place.kind == "administration")
    assert land.written(land.address_of[council])[1:] == ("площа Соборна", "2")


def test_stops_and_pavements_stand_clear_of_carriageways(land: Ground) -> None:
    tree = STRtree([s.line for s in land.streets])
    for stop in land.stops:
        nearest = land.streets[int(tree.nearest(stop.place))]
        assert nearest.line.distance(stop.place) >= nearest.width / 2 - 0.5
    assert len(land.stops) > 100
    assert any(way.tags.get("footway") == "crossing" for way in land.footways)


def test_a_street_knows_its_former_names_and_by_what_they_were_changed(land: Ground) -> None:
    renamed = {street.full: street for street in land.register if street.former}
    assert renamed["вулиця Торська"].former == (("вулиця", "Комунарів"),)
    assert "2016" in renamed["вулиця Торська"].decision
    assert renamed["вулиця Червоної Калини"].former == (("вулиця", "Менделєєва"),)
    assert "2024" in renamed["вулиця Червоної Калини"].decision
    assert all(street.decision for street in renamed.values())
