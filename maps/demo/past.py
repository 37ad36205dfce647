"""The past of the demonstration: since when the map knows each object, and what it said of it before.

Nothing is drawn for it: what was known when follows from the days that the objects tell of themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import orjson

from maps.demo.tables import SOURCE, Row, Table

#: for so long the map has been kept
KEPT = timedelta(days=420)
#: the day on which there was something to enter
_SINCE = {
    "accessibility.Barrier": "reported_on",
    "petitions.Petition": "started_on",
    "reports.Report": "reported_on",
    "tenders.Tender": "announced_on",
}
#: rows that belong to objects: the map knows no day of theirs
_BELONGING = frozenset(
    {
        "reference.FormerName",
        "kiosks.SitingPassport",
        "kiosks.AdvertisingPermit",
        "accessibility.PlacePart",
        "accessibility.Audit",
        "accessibility.Answer",
        "petitions.SignatureCount",
        "projects.ProjectDocument",
    }
)
_ANSWERED = frozenset({"supported", "partly_supported", "not_supported", "answered"})
_ENDED = _ANSWERED | {"reached", "review", "failed", "appeal", "archived"}

#: a day, the column that changed on it, and what it had said until then
Step = tuple[date, str, str]


def with_past(tables: Iterable[Table], today: date) -> Iterator[Table]:
    """The tables, each followed by the history of its rows."""
    for table in tables:
        if table.model in _BELONGING or not table.rows:
            yield table
            continue
        rows: list[Row] = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        pasts = [list(_past(table.model, row, today)) for row in rows]
        dates = [
            _dates(_entered(table.model, row, today), past) for row, past in zip(rows, pasts, strict=True)
        ]
        yield replace(
            table,
            columns=(*table.columns, "created_at", "changed_at"),
            rows=[(*row, *days) for row, days in zip(table.rows, dates, strict=True)],
        )
        entries = sorted(
            (day, number, column, former) for number, past in enumerate(pasts) for day, column, former in past
        )
        if entries:
            yield _history(table.model, rows, entries)


def _entered(model: str, row: Row, today: date) -> date:
    since = row.get(_SINCE.get(model, ""))
    return max(today - KEPT, min(since, today - timedelta(days=1)) if isinstance(since, date) else date.min)


def _dates(entered: date, past: list[Step]) -> tuple[datetime, datetime]:
    return _moment(entered), _moment(max([entered, *(day for day, _column, _former in past)]))


def _past(model: str, row: Row, today: date) -> Iterator[Step]:
    """What changed of a row after it had been entered and before today."""
    entered = _entered(model, row, today)
    for day, column, former in _steps(model, row):
        if entered < day < today:
            yield day, column, former


def _steps(model: str, row: Row) -> Iterator[Step]:
    match model:
        case "kiosks.Kiosk" | "kiosks.Advertising":
            until = row["permit_until"]
            if row["permit_state"] in ("expiring", "expired") and isinstance(until, date):
                yield until - timedelta(days=30), "permit_state", "valid"
                if row["permit_state"] == "expired":
                    yield until + timedelta(days=1), "permit_state", "expiring"
        case "petitions.Petition":
            until, answered = row["collect_until"], row["answered_on"]
            if row["status"] in _ENDED and isinstance(until, date):
                ended = until + timedelta(days=1)
                is_answered = row["status"] in _ANSWERED and isinstance(answered, date)
                yield min(ended, answered) if is_answered else ended, "status", "collecting"  # type: ignore[type-var,misc]
                if is_answered and ended < answered:  # type: ignore[operator]
                    yield answered, "status", "review"  # type: ignore[misc]
        case "reports.Report":
            taken_up, answered = row["taken_up_on"], row["answered_on"]
            if isinstance(taken_up, date):
                yield taken_up, "state", "received"
            if isinstance(answered, date):
                yield answered, "state", "looked_into"
        case "accessibility.Barrier":
            removed = row["removed_on"]
            if row["status"] == "removed" and isinstance(removed, date):
                yield removed, "status", "confirmed"


def _history(model: str, rows: list[Row], entries: list[tuple[date, int, str, str]]) -> Table:
    """Entries of the history, the oldest first. Of the former state they hold what changed and how open it was."""
    slug = _SLUGS[model]
    return Table.of_rows(
        "layers.HistoryEntry",
        [
            {
                "layer": slug,
                "feature_id": number,
                "at": _moment(day),
                "via": "worker",
                "operation": "update",
                "before": orjson.dumps(
                    {
                        "source": SOURCE,
                        "publication": rows[number].get("publication", "public"),
                        "gone_at": None,
                        column: former,
                    }
                ).decode(),
            }
            for day, number, column, former in entries
        ],
        references={"feature_id": model},
    )


_SLUGS = {
    "kiosks.Kiosk": "kiosks",
    "kiosks.Advertising": "advertising",
    "petitions.Petition": "petitions",
    "reports.Report": "reports",
    "accessibility.Barrier": "barriers",
}


def _moment(day: date) -> datetime:
    """In the small hours, when the worker goes through what has come to an end."""
    return datetime.combine(day, time(0, 10), UTC)
