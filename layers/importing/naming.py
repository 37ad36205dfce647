"""The words of a mapping for its source, kept so that cards, exports and credits need not tell a short name.

A source that nobody put in words is called by its file; one that came without a mapping is said to be nobody's that is
known: it is not credited to the publisher of its layer.
"""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from layers import stamps
from layers.importing.mapping import Mapping
from layers.importing.models import NamedSource
from layers.provenance import ROW_SOURCES
from layers.registry import catalogue

_FIELDS = ("title", "publisher", "url", "licence")


def keep(mapping: Mapping, file_name: str) -> None:
    """Keep what a mapping says of its source; one that says nothing leaves what was said before."""
    if mapping.export or mapping.source in ROW_SOURCES:
        return
    before = NamedSource.objects.filter(pk=mapping.source).first()
    if before and not mapping.words:
        return
    named = NamedSource(name=mapping.source, **(mapping.words or _by_file(mapping, file_name)))
    if before and all(getattr(before, name) == getattr(named, name) for name in _FIELDS):
        return
    named.save()
    # Every row of the source says its licence, in whichever layer it is.
    stamps.touch(catalogue)


def _by_file(mapping: Mapping, file_name: str) -> dict[str, Any]:
    words: dict[str, Any] = {"title": {language: file_name for language, _title in settings.LANGUAGES}}
    if mapping.is_by_name:
        words["publisher"] = {}
        for language, _title in settings.LANGUAGES:
            with translation.override(language):
                words["publisher"][language] = _("source not stated")
    return words
