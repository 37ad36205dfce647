"""Names for the streets: those whose place is known first, then those that speak of a place, then the rest.

Pieces that continue one another over a main road are one street. Short ways that no name is left for stay unnamed, as
in every town.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Point, Polygon, STRtree

from maps.demo import seeds
from maps.demo.plane import to_metres
from maps.demo.seeds import StreetName
from maps.demo.streets import Street
from maps.demo.unions import Unions

_NAMED_STYLES = ("centre", "flats", "private", "village", "resort")
#: names that a village may share with the town
_VILLAGE = [
    "Садова",
    "Лугова",
    "Степова",
    "Миру",
    "Шкільна",
    "Молодіжна",
    "Зелена",
    "Польова",
    "Набережна",
    "Вишнева",
    "Нова",
    "Джерельна",
    "Українська",
    "Перемоги",
    "Гоголя",
    "Шевченка",
    "Козацька",
    "Весняна",
    "Горіхова",
    "Літературна",
    "Ланова",
    "Кринична",
    "Широка",
    "Північна",
    "Південна",
    "Тиха",
    "Калинова",
    "Виноградна",
    "Річкова",
    "Привільна",
    "Каштанова",
    "Абрикосова",
    "Селянська",
    "Урожайна",
    "Музейна",
    "Вчительська",
]


@dataclass
class NamedStreet:
    """A street as the register knows it: its pieces are indices of the network's streets."""

    kind: str
    name: str
    settlement: str
    former: tuple[tuple[str, str], ...] = ()
    decision: str = ""
    pieces: list[int] = field(default_factory=list)

    @property
    def full(self) -> str:
        return f"{self.kind} {self.name}"


def name_streets(
    streets: list[Street], settlements: list[tuple[str, Polygon]], random: np.random.Generator
) -> list[NamedStreet]:
    """Give names in place and return the register of streets."""
    home = _homes(streets, settlements)
    groups = _continuations(streets)
    known = {name.full: name for name in seeds.street_names()}
    used = {street.full_name for street in streets if street.name}
    free = [name for name in known.values() if name.full not in used and name.kind != "площа"]
    city = settlements[0][0]
    in_city = [g for g in groups if home[g[0]] == city]
    _Giver(streets, in_city, free, random).give()
    for village, _outline in settlements[1:]:
        _name_village(streets, [g for g in groups if home[g[0]] == village], random)
    return _register(streets, home, known)


def _homes(streets: list[Street], settlements: list[tuple[str, Polygon]]) -> list[str]:
    """The settlement of each street, empty outside of all; villages come before the town that surrounds them."""
    middles = [street.line.interpolate(0.5, normalized=True) for street in streets]
    homes = [""] * len(streets)
    for name, outline in [*settlements[:1], *settlements[1:]]:
        shapely.prepare(outline)
        for index in np.flatnonzero(shapely.contains(outline, middles)).tolist():
            homes[index] = name
    return homes


def _continuations(streets: list[Street]) -> list[list[int]]:
    """Groups of unnamed pieces that a walker would call one street, longest first."""
    members = [
        i for i, s in enumerate(streets) if s.name is None and s.style in _NAMED_STYLES and s.role != "yard"
    ]
    together = Unions(members)
    ends = [end for i in members for end in _ends(i, streets[i])]
    joined: set[int] = set()
    for a, b in _meeting(ends):
        one, other = ends[a], ends[b]
        if {a, b} & joined or together.root(one.street) == together.root(other.street):
            continue
        same_role = streets[one.street].role == streets[other.street].role
        if same_role and float(one.heading @ other.heading) < -0.9:
            together.join(one.street, other.street)
            joined |= {a, b}
    return sorted(together.groups(), key=lambda pieces: -sum(streets[i].line.length for i in pieces))


@dataclass(frozen=True)
class _End:
    """One end of a street: where it is, and the direction in which it leaves."""

    street: int
    place: np.ndarray
    heading: np.ndarray


def _ends(index: int, street: Street) -> Iterator[_End]:
    points = np.asarray(street.line.coords)
    inner = min(3, len(points) - 1)
    for end, before in ((points[0], points[inner]), (points[-1], points[-1 - inner])):
        yield _End(index, end, (end - before) / (np.hypot(*(end - before)) or 1))


def _meeting(ends: list[_End]) -> Iterator[tuple[int, int]]:
    """Numbers of ends that lie on two sides of one junction."""
    places = shapely.points(np.array([end.place for end in ends]))
    pairs = STRtree(places).query(places, predicate="dwithin", distance=32)
    return ((a, b) for a, b in pairs.T.tolist() if a < b)


class _Giver:
    """Hands out names: each once."""

    def __init__(
        self,
        streets: list[Street],
        groups: list[list[int]],
        free: list[StreetName],
        random: np.random.Generator,
    ) -> None:
        self._streets = streets
        self._groups = groups
        self._free = free
        self._random = random
        self._shapes = [shapely.multilinestrings([streets[i].line for i in group]) for group in groups]
        self._named = [False] * len(groups)

    def give(self) -> None:
        for name in [name for name in self._free if name.place is not None]:
            self._nearest(name, Point(name.place[0]), 320)  # type: ignore[index]
        # A name whose place is known is given there or not at all.
        self._free = [name for name in self._free if name.place is None]
        for row in seeds.words("affinities"):
            place = Point(to_metres([(float(row["lon"]), float(row["lat"]))])[0])
            for name in [name for name in self._free if name.name.startswith(row["part"])]:
                self._nearest(name, place, 900)
        order = self._random.permutation(len(self._free))
        self._free = [self._free[i] for i in order]
        self._rest("в’їзд", lambda g: self._is_dead_end(g) and self._role(g) == "cross")
        self._rest("провулок", lambda g: self._role(g) == "cross")
        self._rest("вулиця", lambda _g: True)
        self._rest("провулок", lambda _g: True)

    def _role(self, group: int) -> str:
        return self._streets[self._groups[group][0]].role

    def _is_dead_end(self, group: int) -> bool:
        return self._shapes[group].length < 260

    def _nearest(self, name: StreetName, place: Point, reach: float) -> None:
        """Give a name to the best free street near a place: an alley to a cross street, a street to a long one."""
        wanted = "long" if name.kind in ("вулиця", "бульвар") else "cross"
        best, cost = None, reach
        for group, shape in enumerate(self._shapes):
            if not self._named[group]:
                distance = shape.distance(place) + (0 if self._role(group) == wanted else 120)
                if distance < cost:
                    best, cost = group, distance
        if best is not None:
            self._take(name, best)

    def _rest(self, kind: str, suits: Callable[[int], bool]) -> None:
        names = [name for name in self._free if name.kind == kind]
        groups = [g for g in range(len(self._groups)) if not self._named[g] and suits(g)]
        for name, group in zip(names, groups, strict=False):
            self._take(name, group)

    def _take(self, name: StreetName, group: int) -> None:
        self._free = [other for other in self._free if other is not name]
        self._named[group] = True
        for piece in self._groups[group]:
            self._streets[piece].name = (name.kind, name.name)


def _name_village(streets: list[Street], groups: list[list[int]], random: np.random.Generator) -> None:
    names = [_VILLAGE[i] for i in random.permutation(len(_VILLAGE))]
    long = [g for g in groups if streets[g[0]].role == "long"]
    cross = [g for g in groups if streets[g[0]].role != "long"]
    for group, name in zip(long, names, strict=False):
        for piece in group:
            streets[piece].name = ("вулиця", name)
    for group, name in zip(cross, [_masculine(name) for name in names], strict=False):
        for piece in group:
            if name:
                streets[piece].name = ("провулок", name)


def _masculine(name: str) -> str:
    """Садова → Садовий; empty for names that have no such form."""
    if name.endswith("ська"):
        return f"{name[:-1]}ий"
    return f"{name[:-1]}ий" if name.endswith(("ова", "ева", "на", "ка")) else ""


def _register(streets: list[Street], home: Iterable[str], known: dict[str, StreetName]) -> list[NamedStreet]:
    found: dict[tuple[str, str], NamedStreet] = {}
    for index, (street, settlement) in enumerate(zip(streets, home, strict=True)):
        if street.name is None:
            continue
        kind, name = street.name
        entry = found.setdefault((settlement, street.full_name), NamedStreet(kind, name, settlement))
        entry.pieces.append(index)
        if settlement == "Слов’янськ" and street.full_name in known:
            entry.former = known[street.full_name].former
            entry.decision = known[street.full_name].decision
    return sorted(found.values(), key=lambda entry: (entry.settlement, entry.name, entry.kind))
