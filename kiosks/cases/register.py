"""The register of cases as a workbook, with the numbers of the documents of each."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from kiosks.cases.models import Case, Document

#: of the columns, in characters
_WIDTHS = (7, 34, 22, 34, 26, 13, 30, 40, 18, 13, 40, 44)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(cases: Iterable[Case], absolute: Callable[[str], str]) -> bytes:
    """A row for each case, in the given order; `absolute` makes an address of a path of ours."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cases"))
    # A sheet that is written in one go is told how it looks before its first row.
    sheet.freeze_panes = "C2"
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, capfirst(head)) for head in _heads()])
    last = 1
    for case in cases:
        last += 1
        *values, path = _row(case)
        sheet.append([*(_cell(sheet, value) for value in values), _link(sheet, absolute(path))])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{last}"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _heads() -> list[str]:
    return [
        "№", _("structure"), _("kind of structure"), _("address"), _("state"), _("due on"), _("grounds"),
        _("clause"), _("inspector"), _("opened"), _("documents"), _("page on the map"),
    ]  # fmt: skip


def _row(case: Case) -> list[Any]:
    papers: Iterable[Document] = case.documents.all()
    return [
        case.pk,
        case.title,
        str(case.get_layer_display()),
        ", ".join(filter(None, (case.street, case.house))),
        str(case.get_state_display()),
        case.due_on,
        str(case.get_grounds_display()),
        case.clause,
        case.inspector.get_username() if case.inspector else "",
        timezone.localtime(case.opened_at).date(),
        "; ".join(str(paper) for paper in papers),
        case.path,
    ]


def _link(sheet: Any, address: str) -> Any:
    cell = _cell(sheet, address)
    cell.hyperlink, cell.style = address, "Hyperlink"
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """What somebody typed is text, never a formula."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
