"""Read the kept documents of tenders anew: `manage.py read_tenders`, after a release that reads more of them."""

from typing import Any

from django.core.management import BaseCommand
from tqdm import tqdm

from layers.civic.tenders.actions import read_kept
from layers.civic.tenders.models import Document
from layers.importing.readiness import ensure_tables


class Command(BaseCommand):
    help = "Compute the columns of all tenders from their kept documents, without asking ProZorro."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_tables()
        with tqdm(total=Document.objects.count(), unit=" documents", disable=not self.stderr.isatty()) as bar:
            changed, flaws = read_kept(bar.update)
        for flaw in flaws:
            self.stdout.write(f"  not read: {flaw}")
        self.stdout.write(f"{changed} tenders are different now; {len(flaws)} documents could not be read.")
