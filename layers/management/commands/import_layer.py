"""Import a file into a layer: `manage.py import_layer kiosks register.csv --mapping register.toml`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from layers.importing import runs
from layers.importing.refusals import FileRefused
from layers.registry import catalogue


class Command(BaseCommand):
    help = "Import GeoJSON, CSV, XLSX, GeoPackage or Shapefile into a layer."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("layer", choices=[layer.slug for layer in catalogue])
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="how columns become fields (TOML)")
        parser.add_argument("--source", default="", help="name of the source, when there is no mapping")
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--strict", action="store_true", help="exit with 1 when a row was refused")

    def handle(self, *args: Any, layer: str, file: Path, mapping: Path | None, **options: Any) -> None:
        with tqdm(unit=" rows", disable=not self.stderr.isatty()) as bar:
            try:
                record = runs.run(
                    catalogue[layer],
                    file,
                    mapping,
                    dry_run=options["dry_run"],
                    source=options["source"],
                    progress=bar.update,
                )
            except FileRefused as refusal:
                raise CommandError(f"Nothing was changed: {refusal}.") from refusal
        tried = " (tried only, nothing was changed)" if options["dry_run"] else ""
        self.stdout.write(
            f"{file.name} → {layer}{tried}: {record.created} created, {record.updated} updated, "
            f"{record.unchanged} unchanged, {record.gone} gone, {record.refused} refused. Run {record.pk}."
        )
        for row in record.refusals.all()[:20]:
            self.stdout.write(f"  row {row.row}: {row.reason}{f' ({row.value})' if row.value else ''}")
        if record.refused > 20:
            self.stdout.write(f"  … and {record.refused - 20} more: see the import runs in the back office")
        if record.refused and options["strict"]:
            sys.exit(1)
