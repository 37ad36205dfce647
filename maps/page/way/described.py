"""The addresses of ways in words for programs: what `/api/openapi.json` says of them beside the layers'.

Lengths are metres, places longitude and latitude (EPSG:4326); what nobody has measured is «unmeasured», never «good».
"""

from typing import Any

from django.utils.translation import gettext as _

from accessibility.routing.needs import FIGURES, State, Unknown
from accessibility.vocabulary import Profile, Reached, Verdict
from maps.page.way.asking import CHOICES, MINUTES, UNKNOWN

Schema = dict[str, Any]
_METRES: Schema = {"type": "integer", "minimum": 0, "x-unit": "m"}
_TEXT: Schema = {"type": "string"}
_PLACE: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def paths() -> dict[str, Schema]:
    """The addresses with their parameters and answers, by OpenAPI 3.0."""
    return {
        "/route": _get(
            _("The way from one place to another for a person"),
            "route",
            [_place("from"), _place("to"), *_person(), _number("alternatives", 0, 2, 0)],
            "Route",
        ),
        "/reach": _get(
            _("What a person gets to from a place within some minutes"),
            "reach",
            [_place("from"), _number(MINUTES, 1, 60, 15), *_person()],
            "Reach",
        ),
        "/reach/places": _get(
            _("How a person gets to each of the city’s places from public transport"),
            "reach-places",
            [_profile()],
            "ReachedPlaces",
        ),
    }


def schemas() -> dict[str, Schema]:
    """What the answers are made of, by their names."""
    step = _object(
        said=_TEXT,
        metres=_METRES,
        name=_TEXT,
        turn={"type": "string", "enum": ["", "straight", "left", "right", "back"]},
        state={"type": "string", "enum": [state.value for state in State]},
        missing={"type": "array", "items": _TEXT},
        geometry=_line(),
    )
    breach = _object(
        said=_TEXT,
        measure=_TEXT,
        value={"oneOf": [{"type": "number"}, _TEXT]},
        path=_TEXT,
        clause=_TEXT,
        certainty={"type": "string", "enum": ["F", "G", ""]},
        at=_PLACE,
    )
    way = {
        "found": {"type": "boolean"},
        "open": {"type": "boolean"},
        "said": _TEXT,
        "metres": _METRES,
        "minutes": {"type": "integer"},
        "pace": {**_METRES, "description": "Metres in a minute that this person is reckoned with."},
        "good": _METRES,
        "unmeasured": _METRES,
        "off": {
            "type": "array",
            "items": _METRES,
            "description": "From the two places to the nearest way: nothing is known of these metres.",
        },
        "hard": _METRES,
        "barred": _METRES,
        "steps": _many("Step"),
        "breaches": _many("Breach"),
        "warnings": _many("Breach"),
        "geometry": _line(),
    }
    return {
        "Step": step,
        "Breach": breach,
        "Way": {"type": "object", "properties": way, "required": ["found", "said"]},
        "Route": {
            "allOf": [
                _reference("Way"),
                _object(profile=_TEXT, unknown=_TEXT),
                {"type": "object", "properties": {"entrance": _object(said=_TEXT, name=_TEXT, at=_PLACE)}},
                {
                    "type": "object",
                    "properties": {
                        "closed": {
                            "type": "array",
                            "items": _object(
                                said=_TEXT,
                                name=_TEXT,
                                path=_TEXT,
                                verdict={
                                    "type": "string",
                                    "enum": [Verdict.BARRIER.value, Verdict.UNKNOWN.value],
                                },
                            ),
                            "description": "The places at the end that are not known to let this person in.",
                        }
                    },
                },
                {"type": "object", "properties": {"alternatives": _many("Way")}},
            ]
        },
        "Reach": _object(
            minutes={"type": "integer"},
            metres=_METRES,
            good=_METRES,
            said=_TEXT,
            geometry={"type": "object", "nullable": True},
        ),
        "ReachedPlaces": _object(
            type={"type": "string", "enum": ["FeatureCollection"]},
            features={
                "type": "array",
                "items": _object(
                    type={"type": "string", "enum": ["Feature"]},
                    geometry={"type": "object"},
                    properties=_object(
                        reached={"type": "string", "enum": Reached.values}, path=_TEXT, title=_TEXT
                    ),
                ),
            },
        ),
    }


def _get(summary: str, operation: str, parameters: list[Schema], answer: str) -> Schema:
    media_type = "application/geo+json" if answer == "ReachedPlaces" else "application/json"
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            "parameters": parameters,
            "responses": {
                "200": {"description": "OK", "content": {media_type: {"schema": _reference(answer)}}},
                "400": {"description": "RFC 9457"},
            },
        }
    }


def _person() -> list[Schema]:
    """Whose way it is, what to do with the unknown, and limits of one's own."""
    policy = {"type": "string", "enum": [policy.value for policy in Unknown], "default": Unknown.ACCEPT.value}
    unknown = {
        "name": UNKNOWN,
        "in": "query",
        "description": _("what to do with stretches of which not all is known"),
        "schema": policy,
    }
    figures = ({"name": name, "in": "query", "schema": {"type": "number"}} for name in FIGURES)
    words = (
        {"name": name, "in": "query", "schema": {"type": "string", "enum": list(known)}}
        for name, known in CHOICES.items()
    )
    return [_profile(), unknown, *figures, *words]


def _profile() -> Schema:
    return {
        "name": "profile",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "enum": Profile.values},
    }


def _place(name: str) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "description": _("longitude,latitude in degrees"),
        "schema": _TEXT,
    }


def _number(name: str, least: int, most: int, usual: int) -> Schema:
    limits = {"type": "integer", "minimum": least, "maximum": most, "default": usual}
    return {"name": name, "in": "query", "schema": limits}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _many(name: str) -> Schema:
    return {"type": "array", "items": _reference(name)}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _line() -> Schema:
    return _object(
        type={"type": "string", "enum": ["LineString"]},
        coordinates={"type": "array", "items": _PLACE},
    )
