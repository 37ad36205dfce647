"""Read ProZorro: `manage.py sync_tenders --since 2026-01-01`. Ends with 0 when the feed was read to both ends, with 1
when it was not, with 3 when another reader is at work."""

import re
import signal
from argparse import ArgumentTypeError
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone
from tqdm import tqdm

from layers.civic.tenders.actions import FAILURES, follow, sync
from layers.civic.tenders.models import SyncRun
from layers.civic.tenders.prozorro import Busy
from layers.importing.readiness import ensure_tables

_BUSY = 3
#: seconds: a day
_LONGEST_PAUSE = 86_400


class Command(BaseCommand):
    help = "Read the tenders of the city's buyers from ProZorro, from where the last reading stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--since", type=_day, help="how far back (2026-01-31); otherwise a year")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--once", action="store_true", help="read to the end and stop (this is what happens anyhow)"
        )
        how.add_argument("--follow", action="store_true", help="go on reading what is new until stopped")
        how.add_argument(
            "--anew",
            action="store_true",
            help="once, from the newest end back again: for the past of buyers that were listed meanwhile",
        )
        parser.add_argument("--source", default=settings.PROZORRO_URL, help="another API of the same kind")
        parser.add_argument(
            "--pause", type=_seconds, default=15, help="seconds between two looks with --follow"
        )

    def handle(self, *args: Any, since: datetime | None, source: str, **options: Any) -> None:
        ensure_tables()
        if not _is_address(source):
            raise CommandError(f"--source {source}: an address that begins with https:// is wanted.")
        with tqdm(unit=" entries", disable=not self.stderr.isatty()) as bar:
            try:
                if options["follow"]:
                    signal.signal(signal.SIGTERM, _stop)
                    with suppress(KeyboardInterrupt):
                        follow(source, since=since, pause=options["pause"], progress=_Bar(bar))
                    return
                run = sync(source, since=since, progress=_Bar(bar), is_anew=options["anew"])
            except Busy:
                raise CommandError("Another reader is at work: nothing was done.", returncode=_BUSY) from None
            except FAILURES as flaw:
                raise CommandError(
                    f"ProZorro was not read to its end; what was read is kept: {flaw}."
                ) from flaw
            except Error as flaw:
                said = str(flaw).strip().splitlines()[0]
                raise CommandError(f"The database failed ({said}); what was read before is kept.") from flaw
        self.stdout.write(_told(run))


def _stop(*_signal: object) -> NoReturn:
    """A service is ended like by Ctrl-C: the log says so."""
    raise KeyboardInterrupt


class _Bar:
    """Shows how a run goes on."""

    def __init__(self, bar: Any) -> None:
        self.bar = bar

    def __call__(self, run: SyncRun) -> None:
        self.bar.update(run.entries - self.bar.n)
        self.bar.set_postfix(hits=run.hits, aside=run.set_aside, refresh=False)


def _told(run: SyncRun) -> str:
    lag = f" The newest entry is {round(run.lag.total_seconds() / 60)} min old." if run.lag else ""
    return (
        f"{run.source}: {run.entries} entries on {run.pages} pages, {run.hits} of the city's buyers: {run.entered} "
        f"entered, {run.changed} changed, {run.unchanged} unchanged, {run.gone} gone, {run.set_aside} set aside, "
        f"{run.masked} masked; {run.retries} asked for again.{lag} Run {run.pk}."
    )


def _is_address(source: str) -> bool:
    """Whether something can be asked there."""
    try:
        parts = urlsplit(source)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and not re.search(r"\s", source)
    except ValueError:
        return False


def _seconds(text: str) -> float:
    """A pause. Raises ArgumentTypeError, which the parser tells."""
    try:
        pause = float(text)
    except ValueError:
        pause = -1.0
    if not 0 <= pause <= _LONGEST_PAUSE:
        raise ArgumentTypeError(f"{text}: from 0 to {_LONGEST_PAUSE} seconds are wanted")
    return pause


def _day(text: str) -> datetime:
    """The beginning of a day. Raises ArgumentTypeError, which the parser tells, for what is none or still to come."""
    try:
        at = timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day: 2026-01-31 is one") from None
    if at > datetime.now(UTC):
        raise ArgumentTypeError(f"{text} is still to come")
    return at
