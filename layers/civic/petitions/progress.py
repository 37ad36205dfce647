"""How a petition's signatures grew: the points of a line, and the same numbers as a table.

Where nothing was counted, no line is invented: it goes straight from one count to the next.
"""

from dataclasses import dataclass
from datetime import date

from layers.civic.petitions.models import Petition, SignatureCount

#: of the drawing, which is stretched to its place
WIDTH, HEIGHT = 600, 200
#: rows of the table; the drawing has all counts
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One count: the day, the number, how many more than at the count before (None for the first), and a correction."""

    on: date
    signatures: int
    more: int | None
    correction: str


@dataclass(frozen=True)
class Progress:
    """The drawing of one petition's counts, from the first day to the last, from nothing to `top`."""

    #: of an SVG polyline; empty with fewer than two counts
    line: str
    #: how far below the upper edge the threshold lies; None where it is not known
    threshold_at: float | None
    threshold: int | None
    first: date
    last: date
    top: int
    rows: list[Row]
    #: how many counts the table leaves out
    left_out: int


def progress_of(number: int) -> Progress | None:
    """The counts of a petition by its number; None where there are none."""
    petition = Petition.objects.filter(pk=number).first()
    counts = list(petition.counts.order_by("on")) if petition else []
    if petition is None or not counts:
        return None
    points = [(count.on, count.signatures) for count in counts]
    began = petition.started_on
    if began and began < points[0][0]:
        # A collection begins with nothing.
        points.insert(0, (began, 0))
    top = max(1, petition.threshold or 0, *(signatures for _on, signatures in points))
    return Progress(
        line=_line(points, top),
        threshold_at=None if petition.threshold is None else _height(petition.threshold, top),
        threshold=petition.threshold,
        first=points[0][0],
        last=points[-1][0],
        top=top,
        rows=_rows(counts),
        left_out=max(0, len(counts) - _MOST_ROWS),
    )


def _line(points: list[tuple[date, int]], top: int) -> str:
    if len(points) < 2:
        return ""
    first, days = points[0][0], max(1, (points[-1][0] - points[0][0]).days)
    return " ".join(
        f"{WIDTH * (on - first).days / days:.1f},{_height(signatures, top):.1f}" for on, signatures in points
    )


def _height(signatures: int, top: int) -> float:
    return round(HEIGHT - HEIGHT * signatures / top, 1)


def _rows(counts: list[SignatureCount]) -> list[Row]:
    """The newest first."""
    before = [None, *(count.signatures for count in counts)]
    rows = [
        Row(count.on, count.signatures, None if last is None else count.signatures - last, count.correction)
        for count, last in zip(counts, before, strict=False)
    ]
    return rows[::-1][:_MOST_ROWS]
