"""Deeds on the map page beside looking: asking what is near, narrowing, sharing, walking, and what an outage does."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from accessibility import norms
from accessibility.actions import conclude
from accessibility.models import Answer, Audit
from tests.e2e.address import has, lacks
from tests.samples import HERE

VIEW = f"/?at=17/{HERE[1]}/{HERE[0]}"

pytestmark = pytest.mark.e2e
AT = f"at=17/{HERE[1]}/{HERE[0]}"
FAR = f"at=13/{HERE[1]}/{HERE[0]}"


def test_what_is_near_me(visit: Any, context: Any) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": HERE[0], "latitude": HERE[1], "accuracy": 20})
    page = visit("/?layers=kiosks")
    page.get_by_role("button", name="Що поруч зі мною").click()
    expect(page.locator("#message")).to_contain_text("± 20 м")
    expect(page.get_by_role("tab", name="Список")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#list .result").nth(1)).to_contain_text("на схід")
    page.locator("#radius").select_option("1000")
    expect(page.locator("#chips")).to_contain_text("До 1 км")
    page.locator("#chips button").click()
    expect(page.locator("#chips button")).to_have_count(0)
    lacks(page, "near=")


def test_somebody_far_away_stays_with_the_city(visit: Any, context: Any) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": 30.5, "latitude": 50.45, "accuracy": 20})
    page = visit("/")
    page.get_by_role("button", name="Що поруч зі мною").click()
    expect(page.locator("#message")).to_contain_text("далеко")
    lacks(page, "near=")


def test_a_place_that_is_not_told_is_told_of(visit: Any, context: Any) -> None:
    page = visit("/")
    page.get_by_role("button", name="Що поруч зі мною").click()
    expect(page.locator("#message")).to_be_visible()


def test_sharing(visit: Any, context: Any) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit(f"/?layers=kiosks&{AT}")
    page.get_by_role("button", name="Більше").click()
    page.get_by_role("button", name="Поділитися").click()
    expect(page.locator("#share-code")).to_be_visible()
    page.get_by_role("button", name="Скоротити").click()
    expect(page.locator("#share-address")).to_have_value(re.compile("/s/"))
    short = page.locator("#share-address").input_value()
    page.get_by_role("button", name="Копіювати").click()
    expect(page.locator("#share-said")).to_contain_text("скопійовано")
    assert page.evaluate("navigator.clipboard.readText()") == short
    page.goto(short)
    has(page, "layers=kiosks")


def test_the_page_of_an_object_is_shared_and_printed(visit: Any, city: dict[str, Any], context: Any) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit("/kiosks/")
    page.get_by_role("link", name="Хліб").click()
    page.get_by_role("button", name="Поділитися").click()
    expect(page.locator("#share-code")).to_be_visible()
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    page.get_by_role("button", name="Копіювати").click()
    expect(page.locator("#share-said")).to_contain_text("скопійовано")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.keyboard.press("Escape")
    page.evaluate("() => { window.print = () => { document.title = 'на папері'; }; }")
    page.get_by_role("button", name="Друкувати").click()
    expect(page).to_have_title("на папері")


def test_the_page_of_a_layer_shows_what_the_map_shows(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&kiosks.permit_state=expired&theme=dark&{AT}")
    page.get_by_role("link", name="Список і завантаження: Кіоски").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    has(page, "?permit_state=expired")
    expect(page.locator("main")).to_contain_text("Хліб")
    expect(page.locator("main")).not_to_contain_text("Квіти")


def test_a_browser_that_keeps_nothing_is_told_so(visit: Any, context: Any) -> None:
    context.add_init_script("""
        Object.defineProperty(Document.prototype, "cookie", { get: () => "", set: () => {} });
        Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };
        Storage.prototype.getItem = () => { throw new DOMException("", "SecurityError"); };
    """)
    page = visit("/")
    page.get_by_role("button", name="Більше").click()
    page.get_by_role("button", name="Світла, темна, контрастна").click()
    notice = page.get_by_text("не дозволяє карті нічого зберігати")
    expect(notice).to_be_hidden()
    page.locator('[name="theme"][value="dark"]').check()
    expect(notice).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    has(page, "theme=dark")


def test_another_language_shows_the_same(visit: Any) -> None:
    page = visit(f"/?{AT}")
    page.locator('#layers label:has(input[value="places"])').click()
    page.get_by_role("tab", name="Список").click()
    page.get_by_role("link", name="EN").click()
    expect(page.get_by_role("tab", name="List")).to_have_attribute("aria-selected", "true")
    expect(page.locator('#layers input[value="places"]')).not_to_be_checked()
    has(page, "lang=en")


def test_the_form_of_filters_says_what_the_state_says(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    page.get_by_role("button", name="Фільтри: Кіоски").click()
    form = page.locator("form.filters")
    expect(form).to_be_visible()
    page.locator('[data-legend-of="kiosks"] button[data-value="expired"]').click()
    expect(form.locator('[name="permit_state"][value="expired"]')).to_be_checked()
    form.locator('[name="q"]').fill("хліб")
    form.get_by_role("button", name="Застосувати").click()
    expect(page.locator("#chips button")).to_have_count(2)
    page.go_back()
    expect(page.locator("#chips button")).to_have_count(1)
    expect(form.locator('[name="q"]')).to_have_value("")
    form.get_by_role("link", name="Скинути").click()
    expect(page.locator("#chips button")).to_have_count(0)
    assert page.url.split("?")[0].endswith("/")


def test_a_class_is_counted_as_if_none_were_chosen(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    count = page.locator('[data-legend-of="kiosks"] [data-class-count="expiring"]')
    expect(count).to_have_text("1")
    page.locator('[data-legend-of="kiosks"] button[data-value="expired"]').click()
    expect(page.locator('[data-count-of="kiosks"]')).to_have_text("1")
    expect(count).to_have_text("1")


def test_a_layer_that_begins_nearer_says_so(visit: Any) -> None:
    page = visit(f"/?layers=stops&at=11/{HERE[1]}/{HERE[0]}")
    expect(page.locator('[data-closer="stops"]')).to_be_visible()
    expect(page.locator("#list [data-count]")).to_have_attribute("data-count", "0")


def test_what_is_chosen_of_a_layer_that_is_off_is_seen(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/?layers=places&{FAR}&pick=kiosks/{city['Хліб'].pk}")
    expect(page.get_by_role("heading", name="Хліб")).to_be_visible()
    assert "Хліб" in page.title()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "tab-layers"


def test_words_that_are_not_understood_are_left_out(visit: Any) -> None:
    page = visit(f"/?layers=kiosks,foo&kiosks.foo=1&kiosks.permit_state=bogus&{AT}")
    said = page.locator(".notice").first
    for words in ("частина шарів", "Кіоски: «foo»", "Кіоски: дозвіл"):
        expect(said).to_contain_text(words)
    # The preset of unlawful kiosks is another question than this one without its filter.
    expect(page.get_by_role("link", name="Де незаконні кіоски")).not_to_have_attribute("aria-current", "true")
    expect(page.locator("#list-count")).to_have_text("4")


@pytest.mark.wcag("2.1.1", "2.4.3", "4.1.3")
def test_a_walk_by_the_keyboard(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "map"
    said = page.locator("#announcer")
    page.keyboard.press("o")
    expect(said).to_contain_text("Кава на розі")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Квіти")
    expect(said).to_contain_text("на схід")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Кава на розі")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Кава на розі")).to_be_visible()


@pytest.mark.wcag("4.1.3")
def test_a_walk_tells_the_reason_for_a_person(visit: Any, city: dict[str, Any]) -> None:
    audit = Audit.objects.create(place=city["place"], made_on=timezone.localdate(), norm=norms.current().code)
    threshold = norms.current().by_code["threshold"]
    Answer.objects.create(
        audit=audit, code="threshold", norm="ДБН", clause=threshold.clause, value=40, unit=threshold.unit
    )
    conclude(audit)
    page = visit(f"/?layers=places&profile=wheelchair&{AT}")
    page.keyboard.press("m")
    page.keyboard.press("o")
    expect(page.locator("#announcer")).to_contain_text(
        re.compile("Аптека, .+: високий поріг: 40.мм, .+ на захід")
    )


@pytest.mark.wcag("1.3.1", "2.4.3", "4.1.3")
def test_the_keys_of_the_map_are_told_and_lead_to_where_things_begin(visit: Any) -> None:
    page = visit(f"/?layers=kiosks&{AT}")
    expect(page.get_by_role("region", name="Карта")).to_have_accessible_description(
        re.compile("рухати.+O: .+Escape")
    )
    expect(page.locator("#list .result")).not_to_have_count(0)
    page.keyboard.press("l")
    expect(page.locator("#list .result-link").first).to_be_focused()


@pytest.mark.wcag("2.4.3", "3.2.2", "4.1.3")
def test_another_person_is_told_and_the_focus_stays(visit: Any) -> None:
    page = visit(f"/?layers=places&{AT}")
    page.locator("#profile").select_option("wheelchair")
    page.wait_for_url("**profile=wheelchair**")
    expect(page.locator("#announcer")).to_contain_text(
        re.compile("Показано для: .*(візк|крісл)", re.IGNORECASE)
    )
    expect(page.locator("#profile")).to_be_focused()
    # Told once.
    page.reload()
    expect(page.locator("html[data-ready]")).to_have_count(1)
    expect(page.locator("#announcer")).not_to_contain_text("Показано для")


def test_keys_are_told(visit: Any) -> None:
    page = visit("/")
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_contain_text("Клавіатура")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("#search-input")).to_be_focused()
    page.keyboard.type("l")
    assert page.locator("#search-input").input_value() == "l"


@pytest.mark.parametrize("look", ["dark", "contrast"])
def test_a_look_is_chosen_and_kept(visit: Any, look: str) -> None:
    page = visit("/")
    page.get_by_role("button", name="Більше").click()
    page.get_by_role("button", name="Світла, темна, контрастна").click()
    page.locator(f'[name="theme"][value="{look}"]').check()
    page.keyboard.press("Escape")
    has(page, f"theme={look}")
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    page.goto(page.url.split("?")[0] + "kiosks/")
    assert page.locator("html").get_attribute("data-theme") == look


@pytest.mark.parametrize("panel", ["list", "charts"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_in_the_panels(visit: Any, panel: str, size: str) -> None:
    page = visit(f"/?view={panel}&near={HERE[0]},{HERE[1]},500&{AT}", size=size)
    expect(page.locator("#chips button")).to_have_count(1)
    if panel == "charts":
        expect(page.locator(".chart").first).to_be_visible()
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_where_rows_are_picked_out_of_a_past_day(visit: Any, size: str) -> None:
    page = visit(f"/?view=list&{AT}", size=size)
    page.locator("#pick").click()
    page.locator(".pick input").first.check()
    page.locator("#menu-button").click()
    page.locator("[data-deed=past]").click()
    for _state in ("the window of the day", "the day"):
        findings = Axe().run(page).response["violations"]
        assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
        if page.locator("#past-dialog").is_visible():
            page.locator("[data-go]").click()
            expect(page.locator("#past")).to_be_visible()


def test_an_outage_is_told_and_overcome(context: Any, live_server: Any, city: dict[str, Any]) -> None:
    """What cannot be had is said, and asked for again as soon as there is a connection."""
    page = context.new_page()
    page.goto(f"{live_server.url}/?layers=kiosks&view=list&{AT}")
    expect(page.locator("#list .result")).to_have_count(4)
    context.set_offline(True)
    page.get_by_role("button", name="Віддалити").click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#list")).to_contain_text("Не вдалося завантажити")
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    expect(page.locator("#list .result")).to_have_count(4)
    page.wait_for_load_state("networkidle")


def test_switches_show_their_state_in_forced_colours(visit: Any) -> None:
    page = visit("/?layers=kiosks")
    page.emulate_media(forced_colors="active")
    look = "(slug) => getComputedStyle(document.querySelector(`[value=${slug}] + .switch-track`)).backgroundColor"
    assert page.evaluate(look, "kiosks") != page.evaluate(look, "places")


def test_a_script_that_does_not_load_is_told(context: Any, live_server: Any, city: dict[str, Any]) -> None:
    page = context.new_page()
    page.route("**/main*.js", lambda route: route.abort())
    page.clock.install()
    page.goto(live_server.url)
    expect(page.locator(".broken")).to_have_css("animation-delay", "20s")
    assert page.evaluate("document.documentElement.dataset.started") is None


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_area_is_drawn_measured_and_asked_about(visit: Any, size: str) -> None:
    page = visit(VIEW, size=size)
    page.get_by_role("button", name="Більше").click()
    page.get_by_role("button", name="Виміряти").click()
    bar = page.locator("#drawing")
    expect(bar).to_contain_text("першу точку")
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 260
    for right, down in ((-90, -120), (90, -120), (90, 60), (-90, 60)):
        page.mouse.click(x + right, y + down)
    expect(bar).to_contain_text("площа:")
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    bar.get_by_role("button", name="Крок назад").click()
    bar.get_by_role("button", name="Що всередині").click()
    expect(page.locator("[data-drop=within]")).to_contain_text("у виділеній ділянці")
    has(page, "within=")
    expect(bar).to_be_hidden()


@pytest.mark.wcag("2.1.1", "2.5.7")
def test_corners_are_set_by_keys(visit: Any) -> None:
    page = visit(VIEW)
    page.keyboard.press("d")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#drawing output")).to_contain_text("наступну точку")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator("#drawing output")).to_contain_text("Уздовж лінії")
    expect(page.locator("#drawing").get_by_role("button", name="Що всередині")).to_be_disabled()
    page.keyboard.press("Backspace")
    expect(page.locator("#drawing output")).to_contain_text("наступну точку")
    page.keyboard.press("Escape")
    expect(page.locator("#drawing")).to_be_hidden()


def test_what_was_looked_up_is_remembered_and_forgotten(visit: Any) -> None:
    page = visit("/")
    box = page.locator("#search-input")
    box.fill("48.8525, 37.6059")
    expect(page.locator("#suggestions").get_by_role("option")).to_contain_text("Місце за координатами")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-drop=near]")).to_be_visible()
    box.fill("")
    expect(page.locator("#suggestions").get_by_role("option").first).to_contain_text("48.85250, 37.60590")
    page.get_by_role("option", name="Забути ці пошуки").click()
    box.press("End")
    box.click()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_what_is_new_since_the_last_visit_is_one_of_the_questions(visit: Any) -> None:
    page = visit("/")
    expect(page.locator("#since")).to_be_hidden()
    page.evaluate("localStorage.setItem('visits', '[\"2026-01-15\"]')")
    page.reload()
    page.get_by_role("link", name="Нове після 15 січня").click()
    expect(page.locator("#list")).to_contain_text("Аптека")
    has(page, "changed=2026-01-15..")
    has(page, "order=new")
    expect(page.locator("[data-drop=changed]")).to_be_visible()


def test_what_is_found_is_shown_beside_the_map(visit: Any) -> None:
    page = visit(VIEW)
    page.locator("#search-input").fill("кава")
    page.keyboard.press("Enter")
    expect(page.locator("#card h1")).to_have_text("Пошук: кава")
    has(page, "find=")
    page.locator("#card").get_by_role("link", name="Кава на розі").click()
    expect(page.locator("#card h1")).to_have_text("Кава на розі")
    page.get_by_role("button", name="Поділитися").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Назад").click()
    expect(page.locator("#card h1")).to_have_text("Пошук: кава")
    page.go_back()
    expect(page.locator("#card h1")).to_have_text("Кава на розі")
    page.go_back()
    expect(page.locator("#card h1")).to_have_text("Пошук: кава")
    findings = Axe().run(page).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    page.get_by_role("button", name="Назад").click()
    expect(page.locator("#card")).to_be_hidden()
    lacks(page, "find=")
    page.reload()


def test_who_went_on_is_not_called_back(visit: Any) -> None:
    page = visit(VIEW)
    held: list[Any] = []
    page.route("**/api/collections/kiosks/items/*", lambda route: held.append(route))  # noqa: PLW0108 - a method of C has no signature
    page.locator("#search-input").fill("кава")
    page.keyboard.press("Enter")
    page.locator("#card").get_by_role("link", name="Кава на розі").click()
    expect(page.locator("#card h1")).to_have_text("Кава на розі")
    page.go_back()
    expect(page.locator("#card h1")).to_have_text("Пошук: кава")
    with page.expect_response("**/api/collections/kiosks/items/*"):
        for late in held:
            late.continue_()
    page.get_by_role("button", name="Назад").click()
    lacks(page, "find=")
    expect(page.locator("#card")).to_be_hidden()


def test_the_sheet_is_dragged_by_its_head(visit: Any) -> None:
    page = visit("/", size="phone")
    before = page.locator("#panel").bounding_box()
    head = page.locator("#tabs").bounding_box()
    x, y = head["x"] + 20, head["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y - 30 * step)
    page.mouse.up()
    page.wait_for_function(f"() => document.getElementById('panel').offsetHeight > {before['height'] + 200}")
    # What was dragged by was not pressed.
    expect(page.get_by_role("tab", name="Шари")).to_have_attribute("aria-selected", "true")
    lacks(page, "pick=")


def test_what_was_done_is_said_aloud(visit: Any) -> None:
    page = visit(f"/?layers=kiosks,places&{AT}")
    said = page.locator("#announcer")
    expect(page.locator("#list-count")).to_have_text("5")
    expect(said).to_be_empty()
    page.locator('#layers label:has(input[value="places"])').click()
    expect(said).to_have_text("4 об’єкти на екрані")
    page.keyboard.press("n")
    expect(said).to_contain_text("найближчий: ")


def test_a_card_that_could_not_be_had_comes_when_there_is_a_connection(
    context: Any, live_server: Any, city: dict[str, Any]
) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/?layers=kiosks&view=list&{AT}")
    expect(page.locator("#list .result")).to_have_count(4)
    context.set_offline(True)
    page.get_by_role("link", name="Хліб").click()
    expect(page.locator("#card")).to_contain_text("Не вдалося завантажити")
    expect(page.locator("#card").get_by_role("button", name="Спробувати ще")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("#card h1")).to_have_text("Хліб", timeout=15_000)
    expect(page.locator("#offline")).to_be_hidden()
    page.wait_for_load_state("networkidle")


def test_back_undoes_the_look(visit: Any) -> None:
    page = visit(f"/?{AT}")
    page.locator("#menu-button").click()
    page.locator("[data-deed=look]").click()
    page.locator('[name="theme"][value="dark"]').check()
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")
    lacks(page, "theme")


def test_a_location_that_is_hardly_known_is_none(
    browser: Any, live_server: Any, city: dict[str, Any]
) -> None:
    told = {"longitude": HERE[0], "latitude": HERE[1], "accuracy": 50_000}
    context = browser.new_context(locale="uk-UA", geolocation=told, permissions=["geolocation"])
    page = context.new_page()
    page.goto(f"{live_server.url}/?{AT}")
    page.locator("#locate").click()
    expect(page.locator("#message")).to_contain_text("з точністю до 50 км")
    lacks(page, "near=")
    page.wait_for_load_state("networkidle")
    context.close()


def test_what_a_search_finds_is_ringed_on_the_map_and_a_kind_is_asked_for(visit: Any) -> None:
    page = visit(f"/?layers=kiosks,places&{AT}&find=Аптека")
    expect(page.locator("#map .ring")).to_have_count(1)
    page.locator("[data-asks]").first.click()
    expect(page.locator("#map .ring")).to_have_count(0)
    has(page, "places.kind=pharmacy")


def test_back_closes_the_window_that_was_opened_last_and_nothing_beneath_it(visit: Any) -> None:
    page = visit("/")
    page.get_by_role("tab", name="Список").click()
    page.keyboard.press("Shift+Slash")
    window = page.get_by_role("dialog", name="Клавіатура")
    expect(window).to_be_visible()
    page.go_back()
    expect(window).to_be_hidden()
    expect(page.get_by_role("tab", name="Список")).to_have_attribute("aria-selected", "true")


@pytest.mark.wcag("2.1.4")
def test_single_keys_are_switched_off(visit: Any) -> None:
    page = visit("/")
    expect(page.locator("#list .result")).not_to_have_count(0)
    page.keyboard.press("KeyL")
    expect(page.get_by_role("tab", name="Список")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#list .result-link").first).to_be_focused()
    page.keyboard.press("Shift+Slash")
    page.get_by_role("checkbox", name="Окремі клавіші діють").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Шари").click()
    page.keyboard.press("KeyL")
    expect(page.get_by_role("tab", name="Шари")).to_have_attribute("aria-selected", "true")
    page.reload()
    page.keyboard.press("KeyL")
    expect(page.get_by_role("tab", name="Шари")).to_have_attribute("aria-selected", "true")


def test_suggestions_that_do_not_come_are_told_where_one_looks(
    context: Any, live_server: Any, city: dict[str, Any]
) -> None:
    page = context.new_page()
    page.goto(live_server.url)
    page.locator("html[data-ready]").wait_for(state="attached")
    context.route("**/suggest?**", lambda route: route.abort())
    page.get_by_role("combobox", name="Об’єкт, вулиця або адреса").fill("аптека")
    expect(page.get_by_role("option", name="Не вдалося завантажити")).to_be_visible()
    page.close()
