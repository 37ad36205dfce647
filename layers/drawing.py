"""The drawings behind shapes and glyphs: one set of paths for the canvas, the legend and pages without a script.

Shapes stand in a box of 24 × 24; a glyph is a line drawing around a centre that its shape names.
"""

from layers.styles import Shape

#: shape → (outline, centre of the glyph)
SHAPES: dict[str, tuple[str, tuple[float, float]]] = {
    Shape.SQUARE: ("M6 2h12a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z", (12, 12)),
    Shape.BOARD: (
        "M2 3.5h20a1 1 0 0 1 1 1v12.5a1 1 0 0 1-1 1h-8v4.5h-4V18H2a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1z",
        (12, 10.7),
    ),
    Shape.CIRCLE: ("M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 1 1 0-21z", (12, 12)),
    Shape.TRIANGLE: (
        "M13.3 2.2 23 20.3a1.5 1.5 0 0 1-1.3 2.2H2.3A1.5 1.5 0 0 1 1 20.3L10.7 2.2a1.5 1.5 0 0 1 2.6 0z",
        (12, 15),
    ),
    Shape.HEXAGON: ("M12 .8 22 6.4v11.2L12 23.2 2 17.6V6.4z", (12, 12)),
    Shape.PENTAGON: ("M12 .8 23.2 9 18.9 22.4H5.100L.8 9z", (12, 12.6)),
    Shape.BUBBLE: (
        "M5 2h14a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-6l-5.5 6v-6H5a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z",
        (12, 9.5),
    ),
    Shape.DIAMOND: ("M12 .5 23.5 12 12 23.5.5 12z", (12, 12)),
    Shape.PILL: ("M7 4.5h10a7.5 7.5 0 0 1 0 15H7a7.5 7.5 0 0 1 0-15z", (12, 12)),
    Shape.PENNANT: ("M4 1.5h16a2 2 0 0 1 2 2v10.2L12 23 2 13.7V3.500a2 2 0 0 1 2-2z", (12, 9.7)),
    Shape.TWINS: (
        "M3 1h12a2 2 0 0 1 2 2v4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-4H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2z",
        (12, 12),
    ),
    Shape.ARCH: ("M2.5 22.5V11a9.5 9.5 0 0 1 19 0v11.5z", (12, 13.5)),
    Shape.DOT: ("M12 5a7 7 0 1 1 0 14a7 7 0 1 1 0-14z", (12, 12)),
}

GLYPHS: dict[str, str] = {
    "": "",
    "check": "M-4 .4-1.3 3.2 4-3",
    "cross": "M-3.2-3.2 3.2 3.2M3.2-3.2-3.2 3.2",
    "clock": "M0-4.3a4.3 4.3 0 1 1 0 8.6a4.3 4.3 0 1 1 0-8.6M0-2.3V.3L1.8 1.4",
    "none": "M0-4.2a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4M-2.9 2.9 2.9-2.9",
    "question": "M-2.4-1.9a2.450 2.450 0 1 1 3.7 2.1C.3.8 0 1.2 0 2M0 4.5v.1",
    "arrow": "M-4 0H4M1-3 4 0 1 3",
    "pause": "M-1.9-3.2V3.2M1.9-3.2V3.2",
    "bar": "M-3.6-1.6H3.6M-3.6 1.6H3.6",
    "minus": "M-3.6 0H3.6",
    "plus": "M-3.6 0H3.6M0-3.6V3.6",
    "star": "M0-4V4M-3.5-2 3.5 2M-3.5 2 3.5-2",
    "exclamation": "M0-4V1.2M0 4.2v.1",
    "letter": "M-4-2.800H4V2.800H-4zM-4-2.800 0 .6 4-2.800",
    "dots": "M-3.4 0v.1M0 0v.1M3.4 0v.1",
}
