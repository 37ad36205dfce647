"""What changed of a feature, when and from where: the history that the triggers keep, in words its viewer may read.

A history repeats what was meant to be gone, so it is told on the safe side (docs/adr/0007). Whoever is not staff reads

* changes between two states that were both public, and of rows that belong to the feature (permits, audits) only where
  the feature was public in all its states;
* nothing that tells a location, where any state was not public;
* former values of choices, numbers, dates and flags; of a text, which may have named a person, only that it changed;
* never who did it.

Rows of parts and rows that are deleted are not told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers import related
from layers.columns import Column, bind
from layers.fields import Field
from layers.layer import Layer
from layers.past import is_quotable
from layers.publication import Publication
from layers.registry import catalogue
from layers.styles import ByValue
from layers.viewer import Viewer

#: so many moments are told, and so many entries are read for them
MOST, _MOST_READ = 50, 200
#: what staff read beside the layer's columns
_CLOSED = ("publication", "publication_reason", "publish_after", "gone_at", "location_source")

_State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """What one transaction did to a feature and to what belongs to it; `actor` is told to staff only."""

    at: datetime
    lines: list[str]
    origin: str
    actor: str


@dataclass(frozen=True, slots=True)
class Turn:
    """That a feature came into another state of the legend on a day."""

    on: date
    said: str


@dataclass(frozen=True, slots=True)
class _Table:
    """The feature's own table, or one of rows that belong to it; `owner` is the column that names the feature."""

    name: str
    table: str
    owner: str
    title: str
    columns: tuple[Column, ...]
    is_own: bool = False


class _Entry(NamedTuple):
    """A row's way from one state to another."""

    name: str
    id: int
    at: datetime
    actor: str
    via: str
    operation: str
    before: _State | None
    after: _State

    @property
    def is_public(self) -> bool:
        return all(
            state["publication"] == Publication.PUBLIC and state["gone_at"] is None
            for state in (self.before, self.after)
            if state is not None
        )


def history(layer: Layer, viewer: Viewer, number: int) -> list[Moment]:
    """The last changes of a feature that this viewer may see, the newest first."""
    tables = {table.name: table for table in _tables(layer, viewer)}
    entries, always_public = _read(layer, list(tables.values()), number)
    teller = _Teller(viewer, always_public)
    moments = []
    for together in _transactions(entries):
        lines = [line for entry in together for line in teller.lines(tables[entry.name], entry)]
        if lines:
            newest = together[0]
            actor = newest.actor if viewer.is_staff else ""
            moments.append(Moment(newest.at, lines, _origin(newest.via), actor))
    return moments[:MOST]


def states_among(layer: Layer, viewer: Viewer, numbers: Collection[int]) -> dict[int, list[Turn]]:
    """The states of the legend that each of some features came to after the day it was entered, the last of each day,
    in one query: as everybody may know them, whoever asks."""
    style = layer.style
    if not isinstance(style, ByValue) or style.field not in {c.name for c in layer.columns_for(viewer)}:
        return {}
    symbols = dict(style.symbols())
    zone = timezone.get_current_timezone_name()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH entry AS (
                SELECT h.id AS number, h.feature_id AS id, (h.at AT TIME ZONE %s)::date AS day, h.before,
                       (t.created_at AT TIME ZONE %s)::date AS entered,
                       coalesce(lag(h.before) OVER (PARTITION BY t.id ORDER BY h.id DESC), jsonb_build_object(
                           'publication', t.publication, 'gone_at', t.gone_at, 'state', {style.class_sql("t")})
                       ) AS after
                  FROM layers_historyentry AS h JOIN "{layer.table}" AS t ON t.id = h.feature_id
                 WHERE h.layer = %s AND h.feature_id = ANY(%s)),
            turn AS (
                SELECT *, before->>'{style.field}' AS was, coalesce(after->>'state', after->>'{style.field}') AS state
                  FROM entry
                 WHERE {_is_public("before")} AND {_is_public("after")} AND day > entered)
            SELECT DISTINCT ON (id, day) id, day, state FROM turn WHERE was IS DISTINCT FROM state
             ORDER BY id, day, number DESC""",
            [zone, zone, layer.slug, list(numbers)],
        )
        rows = cursor.fetchall()
    found: dict[int, list[Turn]] = {}
    for number, day, state in rows:
        if state in symbols:
            found.setdefault(number, []).append(Turn(day, str(symbols[state].title)))
    return found


def _is_public(state: str) -> str:
    """SQL of whether everybody could see a row in a state of it."""
    return f"{state}->>'publication' = '{Publication.PUBLIC}' AND {state}->>'gone_at' IS NULL"


def told(viewer: Viewer, number: int) -> list[str]:
    """What one entry of the history says to somebody of the staff; what was deleted is told as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT layer FROM layers_historyentry WHERE id = %s", [number])
        (name,) = cursor.fetchone()
        table = next((table for table in _all_tables(viewer) if table.name == name), None)
        if table is None:
            return []
        cursor.execute(
            f"""WITH entry AS (
                SELECT h.*, coalesce(
                       (SELECT before FROM layers_historyentry AS later
                         WHERE later.layer = h.layer AND later.feature_id = h.feature_id AND later.id > h.id
                         ORDER BY later.id LIMIT 1),
                       (SELECT to_jsonb(t) FROM "{table.table}" AS t WHERE t.id = h.feature_id), '{{}}') AS after
                  FROM layers_historyentry AS h WHERE h.id = %s)
            SELECT layer, feature_id, at, actor, via, operation, {_slim("before")}, {_slim("after")} FROM entry""",
            [number],
        )
        entry = _entry(*cursor.fetchone())
    if entry.operation == "delete":
        return list(_described(table, entry.before or {}))
    return list(_Teller(viewer, always_public=True).lines(table, entry))


def _described(table: _Table, state: _State) -> Iterator[str]:
    for column in table.columns:
        words = column.display(column.model_field.to_python(state.get(str(column.model_field.column))))
        if words:
            yield capfirst(f"{column.label}: {words}")


@dataclass(frozen=True, slots=True)
class _Teller:
    """What a viewer may be told, and the words for it."""

    viewer: Viewer
    #: the feature was open to everybody in all states that are known of it
    always_public: bool

    def lines(self, table: _Table, entry: _Entry) -> Iterator[str]:
        """What an entry changed, a line for each column."""
        if not (self.viewer.is_staff or self.always_public or (table.is_own and entry.is_public)):
            return
        if entry.before is None:
            yield capfirst(_("entered") if table.is_own else f"{table.title}: {_('entered')}")
            return
        for column in table.columns:
            line = self._line(column, entry.before, entry.after)
            if line:
                yield capfirst(line)
        if self.viewer.is_staff and entry.before.get("geom") != entry.after.get("geom"):
            yield capfirst(f"{_('location')}: {_('changed')}")

    def _line(self, column: Column, before: _State, after: _State) -> str:
        name = column.model_field.column
        # A column that the table did not have yet has not changed.
        if name not in before or name not in after or not self._may_tell(column):
            return ""
        words = [column.display(column.model_field.to_python(state[name])) for state in (before, after)]
        if words[0] == words[1]:
            return ""
        if not is_quotable(column, self.viewer):
            return f"{column.label}: {_('changed')}"
        return f"{column.label}: {' → '.join(word or _('unknown') for word in words)}"

    def _may_tell(self, column: Column) -> bool:
        return self.viewer.is_staff or self.always_public or not column.field.locating


def _tables(layer: Layer, viewer: Viewer) -> Iterator[_Table]:
    columns = [column for column in layer.columns_for(viewer) if column.field.on_card]
    own = [column for column in columns if column.is_local]
    if viewer.is_staff:
        declared = {column.path for column in own}
        own += [bind(layer.model, Field(name)) for name in _CLOSED if name not in declared]
    yield _Table(layer.slug, layer.table, "id", "", tuple(own), is_own=True)
    for relation in sorted({column.path.split("__")[0] for column in columns if not column.is_local}):
        belonging = related.pointed_at(layer, relation)
        if belonging:
            held = tuple(c for c in columns if c.path == f"{relation}__{c.model_field.name}")
            title = str(belonging.model._meta.verbose_name)
            yield _Table(belonging.table, belonging.table, belonging.owner.column, title, held)


def _all_tables(anybody: Viewer) -> Iterator[_Table]:
    for layer in catalogue:
        viewer = anybody.on(layer.model)
        yield from _tables(layer, viewer)
        for part in layer.parts:
            belonging = related.of_part(layer, part)
            held = (c for c in related.part_columns(layer, part) if c.audience <= viewer.audience)
            title = str(belonging.model._meta.verbose_name)
            yield _Table(belonging.table, belonging.table, belonging.owner.column, title, tuple(held))


def _read(layer: Layer, tables: list[_Table], number: int) -> tuple[list[_Entry], bool]:
    """The newest entries, and whether the feature was public in all states that are known."""
    present = " UNION ALL ".join(
        f"""SELECT '{one.name}', t.id, to_jsonb(t) - '{{public_geom,search}}'::text[]
              FROM "{one.table}" AS t WHERE t."{one.owner}" = %s"""
        for one in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH present (name, id, state) AS ({present}),
            entry AS (
                SELECT p.name, p.id, h.id AS number, h.at, h.actor, h.via, h.operation, h.before,
                       coalesce(lag(h.before) OVER (PARTITION BY p.name, p.id ORDER BY h.id DESC), p.state) AS after
                  FROM present AS p JOIN layers_historyentry AS h ON h.layer = p.name AND h.feature_id = p.id),
            known (state) AS (
                SELECT before FROM entry WHERE name = %s AND before IS NOT NULL
                UNION ALL SELECT state FROM present WHERE name = %s)
            SELECT (SELECT bool_and(coalesce(state->>'publication' = 'public' AND state->>'gone_at' IS NULL, false))
                      FROM known),
                   name, id, at, actor, via, operation, {_slim("before")}, {_slim("after")}
              FROM entry ORDER BY number DESC LIMIT {_MOST_READ}""",
            [*(number for _one in tables), layer.slug, layer.slug],
        )
        rows = cursor.fetchall()
    return [_entry(*values) for _public, *values in rows], all(public for public, *_values in rows)


def _slim(state: str) -> str:
    """SQL of a state with its geometry's digest for the geometry: enough to see that it changed."""
    return f"{state} || jsonb_build_object('geom', md5({state}->>'geom'))"


def _entry(*values: Any) -> _Entry:
    *told, before, after = values
    return _Entry._make([*told, before and orjson.loads(before), orjson.loads(after)])


def _transactions(entries: list[_Entry]) -> list[list[_Entry]]:
    """Entries by the transaction that wrote them, newest first; in each a row's ways are joined to one."""
    found: dict[tuple[datetime, str, str], dict[tuple[str, int], _Entry]] = {}
    for entry in entries:
        rows = found.setdefault((entry.at, entry.actor, entry.via), {})
        row = entry.name, entry.id
        # Entries come newest first: this one is older than the one that is there.
        rows[row] = rows[row]._replace(before=entry.before) if row in rows else entry
    return [list(rows.values()) for rows in found.values()]


def _origin(via: str) -> str:
    """Where a change came from, in words; empty for what nobody has said."""
    word, _colon, number = via.partition(":")
    match word:
        case "import":
            return _("from a file (import no. %s)") % number
        case "revert":
            return _("import no. %s was taken back") % number
        case "admin":
            return _("in the back office")
        case "site":
            return _("on the map's pages")
        case "worker":
            return _("by itself, because its day had come")
        case "prozorro":
            return _("from ProZorro")
        case "petition-site":
            return _("from the city’s petition site")
    return ""
