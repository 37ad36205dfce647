"""Small extracts made by hand, in Sloviansk; osmium reads their XML as it reads a PBF file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

Spot = tuple[float, float]
#: a corner of the centre; offsets in metres are counted from here
WEST, SOUTH = 37.600, 48.850
_METRE_EAST, _METRE_NORTH = 1 / 73_250, 1 / 111_320


def spot(east: float, north: float) -> Spot:
    """Longitude and latitude of what lies so many metres east and north of the corner."""
    return round(WEST + east * _METRE_EAST, 7), round(SOUTH + north * _METRE_NORTH, 7)


def square(east: float, north: float, side: float) -> list[Spot]:
    """The corners of a square, not closed."""
    return [spot(east + x * side, north + y * side) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]


@dataclass
class Extract:
    """Objects with numbers of their own choice; the nodes of ways are numbered from a million on."""

    nodes: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    _spots: dict[Spot, int] = field(default_factory=dict)

    def node(self, number: int, place: Spot, /, **tags: str) -> None:
        """A node; ways that are drawn over its place afterwards run through it."""
        self._spots.setdefault(place, number)
        self.nodes.append(
            f'<node id="{number}" version="1" lon="{place[0]}" lat="{place[1]}">{_tags(tags)}</node>'
        )

    def way(self, number: int, places: Sequence[Spot], /, **tags: str) -> None:
        references = "".join(f'<nd ref="{self._reference(place)}"/>' for place in places)
        self.ways.append(f'<way id="{number}" version="1">{references}{_tags(tags)}</way>')

    def area(self, number: int, places: Sequence[Spot], /, **tags: str) -> None:
        self.way(number, [*places, places[0]], **tags)

    def relation(self, number: int, members: Sequence[tuple[int, str]], /, **tags: str) -> None:
        lines = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        self.relations.append(f'<relation id="{number}" version="1">{lines}{_tags(tags)}</relation>')

    def write(self, path: Path) -> Path:
        body = "\n".join([*self.nodes, *self.ways, *self.relations])
        path.write_text(f'<osm version="0.6">\n{body}\n</osm>\n', encoding="utf-8")
        return path

    def _reference(self, place: Spot) -> int:
        if place not in self._spots:
            self._spots[place] = 1_000_000 + len(self._spots)
            self.node(self._spots[place], place)
        return self._spots[place]


def _tags(tags: dict[str, str]) -> str:
    """A key has __ for : (addr__street)."""
    return "".join(
        f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>" for key, value in tags.items()
    )
