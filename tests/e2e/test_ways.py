"""The way for a person and what a person gets to, in a real browser: by map, keyboard and accessibility tree."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.gis.geos import LineString, MultiLineString
from playwright.sync_api import expect

from accessibility.mending.actions import list_what_to_mend
from layers.registry import catalogue
from tests.accessibility.test_parts import STEPS, written
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e
#: off the streets of the city, which footways would cross here
X, Y = HERE[0], HERE[1] + 0.003
EAST = 0.00136
ASKED = f"from={X},{Y}&to={X + EAST},{Y}&profile=wheelchair"


@pytest.fixture
def ways(city: dict[str, Any]) -> dict[str, Any]:
    """Half of a way is measured and good, of the other half nothing is known; one round it is good."""
    good = {"surface": "asphalt", "width": 1.8, "tags": {"incline": "2%"}}
    _way((X, Y), (X + EAST / 2, Y), **good)
    _way((X + EAST / 2, Y), (X + EAST, Y))
    _way((X, Y), (X + EAST / 2, Y + EAST / 4), (X + EAST, Y), **good)
    row(catalogue["stops"], (X, Y), name="Ринок")
    row(catalogue["places"], (X + EAST, Y), name="Аптека")
    return city


def _way(*places: tuple[float, float], **values: Any) -> None:
    line = MultiLineString(LineString(*places, srid=4326), srid=4326)
    row(catalogue["roads"], geom=line, kind="footway", name="", **values)


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        f"/way?{ASKED}",
        f"/reach?from={X},{Y}&profile=wheelchair",
        "/reach?profile=wheelchair",
        "/reach",
        "/mend",
        "/campaign",
        "/interchange",
        "/accessibility",
        "/barriers/{barrier}/still-there",
    ],
)
def test_nothing_stands_in_anybodys_way(visit: Any, ways: dict[str, Any], size: str, path: str) -> None:
    list_what_to_mend()
    address = path.format(barrier=ways["barrier"].pk)
    page = visit(f"{address}{'&' if '?' in path else '?'}lang=uk", size=size)
    if "profile" in path:
        expect(page.locator("#way-map .leaflet-overlay-pane path").first).to_be_attached()
    findings = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in findings] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.wcag("1.4.1", "2.1.1")
@pytest.mark.usefixtures("ways")
def test_each_stretch_is_told_apart_by_its_line_and_shown_by_its_step(visit: Any) -> None:
    page = visit(f"/way?{ASKED}&lang=en")
    lines = page.locator("#way-map path.way-line")
    expect(lines).to_have_count(2)
    dashes = {line.get_attribute("class").split("is-")[1].split()[0]: line for line in lines.all()}
    assert dashes["good"].get_attribute("stroke-dasharray") in {None, ""}
    assert dashes["unknown"].get_attribute("stroke-dasharray") == "1 9"
    step = page.get_by_role("button", name="not known")
    step.focus()
    page.keyboard.press("Enter")
    expect(step).to_have_attribute("aria-current", "step")
    expect(page.locator("#way-map path.way-lit")).to_have_count(1)


@pytest.mark.wcag("2.1.1")
@pytest.mark.usefixtures("ways")
def test_another_way_is_one_key_away(visit: Any) -> None:
    page = visit(f"/way?{ASKED}&lang=en")
    choices = page.get_by_role("navigation", name="Ways").get_by_role("link")
    expect(choices).to_have_count(2)
    choices.nth(1).press("Enter")
    expect(choices.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator(".way-said")).to_contain_text("nothing is unknown")


@pytest.mark.usefixtures("ways")
def test_a_place_is_opened_from_what_is_reached(visit: Any) -> None:
    page = visit(f"/reach?from={X},{Y}&profile=wheelchair&lang=en")
    page.get_by_role("link", name="Аптека").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Аптека")


@pytest.mark.usefixtures("ways")
def test_the_device_says_where_one_is_and_for_whom_is_remembered(visit: Any) -> None:
    page = visit("/way?lang=en")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": X, "latitude": Y, "accuracy": 10})
    page.get_by_role("button", name="From where I am").click()
    expect(page.locator("#from")).to_have_value(f"{X:.5f},{Y:.5f}")
    page.locator("#profile").select_option("older")
    page.goto(page.url)
    expect(page.locator("#profile")).to_have_value("older")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.usefixtures("city")
def test_a_card_says_which_entrance_to_take(visit: Any, size: str) -> None:
    place = written(STEPS)
    place.parts.filter(is_main=True).update(name="головний вхід")
    place.parts.filter(is_main=False).update(name="вхід з двору")
    page = visit(f"/places/{place.pk}/?profile=wheelchair&lang=uk", size=size)
    expect(page.locator("details[open] .enter")).to_contain_text(
        "Заходьте так: вхід з двору. Не так: головний вхід."
    )
    entrances = page.locator("details[open] ol.doors li")
    expect(entrances).to_have_count(2)
    expect(entrances.first).to_contain_text("вхід з двору: безбар’єрний")
    expect(entrances.last).to_contain_text("головний вхід: бар’єрний")
    expect(entrances.last).to_contain_text("Не дотримано:")
    assert Axe().run(page).response["violations"] == []
