"""Projects: what their cards say, what they are linked to, and what the office may do with them."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import formats, timezone, translation
from PIL import ExifTags, Image

from layers.civic.petitions.models import Petition
from layers.civic.projects.models import Project, ProjectDocument, ProjectPhoto
from layers.civic.projects.telling import in_sentences
from layers.civic.projects.vocabulary import MEANINGS, Stage, tender_ids_in
from layers.registry import catalogue
from layers.surveys import review
from tests.kiosks.test_papers import pdf
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
TENDER = "UA-2026-05-01-000123-a"
FOR = "The project that it is for"
MAPPINGS = Path(__file__).parents[2] / "fixtures/civic"


def section(page: str, title: str) -> str:
    """The section of a card with this title, without the marks of its language; empty where there is none."""
    _before, found, after = page.partition(f"{title}</h2>")
    plain = re.sub(r'<span lang="uk">(.*?)</span>', r"\1", after.partition("</section>")[0])
    return plain if found else ""


def project(**values: Any) -> Any:
    return row(catalogue["projects"], **({"title": "Тихий двір", "stage": "running"} | values))


def test_every_stage_but_the_unknown_one_says_what_it_means() -> None:
    assert set(MEANINGS) == set(Stage) - {Stage.UNKNOWN}
    with translation.override("en"):
        assert in_sentences({"stage": "won"}).startswith("Residents have chosen it")
    assert in_sentences({"stage": "unknown"}) == ""


def test_money_and_late_works_are_said_plainly() -> None:
    late = timezone.localdate() - timedelta(days=1)
    values = {
        "stage": "running",
        "works_until": late,
        "budget_planned": Decimal(1000),
        "budget_spent": Decimal(1250),
    }
    with translation.override("en"):
        said = in_sentences(values)
        assert "The works were to be over by" in said
        assert "125% of the planned money is spent." in said
        assert "to be over" not in in_sentences(values | {"stage": "done"})
        assert "%" not in in_sentences(values | {"budget_planned": None})


def test_identifiers_are_found_among_other_words() -> None:
    assert tender_ids_in(f"{TENDER}, {TENDER}; UA-2026-1 та UA-2025-01-02-000001-b") == [
        TENDER,
        "UA-2025-01-02-000001-b",
    ]


def test_a_project_leads_to_its_purchases_and_they_lead_back(client: Client) -> None:
    tender = row(catalogue["tenders"], tender_id=TENDER, title="Ремонт двору")
    elsewhere = "UA-2025-01-02-000001-b"
    one = project(tender_ids=f"{TENDER} {elsewhere}")
    page = section(client.get(f"/projects/{one.pk}/").content.decode(), "Purchases for it")
    assert f'<a href="/tenders/{tender.pk}/">Ремонт двору</a>' in page
    assert f'href="https://prozorro.gov.ua/tender/{elsewhere}"' in page
    back = section(client.get(f"/tenders/{tender.pk}/").content.decode(), FOR)
    assert f'<a href="/projects/{one.pk}/">Тихий двір</a>' in back


def test_what_is_not_published_is_linked_to_for_nobody(client: Client) -> None:
    tender = row(catalogue["tenders"], tender_id=TENDER, title="Ремонт двору", publication="hidden")
    one = project(tender_ids=TENDER, publication="hidden")
    open_one = project(tender_ids=TENDER)
    page = client.get(f"/projects/{open_one.pk}/").content.decode()
    assert f"/tenders/{tender.pk}/" not in page
    tender.publication = "public"
    tender.save()
    back = section(client.get(f"/tenders/{tender.pk}/").content.decode(), FOR)
    assert f'href="/projects/{one.pk}/"' not in back
    assert f'href="/projects/{open_one.pk}/"' in back


def test_an_identifier_is_not_the_beginning_of_another(client: Client) -> None:
    tender = row(catalogue["tenders"], tender_id="UA-2026-05-01-000123", title="Ремонт двору")
    project(tender_ids=TENDER)
    assert not section(client.get(f"/tenders/{tender.pk}/").content.decode(), FOR)


def test_documents_are_on_the_card_and_their_titles_are_text(client: Client) -> None:
    one = project()
    ProjectDocument.objects.create(project=one, title="<i>Кошторис</i>", url="https://example.org/1.pdf")
    page = section(client.get(f"/projects/{one.pk}/").content.decode(), "Documents")
    assert "&lt;i&gt;Кошторис&lt;/i&gt;" in page
    assert 'href="https://example.org/1.pdf"' in page


def picture(taken: str = "") -> SimpleUploadedFile:
    file, exif = BytesIO(), Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    Image.new("RGB", (640, 480), "#3a7").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("до.jpg", file.getvalue(), "image/jpeg")


def form(client: Client, one: Any, **values: Any) -> Any:
    address = f"/admin/projects/project/{one.pk}/change/"
    shown = client.get(address).context["adminform"].form
    told = {name: shown[name].value() for name in shown.fields if name != "geom"}
    told = {name: "" if value is None else value for name, value in told.items()}
    told["geom"] = one.geom.geojson
    rows = {
        f"{name}-{count}_FORMS": "0" for name in ("documents", "photos") for count in ("TOTAL", "INITIAL")
    }
    return client.post(address, told | rows | values)


def test_photos_wait_for_a_review_and_say_which_side_of_the_works_they_show(
    signed_in: Any, client: Client
) -> None:
    one, office = project(), signed_in("registrar")
    sent = {"photos-TOTAL_FORMS": "1", "photos-0-when": "before", "photos-0-file": picture()}
    assert form(office, one, **sent).status_code == 302
    photo = ProjectPhoto.objects.get()
    assert client.get(f"/photos/{photo.pk}.jpg").status_code == 404
    assert office.get(f"/admin/projects/projectphoto/{photo.pk}/change/").status_code == 200
    review.publish(photo, [], "двір із ямами", None)
    assert client.get(f"/photos/{photo.pk}.jpg").status_code == 200
    page = client.get(f"/projects/{one.pk}/").content.decode()
    assert 'alt="двір із ямами"' in page
    assert "Before the works" in page


def test_photos_go_from_before_to_after_with_the_day_that_the_camera_wrote(
    signed_in: Any, client: Client
) -> None:
    one, office = project(), signed_in("registrar")
    for when, file in (("after", picture()), ("before", picture(taken="2021:05:03 10:00:00"))):
        sent = {"photos-TOTAL_FORMS": "1", "photos-0-when": when, "photos-0-file": file}
        assert form(office, one, **sent).status_code == 302
    for photo in ProjectPhoto.objects.all():
        review.publish(photo, [], photo.when, None)
    page = client.get(f"/projects/{one.pk}/?lang=uk").content.decode()
    told = [" ".join(re.sub("<[^>]+>", "", part).split()) for part in page.split('<li><a href="/photos/')[1:]]
    assert told[0].partition(">")[2].startswith("До робіт, 3 травня 2021 р.")
    with translation.override("uk"):
        today = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    assert told[1].partition(">")[2].startswith(f"Після робіт, внесено {today}")
    assert "one kind" in office.get(f"/admin/projects/project/{one.pk}/change/").content.decode()


def test_what_is_no_photo_is_refused(signed_in: Any) -> None:
    file = SimpleUploadedFile("a.jpg", b"<svg onload='alert(1)'>", "image/jpeg")
    sent = {"photos-TOTAL_FORMS": "1", "photos-0-when": "before", "photos-0-file": file}
    assert form(signed_in("registrar"), project(), **sent).status_code == 200
    assert not ProjectPhoto.objects.exists()


def collection(*shapes: dict[str, Any]) -> str:
    return json.dumps({"type": "GeometryCollection", "geometries": list(shapes)})


X, Y = HERE
POINT = {"type": "Point", "coordinates": [X, Y]}
OTHER = {"type": "Point", "coordinates": [X + 0.001, Y]}
LINE = {"type": "LineString", "coordinates": [[X, Y], [X + 0.001, Y]]}
AREA = {"type": "Polygon", "coordinates": [[[X, Y], [X + 0.001, Y], [X, Y + 0.001], [X, Y]]]}
AREAS = {"type": "MultiPolygon", "coordinates": [AREA["coordinates"]]}


@pytest.mark.parametrize(
    ("drawn", "kind", "parts"),
    [
        (json.dumps(LINE), "LineString", 1),
        (json.dumps(AREA), "Polygon", 1),
        (collection(POINT, OTHER), "MultiPoint", 2),
        (collection(LINE, LINE), "MultiLineString", 2),
        (collection(AREAS, AREA), "MultiPolygon", 2),
    ],
)
def test_several_places_of_one_kind_are_one_project(
    signed_in: Any, client: Client, drawn: str, kind: str, parts: int
) -> None:
    one = project()
    assert form(signed_in("registrar"), one, geom=drawn).status_code == 302
    one.refresh_from_db()
    assert (one.geom.geom_type, one.geom.num_geom) == (kind, parts)
    item = client.get(f"/api/collections/projects/items/{one.pk}").json()
    assert item["geometry"]["type"] == kind


def test_places_of_several_kinds_are_refused_in_words(signed_in: Any) -> None:
    one = project()
    page = form(signed_in("registrar"), one, geom=collection(POINT, LINE)).content.decode()
    assert "Several places are of one kind" in page
    assert Project.objects.get(pk=one.pk).geom.geom_type == "Point"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tender_ids": "UA-2026"}, "is no identifier of a tender"),
        ({"tender_ids": "<script>"}, "is no identifier of a tender"),
        ({"works_from": "2026-05-02", "works_until": "2026-05-01"}, "The works end before they begin."),
        ({"budget_planned": "-1"}, "Money is not below zero."),
    ],
)
def test_what_cannot_be_is_refused_in_words(signed_in: Any, values: dict[str, str], said: str) -> None:
    answer = form(signed_in("registrar"), project(), **values)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_planned_is_held_against_spent_where_both_are_known(client: Client) -> None:
    project(year=2025, budget_planned=1000, budget_spent=900)
    project(year=2025, budget_planned=50_000, budget_spent=None)
    project(year=2026, budget_planned=300, budget_spent=330)
    page = client.get("/projects/figures").content.decode()
    assert "Planned budget against spent" in page
    chart = page.partition("Planned budget against spent")[2].partition("</figure>")[0]
    bars = [part.split("<td")[0] for part in chart.split("<span>")[1:]]
    assert [bar.split("</span>")[0] for bar in bars] == [
        "2026: planned budget", "2026: spent", "2025: planned budget", "2025: spent",
    ]  # fmt: skip
    assert "1,000" in chart
    assert "51,000" not in chart
    assert "not known of 1" in chart.lower()


def table(tmp_path: Path, name: str, text: str) -> str:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return str(file)


PROJECTS = (
    "№;Назва;Опис;Категорія;Автор;Рік;Голоси;Заплановано, грн;Витрачено, грн;Підрядник;Початок робіт;Кінець робіт;"
    "Закупівлі;Посилання;Стан"
)


def test_a_table_of_projects_comes_in_and_its_flaws_are_told(tmp_path: Path, capsys: Any) -> None:
    good = (
        "7;Тихий двір;;благоустрій;Ініціатор;2026;512;150 000,50;149000;ТОВ «Демо» 1234567890;01.05.2026;30.09.2026;"
        f"{TENDER};;в стадії реалізації"
    )
    wrong = "8;Інший;;;;2026;5;1;1;;;;не знаю;;подано"
    call_command(
        "import_layer",
        "projects",
        table(tmp_path, "projects.csv", f"{PROJECTS}\n{good}\n{wrong}\n"),
        "--mapping",
        str(MAPPINGS / "projects-table.toml"),
    )
    one = Project.objects.get()
    assert (one.stage, one.budget_planned, one.works_until) == (
        "running", Decimal("150000.50"), date(2026, 9, 30),
    )  # fmt: skip
    assert "1234567890" not in one.contractor_name
    assert "tender_ids" in "".join(capsys.readouterr())


def test_no_year_of_the_budget_overwrites_another(tmp_path: Path) -> None:
    for year, title in (("2025", "Двір"), ("2024", "Сквер"), ("2025", "Двір і сад")):
        line = f"12;{title};;;;{year};5;1;1;;;;;;подано"
        call_command(
            "import_layer",
            "projects",
            table(tmp_path, "projects.csv", f"{PROJECTS}\n{line}\n"),
            "--mapping",
            str(MAPPINGS / "projects-table.toml"),
        )
    assert [*Project.objects.order_by("year").values_list("year", "title")] == [
        (2024, "Сквер"),
        (2025, "Двір і сад"),
    ]


def test_a_number_is_moved_to_no_other_year(tmp_path: Path, capsys: Any) -> None:
    mapping = tmp_path / "own.toml"
    text = (MAPPINGS / "projects-table.toml").read_text(encoding="utf-8")
    mapping.write_text(text.replace('key = ["Рік", "№"]', 'key = "№"'), encoding="utf-8")
    for year, title in (("2025", "Двір"), ("2024", "Сквер"), ("2025", "Двір і сад")):
        line = f"12;{title};;;;{year};5;1;1;;;;;;подано"
        file = table(tmp_path, "projects.csv", f"{PROJECTS}\n{line}\n")
        call_command("import_layer", "projects", file, "--mapping", str(mapping))
    assert (Project.objects.get().year, Project.objects.get().title) == (2025, "Двір і сад")
    assert "the number is one of 2025 here" in capsys.readouterr().out


PETITIONS = (
    "№,Назва,Категорія,Посилання,Текст,Автор,Дата початку збору,Дата завершення збору,Кількість підписів,"
    "Необхідно підписів,Статус,Дата відповіді,Посилання на відповідь,Відповідь"
)


def test_a_table_of_petitions_comes_in(tmp_path: Path) -> None:
    line = "12,Світло,Благоустрій,,,Ініціатор,01.09.2026,30.11.2026,31,250,Триває збір підписів,,,"
    call_command(
        "import_layer",
        "petitions",
        table(tmp_path, "petitions.csv", f"{PETITIONS}\n{line}\n"),
        "--mapping",
        str(MAPPINGS / "petitions-table.toml"),
    )
    one = Petition.objects.get()
    assert (one.status, one.signatures, one.threshold) == ("collecting", 31, 250)
    assert one.collect_until == date(2026, 11, 30)
    assert one.counts.get().signatures == 31


def test_petitions_of_tables_are_of_a_year_and_their_days_in_order(tmp_path: Path, capsys: Any) -> None:
    lines = [
        "12,Світло,,,,,01.09.2026,30.11.2026,31,250,Триває збір підписів,,,",
        "12,Тінь,,,,,01.09.2025,30.11.2025,31,250,Не набрала голосів,,,",
        "13,Кінець перед початком,,,,,01.11.2026,01.01.2026,31,250,Триває збір підписів,,,",
        "14,Давня,,,,,01.11.1900,,31,250,Триває збір підписів,,,",
    ]
    call_command(
        "import_layer",
        "petitions",
        table(tmp_path, "petitions.csv", "\n".join([PETITIONS, *lines])),
        "--mapping",
        str(MAPPINGS / "petitions-table.toml"),
    )
    assert {*Petition.objects.values_list("title", flat=True)} == {"Світло", "Тінь"}
    said = "".join(capsys.readouterr())
    assert "The collection ends before it begins." in said
    assert "There were no electronic petitions before 2015." in said


@pytest.mark.parametrize("around", ["{}", '{{"total": 1, "data": {}}}'])
def test_an_answer_of_a_platform_comes_in(tmp_path: Path, around: str) -> None:
    rows = json.dumps(
        [
            {
                "id": 5, "title": "Світло", "author": "Ініціатор", "content": "Просимо", "status": "Supported",
                "signaturesNumber": 9, "answer": None, "answeredAt": None,
            }
        ]
    )  # fmt: skip
    call_command(
        "import_layer",
        "petitions",
        table(tmp_path, "answer.json", around.format(rows)),
        "--mapping",
        str(MAPPINGS / "petitions-answer.toml"),
    )
    one = Petition.objects.get()
    assert (one.number, one.status, one.signatures, one.threshold) == ("5", "collecting", 9, None)


def test_a_document_is_a_file_or_an_address(
    settings: Any, tmp_path: Path, signed_in: Any, client: Client
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ProjectDocument._meta.get_field("file").storage._location = tmp_path / "papers"
    office, one = signed_in("registrar"), project()
    told = {"documents-TOTAL_FORMS": "1", "documents-0-title": "Кошторис"}
    assert "Give an address or a file." in form(office, one, **told).content.decode()
    told["documents-0-file"] = SimpleUploadedFile("a.pdf", pdf())
    assert form(office, one, **told).status_code == 302
    address = ProjectDocument.objects.get().address
    assert f'href="{address}"' in client.get(f"/projects/{one.pk}/").content.decode()
    assert client.get(address).status_code == 200
    Project.objects.filter(pk=one.pk).update(publication="hidden", publication_reason="закон")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("budget_planned", "-5", "below zero"),
        ("budget_spent", "-0.01", "below zero"),
        ("year", "2126", "year of a budget"),
        ("year", "1900", "year of a budget"),
        ("votes", "10000001", "not so many people"),
        ("decided_on", str(timezone.localdate() + timedelta(days=2)), "still to come"),
    ],
)
def test_a_table_brings_no_nonsense_of_money_and_time(
    name: str, value: str, reason: str, tmp_path: Path, capsys: Any
) -> None:
    told = {"title": "Двір", "budget_planned": "5", "year": "2026", "decided_on": "2026-05-01"}
    mapping, file = tmp_path / "projects.toml", tmp_path / "projects.csv"
    columns = "".join(f'{one} = "{one}"\n' for one in told | {name: value})
    mapping.write_text(f'layer = "projects"\nsource = "t"\nkey = "uid"\n[columns]\n{columns}')
    for line, count in (({"uid": "1"} | told | {name: value}, 0), ({"uid": "1"} | told | {name: ""}, 1)):
        file.write_text(f"{','.join(line)}\n{','.join(line.values())}\n", encoding="utf-8")
        call_command("import_layer", "projects", str(file), "--mapping", str(mapping))
        assert Project.objects.count() == count
    assert reason in "".join(capsys.readouterr())


def test_a_share_is_told_of_money_that_can_be() -> None:
    told = {"stage": "done", "budget_planned": Decimal(-5), "budget_spent": Decimal(100_000)}
    with translation.override("en"):
        assert "%" not in in_sentences(told)
        assert "%" not in in_sentences(told | {"budget_planned": Decimal(5), "budget_spent": Decimal(-1)})
