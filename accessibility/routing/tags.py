"""What OpenStreetMap's tags say of a way, as measures. What they do not say stays None: unknown is not «good»."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import radians, tan

#: kinds of ways (`highway=*`) that people walk along
WALKED = frozenset(
    {
        *("footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "track"),
        *("unclassified", "tertiary", "secondary", "primary", "corridor", "cycleway"),
    }
)
#: … and that are made for it
_FOOT_ONLY = frozenset({"footway", "path", "pedestrian", "steps", "corridor"})
#: kerbs by their words: metres that are meant by them (wiki: flush is level, lowered is about 3 cm at most)
_KERBS = {"flush": 0.0, "no": 0.0, "lowered": 0.03}
_NUMBER = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*(m|cm|mm|%|°|')?\s*$")
_METRES = {None: 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
#: beyond these nobody means what is written
_WIDEST, _HIGHEST, _STEEPEST = 60.0, 1.0, 40.0
_CLOSED = frozenset({"no", "private"})


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of a way.

    `width` and `kerb` are metres, `incline` is per cent without a sign; `has_steps` is known of every way, `kerb` is
    asked of crossings only: elsewhere nobody leaves the pavement.
    """

    kind: str
    name: str = ""
    surface: str = ""
    smoothness: str = ""
    width: float | None = None
    incline: float | None = None
    kerb: float | None = None
    has_raised_kerb: bool = False
    has_steps: bool = False
    is_crossing: bool = False
    #: its public address on the map
    path: str = ""


def read(
    kind: str,
    tags: Mapping[str, str],
    *,
    name: str = "",
    surface: str = "",
    width: float | None = None,
    path: str = "",
) -> Way:
    """A way by its tags; the columns that the register keeps beside them come before what they say. The width of a
    street is that of its carriageway, and says nothing of where one walks."""
    if kind not in _FOOT_ONLY:
        tags, width = {name: value for name, value in tags.items() if name != "width"}, None
    kerb = tags.get("kerb", "")
    height = metres(tags.get("kerb:height", ""), _HIGHEST)
    return Way(
        kind=kind,
        name=name,
        surface=surface or tags.get("surface", ""),
        smoothness=tags.get("smoothness", ""),
        width=width if width is not None else metres(tags.get("width", ""), _WIDEST),
        incline=incline(tags.get("incline", "")),
        kerb=height if height is not None else _KERBS.get(kerb),
        has_raised_kerb=kerb == "raised" and height is None,
        has_steps=kind == "steps",
        is_crossing=tags.get("footway") == "crossing" or tags.get("highway") == "crossing",
        path=path,
    )


def is_walked(kind: str, tags: Mapping[str, str]) -> bool:
    """Whether people may walk along it."""
    access = tags.get("foot") or tags.get("access") or ""
    return kind in WALKED and access not in _CLOSED


def metres(text: str, most: float) -> float | None:
    """«1.2», «120 cm», «1,2 m» as metres; None for what is no such length, or not to be believed."""
    match = _NUMBER.match(text)
    if match is None or match[2] not in _METRES:
        return None
    value = float(match[1].replace(",", ".")) * _METRES[match[2]]
    return value if 0 <= value <= most else None


def incline(text: str) -> float | None:
    """«-5 %», «3°» as per cent without the sign; «up» and «down» say that it is steep, and not how much."""
    match = _NUMBER.match(text)
    if match is None or match[2] not in {"%", "°"}:
        return None
    value = abs(float(match[1].replace(",", ".")))
    found = value if match[2] == "%" else tan(radians(min(value, 89))) * 100
    return found if found <= _STEEPEST else None
