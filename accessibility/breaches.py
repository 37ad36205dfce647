"""What is in somebody's way, in words: «a kerb of 12 cm (at most 3 cm)»."""

from django.utils import formats
from django.utils.translation import gettext as _

from accessibility.routing.needs import Breach
from accessibility.vocabulary import BarrierKind


def said(breach: Breach) -> str:
    """A limit that is broken, with its value; lengths are metres, kerbs centimetres."""
    limit = breach.limit
    match breach.measure, breach.value:
        case "incline", float(value):
            return _("a slope of %(value)s %% (at most %(most)s %%)") % _figures(value, limit.most)
        case "width", float(value):
            return _("a width of %(value)s m (at least %(most)s m)") % _figures(value, limit.least)
        case "kerb", float(value):
            return _("a kerb of %(value)s cm (at most %(most)s cm)") % _figures(value * 100, limit.most * 100)
        case "kerb", _word:
            return _("a raised kerb")
        case "steps", _word:
            return _("steps")
        case "unknown", str(missing):
            return _("a stretch that is not measured: %s") % missing
        case "surface", str(surface):
            return _("a surface that does not suit: %s") % surface
    return _("a barrier: %s") % BarrierKind(str(breach.value)).label


def figure(value: float) -> str:
    """As people write it, to four digits."""
    return formats.number_format(f"{value:.4g}")


def _figures(value: float, most: float) -> dict[str, str]:
    return {"value": figure(value), "most": figure(most)}
