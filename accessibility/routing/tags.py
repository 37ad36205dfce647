"""What OpenStreetMap's tags say of a way, as measures. What they do not say stays None: unknown is not «good»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import radians, tan
from urllib.parse import parse_qsl

from accessibility.rules import HARD, IMPASSABLE, NO_OBSTACLE, UNKNOWN, PassageWidths, severity_of_passage

#: kinds of ways (`highway=*`) that people walk along
WALKED = frozenset(
    {
        *("footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "track"),
        *("unclassified", "tertiary", "secondary", "primary", "trunk", "corridor", "cycleway", "bridleway"),
        *("tertiary_link", "secondary_link", "primary_link", "trunk_link", "road"),
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
_WIDEST, _HIGHEST, _STEEPEST = 20.0, 1.0, 100.0
_CLOSED = frozenset({"no", "private", "use_sidepath"})
#: tags that say that a way may not be there for one, whatever else is known of it
_WARNED = (
    "construction",
    "disused",
    "abandoned",
    "access:conditional",
    "foot:conditional",
    "flood_prone",
    "hazard",
)
_RATIO = re.compile(r"^\s*1\s*:\s*(\d{1,3}(?:[.,]\d+)?)\s*$")


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
    #: why it may not be there for one: under construction, closed at times, flooded
    warned: str = ""
    #: of steps: for whom a ramp lies beside them, of which nothing else is known
    ramps: frozenset[str] = frozenset()
    #: its public address on the map
    path: str = ""

    @property
    def is_carriageway(self) -> bool:
        """Whether cars drive where one walks, if there is no pavement; people go first in a living street."""
        return self.kind not in {*_FOOT_ONLY, "living_street"} and not self.is_crossing

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
    kerb, height = _worst_kerb(tags)
    told = width if width is not None else metres(tags.get("width", ""), _WIDEST)
    narrowest = [one for one in (told, metres(tags.get("maxwidth:physical", ""), _WIDEST)) if one is not None]
    return Way(
        kind=kind,
        name=name,
        surface=_word(surface or tags.get("surface", "")),
        smoothness=_word(tags.get("smoothness", "")),
        width=min((one for one in narrowest if one <= _WIDEST), default=None),
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
        warned=next((name for name in _WARNED if _word(tags.get(name, "no")) != "no"), ""),
        ramps=frozenset(
            name for name in ("wheelchair", "stroller") if _word(tags.get(f"ramp:{name}", "")) == "yes"
        ),
        path=path,
    )


def _worst_kerb(tags: Mapping[str, str]) -> tuple[str, float | None]:
    """The kerb of a way on its worse side: its word, and its height in metres; neither where a height is told that is
    not to be believed."""
    sides = ("kerb", "kerb:left", "kerb:right", "kerb:both")
    heights = [metres(tags[name], _HIGHEST) for side in sides if (name := f"{side}:height") in tags]
    if None in heights:
        return "", None
    words = [_word(tags[side]) for side in sides if side in tags]
    worst = next((word for word in ("raised", "rolled", "lowered", "flush", "no") if word in words), "")
    return worst or next(iter(words), ""), max((one for one in heights if one is not None), default=None)


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


_NOTHING = frozenset(
    {"", "entrance", "height_restrictor", "toll_booth", "border_control", "sump_buster", "bus_trap"}
)
_BARRING = {
    "step": "stairs",
    **dict.fromkeys(
        ("stile", "turnstile", "full-height_turnstile", "kissing_gate", "horse_stile"), "turnstile"
    ),
}
#: what leaves room to pass or not
_NARROWING = frozenset(
    {
        *("bollard", "block", "cycle_barrier", "chicane", "motorcycle_barrier", "chain", "rope"),
        *("gate", "swing_gate", "lift_gate", "sliding_gate", "log", "debris", "jersey_barrier", "planter"),
    }
)
_KERB_WORDS = {
    "flush": NO_OBSTACLE,
    "no": NO_OBSTACLE,
    "lowered": NO_OBSTACLE,
    "raised": IMPASSABLE,
    "yes": IMPASSABLE,
}
#: metres up to which a kerb is none to anybody, and up to which one gets over it with difficulty
_LOW, _HARD_TO_CLIMB = 0.03, 0.06
_OPEN = frozenset({"yes", "designated", "permissive"})


def obstacle(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """What a node is to whoever walks over it, by its tags: the kind of barrier (vocabulary.BarrierKind), and how hard
    it is; None for nothing. Of a barrier that nobody here knows nothing is known, and it is never nothing."""
    barrier = _word(tags.get("barrier", ""))
    wheelchair = _word(tags.get("wheelchair", ""))
    if _is_shut(tags):
        return "other", IMPASSABLE
    if _word(tags.get("highway", "")) == "elevator":
        return _lift(wheelchair)
    if barrier == "kerb" or "kerb" in tags or "kerb:height" in tags:
        return _kerb(tags)
    if barrier in _NOTHING or wheelchair in _OPEN:
        return None
    width = metres(tags.get("maxwidth:physical", tags.get("maxwidth", "")), _WIDEST)
    if width is not None:
        return _passage(width)
    if barrier in _BARRING or wheelchair == "no":
        return _BARRING.get(barrier, "narrow_passage"), IMPASSABLE
    return ("narrow_passage" if barrier in _NARROWING else "other"), UNKNOWN


def _is_shut(tags: Mapping[str, str]) -> bool:
    """Whether nobody passes: locked, or closed to people on foot."""
    foot = _word(tags.get("foot", ""))
    access = foot or _word(tags.get("access", ""))
    return access in _CLOSED or _word(tags.get("locked", "")) == "yes"


def _lift(wheelchair: str) -> tuple[str, str] | None:
    if wheelchair in _OPEN:
        return None
    return ("lift", IMPASSABLE) if wheelchair == "no" else ("other", UNKNOWN)


def _kerb(tags: Mapping[str, str]) -> tuple[str, str]:
    """A kerb by its height where it is known, else by its word."""
    told = tags.get("kerb:height", tags.get("height", ""))
    height = metres(told, _HIGHEST)
    if height is not None:
        return "kerb", NO_OBSTACLE if height <= _LOW else HARD if height <= _HARD_TO_CLIMB else IMPASSABLE
    if told:
        return "kerb", UNKNOWN
    return "kerb", _KERB_WORDS.get(_word(tags.get("kerb", "")), UNKNOWN)


def _passage(width: float) -> tuple[str, str]:
    widths = PassageWidths()
    return "narrow_passage", NO_OBSTACLE if width >= widths.hard else severity_of_passage(width)


def met(told: str) -> Iterator[tuple[str, str, float, float]]:
    """What is met on a way and where (`barrier=bollard@37.6,48.8;…`): its kind, how hard, longitude, latitude."""
    for one in filter(None, told.split(";")):
        words, _at, place = one.partition("@")
        longitude, _comma, latitude = place.partition(",")
        if found := obstacle(dict(parse_qsl(words)) or {"barrier": words}):
            yield *found, float(longitude), float(latitude)


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
    """«-5 %», «3°», «1:12» as per cent without the sign; «up» and «down» say that it is steep, and not how much."""
    if ratio := _RATIO.match(text):
        run = float(ratio[1].replace(",", "."))
        return 100 / run if run >= 1 else None
    match = _NUMBER.match(text)
    if match is None or match[2] not in {"%", "°"}:
        return None
    value = abs(float(match[1].replace(",", ".")))
    found = value if match[2] == "%" else tan(radians(min(value, 89))) * 100
    return found if found <= _STEEPEST else None


def unbelieved(kind: str, tags: Mapping[str, str]) -> Iterator[str]:
    """The tags of a way that give a figure which is none, or not to be believed: `width=1200`. Routes take it for not
    known."""
    lengths = {"width": _WIDEST, "maxwidth:physical": _WIDEST, "kerb:height": _HIGHEST}
    for name, most in lengths.items():
        if name in tags and metres(tags[name], most) is None and (kind in _FOOT_ONLY or name != "width"):
            yield f"{name}={tags[name]}"
    for name in ("incline", "incline:across"):
        told = _word(tags.get(name, ""))
        if told and told not in {"up", "down", "yes", "no"} and incline(told) is None:
            yield f"{name}={tags[name]}"
