"""One import: one file into one layer, in one transaction, with a report."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from layers.fields import Part
from layers.history import acting
from layers.importing import binding, headers, naming, official, recognising, returning, sifting, staging
from layers.importing import mapping as mappings
from layers.importing.geometries import Placer
from layers.importing.mapping import Mapping
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused, RowRefused
from layers.importing.report import Report
from layers.importing.sources import Table, read
from layers.importing.taking import BATCH, Taken, batches, is_wanted
from layers.layer import Layer
from layers.provenance import ROW_SOURCES

#: so many objects gone at once make one ask whether the file is whole
_ENOUGH_TO_DOUBT = 20

Progress = Callable[[int], None]


def run(
    layer: Layer,
    path: Path,
    mapping_path: Path | None = None,
    *,
    dry_run: bool = False,
    anywhere: bool = False,
    accept_loss: bool = False,
    source: str = "",
    progress: Progress = lambda count: None,
    made_by: Any = None,
) -> ImportRun:
    """Import a file. Returns the run with its report; a file that is refused as a whole leaves only its run behind.

    `anywhere` takes rows outside of the community, too; `accept_loss` a file in which most of what its source had is
    missing. Raises FileRefused after having recorded why.
    """
    record = ImportRun(
        layer=layer.slug,
        source=source[:80],
        file_name=path.name[:300],
        status=ImportRun.Status.RUNNING,
        made_by=made_by,
    )
    report = Report()
    try:
        table, mapping = _understood(layer, path, mapping_path, source, report)
        record.source = mapping.source
        record.file_digest = _digest(path)
        record.save()
        placer = Placer(
            layer, mapping.crs or table.crs or "EPSG:4326", is_inside=mapping.is_inside, anywhere=anywhere
        )
        rows = batches(table, mapping, placer, report)
        _load(mapping, rows, report, record, dry_run=dry_run, accept_loss=accept_loss, progress=progress)
    except FileRefused as refusal:
        record.status = ImportRun.Status.REFUSED
        record.reason = str(refusal)
        Report().keep(record)
        raise
    record.status = ImportRun.Status.DRY if dry_run else ImportRun.Status.DONE
    report.keep(record)
    return record


def _understood(
    layer: Layer, path: Path, mapping_path: Path | None, source: str, report: Report
) -> tuple[Table, Mapping]:
    """An open file, and how its columns become fields: as a mapping says, or by the layer's own names.

    An export of ours is known by its columns, unless it is to be taken as a source of its own.
    """
    if layer.by_rule:
        raise FileRefused(f"{layer.slug} follows from other layers by rule: import those")
    table = read(path)
    report.notes += table.notes
    if mapping_path:
        mapping = mappings.load(mapping_path, layer)
        _refuse_missing_columns(mapping, table)
        _refuse_unfilled_fields(mapping)
        _note_unread(table.columns, mapping.columns, report)
        return table, mapping
    names = headers.names(layer, table.columns)
    known = table.called(names) if names else table
    if names and not source:
        mapping = returning.mapping_of(layer, known)
    else:
        mapping = mappings.by_name(layer, known.columns, source or _name_of(path))
    _refuse_unfilled_fields(mapping)
    read_too = mapping.columns | headers.OWN
    unread = [column for column in table.columns if names.get(column, column) not in read_too]
    _note_unread(unread, set(), report)
    if mapping.is_by_name:
        report.notes.append(
            f"whose the rows are was not said: they are credited to {path.name}, source not stated; a mapping says it"
        )
    return known, mapping


def _name_of(path: Path) -> str:
    """A short name for the source of a file that came alone; not one that means something else."""
    return path.name if path.stem in ROW_SOURCES else path.stem[:80]


def _refuse_missing_columns(mapping: Mapping, table: Table) -> None:
    missing = mapping.columns - set(table.columns)
    if missing:
        raise FileRefused(
            f"the file has no column {', '.join(sorted(missing))}; it has: {', '.join(table.columns[:40]) or 'none'}"
        )


def _refuse_unfilled_fields(mapping: Mapping) -> None:
    """Refuse a file that leaves open what every row of the layer has to say: the database would refuse all rows.

    An export of ours has its rows already; of an official file the rows are told (`taking.py`).
    """
    if mapping.export or mapping.is_official:
        return
    own = (field for field in mapping.model._meta.concrete_fields if field.editable and not field.is_relation)
    unfilled = [field.name for field in own if is_wanted(field) and field.name not in mapping.rules]
    if unfilled:
        raise FileRefused(
            f"nothing fills {', '.join(unfilled)}, which every row of {mapping.layer.slug} must have: "
            "name a column for it, or a value for all rows (otherwise = …), in the mapping"
        )


def _note_unread(columns: Collection[str], read_columns: Collection[str], report: Report) -> None:
    unread = [column for column in columns if column not in read_columns]
    if unread:
        report.notes.append(f"not read: {', '.join(unread)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(
    mapping: Mapping,
    rows: Iterator[list[Taken]],
    report: Report,
    record: ImportRun,
    *,
    dry_run: bool,
    accept_loss: bool,
    progress: Progress,
) -> None:
    """Stage and take over all rows in one transaction. Raises FileRefused where the database does not take them."""
    try:
        with acting(via=record.tag), transaction.atomic():
            staging.open_table()
            for batch in rows:
                staging.copy(batch)
                progress(BATCH)
            staging.recognise(mapping)
            if mapping.is_official:
                _pass_over_others(mapping, report)
            _refuse_staged(mapping, report)
            _take_over(mapping, report)
            if not accept_loss:
                _refuse_loss(mapping, report)
            naming.keep(mapping, record.file_name)
            mapping.layer.settle()
            transaction.set_rollback(dry_run)
    except (IntegrityError, DataError) as flaw:
        raise FileRefused(f"the database refuses the file: {str(flaw).splitlines()[0]}") from flaw


def _pass_over_others(mapping: Mapping, report: Report) -> None:
    """Leave out what an official file says of objects that did not come by it, and refuse what nothing names."""
    for source, count in official.pass_over(mapping):
        report.passed_over[f"already here, from {source or 'the back office'}"] += count
    for number, reason, value in official.unnamed(mapping):
        report.refuse(number, RowRefused(reason, value))


def _refuse_staged(mapping: Mapping, report: Report) -> None:
    """Refuse what only shows when all rows are there: keys that stand twice, and rows that refer to nothing."""
    for number, key, first in staging.duplicates(mapping):
        report.refuse(number, RowRefused(f"the key stands in row {first} already", key))
    for number, key, year in staging.moved_to_another_year(mapping):
        reason = f"the number is one of {year} here: let the key of the mapping have the year, too"
        report.refuse(number, RowRefused(reason, key))
    for number, name, key in staging.refer(mapping):
        reason = f"{name}: the source {mapping.rules[name].of} has no such row: import it first"
        report.refuse(number, RowRefused(reason, key))
    for unbound in binding.bind(mapping):
        report.notes.append(str(unbound))


def _take_over(mapping: Mapping, report: Report) -> None:
    """Write what is staged: rows of the layer, rows of a part, or rows of our own export into their objects."""
    if mapping.export:
        for number, reason, value in recognising.recognise(mapping):
            report.refuse(number, RowRefused(reason, value))
    if mapping.part:
        for number, key in staging.find_holders(mapping, mapping.part):
            report.refuse(number, RowRefused(_lacks_holder(mapping, mapping.part), key))
    else:
        report.unlocated, report.outside = staging.count_misplaced()
        _note_places_kept(mapping, report)
    report.created, report.updated, report.unchanged = sifting.take(
        mapping, lambda: _write(mapping), report.refuse
    )
    if mapping.complete and not report.refused:
        report.gone = (
            staging.remove_missing(mapping, mapping.part) if mapping.part else staging.mark_gone(mapping)
        )


def _lacks_holder(mapping: Mapping, part: Part) -> str:
    if not part.holder:
        return "there is no object with this key: import it first"
    return f"there is no {part.holder} with this {mapping.holder}: import it first"


def _refuse_loss(mapping: Mapping, report: Report) -> None:
    """A complete list that was cut off reads like a whole one: only what is missing tells."""
    known = report.gone + report.updated + report.unchanged
    if report.gone >= _ENOUGH_TO_DOUBT and report.gone * 2 > known:
        raise FileRefused(
            f"{report.gone} of the {known} objects that the source had are missing in the file: it was cut off, or is "
            "another one (say --accept-loss if it is right)"
        )


def _note_places_kept(mapping: Mapping, report: Report) -> None:
    kept = 0 if mapping.export else staging.count_placed_otherwise(mapping)
    if kept:
        report.notes.append(
            f"{kept} placed by hand or measured stay where they are: the file has other places"
        )


def _write(mapping: Mapping) -> tuple[int, int, int]:
    """How many of the staged rows were created, updated, and found unchanged."""
    if mapping.export:
        return 0, *recognising.take_over(mapping)
    if mapping.part:
        return staging.take_over_part(mapping, mapping.part)
    created, updated, unchanged = staging.take_over(mapping)
    changed = staging.take_over_related(mapping)
    return created, updated + changed, unchanged - changed
