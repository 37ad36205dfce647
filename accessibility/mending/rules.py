"""How urgent it is to mend something, from whom it shuts out, what lies behind it, and how much work it is. Pure.

weight = persons shut out or hindered × places of interest nearby × ways that are barred by it; divided by the
effort. No figure is hidden: the list tells each of them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("efforts.toml")
#: so many of the list are mended first, and so many soon
FIRST, SOON = 10, 50


@dataclass(frozen=True, slots=True)
class Weighed:
    """One thing to mend. `near` are places of interest round it, `uses` the pairs of a person and a place whose way
    from public transport it bars; `efforts` are those of all that has to be mended."""

    key: str
    persons: int
    near: int
    uses: int
    efforts: tuple[str, ...]

    @property
    def affected(self) -> int:
        """Its weight: persons × places × ways, no count of people; what is behind nothing still counts by itself."""
        return self.persons * max(1, self.near) * max(1, self.uses)

    @property
    def points(self) -> int:
        """The effort of all of it together."""
        return sum(efforts()["points"][one] for one in self.efforts)

    @property
    def effort(self) -> str:
        """The largest of its efforts."""
        return max(self.efforts, key=lambda one: efforts()["points"][one])

    @property
    def score(self) -> float:
        return round(self.affected / self.points, 2)


def ranked(found: Iterable[Weighed]) -> list[Weighed]:
    """Those that shut somebody out, the most urgent first; alike ones in the order of their keys."""
    return sorted((one for one in found if one.persons), key=lambda one: (-one.score, one.key))


@cache
def efforts() -> Mapping[str, Mapping[str, Any]]:
    """The city's estimates: points of each class; the class of each kind of barrier, and of each limit of a way."""
    return {
        name: table
        for name, table in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
        if isinstance(table, dict)
    }
