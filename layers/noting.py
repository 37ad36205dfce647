"""The event log: what happened to which object, as everybody could see it (models.Event).

It is written by triggers, in the transaction of the write, so that it sees imports, the worker and `psql` alike. Noted is
only what was public before and after: the values that a column had are kept of choices, numbers, dates and flags; of a
text, which may have named a person, only that it changed (docs/adr/0007). What was withheld by somebody is not noted:
why it went is not known, and it may be that nobody is to be told.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from layers.columns import Column
from layers.layer import Layer
from layers.past import is_quotable
from layers.publication import Publication
from layers.related import pointed_at
from layers.viewer import PUBLIC


class Kind(TextChoices):
    """What happened to an object."""

    NEW = "new", _("new on the map")
    STATE = "state", _("another state")
    CHANGED = "changed", _("changed")
    GONE = "gone", _("gone from its source")


#: arguments that PostgreSQL takes at most; two for each value of an object
_MOST_ARGUMENTS = 100
#: the name that a former place has among former values
PLACE = "public_geom"


def is_noted(layer: Layer) -> bool:
    """Whether what happens on a layer is news to anybody: not on the ground, nor where places are called by it."""
    return layer.is_topical


def noted(layer: Layer) -> list[Column]:
    """The columns of the layer's own table whose changes are told."""
    return [column for column in _told(layer) if column.is_local]


def script(layer: Layer) -> str:
    """The SQL of a layer's triggers that keep the log."""
    if not is_noted(layer):
        return "SELECT 1"
    return "".join((_entered(layer), _changed(layer), *_related(layer)))


def _entered(layer: Layer) -> str:
    return f"""
CREATE OR REPLACE FUNCTION "note_insert_{layer.table}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO layers_event (layer, feature_id, kind)
    SELECT '{layer.slug}', id, 'new' FROM fresh WHERE published;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER note_insert AFTER INSERT ON "{layer.table}"
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION "note_insert_{layer.table}"();
"""


def _changed(layer: Layer) -> str:
    columns = noted(layer)
    quoted = [column for column in columns if is_quotable(column, PUBLIC)]
    texts = [column for column in columns if column not in quoted]
    public = f"'{Publication.PUBLIC.value}'"
    before, after = (_object(_pairs(layer, quoted, row)) for row in "sf")
    differing = ", ".join(
        f"CASE WHEN {_value(column, 's')} IS DISTINCT FROM {_value(column, 'f')} THEN '{column.name}' END"
        for column in texts
    )
    differs = " OR ".join(
        [
            *(f"{_value(column, 's')} IS DISTINCT FROM {_value(column, 'f')}" for column in columns),
            *(f's."{name}" IS DISTINCT FROM f."{name}"' for name in _links(layer)),
            f"{_place('s')} IS DISTINCT FROM {_place('f')}",
        ]
    )
    return f"""
CREATE OR REPLACE FUNCTION "note_update_{layer.table}"() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO layers_event (layer, feature_id, kind, before, after, texts)
    SELECT '{layer.slug}', f.id, 'new', '{{}}'::jsonb, '{{}}'::jsonb, '{{}}'::text[]
      FROM stale s JOIN fresh f USING (id) WHERE f.published AND NOT s.published
    UNION ALL
    SELECT '{layer.slug}', f.id, 'gone', jsonb_build_object('published', true, 'gone_at', NULL,
           '{PLACE}', to_jsonb(s.public_geom)), '{{}}', '{{}}'
      FROM stale s JOIN fresh f USING (id)
     WHERE s.published AND f.gone_at IS NOT NULL AND s.publication = {public} AND f.publication = {public}
    UNION ALL
    SELECT '{layer.slug}', f.id,
           CASE WHEN {layer.style.class_sql("s")} IS DISTINCT FROM {layer.style.class_sql("f")}
                THEN 'state' ELSE 'changed' END,
           coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(was)
                      WHERE value IS DISTINCT FROM now_is->key), '{{}}'),
           coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(now_is)
                      WHERE value IS DISTINCT FROM was->key AND key <> '{PLACE}'), '{{}}'),
           array_remove(ARRAY[{differing}]::text[], NULL)
      FROM stale s JOIN fresh f USING (id), LATERAL (SELECT {before} AS was, {after} AS now_is) AS states
     WHERE s.published AND f.published AND ({differs});
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER note_update AFTER UPDATE ON "{layer.table}"
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION "note_update_{layer.table}"();
"""


def _related(layer: Layer) -> list[str]:
    """A change of the row that a feature points at for the present (its permit) is a change of the feature."""
    scripts = []
    for relation in sorted({column.path.split("__")[0] for column in _told(layer) if not column.is_local}):
        belonging = pointed_at(layer, relation)
        if belonging is None:
            continue
        columns = [column for column in _told(layer) if column.path.startswith(f"{relation}__")]
        link = layer.model._meta.get_field(relation).column  # type: ignore[union-attr]
        was, now_is = (
            _object(
                [f"""'{c.name}', {row}."{c.model_field.column}\"""" for c in columns if is_quotable(c, PUBLIC)]
            )
            for row in "sf"
        )
        differing = ", ".join(
            f"""CASE WHEN s."{c.model_field.column}" IS DISTINCT FROM f."{c.model_field.column}" THEN '{c.name}' END"""
            for c in columns
            if not is_quotable(c, PUBLIC)
        )
        name = f"note_{belonging.table}"
        scripts.append(f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO layers_event (layer, feature_id, kind, before, after, texts)
    SELECT * FROM (
        SELECT '{layer.slug}', t.id, 'changed',
               coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each({was})
                          WHERE value IS DISTINCT FROM ({now_is})->key), '{{}}') AS before,
               coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each({now_is})
                          WHERE value IS DISTINCT FROM ({was})->key), '{{}}'),
               array_remove(ARRAY[{differing}]::text[], NULL) AS texts
          FROM stale s JOIN fresh f USING (id) JOIN "{layer.table}" t ON t."{link}" = f.id
         WHERE t.published AND t.publication = '{Publication.PUBLIC.value}') AS noted
     WHERE before <> '{{}}' OR texts <> '{{}}';
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER note_update AFTER UPDATE ON "{belonging.table}"
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION "{name}"();
""")
    return scripts


def _told(layer: Layer) -> list[Column]:
    styles = {layer.style.field, *(style.field for style in layer.profiles.values())}
    return [
        column for column in layer.columns_for(PUBLIC) if column.field.on_card or column.name in styles
    ]


def _links(layer: Layer) -> list[str]:
    """The columns that point at the present row of something that is told of a feature."""
    relations = {column.path.split("__")[0] for column in _told(layer) if not column.is_local}
    return sorted(
        str(layer.model._meta.get_field(relation).column)  # type: ignore[union-attr]
        for relation in relations
    )


def _pairs(layer: Layer, columns: list[Column], row: str) -> list[str]:
    links = [f"""'{name}', {row}."{name}\"""" for name in _links(layer)]
    return [f"'{PLACE}', {_place(row)}", *links, *(f"'{c.name}', {_value(c, row)}" for c in columns)]


def _object(pairs: list[str]) -> str:
    """SQL of a JSON object of names and values."""
    most = _MOST_ARGUMENTS // 2
    parts = [pairs[first : first + most] for first in range(0, len(pairs), most)]
    return " || ".join(f"jsonb_build_object({', '.join(part)})" for part in parts) or "'{}'::jsonb"


def _place(row: str) -> str:
    return f"CASE WHEN NOT s.restricted AND NOT f.restricted THEN {row}.public_geom END"


def _value(column: Column, row: str) -> str:
    value = f'{row}."{column.model_field.column}"'
    if column.field.locating:
        # What tells the exact place is not told of what was, or is, published with a generalised one.
        return f"CASE WHEN NOT s.restricted AND NOT f.restricted THEN {value} END"
    return value
