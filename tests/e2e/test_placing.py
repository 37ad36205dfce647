"""What has no place, and the way to say where it is, in a real browser: by pressing, by key, by address."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.gis.geos import LineString, MultiLineString
from playwright.sync_api import expect

from layers.civic.petitions.models import Petition
from layers.locating.actions import locate_layer
from layers.locating.models import Suggestion
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e


@pytest.fixture
def petitions(city: dict[str, Any]) -> dict[str, Any]:
    x, y = HERE
    row(
        catalogue["streets"],
        geom=MultiLineString(LineString((x, y), (x + 0.002, y))),
        name="Торська",
        kind="вулиця",
    )
    made = {
        name: Petition.objects.create(title=title, status="collecting")
        for name, title in {"street": "Ремонт вул. Торської", "lost": "Лавки на вул. Незнаній"}.items()
    }
    locate_layer(catalogue["petitions"])
    return city | made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        "/unlocated",
        "/unlocated?layer=petitions",
        "/petitions/{lost}/place",
        "/petitions/{lost}/place?chosen=37.6058,48.8523",
        "/petitions/{lost}/place?sent=yes",
        "/petitions/{street}/",
        "/petitions/{street}/thread/",
        "/thread?near=37.6058,48.8523,300",
        "/around?near=37.6058,48.8523,300",
    ],
)
def test_nothing_stands_in_anybodys_way(
    visit: Any, petitions: dict[str, Any], size: str, path: str, scheme: str
) -> None:
    address = path.format(lost=petitions["lost"].pk, street=petitions["street"].pk)
    page = visit(f"{address}{'&' if '?' in path else '?'}lang=uk", size=size)
    page.emulate_media(color_scheme=scheme)
    findings = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in findings] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.wcag("2.1.1")
def test_from_the_tray_to_a_suggestion_by_key(visit: Any, petitions: dict[str, Any]) -> None:
    page = visit("/unlocated?layer=petitions&lang=en")
    page.get_by_role("link", name="I know where it is: Лавки на вул. Незнаній").press("Enter")
    page.get_by_label("Street and house").fill("Торська")
    page.get_by_role("button", name="Find").press("Enter")
    page.locator("#places").get_by_role("button").first.press("Enter")
    expect(page.locator("#where")).to_contain_text("Near")
    page.get_by_role("button", name="To the north").press("Enter")
    page.get_by_label("How you know it").fill("Бачу з вікна")
    page.get_by_role("button", name="Yes, it is here").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    said = Suggestion.objects.get()
    assert (said.feature_id, said.words, said.state) == (petitions["lost"].pk, "Бачу з вікна", "waiting")
    assert said.place.y > HERE[1]


def test_a_press_on_the_map_puts_the_mark_there(visit: Any, petitions: dict[str, Any]) -> None:
    page = visit(f"/petitions/{petitions['lost'].pk}/place?lang=en")
    page.locator(".pointing-press").click(position={"x": 200, "y": 100})
    expect(page.locator(".pointing-mark")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, it is here")).to_be_visible()
