"""What a file says of itself when it is handed on without the page it came from: whose it is, of when, and whether it
is invented."""

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from layers.layer import Layer
from layers.origins import sources_of


def imprint(layer: Layer) -> list[tuple[str, str]]:
    """Labels and texts in the active language, what matters most first."""
    return [
        *_warning(),
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


def _warning() -> list[tuple[str, str]]:
    if not settings.DEMONSTRATION:
        return []
    text = (
        _("the objects are invented, they are no data of the publisher (%s)") % settings.CITY.publisher.name
    )
    return [(_("DEMONSTRATION"), text)]
