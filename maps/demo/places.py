"""Places that people need to get into, with the audits they had.

Institutions of the seeds stand where they are; the rest takes buildings of the generated town that suit them. A verdict
is never written by hand: accessibility.rules draws it from the answers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import shapely
from shapely import Point

from accessibility import rules
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import Company, authority, companies
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Row, Table, shapes

_AUDITOR = authority("Управління соціального захисту населення Слов’янської міської ради", 2)
_EDUCATION = authority("Відділ освіти Слов’янської міської ради", 3)
_NORM = "ДБН В.2.2-40:2018"

#: clause, requirement, critical, what is written where it is not met (domain: ДБН В.2.2-40:2018, sections 5 and 6, 11)
Criterion = tuple[str, str, bool, str]
_CRITERIA: tuple[Criterion, ...] = (
    ("5.3.1", "Ухил пандуса не перевищує 8 %", True, "Ухил пандуса {a} %"),
    ("5.3.1.1", "Ширина пандуса не менше 1,2 м", False, "Ширина пандуса 0,{b} м"),
    ("5.3.2", "Поручні з двох боків на висоті 0,7 та 0,9 м", False, "Поручень лише з одного боку"),
    ("5.3.2.4", "Контрастна смуга на початку і в кінці пандуса", False, "Контрастної смуги немає"),
    ("5.1.5", "Поперечний ухил шляху 1–2 %", False, "Поперечний ухил {c} %"),
    ("6.1", "Ширина дверей у чистоті не менше 0,9 м", True, "Ширина дверей 0,{b} м"),
    ("6.2", "Поріг не вище 0,02 м", True, "Поріг 0,0{c} м"),
    ("11.1", "Універсальна вбиральня", False, "Універсальної вбиральні немає"),
    ("11.3", "Раковина на висоті 0,75–0,85 м", False, "Раковина на висоті 0,9{c} м"),
    ("12.1", "Тактильне та контрастне позначення входу", False, "Тактильного позначення немає"),
)

_MUST_BE_AUDITED = {
    *("administration", "service_centre", "hospital", "school", "kindergarten", "station", "social", "post"),
}

#: kind of generated places → weight, names, opening hours
_SHOPS: dict[str, tuple[float, tuple[str, ...], str]] = {
    "shop": (
        30,
        ("Продукти", "Господарські товари", "Одяг", "Взуття", "Книгарня", "Будматеріали", "Дитячий світ"),
        "08:00–20:00",
    ),
    "pharmacy": (11, ("Аптека", "Аптека «Подорожник здоров’я»"), "08:00–21:00"),
    "restaurant": (
        12,
        ("Кафе «Затишок»", "Кав’ярня «Ранок»", "Піцерія", "Їдальня", "Кафе «Лелека»"),
        "09:00–22:00",
    ),
    "supermarket": (5, ("Супермаркет",), "07:00–22:00"),
    "bank": (6, ("Відділення банку",), "Пн–Пт 09:00–17:00"),
    "post": (4, ("Відділення пошти",), "Пн–Сб 08:00–18:00"),
    "office": (
        10,
        ("Перукарня", "Нотаріальна контора", "Фотостудія", "Ремонт техніки", "Страхова агенція"),
        "09:00–18:00",
    ),
    "hospital": (4, ("Амбулаторія сімейної медицини", "Стоматологія"), "Пн–Пт 08:00–18:00"),
    "culture": (3, ("Бібліотека-філія", "Будинок культури"), "Вт–Нд 09:00–18:00"),
    "sport": (3, ("Спортивний зал",), "08:00–21:00"),
    "hotel": (1, ("Готель",), "цілодобово"),
    "social": (2, ("Територіальний центр соціального обслуговування",), "Пн–Пт 08:00–17:00"),
    "administration": (2, ("Квартальний комітет",), "Пн–Пт 09:00–17:00"),
    "toilet": (2, ("Громадська вбиральня",), "07:00–22:00"),
    "other": (3, ("Укриття", "Пункт незламності"), "цілодобово"),
}


@dataclass(frozen=True)
class Candidate:
    """A place before it is written down. `address` is an index of the ground's addresses."""

    name: str
    kind: str
    point: Point
    address: int
    hours: str = ""


@dataclass
class Audits:
    """The audits and answers of all places so far, as rows."""

    audits: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)

    def add(self, place: int, made_on: date, answers: Sequence[Row]) -> Row:
        """One audit more. Returns what its place says of it."""
        number, verdict = len(self.audits), rules.verdict(list(map(_judged, answers)))
        self.audits.append(
            {
                "place_id": place,
                "uid": f"audit-{number + 1:05d}",
                "made_on": made_on,
                "authority_name": _AUDITOR.name,
                "authority_code": _AUDITOR.code,
                "verdict": verdict,
            }
        )
        self.answers += [{"audit_id": number, "norm": _NORM, **answer} for answer in answers]
        return {"verdict": verdict, "audited_on": made_on, "audit_id": number}


def place_tables(scene: Scene, count: int) -> list[Table]:
    """Places, their audits and the answers of those."""
    found = [*_institutions(scene), *_schools(scene)]
    found += _generated(scene, count - len(found))
    owners = companies(80, scene.random, first=60_000)
    past = Audits()
    rows = [
        _place(scene, number, place, _audited(scene, number, place, past), owners)
        for number, place in enumerate(found[:count])
    ]
    return [
        Table.of_rows(
            "accessibility.Place",
            rows,
            geometries={"geom": shapes([place.point for place in found[:count]])},
            references={"audit_id": "accessibility.Audit"},
            ahead={"accessibility.Audit": len(past.audits)},
        ),
        Table.of_rows("accessibility.Audit", past.audits, references={"place_id": "accessibility.Place"}),
        Table.of_rows("accessibility.Answer", past.answers, references={"audit_id": "accessibility.Audit"}),
    ]


def _place(scene: Scene, number: int, place: Candidate, audited: Row, owners: Sequence[Company]) -> Row:
    claim = scene.choose(("unknown", "yes", "limited", "no"), (0.62, 0.14, 0.13, 0.11))
    responsible = _EDUCATION if place.kind in {"school", "kindergarten"} else scene.choose(owners)
    return {
        "source": SOURCE,
        "location_source": GENERATED,
        "external_id": f"place-{number + 1:05d}",
        "name": place.name,
        "kind": place.kind,
        **audited,
        "claim": claim,
        "claim_source": "" if claim == "unknown" else "зі слів власника (демо)",
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
    serial: dict[str, int] = {}
    kinds, weights = list(_SHOPS), [shop[0] for shop in _SHOPS.values()]
    while len(found) < count:
        index = scene.public_address()
        address = ground.addresses[index]
        building = ground.buildings[address.building]
        point = _at_the_door(scene, building.polygon, address.place)
        if building.kind == "apartments" and scene.chance(0.55):
            name = f"Під’їзд {scene.number(1, 6)}, {scene.line_of(index)}"
            found.append(Candidate(name, "housing", point, index))
            continue
        kind = scene.choose(kinds, weights)
        _weight, names, hours = _SHOPS[kind]
        name = scene.choose(names)
        serial[name] = serial.get(name, 0) + 1
        written = name if "«" in name else f"{name} № {serial[name]}"
        found.append(Candidate(written, kind, point, index, hours))
    return found


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


# -- Audits ------------------------------------------------------------------------------------------------------


def _audited(scene: Scene, number: int, place: Candidate, past: Audits) -> Row:
    """What a place says of its audits, once they are made; the latest one decides."""
    audited: Row = {"verdict": rules.UNKNOWN, "audited_on": None, "audit_id": None}
    if not scene.chance(0.92 if place.kind in _MUST_BE_AUDITED else 0.55):
        return audited
    care = scene.random.random()  # how well the place is kept: its answers go together
    made_on = _summer_day(scene, scene.number(1, 4))
    for _turn in range(2 if scene.chance(0.25) else 1):
        audited = past.add(number, made_on, _answers(scene, care))
        following = made_on + timedelta(days=scene.number(300, 420))
        if following >= scene.today:
            break
        made_on, care = following, min(1.0, care + 0.25)
    return audited


def _summer_day(scene: Scene, years_ago: int) -> date:
    """Self-assessment is made between 1 June and 31 August (КМУ № 537)."""
    day = date(scene.today.year - years_ago, 6, 1) + timedelta(days=scene.number(0, 91))
    return min(day, scene.today - timedelta(days=1))


def _answers(scene: Scene, care: float) -> list[Row]:
    unsure = 0.03 if scene.chance(0.72) else 0.2
    return [_answer(scene, criterion, unsure, care) for criterion in _CRITERIA]


def _answer(scene: Scene, criterion: Criterion, unsure: float, care: float) -> Row:
    clause, question, critical, wanting = criterion
    outcome = _outcome(scene, unsure, care)
    finding = ""
    if outcome == rules.FAIL:
        finding = wanting.format(a=scene.number(9, 18), b=scene.number(70, 88), c=scene.number(3, 7))
    return {
        "clause": clause,
        "question": question,
        "outcome": outcome,
        "critical": critical,
        "finding": finding,
    }


def _outcome(scene: Scene, unsure: float, care: float) -> str:
    dice = scene.random.random()
    if dice < unsure:
        return rules.UNKNOWN
    if dice < unsure + 0.12:
        return rules.NOT_APPLICABLE
    return rules.PASS if scene.chance(0.30 + 0.72 * care) else rules.FAIL


def _judged(answer: Row) -> rules.Answer:
    return rules.Answer(str(answer["outcome"]), bool(answer["critical"]))
