"""One demonstration, drawn once for all of these tests: drawing the ground takes seconds."""

from datetime import date

import pytest

from maps.demo import city
from maps.demo.ground import Ground, ground
from maps.demo.scene import Scene
from maps.demo.tables import Table

TODAY = date(2026, 3, 20)
SEED = 7
FEW = city.Amounts(
    kiosks=220,
    advertising=200,
    places=260,
    barriers=120,
    projects=130,
    petitions=330,
    tenders=420,
    reports=60,
)


@pytest.fixture(scope="session")
def land() -> Ground:
    return ground(city.chance(SEED, 0))


@pytest.fixture(scope="session")
def tables(land: Ground) -> list[Table]:
    """The tables of the mission's layers and of their history."""
    return list(city.objects(land, FEW, SEED, TODAY))


@pytest.fixture(scope="session")
def objects(tables: list[Table]) -> dict[str, Table]:
    """The tables of the mission's layers by model."""
    return {table.model: table for table in tables if table.model != "layers.HistoryEntry"}


@pytest.fixture(scope="session")
def scene(land: Ground) -> Scene:
    return Scene(land, city.chance(SEED, 99), TODAY)


def column(table: Table, name: str) -> list[object]:
    index = table.columns.index(name)
    return [row[index] for row in table.rows]
