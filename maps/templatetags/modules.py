"""All modules that a page's script comes to import, named in its head: or a browser would learn of each step of imports
only when the one before has arrived, and a slow line would be waited for at every step."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from maps.statics import NamedByContent

register = template.Library()

_IMPORT_MAP = Path(__file__).resolve().parents[1] / "templates/maps/importmap.json"
_IMPORT = re.compile(
    r"""(?:^|[;}])\s*(?:import|export)\b(?:[^"'();=]*?\bfrom)?\s*["']([^"']+)["']""", re.MULTILINE
)
_MAPPED = re.compile(r""""([^"]+)": "{% static '([^']+)' %}\"""")


@register.simple_tag(takes_context=True)
def module_preloads(context: Context, entry: str) -> SafeString:
    """A `modulepreload` for each module that the static file `entry` leads to."""
    nonce = context["request"].csp_nonce
    links = ((static(name), nonce) for name in modules_of(entry))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}" nonce="{}">', links)


@register.simple_tag
def script_type(entry: str) -> str:
    """How a worker is called: joined with all that it imports it is a classic script, which every browser takes; in
    pieces it is a module."""
    return "module" if len(modules_of(entry)) > 1 else "classic"


@cache
def modules_of(entry: str) -> tuple[str, ...]:
    """The names of the static files that a module imports, and those that they import, each once."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += _imports(name)
    return tuple(found)


def by_address(name: str) -> str:
    """The text of a module that imports by address: it is served from another place, or knows no import map."""
    path = path_of(name)
    assert path is not None

    def addressed(found: re.Match[str]) -> str:
        imported = _imported(name, found[1])
        return found[0] if imported is None else found[0].replace(found[1], static(imported))

    return _IMPORT.sub(addressed, path.read_text(encoding="utf-8"))


def _imports(name: str) -> Iterator[str]:
    path = path_of(name)
    if path is None:
        return
    specifiers = _IMPORT.findall(path.read_text(encoding="utf-8"))
    yield from filter(None, (_imported(name, specifier) for specifier in specifiers))


def _imported(name: str, specifier: str) -> str | None:
    """The static file that a module means by the words of an import."""
    if specifier.startswith("."):
        return normpath(str(PurePosixPath(name).parent / specifier))
    return _mapped().get(specifier)


def path_of(name: str) -> Path | None:
    """The file as it is served: the collected one, which may be joined with all that it imports, else the source."""
    if isinstance(staticfiles_storage, NamedByContent):
        collected = Path(staticfiles_storage.path(staticfiles_storage.stored_name(name)))
        if collected.is_file():
            return collected
    found: Any = finders.find(name)
    return Path(found) if found else None


@cache
def _mapped() -> dict[str, str]:
    """What the import map calls by another name."""
    return dict(_MAPPED.findall(_IMPORT_MAP.read_text(encoding="utf-8")))
