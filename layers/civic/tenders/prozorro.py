"""Reads ProZorro's feed of tenders (API 2.5) to both ends, and can be stopped anywhere.

The feed is national, ordered by when a change became public, and knows a tender's buyer but not its title: it is read
whole, and only the documents of the city's buyers are asked for. It is followed from where it was first opened in two
directions, towards what is new for ever and towards what is old as far as is wanted. Where each stands is a row that is
written in one transaction with the documents of the page, so that a page is repeated after a fall, and never skipped
(docs/adr/0018).
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from layers.civic.tenders import taking
from layers.civic.tenders.client import Client, Gone, Unanswered
from layers.civic.tenders.documents import Node, Poisoned, member, moment, plain, words
from layers.civic.tenders.matching import Community, Matcher
from layers.civic.tenders.models import Buyer, Cursor, Reason, SetAside, SyncRun
from layers.civic.tenders.reading import IDENTIFIER, Reading, identifier_of, read
from layers.civic.tenders.taking import SOURCE, Refused
from layers.history import acting
from layers.reference.community import outline
from layers.reference.models import Settlement

#: what of each entry is asked for
FIELDS = "procuringEntity,status,tenderID,procurementMethodType"
#: entries of one page
PAGE = 500
#: how far back is read where nobody says it
HISTORY = timedelta(days=365)
#: so much is read anew where the feed no longer knows where we stood
_OVERLAP = timedelta(days=1)
_LOCK = "tenders: one reader at a time"
#: seconds until the database has noticed that a reader was killed
_GRACE = 3.0
_LONGEST_OFFSET = 500
#: so many documents, and bytes of them, are held before they are written
_MOST_HELD, _MOST_WEIGHT = 50, 64 * 1024 * 1024
#: after so many documents in a row that the server did not give, each further one is asked for once
_PATIENCE = 3
_MOST_DUE = 200
_RUNS_KEPT = timedelta(days=90)

_FORWARD, _BACKWARD = Cursor.Direction.FORWARD, Cursor.Direction.BACKWARD


class Busy(Exception):
    """Another reader is at work."""


class Lost(Exception):
    """The feed goes round in a circle. A sentence."""


@dataclass(frozen=True)
class Page:
    """A page of the feed. `onwards` and `back` are offsets; the latter is there only where the feed tells it."""

    entries: list[Any]
    onwards: str
    back: str

    @property
    def mark(self) -> str:
        """What tells its entries from those of other pages."""
        said = (
            f"{words(one, 'id', 64)} {words(one, 'dateModified', 40)}"
            for one in self.entries
            if isinstance(one, dict)
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @classmethod
    def of(cls, answer: Any) -> "Page":
        """Raises ValueError for an answer that is no page."""
        node = answer if isinstance(answer, dict) else {}
        entries, onwards = node.get("data"), _offset(node, "next_page")
        if not isinstance(entries, list) or (entries and not onwards):
            raise ValueError("a page of the feed has a list of data, and says where it goes on")
        return cls(entries, onwards, _offset(node, "prev_page"))


def _offset(answer: Node, name: str) -> str:
    offset = member(answer, name).get("offset")
    offset = str(offset) if isinstance(offset, str | int) and not isinstance(offset, bool) else ""
    if len(offset) > _LONGEST_OFFSET or offset != plain(offset):
        raise ValueError("an offset is shorter, and a text")
    return offset


@dataclass(frozen=True)
class Entry:
    """An entry of the feed that is of the city."""

    id: str
    tender_id: str
    modified_at: datetime | None

    @classmethod
    def of(cls, entry: Node) -> "Entry":
        return cls(words(entry, "id", 64), words(entry, "tenderID", 40), moment(entry, "dateModified"))


@dataclass
class _Circle:
    """Notices that a way goes round, remembering one place of it (Brent's algorithm). An offset may go back once."""

    mark: str
    met: int = 0
    steps: int = 0
    most: int = 1

    def closes_at(self, offset: str) -> bool:
        self.met += offset == self.mark
        self.steps += 1
        if self.met > 1:
            return True
        if self.steps == self.most:
            self.mark, self.met, self.steps, self.most = offset, 0, 0, self.most * 2
        return False


@dataclass
class _Batch:
    """What was brought of a page and is not written yet."""

    readings: dict[str, Reading] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        weight = sum(len(reading.raw) for reading in self.readings.values())
        return len(self.readings) >= _MOST_HELD or weight > _MOST_WEIGHT


@contextmanager
def alone() -> Iterator[None]:
    """One reader at a time, whatever else is done in between; a reader that is killed is one no more. Raises Busy."""
    until = time.monotonic() + _GRACE
    while not _locked():
        if time.monotonic() > until:
            raise Busy
        time.sleep(0.2)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        return bool(cursor.fetchone()[0])


def open_run(source: str) -> SyncRun:
    """The log of a new run. Whatever seems to be running still was killed: we are alone."""
    broken = SyncRun.objects.filter(state=SyncRun.State.RUNNING)
    broken.update(state=SyncRun.State.FAILED, last_error="broken off", ended_at=timezone.now())
    SyncRun.objects.filter(started_at__lt=timezone.now() - _RUNS_KEPT).delete()
    return SyncRun.objects.create(source=source)


def matcher() -> Matcher:
    """Whose purchases are read, as the office and the register of settlements have it now."""
    buyers = list(Buyer.objects.values_list("buyer_code", "followed"))
    return Matcher(
        frozenset(code for code, followed in buyers if followed),
        frozenset(code for code, followed in buyers if not followed),
        community(),
    )


def community() -> Community:
    """What is the city's, as the registers of settlements and boundaries have it now."""
    city = settings.CITY
    names = [city.name.uk, *Settlement.objects.values_list("name", flat=True)]
    return Community.of(city.bounds, city.katottg, city.region.uk, names, outline())


class Crawl:
    """Reads a feed from where it stands to both ends; `is_anew` from its newest end back again, for the past of buyers
    that were listed since. `until` (time.monotonic) stops it between two pages."""

    def __init__(
        self,
        client: Client,
        run: SyncRun,
        since: datetime | None = None,
        until: float | None = None,
        progress: Callable[[SyncRun], None] = lambda run: None,
        *,
        is_anew: bool = False,
    ) -> None:
        self.client, self.run, self.until, self.progress = client, run, until, progress
        self.source = client.source
        self.since, self.is_anew = since, is_anew
        self.matcher = matcher()
        self._unanswered = 0
        self._flaws: list[str] = []

    def read_on(self) -> bool:
        """Read what is new, then what is old; whether both ends were reached. Raises Unanswered and Poisoned where the
        feed itself is not given, Lost where it goes in circles."""
        with acting(via=SOURCE):
            self._ask_again()
            wanted = self.since or timezone.now() - HISTORY
            if not self._cursor(_FORWARD):
                self._begin(wanted)
            elif self.is_anew:
                self._begin(min(wanted, self._reach()))
            self._reach_further_back()
            is_whole = self._follow_both()
        if self._flaws:
            raise Lost("; ".join(self._flaws))
        return is_whole

    def _follow_both(self) -> bool:
        """Whether both ends were reached. Where the feed has forgotten an offset, it is opened anew, once."""
        try:
            return self._follow(_FORWARD) & self._follow(_BACKWARD)
        except Gone:
            self.run.last_error = "the feed had forgotten our offset: it was opened anew at its end"
        self._begin(self._reach())
        try:
            return self._follow(_FORWARD) & self._follow(_BACKWARD)
        except Gone as gone:
            raise Unanswered(f"{self.source}: the feed does not know its own offsets") from gone

    # -- The feed --------------------------------------------------------------------------------------------------

    def _cursor(self, direction: str) -> Cursor | None:
        return Cursor.objects.filter(source=self.source, direction=direction).first()

    def _page(self, offset: str, *, descending: bool) -> Page:
        asked = {"limit": str(PAGE), "opt_fields": FIELDS}
        asked |= {"offset": offset} if offset else {}
        asked |= {"descending": "1"} if descending else {}
        return self.client.get("tenders", asked, Page.of)

    def _begin(self, reach: datetime) -> None:
        """Open the feed at its newest end: from there one goes forward for ever, and back to `reach`."""
        try:
            page = self._page("", descending=True)
        except Gone as gone:
            raise Unanswered(f"{self.source}: there is no feed of tenders here") from gone
        if not page.entries:
            return
        if not page.back:
            raise Unanswered(f"{self.source}: the feed does not say where what is new begins")
        forward = self._cursor(_FORWARD) or Cursor(source=self.source, direction=_FORWARD)
        backward = self._cursor(_BACKWARD) or Cursor(source=self.source, direction=_BACKWARD)
        forward.offset, forward.reach = page.back, _newest(page, None)
        backward.offset, backward.reach, backward.is_done = page.onwards, reach, _is_older(page, reach)
        self._take(page, [forward, backward])

    def _reach_further_back(self) -> None:
        """What was read back to some day is read on where an earlier one is wanted."""
        backward = self._cursor(_BACKWARD)
        if self.since and backward and backward.reach and self.since < backward.reach:
            backward.reach, backward.is_done = self.since, False
            backward.save()

    def _follow(self, direction: Cursor.Direction) -> bool:
        """Read page after page; whether the end was reached. Raises Gone where the feed does not know the offset."""
        cursor = self._cursor(direction)
        if cursor is None or cursor.is_done:
            return True
        circle, again = _Circle(cursor.offset), _Circle("")
        while not self._is_over():
            page = self._page(cursor.offset, descending=direction == _BACKWARD)
            if not page.entries:
                return self._arrive(cursor)
            cursor.offset = page.onwards
            if direction == _FORWARD:
                cursor.reach = _newest(page, cursor.reach)
            elif _is_older(page, cursor.reach):
                cursor.is_done = True
            self._take(page, [cursor])
            if cursor.is_done:
                return True
            # Offsets may be new ones each time, and the entries the same.
            if circle.closes_at(page.onwards) or again.closes_at(page.mark):
                self._go_round(direction)
                return False
        return False

    def _is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def _arrive(self, cursor: Cursor) -> bool:
        """At the end of what there is: backward for good, forward for now."""
        cursor.is_done = cursor.direction == _BACKWARD
        cursor.save()
        return True

    def _go_round(self, direction: Cursor.Direction) -> None:
        """Forward a new beginning at the other end leads out of the circle; backward nothing does."""
        self._flaws.append(f"the feed goes round in a circle ({direction})")
        if direction == _FORWARD:
            self._begin(self._reach())

    def _reach(self) -> datetime:
        """How far back has to be read from the newest end, so that nothing is missed."""
        forward, backward = self._cursor(_FORWARD), self._cursor(_BACKWARD)
        if backward and backward.reach and not backward.is_done:
            return backward.reach
        if forward and forward.reach:
            return forward.reach - _OVERLAP
        return timezone.now() - HISTORY

    # -- The documents ---------------------------------------------------------------------------------------------

    def _take(self, page: Page, cursors: list[Cursor]) -> None:
        """Bring the documents of a page, and write them together with where the feed goes on."""
        # What is here is followed wherever its buyer says to be: it may be masked by now.
        here = taking.known(words(one, "id", 64) for one in page.entries if isinstance(one, dict))
        hits = [one for one in page.entries if self.matcher.is_hit(one) or _is_of(one, here)]
        counts = Counter(pages=1, entries=len(page.entries), hits=len(hits))
        batch = _Batch()
        for entry in self._wanted(map(Entry.of, hits), here, batch, counts):
            self._bring(entry, batch)
            if batch.is_full:
                self._write(batch, counts, [])
                batch = _Batch()
        self.run.newest_at = _newest(page, self.run.newest_at)
        self._write(batch, counts, cursors)
        self.progress(self.run)

    def _wanted(
        self, hits: Iterator[Entry], here: taking.Known, batch: _Batch, counts: Counter[str]
    ) -> Iterator[Entry]:
        """The entries that say something new, each document once."""
        latest: dict[str, Entry] = {}
        for entry in hits:
            if not IDENTIFIER.fullmatch(entry.id):
                batch.refused.append(
                    Refused(entry.id or "?", Reason.IDENTIFIER, entry.id, entry.modified_at, entry.tender_id)
                )
            elif entry.id not in latest or _is_later(entry.modified_at, latest[entry.id].modified_at):
                latest[entry.id] = entry
        aside = SetAside.objects.filter(source=self.source, external_id__in=latest)
        waiting = dict(aside.values_list("external_id", "modified_at"))
        for entry in latest.values():
            modified_at, is_gone = here.get(entry.id, (None, False))
            is_known = not is_gone and not _is_later(entry.modified_at, modified_at)
            is_waiting = entry.id in waiting and not _is_later(entry.modified_at, waiting[entry.id])
            if is_known or is_waiting:
                counts["unchanged"] += is_known
            else:
                yield entry

    def _ask_again(self) -> None:
        """Bring what was set aside and is due."""
        due = SetAside.objects.filter(source=self.source, is_due=True).order_by("last_at")
        for one in list(due.values_list("external_id", "tender_id", "modified_at")[:_MOST_DUE]):
            batch = _Batch()
            self._bring(Entry(*one), batch)
            self._write(batch, Counter(), [])

    def _bring(self, entry: Entry, batch: _Batch) -> None:
        """Ask for one document."""
        about = (entry.modified_at, entry.tender_id)
        try:
            reading = self._document(entry.id)
        except Gone as gone:
            # The feed has it: the server that answers may lag behind, and is asked again.
            if gone.for_good:
                batch.gone.append(entry.id)
            batch.refused.append(Refused(entry.id, Reason.MISSING, str(gone), *about, is_due=True))
        except Poisoned as flaw:
            batch.refused.append(Refused(entry.id, flaw.reason, flaw.detail, *about))
        except Unanswered as flaw:
            self._unanswered += 1
            batch.refused.append(Refused(entry.id, Reason.SILENT, str(flaw), *about, is_due=True))
            return
        else:
            batch.readings[entry.id] = reading
            if entry.modified_at and entry.modified_at > reading.modified_at:
                batch.refused.append(
                    Refused(entry.id, Reason.OLDER, str(reading.modified_at), *about, is_due=True)
                )
        self._unanswered = 0

    def _document(self, identifier: str) -> Reading:
        tries = 1 if self._unanswered >= _PATIENCE else None
        answer: Any = self.client.get(f"tenders/{identifier}", tries=tries)
        if identifier_of(answer) != identifier:
            raise Poisoned(Reason.OTHER, identifier_of(answer))
        return read(answer, self.matcher.community)

    def _write(self, batch: _Batch, counts: Counter[str], cursors: list[Cursor]) -> None:
        """One transaction: rows, what was set aside, where the feed goes on, and the log."""
        doubted = {refused.external_id for refused in batch.refused}
        with transaction.atomic():
            for external_id, reading in batch.readings.items():
                is_settled = external_id not in doubted
                counts += taking.take(self.source, external_id, reading, is_settled=is_settled)
            for external_id in batch.gone:
                counts += taking.lose(external_id)
            for refused in batch.refused:
                counts += taking.set_aside(self.source, refused)
            for cursor in cursors:
                cursor.save()
            for name, more in counts.items():
                self.run.count(name, more)
            counts.clear()
            self.run.save()


def _is_later(at: datetime | None, than: datetime | None) -> bool:
    """Whether a change is later than the last one that is known; what has no date may be, and a date of the future is
    no measure."""
    return at is None or than is None or taking.is_ahead(than) or at > than


def _is_of(entry: Any, here: taking.Known) -> bool:
    return isinstance(entry, dict) and words(entry, "id", 64) in here


def _moments(page: Page) -> list[datetime]:
    found = (moment(entry, "dateModified") for entry in page.entries if isinstance(entry, dict))
    return [at for at in found if at]


def _newest(page: Page, before: datetime | None) -> datetime | None:
    """The newest entry that is known, none of the future."""
    now = datetime.now(UTC)
    return max([at for at in (*_moments(page), before) if at and at <= now], default=None)


def _is_older(page: Page, reach: datetime | None) -> bool:
    """Whether a whole page was changed before `reach`: single entries may stand out of order."""
    found = _moments(page)
    return reach is not None and bool(found) and max(found) < reach
