"""The one JSON document that the page starts from: no module of the page knows a layer by name."""

from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers import stamps
from layers.drawing import GLYPHS, SHAPES
from layers.layer import Group, Layer
from layers.legends import describe
from layers.origins import credits_of
from layers.query import select
from layers.registry import catalogue
from layers.viewer import Viewer
from maps.page.state import first_layers


def document(viewer: Viewer, profile: str = "") -> dict[str, Any]:
    """For a person of this profile, or for everybody.

    City, groups, layers with legends and counts, the ground, the drawings, and the words of the interface."""
    versions = stamps.versions()
    return {
        "city": {
            "name": str(settings.CITY.name),
            "centre": settings.CITY.centre,
            "zoom": settings.CITY.zoom,
            "bounds": settings.CITY.bounds,
        },
        "language": get_language(),
        "firstLanguage": settings.LANGUAGE_CODE,
        "profile": profile,
        "groups": [
            {
                "slug": group.slug,
                "title": group.title,
                "layers": [layer.slug for layer in catalogue.shown if layer.group is group],
            }
            for group in Group
            if group is not Group.GROUND
        ],
        "layers": {layer.slug: _layer(layer.seen_by(profile), viewer, versions) for layer in catalogue.shown},
        "ground": ground(),
        "shapes": {
            name: {"outline": outline, "centre": centre} for name, (outline, centre) in SHAPES.items()
        },
        "glyphs": GLYPHS,
        "words": words(),
    }


def _layer(layer: Layer, viewer: Viewer, versions: dict[str, int]) -> dict[str, Any]:
    legend = describe(select(layer, viewer))
    return {
        "slug": layer.slug,
        "title": str(layer.title),
        "one": capfirst(layer.model._meta.verbose_name),
        "shape": str(layer.shape),
        "geometry": layer.geometry.value,
        "zooms": [layer.zooms.start, layer.zooms.stop - 1],
        # An empty layer would greet with an empty legend.
        "shown": layer.slug in {one.slug for one in first_layers()} and legend["total"] > 0,
        "version": versions.get(layer.slug, 0),
        "legend": legend,
        "filters": [column.name for column in layer.columns_for(viewer) if column.field.filter],
        # A choice is a word of machines: it is drawn, never written.
        "label": next((c.name for c in layer.columns if c.field.in_tile and not c.choices), None),
    }


def ground() -> dict[str, Any]:
    """The base map: the address of its tiles, its layers, and who made it and what lies on it."""
    versions = stamps.versions()
    slugs = [layer.slug for layer in catalogue.base]
    version = sum(versions.get(slug, 0) for slug in slugs)
    return {
        "tiles": f"/tiles/{'+'.join(slugs)}/{{z}}/{{x}}/{{y}}.mvt?v={version}",
        "layers": slugs,
        "attribution": credits_of(catalogue),
    }


def words() -> dict[str, str]:
    """What the page's own modules say. Plurals come from the server with the lists."""
    return {
        "map": _("Map"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "locate": _("Show where I am"),
        "locateFailed": _("Your location could not be found."),
        "locateRefused": _(
            "This device does not tell where you are: allow it in the browser’s settings, or type an address."
        ),
        "tooRough": _("Your device knows where you are only to within {km} km. Type an address instead."),
        "outside": _("This place lies outside of the city: the map stays where it is."),
        "here": _("You are about here, ± {metres} m"),
        "metres": _("m"),
        "kilometres": _("km"),
        "loading": _("Loading…"),
        "failed": _("This could not be loaded. Please try again."),
        "again": _("Try again"),
        "back": _("Back to the list"),
        "cluster": _("{count} objects: zoom in"),
        "restricted": _("not published, or not with its exact location"),
        "nothing": _(
            "Nothing is found. Try the name of a street, a street with a house, what stands over the window, or one"
            " word less."
        ),
        "found": _("Found: {count}"),
        "lookedFor": _("looked for"),
        "suggestions": _("{count} suggestions"),
        "picked": _("Picked out: {count}"),
        "pick": _("Pick out: {title}"),
        "asOf": _("As on {date}"),
        "newSince": _("New since your visit on {date}"),
        "drawFirst": _("Touch the map to set the first corner"),
        "drawNext": _("Touch the map to set the next corner"),
        "distance": _("Along the line:"),
        "area": _("area:"),
        "crossed": _("the outline crosses itself"),
        "squareMetres": _("m²"),
        "hectares": _("ha"),
        "squareKilometres": _("km²"),
        "recent": _("What you looked up before"),
        "forget": _("Forget what I looked up"),
        "reading": _("Found for “{text}”"),
        "chosen": _("Chosen: {title}"),
        "inView": _("{count} objects in view"),
        "inArea": _("{count} objects in this area"),
        "searchOffline": _(
            "There is no connection, and the search needs one. What is on the map and in the list is still there."
        ),
        "whichStreet": _(
            "Which street? Type it, or an address, into the search box; or touch “What is near me”."
        ),
        "otherLanguage": _(
            "There is no connection, and the page was kept in this language only. The other one is there again with"
            " the connection."
        ),
        "farAway": _("You seem to be far from here. The map stays at %(city)s.") % {"city": "{city}"},
        "walkNothing": _("There are no objects in view that could be walked to. Zoom in."),
        "judgedFor": _("Shown for: {person}"),
        "walkEnd": _("No more objects in that direction."),
        "east": _("to the east"),
        "southEast": _("to the south-east"),
        "south": _("to the south"),
        "southWest": _("to the south-west"),
        "west": _("to the west"),
        "northWest": _("to the north-west"),
        "north": _("to the north"),
        "northEast": _("to the north-east"),
        "kept": _("No connection: what was saved at {time} is shown"),
        "newer": _("There is a newer version: update"),
        "onlyClass": _("Only: {title}"),
    }
