"""Real documents of ProZorro are read whole: none is poisoned, nothing personal is kept, no place is invented."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from layers.civic.tenders.documents import parse
from layers.civic.tenders.matching import Community
from layers.civic.tenders.reading import read
from tests.shared.conftest import DATA

pytestmark = pytest.mark.shared
FOLDER = DATA / "prozorro"
_TAX_NUMBER = re.compile(r'"id":\s*"\d{10}"')


def documents() -> Iterator[Any]:
    for path in sorted((FOLDER / "real_tenders").glob("*.json")):
        yield parse(path.read_bytes())
    with gzip.open(FOLDER / "lviv_oblast_2026-10.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["kind"] == "tender":
                yield parse(json.dumps({"data": row["doc"]}).encode())


def test_all_are_read() -> None:
    counts: Counter[str] = Counter()
    city = settings.CITY
    here = Community.of(city.bounds, city.katottg, city.region.uk, [city.name.uk])
    for answer in documents():
        made = read(answer, here)
        counts["read"] += 1
        counts["unknown phase"] += made.columns["phase"] == "unknown"
        counts["without a buyer"] += not made.columns["buyer_name"]
        counts["without a clue"] += not made.columns["place_clues"] and not made.columns["masked"]
        counts["placed"] += bool(made.points)
        counts["tax numbers"] += bool(_TAX_NUMBER.search(made.raw.decode()))
    assert counts["read"] > 2000
    assert counts == Counter(read=counts["read"]), counts
