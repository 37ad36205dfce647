"""What tests of the civic layers share: a server of ProZorro's API, and the city's buyer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from layers.civic.tenders.actions import sync
from layers.civic.tenders.client import Pace
from layers.civic.tenders.models import Buyer, SyncRun
from tests.civic.feed import CITY_CODE, Feed, serving

#: patience that a test can wait for
PACE = Pace(tries=4, first=0.01, longest=0.05, obeyed=1.0, silence=0.5, whole=1.0)


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serving() as server:
        yield server


@pytest.fixture
def city_buyer(db: Any) -> Buyer:
    return Buyer.objects.create(buyer_code=CITY_CODE, name="Управління ЖКГ")


@pytest.fixture
def synced(feed: Feed, city_buyer: Buyer) -> Callable[..., SyncRun]:
    """Read the feed to both ends."""

    def read(**words: Any) -> SyncRun:
        return sync(feed.url, **({"pace": PACE} | words))

    return read
