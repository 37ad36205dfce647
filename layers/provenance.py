"""Where data comes from: said on every card, in every export and wherever a licence is named.

A layer has a source of its own. A row may come from elsewhere and says so in its `source`: what is known of those
places is declared here, once, so that a layer can hold rows under two licences and each row is told under its own.
What the mapping of a file says of its source in words is kept in the database by the import.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "MIT": "https://opensource.org/license/mit",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
#: the table of what mappings say (importing.models.NamedSource)
NAMED = "layers_namedsource"


class Words(NamedTuple):
    """What a mapping says of a source, in the active language; empty where it says nothing."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""


UNSAID = Words()


@dataclass(frozen=True, slots=True)
class Source:
    """`publisher` None means the city itself; `updated` is an ISO 8601 duration (`"P1M"`: monthly).

    `attribution` is what the licence asks to be said, where that is more than the publisher's name; `title` is what
    the data are called there.
    """

    licence: str
    updated: str
    publisher: Any = None
    attribution: Any = ""
    url: str = ""
    title: Any = ""

    def put(self, words: Words) -> "Source":
        """This source as a mapping puts it in words: what it does not say is as before."""
        return replace(
            self,
            title=words.title,
            publisher=words.publisher or self.publisher,
            url=words.url or self.url,
            licence=words.licence or self.licence,
        )

    @property
    def licence_url(self) -> str:
        return LICENCES[self.licence]

    @property
    def name(self) -> str:
        """The publisher's name in the active language."""
        return str(self.publisher or settings.CITY.publisher.name)

    @property
    def whose(self) -> str:
        """Who is to be named, and what of theirs: «Sloviansk City Council, Register of kiosks»."""
        who = str(self.attribution or self.name)
        return f"{who}, {self.title}" if self.title else who

    @property
    def credit(self) -> str:
        """Who is to be named, and the licence: «© OpenStreetMap contributors (ODbL-1.0)»."""
        return f"{self.whose} ({self.licence})"

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
    "prozorro": Source("CC-BY-4.0", updated="PT15M", publisher="ProZorro", url="https://prozorro.gov.ua/"),
    "petition-site": Source("CC-BY-4.0", updated="P1D", title=_("the city's own petition site")),
    # What follows from the register and from the ground together is under the licence that asks to be passed on.
    "rule": Source("ODbL-1.0", updated="P1D", title=_("computed by rule from the register and the ground")),
}


def words_of(name: str) -> Words:
    """What a mapping said of a source that is known by a short name (`Feature.source`)."""
    if not name or name in ROW_SOURCES:
        return UNSAID
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {words_sql('n')} FROM {NAMED} AS n WHERE name = %s", [name])
        row = cursor.fetchone()
    return Words(*row) if row else UNSAID


def words_sql(alias: str) -> str:
    """The columns of Words in the active language, from a row of the named sources that may not be there."""
    language = "en" if (get_language() or "uk").startswith("en") else "uk"
    translated = (f"coalesce({alias}.{name}->>'{language}', '')" for name in ("title", "publisher"))
    plain = (f"coalesce({alias}.{name}, '')" for name in ("url", "licence"))
    return ", ".join((*translated, *plain))


def licence_sql(own: Source, column: str) -> str:
    """SQL of a row's licence, where `column` says its source and `own` is the source of its layer."""
    cases = " ".join(f"WHEN '{name}' THEN '{source.licence}'" for name, source in ROW_SOURCES.items())
    # Read once for a statement, however many rows it has.
    named = f"(SELECT jsonb_object_agg(name, licence) FROM {NAMED} WHERE licence <> '')"
    return f"CASE {column} {cases} ELSE coalesce({named} ->> {column}, '{own.licence}') END"
