"""What OpenStreetMap's tags say of a way, as measures. What they do not say stays None: unknown is not «good»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import radians, tan

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
_NUMBER = re.compile(r"^\s*(-?\d{1,6}(?:[.,]\d{1,6})?)\s*(m|м|metres?|meters?|cm|см|mm|мм|%|°)?\s*$")
_FEET = re.compile(r"^\s*(\d{1,3})'(?:(\d{1,2})\")?\s*$")
_METRES = {
    **dict.fromkeys(("", "m", "м", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("cm", "см"), 0.01),
    **dict.fromkeys(("mm", "мм"), 0.001),
}
#: beyond these nobody means what is written
WIDEST, _HIGHEST, _STEEPEST = 20.0, 1.0, 100.0
CLOSED = frozenset({"no", "private", "use_sidepath"})
#: tags that say that a way may not be there for one, whatever else is known of it; and their words that say nothing of
#: the kind
_WARNED = {
    **dict.fromkeys(
        (
            *(
                "construction",
                "disused",
                "abandoned",
                "flood_prone",
                "hazard",
                "ford",
                "seasonal",
                "conveying",
            ),
            *("access:conditional", "foot:conditional", "wheelchair:conditional"),
        ),
        frozenset({"", "no"}),
    ),
    "opening_hours": frozenset({"", "24/7"}),
    "operational_status": frozenset({"", "operational", "ok", "working", "yes"}),
}
#: a street that is crossed: the tags that say so
_CROSSINGS = ("footway", "path", "cycleway", "highway")
#: streets that cars drive through, where whoever crosses meets kerbs
_TRAFFIC = frozenset(
    {
        *("residential", "unclassified", "tertiary", "secondary", "primary", "trunk", "road"),
        *("tertiary_link", "secondary_link", "primary_link", "trunk_link"),
    }
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
    #: of one on foot, the street that it leads along
    along: str = ""
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
    #: of one point of a way: what has to be known of it; None where all is asked that a person asks of ways
    asked: frozenset[str] | None = None

    @property
    def is_carriageway(self) -> bool:
        """Whether cars drive where one walks, if there is no pavement; people go first in a living street."""
        return self.kind not in {*_FOOT_ONLY, "living_street"} and not self.is_crossing

    @property
    def is_for_feet(self) -> bool:
        """Whether it leads beside streets or across them, and is none of their crossings."""
        return self.kind in _FOOT_ONLY and not self.is_crossing

    @property
    def has_traffic(self) -> bool:
        """Whether it is a street that one does not cross without a kerb, as far as nobody says otherwise."""
        return self.kind in _TRAFFIC

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
    asked: frozenset[str] | None = None,
) -> Way:
    """A way by its tags; the columns that the register keeps beside them come before what they say. The width of a
    street is that of its carriageway, and says nothing of where one walks; nor does its surface, where there is a
    pavement. `asked`: of one point of a way, see Way."""
    if kind and kind not in _FOOT_ONLY:
        tags, surface, width = _beside(tags, surface), "", None
    kerb, height = _worst_kerb(tags)
    told = width if width is not None else metres(tags.get("width", ""), WIDEST)
    narrowest = [one for one in (told, metres(tags.get("maxwidth:physical", ""), WIDEST)) if one is not None]
    return Way(
        kind=kind,
        name=name,
        surface=word(surface or tags.get("surface", "")),
        smoothness=word(tags.get("smoothness", "")),
        width=min((one for one in narrowest if one <= WIDEST), default=None),
        incline=incline(tags.get("incline", "")),
        kerb=height if height is not None else _KERBS.get(kerb),
        kerb_at_most=_KERBS_AT_MOST.get(kerb) if height is None else None,
        has_raised_kerb=kerb == "raised" and height is None,
        has_steps=kind == "steps" or word(tags.get("step_count", "0")) != "0",
        is_crossing=is_crossing(tags) or (asked is not None and "kerb" in asked),
        across=incline(tags.get("incline:across", "")),
        wheelchair=word(tags.get("wheelchair", "")),
        crossing=word(tags.get("crossing", "")),
        tactile=word(tags.get("tactile_paving", "")),
        sound=word(tags.get("traffic_signals:sound", "")),
        pavement=_pavement(tags),
        warned=next((name for name in _WARNED if word(tags.get(name, "")) not in _WARNED[name]), ""),
        ramps=frozenset(
            name for name in ("wheelchair", "stroller") if word(tags.get(f"ramp:{name}", "")) == "yes"
        ),
        path=path,
        asked=asked,
    )


def _worst_kerb(tags: Mapping[str, str]) -> tuple[str, float | None]:
    """The kerb of a way on its worse side: its word, and its height in metres; neither where a height is told that is
    not to be believed."""
    sides = ("kerb", "kerb:left", "kerb:right", "kerb:both")
    heights = [metres(tags[name], _HIGHEST) for side in sides if (name := f"{side}:height") in tags]
    if None in heights:
        return "", None
    words = [word(tags[side]) for side in sides if side in tags]
    worst = next((word for word in ("raised", "rolled", "lowered", "flush", "no") if word in words), "")
    return worst or next(iter(words), ""), max((one for one in heights if one is not None), default=None)


def word(text: str) -> str:
    """A tag's word as it is compared."""
    return text.strip().lower()


def _pavement(tags: Mapping[str, str]) -> str:
    """Whether a street has a pavement, on one side at least; «separate» where that is a way of its own; empty where
    nobody says."""
    told = {word(tags.get(f"sidewalk{side}", "")) for side in _SIDES}
    if told & {"both", "left", "right", "yes"}:
        return "yes"
    if "separate" in told:
        return "separate"
    return "no" if told & {"no", "none"} else ""


_SIDES = ("", ":both", ":left", ":right")
#: from the worst to the best, as far as one is worse to everybody
_BAD_GROUND = ("mud", "sand", "gravel", "pebblestone", "ground", "dirt", "earth", "grass", "unpaved")


def _beside(tags: Mapping[str, str], surface: str) -> dict[str, str]:
    """The tags of a street as those of its pavement, of which the worse side is told; where there is none, one walks
    on the carriageway, of which the width says nothing."""
    told = {name: value for name, value in tags.items() if name != "width"}
    if _pavement(tags) != "yes":
        return {"surface": surface, **told} if surface else told
    for name in ("surface", "smoothness", "width"):
        sides = [tags[key] for side in _SIDES if (key := f"sidewalk{side}:{name}") in tags]
        told[name] = _worst(name, sides)
    return told


def _worst(name: str, sides: list[str]) -> str:
    """The worse of what is told of both pavements; of words that cannot be compared the first."""
    if name == "width":
        return min(sides, key=lambda one: metres(one, WIDEST) or 0, default="")
    return next((one for one in _BAD_GROUND if one in map(word, sides)), next(iter(sides), ""))


def is_crossing(tags: Mapping[str, str]) -> bool:
    """Whether a street is crossed there."""
    return any(tags.get(name) == "crossing" for name in _CROSSINGS)


def is_walked(kind: str, tags: Mapping[str, str]) -> bool:
    """Whether people may walk along it."""
    access = tags.get("foot") or tags.get("access") or ""
    is_forbidden = tags.get("motorroad") == "yes" or (is_crossing(tags) and tags.get("crossing") == "no")
    return kind in WALKED and access not in CLOSED and not is_forbidden


def metres(text: str, most: float) -> float | None:
    """«1.2», «120 cm», «1,2 m», «8'6"» as metres; None for what is no such length, or not to be believed."""
    if feet := _FEET.match(text):
        value = round(int(feet[1]) * 0.3048 + int(feet[2] or 0) * 0.0254, 2)
    else:
        match = _NUMBER.match(word(text))
        if match is None or (match[2] or "") not in _METRES:
            return None
        value = float(match[1].replace(",", ".")) * _METRES[match[2] or ""]
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
    lengths = {"width": WIDEST, "maxwidth:physical": WIDEST, "kerb:height": _HIGHEST}
    for name, most in lengths.items():
        if name in tags and metres(tags[name], most) is None and (kind in _FOOT_ONLY or name != "width"):
            yield f"{name}={tags[name]}"
    for name in ("incline", "incline:across"):
        told = word(tags.get(name, ""))
        if told and told not in {"up", "down", "yes", "no"} and incline(told) is None:
            yield f"{name}={tags[name]}"
