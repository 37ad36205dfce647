"""One way and one person: what is not measured makes a way unknown, never good."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.criteria import PROFILES
from accessibility.routing.needs import Needs, Obstacle, State, Unknown, judge, ladders, of_profiles
from accessibility.routing.tags import Way

WHEELCHAIR = of_profiles()["wheelchair"]
GOOD = Way("footway", surface="asphalt", width=1.8, incline=3)


def test_each_profile_has_its_needs_and_each_limit_its_origin() -> None:
    assert set(of_profiles()) == set(PROFILES)
    limits = [limit for needs in of_profiles().values() for limit in needs.limits.values()]
    assert all(limit.clause and limit.certainty in {"F", "G"} for limit in limits)


@pytest.mark.parametrize(
    ("way", "state", "measures"),
    [
        (GOOD, State.GOOD, []),
        (Way("footway", surface="asphalt", width=1.8), State.UNKNOWN, []),
        (Way("footway", surface="asphalt", width=1.8, incline=9), State.BARRED, ["incline"]),
        (Way("footway", width=0.7), State.BARRED, ["width"]),
        (Way("path", surface="mud"), State.BARRED, ["surface"]),
        (Way("steps", has_steps=True, surface="concrete"), State.BARRED, ["steps"]),
        (
            Way("footway", surface="asphalt", width=2, incline=0, kerb=0.12, is_crossing=True),
            State.BARRED,
            ["kerb"],
        ),
        (Way("footway", surface="asphalt", width=2, incline=0, is_crossing=True), State.UNKNOWN, []),
    ],
)
def test_a_wheelchair(way: Way, state: State, measures: list[str]) -> None:
    found = judge(way, WHEELCHAIR)
    assert (found.state, [breach.measure for breach in found.breaches]) == (state, measures)


def test_a_kerb_that_is_called_raised() -> None:
    crossing = Way("footway", surface="asphalt", width=2, incline=0, has_raised_kerb=True, is_crossing=True)
    assert judge(crossing, WHEELCHAIR).state is State.BARRED
    # More than 3 cm may be more than 15: for whom that is the limit it is not known.
    assert judge(crossing, of_profiles()["older"]).missing == ("kerb",)


def test_barriers_of_this_minute() -> None:
    assert judge(GOOD, WHEELCHAIR, {Obstacle("/barriers/1/", "stairs"): "impassable"}).state is State.BARRED
    assert judge(GOOD, WHEELCHAIR, {Obstacle("/barriers/1/", "ice"): "hard"}).state is State.HARD
    assert judge(GOOD, WHEELCHAIR, {Obstacle("/barriers/1/", "ice"): "unknown"}).state is State.UNKNOWN
    assert judge(GOOD, WHEELCHAIR, {Obstacle("/barriers/1/", "ice"): "none"}).state is State.GOOD


def test_the_unknown_is_a_choice() -> None:
    unknown = judge(Way("footway"), WHEELCHAIR)
    # What is known goes before it where it is little longer.
    assert 1 < unknown.factor(Unknown.ACCEPT) < unknown.factor(Unknown.AVOID)
    assert unknown.factor(Unknown.NEVER) == inf


def test_figures_of_ones_own() -> None:
    strict = WHEELCHAIR.with_own({"incline": 2})
    assert judge(GOOD, strict).state is State.BARRED
    impossible = (
        ("incline", 400),
        ("width", 90),
        ("colour", 1),
        ("steps", 3),
        ("surface", "lava"),
        ("incline", "5"),
    )
    for name, value in impossible:
        with pytest.raises(ValueError, match=name):
            WHEELCHAIR.with_own({name: value})


def test_each_word_of_the_ground_stands_on_one_rung() -> None:
    for name, rungs in ladders().items():
        words = [word for rung in rungs.values() for word in rung]
        assert len(words) == len(set(words))
        told = {
            word for needs in of_profiles().values() if name in needs.words for word in _words(needs, name)
        }
        assert told == set(words)


def _words(needs: Needs, name: str) -> frozenset[str]:
    known = needs.words[name]
    return known.good | known.hard | known.barred


measures = st.one_of(st.none(), st.floats(0, 3))
ways = st.builds(
    Way,
    kind=st.just("footway"),
    surface=st.sampled_from(["", "asphalt", "mud"]),
    width=measures,
    incline=st.one_of(st.none(), st.floats(0, 30)),
    kerb=measures,
    has_steps=st.booleans(),
    is_crossing=st.booleans(),
)


@given(ways, st.sampled_from(sorted(of_profiles())))
def test_more_knowledge_never_opens_what_is_barred(way: Way, profile: str) -> None:
    needs: Needs = of_profiles()[profile]
    found = judge(way, needs)
    if found.state is State.BARRED:
        known = Way(
            **{**{name: getattr(way, name) for name in Way.__slots__}, "surface": way.surface or "asphalt"}
        )
        assert judge(known, needs).state is State.BARRED
    if found.missing and not found.breaches:
        assert found.state is State.UNKNOWN
