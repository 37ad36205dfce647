"""Import a file into a layer: `manage.py import_layer kiosks register.csv --mapping register.toml`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from layers.importing import runs
from layers.importing.models import ImportRun
from layers.importing.readiness import ensure_tables
from layers.importing.refusals import FileRefused
from layers.registry import catalogue

_MOST_TOLD = 20


class Command(BaseCommand):
    help = "Import GeoJSON, CSV, XLSX, GeoPackage or Shapefile into a layer."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("layer", choices=[layer.slug for layer in catalogue])
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="how columns become fields (TOML)")
        parser.add_argument(
            "--source",
            default="",
            help="name of the source, when there is no mapping; an export of this map is taken as another map's then",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument(
            "--anywhere",
            action="store_true",
            help="take what lies outside of the community, too (swapped or impossible coordinates are refused)",
        )
        parser.add_argument(
            "--accept-loss",
            action="store_true",
            help="also when most of what the source had is missing in a complete file",
        )
        parser.add_argument("--strict", action="store_true", help="exit with 1 when a row was refused")

    def handle(self, *args: Any, layer: str, file: Path, mapping: Path | None, **options: Any) -> None:
        ensure_tables()
        with tqdm(unit=" rows", disable=not self.stderr.isatty()) as bar:
            try:
                record = runs.run(
                    catalogue[layer],
                    file,
                    mapping,
                    dry_run=options["dry_run"],
                    anywhere=options["anywhere"],
                    accept_loss=options["accept_loss"],
                    source=options["source"],
                    progress=bar.update,
                )
            except FileRefused as refusal:
                raise CommandError(f"Nothing was changed: {refusal}.") from refusal
        for line in _told(record):
            self.stdout.write(line)
        if record.refused and options["strict"]:
            sys.exit(1)


def _told(record: ImportRun) -> Iterator[str]:
    """What became of the file's rows, line by line."""
    tried = " (tried only, nothing was changed)" if record.status == ImportRun.Status.DRY else ""
    yield (
        f"{record.file_name} → {record.layer}{tried}: {record.created} created, {record.updated} updated, "
        f"{record.unchanged} unchanged, {record.gone} gone, {record.refused} refused, {record.skipped} passed over. "
        f"Run {record.pk}."
    )
    if record.reason:
        yield f"  {record.reason}"
    for condition, count in record.passed_over.items():
        yield f"  {_rows(count)} passed over by the mapping: {condition}"
    if record.unlocated:
        yield f"  {_rows(record.unlocated)} without a location"
    if record.outside:
        yield f"  {_rows(record.outside)} outside of the community"
    for row in record.refusals.all()[:_MOST_TOLD]:
        yield f"  row {row.row}: {row.reason}{f' ({row.value})' if row.value else ''}"
    if record.refused > _MOST_TOLD:
        yield f"  … and {record.refused - _MOST_TOLD} more: see the import runs in the back office"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
