"""A million objects for load work: a region of invented settlements with heavy clustering, drawn in chunks.

Nothing here is meant to be looked at closely: it has the numbers, the crowding and the mix of values of a real region.
Everything is drawn as arrays and handed on chunk by chunk, so that memory does not grow with the amount.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely

from kiosks import rules
from maps.demo import seeds
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import code
from maps.demo.tables import SOURCE, Table, Value

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
            yield _MAKERS[layer](first, places, settlement, today, random)


def total(scale: float = 1.0) -> int:
    """How many objects `chunks` makes."""
    return sum(round(amount * scale) for amount in AMOUNTS.values())


def _drawn(random: np.random.Generator, values: tuple[Any, ...], count: int, p: Any = None) -> list[Any]:
    return [values[i] for i in random.choice(len(values), size=count, p=p).tolist()]


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
_REGISTER = (rules.VALID, rules.SUSPENDED, rules.ANNULLED)


def _permits(
    first: int, count: int, today: date, random: np.random.Generator
) -> tuple[list[tuple[str, date, date]], list[str]]:
    """Status, issue and end of each permit, and the state that follows from them."""
    days = random.integers(-700, 1400, count)
    days[random.random(count) < 0.08] = random.integers(0, 31)
    statuses = _drawn(random, _REGISTER, count, (0.90, 0.05, 0.05))
    found, states = [], []
    for left, status in zip(days.tolist(), statuses, strict=True):
        until = today + timedelta(days=left)
        found.append((status, until - timedelta(days=1095), until))
        states.append(rules.permit_state(status, until, today))
    return found, states


def _kiosks(
    first: int, places: np.ndarray, settlement: np.ndarray, today: date, random: np.random.Generator
) -> list[Table]:
    count = len(places)
    permits, states = _permits(first, count, today, random)
    area = np.round(random.uniform(4, 30, count), 1).tolist()
    owner = random.integers(0, 40_000, count).tolist()
    rows: list[tuple[Value, ...]] = [
        (
            *(
                SOURCE,
                GENERATED,
                f"region-ts-{first + k}",
                f"Р-{first + k}",
                f"Кіоск {first + k}",
                activity,
                form,
            ),
            *(
                area[k],
                f"ТОВ «Демо {owner[k]}»",
                code(owner[k]),
                k,
                states[k],
                permits[k][2],
                f"Селище {home}",
            ),
        )
        for k, (activity, form, home) in enumerate(
            zip(
                _drawn(random, _ACTIVITIES, count),
                _drawn(random, _FORMS, count),
                settlement.tolist(),
                strict=True,
            )
        )
    ]
    kiosks = Table(
        "kiosks.Kiosk",
        (
            *("source", "location_source", "external_id", "number", "name", "activity", "form", "area"),
            *("owner_name", "owner_code", "permit_id", "permit_state", "permit_until", "settlement"),
        ),
        rows,
        {"geom": shapely.points(places)},
        {"permit_id": "kiosks.SitingPassport"},
        {"kiosks.SitingPassport": count},
    )
    return [kiosks, _permit_table("kiosks.SitingPassport", "kiosk_id", "kiosks.Kiosk", first, permits)]


def _advertising(
    first: int, places: np.ndarray, settlement: np.ndarray, today: date, random: np.random.Generator
) -> list[Table]:
    count = len(places)
    permits, states = _permits(first, count, today, random)
    kinds = _drawn(random, _BOARDS, count)
    rows: list[tuple[Value, ...]] = [
        (
            *(SOURCE, GENERATED, f"region-rz-{first + k}", f"РР-{first + k}", f"Рекламний засіб {first + k}"),
            *(kinds[k], 2, k, states[k], permits[k][2], f"Селище {home}"),
        )
        for k, home in enumerate(settlement.tolist())
    ]
    boards = Table(
        "kiosks.Advertising",
        (
            *("source", "location_source", "external_id", "number", "name", "kind", "planes", "permit_id"),
            *("permit_state", "permit_until", "settlement"),
        ),
        rows,
        {"geom": shapely.points(places)},
        {"permit_id": "kiosks.AdvertisingPermit"},
        {"kiosks.AdvertisingPermit": count},
    )
    return [
        boards,
        _permit_table("kiosks.AdvertisingPermit", "advertising_id", "kiosks.Advertising", first, permits),
    ]


def _permit_table(
    model: str, column: str, owner: str, first: int, permits: list[tuple[str, date, date]]
) -> Table:
    return Table(
        model,
        (column, "number", "status", "issued_on", "valid_until"),
        [(k, f"Р-{first + k}", status, issued, until) for k, (status, issued, until) in enumerate(permits)],
        references={column: owner},
    )


def _places(
    first: int, places: np.ndarray, settlement: np.ndarray, today: date, random: np.random.Generator
) -> list[Table]:
    count = len(places)
    kinds = _drawn(
        random, ("shop", "pharmacy", "restaurant", "housing", "bank", "post", "school", "office"), count
    )
    claims = _drawn(random, ("unknown", "yes", "limited", "no"), count, (0.6, 0.15, 0.13, 0.12))
    verdicts = _drawn(random, ("unknown", "barrier", "partly", "accessible"), count, (0.5, 0.22, 0.17, 0.11))
    ages = random.integers(1, 1500, count).tolist()
    days = [
        today - timedelta(days=age) if v != "unknown" else None for v, age in zip(verdicts, ages, strict=True)
    ]
    audited = [k for k, day in enumerate(days) if day is not None]
    numbers = {k: number for number, k in enumerate(audited)}
    rows: list[tuple[Value, ...]] = [
        (
            *(
                SOURCE,
                GENERATED,
                f"region-place-{first + k}",
                f"Заклад {first + k}",
                kinds[k],
                verdicts[k],
                days[k],
                numbers.get(k),
            ),
            *(claims[k], f"Селище {home}"),
        )
        for k, home in enumerate(settlement.tolist())
    ]
    table = Table(
        "accessibility.Place",
        (
            *(
                "source",
                "location_source",
                "external_id",
                "name",
                "kind",
                "verdict",
                "audited_on",
                "audit_id",
            ),
            *("claim", "settlement"),
        ),
        rows,
        {"geom": shapely.points(places)},
        {"audit_id": "accessibility.Audit"},
        {"accessibility.Audit": len(audited)},
    )
    audits = Table(
        "accessibility.Audit",
        ("place_id", "made_on", "verdict", "override_reason"),
        [(k, days[k], verdicts[k], "створено для навантаження, без відповідей") for k in audited],
        references={"place_id": "accessibility.Place"},
    )
    return [table, audits]


def _barriers(
    first: int, places: np.ndarray, _settlement: np.ndarray, today: date, random: np.random.Generator
) -> list[Table]:
    count = len(places)
    kinds = _drawn(
        random, ("kerb", "surface", "stairs", "no_pavement", "threshold", "tactile", "works"), count
    )
    statuses = _drawn(random, ("reported", "confirmed", "planned", "removed"), count, (0.4, 0.3, 0.12, 0.18))
    severities = _drawn(random, ("impassable", "hard", "annoying", "unknown"), count)
    ages = random.integers(0, 900, count).tolist()
    rows: list[tuple[Value, ...]] = [
        (
            *(SOURCE, GENERATED, f"region-barrier-{first + k}", kinds[k], severities[k], statuses[k]),
            today - timedelta(days=ages[k]),
        )
        for k in range(count)
    ]
    return [
        Table(
            "accessibility.Barrier",
            ("source", "location_source", "external_id", "kind", "severity", "status", "reported_on"),
            rows,
            {"geom": shapely.points(places)},
        )
    ]


_MAKERS: dict[str, Callable[[int, np.ndarray, np.ndarray, date, np.random.Generator], list[Table]]] = {
    "kiosks": _kiosks,
    "advertising": _advertising,
    "places": _places,
    "barriers": _barriers,
}
