"""Take an import back: `manage.py revert_import 12`."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from layers.importing import reverting
from layers.importing.models import ImportRun
from layers.importing.readiness import ensure_tables
from layers.importing.refusals import FileRefused
from layers.registry import catalogue


class Command(BaseCommand):
    help = "Take an import run back, but for the rows that somebody changed since."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        ensure_tables()
        try:
            record = ImportRun.objects.get(pk=run)
            deleted, restored, kept = reverting.revert(record, catalogue[record.layer])
        except KeyError:
            raise CommandError(f"Run {run} wrote to no layer.") from None
        except ImportRun.DoesNotExist:
            raise CommandError(f"There is no import run {run}: the back office lists them.") from None
        except FileRefused as refusal:
            raise CommandError(f"Nothing was changed: {refusal}.") from refusal
        self.stdout.write(
            f"{deleted} deleted, {restored} as before, {len(kept)} left alone because they were changed since."
        )
        for number in kept[:20]:
            self.stdout.write(f"  {record.layer} {number}")
