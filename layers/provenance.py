"""Where data comes from: said on every card, in every export and wherever a licence is named.

A layer has a source of its own. A row may come from elsewhere and says so in its `source`: what is known of those
places is declared here, once, so that a layer can hold rows under two licences and each row is told under its own.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


@dataclass(frozen=True, slots=True)
class Source:
    """`publisher` None means the city itself; `updated` is an ISO 8601 duration (`"P1M"`: monthly).

    `attribution` is what the licence asks to be said, where that is more than the publisher's name.
    """

    licence: str
    updated: str
    publisher: Any = None
    attribution: Any = ""
    url: str = ""

    @property
    def licence_url(self) -> str:
        return LICENCES[self.licence]

    @property
    def name(self) -> str:
        """The publisher's name in the active language."""
        return str(self.publisher or settings.CITY.publisher.name)

    @property
    def credit(self) -> str:
        """Who is to be named, and the licence: «© OpenStreetMap contributors (ODbL-1.0)»."""
        return f"{self.attribution or self.name} ({self.licence})"

    @property
    def address(self) -> str:
        """The page of who is to be named."""
        return self.url or ("" if self.publisher else settings.CITY.publisher.url)


#: sources of rows that come from elsewhere than their layer says; any other row is its layer's own
ROW_SOURCES = {
    "osm": Source(
        "ODbL-1.0",
        updated="P1M",
        publisher="OpenStreetMap",
        attribution=_("© OpenStreetMap contributors"),
        url="https://www.openstreetmap.org/copyright",
    ),
    "demo": Source(
        "ODbL-1.0",
        updated="P1Y",
        publisher=_("demonstration"),
        attribution=_("demonstration (invented objects), street names © OpenStreetMap contributors"),
        url="https://www.openstreetmap.org/copyright",
    ),
}


def licence_sql(own: Source, column: str) -> str:
    """SQL of a row's licence, where `column` says its source and `own` is the source of its layer."""
    cases = " ".join(f"WHEN '{name}' THEN '{source.licence}'" for name, source in ROW_SOURCES.items())
    return f"CASE {column} {cases} ELSE '{own.licence}' END"
