"""A layer as a table: the columns and the order that one chooses, rows to be picked out and taken away.

Needs no script: headings are links, the choice of columns and of rows is a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from layers import counting
from layers.columns import Column
from layers.layer import Layer
from layers.problems import BadParameter
from layers.query import select
from layers.record import in_order
from layers.viewer import ViewerRequest

COLUMNS, ORDER, PAGE = "columns", "order", "page"
OWN = (COLUMNS, ORDER, PAGE)
ROWS = 100
#: to leaf further is to look for what a filter finds
_LAST_PAGE = 100
_AT_FIRST = 7


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its words, the address that orders by it, and how it is ordered by now."""

    name: str
    label: str
    address: str
    #: "ascending", "descending" or empty, in the words of ARIA
    sorted: str


def table(request: ViewerRequest, layer: Layer) -> HttpResponse:
    """`/<layer>/table?columns=…&order=…&page=…`, filtered by the same words as every surface. Raises BadParameter."""
    selection = select(layer, request.viewer, request.GET, own=OWN)
    told = [column for column in selection.columns if column.field.on_card]
    chosen = _chosen(layer, request.GET, told)
    order, is_down = _order(request.GET, told)
    page = _page(request.GET)
    first = (page - 1) * ROWS
    found = in_order(selection, order.name if order else None, down=is_down, first=first, limit=ROWS + 1)
    has_next = len(found) > ROWS and page < _LAST_PAGE
    context: dict[str, Any] = {
        "layer": layer,
        "headings": [_heading(request.GET, column, order, is_down) for column in chosen],
        "rows": [(record, record.cells(chosen)) for record in found[:ROWS]],
        "is_within_an_area": bool(selection.areas),
        "count": counting.count(selection),
        "choice": [(column, column in chosen) for column in told],
        "kept": [pair for pair in request.GET.items() if pair[0] not in (COLUMNS, PAGE)],
        "words": _address(request.GET, drop=OWN),
        "previous": _address(request.GET, page=page - 1) if page > 1 else "",
        "next": _address(request.GET, page=page + 1) if has_next else "",
        "page": page,
    }
    return render(request, "layers/table.html", context)


def _chosen(layer: Layer, params: QueryDict, columns: Sequence[Column]) -> list[Column]:
    """The columns that are asked for, as one word or as the boxes of a form; at first the most telling ones."""
    names = [name for raw in params.getlist(COLUMNS) for name in raw.split(",") if name]
    if not names:
        # What an object is called stands at the head of its row anyhow.
        telling = [column for column in columns if column.name not in layer.headline_fields]
        return sorted(telling, key=lambda column: not column.field.leading)[:_AT_FIRST]
    known = {column.name: column for column in columns}
    for name in names:
        _check(name, known, COLUMNS)
    return [known[name] for name in dict.fromkeys(names)]


def _order(params: QueryDict, columns: Sequence[Column]) -> tuple[Column | None, bool]:
    raw = params.get(ORDER, "")
    name = raw.removeprefix("-")
    if not name:
        return None, False
    known = {column.name: column for column in columns}
    _check(name, known, ORDER)
    return known[name], raw != name


def _check(name: str, known: dict[str, Column], word: str) -> None:
    if name not in known:
        raise BadParameter(
            _("There is no column %(name)s. There are: %(known)s.")
            % {"name": name[:60], "known": ", ".join(known)},
            parameter=word,
        )


def _page(params: QueryDict) -> int:
    raw = params.get(PAGE, "1")
    if raw.isascii() and raw.isdigit() and len(raw) < 5 and 1 <= int(raw) <= _LAST_PAGE:
        return int(raw)
    raise BadParameter(_("page is a whole number from 1 to %s.") % _LAST_PAGE, parameter=PAGE)


def _heading(params: QueryDict, column: Column, order: Column | None, is_down: bool) -> Heading:
    is_ordered = column == order
    turned = f"-{column.name}" if is_ordered and not is_down else column.name
    state = ("descending" if is_down else "ascending") if is_ordered else ""
    return Heading(column.name, column.label, _address(params, order=turned, drop=(PAGE,)), state)


def _address(params: QueryDict, *, drop: Sequence[str] = (), **words: Any) -> str:
    """The query string of the page with other words."""
    changed = params.copy()
    for name in drop:
        changed.pop(name, None)
    for name, value in words.items():
        changed[name] = str(value)
    return changed.urlencode()
