"""The deeds about tenders: reading ProZorro once or for ever, with a log of it, and reading what is kept anew."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from layers.civic.tenders import taking
from layers.civic.tenders.client import Client, Pace, Unanswered
from layers.civic.tenders.documents import Poisoned, parse
from layers.civic.tenders.models import Document, SyncRun
from layers.civic.tenders.prozorro import Crawl, Lost, alone, community, open_run
from layers.civic.tenders.reading import read
from layers.civic.tenders.taking import SOURCE
from layers.history import acting

#: what ends a run before its time, each with a sentence
FAILURES = (Unanswered, Poisoned, Lost)
Progress = Callable[[SyncRun], None]


def _silent(run: SyncRun) -> None:
    """Nobody looks on."""


def sync(
    source: str,
    *,
    since: datetime | None = None,
    until: float | None = None,
    pace: Pace | None = None,
    progress: Progress = _silent,
    is_anew: bool = False,
) -> SyncRun:
    """Read the feed at `source` to both ends, or until a moment (time.monotonic); `is_anew` though it was read before.
    Raises Busy, and FAILURES after having noted them in the log."""
    with alone():
        run = open_run(source)
        client = _client(run, pace)
        try:
            is_whole = Crawl(client, run, since, until, progress, is_anew=is_anew).read_on()
            run.state = SyncRun.State.DONE if is_whole else SyncRun.State.PAUSED
        except FAILURES as flaw:
            run.state, run.last_error = SyncRun.State.FAILED, str(flaw)[:1000]
            raise
        finally:
            _close(run, client)
    return run


def follow(
    source: str, *, since: datetime | None = None, pause: float = 15.0, progress: Progress = _silent
) -> NoReturn:
    """Read the feed again and again, `pause` seconds after it was read to its end, until the process is ended. A server
    that fails is asked again like one that has nothing new. Raises Busy."""
    with alone():
        run = open_run(source)
        client = _client(run, None)
        try:
            while True:
                try:
                    Crawl(client, run, since, progress=progress).read_on()
                except FAILURES as flaw:
                    run.last_error = str(flaw)[:1000]
                    run.save()
                    progress(run)
                time.sleep(pause)
        finally:
            run.state = SyncRun.State.PAUSED
            _close(run, client)


def _client(run: SyncRun, pace: Pace | None) -> Client:
    def note(why: str) -> None:
        run.count("retries")
        run.last_error = why[:1000]

    return Client(run.source, settings.AGENT, pace or Pace(silence=settings.PROZORRO_TIMEOUT), note)


def _close(run: SyncRun, client: Client) -> None:
    client.close()
    if run.state == SyncRun.State.RUNNING:
        run.state = SyncRun.State.PAUSED
    run.ended_at = timezone.now()
    run.save()


def read_kept(progress: Callable[[int], None] = lambda count: None) -> tuple[int, list[str]]:
    """Read all kept documents anew, without asking ProZorro: how many tenders are different by it, and why some could
    not be read."""
    changed, flaws, here = 0, [], community()
    documents = Document.objects.select_related("tender").defer("raw", "told")
    with acting(via=SOURCE):
        for document in documents.annotate(text=Cast("raw", TextField())).iterator(chunk_size=20):
            try:
                reading = read(parse(document.text.encode()), here)
            except (Poisoned, ValueError) as flaw:
                flaws.append(f"{document.tender.tender_id}: {flaw}")
            else:
                changed += taking.read_anew(document.tender, reading)
            progress(1)
    return changed, flaws
