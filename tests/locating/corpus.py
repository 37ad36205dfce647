"""Real titles of tenders, labelled by hand, and a register that has what they name and much that is like it.

The labels (labels.csv) were written by reading the titles, before the locator was: what a person would say the title's
place is. The titles themselves stay beside the project (tests/shared). Each settlement of the labels gets a grid of
streets: those that others end at run north, all others east, so that every two of them meet once.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from shapely import LineString, MultiLineString, Point, box

from layers.feature import LocationSource as By
from layers.locating import houses, names
from layers.locating.finding import ORDER, Location
from tests.locating.town import STEP

LABELS = Path(__file__).parent / "labels.csv"
TITLES = Path(__file__).resolve().parents[3] / "shared/data/prozorro/real_tender_titles_with_streets.csv"
#: metres between streets, and from one settlement to the next
_BLOCK, _APART = 60, 16_000
#: what every settlement has beside what the labels name, alike and unlike
_COMMON = [
    "Центральна",
    "Садова",
    "Зелена",
    "Шкільна",
    "Миру",
    "Нова",
    "Лісова",
    "Молодіжна",
    "Польова",
    "Набережна",
    "Шевченка",
    "Франка",
    "Польна",
    "Вишнева",
    "Сонячна",
    "Степова",
    "Північна",
    "Південна",
    "Західна",
    "Східна",
    "Травнева",
    "Весняна",
    "Вузька",
    "Широка",
    "Довга",
    "Коротка",
    "Тиха",
    "Весела",
    "Джерельна",
    "Гірська",
    "Лугова",
    "Річкова",
    "Озерна",
    "Мостова",
    "Базарна",
    "Ринкова",
    "Замкова",
    "Церковна",
    "Козацька",
    "Стрілецька",
    "Гоголя",
    "Пушкарська",
    "Лермонтова",
    "Чайковського",
    "Лисенка",
    "Глінки",
    "Мічуріна",
    "Павлова",
    "Сєченова",
    "Ломоносова",
    "Менделєєва",
    "Пирогова",
    "Амосова",
    "Вернадського",
    "Корольова",
    "Гагаріна",
    "Терешкової",
    "Комарова",
    "Добровольського",
    "Поповича",
    "Берегова",
    "Зарічна",
    "Нагірна",
    "Підгірна",
    "Дачна",
]
_SAME_PLACE = 15


@dataclass(frozen=True, slots=True)
class Label:
    """What one title says, in as many lines as it names places."""

    tender_id: str
    known: By
    lines: tuple[dict[str, str], ...]

    def places(self, hint: str) -> set[tuple[str, str, str]]:
        """Settlement, street and house of each place."""
        return {(line["settlement"] or hint, line["street"], line["house"]) for line in self.lines}

    def plainly(self) -> str:
        """The label as an address."""
        return "; ".join(self._line(line) for line in self.lines)

    def _line(self, line: dict[str, str]) -> str:
        part = f"від {line['begins']} до {line['ends']}" if line["begins"] and line["ends"] else ""
        settlement = f"м. {line['settlement']}" if line["settlement"] else ""
        return ", ".join(filter(None, (settlement, line["street"], line["house"]))) + f" {part}".rstrip()


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the settlement that its buyer's address names."""

    tender_id: str
    text: str
    hint: str


@dataclass
class Laid:
    """A street of the register, with its course and houses in metres."""

    settlement: str
    kind: str
    name: str
    course: LineString
    houses: dict[str, Point] = field(default_factory=dict)

    def put(self, written: str) -> None:
        house = houses.parse(written)
        assert house, written
        at = self.course.interpolate(house.number * STEP / 2)
        side = 12 if house.number % 2 else -12
        is_north = self.course.coords[0][0] == self.course.coords[-1][0]
        self.houses[str(house)] = Point(at.x + side * is_north, at.y + side * (not is_north))


def labels() -> list[Label]:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Label(number, By(lines[0]["known"]), tuple(lines))
        for number, group in groupby(rows, key=lambda row: row["tender_id"])
        if (lines := list(group))
    ]


def titles() -> dict[str, Title]:
    """Of the real data beside the project, by tender; where there is none, addresses as the labels have them: they tell
    how fast the locator is, and of its quality only that it finds what is written plainly."""
    if not TITLES.is_file():
        return {label.tender_id: Title(label.tender_id, label.plainly(), "") for label in labels()}
    with TITLES.open(encoding="utf-8") as file:
        return {
            row["tenderID"]: Title(row["tenderID"], row["title"], _settlement(row["buyer_locality"]))
            for row in csv.DictReader(file)
        }


def _settlement(locality: str) -> str:
    last = re.sub(
        r"^(м\.?|місто|с\.?|село|селище міського типу|селище|смт)\s*",
        "",
        locality.rsplit(",", maxsplit=1)[-1].strip(),
        flags=re.IGNORECASE,
    )
    return last.title() if last.isupper() else last


def register(told: Iterable[Label], hints: dict[str, str], addresses: int = 0) -> list[Laid]:
    """Streets and houses that the labels name, and about so many addresses of common names beside them."""
    told = list(told)
    found: dict[tuple[str, str], Laid] = {}
    north = {
        (line["settlement"] or hints[label.tender_id], end)
        for label in told
        for number, line in enumerate(label.lines)
        for end in (
            line["begins"],
            line["ends"],
            line["street"] if label.known == By.CROSSING and number else "",
        )
        if end and not end[0].isdigit()
    }
    for label in told:
        for line in label.lines:
            settlement = line["settlement"] or hints[label.tender_id]
            streets = [
                line["street"],
                *(end for end in (line["begins"], line["ends"]) if end and not end[0].isdigit()),
            ]
            for street in filter(None, streets):
                _lay(found, settlement, street, is_north=(settlement, street) in north)
            for house in filter(
                None, (line["house"], *(end for end in (line["begins"], line["ends"]) if end[:1].isdigit()))
            ):
                found[settlement, line["street"]].put(house)
    return list(_with_common(found, addresses))


def _lay(found: dict[tuple[str, str], Laid], settlement: str, street: str, *, is_north: bool) -> Laid:
    key = settlement, street
    if key not in found:
        number = sum(1 for place, _street in found if place == settlement)
        kind, name = names.split(street)
        left, bottom = _corner(settlement)
        at = number * _BLOCK + 150
        line = (
            [(left + at, bottom), (left + at, bottom + _APART * 0.6)]
            if is_north
            else [(left, bottom + at), (left + _APART * 0.6, bottom + at)]
        )
        found[key] = Laid(settlement, kind, name, LineString(line))
    return found[key]


_corners: dict[str, tuple[float, float]] = {}


def _corner(settlement: str) -> tuple[float, float]:
    return _corners.setdefault(settlement, (len(_corners) % 12 * _APART, len(_corners) // 12 * _APART))


def settlements(told: Iterable[Label], hints: dict[str, str]) -> list[str]:
    """All that the labels name, also without a street."""
    return sorted(
        {
            line["settlement"] or hints[one.tender_id]
            for one in told
            for line in one.lines
            if one.known != By.UNKNOWN
        }
    )


def area(settlement: str) -> object:
    left, bottom = _corner(settlement)
    return box(left, bottom, left + _APART * 0.6, bottom + _APART * 0.6)


def _with_common(found: dict[tuple[str, str], Laid], addresses: int) -> Iterator[Laid]:
    settlements = sorted({settlement for settlement, _street in found})
    each = max(1, addresses // (len(settlements) * len(_COMMON))) if addresses else 0
    for settlement in settlements:
        cores = {
            names.Name.of(laid.name).core for (place, _street), laid in found.items() if place == settlement
        }
        for name in _COMMON if each else ():
            if names.Name.of(name).core not in cores:
                laid = _lay(found, settlement, f"вулиця {name}", is_north=False)
                for number in range(1, each + 1):
                    laid.put(str(number))
    yield from found.values()


class Score:
    """Claims held against the labels: a claim is right, right but rougher than it could be, or wrong."""

    def __init__(self) -> None:
        self.claimed: Counter[By] = Counter()
        self.wrong: Counter[By] = Counter()
        self.labelled: Counter[By] = Counter()
        self.exactly: Counter[By] = Counter()
        self.mistakes: list[tuple[str, Location]] = []

    def add(self, label: Label, title: Title, found: Location, settlements: dict[int, str]) -> None:
        known = found.source if found.geometry is not None else By.UNKNOWN
        self.labelled[label.known] += 1
        self.claimed[known] += 1
        if not _is_right(label, title, known, found, settlements):
            self.wrong[known] += 1
            self.mistakes.append((title.tender_id, found))
        elif known == label.known:
            self.exactly[known] += 1

    def precision(self, known: By) -> float:
        return 1 - self.wrong[known] / self.claimed[known] if self.claimed[known] else 1.0

    def recall(self, known: By) -> float:
        return self.exactly[known] / self.labelled[known] if self.labelled[known] else 1.0

    def table(self) -> str:
        head = "class          claimed  wrong  precision  labelled  found as such  recall"
        return "\n".join([head, *map(self._line, (*ORDER, By.UNKNOWN))])

    def _line(self, known: By) -> str:
        return (
            f"{known.value:14} {self.claimed[known]:7} {self.wrong[known]:6} {self.precision(known):10.3f}"
            f" {self.labelled[known]:9} {self.exactly[known]:14} {self.recall(known):7.3f}"
        )


def _is_right(label: Label, title: Title, known: By, found: Location, settlements: dict[int, str]) -> bool:
    """Whether what is claimed is true of what the label says, be it rougher."""
    wanted = label.places(title.hint)
    if known == By.UNKNOWN:
        # Nothing is claimed. What could have been found is missing in the recall.
        return True
    if known == By.SETTLEMENT:
        return {found.settlement.name if found.settlement else ""} == {
            place for place, _street, _house in wanted
        }
    streets = {(settlements.get(one.settlement or 0, ""), str(one)) for one in found.streets}
    if streets != {(place, street) for place, street, _house in wanted}:
        return False
    if known in (By.ADDRESS, By.INTERPOLATED):
        return label.known == By.ADDRESS and _same_houses(found, wanted, exactly=known == By.ADDRESS)
    if known == By.SEGMENT:
        return label.known == By.SEGMENT and _same_part(label.lines[0], found)
    return known in (By.STREET, label.known)


def _same_houses(found: Location, wanted: set[tuple[str, str, str]], *, exactly: bool) -> bool:
    claimed = [name.rpartition(", ") for name in found.names]
    told = [(street, houses.parse(house)) for street, _comma, house in claimed]
    meant = [(street, houses.parse(house)) for _place, street, house in wanted]
    if exactly:
        return Counter(map(str, told)) == Counter(map(str, meant))
    return Counter((street, house and house.number) for street, house in told) == Counter(
        (street, house and house.number) for street, house in meant
    )


def _same_part(line: dict[str, str], found: Location) -> bool:
    """Whether a stretch is as long as from one end to the other, on the grid."""
    ends = [houses.parse(end) for end in (line["begins"], line["ends"]) if end[:1].isdigit()]
    if len(ends) == 2 and all(ends) and found.geometry is not None:
        apart = abs(ends[0].number - ends[1].number) * STEP / 2  # type: ignore[union-attr]
        return abs(found.geometry.length - apart) <= _SAME_PLACE
    return found.geometry is not None and found.geometry.length > 0


def by_settlement(laid: Sequence[Laid]) -> dict[str, list[Laid]]:
    found: dict[str, list[Laid]] = defaultdict(list)
    for one in laid:
        found[one.settlement].append(one)
    return found


def courses(laid: Laid) -> MultiLineString:
    return MultiLineString([laid.course])
