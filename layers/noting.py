"""The event log: what happened to which object, as everybody could see it (models.Event).

It is written by triggers, in the transaction of the write, so that it sees imports, the worker and `psql` alike.
Noted is only what was public before and after: the values that a column had are kept of choices, numbers, dates and
flags; of a text, which may have named a person, only that it changed (docs/adr/0007). What was withheld by somebody
is not noted: why it went is not known, and it may be that nobody is to be told.
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
    quoted = {
        column.name: (_value(column, "s"), _value(column, "f")) for column in columns if _is_told(column)
    }
    texts = {
        column.name: (_value(column, "s"), _value(column, "f")) for column in columns if not _is_told(column)
    }
    links = {name: (f's."{name}"', f'f."{name}"') for name in _links(layer)}
    place = {PLACE: (_place("s"), _place("f"))}
    differs = " OR ".join(
        f"{was} IS DISTINCT FROM {now_is}" for was, now_is in (quoted | texts | links | place).values()
    )
    public = f"'{Publication.PUBLIC.value}'"
    # One join: the rows are wide, and there may be a hundred thousand of them.
    return f"""
CREATE OR REPLACE FUNCTION "note_update_{layer.table}"() RETURNS trigger LANGUAGE plpgsql
    SET enable_nestloop = off SET work_mem = '64MB' AS $$
BEGIN
    INSERT INTO layers_event (layer, feature_id, kind, before, after, texts)
    SELECT '{layer.slug}', f.id,
           CASE WHEN NOT s.published THEN 'new' WHEN NOT f.published THEN 'gone'
                WHEN {layer.style.class_sql("s")} IS DISTINCT FROM {layer.style.class_sql("f")} THEN 'state'
                ELSE 'changed' END,
           CASE WHEN NOT s.published THEN '{{}}'
                WHEN NOT f.published THEN jsonb_build_object('published', true, 'gone_at', NULL,
                     '{PLACE}', s.public_geom)
                ELSE {_differing(quoted | links | place, 0)} END,
           CASE WHEN NOT s.published OR NOT f.published THEN '{{}}' ELSE {_differing(quoted | links, 1)} END,
           CASE WHEN NOT s.published OR NOT f.published THEN '{{}}' ELSE {_names(texts)} END
      FROM stale s JOIN fresh f USING (id)
     WHERE CASE WHEN s.published AND f.published THEN {differs}
                WHEN s.published THEN f.gone_at IS NOT NULL
                                      AND s.publication = {public} AND f.publication = {public}
                ELSE f.published END;
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
        values = {
            column.name: (f's."{column.model_field.column}"', f'f."{column.model_field.column}"')
            for column in columns
        }
        quoted = {column.name: values[column.name] for column in columns if _is_told(column)}
        texts = {name: value for name, value in values.items() if name not in quoted}
        name = f"note_{belonging.table}"
        scripts.append(f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO layers_event (layer, feature_id, kind, before, after, texts)
    SELECT * FROM (
        SELECT '{layer.slug}', t.id, 'changed', {_differing(quoted, 0)} AS before, {_differing(quoted, 1)},
               {_names(texts)} AS texts
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
    # Of what follows by rule the judgement alone: its ranks and sums move with what happened elsewhere.
    return [
        column
        for column in layer.columns_for(PUBLIC)
        if column.name in styles or (column.field.on_card and not layer.by_rule)
    ]


def _links(layer: Layer) -> list[str]:
    """The columns that point at the present row of something that is told of a feature."""
    relations = {column.path.split("__")[0] for column in _told(layer) if not column.is_local}
    return sorted(
        str(layer.model._meta.get_field(relation).column)  # type: ignore[union-attr]
        for relation in relations
    )


def _is_told(column: Column) -> bool:
    return is_quotable(column, PUBLIC)


def _differing(values: dict[str, tuple[str, str]], side: int) -> str:
    """SQL of a JSON object of the values that differ, as they were (0) or are (1). What is alike costs nothing."""
    parts = (
        f"CASE WHEN {both[0]} IS DISTINCT FROM {both[1]}"
        f" THEN jsonb_build_object('{name}', {both[side]}) ELSE '{{}}' END"
        for name, both in values.items()
    )
    return " || ".join(parts) or "'{}'::jsonb"


def _names(values: dict[str, tuple[str, str]]) -> str:
    """SQL of the names of the values that differ."""
    parts = (
        f"CASE WHEN {was} IS DISTINCT FROM {now_is} THEN '{name}' END"
        for name, (was, now_is) in values.items()
    )
    return f"array_remove(ARRAY[{', '.join(parts)}]::text[], NULL)"


def _place(row: str) -> str:
    return f"CASE WHEN NOT s.restricted AND NOT f.restricted THEN {row}.public_geom END"


def _value(column: Column, row: str) -> str:
    value = f'{row}."{column.model_field.column}"'
    if column.field.locating:
        # What tells the exact place is not told of what was, or is, published with a generalised one.
        return f"CASE WHEN NOT s.restricted AND NOT f.restricted THEN {value} END"
    return value
