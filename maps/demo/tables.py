"""Rows as they go to the database: columns by name, geometries apart, references by place in the other table.

A table knows nothing of Django: it is compared, digested and tested without a database.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from maps.demo.plane import to_degrees

SOURCE = "demo"
_MULTIPLE = {
    shapely.GeometryType.LINESTRING: shapely.multilinestrings,
    shapely.GeometryType.POLYGON: shapely.multipolygons,
}

Value = str | int | float | bool | date | datetime | Decimal | None
Row = dict[str, Value]
Geometries = dict[str, np.ndarray]


@dataclass
class Table:
    """Rows of one model.

    `references` says which columns hold the number of a row of another table (0 for its first one) and of which.
    `geometries` are in metres (EPSG:32637), one array per geometry column, None where a row has none.
    """

    model: str  # "reference.Street"
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    geometries: Geometries = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    #: how many rows a table has that comes later and is referred to already
    ahead: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, shapes in self.geometries.items():
            assert len(shapes) == len(self.rows), f"{self.model}: as many of {name} as rows"

    @classmethod
    def of_rows(cls, model: str, rows: Sequence[Row], **more: Any) -> "Table":
        """A table of rows that name their columns, all of them the same ones in the same order."""
        columns = tuple(rows[0]) if rows else ()
        assert all(tuple(row) == columns for row in rows), f"{model}: each row has the columns of the first"
        return cls(model, columns, [tuple(row.values()) for row in rows], **more)

    @classmethod
    def of_columns(cls, model: str, columns: Mapping[str, Iterable[Value]], **more: Any) -> "Table":
        """A table of columns that are equally long."""
        return cls(model, tuple(columns), list(zip(*columns.values(), strict=True)), **more)

    def located(self) -> dict[str, list[str | None]]:
        """The geometries as hexadecimal EWKB in EPSG:4326."""
        return {name: _hex(to_degrees(shapes)) for name, shapes in self.geometries.items()}


def shapes(geometries: Iterable[Any], *, multiple: bool = False) -> np.ndarray:
    """An array of geometries; `multiple` makes lines and areas their multi-part types."""
    array = np.array([None, *geometries], dtype=object)[1:]
    if multiple:
        kinds = shapely.get_type_id(array)
        for kind, made_multiple in _MULTIPLE.items():
            single = np.flatnonzero(kinds == kind)
            array[single] = made_multiple(array[single], indices=np.arange(len(single)))
    return array


def digest(tables: Sequence[Table]) -> str:
    """A fingerprint of everything in the tables: equal where every byte is."""
    sum_ = hashlib.sha256()
    for table in tables:
        sum_.update(repr((table.model, table.columns, table.references)).encode())
        for row in table.rows:
            sum_.update(repr(row).encode())
        for name, cells in sorted(table.located().items()):
            sum_.update(name.encode())
            sum_.update("".join(cell or "-" for cell in cells).encode())
    return sum_.hexdigest()


def _hex(geometries: np.ndarray) -> list[str | None]:
    return list(shapely.to_wkb(geometries, hex=True, include_srid=True, flavor="extended"))
