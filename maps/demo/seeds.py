"""The true things the city grows from, read from `fixtures/sloviansk` (see its PROVENANCE.md)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maps.demo.plane import to_metres

FOLDER = Path(__file__).resolve().parents[2] / "fixtures/sloviansk"


@dataclass(frozen=True)
class Settlement:
    kind: str
    name: str
    katottg: str
    population: int | None
    place: np.ndarray  # 1 × 2, metres


@dataclass(frozen=True)
class StreetName:
    """A real name of a street; `place` is a point on it where it is known."""

    kind: str
    name: str
    former: tuple[tuple[str, str], ...]  # (type, name)
    #: what is known of the decision that made the present name of it
    decision: str
    place: np.ndarray | None

    @property
    def full(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Course:
    """A river, a railway or a main road as a rough line."""

    layer: str
    kind: str
    street: str
    name: str
    points: np.ndarray


@dataclass(frozen=True)
class Lake:
    name: str
    kind: str
    place: np.ndarray
    length: float
    width: float
    bearing: float  # degrees clockwise from north


@dataclass(frozen=True)
class District:
    """A part of the town with one way of building. `bearing`: of its streets, degrees counter-clockwise from east."""

    kind: str
    name: str
    bearing: float
    depth: float
    length: float
    wobble: float
    outline: np.ndarray


@dataclass(frozen=True)
class Outline:
    level: str
    name: str
    points: np.ndarray


@dataclass(frozen=True)
class KnownPlace:
    """An institution that exists; `place` is given where its location is known, else it is put on its street."""

    name: str
    kind: str
    street: str
    house: str
    place: np.ndarray | None
    levels: int
    #: metres, and degrees counter-clockwise from east; 0 where it has no building of its own
    length: float
    width: float
    bearing: float


def settlements() -> list[Settlement]:
    return [
        Settlement(
            row["kind"],
            row["name"],
            row["katottg"],
            int(row["population"]) if row["population"] else None,
            _place(row),
        )
        for row in _rows("settlements")
    ]


def street_names() -> list[StreetName]:
    decisions = {row["year"]: row["decision"] for row in _rows("renamings")}
    return [
        StreetName(
            row["kind"],
            row["name"],
            tuple(_split(former) for former in row["former"].split("|") if former),
            decisions.get(row["renamed"], ""),
            _place(row) if row["lon"] else None,
        )
        for row in _rows("streets")
    ]


def courses(layer: str) -> list[Course]:
    return [
        Course(layer, row["class"], row["street"], row["name"], _path(row["path"]))
        for row in _rows("lines")
        if row["layer"] == layer
    ]


def lakes() -> list[Lake]:
    return [
        Lake(
            row["name"],
            row["kind"],
            _place(row),
            float(row["length"]),
            float(row["width"]),
            float(row["bearing"]),
        )
        for row in _rows("waters")
    ]


def districts() -> list[District]:
    return [
        District(
            row["kind"],
            row["name"],
            float(row["bearing"]),
            float(row["depth"]),
            float(row["length"]),
            float(row["wobble"]),
            _path(row["outline"]),
        )
        for row in _rows("districts")
    ]


def outlines() -> list[Outline]:
    return [Outline(row["level"], row["name"], _path(row["outline"])) for row in _rows("outlines")]


def known_places() -> list[KnownPlace]:
    return [
        KnownPlace(
            row["name"],
            row["kind"],
            row["street"],
            row["house"],
            _place(row) if row["lon"] else None,
            int(row["levels"] or 2),
            float(row["length"] or 0),
            float(row["width"] or 0),
            float(row["bearing"] or 0),
        )
        for row in _rows("places")
    ]


def words(name: str) -> list[dict[str, str]]:
    """Rows of one of the word lists (titles of petitions, kinds of purchases and the like)."""
    return list(_rows(name))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _place(row: dict[str, str]) -> np.ndarray:
    return to_metres([(float(row["lon"]), float(row["lat"]))])


def _path(text: str) -> np.ndarray:
    return to_metres([tuple(map(float, pair.split())) for pair in text.split(";")])  # type: ignore[misc]


def _split(full: str) -> tuple[str, str]:
    kind, _space, name = full.partition(" ")
    return kind, name
