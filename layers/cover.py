"""Which cells of the pyramid a box covers, so that what lies in a view is counted without reading it all.

Cells inside of the box are counted by the tally, those on its edge by their rows, and what lies within two steps of
the grid (7 cm) of its outline by its geometry: the numbers are exact.
"""

from dataclasses import dataclass, field
from math import log, pi, radians, tan

from layers.tally import COARSEST_LEVEL, GRID_BITS

#: a box is taken apart into cells of at most this many on a side
_MOST_CELLS = 128
_STEPS = 1 << GRID_BITS


def grid_x(longitude: float) -> int:
    """A longitude as a step of the grid; the twin of the SQL function layers_px."""
    return min(_STEPS - 1, max(0, int((longitude + 180) / 360 * _STEPS)))


def grid_y(latitude: float) -> int:
    """A latitude as a step of the grid from the north; the twin of the SQL function layers_py."""
    bounded = radians(min(85.0511287, max(-85.0511287, latitude)))
    return min(_STEPS - 1, max(0, int((0.5 - log(tan(pi / 4 + bounded / 2)) / (2 * pi)) * _STEPS)))


@dataclass
class Cover:
    """A box on the grid, without its outline: what is east of `west`, and so on, in whole cells and on their edge."""

    west: int
    north: int
    east: int
    south: int
    finest: int
    #: level, first and last cell of neighbours at that level
    inside: list[tuple[int, int, int]] = field(default_factory=list)
    #: first and last Morton key
    edge: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, west: float, south: float, east: float, north: float, finest: int) -> "Cover":
        """The cover of a box in degrees, with cells of the level `finest` or, for a large box, of a coarser one."""
        x0, y0, x1, y1 = grid_x(west), grid_y(north), grid_x(east), grid_y(south)
        side = max(x1 - x0, y1 - y0) + 1
        level = min(finest, GRID_BITS - (side // _MOST_CELLS).bit_length())
        cover = cls(x0 + 1, y0 + 1, x1 - 1, y1 - 1, max(level, COARSEST_LEVEL))
        cover._visit(0, 0, 0, 0)
        return cover

    def _visit(self, level: int, x: int, y: int, key: int) -> None:
        shift = GRID_BITS - level
        x0, y0 = x << shift, y << shift
        x1, y1 = x0 + (1 << shift) - 1, y0 + (1 << shift) - 1
        if x1 <= self.west or x0 >= self.east or y1 <= self.north or y0 >= self.south:
            return
        within = self.west < x0 and x1 < self.east and self.north < y0 and y1 < self.south
        if within and level >= COARSEST_LEVEL:
            self._add_inside(level, key)
        elif level == self.finest:
            self._add_edge(key << (2 * shift), ((key + 1) << (2 * shift)) - 1)
        else:
            for child in range(4):
                self._visit(level + 1, 2 * x + (child & 1), 2 * y + (child >> 1), 4 * key + child)

    def _add_inside(self, level: int, cell: int) -> None:
        if self.inside and self.inside[-1][0] == level and self.inside[-1][2] == cell - 1:
            self.inside[-1] = (level, self.inside[-1][1], cell)
        else:
            self.inside.append((level, cell, cell))

    def _add_edge(self, first: int, last: int) -> None:
        if self.edge and self.edge[-1][1] == first - 1:
            self.edge[-1] = (self.edge[-1][0], last)
        else:
            self.edge.append((first, last))
