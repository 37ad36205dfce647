"""The same seed gives the same bytes: in another process, under another hash seed."""

import os
import subprocess
import sys

import pytest

from maps.demo import city
from maps.demo.ground import Ground
from maps.demo.ground_tables import ground_tables
from maps.demo.past import with_past
from maps.demo.tables import Table, digest
from tests.maps.demo.conftest import SEED, TODAY

_ELSEWHERE = """
import django; django.setup()
from maps.demo import city
from maps.demo.tables import digest
from tests.maps.demo.conftest import FEW, SEED, TODAY
print(digest(list(city.build(FEW, SEED, TODAY))))
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(land: Ground, tables: list[Table]) -> None:
    elsewhere = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        env={**os.environ, "PYTHONHASHSEED": "12345", "DJANGO_SETTINGS_MODULE": "maps.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert elsewhere.stdout.strip() == digest([*with_past(ground_tables(land), TODAY), *tables])


def test_another_seed_gives_another_town() -> None:
    one, other = (city.chance(seed, 0).random(4).tolist() for seed in (SEED, SEED + 1))
    assert one != other
