"""Place what came without a location: `manage.py locate`; or ask of one text: `manage.py locate --text "…"`."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from layers.feature import LocationSource
from layers.importing.readiness import ensure_tables
from layers.locating import register
from layers.locating.actions import count_to_place, layers_to_locate, locate_layer
from layers.locating.finding import locate


class Command(BaseCommand):
    help = (
        "Place features by the words of their titles and addresses, or tell where the place of one text is."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--layer", choices=[layer.slug for layer in layers_to_locate()])
        parser.add_argument("--text", help="tell of this text only, and change nothing")
        parser.add_argument("--settlement", default="", help="meant where the text names none")

    def handle(
        self, *args: Any, layer: str | None, text: str | None, settlement: str, **options: Any
    ) -> None:
        ensure_tables()
        if text is not None:
            self._tell(text, settlement)
            return
        for one in layers_to_locate():
            if layer in (None, one.slug):
                hidden = not self.stderr.isatty()
                with tqdm(desc=one.slug, unit=" rows", total=count_to_place(one), disable=hidden) as bar:
                    counts = locate_layer(one, bar.update)
                told = ", ".join(f"{count} {source}" for source, count in sorted(counts.items()))
                self.stdout.write(f"{one.slug}: {told or 'nothing new'}")

    def _tell(self, text: str, settlement: str) -> None:
        ground = register.DatabaseGround()
        found = locate(text, register.gazetteer(), ground, settlement)
        self.stdout.write(str(LocationSource(found.source).label))
        for name in found.names:
            self.stdout.write(f"  {name}")
        if found.geometry is not None:
            accuracy = f", ± {found.accuracy:.0f} m" if found.accuracy is not None else ""
            self.stdout.write(f"  {ground.on_the_map(found.geometry.centroid).wkt}{accuracy}")
        if found.reason:
            self.stdout.write(f"  {found.reason.label}: {'; '.join(found.details)}")
