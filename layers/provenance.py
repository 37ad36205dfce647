"""Where a layer's data comes from: shown on every card, in every export and in the dataset passport."""

from dataclasses import dataclass
from typing import Any

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


@dataclass(frozen=True, slots=True)
class Source:
    """`publisher` None means the city itself; `updated` is an ISO 8601 duration (`"P1M"`: monthly)."""

    licence: str
    updated: str
    publisher: Any = None
    attribution: Any = ""
    url: str = ""

    @property
    def licence_url(self) -> str:
        return LICENCES[self.licence]
