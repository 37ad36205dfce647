"""What OpenStreetMap's tags say of a way, as measures. What they do not say stays None: unknown is not «good»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import radians, tan

from accessibility.rules import IMPASSABLE, UNKNOWN

#: kinds of ways (`highway=*`) that people walk along
WALKED = frozenset(
    {
        *("footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "track"),
        *("unclassified", "tertiary", "secondary", "primary", "corridor", "cycleway"),
    }
)
#: … and that are made for it
_FOOT_ONLY = frozenset({"footway", "path", "pedestrian", "steps", "corridor"})
#: kerbs by their words: metres that are meant by them
_KERBS = {"flush": 0.0, "no": 0.0}
#: … and at most meant by them (wiki: about 3 cm)
_KERBS_AT_MOST = {"lowered": 0.03}
_NUMBER = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*(m|cm|mm|%|°|')?\s*$")
_METRES = {None: 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
#: beyond these nobody means what is written
_WIDEST, _HIGHEST, _STEEPEST = 20.0, 1.0, 40.0
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
    #: a kerb of which only that is known
    kerb_at_most: float | None = None
    has_raised_kerb: bool = False
    has_steps: bool = False
    is_crossing: bool = False
    #: per cent from one side to the other
    across: float | None = None
    #: what somebody says of wheelchairs there: yes, limited, no
    wheelchair: str = ""
    #: of a crossing: its kind, whether its kerbs are felt, whether its lights are heard
    crossing: str = ""
    tactile: str = ""
    sound: str = ""
    #: of a street: whether there is a pavement beside it
    pavement: str = ""
    #: its public address on the map
    path: str = ""

    @property
    def is_carriageway(self) -> bool:
        """Whether cars drive where one walks, if there is no pavement."""
        return self.kind not in _FOOT_ONLY and not self.is_crossing

    @property
    def has_signals(self) -> bool:
        return self.is_crossing and self.crossing == "traffic_signals"


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
        surface=_word(surface or tags.get("surface", "")),
        smoothness=_word(tags.get("smoothness", "")),
        width=width if width is not None else metres(tags.get("width", ""), _WIDEST),
        incline=incline(tags.get("incline", "")),
        kerb=height if height is not None else _KERBS.get(kerb),
        kerb_at_most=_KERBS_AT_MOST.get(kerb) if height is None else None,
        has_raised_kerb=kerb == "raised" and height is None,
        has_steps=kind == "steps",
        is_crossing=tags.get("footway") == "crossing" or tags.get("highway") == "crossing",
        across=incline(tags.get("incline:across", "")),
        wheelchair=_word(tags.get("wheelchair", "")),
        crossing=_word(tags.get("crossing", "")),
        tactile=_word(tags.get("tactile_paving", "")),
        sound=_word(tags.get("traffic_signals:sound", "")),
        pavement=_pavement(tags),
        path=path,
    )


def _word(text: str) -> str:
    return text.strip().lower()


def _pavement(tags: Mapping[str, str]) -> str:
    """Whether a street has a pavement, on one side at least; empty where nobody says."""
    told = {
        _word(tags.get(name, "")) for name in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
    }
    if told & {"both", "left", "right", "yes", "separate"}:
        return "yes"
    return "no" if told & {"no", "none"} else ""


#: what is met on a way, by a word of OpenStreetMap: the kind of barrier that it is (vocabulary.BarrierKind), and how
#: hard it is; of what leaves room to pass or not, nobody knows
MET: Mapping[str, tuple[str, str]] = {
    "raised": ("kerb", IMPASSABLE),
    **dict.fromkeys(
        ("stile", "turnstile", "full-height_turnstile", "kissing_gate"), ("turnstile", IMPASSABLE)
    ),
    **dict.fromkeys(
        (
            *("bollard", "block", "cycle_barrier", "chicane", "motorcycle_barrier", "chain", "rope"),
            *("gate", "swing_gate", "lift_gate", "log", "debris", "jersey_barrier"),
        ),
        ("narrow_passage", UNKNOWN),
    ),
}


def met(told: str) -> Iterator[tuple[str, str, float, float]]:
    """What is met on a way and where (`bollard@37.6,48.8;…`): kind of barrier, how hard, longitude, latitude."""
    for one in filter(None, told.split(";")):
        word, _at, place = one.partition("@")
        longitude, _comma, latitude = place.partition(",")
        if word in MET:
            yield *MET[word], float(longitude), float(latitude)


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
