"""The register of cases as a workbook, with the numbers of the documents of each."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kiosks.cases.models import Case, Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(cases: Iterable[Case]) -> bytes:
    """A row for each case, in the given order."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cases"))
    sheet.append([_cell(sheet, capfirst(head)) for head in _heads()])
    for case in cases:
        sheet.append([_cell(sheet, value) for value in _row(case)])
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


def _cell(sheet: Any, value: Any) -> Any:
    """What somebody typed is text, never a formula."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
