"""Where a text's place is, how sure that is, and why: from the surest to the roughest, and never surer than it is.

House → next to known houses → crossing → part of a street → whole street → object with a name → settlement → nowhere.
What is said of several places is as sure as the least sure of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from layers.feature import LocationSource
from layers.locating import lines
from layers.locating.gazetteer import Gazetteer, Named, Settlement, Street
from layers.locating.houses import House
from layers.locating.mentions import End, Mention, Reading, Stretch
from layers.locating.reading import read
from layers.locating.text import clean, tokens
from layers.locating.vocabulary import Reason

#: from surest to roughest
ORDER = (
    LocationSource.ADDRESS,
    LocationSource.INTERPOLATED,
    LocationSource.CROSSING,
    LocationSource.SEGMENT,
    LocationSource.STREET,
    LocationSource.OBJECT,
    LocationSource.OUTSIDE,
    LocationSource.SETTLEMENT,
)
_RANKS = {source: rank for rank, source in enumerate(ORDER)}
#: metres, by how it is known
_HOUSE, _SAME_GROUND, _BY_A_HOUSE, _AT_A_CROSSING = 10.0, 40.0, 60.0, 30.0
#: metres between two of one name that are one thing
_ONE_THING = 100.0


class Ground(Protocol):
    """What lies where, in a projection of metres."""

    def houses(self, street: Street) -> Sequence[tuple[House, Point]]: ...
    def line(self, street: Street) -> BaseGeometry | None: ...
    def reach(self, street: Street) -> BaseGeometry | None: ...
    def point(self, named: Named) -> BaseGeometry | None: ...
    def area(self, settlement: Settlement) -> BaseGeometry | None: ...


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is. Without a geometry it is nowhere, for the reason told."""

    source: LocationSource = LocationSource.UNKNOWN
    geometry: BaseGeometry | None = None
    #: in metres; None where the geometry itself tells it (a street, a settlement)
    accuracy: float | None = None
    #: what it was found as, in the register's words: «вулиця Шевченка, 15»
    names: tuple[str, ...] = ()
    reason: Reason | None = None
    #: the words of the text that the reason is about
    details: tuple[str, ...] = ()
    #: streets and settlement that were found, also where nothing can be drawn
    streets: tuple[Street, ...] = ()
    settlement: Settlement | None = None

    @property
    def rank(self) -> int:
        """0 for the surest; what is nowhere comes last."""
        return _RANKS.get(self.source, len(ORDER)) if self.geometry is not None else len(ORDER) + 1


def locate(text: str, gazetteer: Gazetteer, ground: Ground, hint: str = "") -> Location:
    """Where a text's place is. `hint` names the settlement that is meant where the text names none."""
    return _Finder(read(text, gazetteer), gazetteer, ground, hint).find()


@dataclass
class _Finder:
    reading: Reading
    gazetteer: Gazetteer
    ground: Ground
    hint: str
    missing: list[tuple[Reason, str]] = field(default_factory=list)

    def find(self) -> Location:
        if elsewhere := self._elsewhere():
            return Location(reason=Reason.ELSEWHERE, details=(elsewhere,))
        tries: tuple[Callable[[], Location | None], ...] = (
            self._by_crossing,
            self._by_streets,
            self._by_object,
            self._by_settlement,
        )
        for attempt in tries:
            if location := attempt():
                return self._explained(location)
        if self.reading.left_out:
            return Location(reason=Reason.NOT_MEANT, details=tuple(self.reading.left_out))
        return self._explained(Location(reason=Reason.NOTHING_SAID))

    def _explained(self, location: Location) -> Location:
        if not self.missing:
            return location
        reasons = [why for why, _word in self.missing]
        # Of what is known, and cannot be drawn, no house is missing.
        is_undrawn = location.geometry is None and Reason.NO_COURSE in reasons
        reason = Reason.NO_COURSE if is_undrawn else reasons[0]
        return replace(
            location, reason=reason, details=tuple(word for why, word in self.missing if why == reason)
        )

    def _elsewhere(self) -> str:
        """The place of another community that a text is about; empty where it is about none."""
        if self.reading.other_region:
            return self.reading.other_region
        places = [one.place for one in self.reading.mentions if one.place] or self.reading.places
        if not places:
            # Whoever buys for another city, and names none, does not mean this one.
            places = read(self.hint, self.gazetteer).places
        return places[0].name if places and not any(place.known for place in places) else ""

    # Streets.

    def _streets(self, mention: Mention) -> list[Street]:
        """The streets that are meant; notes why none is."""
        if mention.found is None:
            self.missing.append((Reason.UNKNOWN_STREET, mention.words))
            return []
        streets = list(mention.found.streets)
        if mention.place:
            here = [one for one in streets if self._lies_in(one, mention.place.known)]
            # Of several settlements that are named, another one may have it.
            others = [one for place in self.reading.places for one in place.known if mention.place.known]
            streets = here or [one for one in streets if self._lies_in(one, others)]
            if not streets:
                self.missing.append((Reason.UNKNOWN_STREET, f"{mention.words}, {mention.place.name}"))
        else:
            streets = self._of_the_hint(mention, streets)
        if len({one.key for one in streets}) > 1:
            self.missing.append((Reason.SEVERAL, mention.words))
            return []
        return streets[:1]

    def _of_the_hint(self, mention: Mention, streets: list[Street]) -> list[Street]:
        """The streets of the settlement that is meant where the text names none. A village's own body does not mean the
        city's street; the city's buys for the villages, too."""
        hinted = self._hinted()
        here = [one for one in streets if any(one.settlement == each.number for each in hinted)]
        is_of_the_city = any(one.kind in ("city", "") for one in hinted)
        if streets and hinted and not here and not is_of_the_city:
            self.missing.append((Reason.UNKNOWN_STREET, f"{mention.words}, {hinted[0].name}"))
            return []
        return here or streets

    def _lies_in(self, street: Street, settlements: Sequence[Settlement]) -> bool:
        """Whether a street is one of these settlements'. Of one whose settlement nobody has told, its course tells;
        where that cannot be held against an outline, it may be one of the city's."""
        if street.settlement is not None:
            return any(street.settlement == one.number for one in settlements)
        line = self.ground.line(street) or self.ground.reach(street)
        for settlement in settlements:
            area = self.ground.area(settlement)
            if area is None or line is None:
                if settlement.kind == "city":
                    return True
            elif area.intersects(line):
                return True
        return False

    def _hinted(self) -> tuple[Settlement, ...]:
        found = tokens(clean(self.hint))
        for start in range(len(found)):
            known, length = self.gazetteer.settlement_at(found, start)
            if length:
                return known
        return ()

    def _by_streets(self) -> Location | None:
        found = [
            self._of(mention, street)
            for mention in self.reading.mentions
            for street in self._streets(mention)
        ]
        return _together([one for one in found if one])

    def _of(self, mention: Mention, street: Street) -> Location | None:
        stretches = [one for one in self.reading.stretches if one.street is mention]
        if stretches:
            parts = [part for one in stretches if (part := self._by_stretch(one, street))]
            return _together(parts) if len(parts) == len(stretches) else self._street(street)
        if mention.houses:
            # What is called otherwise by a letter may be another street.
            is_near = mention.is_near or bool(mention.found and mention.found.is_guessed)
            housed = [self._house(street, house, is_near=is_near) for house in mention.houses]
            if all(housed):
                return _together([one for one in housed if one])
            unknown = [str(house) for house, one in zip(mention.houses, housed, strict=True) if one is None]
            self.missing.append((Reason.UNKNOWN_HOUSE, f"{street}, {', '.join(unknown)}"))
        return self._street(street)

    def _street(self, street: Street) -> Location:
        line = self.ground.line(street) or self.ground.reach(street)
        if line is None:
            self.missing.append((Reason.NO_COURSE, str(street)))
        return Location(LocationSource.STREET, line, names=(str(street),), streets=(street,))

    def _house(self, street: Street, house: House, *, is_near: bool) -> Location | None:
        """A house; where the register has not this one, what stands on the same ground, or between its neighbours."""
        known = self.ground.houses(street)
        name = (f"{street}, {house}",)
        exact = [point for one, point in known if one == house]
        if len(exact) == 1 or (exact and _spread(exact) <= _HOUSE):
            source = LocationSource.INTERPOLATED if is_near else LocationSource.ADDRESS
            return Location(source, exact[0], _BY_A_HOUSE if is_near else _HOUSE, name, streets=(street,))
        same = exact or [point for one, point in known if one.number == house.number]
        if same and (spread := _spread(same)) <= 2 * _SAME_GROUND:
            middle = shapely.MultiPoint(same).centroid
            accuracy = max(_SAME_GROUND, spread)
            return Location(LocationSource.INTERPOLATED, middle, accuracy, name, streets=(street,))
        if not same and (placed := lines.between(known, house)):
            return Location(LocationSource.INTERPOLATED, placed[0], placed[1], name, streets=(street,))
        return None

    # Parts of streets.

    def _by_stretch(self, stretch: Stretch, street: Street) -> Location | None:
        line = self.ground.line(street)
        part = self._part(stretch, street, line) if line is not None else None
        if part is None:
            self.missing.append((Reason.UNKNOWN_PART, stretch.words))
            return None
        return Location(LocationSource.SEGMENT, part, names=(str(street),), streets=(street,))

    def _part(self, stretch: Stretch, street: Street, line: BaseGeometry) -> BaseGeometry | None:
        start, end = self._at(stretch.start, street, line), self._at(stretch.end, street, line)
        if start is not None and end is not None:
            return lines.stretch(line, start, end)
        known = start if start is not None else end
        if known is not None and (stretch.start.is_last or stretch.end.is_last):
            return lines.from_end(line, known, self.ground.houses(street))
        return None

    def _at(self, end: End, street: Street, line: BaseGeometry) -> Point | None:
        """Where on the street an end of the stretch is."""
        if end.house:
            placed = self._house(street, end.house, is_near=False)
            return (
                lines.nearest(line, placed.geometry)
                if placed and isinstance(placed.geometry, Point)
                else None
            )
        if end.street and end.street.found:
            met = [
                point
                for other in end.street.found.streets
                if other.settlement == street.settlement
                and (course := self.ground.line(other)) is not None
                and (point := lines.nearest(line, course)) is not None
            ]
            return met[0] if len(met) == 1 else None
        return None

    def _by_crossing(self) -> Location | None:
        if not self.reading.crossing:
            return None
        first, second = ([*self._streets(one), None][0] for one in self.reading.crossing)
        if first is None or second is None:
            return None
        courses = self.ground.line(first), self.ground.line(second)
        met = lines.crossing(courses[0], courses[1]) if courses[0] and courses[1] else None
        if met is None:
            return None
        name = (f"{first} / {second}",)
        return Location(LocationSource.CROSSING, met, _AT_A_CROSSING, name, streets=(first, second))

    # Without a street.

    def _by_object(self) -> Location | None:
        settlements = {one.number for place in self.reading.places for one in place.known}
        found: list[Location] = []
        for words, candidates in self.reading.named:
            here = [one for one in candidates if not settlements or one.settlement in (*settlements, None)]
            places = [place for one in here if (place := self.ground.point(one)) is not None]
            if not places:
                continue
            # What several layers show is one thing: a place, and its building.
            is_close = all(place.distance(places[0]) <= _ONE_THING for place in places)
            if is_close and len({one.settlement for one in here}) == 1:
                found.append(Location(LocationSource.OBJECT, places[0], names=(here[0].name,)))
            else:
                self.missing.append((Reason.SEVERAL, words))
        return _together(found)

    def _by_settlement(self) -> Location | None:
        places = [place for place in self.reading.places if not place.is_body]
        known = {one.number: one for place in places for one in place.known}
        if len(known) != 1:
            return None
        settlement = next(iter(known.values()))
        area = self.ground.area(settlement)
        if area is None:
            self.missing.append((Reason.NO_COURSE, settlement.name))
        return Location(LocationSource.SETTLEMENT, area, names=(settlement.name,), settlement=settlement)


def _spread(points: Sequence[Point]) -> float:
    """Metres from one corner of some points to the other."""
    left, bottom, right, top = shapely.MultiPoint(points).bounds
    return float(((right - left) ** 2 + (top - bottom) ** 2) ** 0.5)


def _together(found: Sequence[Location]) -> Location | None:
    """Several places as one, as sure as the least sure of them; what is said twice is one."""
    found = list({(one.source, one.names): one for one in found}.values())
    drawn = [one for one in found if one.geometry is not None] or found
    if len(drawn) < 2:
        return drawn[0] if drawn else None
    worst = max(drawn, key=lambda one: one.rank)
    streets = dict.fromkeys(street for one in drawn for street in one.streets)
    geometries = [one.geometry for one in drawn if one.geometry is not None]
    accuracies = [one.accuracy for one in drawn if one.accuracy is not None]
    return Location(
        worst.source,
        shapely.union_all(geometries) if geometries else None,
        max(accuracies) if len(accuracies) == len(drawn) else None,
        tuple(dict.fromkeys(name for one in drawn for name in one.names)),
        streets=tuple(streets),
    )
