"""What many features say together: how many are in each class, part of the city and month, and how much money.

Every figure is counted by PostgreSQL over a selection, so that it obeys filters, view and viewer as every surface does.
What is not known is a row of its own, money of two currencies is never added, and each figure is a table first: its
bars are the drawing of the numbers beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers import counting
from layers.columns import Column
from layers.fields import Telling
from layers.query import Selection
from layers.record import SIGNS
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: months of one figure; what is older or later is told in a row of its own
_MONTHS = 24
#: of which so many may be still to come
_MONTHS_AHEAD = 18
#: features that are asked one by one in which area they lie
_MOST_PLACED = 100_000
_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, its number in words, and how long its bar is (0 to 100)."""

    label: str
    text: str
    length: float = 0
    #: of the legend, for the bar's colour
    tone: str = ""
    #: symbol of the legend, if the row is one of its classes
    symbol: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure: its title, and its rows; `note` says what the numbers leave out."""

    title: str
    rows: list[Bar] = field(default_factory=list)
    note: str = ""
    #: rows that follow one another in time: drawn as columns
    is_series: bool = False
    #: the number of a series' longest column, written where it ends
    top: str = ""


def charts(selection: Selection) -> list[Chart]:
    """All figures of a selection that have something to tell."""
    told = [_by_class(selection), *_declared(selection), _by_area(selection)]
    return [chart for chart in told if chart is not None and chart.rows]


def _by_class(selection: Selection) -> Chart | None:
    style = selection.layer.style
    if not style.field:
        return None
    (counts,) = counting.count_by_class(selection)
    entries = [symbol.as_json(value) for value, symbol in style.symbols()]
    most = max(counts.values(), default=0)
    rows = [
        _counted(entry["title"], counts[entry["value"]], most, entry["tone"], entry)
        for entry in entries
        if counts.get(entry["value"])
    ]
    return Chart(_("By status"), rows)


def _declared(selection: Selection) -> Iterator[Chart | None]:
    columns = {column.name: column for column in selection.columns}
    tellers = {Telling.CHOICES: _by_choice, Telling.MONTHS: _by_month, Telling.SUM: _sum}
    for figure in selection.layer.figures:
        if not {figure.name, figure.against or figure.name, figure.by or figure.name} <= set(columns):
            continue
        if figure.telling is Telling.AGAINST:
            yield _against(selection, *(columns[name] for name in (figure.name, figure.against, figure.by)))
        else:
            yield tellers[figure.telling](selection, columns[figure.name])


def _by_choice(selection: Selection, column: Column) -> Chart:
    sql, params = selection.sql(column.name)
    found = _fetch(
        f'SELECT "{column.name}"::text, count(*) FROM ({sql}) AS f GROUP BY 1 ORDER BY 2 DESC, 1', params
    )
    # A flag comes as a word of the database's.
    flags = {"true": True, "false": False} if column.kind.json == "boolean" else {}
    counts = [(column.display(flags.get(value, value)) or _("unknown"), n) for value, n in found]
    return Chart(capfirst(column.label), _longest(counts))


def _by_month(selection: Selection, column: Column) -> Chart:
    sql, params = selection.sql(column.name)
    found = _fetch(
        f"SELECT date_trunc('month', \"{column.name}\")::date, count(*) FROM ({sql}) AS f GROUP BY 1 ORDER BY 1",
        params,
    )
    counts = {month: n for month, n in found if month is not None}
    if not counts:
        return Chart(capfirst(column.label))
    months = _window(sorted(counts))
    earlier = sum(n for month, n in counts.items() if month < months[0])
    later = sum(n for month, n in counts.items() if month > months[-1])
    unknown = dict(found).get(None, 0)
    notes = [
        _("earlier: %s") % _number(earlier) if earlier else "",
        _("later: %s") % _number(later) if later else "",
        _("date unknown: %s") % _number(unknown) if unknown else "",
    ]
    most = max(counts.get(month, 0) for month in months)
    rows = [_counted(_words_of(month), counts.get(month, 0), most) for month in months]
    return Chart(
        _("%(what)s: by month") % {"what": capfirst(column.label)},
        rows,
        "; ".join(filter(None, notes)),
        top=_number(most),
        is_series=True,
    )


def _window(months: list[date]) -> list[date]:
    """The months that are told, without holes: the last ones; where some are still to come, those round today."""
    last = min(months[-1], _month_before(timezone.localdate(), -_MONTHS_AHEAD))
    window = [_month_before(last, back) for back in range(_MONTHS - 1, -1, -1)]
    known = [month for month in months if window[0] <= month <= last] or months[-1:]
    return [month for month in window if known[0] <= month <= known[-1]] or known


def _words_of(month: date) -> str:
    return capfirst(formats.date_format(month, "YEAR_MONTH_FORMAT"))


def _month_before(month: date, back: int) -> date:
    years, months = divmod(month.year * 12 + month.month - 1 - back, 12)
    return date(years, months + 1, 1)


def sums(selection: Selection) -> Iterator[tuple[str, str]]:
    """What the money of a selection comes to: the column's name and the sum, a line for each currency."""
    for figure in selection.layer.figures:
        column = next((one for one in selection.columns if one.name == figure.name), None)
        if figure.telling is Telling.SUM and column is not None:
            unit = column.field.unit_in
            sql, params = selection.sql(column.name, *([unit] if unit else []))
            money = f"coalesce(\"{unit}\"::text, '')" if unit else "''"
            rows = _fetch(
                f"""SELECT {money}, sum("{column.name}") FROM ({sql}) AS f
                     WHERE "{column.name}" IS NOT NULL GROUP BY 1 ORDER BY 1""",
                params,
            )
            for code, amount in rows:
                yield capfirst(column.label), _money(amount, SIGNS.get(code, code) or column.unit)


def _sum(selection: Selection, column: Column) -> Chart:
    style, unit = selection.layer.style, column.field.unit_in
    names = [column.name, *([unit] if unit else []), *([style.field] if style.field else [])]
    sql, params = selection.sql(*names)
    currency = f"coalesce(\"{unit}\"::text, '')" if unit else "''"
    found = _fetch(
        f"""SELECT {currency}, {style.class_sql("f")}, sum("{column.name}"), count("{column.name}"),
                   count(*) FROM ({sql}) AS f GROUP BY 1, 2""",
        params,
    )
    unknown = sum(total - known for *_words, known, total in found)
    titles = dict(style.symbols())
    rows = []
    for money in sorted({row[0] for row in found if row[3]}):
        sums = {value: amount for one, value, amount, known, _total in found if one == money and known}
        most = max(sums.values())
        sign = SIGNS.get(money, money) or column.unit
        rows.append(
            Bar(_("together, %s") % sign if sign else _("together"), _money(sum(sums.values()), sign))
        )
        for value, symbol in titles.items():
            if value in sums:
                entry = symbol.as_json(value)
                rows.append(
                    Bar(
                        entry["title"],
                        _money(sums[value], sign),
                        _share(sums[value], most),
                        entry["tone"],
                        entry,
                    )
                )
    return Chart(capfirst(column.label), rows, _("not known of %s") % _number(unknown) if unknown else "")


def _against(selection: Selection, one: Column, other: Column, by: Column) -> Chart:
    """Two sums beside one another for each of the newest values of `by`, where both are known: what is not known of one
    of them would look like a saving."""
    sql, params = selection.sql(one.name, other.name, by.name)
    found = _fetch(
        f"""SELECT "{by.name}", sum("{one.name}") FILTER (WHERE "{other.name}" IS NOT NULL),
                   sum("{other.name}") FILTER (WHERE "{one.name}" IS NOT NULL),
                   count(*) FILTER (WHERE "{one.name}" IS NULL OR "{other.name}" IS NULL)
              FROM ({sql}) AS f GROUP BY 1 ORDER BY 1 DESC NULLS LAST""",
        params,
    )
    told = [row for row in found if row[1] is not None and row[2] is not None][: _MOST_ROWS // 2]
    most = max((max(row[1], row[2]) for row in told), default=0)
    rows = []
    for value, first, second, _unknown in told:
        words = by.display(value) or _("unknown")
        for column, amount, tone in ((one, first, "unknown"), (other, second, "")):
            label = f"{words}: {column.label}"
            rows.append(Bar(label, _money(amount, column.unit), _share(amount, most), tone))
    unknown = sum(row[3] for row in found)
    return Chart(
        _("%(one)s against %(other)s") % {"one": capfirst(one.label), "other": other.label},
        rows,
        _("not known of %s") % _number(unknown) if unknown else "",
    )


def _by_area(selection: Selection) -> Chart | None:
    """How many lie in each of the smallest areas that the city is divided into; the largest is the city itself. What
    lies in several (a long street, or what is known by its settlement) is counted in the one that has it whole."""
    layer = next((layer for layer in catalogue if layer.divides), None)
    if layer is None or layer is selection.layer:
        return None
    if counting.count(selection) > _MOST_PLACED:
        return Chart(_("By part of the city"), note=_("too many to place: narrow the view or the filters"))
    areas = Selection(layer, PUBLIC, layer.columns_for(PUBLIC))
    name = layer.headline_fields[0]
    area_sql, area_params = areas.sql("id", "geom", name)
    sql, params = selection.sql("id", "geom")
    found = _fetch(
        f"""WITH area AS MATERIALIZED (
                SELECT "{name}" AS name, geom, ST_Area(geom) AS size FROM ({area_sql}) AS a WHERE geom IS NOT NULL),
            part AS (SELECT * FROM area WHERE size < (SELECT max(size) FROM area)),
            placed AS (
                SELECT (SELECT name FROM part WHERE ST_Intersects(part.geom, ST_PointOnSurface(f.geom))
                         ORDER BY ST_Covers(part.geom, f.geom) DESC, size LIMIT 1) AS name
                  FROM ({sql}) AS f WHERE f.geom IS NOT NULL)
            SELECT name, count(*) FROM placed GROUP BY 1 ORDER BY 2 DESC, 1""",
        [*area_params, *params],
    )
    if len(found) < 2:
        return None
    return Chart(
        _("By part of the city"),
        _longest([(name or _("outside of all settlements"), n) for name, n in found]),
    )


def _longest(counts: list[tuple[str, int]]) -> list[Bar]:
    """The rows with the most, and one for all others."""
    told = [(capfirst(label), n) for label, n in counts[:_MOST_ROWS]]
    rest = sum(n for _label, n in counts[_MOST_ROWS:])
    if rest:
        told.append((_("All others"), rest))
    # One scale for all of them, the others too.
    most = max((n for _label, n in told), default=0)
    return [_counted(label, n, most) for label, n in told]


def _counted(label: str, n: int, most: int, tone: str = "", symbol: dict[str, str] | None = None) -> Bar:
    return Bar(label, _number(n), _share(n, most), tone, symbol)


def _share(part: Decimal | int, most: Decimal | int) -> float:
    return round(float(100 * part / most), 1) if most else 0.0


def _number(n: int) -> str:
    return str(formats.number_format(n, force_grouping=True))


def _money(amount: Decimal, sign: str) -> str:
    return f"{formats.number_format(round(amount), force_grouping=True)} {sign}".rstrip()


def _fetch(sql: str, params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params])
        return list(cursor.fetchall())
