"""A layer as it was on a day that is past: its tables as they were then, put before the selection that reads them.

The history keeps what a row was before each change (triggers.py). From it the tables of a layer are written anew, each
under its own name in a WITH: the selection's SQL, joins and filters with it, reads the past and does not know.

It repeats what the history may tell and no more (docs/adr/0007). Whoever is not staff gets features that are open to
everybody in all states that are known of them; of their former values choices, numbers, dates, flags and the location,
while texts are those of today. Features that are gone or deleted by now are not in the past, either: why they went is
not known, and it may be that they must not be shown.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from layers import related
from layers.columns import Column
from layers.feature import ROUGH_SQL
from layers.layer import Layer
from layers.publication import Publication
from layers.viewer import Viewer

Sql = tuple[str, list[Any]]

_TOLD = frozenset({"integer", "number", "boolean", "date", "datetime"})
#: told with the location, where that is told
_PLACED = ("geom", "location_source", "location_accuracy")


def end_of(day: date) -> datetime:
    """The moment that a day ends by the city's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def shadows(layer: Layer, viewer: Viewer, day: date) -> Sql:
    """`WITH` and the tables of a layer as this viewer may see them at the end of a day, each under its own name."""
    tables = [(layer.table, *_features(layer, viewer, day)), *_belonging(layer, viewer, day)]
    with_them = ", ".join(f'"{name}" AS ({sql})' for name, sql, _params in tables)
    return f"WITH {with_them} ", [param for _name, _sql, params in tables for param in params]


def _features(layer: Layer, viewer: Viewer, day: date) -> Sql:
    """The features that were entered by then and still are; what changed since is as it was."""
    table, end = f'"{layer.table}"', end_of(day)
    foreign = (c.path.split("__")[0] for c in layer.columns if not c.is_local)
    links = {str(layer.model._meta.get_field(name).column) for name in foreign}  # type: ignore[union-attr]
    own = {*_told(viewer, [c for c in layer.columns_for(viewer) if c.is_local]), *links, *_PLACED}
    then, params = _then(layer.slug, viewer, own)
    always, always_params = _always_open(layer, viewer)
    shown = _shown(layer, viewer)
    return (
        f"""SELECT t.* FROM {table} AS t WHERE t.created_at < %s AND {always}
               AND NOT EXISTS (SELECT 1 FROM layers_historyentry AS h
                                WHERE h.layer = %s AND h.feature_id = t.id AND h.at >= %s AND h.before IS NOT NULL)
            UNION ALL SELECT derived.* FROM ({then}) AS past JOIN {table} AS t USING (id),
                   jsonb_populate_record(t, past.told) AS r, ST_PointOnSurface(r.geom) AS place,
                   jsonb_populate_record(r, {_DERIVED}) AS derived
             WHERE t.created_at < %s AND {always} AND {shown}""",
        [end, *always_params, layer.slug, end, *params, end, layer.slug, end, end, *always_params],
    )


#: What the row trigger derives from a location, and when the row had been changed last. The published location is the
#: exact one: staff read the exact one anyhow, and for everybody else only open features are here.
_DERIVED = f"""jsonb_build_object(
    'public_geom', r.geom,
    'px', layers_px(ST_X(place)), 'py', layers_py(ST_Y(place)),
    'cell', coalesce(layers_morton(layers_px(ST_X(place)), layers_py(ST_Y(place))), -1),
    'approximate', r.publication = 'generalised' OR r.location_source IN ({ROUGH_SQL}),
    'changed_at', coalesce((SELECT max(h.at) FROM layers_historyentry AS h
                             WHERE h.layer = %s AND h.feature_id = t.id AND h.at < %s), t.created_at))"""


def _belonging(layer: Layer, viewer: Viewer, day: date) -> Iterator[tuple[str, str, list[Any]]]:
    """The tables that features point at for their present row (a permit)."""
    columns = [column for column in layer.columns_for(viewer) if not column.is_local]
    for relation in sorted({column.path.split("__")[0] for column in columns}):
        belonging = related.pointed_at(layer, relation)
        if belonging is None:
            continue
        held = [column for column in columns if column.path.startswith(f"{relation}__")]
        then, params = _then(belonging.table, viewer, _told(viewer, held))
        yield (
            belonging.table,
            f"""SELECT t.* FROM "{belonging.table}" AS t
                 WHERE NOT EXISTS (SELECT 1 FROM ({then}) AS past WHERE past.id = t.id)
                UNION ALL SELECT r.* FROM ({then}) AS past JOIN "{belonging.table}" AS t USING (id),
                       jsonb_populate_record(t, past.told) AS r""",
            [*params, end_of(day), *params, end_of(day)],
        )


def _then(name: str, viewer: Viewer, told: set[str]) -> Sql:
    """`id` and what may be `told` of its state, for each row that changed after a moment, the last parameter."""
    state, params = "before", []
    if not viewer.is_staff:
        state = "(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(before) WHERE key = ANY(%s))"
        params = [sorted(told)]
    return (
        f"""SELECT id, {state} AS told FROM (
                SELECT DISTINCT ON (h.feature_id) h.feature_id AS id, before FROM layers_historyentry AS h
                 WHERE layer = %s AND before IS NOT NULL AND at >= %s ORDER BY h.feature_id, h.id) AS first_changes""",
        [*params, name],
    )


def is_quotable(column: Column, viewer: Viewer) -> bool:
    """Whether a viewer may read what a column's value was: of a text nobody but staff."""
    return viewer.is_staff or bool(column.choices) or column.kind.table in _TOLD


def _told(viewer: Viewer, columns: list[Column]) -> set[str]:
    """The database's names of the columns whose former values this viewer may read."""
    return {str(c.model_field.column) for c in columns if is_quotable(c, viewer)}


def _always_open(layer: Layer, viewer: Viewer) -> Sql:
    """The condition that all known states of a row are open to this viewer."""
    if viewer.is_staff:
        return "true", []
    return (
        """t.publication = %s AND NOT EXISTS (
               SELECT 1 FROM layers_historyentry AS closed
                WHERE closed.layer = %s AND closed.feature_id = t.id AND closed.before IS NOT NULL
                  AND (closed.before->>'publication' IS DISTINCT FROM %s OR closed.before->>'gone_at' IS NOT NULL))""",
        [Publication.PUBLIC.value, layer.slug, Publication.PUBLIC.value],
    )


def _shown(layer: Layer, viewer: Viewer) -> str:
    """The condition that a former state was not withheld (a petition that was not checked yet)."""
    if viewer.is_staff:
        return "true"
    withheld = {
        name: ", ".join(f"'{value}'" for value in values) for name, values in layer.policy.withheld.items()
    }
    return " AND ".join(f'derived."{name}" NOT IN ({values})' for name, values in withheld.items()) or "true"
