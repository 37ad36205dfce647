"""The city as one value: another community is another file and no other code."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language


@dataclass(frozen=True)
class Named:
    """A name in the languages of the interface."""

    uk: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "uk").startswith("en") else self.uk


@dataclass(frozen=True)
class Publisher:
    """Who answers for the data (розпорядник інформації)."""

    name: Named
    url: str


@dataclass(frozen=True)
class Accent:
    """The colour of links, focus and what is chosen, on light and on dark ground (`#rrggbb`)."""

    light: str = "#0b5cad"
    dark: str = "#7db8f5"


@dataclass(frozen=True)
class Arms:
    """The coat of arms: a drawing (SVG), and what it is called for those who do not see it."""

    file: Path
    alt: Named


@dataclass(frozen=True)
class City:
    """A territorial community. Coordinates are longitude and latitude, EPSG:4326."""

    slug: str
    katottg: str
    name: Named
    community: Named
    region: Named
    district: Named
    publisher: Publisher
    centre: tuple[float, float]
    zoom: int
    #: west, south, east, north: input outside of it is refused as not lying in the community
    bounds: tuple[float, float, float, float]
    #: a projected system in metres for everything that is measured (the UTM zone)
    metric_srid: int
    time_zone: str
    #: what the city is called in other languages, by people who write to it
    also: tuple[str, ...] = ()
    #: people of the community, so that nothing counts more of them; 0: not told
    population: int = 0
    #: the layers that are on when a visitor comes for the first time; empty: what the layers themselves say
    shown: tuple[str, ...] = ()
    accent: Accent = Accent()
    #: without it the map's own mark stands in the head of pages
    arms: Arms | None = None

    @property
    def has_own_accent(self) -> bool:
        return self.accent != Accent()

    @classmethod
    def from_toml(cls, path: Path) -> "City":
        """Read a city file; raises FileNotFoundError, KeyError or TypeError for one that is not whole."""
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        publisher = raw.pop("publisher")
        arms = raw.pop("arms", None)
        return cls(
            publisher=Publisher(Named(**publisher["name"]), publisher["url"]),
            name=Named(**raw.pop("name")),
            community=Named(**raw.pop("community")),
            region=Named(**raw.pop("region")),
            district=Named(**raw.pop("district")),
            centre=tuple(raw.pop("centre")),
            bounds=tuple(raw.pop("bounds")),
            also=tuple(raw.pop("also", ())),
            shown=tuple(raw.pop("shown", ())),
            accent=Accent(**raw.pop("accent", {})),
            arms=Arms(path.parent / arms["file"], Named(**arms["alt"])) if arms else None,
            **raw,
        )
