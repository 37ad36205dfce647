"""One import: one file into one layer, in one transaction, with a report. And the way back."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import CASCADE, ForeignObjectRel, Model
from django.utils import timezone

from layers import related
from layers.history import acting
from layers.importing import mapping as mappings
from layers.importing import naming, staging
from layers.importing.geometries import Placer, point
from layers.importing.mapping import Mapping
from layers.importing.models import ImportRun, Refusal
from layers.importing.refusals import FileRefused, RowRefused
from layers.importing.sources import Row, Table, read
from layers.importing.values import convert
from layers.layer import Layer

_BATCH = 2000
#: so many refusals are kept word for word; all are counted
MOST_KEPT = 1000

Progress = Callable[[int], None]
#: number, key, values by field, shapely geometry or None
_Taken = tuple[int, str, dict[str, Any], Any]


@dataclass
class Report:
    """What became of a file's rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0
    #: rows that were taken without a location
    unlocated: int = 0
    outside: int = 0
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    #: by the mapping's condition
    passed_over: Counter[str] = field(default_factory=Counter)

    def refuse(self, row: int, refusal: RowRefused) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_KEPT:
            self.refusals.append((row, refusal.reason[:300], refusal.value))

    def meant(self, mapping: Mapping, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows that are for the layer; those that the mapping passes over are counted."""
        for row in rows:
            condition = mapping.passes_over(row.values)
            if condition:
                self.passed_over[condition] += 1
            else:
                yield row


def run(
    layer: Layer,
    path: Path,
    mapping_path: Path | None = None,
    *,
    dry_run: bool = False,
    anywhere: bool = False,
    source: str = "",
    progress: Progress = lambda count: None,
    made_by: Any = None,
) -> ImportRun:
    """Import a file. Returns the run with its report; a file that is refused as a whole leaves only its run behind.

    `anywhere` takes rows outside of the community, too. Raises FileRefused after having recorded why.
    """
    record = ImportRun(
        layer=layer.slug,
        source=source,
        file_name=path.name[:300],
        status=ImportRun.Status.REFUSED,
        made_by=made_by,
    )
    report = Report()
    try:
        table = read(path)
        mapping = (
            mappings.load(mapping_path, layer)
            if mapping_path
            else mappings.by_name(layer, table.columns, source or path.stem)
        )
        _refuse_missing_columns(mapping, table)
        record.source = mapping.source
        record.file_digest = _digest(path)
        record.save()
        placer = Placer(
            layer, mapping.crs or table.crs or "EPSG:4326", is_inside=mapping.is_inside, anywhere=anywhere
        )
        batches = _batches(table, mapping, placer, report)
        _load(mapping, batches, report, record, dry_run=dry_run, progress=progress)
    except FileRefused as refusal:
        record.reason = str(refusal)
        _finish(record, Report())
        raise
    record.status = ImportRun.Status.DRY if dry_run else ImportRun.Status.DONE
    _finish(record, report)
    return record


def _load(
    mapping: Mapping,
    batches: Iterator[list[_Taken]],
    report: Report,
    record: ImportRun,
    *,
    dry_run: bool,
    progress: Progress,
) -> None:
    try:
        with acting(via=record.tag), transaction.atomic():
            staging.open_table()
            for batch in batches:
                staging.copy(batch)
                progress(_BATCH)
            staging.recognise(mapping)
            for number, key, first in staging.duplicates(mapping):
                report.refuse(number, RowRefused(f"the key stands in row {first} already", key))
            for number, name, key in staging.refer(mapping):
                reason = f"{name}: the source {mapping.rules[name].of} has no such row: import it first"
                report.refuse(number, RowRefused(reason, key))
            _take_over(mapping, report)
            naming.keep(mapping)
            mapping.layer.settle()
            transaction.set_rollback(dry_run)
    except (IntegrityError, DataError) as flaw:
        raise FileRefused(f"the database refuses the file: {str(flaw).splitlines()[0]}") from flaw


def _take_over(mapping: Mapping, report: Report) -> None:
    if mapping.part:
        for number, key in staging.find_holders(mapping, mapping.part):
            reason = (
                f"there is no {mapping.part.path.split('__')[0]} with this {mapping.holder}: import it first"
            )
            report.refuse(number, RowRefused(reason, key))
        report.created, report.updated, report.unchanged = staging.take_over_part(mapping, mapping.part)
        if mapping.complete and not report.refused:
            report.gone = staging.remove_missing(mapping, mapping.part)
        return
    report.unlocated, report.outside = staging.count_misplaced()
    report.created, report.updated, report.unchanged = staging.take_over(mapping)
    changed = staging.take_over_related(mapping)
    report.updated += changed
    report.unchanged -= changed
    if mapping.complete and not report.refused:
        report.gone = staging.mark_gone(mapping)


def _batches(table: Table, mapping: Mapping, placer: Placer, report: Report) -> Iterator[list[_Taken]]:
    fields = {name: mapping.target(name) for name in mapping.rules}
    rows = report.meant(mapping, table.rows)
    while batch := list(islice(rows, _BATCH)):
        converted = []
        for row in batch:
            try:
                converted.append(_convert(row, mapping, fields))
            except RowRefused as refusal:
                report.refuse(row.number, refusal)
        placed = placer.place([wkb for _number, _key, _values, wkb in converted])
        taken = []
        for (number, key, values, _wkb), shape in zip(converted, placed, strict=True):
            if isinstance(shape, RowRefused):
                report.refuse(number, shape)
            else:
                taken.append((number, key, values, shape))
        yield taken


def _convert(
    row: Row, mapping: Mapping, fields: dict[str, Any]
) -> tuple[int, str, dict[str, Any], bytes | None]:
    wkb = row.wkb
    if mapping.longitude:
        wkb = point(row.values.get(mapping.longitude), row.values.get(mapping.latitude))
    key = mapping.key_of(row.values, wkb)
    if not key:
        raise RowRefused(f"the key is missing ({', '.join(mapping.key)})")
    if len(key) > 200:
        raise RowRefused("the key is longer than 200 characters", key)
    values = {}
    for name, rule in mapping.rules.items():
        try:
            value = convert(fields[name], rule.read(row.values))
        except KeyError as unknown:
            raise RowRefused(f"{name}: the mapping does not know this value", unknown.args[0]) from None
        if value is not None:
            values[name] = value
    _refuse_empty(values, fields)
    return row.number, key, values, wkb


def _refuse_empty(values: dict[str, Any], fields: dict[str, Any]) -> None:
    for name, field_ in fields.items():
        wanted = "__" not in name and not field_.null and not field_.blank and not field_.has_default()
        if wanted and values.get(name) in (None, ""):
            raise RowRefused(f"{name} is empty")


def _refuse_missing_columns(mapping: Mapping, table: Table) -> None:
    missing = mapping.columns - set(table.columns)
    if missing:
        raise FileRefused(
            f"the file has no column {', '.join(sorted(missing))}; it has: {', '.join(table.columns[:40]) or 'none'}"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(record: ImportRun, report: Report) -> None:
    for name in ("created", "updated", "unchanged", "refused", "gone", "passed_over", "unlocated", "outside"):
        setattr(record, name, getattr(report, name))
    record.finished_at = timezone.now()
    record.save()
    Refusal.objects.bulk_create(
        Refusal(run=record, row=row, reason=reason, value=value) for row, reason, value in report.refusals
    )


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
