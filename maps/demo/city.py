"""The demonstration as a whole: which tables there are, in what order, and how many objects each size has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from maps.demo.barriers import barrier_tables
from maps.demo.civic import petition_tables, project_tables
from maps.demo.ground import STAGES as GROUND_STAGES
from maps.demo.ground import Ground, ground
from maps.demo.ground_tables import ground_tables
from maps.demo.kiosks import advertising_tables, kiosk_tables
from maps.demo.past import with_past
from maps.demo.places import place_tables
from maps.demo.reports import report_tables
from maps.demo.restrictions import restricted
from maps.demo.scene import Scene
from maps.demo.scheme import scheme_tables
from maps.demo.tables import Table
from maps.demo.tenders import tender_tables


@dataclass(frozen=True)
class Amounts:
    """How many objects of the mission's layers there are."""

    kiosks: int
    advertising: int
    places: int
    barriers: int
    projects: int
    petitions: int
    tenders: int
    reports: int


SIZES = {
    "small": Amounts(900, 700, 1300, 700, 170, 430, 480, 160),
    "city": Amounts(4300, 3100, 6300, 3700, 900, 1100, 2600, 800),
}
#: stages of drawing the ground, and tables
STAGES = len(GROUND_STAGES) + 29
DEFAULT_SEED = 1676  # the year in which the town was founded


def build(
    amounts: Amounts, seed: int, today: date, say: Callable[[str], None] = lambda _text: None
) -> Iterator[Table]:
    """All tables of a demonstration, each as soon as it is drawn. `today` is what dates are reckoned from."""
    land = ground(chance(seed, 0), say)
    yield from with_past(ground_tables(land), today)
    yield from objects(land, amounts, seed, today)


def objects(land: Ground, amounts: Amounts, seed: int, today: date) -> Iterator[Table]:
    """The tables of the mission's layers on a ground, with their past."""
    return with_past(restricted(_open_objects(land, amounts, seed, today), today), today)


def _open_objects(land: Ground, amounts: Amounts, seed: int, today: date) -> Iterator[Table]:
    kiosks = kiosk_tables(Scene(land, chance(seed, 1), today), amounts.kiosks)
    boards = advertising_tables(Scene(land, chance(seed, 2), today), amounts.advertising)
    yield from (*kiosks, *boards)
    yield from scheme_tables(Scene(land, chance(seed, 8), today), kiosks[0], boards[0])
    yield from place_tables(Scene(land, chance(seed, 3), today), amounts.places)
    yield from barrier_tables(Scene(land, chance(seed, 4), today), amounts.barriers)
    projects, wanted = project_tables(Scene(land, chance(seed, 6), today), amounts.projects)
    yield from tender_tables(Scene(land, chance(seed, 5), today), amounts.tenders, wanted)
    yield from projects
    yield from petition_tables(Scene(land, chance(seed, 7), today), amounts.petitions)
    yield from report_tables(Scene(land, chance(seed, 8), today), amounts.reports)


def chance(seed: int, part: int) -> np.random.Generator:
    """Each part has chance of its own: more kiosks do not move the petitions."""
    return np.random.default_rng([seed, part])
