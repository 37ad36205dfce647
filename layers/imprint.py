"""What a file says of itself when it is handed on without the page it came from: whose it is, of when, and whether it
is invented."""

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from layers.layer import Layer
from layers.origins import sources_of
from layers.provenance import ROW_SOURCES


def imprint(layer: Layer) -> list[tuple[str, str]]:
    """Labels and texts in the active language, what matters most first."""
    return [
        *_warning(layer),
        (_("Data set"), f"{layer.title} · {settings.CITY.community}"),
        *((_("Source and licence"), f"{one.credit}, {one.licence_url}") for one in sources_of(layer)),
        (_("Made on"), formats.date_format(timezone.localtime(), "DATETIME_FORMAT")),
        (_("Times"), _("all times are those of the zone %s") % zone()),
    ]


def sentence(layer: Layer) -> str:
    """The imprint in one text, for formats that have room for no more."""
    return " ".join(f"{label}: {text}." for label, text in imprint(layer))


def zone() -> str:
    """The zone that local times are told in: «Europe/Kyiv»."""
    return str(timezone.get_current_timezone_name())


def _warning(layer: Layer) -> list[tuple[str, str]]:
    """That a demonstration is one. What came from a file or from OpenStreetMap is not invented there either; what was
    entered by hand may be."""
    if not settings.DEMONSTRATION:
        return []
    found = sources_of(layer)
    real = [one for one in found if one not in (layer.source, ROW_SOURCES["demo"])]
    if real == found:
        return []
    text = (
        _("the objects are invented, they are no data of the publisher (%s)") % settings.CITY.publisher.name
    )
    if real:
        whose = "; ".join(one.credit for one in real)
        text = f"{text}; {_('real are those of: %s') % whose}"
    return [(_("DEMONSTRATION"), text)]
