"""One import of an extract: all layers in one transaction, each with a run of its own in the back office."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from layers.history import acting
from layers.importing.models import ImportRun, Refusal
from layers.importing.refusals import FileRefused
from layers.importing.report import MOST_KEPT
from layers.registry import catalogue
from maps.osm import entrances, staging, takeover
from maps.osm.reading import Skipped, read
from maps.osm.shapes import Bounds
from maps.osm.takeover import SOURCE, Counts

#: an extract in which more than half of so many known objects are missing is cut short, or of another city
_ENOUGH_TO_DOUBT = 100
#: only one import at a time: the number says nothing, but is always the same
_LOCK = 0x6F736D


@dataclass
class Report:
    """What became of a layer."""

    counts: Counts = field(default_factory=Counts)
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    #: what was left out of objects that were taken
    left_out: Counter[str] = field(default_factory=Counter)
    kept: list[Skipped] = field(default_factory=list)
    #: lines and streams that leave the file: only the part that is in it was taken
    cut: int = 0
    #: of places: what became of their entrances
    entrances: Counts | None = None

    def skip(self, skipped: Skipped) -> None:
        if skipped.is_taken:
            self.left_out[skipped.reason] += 1
        else:
            self.skipped += 1
            self.reasons[skipped.reason] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(skipped)


Reports = dict[str, Report]


def run(
    path: Path,
    bounds: Bounds,
    *,
    dry_run: bool = False,
    accept_loss: bool = False,
    tick: Callable[[], Any] = lambda: None,
    say: Callable[[str], Any] = lambda stage: None,
) -> Reports:
    """Import an extract and report by layer. `tick` is called for every object read, `say` at every stage.

    Raises FileRefused, after having recorded why; then nothing else was changed.
    """
    reports: Reports = {layer: Report() for layer in staging.COLUMNS}
    try:
        records = _import(path, bounds, reports, tick, say, dry_run=dry_run, accept_loss=accept_loss)
    except (IntegrityError, DataError) as flaw:
        refusal = FileRefused(f"the database refuses the file: {str(flaw).splitlines()[0]}")
        _record_refusal(path, refusal)
        raise refusal from flaw
    except FileRefused as refusal:
        _record_refusal(path, refusal)
        raise
    if dry_run:
        _record_trial(records, reports)
    else:
        _analyse()
    return reports


def _import(
    path: Path,
    bounds: Bounds,
    reports: Reports,
    tick: Callable[[], Any],
    say: Callable[[str], Any],
    *,
    dry_run: bool,
    accept_loss: bool,
) -> list[ImportRun]:
    """Read the extract and write its layers in one transaction; the runs, which are gone with a trial's."""
    with transaction.atomic():
        _lock()
        _stage(path, bounds, reports, tick)
        known = takeover.present(bounds)
        records = _take_over_all(path, bounds, reports, say)
        if not accept_loss:
            _refuse_loss(path, known, sum(report.counts.gone for report in reports.values()))
        transaction.set_rollback(dry_run)
    return records


def _take_over_all(
    path: Path, bounds: Bounds, reports: Reports, say: Callable[[str], Any]
) -> list[ImportRun]:
    digest = _digest(path)
    records = []
    for layer, report in reports.items():
        say(layer)
        records.append(_take_over(layer, report, path, digest, bounds))
    return records


def _stage(path: Path, bounds: Bounds, reports: Reports, tick: Callable[[], Any]) -> None:
    staging.open_tables()
    stage = staging.Stage()
    is_empty = True
    for outcome in read(path, bounds, tick):
        if isinstance(outcome, Skipped):
            reports[outcome.layer].skip(outcome)
        else:
            is_empty = False
            if outcome.layer in reports:
                reports[outcome.layer].cut += outcome.is_cut
        stage.take(outcome)
    if is_empty:
        raise FileRefused(f"nothing in {path.name} lies within the bounds {','.join(map(str, bounds))}")
    stage.close()


def _take_over(layer: str, report: Report, path: Path, digest: str, bounds: Bounds) -> ImportRun:
    record = ImportRun.objects.create(
        layer=layer,
        source=SOURCE,
        file_name=path.name[:300],
        file_digest=digest,
        mapping={"bounds": list(bounds)},
        status=ImportRun.Status.DONE,
    )
    with acting(via=record.tag):
        report.counts = takeover.take_over(layer, bounds)
        if layer == "places":
            _take_over_entrances(report, bounds)
        catalogue[layer].settle()
    for name, value in vars(report.counts).items():
        setattr(record, name, value)
    record.refused = report.skipped
    record.finished_at = timezone.now()
    record.save()
    _keep_refusals(record, report)
    return record


def _take_over_entrances(report: Report, bounds: Bounds) -> None:
    report.entrances, left_out = entrances.take_over(bounds)
    for key, reason in left_out:
        report.skip(Skipped("places", key, reason, is_unreadable=False))


def _keep_refusals(record: ImportRun, report: Report) -> None:
    Refusal.objects.bulk_create(
        Refusal(run=record, row=int(skipped.key[1:]), reason=skipped.reason, value=skipped.key)
        for skipped in report.kept
    )


def _record_trial(records: list[ImportRun], reports: Reports) -> None:
    """The runs of a trial went with its transaction: they are written anew, as what they were."""
    for record in records:
        record.pk = None
        record.status = ImportRun.Status.DRY
        record.save(force_insert=True)
        _keep_refusals(record, reports[record.layer])


def _record_refusal(path: Path, refusal: FileRefused) -> None:
    ImportRun.objects.create(
        layer=SOURCE,
        source=SOURCE,
        file_name=path.name[:300],
        status=ImportRun.Status.REFUSED,
        finished_at=timezone.now(),
        reason=str(refusal),
    )


def _refuse_loss(path: Path, known: int, gone: int) -> None:
    """A file that was cut off between two blocks reads like a whole one: only what is missing tells."""
    if known >= _ENOUGH_TO_DOUBT and gone * 2 > known:
        raise FileRefused(
            f"{gone} of {known} known objects are missing in {path.name}: it was cut off or is of another place "
            "(say --accept-loss if it is right)"
        )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise FileRefused("another import_osm is running")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{catalogue[layer].table}"' for layer in staging.COLUMNS))
