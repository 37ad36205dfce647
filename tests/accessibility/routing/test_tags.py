"""Tags of OpenStreetMap as measures: what they do not say, or what nobody means, stays unknown."""

import pytest

from accessibility.routing.tags import incline, is_walked, metres, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2", 1.2),
        ("120 cm", 1.2),
        ("1,2 m", 1.2),
        ("900 mm", 0.9),
        ("", None),
        ("wide", None),
        ("9 km", None),
    ],
)
def test_lengths(text: str, value: float | None) -> None:
    assert metres(text, 60) == pytest.approx(value)


def test_a_length_that_nobody_means_is_not_known() -> None:
    assert metres("120", 60) is None
    assert metres("-1", 60) is None


@pytest.mark.parametrize(
    ("text", "value"), [("6%", 6), ("-6 %", 6), ("3°", 5.24), ("up", None), ("8", None), ("400%", None)]
)
def test_slopes(text: str, value: float | None) -> None:
    assert incline(text) == pytest.approx(value, abs=0.01)


def test_a_kerb_by_its_height_or_by_its_word() -> None:
    assert read("footway", {"kerb:height": "2 cm", "kerb": "raised"}).kerb == 0.02
    assert read("footway", {"kerb": "flush"}).kerb == 0
    raised = read("footway", {"kerb": "raised"})
    assert (raised.kerb, raised.has_raised_kerb) == (None, True)
    assert read("footway", {}).kerb is None


def test_where_people_walk() -> None:
    assert is_walked("footway", {})
    assert not is_walked("footway", {"access": "private"})
    assert not is_walked("motorway", {})
    assert is_walked("service", {"access": "private", "foot": "yes"})
