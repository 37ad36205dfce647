"""The way back of an import: what it created is deleted, what it updated is as before."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import CASCADE, ForeignObjectRel, Model

from layers import related
from layers.history import acting
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused
from layers.layer import Layer


def revert(record: ImportRun, layer: Layer) -> tuple[int, int, list[int]]:
    """Take a run back: what it created is deleted, what it updated is as before, permits and their like too.

    Returns how many features were deleted and restored, and those that somebody changed since: they are left alone.
    Raises FileRefused for a run that did nothing or was taken back before.
    """
    if record.status != ImportRun.Status.DONE:
        raise FileRefused(f"run {record.pk} cannot be taken back: it is {record.status}")
    if not layer.keeps_history:
        raise FileRefused(f"the layer {layer.slug} keeps no history: import the earlier file again")
    with acting(via=f"revert:{record.pk}"), transaction.atomic():
        record.status = ImportRun.Status.REVERTED
        record.save(update_fields=["status"])
        own = _take_back(layer.model, layer.slug, record)
        restored, kept = own.restored, own.kept
        for belonging in related.belongings(layer):
            rows = _take_back(belonging.model, belonging.table, record, belonging)
            restored, kept = restored | rows.restored, kept | rows.kept
        layer.settle()
    return own.deleted, len(restored - kept), sorted(kept)


@dataclass(frozen=True)
class _TakenBack:
    """What became of the rows of one table: how many were deleted, and whose features were restored or left alone."""

    deleted: int
    restored: set[int]
    kept: set[int]


_CREATED = "SELECT number FROM taken_back WHERE operation = 'insert' AND NOT later"


def _take_back(
    model: type[Model], name: str, record: ImportRun, belonging: related.Belonging | None = None
) -> _TakenBack:
    """Take back what a run wrote into one table, which the history knows by a name."""
    features = belonging.features if belonging else _themselves
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS taken_back")
        cursor.execute(
            """CREATE TEMPORARY TABLE taken_back ON COMMIT DROP AS
               SELECT DISTINCT ON (feature_id) feature_id AS number, h.id AS entry, operation,
                      coalesce((SELECT max(id) FROM layers_historyentry AS l
                                 WHERE l.layer = h.layer AND l.feature_id = h.feature_id AND l.via <> h.via
                                   AND l.via <> ALL(%s)) > h.id, false) AS later
                 FROM layers_historyentry AS h WHERE layer = %s AND via = %s ORDER BY feature_id, h.id""",
            [_undone(record.layer), name, record.tag],
        )
        cursor.execute("ANALYZE taken_back")
        kept = features("SELECT number FROM taken_back WHERE later")
        if belonging:
            _bring_back(cursor, belonging)
        _restore(cursor, model)
        restored = features("SELECT number FROM taken_back WHERE operation <> 'insert' AND NOT later")
        if belonging:
            restored |= features(_CREATED)
        return _TakenBack(_delete(cursor, model, _CREATED), restored, kept)


def _themselves(numbers: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(numbers)
        return {number for (number,) in cursor.fetchall()}


def _bring_back(cursor: Any, belonging: related.Belonging) -> None:
    """Insert rows again that the run removed, where what they belong to is still there."""
    table, owner = belonging.table, belonging.owner
    cursor.execute(
        f"""INSERT INTO "{table}" OVERRIDING SYSTEM VALUE
            SELECT b.* FROM layers_historyentry AS h JOIN taken_back ON entry = h.id,
                   jsonb_populate_record(NULL::"{table}", h.before) AS b
             WHERE taken_back.operation = 'delete' AND NOT later AND EXISTS (
                   SELECT 1 FROM "{owner.related_model._meta.db_table}" AS o WHERE o.id = b."{owner.column}")
            ON CONFLICT DO NOTHING"""
    )


def _restore(cursor: Any, model: type[Model]) -> None:
    """Make rows what they were before the run."""
    table = model._meta.db_table
    columns = [f.column for f in model._meta.concrete_fields if f.editable and not f.primary_key]
    sets = ", ".join(f'"{column}" = b."{column}"' for column in columns)
    cursor.execute(
        f"""UPDATE "{table}" AS t SET {sets}
              FROM (SELECT h.feature_id AS restored_id, (jsonb_populate_record(NULL::"{table}", h.before)).*
                      FROM layers_historyentry AS h JOIN taken_back ON entry = h.id
                     WHERE taken_back.operation <> 'insert' AND NOT later) AS b
             WHERE t.id = b.restored_id"""
    )


def _delete(cursor: Any, model: type[Model], numbers: str, above: tuple[type[Model], ...] = ()) -> int:
    """Delete rows by a query of their numbers, and what belongs to them, in one statement for each table.

    The ORM would delete a hundred at a time, and the ledgers would be written for each hundred.
    """
    for relation in _relations(model):
        child = relation.related_model
        if child in (model, *above):
            continue
        column = relation.field.column
        belonging = f'SELECT id FROM "{child._meta.db_table}" WHERE "{column}" IN ({numbers})'
        if relation.on_delete is CASCADE:
            _delete(cursor, child, belonging, (model, *above))
        else:
            cursor.execute(f'UPDATE "{child._meta.db_table}" SET "{column}" = NULL WHERE id IN ({belonging})')
    cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id IN ({numbers})')
    return int(cursor.rowcount)


def _relations(model: type[Model]) -> list[ForeignObjectRel]:
    """Who points at a model, hidden relations too."""
    return [
        field for field in model._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel)
    ]


def _undone(slug: str) -> list[str]:
    """How the history marks what was taken back since: to the rows it is as if it had never been."""
    numbers = ImportRun.objects.filter(layer=slug, status=ImportRun.Status.REVERTED).values_list(
        "pk", flat=True
    )
    return [f"{word}:{number}" for number in numbers for word in ("import", "revert")]
