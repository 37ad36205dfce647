"""`./dev bench-tenders`: what it costs to read ProZorro: entries and documents per second, and memory.

The feed is served by a process of its own on this machine. It is read twice: into an empty database, and once more from
the beginning, when every document is here already. Memory is that of the reading process alone; it is told along the
way, so that one sees whether it grows with the feed.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tests.civic.feed import CITY_CODE, OTHER_CODE, buyer, serving, tender

ENTRIES, SHARE = 100_000, 2
_TOLD = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument(
        "--share", type=float, default=SHARE, help="of a hundred entries so many are the city's"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        _serve(asked.entries, asked.share)
    else:
        _measure(asked.entries, asked.share)


def _serve(entries: int, share: float) -> None:
    """Serve until standard input is closed."""
    with serving() as feed:
        others, ours = buyer(OTHER_CODE), buyer()
        for number in range(entries):
            is_ours = int((number + 1) * share / 100) > int(number * share / 100)
            # A change every ten seconds; the newest is of now.
            document = tender(number, minutes=(number - entries) / 6 + _minutes_until_now())
            feed.put(document | {"procuringEntity": ours if is_ours else others})
            if not is_ours:
                del feed.documents[document["id"]]
        print(feed.url, flush=True)
        sys.stdin.read()


def _minutes_until_now() -> float:
    from datetime import UTC, datetime

    from tests.civic.feed import BEGAN

    return (datetime.now(UTC) - BEGAN).total_seconds() / 60


def _measure(entries: int, share: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from layers.civic.tenders.models import Buyer, Cursor

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE tenders_tender, tenders_document, tenders_cursor, tenders_setaside, tenders_syncrun CASCADE"
        )
    Buyer.objects.get_or_create(buyer_code=CITY_CODE)
    with _server(entries, share) as url:
        print(f"{entries} entries, {share:g} % of them of the city", flush=True)
        _read("read into an empty database", url, entries)
        Cursor.objects.all().delete()
        _read("read once more, nothing new", url, entries)


def _read(title: str, url: str, entries: int) -> None:
    from layers.civic.tenders.actions import sync

    memory: list[float] = []

    def note(run: Any) -> None:
        if run.entries * _TOLD >= entries * (len(memory) + 1):
            memory.append(_resident())

    begun = time.monotonic()
    run = sync(url, progress=note)
    seconds = time.monotonic() - begun
    assert run.entries == entries
    documents = run.entered + run.changed
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {title}: {seconds:.1f} s, {entries / seconds:.0f} entries/s, {documents} documents "
        f"({documents / seconds:.0f}/s), {peak:.0f} MB at most so far\n"
        f"    memory after each tenth of the feed: {', '.join(f'{one:.0f}' for one in memory)} MB",
        flush=True,
    )


def _resident() -> float:
    """Megabytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


@contextmanager
def _server(entries: int, share: float) -> Iterator[str]:
    words = ["--serve", "--entries", str(entries), "--share", str(share)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.load.tenders", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
