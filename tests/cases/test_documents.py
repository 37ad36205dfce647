"""What is printed is read as a person would: the text of the pages, their number, and what must not be in them."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage
from PIL import Image
from pypdf import PdfReader

from kiosks.cases import actions, documents
from kiosks.cases.models import Case
from kiosks.cases.vocabulary import DocumentKind
from kiosks.models import Kiosk
from layers.surveys.models import Photo
from tests.cases.conftest import photographed

pytestmark = pytest.mark.django_db


def absolute(path: str) -> str:
    return f"https://map.example{path}"


def text(content: bytes) -> str:
    """In one line: where lines end is the paper's own affair."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.fixture
def inspected(case: Case, kiosk: Kiosk, inspector: User) -> Case:
    Kiosk.objects.filter(pk=kiosk.pk).update(
        area=12.5, location_source="gps", location_accuracy=4.5, owner_name="ТОВ «Хліб»", owner_code="12345678",
        owner_phone="+380501112233", note="внутрішнє",
    )  # fmt: skip
    return actions.take(case.pk, "inspect", actions.Deed(inspector, note="Торгує без паспорта прив’язки"))


def test_a_report_says_what_was_found_where_and_by_which_clause(inspected: Case, inspector: User) -> None:
    paper = actions.issue(inspected.pk, DocumentKind.REPORT, inspector, documents.drawing(absolute))
    said = text(actions.unsealed(paper))
    for words in (
        f"Акт обстеження № {paper.number}",
        "48.852270, 37.605820",
        "точність 4,5 м",
        "вулиця Шевченка, 5",
        "12,5 м²",
        "ТОВ «Хліб», ЄДРПОУ 12345678",
        "Торгує без паспорта прив’язки",
        "Порядок № 244, п. 2.30",
        "Розташування",
    ):
        assert words in said, words
    assert f"https://map.example/kiosks/{inspected.feature_id}/" in said.replace(" ", "")
    assert "501112233" not in said
    assert "внутрішнє" not in said


def test_an_order_names_its_term(inspected: Case, inspector: User, registrar: User, settings: Any) -> None:
    settings.ORDER_POST = "начальник відділу"
    photographed(inspected)
    draw = documents.drawing(absolute)
    actions.issue(inspected.pk, DocumentKind.REPORT, inspector, draw)
    said = actions.Deed(inspector, grounds="narrows", clause="ДБН В.2.2-40:2018, п. 5.1")
    actions.take(inspected.pk, "establish", said)
    order = actions.issue(inspected.pk, DocumentKind.ORDER, registrar, draw)
    told = text(actions.unsealed(order))
    for words in (
        f"Припис № {order.number}",
        "Звужує тротуар",
        "ДБН В.2.2-40:2018, п. 5.1",
        "Строк: 10 календарних днів з дня вручення.",
        "На підставі",
        "начальник відділу",
        "Кому",
    ):
        assert words in told, words
    # How sure the office is of a clause is its own affair: it stands beside the button, not on the paper.
    assert "перевірити з юристом" not in told


def test_photos_are_in_it_and_it_is_for_the_archive(
    inspected: Case, inspector: User, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photographed(inspected)
    drawn = BytesIO()
    Image.new("RGB", (640, 480), "red").save(drawn, "JPEG")
    photo = Photo.objects.get()
    (tmp_path / "red.jpg").write_bytes(drawn.getvalue())
    monkeypatch.setattr(Photo._meta.get_field("picture"), "storage", FileSystemStorage(tmp_path))
    Photo.objects.filter(pk=photo.pk).update(picture="red.jpg", said="Кіоск з вулиці")
    paper = actions.issue(inspected.pk, DocumentKind.REPORT, inspector, documents.drawing(absolute))
    content = actions.unsealed(paper)
    reader = PdfReader(BytesIO(content))
    assert "Кіоск з вулиці" in text(content)
    assert any(
        image.image and image.image.size == (640, 480) for page in reader.pages for image in page.images
    )
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "uk"
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'part="2"' in metadata or "<pdfaid:part>2<" in metadata


def test_plates_name_their_structures(kiosk: Kiosk) -> None:
    said = text(documents.plates([kiosk], "kiosks", absolute))
    assert "Кава" in said
    assert f"https://map.example/kiosks/{kiosk.pk}/" in said.replace(" ", "")


def test_a_document_knows_nothing_of_what_came_after_it(inspected: Case, inspector: User) -> None:
    photographed(inspected)
    paper = actions.issue(inspected.pk, DocumentKind.REPORT, inspector, documents.drawing(absolute))
    said = actions.Deed(inspector, note="Пізніше", grounds="no_permit", clause="п. 2.30")
    actions.take(inspected.pk, "establish", said)
    assert "Пізніше" not in text(documents.drawing(absolute)(paper))


def test_an_order_says_what_to_do_until_when_and_where_to_appeal(
    inspected: Case, inspector: User, registrar: User
) -> None:
    photographed(inspected)
    draw = documents.drawing(absolute)
    actions.issue(inspected.pk, DocumentKind.REPORT, inspector, draw)
    said = actions.Deed(inspector, grounds="no_permit", clause="Порядок № 244, п. 2.30")
    actions.take(inspected.pk, "establish", said)
    told = " ".join(
        text(actions.unsealed(actions.issue(inspected.pk, DocumentKind.ORDER, registrar, draw))).split()
    )
    for words in ("оформити паспорт прив’язки", "Останній день строку", "ст. 122 КАС України"):
        assert words in told, words
