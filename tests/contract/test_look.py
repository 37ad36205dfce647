"""Laws over all legends: contrast on every ground, and classes that a colour-blind person tells apart."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from layers.drawing import GLYPHS, SHAPES
from layers.layer import Geometry, Layer
from layers.registry import catalogue
from layers.styles import Tone

LAYERS = list(catalogue)
GROUNDS = {
    "light": ["#FFFFFF", "#FBFAF7", "#F6F4EE", "#BFD9E8", "#DDE8CF"],
    "dark": ["#14171A", "#1A1E22", "#1B1F23", "#16303E"],
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tone", list(Tone))
def test_a_tone_stands_off_every_ground(tone: Tone) -> None:
    assert all(contrast(tone.light, ground) >= 3 for ground in GROUNDS["light"])
    assert all(contrast(tone.dark, ground) >= 3 for ground in GROUNDS["dark"])


@pytest.mark.parametrize("tone", list(Tone))
def test_words_in_a_tone_are_readable_on_the_panel(tone: Tone) -> None:
    assert contrast(tone.light, "#F3F1EB") >= 4.5
    assert contrast(tone.dark, "#22272C") >= 4.5


#: how the three kinds of colour blindness see linear red, green and blue (Machado, Oliveira and Fernandes 2009, whole)
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: str, blindness: str) -> str:
    """A colour as somebody with this blindness sees it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    mixed = [
        sum(part * light for part, light in zip(row, linear, strict=True)) for row in BLINDNESS[blindness]
    ]
    bounded = [min(1.0, max(0.0, light)) for light in mixed]
    encoded = [
        light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055 for light in bounded
    ]
    return "#" + "".join(f"{round(light * 255):02X}" for light in encoded)


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_symbols_and_their_glyphs_stand_out_for_the_colour_blind(layer: Layer, blindness: str) -> None:
    """A glyph tells two classes apart (below) as long as it is seen: it has the page's colour on that of its tone."""
    for _value, symbol in layer.style.symbols():
        for colour, look in ((symbol.tone.light, "light"), (symbol.tone.dark, "dark")):
            for ground in GROUNDS[look]:
                assert contrast(seen(colour, blindness), seen(ground, blindness)) >= 3, (symbol.tone, ground)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_classes_differ_without_colour(layer: Layer) -> None:
    """Whoever sees no colours tells two classes by glyph: no two classes of a layer share shape and glyph."""
    entries = [symbol.as_json(value) for value, symbol in layer.style.symbols()]
    for one, other in combinations(entries, 2):
        assert one["glyph"] != other["glyph"], (one["title"], other["title"])


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_symbol_can_be_drawn(layer: Layer) -> None:
    assert layer.shape in SHAPES
    assert all(symbol.as_json(value)["glyph"] in GLYPHS for value, symbol in layer.style.symbols())


def test_what_is_drawn_as_points_differs_by_shape() -> None:
    """Classes of two layers may share colours and glyphs: the shape alone says what a symbol is of."""
    drawn = [layer for layer in catalogue.shown if layer.geometry in (Geometry.POINT, Geometry.ANY)]
    assert len(drawn) > 5
    assert len({layer.shape for layer in drawn}) == len(drawn)


def test_the_style_sheet_says_the_same_colours() -> None:
    sheet = (Path(__file__).resolve().parents[2] / "maps/static/maps/css/tokens.css").read_text()
    for tone in Tone:
        values = re.findall(rf"--{tone.name.lower()}: (#[0-9a-f]{{6}});", sheet)
        light, dark, chosen_dark, *stark = values
        assert [light, dark, chosen_dark] == [tone.light.lower(), tone.dark.lower(), tone.dark.lower()]
        assert len(stark) == 2
        assert all(contrast(colour, "#FFFFFF") >= 7 for colour in stark)
