"""Counts in a box are exact, however they were come by: tally, rows of the edge cells, geometry on the outline."""

import random

import pytest
from django.db import connection

from layers import counting
from layers.cover import Cover, grid_x, grid_y
from layers.query import Box, Selection
from layers.registry import catalogue
from layers.tally import FINEST_LEVEL, GRID_BITS
from layers.viewer import PUBLIC
from tests.layers.test_tally import crowd

LAYER = catalogue["kiosks"]
chance = random.Random(1654)


def boxes() -> list[Box]:
    """Boxes of all sizes about the crowd, some with a corner on a point, some without any area."""
    found = [Box(-180, -90, 180, 90), Box(37.625, 48.84, 37.625, 48.84), Box(37.0, 48.0, 38.0, 49.0)]
    for _number in range(40):
        width = 10 ** chance.uniform(-6, -1)
        west = 37.625 + 0.03 * chance.randrange(97) / 97
        south = 48.84 + 0.02 * chance.randrange(89) / 89
        found.append(Box(west, south, west + width, south + width * 0.66))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "filters",
    [{}, {"permit_state": "valid"}, {"activity": "meat"}, {"activity": "meat", "form": "kiosk"}],
    ids=str,
)
def test_the_number_in_a_box_is_that_of_its_rows(filters: dict[str, str]) -> None:
    crowd(3000)
    for box in boxes():
        selection = Selection(LAYER, PUBLIC, LAYER.columns_for(PUBLIC), box=box, filters=filters)
        assert counting.count(selection) == selection.rows.count(), box
        assert sum(counting.count_by_class(selection)[0].values()) == selection.rows.count()


@pytest.mark.django_db
def test_the_grid_is_the_same_in_both_languages() -> None:
    places = [(chance.uniform(-180, 180), chance.uniform(-89, 89)) for _number in range(500)]
    with connection.cursor() as cursor:
        for longitude, latitude in [*places, (-180, -90), (180, 90), (0, 0)]:
            cursor.execute("SELECT layers_px(%s), layers_py(%s)", [longitude, latitude])
            x, y = cursor.fetchone()
            assert abs(x - grid_x(longitude)) <= 1
            assert abs(y - grid_y(latitude)) <= 1


def test_a_cover_is_small_and_without_overlap() -> None:
    for box in boxes():
        cover = Cover.of(box.west, box.south, box.east, box.north, FINEST_LEVEL)
        ranges = sorted(
            [
                *(
                    (first << 2 * (GRID_BITS - level), ((last + 1) << 2 * (GRID_BITS - level)) - 1)
                    for level, first, last in cover.inside
                ),
                *cover.edge,
            ]
        )
        assert len(ranges) < 1500
        assert all(before[1] < after[0] for before, after in zip(ranges, ranges[1:], strict=False))
