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
    order = _from_centre(pieces, along, places, streets, register, entry_of, centre)
    numbered: dict[tuple[int, bool], list[int]] = {}
    for k in np.argsort(order, kind="stable").tolist():
        if pieces[k] >= 0:
            numbered.setdefault((entry_of[int(pieces[k])], bool(left[k])), []).append(k)
    addresses = []
    for (entry, is_left), houses in sorted(numbered.items()):
        number = 1 if is_left else 2
        for k in houses:
            addresses.append(Address(entry, _written(number, random), wanted[k], places[k]))
            number += 2 if random.random() < 0.95 else 4
    return addresses


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


def _from_centre(
    pieces: np.ndarray,
    along: np.ndarray,
    places: np.ndarray,
    streets: list[Street],
    register: list[NamedStreet],
    entry_of: dict[int, int],
    centre: np.ndarray,
) -> np.ndarray:
    """A number that grows along each street, away from the centre."""
    points = shapely.get_coordinates(places)
    order = np.zeros(len(pieces))
    axes: dict[int, tuple[np.ndarray, np.ndarray, float]] = {}
    for k, piece in enumerate(pieces.tolist()):
        if piece < 0:
            continue
        entry = entry_of[piece]
        if len(register[entry].pieces) == 1:
            ends = np.asarray(streets[piece].line.coords)[[0, -1]]
            gap = np.hypot(*(ends - centre).T)
            order[k] = along[k] if gap[0] <= gap[1] else -along[k]
            continue
        if entry not in axes:
            axes[entry] = _axis([streets[i] for i in register[entry].pieces], centre)
        start, direction, sign = axes[entry]
        order[k] = float((points[k] - start) @ direction) * sign
    return order


def _axis(pieces: list[Street], centre: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    ends = np.vstack([np.asarray(piece.line.coords)[[0, -1]] for piece in pieces])
    middle = ends.mean(axis=0)
    _u, _s, axes = np.linalg.svd(ends - middle)
    direction = axes[0]
    spread = (ends - middle) @ direction
    low, high = ends[spread.argmin()], ends[spread.argmax()]
    sign = 1.0 if np.hypot(*(low - centre)) <= np.hypot(*(high - centre)) else -1.0
    return middle, direction, sign
