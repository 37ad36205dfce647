"""The ground as rows of the reference layers."""

import numpy as np
import shapely
from shapely import MultiLineString

from maps.demo import seeds
from maps.demo.ground import Ground
from maps.demo.joining import joined
from maps.demo.pavements import has_pavements
from maps.demo.streets import Street
from maps.demo.tables import SOURCE, Table, Value, shapes

#: from which zoom of tiles a kind of road is drawn; the page draws a tile one zoom deeper
_ROAD_ZOOM = {
    "trunk": 8,
    "primary": 9,
    "secondary": 10,
    "tertiary": 11,
    "residential": 11,
    "pedestrian": 13,
    "service": 14,
    "track": 13,
    "footway": 15,
}
_WATER_ZOOM = {"lake": 9, "river": 9, "basin": 11, "pond": 12, "stream": 12, "oxbow": 13}
_WATER_KIND = {"basin": "basin", "oxbow": "oxbow"}
_POSTCODES = [
    "84100",
    "84102",
    "84103",
    "84104",
    "84105",
    "84106",
    "84107",
    "84108",
    "84109",
    "84110",
    "84111",
    "84112",
    "84113",
    "84114",
    "84116",
    "84117",
    "84118",
    "84121",
]
_CENTRE_POSTCODE, _BYLBASIVKA_POSTCODE = "84122", "84170"

GENERATED = "generated"
_COMMON = ("source", "location_source")
_MARK = (SOURCE, GENERATED)


def ground_tables(ground: Ground) -> list[Table]:
    """All tables of the ground, in the order in which they can be loaded."""
    return [
        _boundaries(ground),
        settlement_table(),
        _streets(ground),
        _former_names(ground),
        _addresses(ground),
        _stops(ground),
        _roads(ground),
        _railways(ground),
        _waters(ground),
        _greens(ground),
        _buildings(ground),
    ]


def settlement_table() -> Table:
    found = seeds.settlements()
    return Table(
        "reference.Settlement",
        (*_COMMON, "kind", "name", "katottg", "population"),
        [(SOURCE, "register", s.kind, s.name, s.katottg, s.population) for s in found],
        {"geom": shapely.points(np.vstack([s.place for s in found]))},
    )


def _boundaries(ground: Ground) -> Table:
    codes = {s.name: s.katottg for s in seeds.settlements()}
    codes |= {o.name: "UA14120210000056793" for o in ground.outlines if o.level == "community"}
    rows = [(*_MARK, o.level, o.name, codes[o.name]) for o in ground.outlines]
    return Table(
        "reference.Boundary",
        (*_COMMON, "level", "name", "katottg"),
        rows,
        {"geom": shapes([o.area for o in ground.outlines], multiple=True)},
    )


def _streets(ground: Ground) -> Table:
    home = {s.name: i for i, s in enumerate(seeds.settlements())}
    rows = [
        (
            *_MARK,
            street.kind,
            street.name,
            home.get(street.settlement),
            ", ".join(f"{kind} {name}" for kind, name in street.former),
        )
        for street in ground.register
    ]
    courses = [MultiLineString([ground.streets[i].line for i in street.pieces]) for street in ground.register]
    return Table(
        "reference.Street",
        (*_COMMON, "kind", "name", "settlement_id", "former"),
        rows,
        {"geom": shapes(courses)},
        {"settlement_id": "reference.Settlement"},
    )


def _former_names(ground: Ground) -> Table:
    rows = [
        (number, kind, name, street.decision)
        for number, street in enumerate(ground.register)
        for kind, name in street.former
    ]
    return Table(
        "reference.FormerName",
        ("street_id", "kind", "name", "decision"),
        rows,
        references={"street_id": "reference.Street"},
    )


def _addresses(ground: Ground) -> Table:
    rows = []
    for address in ground.addresses:
        street = ground.register[address.street]
        former = ", ".join(f"{kind} {name}" for kind, name in street.former)
        rows.append(
            (
                *_MARK,
                address.street,
                street.full,
                address.house,
                postcode(ground, address.street),
                street.settlement,
                former[:240],
            )
        )
    return Table(
        "reference.Address",
        (*_COMMON, "street_id", "street_name", "house", "postcode", "settlement_name", "former_street"),
        rows,
        {"geom": shapes([a.place for a in ground.addresses])},
        {"street_id": "reference.Street"},
    )


def postcode(ground: Ground, street: int) -> str:
    """One postcode for each part of the town: made up, but of the town's true range."""
    entry = ground.register[street]
    if entry.settlement == "Билбасівка":
        return _BYLBASIVKA_POSTCODE
    piece = ground.streets[entry.pieces[0]]
    if piece.style == "centre" or entry.kind == "площа":
        return _CENTRE_POSTCODE
    return _POSTCODES[sum(map(ord, piece.district)) % len(_POSTCODES)]


def _stops(ground: Ground) -> Table:
    return Table(
        "reference.Stop",
        (*_COMMON, "external_id", "name", "code", "wheelchair_boarding"),
        [(*_MARK, f"stop-{s.code}", s.name, s.code, s.boarding) for s in ground.stops],
        {"geom": shapes([s.place for s in ground.stops])},
    )


def _roads(ground: Ground) -> Table:
    rows: list[tuple[Value, ...]] = []
    courses = []
    for number, street in enumerate(ground.streets):
        surface = "unpaved" if street.kind == "track" else "asphalt"
        zoom = _ROAD_ZOOM[street.kind]
        tags = _written(_of_carriageway(street, number))
        rows.append((*_MARK, street.kind, street.full_name, tags, zoom, surface, street.width))
        courses.append(street.line)
    for way in ground.footways:
        tags = _written(way.tags)
        width = float(way.tags["width"]) if "width" in way.tags else None
        rows.append((*_MARK, way.kind, "", tags, _ROAD_ZOOM["footway"], way.tags.get("surface", ""), width))
        courses.append(way.line)
    return Table(
        "reference.Road",
        (*_COMMON, "kind", "name", "tags", "min_zoom", "surface", "width"),
        rows,
        {"geom": shapes(joined(courses), multiple=True)},
    )


def _of_carriageway(street: Street, number: int) -> dict[str, str]:
    """What surveyors have told of a street: where its pavements are ways of their own, and of seven in ten how steep it
    is. Between gardens there are none; of some nobody has told."""
    told = {"incline": f"{1 + number % 4}%"} if number % 10 < 7 else {}
    if has_pavements(street):
        return told | {"sidewalk": "separate"}
    return told | ({"sidewalk": "no"} if number % 3 else {})


def _written(tags: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": "{value}"' for key, value in tags.items()) + "}"


def _railways(ground: Ground) -> Table:
    return Table(
        "reference.Railway",
        (*_COMMON, "kind", "name", "min_zoom"),
        [(*_MARK, "rail", t.name, {"main": 10, "yard": 13}.get(t.kind, 13)) for t in ground.terrain.tracks],
        {"geom": shapes([t.line for t in ground.terrain.tracks], multiple=True)},
    )


def _waters(ground: Ground) -> Table:
    waters = ground.terrain.waters
    return Table(
        "reference.Water",
        (*_COMMON, "kind", "name", "min_zoom"),
        [(*_MARK, _WATER_KIND.get(w.kind, w.kind), w.name, _WATER_ZOOM[w.kind]) for w in waters],
        {"geom": shapes([w.area for w in waters], multiple=True)},
    )


def _greens(ground: Ground) -> Table:
    return Table(
        "reference.Green",
        (*_COMMON, "kind", "name", "min_zoom"),
        [(*_MARK, g.kind, g.name, g.min_zoom) for g in ground.greens],
        {"geom": shapes([g.area for g in ground.greens], multiple=True)},
    )


def _buildings(ground: Ground) -> Table:
    return Table(
        "reference.Building",
        (*_COMMON, "kind", "name", "min_zoom", "levels"),
        [(*_MARK, b.kind, b.name, b.min_zoom, b.levels) for b in ground.buildings],
        {"geom": shapes([b.polygon for b in ground.buildings], multiple=True)},
    )
