"""The ground of any city from OpenStreetMap: `manage.py import_osm ukraine-latest.osm.pbf`."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from layers.importing.readiness import ensure_tables
from layers.importing.refusals import FileRefused
from maps.osm import runs
from maps.osm.runs import Reports
from maps.osm.shapes import Bounds

_SECONDS_BETWEEN_LINES = 3.0


def _bounds(text: str) -> Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("four numbers are wanted: west,south,east,north") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise argparse.ArgumentTypeError("in degrees: west is less than east, and south less than north")
    return west, south, east, north


class Command(BaseCommand):
    help = (
        "Import boundaries, settlements, streets, addresses, roads, water, green, railways, buildings, stops and "
        "places from an OpenStreetMap extract. A second run brings what changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="FILE.osm.pbf, or .osm, .osm.gz, .osm.bz2")
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument(
            "--bounds",
            type=_bounds,
            metavar="W,S,E,N",
            default=settings.CITY.bounds,
            help="what is taken, in degrees (by default the bounds of the city)",
        )
        parser.add_argument(
            "--accept-loss", action="store_true", help="also when more than half of what is known is missing"
        )

    def handle(self, *args: Any, file: Path, bounds: Bounds, **options: Any) -> None:
        ensure_tables()
        progress = _Progress(self.stderr)
        try:
            reports = runs.run(
                file,
                bounds,
                dry_run=options["dry_run"],
                accept_loss=options["accept_loss"],
                tick=progress.tick,
                say=progress.say,
            )
        except FileRefused as refusal:
            raise CommandError(f"Nothing was changed: {refusal}.") from refusal
        finally:
            progress.close()
        self._report(reports, file, dry_run=options["dry_run"])

    def _report(self, reports: Reports, file: Path, *, dry_run: bool) -> None:
        self.stdout.write(f"{file.name}{' (tried only, nothing was changed)' if dry_run else ''}:")
        for layer, report in reports.items():
            found = report.counts
            self.stdout.write(
                f"  {layer:<12} {found.created} created, {found.updated} updated, {found.unchanged} unchanged, "
                f"{found.gone} gone, {report.skipped} skipped"
            )
            if report.entrances:
                doors = report.entrances
                self.stdout.write(
                    f"    entrances: {doors.created} created, {doors.updated} updated, {doors.unchanged} unchanged, "
                    f"{doors.gone} gone"
                )
            for reason, count in report.reasons.most_common():
                self.stdout.write(f"    {count} skipped: {reason}")
            for reason, count in report.left_out.most_common(20):
                self.stdout.write(f"    {count} taken without what is not understood: {reason}")
            if report.cut:
                self.stdout.write(f"    {report.cut} leave the file: the part that is in it was taken")
        self.stdout.write("© OpenStreetMap contributors, ODbL 1.0")


class _Progress:
    """A bar on a terminal; elsewhere a line every few seconds."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.count = 0
        self.started = self.told = time.monotonic()
        self.bar = (
            tqdm(desc="reading", unit=" objects", unit_scale=True, leave=False) if stream.isatty() else None
        )

    def tick(self) -> None:
        self.count += 1
        if self.bar is not None:
            self.bar.update()
        elif self.count % 1000 == 0:
            self._tell(f"reading: {self.count} objects")

    def say(self, stage: str) -> None:
        if self.bar is not None:
            self.bar.set_description(f"writing {stage}")
        else:
            self._tell(f"writing {stage}")

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()

    def _tell(self, text: str) -> None:
        now = time.monotonic()
        if now - self.told >= _SECONDS_BETWEEN_LINES:
            self.told = now
            self.stream.write(f"… {text}, {now - self.started:.0f} s")
