"""The words of a mapping for its source, kept so that cards, exports and credits need not tell a short name."""

from layers import stamps
from layers.importing.mapping import Mapping
from layers.importing.models import NamedSource
from layers.registry import catalogue

_FIELDS = ("title", "publisher", "url", "licence")


def keep(mapping: Mapping) -> None:
    """Keep what a mapping says of its source; one that says nothing leaves what was said before."""
    if not mapping.words:
        return
    named = NamedSource(name=mapping.source, **mapping.words)
    before = NamedSource.objects.filter(pk=mapping.source).first()
    if before and all(getattr(before, name) == getattr(named, name) for name in _FIELDS):
        return
    named.save()
    # Every row of the source says its licence, in whichever layer it is.
    stamps.touch(catalogue)
