"""`/interchange`: what is known of accessibility in the formats of others, and what each of them cannot hold; and the
files themselves."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accessibility import norms, telling
from accessibility.interchange import a11yjson, mapping, opensidewalks, osm
from accessibility.interchange.places import places
from accessibility.ways import network
from layers.downloads import download
from layers.imprint import sentence
from layers.negotiation import refuse_others
from layers.query import LANGUAGE
from layers.registry import catalogue
from maps.page.way.asking import degrees

_GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Format:
    """A format as the page tells of it: its files, what it cannot hold of any place, and the requirements that have no
    place in it."""

    name: str
    files: tuple[tuple[str, str], ...]
    always_lost: tuple[str, ...]
    lost: tuple[str, ...] = ()


def page_of_formats(request: HttpRequest) -> HttpResponse:
    """`/interchange`. Raises BadParameter."""
    refuse_others(request, {LANGUAGE})
    return render(request, "maps/interchange.html", {"formats": _formats()})


def places_as_a11yjson(request: HttpRequest) -> HttpResponseBase:
    """`/places.a11y.json`: all places that everybody may see."""
    refuse_others(request, {LANGUAGE})
    site = request.build_absolute_uri("/").rstrip("/")
    return download(a11yjson.collection(places(), site, sentence(catalogue["places"])), _GEOJSON)


def places_as_osm(request: HttpRequest) -> HttpResponseBase:
    """`/places.osm`: the same with tags, to be looked through before anything is uploaded."""
    refuse_others(request, {LANGUAGE})
    pieces = osm.document(places(), sentence(catalogue["places"]))
    return download((piece.encode() for piece in pieces), "application/vnd.openstreetmap.data+xml")


def edges(request: HttpRequest) -> HttpResponseBase:
    """`/network.edges.json`: the ways on foot, by OpenSidewalks."""
    refuse_others(request, {LANGUAGE})
    return download(opensidewalks.edges(network(), degrees, _region()), _GEOJSON)


def nodes(request: HttpRequest) -> HttpResponseBase:
    """`/network.nodes.json`: the places at which they meet."""
    refuse_others(request, {LANGUAGE})
    return download(opensidewalks.nodes(network(), degrees, _region()), _GEOJSON)


def _region() -> dict[str, Any]:
    """The box round the community, as OpenSidewalks wants it."""
    west, south, east, north = settings.CITY.bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def _formats() -> list[Format]:
    """What each format is, where its files are, and what it cannot hold: reckoned from what is written."""
    judged = (
        _("the official verdict, and those for other persons than one in a wheelchair"),
        _("which clause of which norm was asked, and how sure that clause is"),
        _("that somebody was not sure: such an answer is left out"),
        _("the reasons of a verdict, and what would change it"),
    )
    parts = _("single entrances, floors and rooms: the place as a whole is told")
    return [
        Format(
            "A11yJSON",
            ((_("Places"), "/places.a11y.json"),),
            (
                *judged,
                _("the day of the audit, and who made it"),
                _("floors and rooms as parts with answers of their own"),
            ),
            _lost(mapping.A11YJSON),
        ),
        Format("OpenStreetMap", ((_("Places"), "/places.osm"),), (*judged, parts), _lost(mapping.OSM)),
        Format(
            "OpenSidewalks",
            ((_("Edges"), "/network.edges.json"), (_("Nodes"), "/network.nodes.json")),
            (
                _("which way a slope goes: it is written without a sign"),
                _(
                    "how high a kerb is, and surfaces that its list does not have: they are in fields of our own"
                ),
                _("barriers, and that something is not known"),
            ),
        ),
        Format(
            _("КМУ № 835, annex 32"),
            ((_("Places"), "/places/"),),
            (
                _("measured values: the outcome alone is written"),
                _("verdicts for each person, and what would change them"),
                _("barriers on the ways between places"),
                _(
                    "what was answered of single entrances, floors and rooms, and where an entrance is: which ones "
                    "there are is told beside it (annex32-parts), in columns of the map"
                ),
            ),
        ),
        Format(
            "GeoJSON",
            ((_("Places"), "/data/places.geojson"), (_("Barriers"), "/data/barriers.geojson")),
            (_("the answers of each audit one by one: they are in the file of annex 32"), parts),
        ),
    ]


def _lost(format_: str) -> tuple[str, ...]:
    norm = norms.current()
    return tuple(
        f"{telling.said(criterion.text)} ({criterion.clause})" for criterion in mapping.lost(format_, norm)
    )
