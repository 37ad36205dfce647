"""House numbers: odd on the left and even on the right, rising from the end that is nearer to the main square."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point, STRtree

from maps.demo.buildings import Building
from maps.demo.naming import NamedStreet
from maps.demo.plane import places_along
from maps.demo.streets import Street

#: how far a house may stand from the street of its address, metres
_REACH = 75.0
_WITHOUT = {"shed", "hut", "garages"}


@dataclass(frozen=True)
class Address:
    """`building` and `street` are indices of the buildings and of the register of streets."""

    street: int
    house: str
    building: int
    place: Point


def number_houses(
    buildings: list[Building],
    streets: list[Street],
    register: list[NamedStreet],
    centre: np.ndarray,
    random: np.random.Generator,
) -> list[Address]:
    """Addresses of all buildings that have one."""
    entry_of = {piece: number for number, entry in enumerate(register) for piece in entry.pieces}
    wanted = [i for i, b in enumerate(buildings) if b.kind not in _WITHOUT]
    places = shapely.point_on_surface([buildings[i].polygon for i in wanted])
    pieces = _piece_of_each(wanted, buildings, places, streets, entry_of)
    along, left = _position(places, pieces, streets)
    entries = np.array([entry_of.get(piece, -1) for piece in pieces.tolist()])
    order = _from_centre(_Walk(streets, register, centre), entries, along, shapely.get_coordinates(places))
    addresses: list[Address] = []
    for (entry, is_left), houses in _sides(entries, left, order):
        numbers = _numbers(1 if is_left else 2, len(houses), random)
        addresses += [
            Address(entry, number, wanted[k], places[k]) for k, number in zip(houses, numbers, strict=True)
        ]
    return addresses


def _sides(
    entries: np.ndarray, left: np.ndarray, order: np.ndarray
) -> list[tuple[tuple[int, bool], list[int]]]:
    """For each side of each street its houses, away from the centre."""
    found: dict[tuple[int, bool], list[int]] = {}
    for k in np.argsort(order, kind="stable").tolist():
        if entries[k] >= 0:
            found.setdefault((int(entries[k]), bool(left[k])), []).append(k)
    return sorted(found.items())


def _numbers(first: int, count: int, random: np.random.Generator) -> list[str]:
    """The numbers of one side; now and then one is missing."""
    found, number = [], first
    for _turn in range(count):
        found.append(_written(number, random))
        number += 2 if random.random() < 0.95 else 4
    return found


def _written(number: int, random: np.random.Generator) -> str:
    return f"{number}А" if random.random() < 0.035 else str(number)


def _piece_of_each(
    wanted: list[int],
    buildings: list[Building],
    places: np.ndarray,
    streets: list[Street],
    entry_of: dict[int, int],
) -> np.ndarray:
    """The piece of a named street that each building belongs to, -1 for none."""
    pieces = np.array([buildings[i].street if buildings[i].street in entry_of else -1 for i in wanted])
    named = sorted(entry_of)
    tree = STRtree([streets[i].line for i in named])
    lost = np.flatnonzero(pieces < 0)
    found, nearest = tree.query_nearest(places[lost], max_distance=_REACH, all_matches=False)
    pieces[lost[found]] = np.array(named)[nearest]
    return pieces


def _position(places: np.ndarray, pieces: np.ndarray, streets: list[Street]) -> tuple[np.ndarray, np.ndarray]:
    """How far along its piece each place lies, and whether to the left of it."""
    lines, owner = np.array([street.line for street in streets]), np.maximum(pieces, 0)
    along = shapely.line_locate_point(lines[owner], places)
    before = places_along(lines, owner, np.maximum(along - 3, 0))
    after = places_along(lines, owner, along + 3)
    direction, aside = after - before, shapely.get_coordinates(places) - before
    return along, direction[:, 0] * aside[:, 1] - direction[:, 1] * aside[:, 0] > 0


@dataclass(frozen=True)
class _Walk:
    """How each street of the register is walked away from the centre."""

    streets: list[Street]
    register: list[NamedStreet]
    centre: np.ndarray

    def runs_away(self, entry: int) -> bool:
        """Whether the only piece of a street begins at its nearer end."""
        (piece,) = self.register[entry].pieces
        return self._is_nearer(*np.asarray(self.streets[piece].line.coords)[[0, -1]])

    def axis(self, entry: int) -> tuple[np.ndarray, np.ndarray, float]:
        """A point, the direction in which the pieces of a street lie, and 1 or -1 for away or back."""
        pieces = [self.streets[i] for i in self.register[entry].pieces]
        ends = np.vstack([np.asarray(piece.line.coords)[[0, -1]] for piece in pieces])
        middle = ends.mean(axis=0)
        _u, _s, axes = np.linalg.svd(ends - middle)
        spread = (ends - middle) @ axes[0]
        sign = 1.0 if self._is_nearer(ends[spread.argmin()], ends[spread.argmax()]) else -1.0
        return middle, axes[0], sign

    def _is_nearer(self, one: np.ndarray, other: np.ndarray) -> bool:
        return bool(np.hypot(*(one - self.centre)) <= np.hypot(*(other - self.centre)))


def _from_centre(walk: _Walk, entries: np.ndarray, along: np.ndarray, points: np.ndarray) -> np.ndarray:
    """A number that grows along each street, away from the centre."""
    order = np.zeros(len(entries))
    for entry in np.unique(entries[entries >= 0]).tolist():
        houses = np.flatnonzero(entries == entry)
        if len(walk.register[entry].pieces) == 1:
            order[houses] = along[houses] if walk.runs_away(entry) else -along[houses]
        else:
            start, direction, sign = walk.axis(entry)
            order[houses] = [float((points[k] - start) @ direction) * sign for k in houses.tolist()]
    return order
