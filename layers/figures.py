"""What many features say together: how many are in each class, part of the city and month, and how much money.

Every figure is counted by PostgreSQL over a selection, so that it obeys filters, view and viewer as every surface does.
What is not known is a row of its own, money of two currencies is never added, and each figure is a table first: its
bars are the drawing of the numbers beside them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers import counting
from layers.columns import Column
from layers.feature import LocationSource
from layers.fields import Figure, Telling
from layers.layer import Layer
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
    #: how many have no place on the map, of a figure of places
    absent: int = 0


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
    tellers = {Telling.CHOICES: _by_choice, Telling.MONTHS: _by_month}
    for figure in selection.layer.figures:
        if not {figure.name, figure.against or figure.name, figure.by or figure.name} <= set(columns):
            continue
        if figure.telling is Telling.AGAINST:
            yield _against(selection, *(columns[name] for name in (figure.name, figure.against, figure.by)))
        elif figure.telling is Telling.SUM:
            yield _sum(selection, columns[figure.name], figure)
        else:
            told = tellers[figure.telling](selection, columns[figure.name])
            yield replace(told, title=str(figure.title)) if figure.title else told


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
    """What the money of a selection comes to: what it is and how much, a line for each currency, and for what is told
    apart."""
    columns = {column.name: column for column in selection.columns}
    for figure in selection.layer.figures:
        if figure.telling is Telling.SUM and figure.name in columns:
            column = columns[figure.name]
            for sign, by_class in _by_currency(_money_of(selection, column), column):
                for title, portion in _portions(figure, by_class):
                    what = capfirst(column.label)
                    yield (
                        f"{what}, {title}" if title else what,
                        _money(sum(portion.values(), Decimal()), sign),
                    )


def _money_of(selection: Selection, column: Column) -> list[Any]:
    """By currency and class of the legend: the sum, of how many, and how many there are."""
    style, unit = selection.layer.style, column.field.unit_in
    names = [column.name, *([unit] if unit else []), *([style.field] if style.field else [])]
    sql, params = selection.sql(*names)
    currency = f"coalesce(\"{unit}\"::text, '')" if unit else "''"
    return _fetch(
        f"""SELECT {currency}, {style.class_sql("f")}, sum("{column.name}"), count("{column.name}"),
                   count(*) FROM ({sql}) AS f GROUP BY 1, 2""",
        params,
    )


def _by_currency(found: list[Any], column: Column) -> Iterator[tuple[str, dict[str, Decimal]]]:
    """The sign of each currency with the sums of its classes: what is in two currencies is never added."""
    for money in sorted({row[0] for row in found if row[3]}):
        sums = {value: amount for one, value, amount, known, _total in found if one == money and known}
        yield str(SIGNS.get(money, money) or column.unit), sums


def _portions(figure: Figure, by_class: Mapping[str, Decimal]) -> Iterator[tuple[str, dict[str, Decimal]]]:
    """The sums that count, without a title, and those that are told apart, each with its own."""
    elsewhere = {str(value) for apart in figure.apart for value in apart.classes}
    told = [("", [value for value in by_class if value not in elsewhere])]
    told += [(str(apart.title), [str(value) for value in apart.classes]) for apart in figure.apart]
    for title, classes in told:
        if portion := {value: by_class[value] for value in classes if value in by_class}:
            yield title, portion


def _sum(selection: Selection, column: Column, figure: Figure) -> Chart:
    found = _money_of(selection, column)
    unknown = sum(total - known for *_words, known, total in found)
    entries = {value: symbol.as_json(value) for value, symbol in selection.layer.style.symbols()}
    rows = []
    for sign, by_class in _by_currency(found, column):
        most = max(by_class.values())
        for title, portion in _portions(figure, by_class):
            label = f"{title or _('together')}, {sign}".rstrip(", ")
            rows.append(Bar(label, _money(sum(portion.values(), Decimal()), sign)))
            rows += [
                _of_class(entry, portion[value], most, sign)
                for value, entry in entries.items()
                if value in portion
            ]
    return Chart(
        str(figure.title) or capfirst(column.label),
        rows,
        _("not known of %s") % _number(unknown) if unknown else "",
    )


def _of_class(entry: dict[str, str], amount: Decimal, most: Decimal, sign: str) -> Bar:
    return Bar(entry["title"], _money(amount, sign), _share(amount, most), entry["tone"], entry)


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
    lies in several (a long street) is counted in the one that has it whole; what is known by its settlement alone, and
    what has no place, are said to be so."""
    layer = next((layer for layer in catalogue if layer.divides), None)
    if layer is None or layer is selection.layer:
        return None
    if counting.count(selection) > _MOST_PLACED:
        return Chart(_("By part of the city"), note=_("too many to place: narrow the view or the filters"))
    found = _fetch(*_areas_sql(selection, layer))
    counts = {(name, is_rough): n for name, is_rough, _is_divided, n in found if name is not None}
    absent = sum(n for name, _is_rough, is_divided, n in found if name is None and is_divided is None)
    outside = sum(n for name, _is_rough, is_divided, n in found if name is None and is_divided is not None)
    told = [(_known_as(name, is_rough=is_rough), n) for (name, is_rough), n in counts.items()]
    told += [(_("outside of all settlements"), outside)] if outside else []
    if len(told) < 2:
        return None
    divided = [name for name, is_rough, is_divided, _n in found if is_divided and not is_rough]
    note = (
        _("%s: what lies in several of its parts, or in none of them") % ", ".join(divided) if divided else ""
    )
    told.sort(key=lambda row: (-row[1], row[0]))
    return Chart(_("By part of the city"), _longest(told), note, absent=absent)


def _known_as(name: str, *, is_rough: bool) -> str:
    return _("%s: known by the settlement only") % name if is_rough else name


def _areas_sql(selection: Selection, layer: Layer) -> tuple[str, list[Any]]:
    """By area: its name, whether what lies there is known by the settlement only, whether the area has others within
    (null for what has no place), and how many."""
    areas = Selection(layer, PUBLIC, layer.columns_for(PUBLIC))
    name = layer.headline_fields[0]
    area_sql, area_params = areas.sql("id", "geom", name)
    sql, params = selection.sql("geom", "location_source")
    # A settlement's outline is that of the settlement, and of no part in its middle.
    rough = f"(f.location_source = '{LocationSource.SETTLEMENT.value}')"
    return (
        f"""WITH area AS MATERIALIZED (
                SELECT id, "{name}" AS name, geom, ST_Area(geom) AS size FROM ({area_sql}) AS a
                 WHERE geom IS NOT NULL),
            part AS MATERIALIZED (
                SELECT area.*, EXISTS (SELECT FROM area AS other WHERE other.size < area.size
                                          AND ST_Covers(area.geom, ST_PointOnSurface(other.geom))) AS is_divided
                  FROM area WHERE size < (SELECT max(size) FROM area)),
            placed AS (
                SELECT f.geom, found.name, found.is_divided,
                       {rough} AS is_rough
                  FROM ({sql}) AS f LEFT JOIN LATERAL (
                       SELECT name, is_divided FROM part WHERE ST_Intersects(part.geom, ST_PointOnSurface(f.geom))
                        ORDER BY {rough}::int * -size, ST_Covers(part.geom, f.geom) DESC, size LIMIT 1
                       ) AS found ON true)
            SELECT name, is_rough, CASE WHEN geom IS NOT NULL THEN coalesce(is_divided, false) END, count(*)
              FROM placed GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1""",
        [*area_params, *params],
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
