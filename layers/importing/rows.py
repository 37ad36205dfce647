"""A row of a file, as every kind of source tells it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. `number` counts from 1, the header not counted; `wkb` is its geometry in the file's CRS."""

    number: int
    values: dict[str, Any]
    wkb: bytes | None = None
