"""Found objects on their way in: copied into one temporary table a layer, gone with the transaction."""

import io
from collections.abc import Iterable
from typing import Any

import orjson
import shapely
from django.db import connection

from maps.osm.doors import ENTRANCES
from maps.osm.reading import Found, Outcome, Skipped

_GROUND = {"kind": "text", "name": "text", "tags": "jsonb", "min_zoom": "smallint"}
#: the columns that each layer is given, besides its key and place
COLUMNS: dict[str, dict[str, str]] = {
    "boundary": {"name": "text", "katottg": "text", "level": "text"},
    "settlements": {"name": "text", "kind": "text", "katottg": "text", "population": "integer"},
    "streets": {"kind": "text", "name": "text", "former": "jsonb"},
    "addresses": {
        "street_name": "text",
        "street_key": "text",
        "house": "text",
        "postcode": "text",
        "settlement_name": "text",
    },
    "roads": {**_GROUND, "surface": "text", "width": "double precision"},
    "railways": _GROUND,
    "water": _GROUND,
    "green": _GROUND,
    "buildings": {**_GROUND, "levels": "smallint"},
    "stops": {"name": "text", "code": "text", "wheelchair_boarding": "text"},
    "places": {
        "name": "text",
        "kind": "text",
        "claim": "text",
        "claim_source": "text",
        "opening_hours": "text",
        "website": "text",
        "phone": "text",
        "postcode": "text",
        "settlement": "text",
        "street": "text",
        "house": "text",
        "tags": "jsonb",
    },
}
_TABLES = COLUMNS | {ENTRANCES: {"told": "jsonb"}}
#: other temporary tables of a run: what was skipped, and what takeover.py gathers
_HELPERS = ("incoming_skipped", "gathered_streets", "former_street_names", "called_streets")
_BATCH = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def table(layer: str) -> str:
    return f"incoming_{layer}"


def open_tables() -> None:
    with connection.cursor() as cursor:
        for layer, columns in _TABLES.items():
            described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table(layer)}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {table(layer)} (key text, {described}, geom geometry) ON COMMIT DROP"
            )
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _HELPERS)}")
        cursor.execute("CREATE TEMPORARY TABLE incoming_skipped (layer text, key text) ON COMMIT DROP")


class Stage:
    """Takes outcomes one by one and copies them in batches."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {layer: [] for layer in (*_TABLES, "skipped")}

    def take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Skipped):
            if outcome.is_unreadable:
                self._add("skipped", _line((outcome.layer, outcome.key)))
        else:
            self._add(outcome.layer, _line(_cells(outcome)))

    def close(self) -> None:
        """Copy the rest; of an object that stands in the file twice the first counts."""
        for layer in self._lines:
            self._copy(layer)
        with connection.cursor() as cursor:
            for layer in _TABLES:
                name = table(layer)
                cursor.execute(
                    f"DELETE FROM {name} AS later USING {name} AS first "
                    "WHERE later.key = first.key AND later.ctid > first.ctid"
                )
                cursor.execute(f"ANALYZE {name}")

    def _add(self, layer: str, line: str) -> None:
        self._lines[layer].append(line)
        if len(self._lines[layer]) >= _BATCH:
            self._copy(layer)

    def _copy(self, layer: str) -> None:
        text = io.StringIO("".join(self._lines[layer]))
        self._lines[layer].clear()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table(layer)} FROM STDIN", text)


def _cells(found: Found) -> Iterable[Any]:
    yield found.key
    for name in _TABLES[found.layer]:
        yield found.values[name]
    yield shapely.to_wkb(shapely.set_srid(found.shape, 4326), hex=True, include_srid=True)


def _line(cells: Iterable[Any]) -> str:
    return "\t".join(map(_cell, cells)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, dict | list):
        value = orjson.dumps(value).decode()
    return str(value).translate(_ESCAPES)
