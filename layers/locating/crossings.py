"""A crossing as people type it, so that a place is chosen without a map: «Шевченка / Миру», «ріг Шевченка й Миру»."""

import re
from collections.abc import Iterator
from itertools import product

from layers.feature import LocationSource
from layers.locating import finding, register
from layers.locating.names import kinds
from layers.words import fold

#: between two streets
_BETWEEN = re.compile(r"\s*[/\\×&+]\s*|\s+(?:та|і|й|з|із|зі|и|с|x|х|and|with)\s+", re.IGNORECASE)
#: before them
_LEAD = re.compile(
    r"^\s*(?:на\s+)?(?:ріг|розі|рогу|перехрестя|перехресті|перетин|перетині|перекресток|угол"
    r"|corner(?:\s+of)?|crossing(?:\s+of)?)\s+(?:(?:вулиць|вул\.?|улиц)\s+)?",
    re.IGNORECASE,
)
#: of streets, the usual one first
_KINDS = ("вулиця", "площа", "провулок", "проспект", "бульвар", "майдан")
#: letters; longer texts are no name of a crossing
_LONGEST = 120


def crossing(text: str) -> tuple[str, float, float] | None:
    """The crossing of two streets that a text names and nothing else: how it is called, its longitude and latitude.
    None where it names none, or the two do not meet in one place."""
    halves = _BETWEEN.split(_LEAD.sub("", text[:_LONGEST]).strip())
    if len(text) > _LONGEST or len(halves) != 2 or not all(halves):
        return None
    known, ground = register.gazetteer(), register.DatabaseGround()
    for first, second in product(*map(_streets, halves)):
        found = finding.locate(f"перехрестя {first} та {second}", known, ground)
        if found.source is LocationSource.CROSSING and found.geometry is not None:
            at = ground.on_the_map(found.geometry).centroid
            return found.names[0], round(at.x, 6), round(at.y, 6)
    return None


def _streets(half: str) -> Iterator[str]:
    """A street as it was typed; where no word of its kind stands first, also as one of each kind."""
    yield half
    first, *_others = fold(half).replace(".", " ").split() or [""]
    if first not in kinds():
        yield from (f"{kind} {half}" for kind in _KINDS)
