"""The synchroniser is killed in the middle, again and again, while the server fails and the feed grows: in the end the
rows are the truth, none lost and none doubled. And with `--follow` it goes on by itself."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings as configured
from django.db import connection

from layers.civic.tenders.models import Buyer, Cursor, Document, SetAside, SyncRun, Tender
from layers.models import HistoryEntry
from tests.civic.feed import OTHER_CODE, Feed, buyer, half, identifier, reset, silence, status, tender

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city_buyer")]
ROOT = Path(__file__).resolve().parents[2]
KILLS, TENDERS = 6, 1600


def start(feed: Feed, *words: str) -> "subprocess.Popen[str]":
    """`manage.py sync_tenders` on this database."""
    parts = connection.settings_dict
    host = str(parts["HOST"]).replace("/", "%2F")
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    told = {
        "DATABASE_URL": f"postgis://{parts['USER']}@{host}{port}/{parts['NAME']}",
        "SECRET_KEY": configured.SECRET_KEY,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "sync_tenders", "--source", feed.url, *words],
        cwd=ROOT,
        env=os.environ | told,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = monotonic() + seconds
    while not condition():
        assert monotonic() < until
        sleep(0.02)


def put(feed: Feed, number: int, minutes: float | None = None) -> None:
    document = tender(number, minutes=minutes, title=f"Назва {number}, {minutes}")
    feed.put(document | {"procuringEntity": buyer() if number % 2 else buyer(OTHER_CODE)})


def test_killed_anywhere_it_ends_with_the_truth(feed: Feed) -> None:
    chance = random.Random(6)
    for number in range(TENDERS):
        put(feed, number)
    for number in chance.sample(range(1, TENDERS, 2), 12):
        feed.fault(identifier(number), chance.choice([half, reset, status(500), silence(0.2)]))
    met = []
    for turn in range(KILLS):
        before, asked = Tender.objects.count(), feed.asked.total()
        process = start(feed)
        wait_for(lambda asked=asked: feed.asked.total() > asked)  # type: ignore[misc]
        sleep(chance.uniform(0, 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        met.append(Tender.objects.count() - before)
        # The feed grows and changes meanwhile.
        for number in chance.sample(range(TENDERS), 20):
            put(feed, number, minutes=TENDERS + 100 * turn + number / 100)
        put(feed, TENDERS + 2 * turn + 1)
    process = start(feed, "--once")
    out, flaws = process.communicate(timeout=120)
    assert process.returncode == 0, flaws
    assert "entered" in out

    truth = {
        key: document["data"]["title"]
        for key, document in feed.documents.items()
        if document["data"]["procuringEntity"]["identifier"]["id"] != OTHER_CODE
    }
    assert dict(Tender.objects.values_list("external_id", "title")) == truth
    assert Document.objects.count() == len(truth)
    assert any(met), "it was met at work"
    inserts = HistoryEntry.objects.filter(layer="tenders", operation="insert").values_list(
        "feature_id", flat=True
    )
    assert len(inserts) == len(set(inserts)) == len(truth)
    assert not SetAside.objects.exists()
    assert Cursor.objects.get(direction="backward").is_done
    assert SyncRun.objects.filter(state=SyncRun.State.FAILED, last_error="broken off").count() == KILLS


def test_following_picks_up_what_is_new(feed: Feed) -> None:
    put(feed, 1)
    process = start(feed, "--follow", "--pause", "0.1")
    try:
        wait_for(lambda: Tender.objects.count() == 1)
        put(feed, 3)
        wait_for(lambda: Tender.objects.count() == 2)
        feed.always["feed"] = status(404)
        wait_for(lambda: "there is no feed" in SyncRun.objects.get().last_error)
        feed.always.clear()
        put(feed, 5)
        put(feed, 1, minutes=900)
        wait_for(lambda: Tender.objects.filter(title="Назва 1, 900").count() == 1)
        assert Tender.objects.count() == 3
        other = start(feed)
        _out, said = other.communicate(timeout=60)
        assert other.returncode == 3
        assert "Another reader is at work" in said
        process.terminate()
        _out, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, said
    run = SyncRun.objects.get()
    assert (run.state, run.entered, run.changed) == (SyncRun.State.PAUSED, 3, 1)
    assert run.ended_at


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--source", "ftp://nowhere"], 1, "an address that begins with https://"),
        (["--source", "http://"], 1, "an address that begins with https://"),
        (["--source", "https://no where/api"], 1, "an address that begins with https://"),
        (["--since", "2999-01-01"], 2, "--since"),
        (["--since", "2999-01-01"], 2, "is still to come"),
        (["--follow", "--pause", "-1"], 2, "--pause"),
        (["--follow", "--pause", "nan"], 2, "--pause"),
        (["--since", "yesterday"], 2, "--since"),
        (["--once", "--follow"], 2, "not allowed with"),
    ],
)
def test_wrong_words_are_refused(feed: Feed, words: list[str], code: int, sentence: str) -> None:
    process = start(feed, *words)
    _out, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert sentence in said
    assert "Traceback" not in said
    assert not feed.asked


def test_a_server_that_refuses_is_told_in_a_sentence(feed: Feed) -> None:
    feed.always["feed"] = status(403)
    process = start(feed)
    _out, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "is refused by the server (403)" in said
    assert "Traceback" not in said


def test_the_worker_reads_by_itself(feed: Feed, settings: object) -> None:
    from layers.civic.tenders.tasks import read_prozorro

    put(feed, 1)
    settings.PROZORRO_URL = feed.url  # type: ignore[attr-defined]
    assert read_prozorro.call() == SyncRun.State.DONE
    assert Tender.objects.count() == 1
    assert Buyer.objects.count() == 1
    feed.always["feed"] = status(403)
    assert read_prozorro.call() == SyncRun.State.FAILED
