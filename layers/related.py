"""Rows that belong to features: the permits of a kiosk, the audits of a place, the answers of an audit.

Their history is kept like that of the features themselves, under the name of their table, so that an import that
wrote them can be taken back. Triggers keep it, because nothing that writes should have to remember it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query

from layers.columns import Column, bind
from layers.fields import Part
from layers.layer import Layer


@dataclass(frozen=True)
class Belonging:
    """A table of such rows; `path` leads from them to their feature (`"audit__place"`)."""

    model: type[models.Model]
    path: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def owner(self) -> "models.ForeignKey[Any, Any]":
        """The first step of the path."""
        field = self.model._meta.get_field(self.path.split("__")[0])
        assert isinstance(field, models.ForeignKey)
        return field

    @property
    def key(self) -> tuple[str, ...]:
        """What names a row among those of its owner: the fields of the unique constraint that holds the owner, but for
        who of this map's people made it, which no file tells."""
        fields = map(self.model._meta.get_field, self._constraint.fields)
        return tuple(field.name for field in fields if not field.is_relation)

    @property
    def unique(self) -> tuple[str, ...]:
        """The columns of that constraint."""
        fields = map(self.model._meta.get_field, self._constraint.fields)
        return tuple(str(field.column) for field in fields)  # type: ignore[union-attr]

    @property
    def condition(self) -> str:
        """Of which rows the key holds, in SQL; empty for all of them."""
        if self._constraint.condition is None:
            return ""
        query = Query(self.model, alias_cols=False)
        where = query.build_where(self._constraint.condition)
        condition, _none = where.as_sql(query.get_compiler(connection=connection), connection)
        return condition

    @property
    def _constraint(self) -> models.UniqueConstraint:
        return next(
            constraint
            for constraint in self.model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and self.owner.name in constraint.fields
        )

    def features(self, numbers: str) -> set[int]:
        """The features that rows belong to, by a query of the rows' numbers."""
        rows = self.model._default_manager.filter(pk__in=RawSQL(numbers, ()))  # noqa: S611  a query of ours
        return set(rows.values_list(self.path, flat=True))


def pointed_at(layer: Layer, relation: str) -> Belonging | None:
    """The table that a feature points at for its present row (`"permit"`); None for one that it only refers to."""
    model: Any = layer.model._meta.get_field(relation).related_model
    backward = (field for field in model._meta.get_fields() if field.many_to_one)
    owner = next((field.name for field in backward if field.related_model is layer.model), None)
    return Belonging(model, owner) if owner else None


def of_part(layer: Layer, part: Part) -> Belonging:
    """The table of a part's rows."""
    if not part.holder:
        relation: Any = layer.model._meta.get_field(part.path)
        return Belonging(relation.related_model, relation.field.name)
    held = pointed_at(layer, part.holder)
    assert held is not None
    relation = held.model._meta.get_field(part.path.removeprefix(f"{part.holder}__"))
    return Belonging(relation.related_model, f"{relation.field.name}__{held.path}")


def part_columns(layer: Layer, part: Part) -> tuple[Column, ...]:
    """The declared columns of a part's rows, in order."""
    model = of_part(layer, part).model
    return tuple(bind(model, field) for field in part.fields)


def belongings(layer: Layer) -> Iterator[Belonging]:
    """All tables of rows that belong to a layer's features, owners first."""
    paths = [column.path for column in layer.columns if not column.is_local]
    holders = {part.holder for part in layer.parts if part.holder}
    for relation in sorted({path.split("__")[0] for path in paths} | holders):
        held = pointed_at(layer, relation)
        if held:
            yield held
    for part in layer.parts:
        yield of_part(layer, part)


def install(layer: Layer) -> None:
    """Create or replace the triggers that keep the history of a layer's belongings."""
    if not layer.keeps_history:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)
        for belonging in belongings(layer):
            for operation, transition in _TRANSITIONS.items():
                cursor.execute(
                    f"""CREATE OR REPLACE TRIGGER history_{operation} AFTER {operation} ON "{belonging.table}"
                        REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION layers_keep_related()"""
                )


def is_installed(layer: Layer) -> bool:
    """Whether the triggers of all belongings are there and enabled, and do what this code wants them to do."""
    tables = [belonging.table for belonging in belongings(layer)] if layer.keeps_history else []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_trigger AS t
                 JOIN pg_proc AS p ON p.oid = t.tgfoid AND p.proname = 'layers_keep_related' AND p.prosrc = %s
                WHERE t.tgrelid IN (SELECT to_regclass(quote_ident(name)) FROM unnest(%s::text[]) AS name)
                  AND t.tgname = ANY(%s) AND t.tgenabled <> 'D'""",
            [_BODY, tables, [f"history_{operation}" for operation in _TRANSITIONS]],
        )
        return bool(cursor.fetchone()[0] == len(set(tables)) * len(_TRANSITIONS))


_TRANSITIONS = {
    "insert": "NEW TABLE AS fresh",
    "update": "OLD TABLE AS stale NEW TABLE AS fresh",
    "delete": "OLD TABLE AS stale",
}

# What comes or goes in bulk without a name (the demonstration, a restore) is not told row by row.
_BODY = """
DECLARE
    who text := coalesce(current_setting('map.actor', true), '');
    wherefrom text := coalesce(current_setting('map.via', true), '');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO layers_historyentry (layer, feature_id, operation, before, actor, via)
        SELECT TG_TABLE_NAME, s.id, 'update', layers_masked(to_jsonb(s)), who, wherefrom
          FROM stale s JOIN fresh f USING (id) WHERE to_jsonb(s) IS DISTINCT FROM to_jsonb(f);
    ELSIF who = '' AND wherefrom = '' THEN
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO layers_historyentry (layer, feature_id, operation, actor, via)
        SELECT TG_TABLE_NAME, f.id, 'insert', who, wherefrom FROM fresh f;
    ELSE
        INSERT INTO layers_historyentry (layer, feature_id, operation, before, actor, via)
        SELECT TG_TABLE_NAME, s.id, 'delete', layers_masked(to_jsonb(s)), who, wherefrom FROM stale s;
    END IF;
    RETURN NULL;
END """
_FUNCTION = (
    # Joined by hash, as in triggers.HASHED.
    "CREATE OR REPLACE FUNCTION layers_keep_related() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off"
    f" AS $${_BODY}$$"
)
