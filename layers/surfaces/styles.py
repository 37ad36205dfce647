"""How other map clients find a layer's tiles (TileJSON 3.0) and its look (a MapLibre style from the same symbols)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import JsonResponse

from layers import stamps
from layers.layer import Geometry, Layer
from layers.origins import credits_of
from layers.registry import catalogue
from layers.viewer import ViewerRequest

_DEEPEST = 22


def tilejson(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/tiles/<layer>.json`."""
    columns = [column for column in layer.columns_for(request.viewer) if column.field.in_tile]
    fields = {column.name: f"{column.label} ({column.kind.json})" for column in columns}
    if layer.clustered:
        fields |= {"n": "features in a cluster (number)", "classes": "class:count,… of a cluster (string)"}
    first, last = _zooms(layer)
    described = {
        "id": layer.slug,
        "description": str(layer.description),
        "minzoom": first,
        "maxzoom": last,
        "fields": fields,
    }
    return _open_to_all(
        {
            "tilejson": "3.0.0",
            "name": str(layer.title),
            "description": str(layer.description),
            "version": f"1.0.{stamps.version([layer])}",
            "attribution": credits_of([layer]),
            "scheme": "xyz",
            "tiles": [request.build_absolute_uri(f"/tiles/{layer.slug}/") + "{z}/{x}/{y}.mvt"],
            "minzoom": first,
            "maxzoom": last,
            "bounds": list(settings.CITY.bounds),
            "center": [*settings.CITY.centre, settings.CITY.zoom],
            "vector_layers": [described],
        }
    )


def layer_style(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/styles/<layer>.json`: one layer alone."""
    return _open_to_all(_style(request, [layer], str(layer.title)))


def map_style(request: ViewerRequest) -> JsonResponse:
    """`/style.json`: the whole map, ground first."""
    return _open_to_all(
        _style(request, [*catalogue.ground, *reversed(catalogue.shown)], str(settings.CITY.name))
    )


def _style(request: ViewerRequest, layers: Iterable[Layer], name: str) -> dict[str, Any]:
    layers = list(layers)
    return {
        "version": 8,
        "name": name,
        "center": list(settings.CITY.centre),
        "zoom": settings.CITY.zoom,
        "sources": {
            layer.slug: {"type": "vector", "url": request.build_absolute_uri(f"/tiles/{layer.slug}.json")}
            for layer in layers
        },
        "layers": [
            {"id": "land", "type": "background", "paint": {"background-color": "#F6F4EE"}},
            *(drawn for layer in layers for drawn in _drawn(layer)),
        ],
    }


def _drawn(layer: Layer) -> list[dict[str, Any]]:
    base = {"source": layer.slug, "source-layer": layer.slug, "minzoom": layer.zooms.start}
    colour = _GROUND.get(layer.slug) or _colour(layer)
    kinds: list[dict[str, Any]] = []
    if layer.geometry in (Geometry.AREA, Geometry.ANY):
        solid = layer.slug in _GROUND
        kinds.append(
            base
            | {"id": f"{layer.slug}-area", "type": "fill", "filter": ["==", ["geometry-type"], "Polygon"]}
            | {"paint": {"fill-color": colour, "fill-opacity": 1 if solid else 0.25}}
        )
    if layer.geometry in (Geometry.LINE, Geometry.ANY):
        kinds.append(
            base
            | {"id": f"{layer.slug}-line", "type": "line", "paint": {"line-color": colour, "line-width": 2}}
        )
    if layer.geometry in (Geometry.POINT, Geometry.ANY):
        size = ["case", ["has", "n"], ["min", 24, ["+", 8, ["ln", ["get", "n"]]]], 5]
        kinds.append(
            base
            | {"id": f"{layer.slug}-point", "type": "circle", "filter": ["==", ["geometry-type"], "Point"]}
            | {
                "paint": {
                    "circle-color": colour,
                    "circle-radius": size,
                    "circle-stroke-color": "#FFFFFF",
                    "circle-stroke-width": 1.5,
                }
            }
        )
    return kinds


_GROUND = {
    "green": "#DDE8CF",
    "water": "#BFD9E8",
    "buildings": "#E6E1D6",
    "railways": "#B9B4A8",
    "roads": "#FFFFFF",
}


def _colour(layer: Layer) -> Any:
    pairs = [part for value, symbol in layer.style.symbols() for part in (value, symbol.tone.light)]
    if layer.style.field is None or len(pairs) < 4:
        return pairs[1]
    return ["match", ["to-string", ["get", layer.style.field]], *pairs, "#56616B"]


def _zooms(layer: Layer) -> tuple[int, int]:
    return layer.zooms.start, min(layer.zooms.stop - 1, _DEEPEST)


def _open_to_all(content: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(content)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    return response
