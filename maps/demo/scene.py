"""What every maker of objects needs: the ground, chance, the day, and an address for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import shapely
from shapely import Point

from maps.demo.ground import Ground
from maps.demo.ground_tables import postcode
from maps.demo.tables import Row

T = TypeVar("T")

KATOTTG = {
    "Слов’янськ": "UA14120210010032554",
    "Билбасівка": "UA14120210030090722",
    "Суханівка": "UA14120210020038041",
    "Торець": "UA14120210040015318",
    "Мирне": "UA14120210050091837",
}
COMMUNITY_KATOTTG = "UA14120210000056793"
REGION, DISTRICT, COMMUNITY = (
    "Донецька область",
    "Краматорський район",
    "Слов’янська міська територіальна громада",
)


@dataclass(frozen=True)
class Scene:
    ground: Ground
    random: np.random.Generator
    today: date

    def choose(self, values: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of the values; weights need not add up to one."""
        if weights is None:
            return values[int(self.random.integers(len(values)))]
        shares = np.cumsum(weights)
        return values[int(np.searchsorted(shares, self.random.random() * shares[-1], side="right"))]

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self.random.integers(low, high + 1))

    def days_ago(self, low: int, high: int) -> date:
        return self.today - timedelta(days=self.number(low, high))

    def public_address(self) -> int:
        """An address where many people come or live: in the centre, in a block of flats or on a main street."""
        pool = self.choose(self.ground.busy_addresses, (0.3, 0.4, 0.3))
        return int(pool[int(self.random.integers(len(pool)))])

    def nearest_addresses(self, places: Sequence[Point] | np.ndarray) -> list[int]:
        """The index of the nearest address of each place."""
        found = self.ground.address_tree.query_nearest(places, all_matches=False)
        return list(map(int, found[1]))

    def postal(self, address: int, place: Point | None = None) -> Row:
        """The address block (layers.postal) of something at an address, or, with a `place`, near it."""
        entry = self.ground.addresses[address]
        settlement, street, house = self.ground.written(entry)
        note = ""
        if place is not None:
            note = (
                f"біля будинку {house}" if shapely.distance(place, entry.place) < 70 else "без номера будинку"
            )
            house = house if shapely.distance(place, entry.place) < 25 else ""
        settlement = settlement or "Слов’янськ"
        return {
            "katottg": KATOTTG.get(settlement, COMMUNITY_KATOTTG),
            "postcode": postcode(self.ground, entry.street),
            "region": REGION,
            "district": DISTRICT,
            "community": COMMUNITY,
            "settlement": settlement,
            "street": street,
            "house": house,
            "address_note": note,
        }

    def line_of(self, address: int) -> str:
        """Street and house on one line."""
        _settlement, street, house = self.ground.written(self.ground.addresses[address])
        return f"{street}, {house}"
