"""Tables as offices and spreadsheets write them: quotation marks, delimiters, encodings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from layers.importing import runs
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused
from layers.importing.sources import read
from layers.reference.models import Stop
from layers.registry import catalogue

HEAD = "id,name,code\n"


def records(folder: Path, text: str, encoding: str = "utf-8") -> list[list[object]]:
    path = folder / "t.csv"
    path.write_bytes(text.encode(encoding))
    return [list(row.values.values()) for row in read(path).rows]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('1,"ТОВ ""Ромашка""",x', 'ТОВ "Ромашка"'),
        ('1,"""Ромашка"" ТОВ",x', '"Ромашка" ТОВ'),
        ('1,"Ромашка" ТОВ,x', "Ромашка ТОВ"),
        ('1,ТОВ "Ромашка",x', 'ТОВ "Ромашка"'),
        ('1,труба 5",x', 'труба 5"'),
        ('1,"два\nрядки",x', "два\nрядки"),
        ('1,"два\r\nрядки, і ""лапки""\n",x', 'два\r\nрядки, і "лапки"\n'),
        ('1,"а;б",x', "а;б"),
    ],
)
def test_quotation_marks(tmp_path: Path, text: str, wanted: str) -> None:
    assert records(tmp_path, f"{HEAD}{text}\n2,Школа,y\n") == [["1", wanted, "x"], ["2", "Школа", "y"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('1,"Ринок,x\n2,Школа,y\n', 2),
        ('1,Ринок,x\n2,"Школа,y', 3),
        ('1,Ринок,x\n2,"Школа,y\n3,"Сад",z\n', 3),
        ('1,"два\nрядки",x\n2,"Школа,y\n3,Сад,z\n', 4),
        ('1,"два\nрядки","x\n2,Школа,y\n', 3),
        (f'1,Ринок,x\n2,"Школа,{"y" * 70}\n' + "3,Сад,z\n" * 200_000, 3),
    ],
    ids=["first", "last", "closed by the next", "after a value of two lines", "in the same row", "long"],
)
def test_a_mark_that_is_not_closed_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(FileRefused, match=f"quotation mark that opens in line {line} is not closed"):
        records(tmp_path, HEAD + text)


def test_a_header_with_a_mark_that_is_not_closed(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="opens in line 1 is not closed"):
        records(tmp_path, 'id,"name,code\n1,Ринок,x\n')


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    head = delimiter.join(('"id"', '"name, short; or | long"', "code"))
    row = delimiter.join(("1", '"Ринок, 1; 2"', "x"))
    assert records(tmp_path, f"{head}\n{row}\n") == [["1", "Ринок, 1; 2", "x"]]


@pytest.mark.django_db
def test_a_mark_that_is_not_closed_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(f'{HEAD}1,Ринок,x\n2,"Школа,y\n', encoding="utf-8")
    with pytest.raises(FileRefused):
        runs.run(catalogue["stops"], path)
    assert not Stop.objects.exists()
    assert "line 3" in ImportRun.objects.get().reason


@pytest.mark.django_db
def test_a_guessed_encoding_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], signed_in: Callable[[str], Client]
) -> None:
    path = tmp_path / "stops.csv"
    path.write_bytes(f"{HEAD}1,Ґанок біля ринку,x\n".encode("cp1251"))
    call_command("import_layer", "stops", path)
    said = "the encoding was guessed: it is not UTF-8, and read as Windows-1251 it says “Ґанок, біля, ринку”"
    assert said in capsys.readouterr().out
    run = ImportRun.objects.get()
    assert (run.status, Stop.objects.get().name) == (ImportRun.Status.DONE, "Ґанок біля ринку")
    page = signed_in("administrator").get(f"/admin/layers/importrun/{run.pk}/change/").content.decode()
    assert said in page


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_is_not_guessed_is_not_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "stops.csv"
    path.write_bytes(f"{HEAD}1,Ринок,x\n".encode(encoding))
    assert "encoding" not in runs.run(catalogue["stops"], path).reason
