"""Barriers on the way: at kerbs and doors, and along stretches of pavement; some pass by themselves."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Point

from accessibility import norms, rules
from accessibility.criteria import PROFILES
from maps.demo.audits import column
from maps.demo.ground_tables import GENERATED
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Table, Value, shapes

#: kind → weight, where it lies, description, days after which it is expected to be gone (0: does not pass)
_KINDS: dict[str, tuple[float, str, tuple[str, ...], int]] = {
    "kerb": (16, "crossing", ("Бордюр не знижено, висота 12 см", "З’їзд із тротуару вищий за 4 см"), 0),
    "surface": (15, "stretch", ("Вибоїни на тротуарі", "Зруйноване покриття, калюжі після дощу"), 0),
    "stairs": (10, "door", ("Сходи без пандуса, чотири сходинки", "Три сходинки, пандуса немає"), 0),
    "no_pavement": (7, "stretch", ("Тротуару немає, йти доводиться узбіччям",), 0),
    "steep_ramp": (6, "door", ("Пандус-рейки з ухилом понад 20 %", "Крутий пандус, ухил 14 %"), 0),
    "narrow_passage": (
        6,
        "stretch",
        ("Прохід звужено опорою до 0,8 м", "Кіоск залишив менше метра проходу"),
        0,
    ),
    "threshold": (5, "door", ("Поріг 7 см", "Високий поріг біля входу"), 0),
    "narrow_door": (4, "door", ("Двері 0,75 м",), 0),
    "no_handrail": (4, "door", ("Пандус без поручнів",), 0),
    "tactile": (4, "crossing", ("Тактильна плитка веде в стовп", "Тактильна смуга обривається"), 0),
    "no_signal": (4, "crossing", ("Немає звукового сигналу на світлофорі",), 0),
    "parked_car": (5, "stretch", ("Автівки стоять на тротуарі щодня",), 45),
    "dark": (4, "stretch", ("Ліхтарі не працюють",), 0),
    "works": (4, "stretch", ("Огородження будівництва без обходу",), 90),
    "ice": (3, "stretch", ("Сніг і лід не прибрано",), 30),
    "slippery": (2, "door", ("Слизька плитка на ґанку",), 0),
    "lift": (2, "door", ("Ліфт не працює",), 60),
    "shelling": (3, "stretch", ("Тротуар пошкоджено внаслідок обстрілу",), 0),
    "other": (2, "stretch", ("Перешкода на шляху",), 0),
}
_STATUSES = {"reported": 0.34, "confirmed": 0.30, "planned": 0.14, "removed": 0.17, "rejected": 0.05}


def barrier_tables(scene: Scene, count: int) -> list[Table]:
    """Reported barriers as points and stretches."""
    where = {"crossing": _crossings(scene), "door": _doors(scene), "stretch": _pavements(scene)}
    kinds, weights = list(_KINDS), [kind[0] for kind in _KINDS.values()]
    chosen = [scene.choose(kinds, weights) for _k in range(count)]
    geometries = [_place(scene, _KINDS[kind][1], where) for kind in chosen]
    addresses = scene.nearest_addresses(shapely.point_on_surface(geometries))
    rows = [
        (*_row(scene, number, kind), scene.line_of(address))
        for number, (kind, address) in enumerate(zip(chosen, addresses, strict=True))
    ]
    return [
        Table(
            "accessibility.Barrier",
            (
                *("source", "location_source", "external_id", "kind", "severity", "status", "description"),
                *("reported_on", "expires_on", "removed_on", *map(column, PROFILES), "address"),
            ),
            rows,
            {"geom": shapes(geometries)},
        )
    ]


def _row(scene: Scene, number: int, kind: str) -> tuple[Value, ...]:
    _weight, _where, words, lasts = _KINDS[kind]
    reported = scene.days_ago(0, 900)
    expires = reported + timedelta(days=lasts) if lasts else None
    status = scene.choose(list(_STATUSES), list(_STATUSES.values()))
    removed: date | None = None
    if expires and expires < scene.today:
        status, removed = "removed", expires
    elif status == "removed":
        removed = reported + (scene.today - reported) * float(scene.random.random())
    severity = scene.choose(("impassable", "hard", "annoying", "unknown"), (0.24, 0.36, 0.25, 0.15))
    name = f"barrier-{number + 1:05d}"
    is_gone = status in ("removed", "rejected")
    for_each = rules.severities(kind, severity, norms.barriers(), is_gone=is_gone).values()
    said = scene.choose(words)
    return (SOURCE, GENERATED, name, kind, severity, status, said, reported, expires, removed, *for_each)


def _place(scene: Scene, where: str, grounds: dict[str, list[Any]]) -> Any:
    found = grounds[where][int(scene.random.integers(len(grounds[where])))]
    if where == "crossing":
        return Point(found.coords[scene.number(0, 1)])
    if where == "door":
        return found
    size = float(scene.random.uniform(12, 70))
    start = float(scene.random.uniform(0, max(found.length - size, 0.1)))
    return shapely.ops.substring(found, start, min(start + size, found.length))


def _crossings(scene: Scene) -> list[LineString]:
    return [way.line for way in scene.ground.footways if way.tags.get("footway") == "crossing"]


def _pavements(scene: Scene) -> list[LineString]:
    ways = [way.line for way in scene.ground.footways if way.tags.get("footway") == "sidewalk"]
    return [part for part in shapely.get_parts(ways) if part.length > 20]


def _doors(scene: Scene) -> list[Point]:
    ground = scene.ground
    addresses = [ground.addresses[scene.public_address()] for _k in range(600)]
    doors = [
        (ground.streets[ground.register[a.street].pieces[0]].line, ground.buildings[a.building].polygon)
        for a in addresses
    ]
    lines, outlines = (np.array(part, dtype=object) for part in zip(*doors, strict=True))
    return list(shapely.get_point(shapely.shortest_line(shapely.boundary(outlines), lines), 0))
