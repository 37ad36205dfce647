"""Places that people need to get into, with the audits they had (audits.py).

Institutions of the seeds stand where they are; the rest takes buildings of the generated town that suit them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point

from maps.demo.audits import Audits, audited, care, claim
from maps.demo.entrances import Parts, divided
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import Company, authority, companies
from maps.demo.scene import Scene
from maps.demo.signs import by_trade
from maps.demo.tables import SOURCE, Row, Table, shapes

_EDUCATION = authority("Відділ освіти Слов’янської міської ради", 3)

#: kind of generated places → weight, names, opening hours; {sign} is drawn by the trade, {number} counts
_SHOPS: dict[str, tuple[float, str, tuple[str, ...], str]] = {
    "shop": (
        30,
        "shop",
        (
            *("Магазин «{sign}»", "Продукти «{sign}»", "Господарські товари «{sign}»", "Одяг «{sign}»"),
            *("Взуття «{sign}»", "Книгарня «{sign}»", "Будматеріали «{sign}»", "Дитячий світ «{sign}»"),
        ),
        "08:00–20:00",
    ),
    "pharmacy": (8, "chemist", ("Аптека № {number}", "Аптека «{sign}»"), "08:00–21:00"),
    "restaurant": (
        12,
        "cafe",
        ("Кафе «{sign}»", "Кав’ярня «{sign}»", "Піцерія «{sign}»", "Їдальня «{sign}»"),
        "09:00–22:00",
    ),
    "supermarket": (3, "shop", ("Супермаркет «{sign}»",), "07:00–22:00"),
    "bank": (3, "", ("Відділення банку № {number}",), "Пн–Пт 09:00–17:00"),
    "post": (3, "", ("Відділення пошти № {number}",), "Пн–Сб 08:00–18:00"),
    "office": (
        13,
        "beauty",
        (
            *("Перукарня «{sign}»", "Салон краси «{sign}»", "Фотостудія «{sign}»", "Ательє «{sign}»"),
            *(
                "Нотаріальна контора № {number}",
                "Ремонт техніки, майстерня № {number}",
                "Страхова агенція № {number}",
            ),
        ),
        "09:00–18:00",
    ),
    "hospital": (
        4,
        "beauty",
        ("Амбулаторія сімейної медицини № {number}", "Стоматологія «{sign}»"),
        "Пн–Пт 08:00–18:00",
    ),
    "culture": (3, "", ("Бібліотека-філія № {number}", "Будинок культури № {number}"), "Вт–Нд 09:00–18:00"),
    "sport": (3, "", ("Спортивний зал № {number}",), "08:00–21:00"),
    "hotel": (1, "cafe", ("Готель «{sign}»",), "цілодобово"),
    "social": (2, "", ("Територіальний центр соціального обслуговування № {number}",), "Пн–Пт 08:00–17:00"),
    "administration": (2, "", ("Квартальний комітет № {number}",), "Пн–Пт 09:00–17:00"),
    "toilet": (2, "", ("Громадська вбиральня № {number}",), "07:00–22:00"),
    "other": (3, "", ("Укриття № {number}", "Пункт незламності № {number}"), "цілодобово"),
}


@dataclass(frozen=True)
class Candidate:
    """A place before it is written down. `address` is an index of the ground's addresses."""

    name: str
    kind: str
    point: Point
    address: int
    hours: str = ""


def place_tables(scene: Scene, count: int) -> list[Table]:
    """Places, their audits and the answers of those."""
    found = [*_institutions(scene), *_schools(scene)]
    found += _generated(scene, count - len(found))
    owners = companies(80, scene.random, first=60_000)
    past = Audits()
    rows = [_place(scene, number, place, past, owners) for number, place in enumerate(found[:count])]
    parts = Parts()
    for number, place in enumerate(found[:count]):
        rows[number] |= divided(scene, number, place.kind, place.point, past, parts)
    return [
        Table.of_rows(
            "accessibility.Place",
            rows,
            geometries={"geom": shapes([place.point for place in found[:count]])},
            references={"audit_id": "accessibility.Audit"},
            ahead={"accessibility.Audit": len(past.audits)},
        ),
        Table.of_rows(
            "accessibility.PlacePart",
            parts.rows,
            geometries={"location": shapes(parts.locations)},
            references={"place_id": "accessibility.Place"},
        ),
        Table.of_rows(
            "accessibility.Audit",
            past.audits,
            references={"place_id": "accessibility.Place", "part_id": "accessibility.PlacePart"},
        ),
        Table.of_rows("accessibility.Answer", past.answers, references={"audit_id": "accessibility.Audit"}),
    ]


def _place(scene: Scene, number: int, place: Candidate, past: Audits, owners: Sequence[Company]) -> Row:
    kept = care(scene, place.kind)
    responsible = _EDUCATION if place.kind in {"school", "kindergarten"} else scene.choose(owners)
    return {
        "source": SOURCE,
        "location_source": GENERATED,
        "external_id": f"place-{number + 1:05d}",
        "name": place.name,
        "kind": place.kind,
        **audited(scene, number, place.kind, kept, past),
        **claim(scene, place.kind, kept),
        "responsible_name": responsible.name,
        "responsible_code": responsible.code,
        "opening_hours": place.hours,
        **scene.postal(place.address),
    }


def _institutions(scene: Scene) -> Iterator[Candidate]:
    ground = scene.ground
    by_written = {(ground.register[a.street].full, a.house): i for i, a in enumerate(ground.addresses)}
    for seed, building in ground.known:
        if building >= 0:
            point = shapely.point_on_surface(ground.buildings[building].polygon)
            yield Candidate(seed.name, seed.kind, point, scene.nearest_addresses([point])[0])
        elif (seed.street, seed.house) in by_written:
            index = by_written[seed.street, seed.house]
            yield Candidate(seed.name, seed.kind, ground.addresses[index].place, index)


def _schools(scene: Scene) -> Iterator[Candidate]:
    numbers = {"school": 0, "kindergarten": 0}
    words = {"school": "Школа", "kindergarten": "Заклад дошкільної освіти"}
    for building in scene.ground.buildings:
        if building.kind in numbers:
            numbers[building.kind] += 1
            point = shapely.point_on_surface(building.polygon)
            name = f"{words[building.kind]} № {numbers[building.kind]}"
            yield Candidate(
                name, building.kind, point, scene.nearest_addresses([point])[0], "Пн–Пт 08:00–17:00"
            )


def _generated(scene: Scene, count: int) -> list[Candidate]:
    """Shops and services on ground floors, entrances of blocks of flats, parks and crossings."""
    ground, found = scene.ground, list(_parks(scene))
    entrances: set[str] = set()
    names = _Names(scene)
    kinds, weights = list(_SHOPS), [shop[0] for shop in _SHOPS.values()]
    while len(found) < count:
        index = scene.public_address()
        address = ground.addresses[index]
        building = ground.buildings[address.building]
        point = _at_the_door(scene, building.polygon, address.place)
        if building.kind == "apartments" and scene.chance(0.55):
            entrance = f"Під’їзд {scene.number(1, 6)}, {scene.line_of(index)}"
            if entrance not in entrances:
                entrances.add(entrance)
                found.append(Candidate(entrance, "housing", point, index))
            continue
        kind = scene.choose(kinds, weights)
        found.append(Candidate(names.of(kind), kind, point, index, _SHOPS[kind][3]))
    return found


class _Names:
    """Names of places by kind: with a sign of the trade, or counted."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._signs = by_trade()
        self._counts: Counter[str] = Counter()

    def of(self, kind: str) -> str:
        _weight, trade, names, _hours = _SHOPS[kind]
        name = self._scene.choose(names)
        self._counts[name] += "{number}" in name
        sign = self._scene.choose(self._signs[trade]) if trade else ""
        return name.format(sign=sign, number=self._counts[name])


def _parks(scene: Scene) -> Iterator[Candidate]:
    for green in scene.ground.greens:
        if green.kind == "park" and green.name and green.area.area > 3000:
            point = green.area.representative_point()
            yield Candidate(green.name, "park", point, scene.nearest_addresses([point])[0])


def _at_the_door(scene: Scene, polygon: object, place: Point) -> Point:
    """A point of the building's outline, a step inside, so that several places of one house lie apart."""
    outline = polygon.exterior if hasattr(polygon, "exterior") else polygon.convex_hull.exterior  # type: ignore[attr-defined]
    front = outline.interpolate(float(scene.random.random()), normalized=True)
    return Point(front.x + (place.x - front.x) * 0.2, front.y + (place.y - front.y) * 0.2)
