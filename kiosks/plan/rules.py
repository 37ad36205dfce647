"""What the placement scheme says beside what stands there: which belongs to which, and what is wrong. No Django here.

The scheme and the structures are compared on a plane in metres. An answer that cannot be known is None, and what is not
known never counts as a match.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from kiosks import rules
from kiosks.rules import Certainty, Limit

NO_PERMIT = "no_permit"
EXPIRED = "expired"
NARROWS = "narrows"
TOO_NEAR = "too_near"
OVERSIZE = "oversize"
MOVED = "moved"
OUTSIDE = "outside"
UNKNOWN_OWNER = "unknown_owner"
UNCLEAR = "unclear"
MATCHES = "matches"
EMPTY = "empty"

#: what may be found, the gravest first: a structure is drawn as the first of its findings
GRAVITY = (NO_PERMIT, EXPIRED, NARROWS, TOO_NEAR, OVERSIZE, MOVED, OUTSIDE, UNKNOWN_OWNER, UNCLEAR, MATCHES)

#: metres from an approved spot within which a structure is taken for the one that was meant for it
REACH = Limit(40, "відстань співставлення зі схемою, вибір розпорядника", Certainty.PERHAPS, date(2026, 1, 1))
#: metres from the nearest spot beyond which the scheme says nothing of a place: a village without spots has no scheme
COVERED = Limit(500, "охоплення схеми, вибір розпорядника", Certainty.PERHAPS, date(2026, 1, 1))
#: metres by which a position may be off when its source does not say how exact it is
UNSAID_ACCURACY = Limit(5, "точність приймача GPS просто неба", Certainty.PERHAPS, date(2026, 1, 1))

_LAPSED = frozenset({rules.EXPIRED, rules.ANNULLED})


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a structure: areas in square metres, distances in metres, None for not known."""

    permit_state: str
    has_owner: bool
    #: whether there is a spot of the scheme for it; without a scheme there is nothing to be outside of
    has_spot: bool
    is_moved: bool | None = None
    is_oversize: bool | None = None
    narrows: bool | None = None
    is_too_near: bool | None = None


def findings(seen: Seen) -> list[str]:
    """All that is found of a structure, the gravest first; never empty.

    A structure matches only where its permit, its place and its owner are known and right. That a pavement or a
    neighbour was not measured is told beside it, and does not take the match away: the scheme does not speak of them.
    """
    found = {
        NO_PERMIT: seen.permit_state == rules.NONE,
        EXPIRED: seen.permit_state in _LAPSED,
        NARROWS: bool(seen.narrows),
        TOO_NEAR: bool(seen.is_too_near),
        OVERSIZE: bool(seen.is_oversize),
        MOVED: bool(seen.has_spot and seen.is_moved),
        OUTSIDE: not seen.has_spot,
        UNKNOWN_OWNER: not seen.has_owner,
        UNCLEAR: seen.permit_state in {rules.UNKNOWN, rules.SUSPENDED}
        or (seen.has_spot and None in (seen.is_moved, seen.is_oversize)),
    }
    named = [name for name in GRAVITY if found.get(name)]
    return named or [MATCHES]


def is_larger(area: float | None, permitted: float | None) -> bool | None:
    """Whether something has more square metres than its spot allows; None where either is not known."""
    return None if area is None or permitted is None else area > permitted


@dataclass(frozen=True, slots=True)
class Standing:
    """Something on the plane (metres): `name` is the number of the spot that it stands at, by its own papers."""

    number: int
    shape: BaseGeometry | None
    name: str = ""


def match(
    spots: Sequence[Standing], structures: Sequence[Standing], reach: float = REACH.value
) -> dict[int, int]:
    """Structure → spot, by their numbers: each spot has one structure at most.

    Papers go before distance: who names a spot belongs to it however far it stands. Then the nearest pairs come first,
    so that of two at one spot the nearer is the one that was meant; equally near ones go by their numbers.
    """
    pairs = _named(spots, structures)
    taken = set(pairs.values())
    for _metres, structure, spot in sorted(_near(spots, structures, reach)):
        if structure not in pairs and spot not in taken:
            pairs[structure] = spot
            taken.add(spot)
    return pairs


def _named(spots: Sequence[Standing], structures: Sequence[Standing]) -> dict[int, int]:
    by_name = {spot.name: spot.number for spot in spots if spot.name}
    pairs: dict[int, int] = {}
    for structure in structures:
        spot = by_name.pop(structure.name, None) if structure.name else None
        if spot is not None:
            pairs[structure.number] = spot
    return pairs


def _near(
    spots: Sequence[Standing], structures: Sequence[Standing], reach: float
) -> list[tuple[float, int, int]]:
    """(metres, structure, spot) of all that are within reach of each other."""
    located = [spot for spot in spots if spot.shape is not None]
    standing = [structure for structure in structures if structure.shape is not None]
    if not located or not standing:
        return []
    tree = shapely.STRtree([spot.shape for spot in located])
    near = tree.query([structure.shape for structure in standing], predicate="dwithin", distance=reach)
    return [
        (
            round(shapely.distance(standing[one].shape, located[other].shape), 2),
            standing[one].number,
            located[other].number,
        )
        for one, other in near.T
    ]


def covered(
    spots: Sequence[Standing], structures: Sequence[Standing], reach: float = COVERED.value
) -> set[int]:
    """The numbers of the structures that the scheme speaks of: near any of its spots, or named with one of them."""
    names = {spot.name for spot in spots if spot.name}
    tree = shapely.STRtree([spot.shape for spot in spots if spot.shape is not None])
    standing = [one for one in structures if one.shape is not None]
    near = tree.query_nearest([one.shape for one in standing], max_distance=reach, all_matches=False)
    return {standing[place].number for place in near[0]} | {
        one.number for one in structures if one.name in names
    }


def metres_from(structure: BaseGeometry | None, spot: BaseGeometry | None) -> float | None:
    """How far a structure stands from its spot; inside of a spot that is an area it stands in its place."""
    if structure is None or spot is None:
        return None
    return round(float(shapely.distance(structure, spot)), 1)


def nearest(
    structures: Mapping[int, BaseGeometry], others: Mapping[int, BaseGeometry], limit: float
) -> dict[int, float]:
    """Structure → metres to the nearest of the others within `limit`; never to itself."""
    numbers, keys = list(structures), list(others)
    if not numbers or not keys:
        return {}
    tree = shapely.STRtree([others[key] for key in keys])
    near = tree.query([structures[number] for number in numbers], predicate="dwithin", distance=limit)
    found: dict[int, float] = {}
    for one, other in near.T:
        number, shape = numbers[one], others[keys[other]]
        if shape is structures[number]:
            continue
        metres = round(float(shapely.distance(structures[number], shape)), 1)
        found[number] = min(metres, found.get(number, metres))
    return found
