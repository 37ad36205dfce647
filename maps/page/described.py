"""What `/api/openapi.json` says beside the layers: the addresses of ways, and the one that petitions are told to."""

from typing import Any

from django.utils.translation import gettext as _

from layers.civic.petitions.vocabulary import Status
from maps.page.petitions import MOST_COUNTS, TOLD
from maps.page.way import described as ways

Schema = dict[str, Any]
_DAY: Schema = {"type": "string", "format": "date", "nullable": True}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_KINDS: dict[str, Schema] = {
    "status": {"type": "string", "enum": Status.values},
    "threshold": _COUNT | {"nullable": True},
    "signatures": _COUNT,
}


def paths() -> dict[str, Schema]:
    """The addresses with their parameters and answers, by OpenAPI 3.0."""
    return {**ways.paths(), "/petitions/{number}": {"put": _put()}}


def schemas() -> dict[str, Schema]:
    """What messages and answers are made of, by their names."""
    return {**ways.schemas(), "Petition": _petition()}


def _put() -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Petition"}}}
    refusals = {
        "400": _("no JSON object"),
        "401": _("no key, or one that is none"),
        "409": _("a state that cannot follow, or fewer signatures without a correction"),
        "413": _("too long"),
        "422": _("a member that is unknown or cannot be understood"),
        "429": _("too many requests; Retry-After says when to go on"),
    }
    return {
        "summary": _(
            "A petition as the city’s own petition site tells it; the same message twice changes nothing"
        ),
        "operationId": "put-petition",
        "security": [{"key": []}],
        "parameters": [
            {
                "name": "number",
                "in": "path",
                "required": True,
                "description": _("the number of the petition on its own site; it may have slashes"),
                "schema": {"type": "string", "maxLength": 80},
            }
        ],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {"description": _("known already; “changed” says whether anything is different")},
            "201": {"description": _("new")},
            **{code: {"description": f"RFC 9457: {said}"} for code, said in refusals.items()},
        },
    }


def _petition() -> Schema:
    members = {name: _KINDS.get(name) or _member(name) for name in TOLD}
    count = {
        "type": "object",
        "properties": {"on": {"type": "string", "format": "date"}, "signatures": _COUNT},
        "required": ["on", "signatures"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            **members,
            "counts": {"type": "array", "items": count, "maxItems": MOST_COUNTS},
            "correction": {
                "type": "string",
                "maxLength": 300,
                "description": _("why there are fewer signatures than were told before; everybody reads it"),
            },
        },
        "additionalProperties": False,
    }


def _member(name: str) -> Schema:
    return _DAY if name.endswith(("_on", "_until")) else {"type": "string", "nullable": True}
