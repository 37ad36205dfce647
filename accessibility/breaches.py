"""What is in somebody's way, in words: «a kerb of 12 cm (at most 3 cm)»."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.routing.needs import Breach
from accessibility.vocabulary import BarrierKind

_FIGURES = {
    "incline": gettext_lazy("a slope of %(value)s %% (at most %(bound)s %%)"),
    "across": gettext_lazy("a slope of %(value)s %% to the side (at most %(bound)s %%)"),
    "width": gettext_lazy("a width of %(value)s m (at least %(bound)s m)"),
    "kerb": gettext_lazy("a kerb of %(value)s cm (at most %(bound)s cm)"),
}
_WORDS = {
    "kerb": gettext_lazy("a raised kerb"),
    "steps": gettext_lazy("stairs"),
    "unknown": gettext_lazy("a stretch that is not measured: %s"),
    "surface": gettext_lazy("a surface that does not suit: %s"),
    "smoothness": gettext_lazy("a surface that is uneven: %s"),
    "wheelchair": gettext_lazy("said to be no way for a wheelchair, or a hard one"),
    "pavement": gettext_lazy("a street without a pavement"),
    "crossing": gettext_lazy("a crossing without marking"),
    "tactile": gettext_lazy("a crossing without tactile paving"),
    "sound": gettext_lazy("traffic lights that are not heard"),
}
#: OpenStreetMap's words for the ground, as people say them
_GROUND = {
    "sett": gettext_lazy("sett"),
    "cobblestone": gettext_lazy("cobblestones"),
    "unhewn_cobblestone": gettext_lazy("rough cobblestones"),
    "grass_paver": gettext_lazy("grass pavers"),
    "unpaved": gettext_lazy("unpaved"),
    "fine_gravel": gettext_lazy("fine gravel"),
    "compacted": gettext_lazy("compacted ground"),
    "gravel": gettext_lazy("gravel"),
    "pebblestone": gettext_lazy("pebbles"),
    "ground": gettext_lazy("bare ground"),
    "dirt": gettext_lazy("bare earth"),
    "earth": gettext_lazy("bare earth"),
    "grass": gettext_lazy("grass"),
    "woodchips": gettext_lazy("wood chips"),
    "sand": gettext_lazy("sand"),
    "mud": gettext_lazy("mud"),
    "rock": gettext_lazy("rock"),
    "stepping_stones": gettext_lazy("stepping stones"),
    "snow": gettext_lazy("snow"),
    "ice": gettext_lazy("ice"),
    "intermediate": gettext_lazy("fair"),
    "bad": gettext_lazy("bad"),
    "very_bad": gettext_lazy("very bad"),
    "horrible": gettext_lazy("for off-road vehicles only"),
    "very_horrible": gettext_lazy("for heavy off-road vehicles only"),
    "impassable": gettext_lazy("no wheel gets through"),
}
_CENTIMETRES = 100


def said(breach: Breach) -> str:
    """A limit that is broken, with its value; lengths are metres, kerbs centimetres."""
    if isinstance(breach.value, float) and breach.measure in _FIGURES:
        bound = breach.limit.least if breach.measure == "width" else breach.limit.most
        scale = _CENTIMETRES if breach.measure == "kerb" else 1
        return str(_FIGURES[breach.measure]) % {
            "value": figure(breach.value * scale),
            "bound": figure(bound * scale),
        }
    if (breach.measure, breach.value) == ("pavement", "separate"):
        return _("the carriageway of a street whose pavement is a way of its own")
    if breach.measure in _WORDS:
        told = str(_WORDS[breach.measure])
        return told % _GROUND.get(str(breach.value), breach.value) if "%s" in told else told
    return _("a barrier: %s") % BarrierKind(str(breach.value)).label


def figure(value: float) -> str:
    """As people write it, to four digits."""
    return formats.number_format(f"{value:.4g}")
