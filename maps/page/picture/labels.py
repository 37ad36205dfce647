"""Names on the picture: which are written, where there is room for them, the more important first."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import escape

#: the mean width of a letter, by the size of the font
_LETTER = 0.56
#: pixels between two names
_GAP = 3
MOST = 90


@dataclass(frozen=True, slots=True)
class Label:
    """A name, its middle in pixels, the size of its font, and by how many degrees it is turned."""

    text: str
    x: float
    y: float
    size: float
    turn: float = 0

    @property
    def length(self) -> float:
        return len(self.text) * self.size * _LETTER

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        angle = math.radians(self.turn)
        across = abs(math.cos(angle)) * self.length + abs(math.sin(angle)) * self.size
        down = abs(math.sin(angle)) * self.length + abs(math.cos(angle)) * self.size
        return self.x - across / 2, self.y - down / 2, self.x + across / 2, self.y + down / 2


@dataclass
class Room:
    """What of the picture is written on already."""

    width: int
    height: int
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def place(self, labels: Iterable[Label]) -> list[Label]:
        """Those of the labels that fit, in their order."""
        placed = []
        for label in labels:
            if len(self.taken) >= MOST:
                break
            if self._is_free(label.bounds):
                self.taken.append(label.bounds)
                placed.append(label)
        return placed

    def _is_free(self, one: tuple[float, float, float, float]) -> bool:
        west, north, east, south = one
        if west < 0 or north < 0 or east > self.width or south > self.height:
            return False
        return not any(
            west < other[2] + _GAP
            and other[0] < east + _GAP
            and north < other[3] + _GAP
            and other[1] < south + _GAP
            for other in self.taken
        )


def along(text: str, ends: tuple[float, float, float, float], size: float) -> Label | None:
    """A name along a straight piece of a line, never upside down; None where the piece is too short for it."""
    x1, y1, x2, y2 = ends
    turn = math.degrees(math.atan2(y2 - y1, x2 - x1))
    turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
    label = Label(text, (x1 + x2) / 2, (y1 + y2) / 2, size, turn)
    return label if label.length <= math.hypot(x2 - x1, y2 - y1) else None


def written(name: str, labels: list[Label], fill: str, halo: str, font: str) -> str:
    """The labels with a halo: drawn twice, because not every reader of SVG knows the order of painting."""
    if not labels:
        return ""
    texts = "".join(_text(label) for label in labels)
    return (
        f'<defs><g id="{name}" text-anchor="middle" {font}>{texts}</g></defs>'
        f'<use href="#{name}" fill="{halo}" stroke="{halo}" stroke-width="3" stroke-linejoin="round"/>'
        f'<use href="#{name}" fill="{fill}"/>'
    )


def _text(label: Label) -> str:
    turned = f"rotate({label.turn:.0f})" if label.turn else ""
    return (
        f'<text transform="translate({label.x:.0f} {label.y:.0f}){turned}" y="{label.size * 0.34:.0f}"'
        f' font-size="{label.size:g}">{escape(label.text)}</text>'
    )
