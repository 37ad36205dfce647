"""Judges all audits again: by the norms as their files are now, or under another norm than they were made under."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from accessibility import norms
from accessibility.actions import Change, Step, judge_audits
from accessibility.following import judge_again
from accessibility.models import Audit
from accessibility.sheets import PERSONS
from layers.history import acting

#: so many changes are told one by one
_TOLD = 20


class Command(BaseCommand):
    help = "Judge all audits again; only verdicts that change are written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--norm",
            default="",
            help="judge every audit under this norm from now on (its code: dbn-v2.2-40-2018); "
            "each keeps the one that it was made under",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change, and write nothing"
        )

    def handle(self, *args: Any, norm: str, dry_run: bool, **options: Any) -> None:
        if norm and norm not in norms.norms():
            raise CommandError(f"There is no norm {norm!r}; there are {', '.join(sorted(norms.norms()))}.")
        if dry_run:
            judged, changed = self._tell(judge_audits(norm, is_written=False))
        else:
            with acting(via="worker"):
                judged, changed = self._tell(judge_again(norm))
        would = "would change" if dry_run else "changed"
        self.stdout.write(f"{judged} audits judged, {changed} {would}.")

    def _tell(self, steps: Iterator[Step]) -> tuple[int, int]:
        """Write down what changes, some of it one by one and all of it as sums; returns (judged, changed)."""
        sums: Counter[tuple[str, str, str]] = Counter()
        judged = changed = 0
        with tqdm(total=Audit.objects.count(), unit="audit", disable=None) as bar:
            for step in steps:
                for change in step.changes:
                    changed += 1
                    if changed <= _TOLD:
                        self.stdout.write(_line(change))
                    sums.update(_differences(change))
                judged += step.judged
                bar.update(step.judged)
        if changed > _TOLD:
            self.stdout.write(f"… and {changed - _TOLD} more")
        for (person, before, after), count in sorted(sums.items()):
            self.stdout.write(f"{person:12}{before} → {after}: {count}")
        return judged, changed


def _differences(change: Change) -> Iterator[tuple[str, str, str]]:
    for field, person in PERSONS.items():
        if change.before[field] != change.after[field]:
            yield person, change.before[field], change.after[field]


def _line(change: Change) -> str:
    told = ", ".join(f"{person} {before} → {after}" for person, before, after in _differences(change))
    return f"audit {change.audit} of place {change.place}: {told}"
