"""Petitions and projects as residents read them and as the office draws them: narrow and wide, light and dark."""

import json
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect

from layers.civic.petitions import actions
from layers.civic.petitions.models import Petition
from layers.civic.projects.models import Project, ProjectDocument
from layers.registry import catalogue
from tests.e2e.test_office import registrar  # noqa: F401  (a fixture)
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e


@pytest.fixture
def petition(city: dict[str, Any]) -> Petition:
    today = timezone.localdate()
    made: Petition = row(
        catalogue["petitions"],
        title="Світло на Лісній",
        status="collecting",
        started_on=today - timedelta(days=60),
    )
    days = {50: 4, 40: 90, 20: 160, 2: 190}
    actions.count(made, {today - timedelta(days=ago): count for ago, count in days.items()})
    actions.follow_one(made)
    return made


@pytest.fixture
def project(city: dict[str, Any]) -> Project:
    row(catalogue["tenders"], tender_id="UA-2026-05-01-000123-a", title="Ремонт двору")
    made: Project = row(
        catalogue["projects"],
        title="Тихий двір",
        stage="running",
        year=2026,
        budget_planned=150_000,
        budget_spent=90_000,
        tender_ids="UA-2026-05-01-000123-a",
    )
    ProjectDocument.objects.create(project=made, title="Кошторис", url="https://example.org/1.pdf")
    return made


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_how_far_a_petition_is_is_seen_at_once_and_read_as_a_table(
    browser: Browser, live_server: Any, petition: Petition, width: int, look: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=look, locale="uk-UA")
    page.goto(f"{live_server.url}/petitions/{petition.pk}/")
    said = page.locator(".card-remark")
    expect(said).to_contain_text("Підписів: 190 із 250.")
    expect(said).to_contain_text("Залишилося 30 днів.")
    expect(page.get_by_text("Штрихова лінія — поріг: 250 підписів.")).to_be_visible()
    line, box = page.locator(".progress-line"), page.locator("svg.progress").bounding_box()
    assert box
    assert 0 < box["width"] <= width
    assert line.evaluate("drawn => drawn.points.length") == 5
    expect(page.get_by_role("cell", name="+30")).to_be_hidden()
    page.locator(".signatures summary").press("Enter")
    expect(page.get_by_role("cell", name="+30")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
    page.close()


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_a_project_says_what_its_stage_means_and_leads_to_its_purchase_and_back(
    browser: Browser, live_server: Any, project: Project, width: int, look: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=look, locale="uk-UA")
    page.goto(f"{live_server.url}/projects/{project.pk}/")
    expect(page.locator(".card-remark")).to_contain_text("Витрачено 60% запланованих коштів.")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("region", name="Закупівлі для проєкту").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ремонт двору")
    page.get_by_role("region", name="Проєкт, для якого закупівля").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Тихий двір")
    page.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("slug", ["petitions", "projects"])
def test_the_figures_are_read_by_everybody(
    browser: Browser, live_server: Any, petition: Petition, project: Project, slug: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="uk-UA")
    page.goto(f"{live_server.url}/{slug}/figures")
    title = "Плановий бюджет і витрачено" if slug == "projects" else "Скільки петицій почали збирати підписи"
    expect(page.get_by_text(title).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
    page.close()


def test_a_second_place_is_drawn_beside_the_first(
    registrar: BrowserContext,  # noqa: F811
    visit: Any,
    project: Project,
) -> None:
    page = visit(f"/admin/projects/project/{project.pk}/change/")
    shown = page.locator("#id_geom-map")
    shown.scroll_into_view_if_needed()
    page.locator(".leaflet-draw-draw-marker").click()
    box = shown.bounding_box()
    page.mouse.click(box["x"] + 300, box["y"] + 120)
    drawn = json.loads(page.locator("#id_geom").input_value())
    assert [one["type"] for one in drawn["geometries"]] == ["Point", "Point"]
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text("Тихий двір")
    project.refresh_from_db()
    assert (project.geom.geom_type, project.geom.num_geom) == ("MultiPoint", 2)
    assert any(point.coords == pytest.approx(HERE, abs=1e-6) for point in project.geom)
    expect(page.locator("#id_geom-map .leaflet-marker-icon")).to_have_count(2)
