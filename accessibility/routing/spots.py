"""What a node of OpenStreetMap on a way is to whoever passes it: measures, judged as those of a way are, and barriers
of which no measure tells. What its tags leave open is unknown, and of two tags the worse one counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from accessibility.routing.tags import CLOSED, Way, read, word
from accessibility.rules import IMPASSABLE, UNKNOWN

_NOTHING = frozenset(
    {"", "kerb", "entrance", "height_restrictor", "toll_booth", "border_control", "sump_buster", "bus_trap"}
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
_OPEN = frozenset({"yes", "designated", "permissive"})
_KERBS = ("kerb", "kerb:height", "kerb:left", "kerb:right")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is met at one point of a way: its measures, of which `way.asked` have to be known, and a barrier by its kind
    (vocabulary.BarrierKind) with how hard it is in general."""

    way: Way
    barrier: tuple[str, str] | None = None


#: a street that is crossed, of which nothing is told
UNTOLD_CROSSING = Spot(Way("", is_crossing=True, asked=frozenset({"kerb", "crossing", "tactile"})))


def spot(tags: Mapping[str, str]) -> Spot | None:
    """A node by its tags; None for one that nobody notices."""
    barrier, asked = _barrier(tags), set(_asked(tags))
    way = read("", {**tags, **_kerb(tags), "width": tags.get(_width(tags), "")}, asked=frozenset(asked))
    if barrier is None and not asked and not way.warned and way.wheelchair in {"", *_OPEN}:
        return None
    return Spot(way, barrier)


def _barrier(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """A barrier that no measure tells of. Of one that nobody here knows nothing is known, and it is never nothing."""
    kind, wheelchair = word(tags.get("barrier", "")), word(tags.get("wheelchair", ""))
    if _is_shut(tags):
        return "other", IMPASSABLE
    if word(tags.get("highway", "")) == "elevator":
        kind, barring, narrowing = "elevator", {"elevator": "lift"}, ""
    else:
        barring, narrowing = _BARRING, "narrow_passage" if kind in _NARROWING else ""
    if kind in _NOTHING or wheelchair in _OPEN or (narrowing and _width(tags)):
        return None
    if kind in _BARRING or wheelchair == "no":
        return barring.get(kind, "narrow_passage"), IMPASSABLE
    return narrowing or "other", UNKNOWN


def _asked(tags: Mapping[str, str]) -> Iterator[str]:
    """What has to be known of it."""
    if word(tags.get("barrier", "")) == "kerb" or any(name in tags for name in _KERBS):
        yield "kerb"
    if _width(tags):
        yield "width"
    if word(tags.get("highway", "")) == "crossing":
        yield from ("kerb", "crossing", "tactile", "sound")


def _kerb(tags: Mapping[str, str]) -> dict[str, str]:
    """The kerb's height, which some write as that of the barrier; «yes» is a kerb that stands up."""
    told = {}
    if word(tags.get("barrier", "")) == "kerb" and "height" in tags and "kerb:height" not in tags:
        told["kerb:height"] = tags["height"]
    if word(tags.get("kerb", "")) == "yes":
        told["kerb"] = "raised"
    return told


def _width(tags: Mapping[str, str]) -> str:
    """The tag that tells how much room there is."""
    return next((name for name in ("maxwidth:physical", "maxwidth") if name in tags), "")


def _is_shut(tags: Mapping[str, str]) -> bool:
    """Whether nobody passes: locked, closed to people on foot, or a street that must not be crossed there."""
    access = word(tags.get("foot", "")) or word(tags.get("access", ""))
    locked, crossing = word(tags.get("locked", "")), word(tags.get("crossing", ""))
    return access in CLOSED or locked == "yes" or crossing == "no"


def met(told: str) -> Iterator[tuple[Spot, float, float]]:
    """What is met on a way and where (`barrier=bollard@37.6,48.8;…`), with longitude and latitude."""
    for one in filter(None, told.split(";")):
        words, _at, place = one.partition("@")
        longitude, _comma, latitude = place.partition(",")
        if found := spot(dict(parse_qsl(words)) or {"barrier": words}):
            yield found, float(longitude), float(latitude)
