"""Some places have two entrances, of which the one in the yard is the better one, and some have floors that no lift
leads to. What a place comes to with them follows by accessibility.rules, like everything else of audits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shapely import Point

from accessibility import norms, rules
from accessibility.criteria import ENTRANCE, FLOOR
from accessibility.rules import Answers, Given
from maps.demo.audits import Audits, answered, column
from maps.demo.scene import Scene
from maps.demo.tables import Row

#: kinds whose places may have a second entrance, and those that receive people on several floors
_ENTERED = frozenset(
    {"administration", "hospital", "school", "culture", "shop", "pharmacy", "bank", "post", "social"}
)
_TALL = frozenset({"administration", "hospital", "school"})
#: metres from the front to the yard
_THROUGH = 14.0
#: well kept: it was built lately, so that everybody gets in
_NEW = 0.97


@dataclass
class Parts:
    """The parts of all places so far, as rows, and where they are."""

    rows: list[Row] = field(default_factory=list)
    locations: list[Point | None] = field(default_factory=list)

    def add(
        self, place: int, kind: str, name: str, floor: int | None, at: Point | None, *, is_main: bool
    ) -> int:
        """One part more. Returns its number."""
        self.rows.append({"place_id": place, "kind": kind, "name": name, "floor": floor, "is_main": is_main})
        self.locations.append(at)
        return len(self.rows) - 1


def divided(scene: Scene, place: int, kind: str, at: Point, past: Audits, parts: Parts) -> Row:
    """The parts of a place that has any, with their audits. Returns the verdicts that follow."""
    if place not in past.latest or kind not in _ENTERED or not scene.chance(0.3):
        return {}
    made_on, judged = past.latest[place]
    has_floors = kind in _TALL and scene.chance(0.5)
    front, rest = rules.divided(judged, {ENTRANCE, FLOOR} if has_floors else {ENTRANCE})
    parts.add(place, ENTRANCE, "головний вхід", 1, at, is_main=True)
    found = [front]
    behind = Point(at.x + _THROUGH, at.y + _THROUGH)
    number = parts.add(place, ENTRANCE, "вхід з двору", 1, behind, is_main=False)
    following = min(made_on + timedelta(days=scene.number(1, 20)), scene.today - timedelta(days=1))
    answers = answered(scene.random, kind, _NEW, ENTRANCE)
    found.append(_audited(past, place, number, kind, ENTRANCE, answers, following))
    for floor in range(1, 4) if has_floors else ():
        number = parts.add(place, FLOOR, f"{floor} поверх", floor, None, is_main=False)
        found.append(_audited(past, place, number, kind, FLOOR, _lift(floor), following))
    return _verdicts(rest, found)


def _lift(floor: int) -> Answers:
    """No lift goes to the third floor."""
    upstairs = {norms.current().upstairs: Given(rules.YES if floor > 1 else rules.NO)}
    if floor == 1:
        return upstairs
    if floor > 2:
        return upstairs | {"lift": Given(rules.FAIL)}
    cabin = {"lift_width": 1200.0, "lift_depth": 1450.0, "lift_door": 900.0}
    return (
        upstairs | {"lift": Given(rules.PASS)} | {code: Given(value=value) for code, value in cabin.items()}
    )


def _audited(
    past: Audits, place: int, number: int, kind: str, part: str, answers: Answers, made_on: date
) -> rules.Part:
    judged = rules.judge(norms.current(), kind, answers, part)
    said = {code: given for code, given in answers.items() if part in norms.current().by_code[code].of}
    if said:
        past.add_of_part(place, number, made_on, said, judged)
    return rules.Part(part, tuple(judged))


def _verdicts(rest: Sequence[rules.Judged], found: Sequence[rules.Part]) -> Row:
    return {
        column(person): rules.verdicts(rules.counted(rest, found, person))[person]
        for person in rules.EVERYBODY
    }
