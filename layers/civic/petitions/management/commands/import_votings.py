"""Read the signatures of petitions (annex 34, «votings») as numbers a day; the names of who signed are not kept."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from layers.civic.petitions.votings import VotingsRefused, take
from layers.importing import sources
from layers.importing.readiness import ensure_tables
from layers.importing.refusals import FileRefused


class Command(BaseCommand):
    """`manage.py import_votings FILE`, after the petitions themselves have been imported."""

    help = "Count the signatures of a file of annex 34 (votings) by petition and day. No name is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="annex34", help="the source that the petitions came by")

        parser.add_argument(
            "--fewer", action="store_true", help="take counts that are lower than what is known"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_tables()
        try:
            # As all commands: what is refused by the rules of petitions, too.
            with translation.override("en"):
                taken = take(sources.read(options["file"]), options["source"], fewer=options["fewer"])
        except (FileRefused, VotingsRefused) as flaw:
            raise CommandError(str(flaw)) from flaw
        for line in taken.refused:
            print(line)
        print(
            f"{taken.signatures} signatures of {taken.petitions} petitions, {taken.changed} days changed, "
            f"{taken.rows_refused} rows refused."
        )
