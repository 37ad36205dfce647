"""Import all files of a city in their order: `manage.py import_city fixtures/ladyzhyn/import.toml FOLDER`."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from layers.importing.readiness import ensure_tables


class Command(BaseCommand):
    help = "Import the files of a city, each into its layer, as a manifest says."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument("folder", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--strict", action="store_true")

    def handle(self, *args: Any, manifest: Path, folder: Path, **options: Any) -> None:
        if not manifest.is_file() or not folder.is_dir():
            raise CommandError(f"There is no {manifest if not manifest.is_file() else folder}.")
        ensure_tables()
        for entry in _files(manifest):
            call_command(
                "import_layer",
                entry["layer"],
                folder / entry["file"],
                mapping=manifest.parent / entry["mapping"] if entry.get("mapping") else None,
                dry_run=options["dry_run"],
                strict=options["strict"],
                stdout=self.stdout,
                stderr=self.stderr,
            )


def _files(manifest: Path) -> list[dict[str, str]]:
    """What a manifest lists. Raises CommandError for one that is not whole."""
    try:
        listed: list[dict[str, str]] = tomllib.loads(manifest.read_text(encoding="utf-8"))["files"]
        whole = all({"layer", "file"} <= entry.keys() for entry in listed)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as flaw:
        raise CommandError(f"{manifest.name} is not valid TOML: {flaw}.") from flaw
    except (KeyError, TypeError, AttributeError):
        whole, listed = False, []
    if not whole:
        raise CommandError(
            f"{manifest.name} lists no files: files = [{{ layer = …, file = …, mapping = … }}]."
        )
    return listed
