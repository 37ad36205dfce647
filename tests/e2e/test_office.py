"""The back office in a real browser: its maps stand on the city's ground, under the same strict policy."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from accessibility.models import Answer, Audit
from kiosks.cases import actions
from kiosks.cases.models import ResponseTemplate
from layers.importing.models import ImportRun
from layers.surveys.models import Observation, Photo
from layers.surveys.photos import jpeg
from maps import roles

pytestmark = pytest.mark.e2e


@pytest.fixture
def registrar(context: BrowserContext, live_server: Any, city: dict[str, Any]) -> BrowserContext:
    user = User.objects.create_user("registrar", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="registrar")[0])
    roles.grant()
    enter(context, live_server, user)
    return context


def enter(context: BrowserContext, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def test_a_kiosk_is_edited_on_the_citys_own_ground(
    registrar: BrowserContext, visit: Any, city: dict[str, Any]
) -> None:
    page = visit(f"/admin/kiosks/kiosk/{city['Хліб'].pk}/change/")
    expect(page.locator(".leaflet-container canvas.leaflet-tile").first).to_be_attached()
    marker = page.locator("#id_geom-map .leaflet-marker-icon")
    expect(marker).to_be_visible()
    assert "/static/leaflet/images/marker-icon" in marker.evaluate("image => image.src")
    assert marker.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.locator("#id_name").fill("Хліб свіжий")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Хліб свіжий")


@pytest.mark.parametrize("width", [1440, 800, 360])
def test_credits_leave_the_map_of_a_form_to_the_map(
    registrar: BrowserContext, visit: Any, city: dict[str, Any], width: int
) -> None:
    page = visit(f"/admin/kiosks/kiosk/{city['Хліб'].pk}/change/")
    page.set_viewport_size({"width": width, "height": 900})
    shown, mark = page.locator("#id_geom-map"), page.locator("#id_geom-map .map-credits")
    map_box, closed = shown.bounding_box(), mark.bounding_box()
    assert map_box["x"] + map_box["width"] <= width
    assert closed["width"] * closed["height"] < map_box["width"] * map_box["height"] / 100
    mark.locator("summary").click()
    expect(mark.locator("p")).to_contain_text("CC-BY-4.0")


def test_the_map_of_a_form_speaks_the_language_of_its_page(
    registrar: BrowserContext, visit: Any, city: dict[str, Any]
) -> None:
    page = visit(f"/admin/kiosks/kiosk/{city['Хліб'].pk}/change/")
    titles = page.locator("#id_footprint-map [title]").evaluate_all("found => found.map(one => one.title)")
    assert {"Наблизити", "Намалювати ділянку", "Пересувати ще нічого."} <= set(titles)
    assert not [title for title in titles if title.isascii()]
    page.get_by_title("Намалювати ділянку").click()
    page.locator("#id_footprint-map").hover()
    expect(page.locator(".leaflet-draw-tooltip")).to_have_text("Клацніть там, де починається ділянка.")
    expect(page.locator("#id_footprint-map .leaflet-control-scale")).to_contain_text("м")


def test_the_map_of_a_form_is_as_dark_as_its_page(
    registrar: BrowserContext, visit: Any, city: dict[str, Any]
) -> None:
    page = visit(f"/admin/kiosks/kiosk/{city['Хліб'].pk}/change/", theme="dark")
    corner = """() => {
        const tile = document.querySelector("#id_geom-map canvas.leaflet-tile-loaded");
        return tile && tile.width ? [...tile.getContext("2d").getImageData(9, 9, 1, 1).data].slice(0, 3) : null;
    }"""
    assert max(page.wait_for_function(corner).json_value()) < 90
    page.locator(".theme-toggle").click()  # from what the system prefers to light
    page.wait_for_function(f"() => (({corner})() ?? [0])[0] > 150")


def test_staff_see_on_the_map_what_is_hidden(
    registrar: BrowserContext, visit: Any, city: dict[str, Any]
) -> None:
    page = visit(f"/?pick=kiosks/{city['hidden'].pk}")
    expect(page.get_by_role("heading", name="Прихований")).to_be_visible()
    expect(page.locator("#card")).to_contain_text("не оприлюднено")


#: preloading would apply styles of its own, which the policy refuses
AXE = {"rules": {"target-size": {"enabled": True}}, "preload": False}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_in_the_office(
    registrar: BrowserContext, visit: Any, city: dict[str, Any], size: str, theme: str
) -> None:
    kiosk = f"/admin/kiosks/kiosk/{city['Хліб'].pk}"
    for path in (
        "/admin/",
        "/admin/kiosks/kiosk/",
        "/admin/kiosks/kiosk/add/",
        f"{kiosk}/change/",
        f"{kiosk}/history/",
        f"{kiosk}/delete/",
        "/admin/layers/historyentry/",
        "/admin/nothing/",
    ):
        check(visit(path, size=size, theme=theme), path)


def check(page: Any, path: str, *, close: bool = True) -> None:
    findings = Axe().run(page, options=AXE).response["violations"]
    assert not findings, (
        path,
        [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings],
    )
    if close:
        page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_where_one_signs_in(visit: Any, size: str, theme: str) -> None:
    findings = Axe().run(visit("/admin/login/", size=size, theme=theme), options=AXE).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


@pytest.mark.parametrize("width", [1440, 1280, 1024, 800, 360])
def test_a_list_shows_all_its_columns(registrar: BrowserContext, visit: Any, width: int) -> None:
    for name in ("kiosks/kiosk", "accessibility/place", "accessibility/barrier"):
        page = visit(f"/admin/{name}/")
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(
            "(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('.results'))"
        ), name
        assert_fits(page, name)
        last = page.locator("#result_list tbody tr").first.locator("td.field-on_the_map")
        assert last.bounding_box()["x"] + last.bounding_box()["width"] <= width
        page.close()


def assert_fits(page: Any, path: str) -> None:
    """Nothing of a page lies beyond its right edge."""
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("#content *:not(.leaflet-container *)")]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 90))"""
    )
    assert not beyond, (path, beyond[:3])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_icons_are_named_in_the_language_of_the_page(
    context: BrowserContext, live_server: Any, visit: Any, city: dict[str, Any]
) -> None:
    user = User.objects.create_user("analyst", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="analyst")[0])
    roles.grant()
    enter(context, live_server, user)
    page = visit(f"/admin/kiosks/kiosk/{city['Хліб'].pk}/change/")
    expect(page.locator(".field-without_permit img")).to_have_attribute("alt", "ні")
    expect(page.locator("#id_geom-map .leaflet-marker-icon")).to_be_visible()
    expect(page.locator("#id_geom-map .leaflet-draw")).to_have_count(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_form_of_an_audit_with_answers_is_whole(
    registrar: BrowserContext, visit: Any, city: dict[str, Any], size: str
) -> None:
    audit = Audit.objects.create(place=city["place"], made_on=timezone.localdate())
    for clause, outcome in (("5.3.1", "fail"), ("6.1", "pass"), ("6.2", "unknown")):
        Answer.objects.create(
            audit=audit, norm="ДБН В.2.2-40:2018", clause=clause, outcome=outcome, question="Ухил до 8 %"
        )
    path = f"/admin/accessibility/audit/{audit.pk}/change/"
    page = visit(path, size=size)
    assert_fits(page, path)
    page.get_by_text("Додати ще: Відповідь").click()
    assert_fits(page, path)
    page.locator("#id_answers-3-norm").fill("ДБН В.2.2-40:2018")
    page.locator("#id_answers-3-clause").fill("11.1")
    check(page, path, close=False)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Аптека")
    assert audit.answers.count() == 4


@pytest.mark.wcag("2.1.1", "2.5.7")
def test_a_face_is_covered_by_pointer_and_by_keys_before_a_photo_is_published(
    registrar: BrowserContext, visit: Any, city: dict[str, Any], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = a_photo_of(city["Хліб"])
    page = visit("/admin/surveys/photo/?review=waiting")
    page.locator("#result_list tbody a").first.click()
    picture = page.locator(".cover-tool img")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=3)
    page.mouse.up()
    expect(page.locator("textarea.covers")).to_be_hidden()
    page.get_by_role("button", name="Закрити місце").click()
    added = page.get_by_role("button", name="Закрите місце 2")
    expect(added).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    check(page, "photo", close=False)
    page.locator("#id_said").fill("Кіоск «Хліб»")
    page.get_by_role("button", name="Оприлюднити копію").click()
    expect(page.locator(".messagelist")).to_be_visible()
    photo.refresh_from_db()
    assert photo.published
    drawn, added_box = photo.covers
    assert drawn == pytest.approx([0.25, 0.25, 0.25, 0.25], abs=0.02)
    assert added_box == pytest.approx([0.42, 0.4, 0.2, 0.22], abs=0.001)
    page = visit(f"/kiosks/{city['Хліб'].pk}/")
    shown = page.get_by_role("img", name="Кіоск «Хліб»")
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth)") == 320
    check(page, "card")


def a_photo_of(feature: Any) -> Photo:
    """One that came with an accepted inspection, and waits for its review."""
    moment = timezone.now()
    said = Observation.objects.create(
        id=uuid4(), survey="kiosk", survey_version=1, deed="unchanged", layer="kiosks", feature_id=feature.pk,
        made_at=moment, fate="accepted", digest="",
    )  # fmt: skip
    image = Image.effect_noise((800, 600), 60).convert("RGB")
    photo = Photo(
        id=uuid4(), observation_id=said.pk, state=Photo.State.STORED, size=1, received=1, made_at=moment,
        width=800, height=600,
    )  # fmt: skip
    photo.picture.save("a.jpg", jpeg(image, 800), save=False)
    photo.small.save("a-s.jpg", jpeg(image, 320), save=False)
    photo.save()
    return photo


def test_axe_finds_nothing_in_any_kind_of_list_and_form(
    context: BrowserContext, live_server: Any, visit: Any, city: dict[str, Any]
) -> None:
    request = RequestFactory().get("/admin/")
    request.user = User.objects.create_superuser("administrator")
    enter(context, live_server, request.user)
    audit = Audit.objects.create(place=city["place"], made_on=timezone.localdate())
    run = ImportRun.objects.create(layer="kiosks", source="register-2026", file_name="a.csv")
    paths = [f"/admin/accessibility/audit/{audit.pk}/change/", f"/admin/layers/importrun/{run.pk}/change/"]
    # Lists and forms of one kind of back office differ in their fields only.
    kinds = {type(office): (model, office) for model, office in site._registry.items()}
    for model, office in kinds.values():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        paths += [path, f"{path}add/"] if office.has_add_permission(request) else [path]
    for path in paths:
        check(visit(path), path)
        page = visit(path, size="phone")
        assert_fits(page, path)
        page.close()


def test_a_registrar_begins_with_what_is_due_and_brings_photos_into_a_case(
    registrar: BrowserContext, visit: Any, city: dict[str, Any], tmp_path: Path, settings: Any
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    user = User.objects.get(username="registrar")
    user.set_password("a long enough one")
    user.save()
    case = actions.open_case(city["Хліб"], actions.Deed(user, note="Стоїть"))
    assert case
    response = ResponseTemplate.objects.create(name="Повідомлення", text="Справа № {case}: {state}.")
    registrar.clear_cookies()
    page = visit("/admin/")
    page.locator("#id_username").fill("registrar")
    page.locator("#id_password").fill("a long enough one")
    page.locator("[type=submit]").click()
    page.wait_for_url("**/admin/cases/case/figures/")
    page.get_by_role("link", name="Хліб").click()
    page.get_by_role("link", name="Долучити фотографії").click()
    picture = tmp_path / "a.jpg"
    picture.write_bytes(jpeg(Image.effect_noise((320, 240), 60).convert("RGB"), 320).read())
    page.locator("#id_pictures").set_input_files(picture)
    page.get_by_role("button", name="Долучити фотографії").click()
    expect(page.locator(".messagelist")).to_contain_text("чекають на перегляд")
    expect(page.locator("section[aria-labelledby=case-photos] img")).to_have_count(1)
    page.locator("section[aria-labelledby=letters] a").click()
    page.get_by_label("Кому").fill("owner@example.org")
    page.get_by_role("button", name="Надіслати").click()
    expect(page.locator("section[aria-labelledby=past]")).to_contain_text("owner@example.org")
    for path in (
        "figures/",
        f"{case.pk}/change/",
        f"{case.pk}/photos/",
        f"{case.pk}/letter/{response.pk}/",
    ):
        check(visit(f"/admin/cases/case/{path}", size="phone", theme="dark"), path)
