"""How what a norm asks for is measured: words and a drawing for each criterion (measuring.toml). No Django here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accessibility.criteria import Criterion, Words

FILE = Path(__file__).with_name("measuring.toml")
#: the drawing of what is measured and has none of its own
_ANY = "length"


@dataclass(frozen=True, slots=True)
class Measuring:
    """How something is measured; `stands` and `measured` are paths of SVG in a box of 120 by 80."""

    how: Words
    stands: str
    measured: str
    #: a slope, which a phone that is laid on it measures
    level: bool
    codes: frozenset[str]


@cache
def drawings() -> Mapping[str, Measuring]:
    """All ways of measuring, by the name of the drawing."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: Measuring(
            how=Words(**row["how"]),
            stands=row["stands"],
            measured=row["measured"],
            level=row.get("level", False),
            codes=frozenset(row["for"]),
        )
        for name, row in data.items()
    }


def of(criterion: Criterion) -> Measuring | None:
    """How a criterion is measured; None for what is seen at once."""
    found = next((one for one in drawings().values() if criterion.code in one.codes), None)
    return found or (drawings()[_ANY] if criterion.unit else None)
