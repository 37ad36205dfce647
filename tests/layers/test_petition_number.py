"""A petition has two numbers, and a table of petitions says which is which: the map's own, and that of its own site."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from layers.registry import catalogue
from tests.samples import row


@pytest.mark.django_db
def test_no_two_columns_of_a_table_of_petitions_are_called_alike(client: Client) -> None:
    petition = row(catalogue["petitions"], number="2026/0007")
    client.cookies["django_language"] = "uk"
    answer = client.get("/data/petitions.xlsx")
    first = load_workbook(BytesIO(b"".join(answer)), read_only=True).worksheets[0]
    rows = list(first.iter_rows(values_only=True))
    header = next(cells for cells in rows if "номер петиції" in cells)
    assert len(set(header)) == len(header)
    values = dict(zip(header, rows[rows.index(header) + 1], strict=True))
    assert (values["номер"], values["номер петиції"]) == (petition.pk, "2026/0007")
