"""What happened to the objects that a selection means, as it may be told to its viewer.

An event belongs to a selection when its object is selected now, or was before it: what comes into a filter or an area,
and what leaves it, is news to whoever watches that. The former row is put together from the event's former values,
under the name of the layer's own table, so that the selection's SQL reads it and does not know (as past.py does).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.columns import Column
from layers.feature import HAS_A_PLACE
from layers.layer import Layer
from layers.noting import PLACE, Kind, noted
from layers.publication import Publication
from layers.query import Selection
from layers.record import Record, nearest, records
from layers.viewer import PUBLIC

#: how long the log is told, and of how many of a layer's events at most: the newest
TOLD_FOR, _MOST_READ = timedelta(days=30), 5000
#: minutes in which the locator is done with what has just come
_JUST_COME = 10
Sql = tuple[str, list[Any]]


class Passage(TextChoices):
    """How an event moved its object into what somebody watches, or out of it."""

    NONE = "", ""
    CAME = "came", gettext_lazy("Now among what was asked for")
    LEFT = "left", gettext_lazy("No longer among what was asked for")


@dataclass(frozen=True, slots=True)
class News:
    """An event as it is told: what happened to what, in lines. `record` is None for what is gone."""

    number: int
    layer: Layer
    feature: int
    kind: Kind
    at: datetime
    lines: tuple[str, ...]
    record: Record | None
    passage: Passage = Passage.NONE

    def by(self, passage: Passage) -> "News":
        """The same to somebody whose selection the object came into, or left."""
        said = (str(passage.label),) if passage else ()
        return replace(self, lines=(*said, *self.lines), passage=passage)

    @property
    def what(self) -> str:
        """The kind in words; that it came or left says more to whom it did."""
        return str(self.passage.label if self.passage else capfirst(self.kind.label))

    @property
    def title(self) -> str:
        """What it happened to."""
        if self.record is not None:
            return self.record.headline
        return _("%(layer)s, no. %(id)s") % {"layer": self.layer.title, "id": self.feature}

    @property
    def path(self) -> str:
        """Where more is told."""
        return self.record.url if self.record is not None else f"/{self.layer.slug}/"


def recent(selection: Selection, *, states_only: bool, limit: int) -> tuple[list[News], int]:
    """The last events of a selection, the newest first, and how many there are in all within `TOLD_FOR`."""
    newest, params = _newest(selection.layer)
    shown, more = rows_of(selection.layer, "newest")
    if selection.areas:
        shown = f"SELECT * FROM ({shown}) AS placed WHERE {HAS_A_PLACE}"
    found, last = matched(selection)
    kinds = f"({IS_A_STATE} OR passage <> '')" if states_only else "true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH newest AS ({newest}), "{selection.layer.table}" AS ({shown}),
                     found AS (SELECT e.*, {PASSAGE} AS passage, %s AS style
                                 FROM newest AS e JOIN ({found}) AS m ON m.event = e.id)
                SELECT e.id, passage, count(*) OVER () FROM found AS e
                 WHERE {kinds} AND NOT {is_of_its_coming("newest")}
                 ORDER BY e.at DESC, e.id DESC LIMIT %s""",
            [*params, *more, selection.layer.style.field or "", *last, limit],
        )
        rows = cursor.fetchall()
    passages = {number: Passage(passage) for number, passage, _count in rows}
    news = [one.by(passages[one.number]) for one in told(selection.layer, list(passages))]
    return news, rows[0][2] if rows else 0


#: the passage of an event `e`, whose object is selected now (`is_now`), or was before it (`was`)
PASSAGE = f"""CASE WHEN e.kind NOT IN ('{Kind.CHANGED}', '{Kind.STATE}') OR e.before = '{{}}' OR is_now = was THEN ''
     WHEN is_now THEN '{Passage.CAME}' ELSE '{Passage.LEFT}' END"""
#: the condition that an event `e` is more than a change of some value: what it is about is new, gone, or in another
#: state by the judgement (`style`) that it is seen by
IS_A_STATE = f"(e.kind <> '{Kind.CHANGED}' OR jsonb_exists(e.before, style))"


def is_of_its_coming(events: str) -> str:
    """The condition that an event `e` belongs to the coming of its object, which is among `events`: written by rule in
    the same transaction, or its first location, soon after. It is told with its coming, as it is then."""
    return f"""(e.kind IN ('{Kind.CHANGED}', '{Kind.STATE}') AND EXISTS (
        SELECT FROM {events} AS came WHERE came.feature_id = e.feature_id AND came.kind = '{Kind.NEW}'
           AND (e.at = came.at OR e.before -> '{PLACE}' = 'null'
                AND e.at BETWEEN came.at AND came.at + interval '{_JUST_COME} minutes')))"""


def _newest(layer: Layer) -> Sql:
    return (
        f"""SELECT * FROM layers_event WHERE layer = %s AND at > now() - interval '{TOLD_FOR.days} days'
             ORDER BY id DESC LIMIT {_MOST_READ}""",
        [layer.slug],
    )


def rows_of(layer: Layer, events: str) -> Sql:
    """A SELECT of the layer's rows as they are and as they were before each of some events, a table of them; `cell` is
    twice the event's number, and one more for what was before. What is open to everybody now alone has a former place.
    """
    closed = [PLACE, *(column.name for column in noted(layer) if column.field.locating)]
    public = Publication.PUBLIC.value
    return (
        f"""SELECT r.* FROM {events} AS e JOIN "{layer.table}" AS t ON t.id = e.feature_id,
                   jsonb_populate_record(t, jsonb_build_object('cell', 2 * e.id)) AS r WHERE e.kind <> 'gone'
            UNION ALL
            SELECT r.* FROM {events} AS e JOIN "{layer.table}" AS t ON t.id = e.feature_id,
                   jsonb_populate_record(t, jsonb_build_object('cell', 2 * e.id + 1) || CASE
                       WHEN t.publication = '{public}' THEN e.before ELSE e.before - %s::text[] END) AS r
             WHERE e.before <> '{{}}' AND (e.kind <> 'gone'
                OR t.publication = '{public}' AND t.gone_at IS NOT NULL)""",
        [closed],
    )


def matched(selection: Selection) -> Sql:
    """A SELECT of the events among whose rows the selection finds any, and whether it finds their object as it is and
    as it was, where such rows stand under the name of the layer's table."""
    sql, params = selection.compile(("cell",))
    return (
        f"""SELECT cell / 2 AS event, bool_or(cell & 1 = 0) AS is_now, bool_or(cell & 1 = 1) AS was
              FROM ({sql}) AS matched GROUP BY 1""",
        list(params),
    )


def told(layer: Layer, numbers: Sequence[int], origin: tuple[float, float] | None = None) -> Iterator[News]:
    """Events of a layer by number, the newest first, as everybody may read them now, with the distance from a place
    (longitude, latitude); of what is withheld nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH chosen AS (SELECT * FROM layers_event WHERE id = ANY(%s) AND layer = %s)
                SELECT e.id, e.feature_id, e.kind, e.at, e.before, e.after, e.texts FROM chosen AS e
                 WHERE NOT {is_of_its_coming("chosen")} ORDER BY e.id DESC""",
            [list(numbers), layer.slug],
        )
        rows = cursor.fetchall()
    columns = layer.columns_for(PUBLIC)
    ids = tuple({feature for _number, feature, *_rest in rows})
    found = _found(Selection(layer, PUBLIC, columns, ids=ids), origin) if ids else {}
    gone = _gone(layer, [feature for _number, feature, kind, *_rest in rows if kind == Kind.GONE])
    for number, feature, kind, at, before, after, texts in rows:
        record = found.get(feature)
        if record is not None and kind != Kind.GONE:
            lines = tuple(_lines(record, orjson.loads(before), orjson.loads(after), texts))
            yield News(number, layer, feature, Kind(kind), at, lines, record)
        elif kind == Kind.GONE and feature in gone:
            yield News(number, layer, feature, Kind.GONE, at, (), None)


def _found(selection: Selection, origin: tuple[float, float] | None) -> dict[int, Record]:
    """The chosen records by number; with their distance from a place where one is given, and theirs is known."""
    limit = len(selection.ids)
    found = {one.id: one for one in records(selection, limit=limit)}
    if origin is not None:
        found |= {one.id: one for one in nearest(selection, *origin, limit=limit)}
    return found


def _gone(layer: Layer, ids: list[int]) -> set[int]:
    """Which of some objects have left their source, and nothing else keeps them from being shown."""
    rows = layer.model._default_manager.filter(
        pk__in=ids, publication=Publication.PUBLIC, gone_at__isnull=False
    )
    return set(rows.values_list("pk", flat=True)) if ids else set()


def _lines(record: Record, before: dict[str, Any], after: dict[str, Any], texts: list[str]) -> Iterator[str]:
    """What changed, a line for each column; first the state, in the legend's words."""
    status = record.layer.style.field
    # Of several judgements the one that was asked for: side by side they would be taken for one.
    judged = {style.field for style in record.layer.profiles.values()} | {record.layer.judged_officially}
    columns = sorted(
        (one for one in record.columns if one.name == status or one.name not in judged),
        key=lambda column: column.name != status,
    )
    for column in columns:
        if column.field.locating and record.is_generalised:
            continue
        if column.name in before:
            words = [_word(record, column, state.get(column.name)) for state in (before, after)]
            if words[0] != words[1]:
                yield str(capfirst(f"{column.label}: {' → '.join(word or _('unknown') for word in words)}"))
        elif column.name in texts:
            yield str(capfirst(f"{column.label}: {_('changed')}"))
    if PLACE in before and not record.is_generalised:
        yield str(capfirst(f"{_('location')}: {_('changed')}"))


def _word(record: Record, column: Column, value: Any) -> str:
    if column.name == record.layer.style.field:
        symbol = dict(record.layer.style.symbols()).get("" if value is None else str(value))
        if symbol is not None:
            return str(symbol.title)
    return column.display(column.model_field.to_python(value))


def forget(older_than: datetime) -> int:
    """Erase what was told and is told no more. Returns how many events."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_event WHERE at < %s AND NOT awaits", [older_than])
        return int(cursor.rowcount)
