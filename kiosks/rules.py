"""What the law says of structures and their permits: pure decisions, each with its clause. No Django here.

Figures that are general knowledge are defaults of a parameter, never constants inside a decision: each stands in a
Limit, which names its source, since when it holds and how sure that is, and the city's own rules may put another one in
its place. Geometry is in metres on a plane. An answer is True, False or None: not known is neither.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import atan2, degrees

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

VALID = "valid"
EXPIRING = "expiring"
EXPIRED = "expired"
SUSPENDED = "suspended"
ANNULLED = "annulled"
NONE = "none"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PermitTerms:
    """Figures of the permit rules, dated. `warning_days` is the city's own choice (domain notes G4)."""

    in_force_from: date
    warning_days: int
    source: str


PERMIT_TERMS = PermitTerms(
    date(2011, 11, 22), 30, "стан дозволу «спливає»: строк ≤ 30 днів, вибір розпорядника"
)


def permit_state(
    status: str, valid_until: date | None, today: date, terms: PermitTerms = PERMIT_TERMS
) -> str:
    """The state of a permit on a day.

    `status` is what the register says: `"valid"`, `"suspended"`, `"annulled"`, `"none"` or `"unknown"`.
    A permit is in force through its last day (Порядок № 244; Типові правила № 2067: «діє до» is inclusive,
    general knowledge). Without a last day a permit that the register calls valid is unknown, not valid.
    """
    if status in {SUSPENDED, ANNULLED, NONE}:
        return status
    if valid_until is None:
        return UNKNOWN
    if valid_until < today:
        return EXPIRED
    if status != VALID:
        return UNKNOWN
    if valid_until - today <= timedelta(days=terms.warning_days):
        return EXPIRING
    return VALID


class Certainty(StrEnum):
    """How sure a figure is: read in a source, or known among those who work with it."""

    FOUND = "found"
    LIKELY = "likely"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Limit:
    """One figure of a rule, with the clause that it stands in."""

    value: float
    clause: str
    certainty: Certainty
    in_force_from: date


#: a closed structure with a room for people, by its outer contour, in square metres
LARGEST_AREA = Limit(
    30, "ст. 28 Закону «Про регулювання містобудівної діяльності»", Certainty.FOUND, date(2011, 2, 17)
)
#: months that a permit may go unused
UNUSED_MONTHS = Limit(
    6, "Порядок № 244, п. 2.31; Типові правила № 2067, п. 30", Certainty.LIKELY, date(2011, 11, 22)
)
#: years that an advertising permit is given for, unless less is asked for
ADVERTISING_YEARS = Limit(5, "Типові правила № 2067, п. 4.2", Certainty.FOUND, date(2003, 12, 29))
#: metres from the place of the siting passport within which a structure stands in its place
TOLERANCE = Limit(10, "допуск вимірювання, вибір розпорядника", Certainty.PERHAPS, date(2026, 1, 1))
#: metres between a school and an advertisement of alcohol or tobacco
FROM_SCHOOLS = Limit(300, "Закон «Про рекламу», ст. 22", Certainty.PERHAPS, date(2003, 7, 11))
#: metres of a pavement that stay free for two wheelchairs side by side, and for one in dense old blocks
CLEAR_WIDTH = Limit(1.8, "ДБН В.2.2-40:2018, п. 5.1", Certainty.PERHAPS, date(2019, 4, 1))
CLEAR_WIDTH_DENSE = Limit(1.2, "ДБН В.2.2-40:2018, п. 5.1", Certainty.PERHAPS, date(2019, 4, 1))
#: metres by which a position may be off so that the passage beside a structure can still be told from it
MEASURABLE = Limit(
    0.5, "точність, за якої прохід можна виміряти, вибір розпорядника", Certainty.PERHAPS, date(2026, 1, 1)
)
#: the share by which the area of a footprint and the stated one may differ
AREA_TOLERANCE = Limit(0.1, "допуск площі, вибір розпорядника", Certainty.PERHAPS, date(2026, 1, 1))
#: metres round the projection of an advertising structure on the ground that belong to its place
STRIP = Limit(0.5, "Типові правила № 2067, площа місця", Certainty.PERHAPS, date(2003, 12, 29))


def is_oversize(
    area: float | None, permitted: float | None = None, limit: Limit = LARGEST_AREA
) -> bool | None:
    """Whether a structure is larger than its permit says, or than any may be (square metres)."""
    if area is None:
        return None
    return area > min(limit.value, permitted if permitted is not None else limit.value)


def areas_differ(stated: float | None, measured: float | None, limit: Limit = AREA_TOLERANCE) -> bool | None:
    """Whether the area that a footprint has is not the one that is stated (square metres)."""
    if stated is None or measured is None:
        return None
    return abs(stated - measured) > limit.value * max(stated, measured)


def rectangle(x: float, y: float, length: float, width: float, direction: float) -> BaseGeometry:
    """The footprint round a point of a plane, in metres: `direction` is that of its length, in degrees from the north
    of the plane, clockwise."""
    upright = shapely.box(-width / 2, -length / 2, width / 2, length / 2)
    return affinity.translate(affinity.rotate(upright, -direction, origin=(0, 0)), x, y)


def is_unused(
    issued_on: date | None, installed: bool | None, today: date, limit: Limit = UNUSED_MONTHS
) -> bool | None:
    """Whether a permit may be annulled because nothing was put up for too long."""
    if installed:
        return False
    if issued_on is None:
        return None
    if today < _months_after(issued_on, limit.value):
        return False
    return None if installed is None else True


def advertising_permit_ends(issued_on: date, limit: Limit = ADVERTISING_YEARS) -> date:
    """The last day that an advertising permit of this day may name."""
    return _months_after(issued_on, 12 * limit.value)


def is_too_long(
    issued_on: date | None, valid_until: date | None, limit: Limit = ADVERTISING_YEARS
) -> bool | None:
    """Whether an advertising permit names a later end than the rules allow."""
    if issued_on is None or valid_until is None:
        return None
    return valid_until > advertising_permit_ends(issued_on, limit)


def is_moved(metres: float | None, accuracy: float | None, limit: Limit = TOLERANCE) -> bool | None:
    """Whether a structure stands beside its approved place, both known in metres; how exactly it was measured counts
    for it: what may be within the tolerance is not known to be outside."""
    if metres is None or accuracy is None:
        return None
    if metres - accuracy > limit.value:
        return True
    return False if metres + accuracy <= limit.value else None


def is_too_near(metres: float | None, limit: Limit) -> bool | None:
    """Whether a structure is nearer to something than it may be."""
    return None if metres is None else metres < limit.value


def place_area(footprint: BaseGeometry, limit: Limit = STRIP) -> float:
    """The square metres of an advertising place on the ground: its projection and a strip round it."""
    return float(footprint.buffer(limit.value, join_style="mitre").area)


def advertising_place(
    footprint: BaseGeometry | None, width: float | None, height: float | None, *, stands: bool | None
) -> float | None:
    """The square metres of the place of an advertising structure; None where too little is known.

    What stands on the ground takes its projection and a strip round it, what hangs on something its vertical
    projection, `width` by `height` in metres (Типові правила № 2067; general knowledge). `stands` is None where nobody
    knows which of both it is.
    """
    if footprint is not None:
        return round(place_area(footprint), 1)
    if stands is not False or width is None or height is None:
        return None
    return round(width * height, 1)


def clear_width(footprint: BaseGeometry, pavement: BaseGeometry, step: float = 0.01) -> float | None:
    """How wide a passage, in metres, a structure leaves free on a pavement: the widest thing that gets past it.

    Both in metres on one plane. Zero where nothing gets past; None where the structure does not stand on the pavement
    or where that ends beside it, so that there is nowhere to go on.
    """
    if not pavement.is_valid or footprint.is_empty or footprint.intersection(pavement).area <= 0:
        return None
    free = pavement.intersection(footprint.buffer(_REACH)).difference(footprint)
    before, after = _ends(footprint, pavement.intersection(footprint.buffer(_REACH)))
    if before.area <= 0 or after.area <= 0:
        return None
    narrow, wide = 0.0, _REACH
    if not _passes(free, before, after, 0):
        return 0.0
    while wide - narrow > step:
        middle = (narrow + wide) / 2
        narrow, wide = (middle, wide) if _passes(free, before, after, middle) else (narrow, middle)
    return round(narrow, 2)


WIDE, NARROW, ASIDE = "wide", "narrow", "aside"
NO_FOOTPRINT, NO_ACCURACY, ROUGH, NO_WIDTH = "no_footprint", "no_accuracy", "rough", "no_width"


def passage(
    width: float | None,
    *,
    has_footprint: bool,
    accuracy: float | None,
    has_width: bool | None,
    limit: Limit = CLEAR_WIDTH,
    measurable: Limit = MEASURABLE,
) -> str:
    """What is known of the passage beside a structure, and why if nothing is.

    `width` is what is left of the pavement, `accuracy` that of the position, in metres; `has_width` whether the
    pavements beside it have a known width, None where there are none.
    """
    if not has_footprint:
        return NO_FOOTPRINT
    if accuracy is None:
        return NO_ACCURACY
    if accuracy > measurable.value:
        return ROUGH
    if has_width is False:
        return NO_WIDTH
    if width is None:
        return ASIDE
    return NARROW if narrows(width, limit) else WIDE


def narrows(width: float | None, limit: Limit = CLEAR_WIDTH) -> bool | None:
    """Whether a structure leaves less of a pavement free, in metres, than the norm asks for."""
    return None if width is None else width < limit.value


#: metres round a structure in which its pavement is looked at
_REACH = 12.0


def _passes(free: BaseGeometry, before: BaseGeometry, after: BaseGeometry, width: float) -> bool:
    """Whether something round of this width gets from one side of the structure to the other."""
    ways = free.buffer(-width / 2) if width else free
    return any(way.intersects(before) and way.intersects(after) for way in _parts(ways))


def _ends(footprint: BaseGeometry, window: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The pavement before and behind a structure, along its longer way."""
    angle = _direction(window)
    turned, block = (affinity.rotate(one, -angle, origin=(0, 0)) for one in (window, footprint))
    x0, y0, x1, y1 = turned.bounds
    left, _bottom, right, _top = block.bounds
    # Where the pavement ends beside the structure, there is nothing before or behind it.
    sides = (shapely.box(x0, y0, max(x0, left), y1), shapely.box(min(x1, right), y0, x1, y1))
    before, after = (affinity.rotate(turned.intersection(side), angle, origin=(0, 0)) for side in sides)
    return before, after


def _direction(shape: BaseGeometry) -> float:
    """The angle of the longer side of the smallest rectangle round a shape, in degrees."""
    corners = list(shape.minimum_rotated_rectangle.exterior.coords)
    sides = [(corners[i], corners[i + 1]) for i in range(2)]
    (x0, y0), (x1, y1) = max(sides, key=lambda side: shapely.LineString(side).length)
    return degrees(atan2(y1 - y0, x1 - x0))


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return list(getattr(shape, "geoms", [shape]))


def _months_after(day: date, months: float) -> date:
    """The same day some months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + int(months), 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
