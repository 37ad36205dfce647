"""The doors of the OGC API: landing page, conformance, collections, queryables, schema, OpenAPI, kinds of problems."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.areas import BESIDE, NEAR, WITHIN
from layers.layer import Layer
from layers.origins import sources, sources_of
from layers.problems import Problem
from layers.provenance import Source
from layers.query import AS_OF, CHANGED
from layers.registry import catalogue
from layers.viewer import Viewer, ViewerRequest

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
)


def landing(request: ViewerRequest) -> JsonResponse:
    """`/api/`."""
    here = _here(request)
    return _json(
        {
            "title": _("%(city)s: the city's map") % {"city": settings.CITY.name},
            "description": _("Features of all layers as GeoJSON."),
            "links": [
                _link("self", f"{here}/"),
                _link("service-desc", f"{here}/openapi.json", "application/vnd.oai.openapi+json;version=3.0"),
                _link("conformance", f"{here}/conformance"),
                _link("data", f"{here}/collections"),
            ],
        }
    )


def conformance(request: ViewerRequest) -> JsonResponse:
    """`/api/conformance`."""
    return _json({"conformsTo": list(CONFORMANCE)})


def collections(request: ViewerRequest) -> JsonResponse:
    """`/api/collections`."""
    here, found = _here(request), sources(catalogue)
    return _json(
        {
            "links": [_link("self", f"{here}/collections")],
            "collections": [_collection(layer, here, found[layer.slug]) for layer in catalogue],
        }
    )


def collection(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/api/collections/<layer>`."""
    return _json(_collection(layer, _here(request), sources_of(layer)))


def queryables(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/api/collections/<layer>/queryables`: what this viewer may filter by, as JSON Schema."""
    columns = [column for column in layer.columns_for(request.viewer) if column.field.filter]
    return _schema(request, layer, "queryables", {column.name: column.schema() for column in columns})


def schema(request: ViewerRequest, layer: Layer) -> JsonResponse:
    """`/api/collections/<layer>/schema`: the properties that this viewer may read, as JSON Schema."""
    columns = {column.name: column.schema() for column in layer.columns_for(request.viewer)}
    origin = {
        "source": {"title": _("source"), "type": "string"},
        "licence": {"title": _("licence"), "type": "string"},
        "location_accuracy": {"title": _("location to within, m"), "type": "number", "x-unit": "m"},
    }
    return _schema(request, layer, "schema", origin | columns)


def openapi(request: ViewerRequest) -> JsonResponse:
    """`/api/openapi.json`."""
    paths: dict[str, Any] = {
        "/": _get(_("Landing page"), "landing"),
        "/conformance": _get(_("Conformance"), "conformance"),
        "/collections": _get(_("Collections"), "collections"),
    }
    for layer in catalogue:
        base = f"/collections/{layer.slug}"
        paths[base] = _get(str(layer.title), f"describe-{layer.slug}")
        paths[f"{base}/items"] = _get(
            str(layer.title), f"items-{layer.slug}", _parameters(layer, request.viewer)
        )
        number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        paths[f"{base}/items/{{id}}"] = _get(str(layer.title), f"item-{layer.slug}", [number])
    info = {"title": _("%(city)s: the city's map") % {"city": settings.CITY.name}, "version": "1.0.0"}
    # What the composition root serves beside the layers.
    others = import_module(settings.DESCRIBED)
    response = _json(
        {
            "openapi": "3.0.3",
            "info": info,
            "servers": [{"url": _here(request)}],
            "paths": paths | others.paths(),
            "components": {
                "schemas": others.schemas(),
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            },
        }
    )
    response.headers["Content-Type"] = "application/vnd.oai.openapi+json;version=3.0"
    return response


def problems(request: ViewerRequest) -> HttpResponse:
    """`/api/problems`: what the `type` of a problem points to, as a page for people."""
    known: list[type[Problem]] = [Problem, *Problem.__subclasses__()]
    kinds = [(one.kind, one.title, one.status, one.meaning) for one in known]
    return render(request, "layers/problems.html", {"kinds": kinds})


def _collection(layer: Layer, here: str, found: list[Source]) -> dict[str, Any]:
    base = f"{here}/collections/{layer.slug}"
    return {
        "id": layer.slug,
        "title": str(layer.title),
        "description": str(layer.description),
        "itemType": "feature",
        "crs": [_CRS84],
        "extent": {"spatial": {"bbox": [list(settings.CITY.bounds)], "crs": _CRS84}},
        "links": [
            _link("self", base),
            _link("items", f"{base}/items", "application/geo+json"),
            _link("queryables", f"{base}/queryables", "application/schema+json"),
            _link("schema", f"{base}/schema", "application/schema+json"),
            *(
                _link("license", source.licence_url, "text/html") | {"title": source.credit}
                for source in found
            ),
        ],
    }


def _schema(request: ViewerRequest, layer: Layer, name: str, properties: dict[str, Any]) -> JsonResponse:
    response = _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{_here(request)}/collections/{layer.slug}/{name}",
            "type": "object",
            "title": str(layer.title),
            "properties": properties,
            "additionalProperties": False,
        }
    )
    response.headers["Content-Type"] = "application/schema+json"
    return response


def _parameters(layer: Layer, viewer: Viewer) -> list[dict[str, Any]]:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    return [
        {"name": "bbox", "in": "query", "style": "form", "explode": False, "schema": box},
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100},
        },
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        *(
            {"name": name, "in": "query", "description": str(meaning), "schema": {"type": "string"}}
            for name, meaning in _MEANINGS.items()
        ),
        *(
            {"name": column.name, "in": "query", "description": column.label, "schema": {"type": "string"}}
            for column in layer.columns_for(viewer)
            if column.field.filter
        ),
    ]


#: words of every layer whose form a schema cannot tell
_MEANINGS = {
    NEAR: gettext_lazy("within so many metres of a place: longitude,latitude,metres"),
    BESIDE: gettext_lazy("within so many metres of an object of the map: layer/number,metres"),
    WITHIN: gettext_lazy("inside of an outline: longitude,latitude;longitude,latitude;…"),
    CHANGED: gettext_lazy("entered or changed on a day, or from..until"),
    AS_OF: gettext_lazy("as it was at the end of a day that is past"),
}


def _get(summary: str, operation: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    answers = {
        "200": {"description": "OK"},
        "400": {"description": "RFC 9457"},
        "404": {"description": "RFC 9457"},
    }
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            "parameters": parameters or [],
            "responses": answers,
        }
    }


def _here(request: ViewerRequest) -> str:
    return request.build_absolute_uri("/api")


def _link(rel: str, href: str, media_type: str = "application/json") -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type}


def _json(content: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(content)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Cookie"
    return response
