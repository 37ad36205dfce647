"""What of an address could not be understood, said to a person: by the names that the page itself uses."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from layers.areas import BESIDE, NEAR, WITHIN
from layers.query import AS_OF, BBOX, CHANGED, IDS, PROFILE, TEXT
from layers.registry import catalogue
from layers.viewer import Viewer
from maps.page.state import AT, LAYERS, ORDER, PANEL, PICK, SHOWN


def told(words: Iterable[str], viewer: Viewer) -> list[str]:
    """The words in a person's language; one that nothing here is called by stays as it was written."""
    return list(dict.fromkeys(_told(word, viewer) for word in words))


def _told(word: str, viewer: Viewer) -> str:
    names = {
        LAYERS: _("some of the layers"),
        NEAR: _("the place"),
        WITHIN: _("the drawn area"),
        BESIDE: _("what it lies along"),
        CHANGED: _("the day of changes"),
        AS_OF: _("the past day"),
        PROFILE: _("the profile of needs"),
        ORDER: _("the order"),
        SHOWN: _("the length of the list"),
        TEXT: _("the words that were looked for"),
        BBOX: _("the view"),
        AT: _("the view"),
        PICK: _("the chosen object (one at a time)"),
        PANEL: _("the part of the panel"),
    }
    slug, _dot, name = word.partition(".")
    if slug not in catalogue or not name:
        return names.get(word, f"«{word}»")
    layer = catalogue[slug]
    if name == IDS:
        return _("%(title)s: the chosen objects (500 at most)") % {"title": layer.title}
    label = next((column.label for column in layer.columns_for(viewer) if column.name == name), f"«{name}»")
    return f"{layer.title}: {label}"
