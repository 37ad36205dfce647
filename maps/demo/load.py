"""Tables into the database: COPY, one transaction, and nothing but rows of the demonstration is ever replaced."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from layers.surveys.models import sealed
from maps.demo.tables import SOURCE, Table, Value

_OF_A_DEMO_PLACE = "place_id IN (SELECT id FROM accessibility_place WHERE source = %s)"

_OF_A_DEMO_STRUCTURE = (
    "(layer, feature_id, %s) IN (SELECT 'kiosks', id, source FROM kiosks_kiosk "
    "UNION ALL SELECT 'advertising', id, source FROM kiosks_advertising)"
)

#: what is replaced, in an order in which nothing points to what is gone: model, and how it leads to a demo row
_REPLACED: tuple[tuple[str, str], ...] = (
    ("reference.FormerName", "street_id IN (SELECT id FROM reference_street WHERE source = %s)"),
    ("reference.Address", ""),
    ("reference.Street", ""),
    ("reference.Settlement", ""),
    ("reference.Boundary", ""),
    ("reference.Stop", ""),
    ("reference.Road", ""),
    ("reference.Railway", ""),
    ("reference.Water", ""),
    ("reference.Green", ""),
    ("reference.Building", ""),
    ("cases.Document", f"case_id IN (SELECT id FROM cases_case WHERE {_OF_A_DEMO_STRUCTURE})"),
    ("cases.Letter", f"case_id IN (SELECT id FROM cases_case WHERE {_OF_A_DEMO_STRUCTURE})"),
    ("cases.Step", f"case_id IN (SELECT id FROM cases_case WHERE {_OF_A_DEMO_STRUCTURE})"),
    ("cases.Case", _OF_A_DEMO_STRUCTURE),
    ("kiosks.SitingPassport", "kiosk_id IN (SELECT id FROM kiosks_kiosk WHERE source = %s)"),
    ("kiosks.Kiosk", ""),
    ("kiosks.AdvertisingPermit", "advertising_id IN (SELECT id FROM kiosks_advertising WHERE source = %s)"),
    ("kiosks.Advertising", ""),
    ("plan.Comparison", "source = 'rule' AND %s <> ''"),
    ("plan.Spot", ""),
    ("accessibility.Answer", f"audit_id IN (SELECT id FROM accessibility_audit WHERE {_OF_A_DEMO_PLACE})"),
    ("accessibility.Audit", _OF_A_DEMO_PLACE),
    ("accessibility.PlacePart", _OF_A_DEMO_PLACE),
    ("accessibility.Place", ""),
    ("accessibility.Barrier", "source = %s OR source = 'rule'"),
    ("projects.ProjectDocument", "project_id IN (SELECT id FROM projects_project WHERE source = %s)"),
    ("projects.Project", ""),
    (
        "petitions.SignatureCount",
        "petition_id IN (SELECT id FROM petitions_petition WHERE source = %s)",
    ),
    ("petitions.Petition", ""),
    ("reports.ReportPhoto", "report_id IN (SELECT id FROM reports_report WHERE source = %s)"),
    ("reports.Follower", "report_id IN (SELECT id FROM reports_report WHERE source = %s)"),
    ("reports.Report", ""),
    ("tenders.Tender", ""),
)


def is_empty() -> bool:
    """Whether no layer holds a single feature, of whatever source."""
    tables = [_table(model) for model, _path in _REPLACED]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f'(SELECT 1 FROM "{table}" LIMIT 1)' for table in tables))
        return cursor.fetchone() is None


def replace(
    tables: Iterable[Table], after_each: Callable[[Table], None], chunks: Iterable[Sequence[Table]] = ()
) -> int:
    """Put `tables`, and then `chunks` of tables that refer only to one another, in place of the present demonstration.

    One transaction: whoever looks meanwhile sees the old one. Returns the number of rows.
    """
    count = 0
    with transaction.atomic():
        clear()
        loader = _Loader()
        for table in tables:
            loader.copy(table)
            count += len(table.rows)
            after_each(table)
        for chunk in chunks:
            loader = _Loader()
            for table in chunk:
                loader.copy(table)
                count += len(table.rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{_table(model)}"' for model, _path in _REPLACED))
    return count


def clear() -> None:
    """Delete the demonstration and what history says of it; rows of other sources stay, even at demo streets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reference_address SET street_id = NULL WHERE source <> %s AND street_id IN "
            "(SELECT id FROM reference_street WHERE source = %s)",
            [SOURCE, SOURCE],
        )
        cursor.execute(
            "UPDATE reference_street SET settlement_id = NULL WHERE source <> %s AND settlement_id IN "
            "(SELECT id FROM reference_settlement WHERE source = %s)",
            [SOURCE, SOURCE],
        )
        _clear_files(cursor)
        for model, path in _REPLACED:
            cursor.execute(f'DELETE FROM "{_table(model)}" WHERE {path or "source = %s"}', [SOURCE])
        cursor.execute(
            "DELETE FROM cases_series AS s WHERE NOT EXISTS "
            "(SELECT FROM cases_document AS d WHERE (d.kind, d.year) = (s.kind, s.year))"
        )
        cursor.execute(
            "DELETE FROM layers_historyentry WHERE before ->> 'source' = %s OR layer = 'comparison'", [SOURCE]
        )


def _clear_files(cursor: Any) -> None:
    """The files of the documents go with them."""
    path = dict(_REPLACED)["cases.Document"]
    cursor.execute(f"SELECT file FROM cases_document WHERE {path}", [SOURCE])
    for (name,) in cursor.fetchall():
        transaction.on_commit(partial(sealed().delete, name))


class _Loader:
    """Writes tables and remembers which number each row was given."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = {}
        self._written: set[str] = set()

    def copy(self, table: Table) -> None:
        if not table.rows:
            return
        name = _table(table.model)
        if table.model in self._written:
            # More rows of a model whose earlier ones have their numbers.
            del self._numbers[table.model]
        self._written.add(table.model)
        numbers = self._reserve(table.model, name, len(table.rows))
        columns = ["id", *table.columns, *table.geometries]
        copy(name, columns, _lines(table, numbers, self._targets(table)))

    def _reserve(self, model: str, name: str, count: int) -> list[int]:
        """Numbers for the rows of a table; another table may have asked for them before."""
        if model not in self._numbers:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [f'"{name}"', count],
                )
                self._numbers[model] = [number for (number,) in cursor.fetchall()]
        return self._numbers[model]

    def _targets(self, table: Table) -> list[list[int] | None]:
        """For each column the numbers of the rows that it points to."""
        pointed = {
            column: self._reserve(model, _table(model), table.ahead.get(model, 0))
            for column, model in table.references.items()
        }
        return [pointed.get(column) for column in table.columns]


def _lines(table: Table, numbers: Sequence[int], targets: Sequence[list[int] | None]) -> Iterator[str]:
    located = list(table.located().values())
    for index, (number, row) in enumerate(zip(numbers, table.rows, strict=True)):
        cells = (
            value if target is None or value is None else target[value]  # type: ignore[index]
            for value, target in zip(row, targets, strict=True)
        )
        yield line(chain((number,), cells, (shapes[index] for shapes in located)))


def copy(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """COPY lines of text into a table, without ever holding all of them."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', _Stream(lines), size=1 << 18)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def line(cells: Iterable[Value]) -> str:
    """One row in PostgreSQL's text format."""
    return "\t".join([_cell(cell) for cell in cells]) + "\n"


def _cell(value: Value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


class _Stream(io.TextIOBase):
    """Lines as a file: psycopg2 reads from it as it sends."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rest = ""

    def read(self, size: int | None = -1) -> str:
        wanted = size if size and size > 0 else 1 << 18
        parts = [self._rest]
        length = len(self._rest)
        while length < wanted:
            following = next(self._lines, None)
            if following is None:
                break
            parts.append(following)
            length += len(following)
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


def _table(model: str) -> str:
    found: type[Model] = apps.get_model(model)
    return found._meta.db_table
