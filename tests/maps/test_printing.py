"""The map on paper: everything that a sheet has to say is on it, and the file asks nobody for anything."""

import json
import re
import zlib
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accessibility.models import Place
from layers.registry import catalogue
from layers.viewer import PUBLIC
from maps.page import printing
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
CLOSE = f"layers=kiosks&at=17/{HERE[1]}/{HERE[0]}"


def sheet(client: Client, words: str) -> str:
    answer = client.get(f"/print?{words}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_sheet_says_what_is_on_it(client: Client) -> None:
    row(catalogue["kiosks"], name="Квіти")
    row(catalogue["kiosks"], name="Прихований", publication="hidden")
    page = sheet(client, f"{CLOSE}&q=Квіти&title=Flowers")
    assert "<h1>Flowers</h1>" in page
    assert 'alt="Map. In view: Kiosks: 1"' in page
    assert "Only:</b> «Квіти»" in re.sub(r"</?span[^>]*>", "", page)
    assert "about 1 :" in page
    assert "CC-BY-4.0" in page
    assert "Прихований" not in page
    assert 'src="/qr.svg?to=%2F%3F' in page


def test_the_scale_is_that_of_the_paper(client: Client) -> None:
    frame = printing.Sheet.read(QueryDict(CLOSE), PUBLIC).picture.frame
    paper = printing.PAPERS["portrait"]
    metres = frame.metres_per_pixel * paper.width
    assert printing.Sheet.read(QueryDict(CLOSE), PUBLIC).scale == pytest.approx(
        metres / (paper.millimetres / 1000), rel=0.05
    )


def test_what_the_list_has_no_room_for_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_LISTED", 2)
    for number in range(5):
        row(catalogue["kiosks"], name=f"Кіоск {number}")
    page = sheet(client, CLOSE)
    assert page.count("<li><svg") == 2 + page.split("What is on the map")[0].count("<li><svg")
    assert "3 more objects are in view and not in this list." in page


def test_a_question_of_the_page_is_the_title(client: Client) -> None:
    asked = "layers=kiosks&kiosks.permit_state=expired,annulled,none&theme=dark"
    assert "<h1>Where are unlawful kiosks</h1>" in sheet(client, asked)
    assert "<h1>Kiosks</h1>" in sheet(client, "layers=kiosks&kiosks.permit_state=expired")
    assert "<h1>Ours</h1>" in sheet(client, f"{asked}&title=Ours")


def test_a_sheet_names_the_short_address_that_somebody_made(client: Client) -> None:
    path = printing.Sheet.read(QueryDict(CLOSE), PUBLIC).path
    assert "/s/" not in sheet(client, CLOSE)
    made = client.post("/short", {"to": path}).json()["address"]
    assert f'class="address">http://testserver{made}<' in sheet(client, CLOSE)


@pytest.mark.parametrize("words", ["paper=a3", f"title={'x' * 121}", "at=x", "x=1"])
def test_a_word_that_cannot_be_understood_is_a_problem(client: Client, words: str) -> None:
    for path in ("/print", "/print.pdf"):
        answer = client.get(f"{path}?{words}", headers={"accept": "application/json"})
        assert answer.status_code == 400
        assert json.loads(answer.content)["parameter"] in words


@pytest.mark.parametrize("paper", printing.PAPERS)
def test_the_file_is_two_pages_of_a4(client: Client, paper: str) -> None:
    row(catalogue["kiosks"], name="Квіти")
    answer = client.get(f"/print.pdf?{CLOSE}&paper={paper}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    sides = (595.27, 841.89) if paper == "portrait" else (841.89, 595.27)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", _unpacked(answer.content))
    assert len(boxes) == 2
    for box in boxes:
        assert [float(side) for side in box] == pytest.approx(sides, abs=0.1)


def _unpacked(file: bytes) -> bytes:
    """The objects of a PDF, which are compressed together."""
    streams = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    return b"\n".join(zlib.decompress(stream) for stream in streams)


def test_the_file_asks_nobody_for_anything(rf: Any) -> None:
    parts = printing._Parts(printing.Sheet.read(QueryDict(CLOSE), PUBLIC), rf.get("/print.pdf"))
    for address in ("http://example.org/a.svg", "file:///etc/passwd", "http://map/static/../settings.py"):
        with pytest.raises(ValueError, match="not a part of the sheet"):
            parts.fetch(address)


def test_a_sheet_of_staff_says_that_it_is_not_for_everybody(signed_in: Any) -> None:
    row(catalogue["kiosks"], name="Прихований", publication="hidden")
    staff = signed_in("inspector")
    assert "You see more than the public does" in sheet(staff, CLOSE)
    assert "INTERNAL-" in staff.get(f"/print.pdf?{CLOSE}")["Content-Disposition"]


def test_the_sheet_lists_in_the_order_of_the_page_with_the_way_there(client: Client) -> None:
    row(catalogue["places"], (HERE[0] + 0.0005, HERE[1]), name="Аптека близька")
    far = row(catalogue["places"], (HERE[0] + 0.002, HERE[1]), name="Аптека далека")
    Place.objects.filter(pk=far.pk).update(for_wheelchair="accessible")
    words = f"/print?layers=places&near={HERE[0]},{HERE[1]},500&lang=en"
    told = client.get(words).content.decode()
    assert told.index("Аптека близька") < told.index("Аптека далека")
    assert "to the east" in told
    judged = client.get(f"{words}&profile=wheelchair").content.decode()
    assert judged.index("Аптека далека") < judged.index("Аптека близька")
