"""A million objects for load work: a region of invented settlements with heavy clustering, drawn in chunks.

Nothing here is meant to be looked at closely: it has the numbers, the crowding and the mix of values of a real region.
Everything is drawn as arrays and handed on chunk by chunk, so that memory does not grow with the amount.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from typing import TypeVar

import numpy as np
import shapely

from accessibility import norms, rules
from accessibility.criteria import PROFILES
from accessibility.rules import EVERYBODY, UNKNOWN
from kiosks import rules as permits
from maps.demo import seeds
from maps.demo.audits import answered, column, verdicts
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import code
from maps.demo.tables import SOURCE, Geometries, Table, Value

T = TypeVar("T")
Columns = dict[str, Iterable[Value]]

CHUNK = 20_000
#: how many of each layer
AMOUNTS = {"kiosks": 320_000, "advertising": 210_000, "places": 310_000, "barriers": 160_000}

_REACH = 145_000.0  # metres from the city to the edge of the region
_SETTLEMENTS = 420
_CLUSTERS = 14  # crowded spots of a settlement


@dataclass(frozen=True)
class Region:
    """Crowded spots: their middle, how far they spread in metres, and how likely each is."""

    middle: np.ndarray
    spread: np.ndarray
    share: np.ndarray
    settlement: np.ndarray

    def points(self, count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Places (n × 2, EPSG:32637) and the number of the settlement of each."""
        spot = random.choice(len(self.share), size=count, p=self.share)
        # Long tails: most lie close to the middle, some far out.
        distance = self.spread[spot] * random.gamma(0.9, 1.0, count)
        angle = random.uniform(0, 2 * np.pi, count)
        shift = np.column_stack([np.cos(angle), np.sin(angle)]) * distance[:, None]
        return self.middle[spot] + shift, self.settlement[spot]


def region(random: np.random.Generator) -> Region:
    """Settlements whose sizes follow Zipf's law, each with some crowded spots."""
    city = seeds.settlements()[0].place[0]
    places = city + random.uniform(-_REACH, _REACH, (_SETTLEMENTS, 2))
    places[0] = city
    size = 1.0 / np.arange(1, _SETTLEMENTS + 1) ** 0.95
    radius = 400 + 5200 * np.sqrt(size)
    settlement = np.repeat(np.arange(_SETTLEMENTS), _CLUSTERS)
    offset = random.normal(0, 0.45, (len(settlement), 2)) * radius[settlement][:, None]
    spread = radius[settlement] * random.uniform(0.04, 0.35, len(settlement))
    share = size[settlement] * random.pareto(1.6, len(settlement))
    return Region(places[settlement] + offset, spread, share / share.sum(), settlement)


def chunks(seed: int, today: date, scale: float = 1.0) -> Iterator[list[Table]]:
    """Groups of tables that belong together, each of at most CHUNK objects."""
    land = region(np.random.default_rng([seed, 100]))
    for number, (layer, amount) in enumerate(AMOUNTS.items()):
        random = np.random.default_rng([seed, 101 + number])
        wanted = round(amount * scale)
        for first in range(0, wanted, CHUNK):
            count = min(CHUNK, wanted - first)
            places, settlement = land.points(count, random)
            yield _MAKERS[layer](Chunk(first, places, settlement, today, random))


def total(scale: float = 1.0) -> int:
    """How many objects `chunks` makes."""
    return sum(round(amount * scale) for amount in AMOUNTS.values())


_ACTIVITIES = (
    "coffee",
    "bread",
    "grocery",
    "fast_food",
    "vegetables",
    "flowers",
    "tobacco",
    "press",
    "milk",
    "other",
)
_FORMS = ("kiosk", "pavilion", "trailer", "stall", "vending", "stop_pavilion")
_BOARDS = (
    "billboard",
    "city_light",
    "lamp_post",
    "light_box",
    "notice_board",
    "backlight",
    "scroll",
    "pylon",
)
_REGISTER = (permits.VALID, permits.SUSPENDED, permits.ANNULLED)


_PLACE_KINDS = ("shop", "pharmacy", "restaurant", "housing", "bank", "post", "school", "office")
_BARRIER_KINDS = ("kerb", "surface", "stairs", "no_pavement", "threshold", "tactile", "works")
#: sheets of answers drawn for each kind of place in a chunk
_SHEETS = 60
_SEVERITIES = ("impassable", "hard", "annoying", "unknown")


@dataclass(frozen=True)
class Chunk:
    """Where the objects of a chunk lie, the number of the first of them, and what they are drawn by."""

    first: int
    places: np.ndarray
    settlement: np.ndarray
    today: date
    random: np.random.Generator

    def __len__(self) -> int:
        return len(self.places)

    def numbered(self, words: str) -> list[str]:
        """A text with a running number for each object."""
        return [f"{words}{self.first + k}" for k in range(len(self))]

    def drawn(self, values: Sequence[T], shares: Sequence[float] | None = None) -> list[T]:
        """One of the values for each object."""
        return [values[i] for i in self.random.choice(len(values), size=len(self), p=shares).tolist()]

    def days_ago(self, low: int, high: int) -> list[date]:
        """A day for each object."""
        return [
            self.today - timedelta(days=age) for age in self.random.integers(low, high, len(self)).tolist()
        ]

    @property
    def homes(self) -> list[str]:
        return [f"Селище {home}" for home in self.settlement.tolist()]

    @property
    def geometries(self) -> Geometries:
        return {"geom": shapely.points(self.places)}

    def mark(self, identifier: str) -> Columns:
        """What every row says of its origin."""
        return {
            "source": repeat(SOURCE, len(self)),
            "location_source": repeat(GENERATED, len(self)),
            "external_id": self.numbered(identifier),
        }


@dataclass(frozen=True)
class Permits:
    """The present permit of every structure of a chunk."""

    statuses: list[str]
    issued_on: list[date]
    valid_until: list[date]
    states: list[str]

    @classmethod
    def drawn(cls, chunk: Chunk) -> "Permits":
        days = chunk.random.integers(-700, 1400, len(chunk))
        days[chunk.random.random(len(chunk)) < 0.08] = chunk.random.integers(0, 31)
        statuses = chunk.drawn(_REGISTER, (0.90, 0.05, 0.05))
        until = [chunk.today + timedelta(days=left) for left in days.tolist()]
        states = [
            permits.permit_state(status, last, chunk.today)
            for status, last in zip(statuses, until, strict=True)
        ]
        return cls(statuses, [last - timedelta(days=1095) for last in until], until, states)

    @property
    def columns(self) -> Columns:
        """What the structures say of them."""
        numbers = range(len(self.statuses))
        return {"permit_id": numbers, "permit_state": self.states, "permit_until": self.valid_until}

    def table(self, model: str, chunk: Chunk, owner: str, column: str) -> Table:
        """The permits, each of the structure of the same number."""
        columns: Columns = {
            column: range(len(chunk)),
            "number": chunk.numbered("Р-"),
            "status": self.statuses,
            "issued_on": self.issued_on,
            "valid_until": self.valid_until,
        }
        return Table.of_columns(model, columns, references={column: owner})


def _kiosks(chunk: Chunk) -> list[Table]:
    permits = Permits.drawn(chunk)
    area = np.round(chunk.random.uniform(4, 30, len(chunk)), 1).tolist()
    owners = chunk.random.integers(0, 40_000, len(chunk)).tolist()
    columns: Columns = {
        **chunk.mark("region-ts-"),
        "number": chunk.numbered("Р-"),
        "name": chunk.numbered("Кіоск "),
        "activity": chunk.drawn(_ACTIVITIES),
        "form": chunk.drawn(_FORMS),
        "area": area,
        "owner_name": [f"ТОВ «Демо {owner}»" for owner in owners],
        "owner_code": map(code, owners),
        **permits.columns,
        "settlement": chunk.homes,
    }
    return _structures("kiosks.Kiosk", columns, chunk, permits, "kiosks.SitingPassport", "kiosk_id")


def _advertising(chunk: Chunk) -> list[Table]:
    permits = Permits.drawn(chunk)
    columns: Columns = {
        **chunk.mark("region-rz-"),
        "number": chunk.numbered("РР-"),
        "name": chunk.numbered("Рекламний засіб "),
        "kind": chunk.drawn(_BOARDS),
        "planes": repeat(2, len(chunk)),
        **permits.columns,
        "settlement": chunk.homes,
    }
    return _structures(
        "kiosks.Advertising", columns, chunk, permits, "kiosks.AdvertisingPermit", "advertising_id"
    )


def _structures(
    model: str, columns: Columns, chunk: Chunk, permits: Permits, permit: str, owner: str
) -> list[Table]:
    """Structures and their permits; `owner` is the column by which a permit points to its structure."""
    table = Table.of_columns(
        model,
        columns,
        geometries=chunk.geometries,
        references={"permit_id": permit},
        ahead={permit: len(chunk)},
    )
    return [table, permits.table(permit, chunk, model, owner)]


def _places(chunk: Chunk) -> list[Table]:
    kinds = chunk.drawn(_PLACE_KINDS)
    claims = chunk.drawn(("unknown", "yes", "limited", "no"), (0.6, 0.15, 0.13, 0.12))
    days = chunk.days_ago(1, 1500)
    audited = np.flatnonzero(chunk.random.random(len(chunk)) < 0.5).tolist()
    judged = _verdicts(chunk, [kinds[k] for k in audited])
    numbers = {k: number for number, k in enumerate(audited)}
    columns: Columns = {
        **chunk.mark("region-place-"),
        "name": chunk.numbered("Заклад "),
        "kind": kinds,
        **{
            name: [of_audits[numbers[k]] if k in numbers else UNKNOWN for k in range(len(chunk))]
            for name, of_audits in judged.items()
        },
        "audited_on": [day if k in numbers else None for k, day in enumerate(days)],
        "audit_id": map(numbers.get, range(len(chunk))),
        "claim": claims,
        "settlement": chunk.homes,
    }
    places = Table.of_columns(
        "accessibility.Place",
        columns,
        geometries=chunk.geometries,
        references={"audit_id": "accessibility.Audit"},
        ahead={"accessibility.Audit": len(audited)},
    )
    return [places, _audits(audited, days, judged)]


def _verdicts(chunk: Chunk, kinds: Sequence[str]) -> dict[str, list[Value]]:
    """The verdicts of audits of places of these kinds, by column: each as some sheet of answers comes to."""
    norm = norms.current()
    drawn = {
        kind: [
            verdicts(rules.judge(norm, kind, answered(chunk.random, kind, kept)))
            for kept in chunk.random.beta(2, 2, _SHEETS).tolist()
        ]
        for kind in _PLACE_KINDS
    }
    taken = chunk.random.integers(0, _SHEETS, len(kinds)).tolist()
    rows = [drawn[kind][sheet] for kind, sheet in zip(kinds, taken, strict=True)]
    return {column(person): [row[column(person)] for row in rows] for person in EVERYBODY}


def _audits(audited: list[int], days: list[date], judged: dict[str, list[Value]]) -> Table:
    """The audits of the places with the numbers `audited`."""
    columns: Columns = {
        "place_id": audited,
        "made_on": [days[k] for k in audited],
        **judged,
        "override_reason": repeat("створено для навантаження, без відповідей", len(audited)),
    }
    return Table.of_columns("accessibility.Audit", columns, references={"place_id": "accessibility.Place"})


def _barriers(chunk: Chunk) -> list[Table]:
    kinds, severities = chunk.drawn(_BARRIER_KINDS), chunk.drawn(_SEVERITIES)
    states = chunk.drawn(("reported", "confirmed", "planned", "removed"), (0.4, 0.3, 0.12, 0.18))
    weighed = [
        rules.severities(kind, severity, norms.barriers(), is_gone=state == "removed")
        for kind, severity, state in zip(kinds, severities, states, strict=True)
    ]
    columns: Columns = {
        **chunk.mark("region-barrier-"),
        "kind": kinds,
        "status": states,
        "severity": severities,
        **{column(person): [one[person] for one in weighed] for person in PROFILES},
        "reported_on": chunk.days_ago(0, 900),
    }
    return [Table.of_columns("accessibility.Barrier", columns, geometries=chunk.geometries)]


_MAKERS = {"kiosks": _kiosks, "advertising": _advertising, "places": _places, "barriers": _barriers}
