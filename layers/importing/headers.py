"""The columns of the map's own exports, known again: by name, or in workbooks by their words in a language of the map.

What `layers/surfaces/exports.py` writes at the head of a file is read here; a law holds the two together
(tests/importing/test_returning.py).
"""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from layers.importing.sources import once
from layers.imprint import zone
from layers.layer import Layer

#: what names a row of an export
IDENTITY = frozenset({"id", "source"})
#: what an export says of a row that no file can change
OWN = IDENTITY | {"licence", "changed_at"}


def names(layer: Layer, columns: Sequence[str]) -> dict[str, str]:
    """The name of each column of an export of the layer, by how the file calls it; empty for any other file."""
    if set(columns) >= IDENTITY:
        return {column: column for column in columns}
    for language, _title in settings.LANGUAGES:
        with translation.override(language):
            found = _meant(list(_words(layer)), columns)
        if set(found.values()) >= IDENTITY:
            return found
    return {}


def _words(layer: Layer) -> Iterator[tuple[str, str]]:
    """Word and name of each column that an export may have, in its order, in the active language."""
    yield _("number"), "id"
    for column in layer.columns:
        is_moment = column.kind.table == "datetime"
        yield (f"{column.label} ({zone()})" if is_moment else column.label), column.name
    yield _("source"), "source"
    yield _("licence"), "licence"
    yield _("location to within, m"), "location_accuracy"
    yield _("publication"), "publication"
    yield f"{_('changed')} ({zone()})", "changed_at"
    yield _("longitude"), "longitude"
    yield _("latitude"), "latitude"


def _meant(words: list[tuple[str, str]], columns: Sequence[str]) -> dict[str, str]:
    meant: dict[str, str] = {}
    for word in dict(words):
        called = [name for one, name in words if one == word]
        places = [once(word, nth) for nth in range(1, len(called) + 1)]
        # Two columns of one word are told apart by their order: where one is missing, none is known.
        if set(places) <= set(columns):
            meant |= dict(zip(places, called, strict=True))
    return meant
