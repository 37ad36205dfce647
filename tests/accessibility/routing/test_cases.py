"""Routes worked out by hand (cases.toml): where one goes, how much of it is known, and what is in the way."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from accessibility.routing.needs import Obstacle, State, Unknown, of_profiles
from accessibility.routing.network import join
from accessibility.routing.route import Question, find
from accessibility.routing.tags import Way, read

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)["cases"]
#: of a way of which nothing else is said
GOOD = {"highway": "footway", "surface": "asphalt", "width": "2", "incline": "1%"}
STATES = {"good": State.GOOD, "unknown": State.UNKNOWN, "hard": State.HARD}


def asked(case: dict[str, Any]) -> Question:
    network = join(
        [
            (_way(case.get("straight", {})), [(0, 0), (100, 0)]),
            (_way(case.get("round", {})), [(0, 0), (0, 100), (100, 100), (100, 0)]),
        ]
    )
    needs = of_profiles()[case["person"]].with_own(case.get("own", {}))
    lying = {Obstacle("/barriers/1/", kind): severity for kind, severity in case.get("barriers", {}).items()}
    (straight,) = (number for number, edge in enumerate(network.edges) if edge.way == 0)
    barriers = {straight: lying} if lying else {}
    return Question(network, needs, Unknown(case.get("policy", "accept")), barriers)


def _way(tags: dict[str, str]) -> Way:
    known = {**GOOD, **tags}
    return read(known.pop("highway"), known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_route_is_the_one_that_was_worked_out(case: dict[str, Any]) -> None:
    route = find(asked(case), (0, 0), (100, 0))
    assert route is not None
    assert route.is_open == (case["goes"] != "barred")
    if route.is_open:
        assert route.metres == {"straight": 100, "round": 300}[case["goes"]]
        assert {name: route.metres_of(state) for name, state in STATES.items()} == {
            name: case.get(name, 0) for name in STATES
        }
    else:
        broken = [one.measure for piece in route.breaches for one in piece.judgement.breaches]
        assert (broken or ["unknown"]) == case["breaks"]


def test_there_are_enough_of_them() -> None:
    from tests.accessibility.test_cases import CASES as VERDICTS

    assert len({case["why"] for case in CASES}) == len(CASES)
    assert len(CASES) + len(VERDICTS) >= 60
    assert {case["person"] for case in CASES} == set(of_profiles())
