"""The protocol of the field app in words for programs (OpenAPI 3.0): observations by PUT, photos piece by piece.

Made from what the views themselves use: deeds, fates, limits and the questions of the surveys.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from layers.negotiation import read_only
from layers.surveys.models import Deed, Fate, Photo, Placing
from layers.surveys.photos import LARGEST, PIECE
from layers.surveys.survey import surveys

Schema = dict[str, Any]
_NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_MOMENT = {"type": "string", "format": "date-time"}
_PROBLEM = {
    "description": "RFC 9457",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}


@read_only
def openapi(request: HttpRequest) -> JsonResponse:
    """`/field/openapi.json`."""
    described = {
        "openapi": "3.0.3",
        "info": {
            "title": _("Field work"),
            "version": "1",
            "description": _(
                "Every address names what it takes, by a number (UUID) that the device makes: sending again is "
                "harmless, in any order, also months later. What was answered is on the disk."
            ),
        },
        "servers": [{"url": request.build_absolute_uri("/field")}],
        "security": [{"session": []}],
        "paths": {
            "/me": {"get": _answers(_("Who is signed in, and the server's clock"))},
            "/surveys": {"get": _answers(_("What is asked of the field"))},
            "/area": {"get": _answers(_("What is taken along of an area"), parameters=[_box()])},
            "/area.pmtiles": {"get": _answers(_("The base map of an area, as PMTiles"), parameters=[_box()])},
            "/observations/": {"get": _answers(_("What this person sent, the newest first"))},
            "/observations/{number}": _observation(),
            "/photos/{number}": _photo(),
        },
        "components": {
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}},
            "schemas": {"Observation": _message(), "Answered": _answered(), "Photo": _state()},
        },
    }
    response = JsonResponse(described, content_type="application/vnd.oai.openapi+json;version=3.0")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _observation() -> Schema:
    answer = _content("Answered")
    return {
        "parameters": [_NUMBER],
        "put": {
            "summary": _("Send an observation"),
            "parameters": [
                {
                    "name": "Made-By",
                    "in": "header",
                    "description": _("The login of whoever made it: 401 while somebody else is signed in"),
                    "schema": {"type": "string"},
                },
                {
                    "name": "If-Match",
                    "in": "header",
                    "description": _("The version that was known: 412 if the object has another one by now"),
                    "schema": {"type": "string"},
                },
            ],
            "requestBody": {"required": True} | _content("Observation"),
            "responses": {
                "200": {"description": Fate.ACCEPTED.value} | answer,
                "409": {"description": Fate.CONFLICT.value} | answer,
                "422": {"description": Fate.REFUSED.value} | answer,
                **dict.fromkeys(("400", "401", "403", "412"), _PROBLEM),
            },
        },
        "get": {"summary": _("What became of it"), "responses": {"200": {"description": "OK"} | answer}},
    }


def _photo() -> Schema:
    told = {
        "200": {
            "description": "OK",
            "headers": {"Upload-Offset": {"schema": {"type": "integer"}}},
        }
        | _content("Photo"),
        **dict.fromkeys(("401", "403", "404", "409", "413"), _PROBLEM),
    }
    announced = {
        "type": "object",
        "required": ["observation", "size", "sha256"],
        "properties": {
            "observation": {"type": "string", "format": "uuid"},
            "size": {"type": "integer", "minimum": 1, "maximum": LARGEST},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "made": _MOMENT,
            "sent": _MOMENT,
            "taken": _MOMENT | {"description": _("by the clock of the camera")},
            "about": {"type": "string", "description": _("the question that it is of")},
            "from": {
                "type": "array",
                "items": {"type": "number"},
                "description": _("where the camera says that it was taken: longitude, latitude"),
            },
        },
    }
    piece = {"schema": {"type": "string", "format": "binary", "maxLength": PIECE}}
    return {
        "parameters": [_NUMBER],
        "put": {
            "summary": _("Announce a photo"),
            "requestBody": {"required": True, "content": {"application/json": {"schema": announced}}},
            "responses": told,
        },
        "patch": {
            "summary": _("Send its next piece"),
            "parameters": [
                {
                    "name": "Upload-Offset",
                    "in": "header",
                    "required": True,
                    "description": _("The byte that the piece begins at; 409 tells which one is wanted"),
                    "schema": {"type": "integer"},
                },
                {
                    "name": "Upload-Checksum",
                    "in": "header",
                    "description": _("sha256 and, after a space, the sum of the piece in Base64"),
                    "schema": {"type": "string"},
                },
            ],
            "requestBody": {"required": True, "content": {"application/offset+octet-stream": piece}},
            "responses": told,
        },
        "get": {"summary": _("How much of it has come"), "responses": told},
    }


def _message() -> Schema:
    """An observation as the device sends it; the answers are named after each survey's questions."""
    point: Schema = {
        "type": "object",
        "required": ["placing"],
        "properties": {
            "longitude": {"type": "number"},
            "latitude": {"type": "number"},
            "accuracy": {"type": "number", "description": _("metres")},
            "placing": {"type": "string", "enum": list(Placing.values)},
            "geometry": {"type": "object", "description": _("GeoJSON of a line that was walked")},
        },
    }
    asked = {
        survey.slug: [question.name for question in survey.questions] + [f"version {survey.version}"]
        for survey in surveys
    }
    return {
        "type": "object",
        "required": ["survey", "version", "deed", "made"],
        "properties": {
            "survey": {"type": "string", "enum": list(asked)},
            "version": {"type": "integer"},
            "deed": {"type": "string", "enum": list(Deed.values)},
            "feature": {"type": "integer", "description": _("The object; none where one is added")},
            "answers": {"type": "object", "description": str(asked)},
            "base": {"type": "object", "description": _("What the device knew where it answers")},
            "position": point,
            "note": {"type": "string"},
            "made": _MOMENT,
            "sent": _MOMENT,
            "device": {"type": "string"},
        },
    }


def _answered() -> Schema:
    flaw = {"name": {"type": "string"}, "said": {"type": "string"}}
    sides: Schema = {name: {} for name in ("name", "base", "theirs", "mine")}
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "fate": {"type": "string", "enum": list(Fate.values), "nullable": True},
            "flaws": {"type": "array", "items": {"type": "object", "properties": flaw}},
            "conflicts": {"type": "array", "items": {"type": "object", "properties": sides}},
            "device": {"type": "string"},
            "changed": {
                "type": "object",
                "nullable": True,
                "properties": {"at": _MOMENT, "by": {"type": "string"}},
            },
            "photos": {"type": "array", "items": {"$ref": "#/components/schemas/Photo"}},
            "object": {"type": "object", "nullable": True, "description": _("As it is now, like in an area")},
        },
    }


def _state() -> Schema:
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"type": "string", "enum": list(Photo.State.values)},
            "size": {"type": "integer"},
            "received": {"type": "integer"},
            "said": {"type": "string"},
        },
    }


def _answers(summary: str, parameters: list[Schema] | None = None) -> Schema:
    told = {"200": {"description": "OK"}, "401": _PROBLEM}
    return {"summary": summary, "responses": told} | ({"parameters": parameters} if parameters else {})


def _box() -> Schema:
    said = _("west,south,east,north in degrees (EPSG:4326)")
    return {
        "name": "bbox",
        "in": "query",
        "required": True,
        "description": said,
        "schema": {"type": "string"},
    }


def _content(name: str) -> Schema:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
