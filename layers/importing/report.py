"""What became of a file's rows: counted while they are read and written, kept with the run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from layers.importing.mapping import Mapping
from layers.importing.models import ImportRun, Refusal
from layers.importing.refusals import RowRefused
from layers.importing.rows import Row

#: so many refusals are kept word for word; all are counted
MOST_KEPT = 1000
_COUNTS = ("created", "updated", "unchanged", "refused", "gone", "passed_over", "unlocated", "outside")


@dataclass
class Report:
    """What became of a file's rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0
    #: rows that were taken without a location
    unlocated: int = 0
    outside: int = 0
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    #: by the mapping's condition
    passed_over: Counter[str] = field(default_factory=Counter)
    #: what is to be said of the file as a whole, though it was taken
    notes: list[str] = field(default_factory=list)

    def refuse(self, row: int, refusal: RowRefused) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_KEPT:
            self.refusals.append((row, refusal.reason[:300], refusal.value))

    def meant(self, mapping: Mapping, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows that are for the layer; those that the mapping passes over are counted."""
        for row in rows:
            condition = mapping.passes_over(row.values)
            if condition:
                self.passed_over[condition] += 1
            else:
                yield row

    def keep(self, record: ImportRun) -> None:
        """Write the report down with its run, which has ended."""
        for name in _COUNTS:
            setattr(record, name, getattr(self, name))
        if self.notes:
            record.reason = "; ".join(self.notes)
        record.finished_at = timezone.now()
        record.save()
        Refusal.objects.bulk_create(
            Refusal(run=record, row=row, reason=reason, value=value) for row, reason, value in self.refusals
        )
